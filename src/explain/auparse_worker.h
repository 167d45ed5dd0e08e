/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libauparse in a sandbox, asked about events, and its replies. auparse_client.h is the way to it.
 */
#ifndef AUBACKLOG_AUPARSE_WORKER_H
#define AUBACKLOG_AUPARSE_WORKER_H

#include "util/frame.h"

#include <stdbool.h>

/*
 * A reply is a row of texts, each a letter, bytes other than NUL, and a NUL:
 *
 *     (RECORD (NAME RAW INTERPRETED)*)* [SUBJECT] [ACTION] [OBJECT] [HOW] [KEY] END
 *
 * with an empty text for END.
 */
enum reply_tag {
	REPLY_RECORD = 't', /* its type */
	REPLY_FIELD_NAME = 'n',
	REPLY_FIELD_RAW = 'r',
	REPLY_FIELD_INTERPRETED = 'i',
	REPLY_SUBJECT = 's',
	REPLY_ACTION = 'a',
	REPLY_OBJECT = 'o',
	REPLY_HOW = 'h',
	REPLY_KEY = 'k',
	REPLY_END = '.',
};

/* Adds a text to a reply. */
void auparse_worker_put(struct frame *reply, enum reply_tag tag, const char *text);

struct auparse_worker; /* opaque: a parser */

/* Gives: a worker that the caller frees. */
struct auparse_worker *auparse_worker_new(void)
	__attribute__((returns_nonnull, warn_unused_result));
void auparse_worker_free(struct auparse_worker *worker);

/*
 * Interprets one event, and adds the reply to the frame.
 * Takes: its raw lines, each with its newline; whether records and fields are wanted. libauparse
 * may crash on the lines.
 */
void auparse_worker_read(struct auparse_worker *worker, const char *text, bool with_records,
			 struct frame *reply);

/*
 * The job of a sandbox, without a context: answers requests until the other side has gone, or
 * something fails. A request is a frame with '+' (records are wanted) or '-' before the lines of an
 * event; its answer is a frame with a reply.
 */
void auparse_worker_serve(int fd, void *context);

#endif
