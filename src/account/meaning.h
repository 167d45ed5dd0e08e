/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an event means: libauparse on the records that are there. The only user of libauparse. */
#ifndef AUBACKLOG_MEANING_H
#define AUBACKLOG_MEANING_H

#include <stdbool.h>
#include <stddef.h>

struct meaning; /* opaque: a parser, which is dear to begin and cheap to feed */

void meaning_free(struct meaning *meaning);
void meaning_done(struct meaning **meaning); /* the same, as a cleanup of a local */

/* Gives 0 and a parser that the caller frees, or -ENOMEM. */
int meaning_new(struct meaning **ret_meaning) __attribute__((warn_unused_result));

struct meaning_field {
	char *name;
	char *raw;
	char *interpreted;
};

struct meaning_record {
	char *type;
	struct meaning_field *fields;
	size_t n_fields, fields_capacity;
};

/* Who did what to what, how; each NULL where libauparse cannot say. */
struct meaning_event {
	char *subject;
	char *action;
	char *object;
	char *how;
	char *key;
	struct meaning_record *records; /* only when they were asked for */
	size_t n_records, records_capacity;
};

void meaning_event_done(struct meaning_event *event);

/*
 * Reads one event.
 * Takes: its raw lines, each with its newline; whether the records and their fields are wanted.
 * Gives: 0 and an event that the caller ends, with nothing in it when libauparse makes nothing of
 * the text; -ENOMEM. Names of users are taken from records that auditd enriched; otherwise their
 * numbers stand, because libauparse would look the names up on this machine, which may be another.
 */
int meaning_read(struct meaning *meaning, const char *text, bool with_records,
		 struct meaning_event *ret_event);

/* "root executed /bin/true by /usr/bin/true". Gives a text that the caller frees; NULL without
 * memory or when the event says nothing. */
char *meaning_sentence(const struct meaning_event *event);

#endif
