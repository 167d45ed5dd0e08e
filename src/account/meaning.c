/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an event means: the side that asks. */
#define _GNU_SOURCE
#include "account/meaning.h"

#include "account/interpreter.h"
#include "account/reply.h"
#include "base/cleanup.h"
#include "base/frame.h"
#include "base/sandbox.h"

#include <errno.h>
#include <string.h>

struct meaning {
	struct sandbox sandbox; /* of the interpreter; none before the first event */
	unsigned begun;		/* interpreters, and tries to have one */
	uint64_t failures;
};

int meaning_new(struct meaning **ret_meaning)
{
	struct meaning *meaning = calloc(1, sizeof(*meaning));

	if (!meaning)
		return -ENOMEM;
	*ret_meaning = meaning;
	return 0;
}

void meaning_free(struct meaning *meaning)
{
	if (!meaning)
		return;
	sandbox_end(&meaning->sandbox, NULL);
	free(meaning);
}

void meaning_done(struct meaning **meaning)
{
	meaning_free(*meaning);
}

void meaning_event_done(struct meaning_event *event)
{
	for (size_t i = 0; i < event->n_records; i++)
		free(event->records[i].fields);
	free(event->records);
	free(event->text);
	*event = (struct meaning_event){ 0 };
}

static int begin(struct meaning *meaning)
{
	const struct sandbox_job job = { .run = interpreter_serve };

	if (meaning->sandbox.child)
		return 0;
	if (meaning->begun >= MEANING_PROCESSES)
		return -ECHILD;
	meaning->begun++;
	return sandbox_begin(&job, &meaning->sandbox);
}

static int ask(const struct meaning *meaning, const char *text, bool with_records, char **ret_reply,
	       size_t *ret_length)
{
	CLEANUP(frame_done) struct frame request = { 0 };
	size_t length = strlen(text);
	int patience_ms = MEANING_PATIENCE_MS, code;

	frame_add(&request, with_records ? "+" : "-", 1);
	frame_add(&request, text, length);
	code = frame_send(meaning->sandbox.fd, &request, &patience_ms);
	return code < 0 ? code
			: frame_receive(meaning->sandbox.fd, MEANING_REPLY_MAX(length),
					&patience_ms, ret_reply, ret_length);
}

static size_t lines_of(const char *text)
{
	size_t lines = 0;

	for (const char *at = text; (at = strchr(at, '\n')); at++)
		lines++;
	return lines;
}

/* Whatever it did wrong, an interpreter that did is not asked again. */
static int try(struct meaning *meaning, const char *text, bool with_records,
	       struct meaning_event *ret_event)
{
	char *reply = NULL;
	size_t length = 0;
	int code = begin(meaning);

	if (code < 0)
		return -ECHILD;
	code = ask(meaning, text, with_records, &reply, &length);
	if (code == 0)
		code = reply_read(reply, length, with_records ? lines_of(text) : 0, ret_event);
	if (code < 0)
		sandbox_end(&meaning->sandbox, NULL);
	return code;
}

int meaning_read(struct meaning *meaning, const char *text, bool with_records,
		 struct meaning_event *ret_event)
{
	struct meaning_event event = { 0 };
	int code = strlen(text) > MEANING_TEXT_MAX ? -EMSGSIZE
						   : try(meaning, text, with_records, &event);

	if (code == -ENOMEM)
		return code;
	event.failed = code < 0;
	meaning->failures += event.failed;
	*ret_event = event;
	return 0;
}

uint64_t meaning_failures(const struct meaning *meaning)
{
	return meaning->failures;
}

char *meaning_sentence(const struct meaning_event *event)
{
	char *sentence = NULL;

	if (!event->action)
		return NULL;
	if (asprintf(&sentence, "%s%s%s%s%s%s%s", event->subject ? event->subject : "",
		     event->subject ? " " : "", event->action, event->object ? " " : "",
		     event->object ? event->object : "", event->how ? " by " : "",
		     event->how ? event->how : "") < 0)
		return NULL;
	return sentence;
}
