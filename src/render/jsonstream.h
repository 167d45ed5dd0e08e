/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes JSON as it is made: only one value at a time is in memory. */
#ifndef AUBACKLOG_JSONSTREAM_H
#define AUBACKLOG_JSONSTREAM_H

#include "util/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#define JSONSTREAM_DEPTH 8

/* Writes the bytes that json_dumpf writes of the whole document with JSON_INDENT(2). */
struct jsonstream {
	FILE *out;
	unsigned depth;
	bool filled[JSONSTREAM_DEPTH]; /* the container of that depth is not empty */
	int code;		       /* the first failure, -errno; nothing is written after it */
};

/*
 * Open and close a container, by its brackets. A zeroed stream with its file is at the beginning of
 * a document. Keys are plain ASCII; NULL in an array and for the document itself.
 */
void jsonstream_open(struct jsonstream *stream, const char *key, char bracket);
void jsonstream_close(struct jsonstream *stream, char bracket);

/* Writes a value and frees it. NULL, as jansson gives it without memory, ends the program. */
void jsonstream_put(struct jsonstream *stream, const char *key, json_t *value);

/* Ends the document. Gives: 0, or -errno of the first write that failed. */
int jsonstream_end(struct jsonstream *stream, struct error *err);

#endif
