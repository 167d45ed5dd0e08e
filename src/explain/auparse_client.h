/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The interpretation of events by libauparse, in a process of its own (auparse_worker.h). */
#ifndef AUBACKLOG_AUPARSE_CLIENT_H
#define AUBACKLOG_AUPARSE_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct auparse_client; /* opaque: a worker, which is slow to start and quick to answer */

/* Gives: a client that the caller frees. Its worker starts with the first event. */
struct auparse_client *auparse_client_new(void)
	__attribute__((returns_nonnull, warn_unused_result));
void auparse_client_free(struct auparse_client *client);
void auparse_client_done(struct auparse_client **client); /* the same, as a cleanup of a local */

struct auparse_client_field {
	const char *name;
	const char *raw;
	const char *interpreted;
};

struct auparse_client_record {
	const char *type;
	struct auparse_client_field *fields;
	size_t n_fields, fields_capacity;
};

/* The event in words; each NULL where libauparse cannot say. */
struct auparse_client_event {
	const char *subject;
	const char *action;
	const char *object;
	const char *how;
	const char *key;
	struct auparse_client_record *records; /* only when they were asked for */
	size_t n_records, records_capacity;
	bool failed; /* libauparse failed on it; everything else is empty */
	char *text;  /* all the texts above point into it; owned */
};

void auparse_client_event_done(struct auparse_client_event *event);

#define AUPARSE_CLIENT_PATIENCE_MS 10000
#define AUPARSE_CLIENT_PROCESSES 16

/* A longer event, or one with a longer interpretation, has failed. */
#define AUPARSE_CLIENT_TEXT_MAX ((size_t)16 << 20)
#define AUPARSE_CLIENT_REPLY_MAX(text_bytes) (((size_t)256 << 10) + (text_bytes)*16)

/*
 * Interprets one event.
 * Takes: its raw lines, each with its newline; whether the records and their fields are wanted.
 * Gives: an event that the caller ends, empty when libauparse makes nothing of the text. Names of
 * users are taken from records that auditd enriched; otherwise their numbers stand, because the log
 * may be of another machine.
 *
 * libauparse has bugs that a log can use (3.0.9 writes beyond a PROCTITLE that is "(null)" and
 * more), so it runs confined (util/sandbox.h). When it dies, sends something that is no reply, or
 * takes longer than AUPARSE_CLIENT_PATIENCE_MS, the event has failed, and the next one gets a new
 * process, AUPARSE_CLIENT_PROCESSES in all; after that all events have failed. An attacker may have
 * made up the reply: it is used for names only.
 */
struct auparse_client_event auparse_client_read(struct auparse_client *client, const char *text,
						bool with_records);

/* The number of events that have failed so far. */
uint64_t auparse_client_failures(const struct auparse_client *client);

/* "root executed /bin/true by /usr/bin/true", which the caller frees; NULL when the event has no
 * action. */
char *auparse_client_sentence(const struct auparse_client_event *event);

/*
 * Reads a reply of the worker (auparse_worker.h has its form), and trusts nothing in it.
 * Takes: the bytes, on the heap, which the event owns from now on, or which are freed; how many
 * records it may have at the most. Gives: 0 and an event that the caller ends, or -EBADMSG.
 */
int auparse_client_parse(char *bytes, size_t length, size_t records_most,
			 struct auparse_client_event *ret_event);

#endif
