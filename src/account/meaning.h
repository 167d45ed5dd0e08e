/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an event means: what libauparse, in a process of its own, says of the records that are
 * there. */
#ifndef AUBACKLOG_MEANING_H
#define AUBACKLOG_MEANING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct meaning; /* opaque: an interpreter, which is dear to begin and cheap to ask */

void meaning_free(struct meaning *meaning);
void meaning_done(struct meaning **meaning); /* the same, as a cleanup of a local */

/* Gives 0 and a reader that the caller frees, or -ENOMEM. */
int meaning_new(struct meaning **ret_meaning) __attribute__((warn_unused_result));

struct meaning_field {
	const char *name;
	const char *raw;
	const char *interpreted;
};

struct meaning_record {
	const char *type;
	struct meaning_field *fields;
	size_t n_fields, fields_capacity;
};

/* Who did what to what, how; each NULL where libauparse cannot say. */
struct meaning_event {
	const char *subject;
	const char *action;
	const char *object;
	const char *how;
	const char *key;
	struct meaning_record *records; /* only when they were asked for */
	size_t n_records, records_capacity;
	bool failed; /* libauparse failed on it, and there is nothing else in it */
	char *text;  /* what all of these point into; owned */
};

void meaning_event_done(struct meaning_event *event);

/*
 * Reads one event.
 * Takes: its raw lines, each with its newline; whether the records and their fields are wanted.
 * Gives: 0 and an event that the caller ends, with nothing in it when libauparse makes nothing of
 * the text; -ENOMEM. Names of users are taken from records that auditd enriched; otherwise their
 * numbers stand, because another machine's are none of this one's.
 *
 * libauparse has bugs that a log can use (3.0.9 writes beyond a PROCTITLE that is "(null)" and
 * more), so it runs confined (base/sandbox.h), begun with the first event. When it dies, says what
 * is no reply, or takes longer than MEANING_PATIENCE_MS, the event has "failed", and the next one
 * gets a new process, MEANING_PROCESSES in all; after that all have failed. What it says is taken
 * for what an attacker may have made it say: names, and nothing but names.
 */
int meaning_read(struct meaning *meaning, const char *text, bool with_records,
		 struct meaning_event *ret_event);

/* Of how many events it has failed so far. */
uint64_t meaning_failures(const struct meaning *meaning);

#define MEANING_PATIENCE_MS 10000
#define MEANING_PROCESSES 16

/* An event of which the interpretation would be larger has failed. */
#define MEANING_TEXT_MAX ((size_t)16 << 20)
#define MEANING_REPLY_MAX(text_bytes) (((size_t)256 << 10) + (text_bytes)*16)

/* "root executed /bin/true by /usr/bin/true". Gives a text that the caller frees; NULL without
 * memory or when the event says nothing. */
char *meaning_sentence(const struct meaning_event *event);

#endif
