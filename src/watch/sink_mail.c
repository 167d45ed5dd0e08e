/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tells by mail, through the sendmail interface that every MTA has. */
#include "evidence/record.h"
#include "util/cleanup.h"
#include "util/text.h"
#include "util/textstream.h"
#include "util/xalloc.h"
#include "watch/alert.h"
#include "watch/feed.h"
#include "watch/sinks.h"
#include "watch/words.h"

#include <ctype.h>
#include <string.h>

#define MAIL_COLUMNS 76
#define HEADER_WORD_BYTES 128

/* What may stand in a header: whatever the text is, no line of its own comes of it. */
static void header_word(const char *text, char ret_word[static HEADER_WORD_BYTES])
{
	size_t length = 0;

	for (; *text && length + 1 < HEADER_WORD_BYTES; text++)
		if (isascii((unsigned char)*text) &&
		    (isalnum((unsigned char)*text) || strchr("-._@", *text)))
			ret_word[length++] = *text;
	ret_word[length] = '\0';
}

static void print_header(FILE *out, const char *to, const json_t *alert)
{
	char host[HEADER_WORD_BYTES], id[HEADER_WORD_BYTES], recipient[HEADER_WORD_BYTES];

	header_word(alert_data_text(alert, "host"), host);
	header_word(alert_text(alert, "id"), id);
	header_word(to, recipient);
	fprintf(out,
		"To: %s\nSubject: %s: %s\nMessage-ID: <%s@%s>\n"
		"Auto-Submitted: auto-generated\nMIME-Version: 1.0\n"
		"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n",
		recipient, host,
		words_heading(alert_data_text(alert, "alert"), alert_data_text(alert, "change")),
		id, *host ? host : "localhost");
}

static void print_facts(FILE *out, const json_t *facts)
{
	const char *key;
	const json_t *value;

	json_object_foreach((json_t *)(uintptr_t)facts, key, value)
	{
		CLEANUP(cleanup_free)
		char *text = json_is_string(value) ? xstrdup(json_string_value(value))
						   : json_dumps(value, JSON_ENCODE_ANY);
		CLEANUP(cleanup_free) char *safe = text_safe(text);

		if (json_is_null(value) || !safe)
			continue;
		fprintf(out, "  %-12s ", key);
		text_wrap(out, safe, 15, 15, MAIL_COLUMNS);
		fputc('\n', out);
	}
}

char *sink_mail_text(const char *to, const json_t *alert)
{
	CLEANUP(cleanup_free) char *summary = text_safe(alert_data_text(alert, "summary"));
	CLEANUP(cleanup_free) char *host = text_safe(alert_data_text(alert, "host"));
	const json_t *facts = json_object_get(json_object_get(alert, "data"), "facts");
	FILE *out;
	struct textstream *stream = textstream_open(&out);

	print_header(out, to, alert);
	text_wrap(out, summary, 0, 0, MAIL_COLUMNS);
	fprintf(out, ".\n\n  %-12s %.60s\n  %-12s %s\n", "host", host, "time",
		alert_text(alert, "time"));
	print_facts(out, facts);
	fputs("\n\"aubacklog report\" on the machine has the whole account.\n", out);
	return textstream_close(stream);
}

int sink_mail_deliver(const json_t *settings, const json_t *alert, struct error *err)
{
	CLEANUP(cleanup_free) char *text = sink_mail_text(alert_text(settings, "mail_to"), alert);
	CLEANUP(cleanup_free) char *program = xstrdup(alert_text(settings, "mail_command"));
	char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	char *words[] = { program, (char[]){ "-t" }, (char[]){ "-oi" }, NULL };
	char *environment[] = { path, NULL };

	return feed_program(words, environment, text, err);
}
