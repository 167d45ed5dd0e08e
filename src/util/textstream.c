/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stream into memory that ends the program when memory is out. */
#define _GNU_SOURCE
#include "util/textstream.h"

#include "util/xalloc.h"

#include <string.h>

struct textstream {
	FILE *file;
	char *text;
	size_t length, capacity;
};

static ssize_t textstream_take(void *context, const char *bytes, size_t count)
{
	struct textstream *stream = context;
	size_t wanted = stream->length + count + 1;

	if (wanted > stream->capacity) {
		size_t capacity = wanted > 2 * stream->capacity ? wanted : 2 * stream->capacity;

		stream->text = xreallocarray(stream->text, capacity, 1);
		stream->capacity = capacity;
	}
	memcpy(stream->text + stream->length, bytes, count);
	stream->length += count;
	return (ssize_t)count;
}

struct textstream *textstream_open(FILE **ret_file)
{
	struct textstream *stream = xcalloc(1, sizeof(*stream));

	stream->file =
		fopencookie(stream, "w", (cookie_io_functions_t){ .write = textstream_take });
	if (!stream->file)
		xalloc_end();
	*ret_file = stream->file;
	return stream;
}

char *textstream_close(struct textstream *stream)
{
	char *text;

	if (fclose(stream->file) != 0)
		xalloc_end();
	text = xreallocarray(stream->text, stream->length + 1, 1);
	text[stream->length] = '\0';
	free(stream);
	return text;
}
