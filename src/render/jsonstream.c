/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes JSON as it is made. */
#include "render/jsonstream.h"

#include "util/xalloc.h"

#include <errno.h>
#include <string.h>

#define INDENT 2

static void stop_stream(struct jsonstream *stream, int code)
{
	if (!stream->code)
		stream->code = code;
}

static void write_json_bytes(struct jsonstream *stream, const char *bytes, size_t length)
{
	errno = 0;
	if (!stream->code && fwrite(bytes, 1, length, stream->out) != length)
		stop_stream(stream, errno ? -errno : -EIO);
}

static void write_json_text(struct jsonstream *stream, const char *text)
{
	write_json_bytes(stream, text, strlen(text));
}

static void break_json_line(struct jsonstream *stream)
{
	static const char blanks[JSONSTREAM_DEPTH * INDENT + 1] = "                ";

	write_json_text(stream, "\n");
	write_json_bytes(stream, blanks, (size_t)stream->depth * INDENT);
}

/* Writes the comma after the value before, a new line and the key. */
static void begin_json_value(struct jsonstream *stream, const char *key)
{
	if (stream->depth) {
		if (stream->filled[stream->depth - 1])
			write_json_text(stream, ",");
		stream->filled[stream->depth - 1] = true;
		break_json_line(stream);
	}
	if (!key)
		return;
	write_json_text(stream, "\"");
	write_json_text(stream, key);
	write_json_text(stream, "\": ");
}

void jsonstream_open(struct jsonstream *stream, const char *key, char bracket)
{
	if (stream->depth == JSONSTREAM_DEPTH) {
		stop_stream(stream, -EOVERFLOW);
		return;
	}
	begin_json_value(stream, key);
	write_json_bytes(stream, &bracket, 1);
	stream->filled[stream->depth++] = false;
}

void jsonstream_close(struct jsonstream *stream, char bracket)
{
	if (!stream->depth)
		return;
	if (stream->filled[--stream->depth])
		break_json_line(stream);
	write_json_bytes(stream, &bracket, 1);
}

/* jansson breaks lines between values only: in texts they are escaped. */
static int indent_json_lines(const char *bytes, size_t length, void *context)
{
	struct jsonstream *stream = context;
	const char *newline;

	while ((newline = memchr(bytes, '\n', length))) {
		write_json_bytes(stream, bytes, (size_t)(newline - bytes));
		break_json_line(stream);
		length -= (size_t)(newline - bytes) + 1;
		bytes = newline + 1;
	}
	write_json_bytes(stream, bytes, length);
	return stream->code ? -1 : 0;
}

void jsonstream_put(struct jsonstream *stream, const char *key, json_t *value)
{
	begin_json_value(stream, key);
	/* Unless a write failed, jansson was short of memory. */
	if (!stream->code &&
	    json_dump_callback(value, indent_json_lines, stream,
			       JSON_INDENT(INDENT) | JSON_ENCODE_ANY) < 0 &&
	    !stream->code)
		xalloc_end();
	json_decref(value);
}

int jsonstream_end(struct jsonstream *stream, struct error *err)
{
	write_json_text(stream, "\n");
	if (stream->code < 0)
		return error_set(err, stream->code, "cannot write JSON: %s",
				 strerror(-stream->code));
	return 0;
}
