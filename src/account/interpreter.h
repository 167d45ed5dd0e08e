/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libauparse, asked about events. The only user of it; meaning.h is the way to it. */
#ifndef AUBACKLOG_INTERPRETER_H
#define AUBACKLOG_INTERPRETER_H

#include "base/frame.h"

#include <stdbool.h>

struct interpreter; /* opaque: a parser */

/* Gives 0 and an interpreter that the caller frees, or -ENOMEM. */
int interpreter_new(struct interpreter **ret_interpreter) __attribute__((warn_unused_result));
void interpreter_free(struct interpreter *interpreter);

/*
 * Interprets one event: the names as meaning.h has them.
 * Takes: its raw lines, each with its newline; whether records and fields are wanted. Gives: 0 and
 * the reply (reply.h) added to the frame, or -ENOMEM. libauparse may crash on what it is given.
 */
int interpreter_read(struct interpreter *interpreter, const char *text, bool with_records,
		     struct frame *reply);

/* Answers what is asked over a socket, a frame with '+' (with records) or '-' in front of the lines
 * for a frame with a reply, until there is nobody who asks, or something fails. The job of a
 * sandbox, without a context. */
void interpreter_serve(int fd, void *context);

#endif
