/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stream into memory that tells when memory is out. */
#define _GNU_SOURCE
#include "base/textstream.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct textstream {
	FILE *file;
	char *text;
	size_t length, capacity;
	bool failed;
};

/* Gives 0 for an error, as fopencookie(3) wants it. */
static ssize_t take(void *context, const char *bytes, size_t count)
{
	struct textstream *stream = context;
	size_t wanted = stream->length + count + 1;

	if (wanted > stream->capacity) {
		size_t capacity = wanted > 2 * stream->capacity ? wanted : 2 * stream->capacity;
		char *grown = realloc(stream->text, capacity);

		if (!grown) {
			stream->failed = true;
			return 0;
		}
		stream->text = grown;
		stream->capacity = capacity;
	}
	memcpy(stream->text + stream->length, bytes, count);
	stream->length += count;
	return (ssize_t)count;
}

int textstream_open(struct textstream **ret_stream, FILE **ret_file)
{
	struct textstream *stream = calloc(1, sizeof(*stream));
	FILE *file =
		stream ? fopencookie(stream, "w", (cookie_io_functions_t){ .write = take }) : NULL;

	if (!file) {
		free(stream);
		return -ENOMEM;
	}
	stream->file = file;
	*ret_stream = stream;
	*ret_file = file;
	return 0;
}

int textstream_close(struct textstream *stream, char **ret_text)
{
	bool failed = ferror(stream->file) != 0;
	char *text;

	failed |= fclose(stream->file) != 0 || stream->failed;
	text = failed ? NULL : realloc(stream->text, stream->length + 1);
	if (text) {
		text[stream->length] = '\0';
		*ret_text = text;
	} else {
		free(stream->text);
	}
	free(stream);
	return text ? 0 : -ENOMEM;
}
