/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The events of a boot's window for a person, and for other programs that read audit logs. */
#include "render/render_events.h"

#include "explain/auparse_client.h"
#include "util/cleanup.h"
#include "util/text.h"
#include "util/textstream.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <limits.h>
#include <string.h>

/* Where the words begin, behind the time, the serial and the fate; on a narrow screen they have a
 * line of their own. */
#define WORDS_COLUMN 52
#define WORDS_INDENT 4
#define FATE_COLUMNS 12
#define WIDE_COLUMNS 120

/* "lost 8", "cut 3 of 8", "lost 1+" where there may be more. The caller frees it. */
static char *name_fate(const struct report_row *row)
{
	const char *more = row->lost.max != row->lost.min ? "+" : "";

	switch (row->fate) {
	case FATE_HELD:
		return xasprintf("held %" PRIu64, row->held);
	case FATE_TRUNCATED:
		return xasprintf("cut %" PRIu64 "%s of %" PRIu64, row->lost.min, more,
				 row->held + row->lost.min);
	case FATE_LOST:
	case FATE_LOST_RECOVERED:
		return xasprintf("lost %" PRIu64 "%s", row->lost.min, more);
	case FATE_DIRECT:
		break;
	}
	return xstrdup("passed");
}

/* "SYSCALL EXECVE CWD", of the lines of an event. */
static void print_types(const char *text, FILE *out)
{
	for (const char *line = text; line && *line; line = strchr(line, '\n')) {
		const char *type = strstr(line += *line == '\n', "type=");

		if (!type)
			return;
		fprintf(out, "%s%.*s", line == text ? "" : " ", (int)strcspn(type + 5, " \n"),
			type + 5);
	}
}

/* Who did what to what, the key of the rule, and where it is from. The caller frees it. */
static char *describe_row(const struct report_row *row, struct auparse_client *client)
{
	CLEANUP(auparse_client_event_done) struct auparse_client_event event = { 0 };
	CLEANUP(cleanup_free) char *sentence = NULL;
	FILE *out;
	struct textstream *text = textstream_open(&out);

	if (!row->text || !*row->text) {
		if (row->events > 1)
			fprintf(out, "%" PRIu64 " events, ", row->events);
		fputs(row->swallowed ? "discarded by auditd when it registered" : "in no source",
		      out);
		return textstream_close(text);
	}
	event = auparse_client_read(client, row->text, false);
	sentence = auparse_client_sentence(&event);
	if (sentence)
		fputs(sentence, out);
	else
		print_types(row->text, out);
	if (event.key)
		fprintf(out, ", key %s", event.key);
	if (row->recovered_from)
		fprintf(out, " (from the %s)",
			strcmp(row->recovered_from, "journal") == 0 ? "journal" : "kernel log");
	return textstream_close(text);
}

static void print_row(const struct report_row *row, const struct render_events_options *options,
		      struct auparse_client *client, FILE *out)
{
	CLEANUP(cleanup_free) char *fate = name_fate(row);
	CLEANUP(cleanup_free) char *raw = describe_row(row, client);
	CLEANUP(cleanup_free) char *words = text_safe(raw);
	const bool missing = options->colour && row->fate != FATE_HELD && row->fate != FATE_DIRECT;
	const bool wide = !options->columns || options->columns >= WIDE_COLUMNS;
	char time[TEXT_TIME_BYTES], serials[48];

	text_time(row->time_ms, time);
	(void)snprintf(serials, sizeof(serials),
		       row->events > 1 ? "%" PRIu64 "-%" PRIu64 : "%" PRIu64, row->serial,
		       row->serial + row->events - 1);
	fprintf(out, "%-24s  %10s  %s%-*s%s", row->time_ms == TIME_UNKNOWN ? "" : time, serials,
		missing ? "\x1b[1;31m" : "", wide ? FATE_COLUMNS : 0, fate,
		missing ? "\x1b[0m" : "");
	fprintf(out, wide ? "  " : "\n%*s", WORDS_INDENT, "");
	text_wrap(out, words, wide ? WORDS_COLUMN : WORDS_INDENT,
		  wide ? WORDS_COLUMN : WORDS_INDENT,
		  options->columns ? options->columns : INT_MAX);
}

void render_events_text(const struct report_boot *boot, const struct render_events_options *options,
			struct auparse_client *client, FILE *out)
{
	for (size_t i = 0; i < boot->n_rows; i++)
		if (render_events_has(options, &boot->rows[i]))
			print_row(&boot->rows[i], options, client, out);
}

void render_events_heading(const struct report_boot *boot, FILE *out)
{
	CLEANUP(cleanup_free) char *node = text_safe(boot->node);
	CLEANUP(cleanup_free) char *id = text_safe(boot->boot_id);
	char time[TEXT_TIME_BYTES];

	text_time(boot->first_ms, time);
	fprintf(out, "boot %d%s%s, from %s%s%s\n", boot->index, node ? " of " : "",
		node ? node : "", time, id ? ", " : "", id ? id : "");
}

/* The lines of an event that follow those on the disk. */
static const char *skip_disk_lines(const struct report_row *row)
{
	const char *text = row->text;

	for (uint64_t i = 0; i < row->disk_lines && *text; i++) {
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return text;
}

static void print_lines(const char *lines, bool on_screen, FILE *out)
{
	if (!on_screen) {
		fputs(lines, out);
		return;
	}
	while (*lines) {
		const size_t length = strcspn(lines, "\n");
		CLEANUP(cleanup_free) char *line = xstrndup(lines, length);
		CLEANUP(cleanup_free) char *safe = text_safe(line);

		fprintf(out, "%s\n", safe);
		lines += length + (lines[length] == '\n');
	}
}

uint64_t render_events_raw(const struct report_boot *boot,
			   const struct render_events_options *options, FILE *out)
{
	uint64_t untold = 0;

	for (size_t i = 0; i < boot->n_rows; i++) {
		const struct report_row *row = &boot->rows[i];

		if (!render_events_has(options, row))
			continue;
		if (row->text && *row->text)
			print_lines(options->only_missing ? skip_disk_lines(row) : row->text,
				    options->on_screen, out);
		else
			untold += row->events;
	}
	return untold;
}
