/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON written as it is made: in memory is one value at a time. */
#ifndef AUBACKLOG_JSONSTREAM_H
#define AUBACKLOG_JSONSTREAM_H

#include "base/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#define JSONSTREAM_DEPTH 8

/* The bytes are those that json_dumpf writes of the whole with JSON_INDENT(2). */
struct jsonstream {
	FILE *out;
	unsigned depth;
	bool filled[JSONSTREAM_DEPTH]; /* something stands in the container of that depth */
	int code;		       /* the first failure, -errno; nothing is written behind it */
};

/* A zeroed stream with its file is at the beginning of a document. Keys are plain ASCII, NULL in an
 * array and for the document itself; a container is closed by the bracket that ends it. */
void jsonstream_open(struct jsonstream *stream, const char *key, char bracket);
void jsonstream_close(struct jsonstream *stream, char bracket);

/* Writes a value and frees it; NULL is memory that ran out. */
void jsonstream_put(struct jsonstream *stream, const char *key, json_t *value);

/* Ends the document. Gives: 0, or -errno of what failed on the way. */
int jsonstream_end(struct jsonstream *stream, struct error *err);

#endif
