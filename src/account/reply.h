/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the interpreter answers: the form in which it comes over the socket. */
#ifndef AUBACKLOG_REPLY_H
#define AUBACKLOG_REPLY_H

#include "account/meaning.h"
#include "base/frame.h"

/*
 * A reply is a row of texts, each a letter, bytes that are none of them NUL, and a NUL:
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

/* Adds a text. */
void reply_put(struct frame *frame, enum reply_tag tag, const char *text);

/*
 * Reads a reply that anybody may have made up.
 * Takes: the bytes, on the heap, which are the event's from now on, or freed; how many records it
 * may have at the most. Gives: 0 and an event that the caller ends; -EBADMSG for what is no reply,
 * all of it; -ENOMEM.
 */
int reply_read(char *bytes, size_t length, size_t records_most, struct meaning_event *ret_event);

#endif
