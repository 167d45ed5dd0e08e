/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON written as it is made. */
#include "base/jsonstream.h"

#include <errno.h>
#include <string.h>

#define INDENT 2

static void fail(struct jsonstream *stream, int code)
{
	if (!stream->code)
		stream->code = code;
}

static void write_bytes(struct jsonstream *stream, const char *bytes, size_t length)
{
	errno = 0;
	if (!stream->code && fwrite(bytes, 1, length, stream->out) != length)
		fail(stream, errno ? -errno : -EIO);
}

static void write_text(struct jsonstream *stream, const char *text)
{
	write_bytes(stream, text, strlen(text));
}

static void break_line(struct jsonstream *stream)
{
	static const char blanks[JSONSTREAM_DEPTH * INDENT + 1] = "                ";

	write_text(stream, "\n");
	write_bytes(stream, blanks, (size_t)stream->depth * INDENT);
}

/* What stands in front of a value: a comma, a line of its own, its key. */
static void begin_value(struct jsonstream *stream, const char *key)
{
	if (stream->depth) {
		if (stream->filled[stream->depth - 1])
			write_text(stream, ",");
		stream->filled[stream->depth - 1] = true;
		break_line(stream);
	}
	if (!key)
		return;
	write_text(stream, "\"");
	write_text(stream, key);
	write_text(stream, "\": ");
}

void jsonstream_open(struct jsonstream *stream, const char *key, char bracket)
{
	if (stream->depth == JSONSTREAM_DEPTH) {
		fail(stream, -EOVERFLOW);
		return;
	}
	begin_value(stream, key);
	write_bytes(stream, &bracket, 1);
	stream->filled[stream->depth++] = false;
}

void jsonstream_close(struct jsonstream *stream, char bracket)
{
	if (!stream->depth)
		return;
	if (stream->filled[--stream->depth])
		break_line(stream);
	write_bytes(stream, &bracket, 1);
}

/* jansson breaks lines between values only: in texts they are escaped. */
static int take_bytes(const char *bytes, size_t length, void *context)
{
	struct jsonstream *stream = context;
	const char *newline;

	while ((newline = memchr(bytes, '\n', length))) {
		write_bytes(stream, bytes, (size_t)(newline - bytes));
		break_line(stream);
		length -= (size_t)(newline - bytes) + 1;
		bytes = newline + 1;
	}
	write_bytes(stream, bytes, length);
	return stream->code ? -1 : 0;
}

void jsonstream_put(struct jsonstream *stream, const char *key, json_t *value)
{
	if (!value)
		fail(stream, -ENOMEM);
	begin_value(stream, key);
	if (!stream->code && json_dump_callback(value, take_bytes, stream,
						JSON_INDENT(INDENT) | JSON_ENCODE_ANY) < 0)
		fail(stream, -ENOMEM);
	json_decref(value);
}

int jsonstream_end(struct jsonstream *stream, struct error *err)
{
	write_text(stream, "\n");
	if (stream->code == -ENOMEM)
		return error_memory(err, "write JSON");
	if (stream->code < 0)
		return error_set(err, stream->code, "cannot write JSON: %s",
				 strerror(-stream->code));
	return 0;
}
