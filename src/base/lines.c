/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines of a file or stream. */
#define _GNU_SOURCE
#include "base/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_BYTES ((size_t)4 * LINES_LONGEST)

int lines_init(struct lines *lines, int fd)
{
	*lines = (struct lines){ .fd = fd, .buffer = malloc(BUFFER_BYTES) };
	return lines->buffer ? 0 : -ENOMEM;
}

void lines_done(struct lines *lines)
{
	free(lines->buffer);
	*lines = (struct lines){ .fd = -1 };
}

static int refill(struct lines *lines)
{
	ssize_t got;

	memmove(lines->buffer, lines->buffer + lines->start, lines->end - lines->start);
	lines->end -= lines->start;
	lines->start = 0;
	do {
		got = read(lines->fd, lines->buffer + lines->end, BUFFER_BYTES - lines->end);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		return -errno;
	lines->eof = got == 0;
	lines->end += (size_t)got;
	lines->bytes += (uint64_t)got;
	return 0;
}

/* Gives what the buffer holds up to the newline (or all of it) and steps behind it. */
static void give(struct lines *lines, const char *newline, struct line *ret_line)
{
	const char *text = lines->buffer + lines->start;
	size_t length = newline ? (size_t)(newline - text) : lines->end - lines->start;

	*ret_line = (struct line){
		.text = text,
		.length = length,
		.unfinished = !newline && lines->eof,
		.overlong = length > LINES_LONGEST,
	};
	lines->start += length + (newline ? 1 : 0);
}

int lines_next(struct lines *lines, struct line *ret_line)
{
	for (;;) {
		size_t held = lines->end - lines->start;
		const char *newline = memchr(lines->buffer + lines->start, '\n', held);
		bool whole = newline || held > LINES_LONGEST || (lines->eof && held);
		bool skip = lines->discarding;
		int code;

		if (whole) {
			give(lines, newline, ret_line);
			lines->discarding = !newline && !lines->eof;
			if (skip)
				continue;
			lines->number++;
			return 1;
		}
		if (lines->eof)
			return 0;
		code = refill(lines);
		if (code < 0)
			return code;
	}
}

void lines_step(struct lines *lines, size_t bytes, uint64_t number)
{
	lines->start += bytes;
	lines->number += number;
}
