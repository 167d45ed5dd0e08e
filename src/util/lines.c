/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines of a file or stream. */
#define _GNU_SOURCE
#include "util/lines.h"

#include "util/xalloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK_BYTES ((size_t)4 * LINES_LONGEST)

/* The rest of a block, at most the longest line, is moved in front of the next block. */
#define ROOM_BYTES ((size_t)LINES_LONGEST)

void lines_init(struct lines *lines, int fd)
{
	*lines = (struct lines){ .fd = fd, .block = xmalloc(ROOM_BYTES + BLOCK_BYTES) };
	lines->buffer = lines->block;
}

void lines_done(struct lines *lines)
{
	free(lines->block);
	*lines = (struct lines){ .fd = -1 };
}

/* Reads a block after the rest of the last one. Gives its bytes, 0 at the end, or -errno. */
static ssize_t lines_read_block(struct lines *lines, const char *left, size_t left_bytes)
{
	ssize_t got;

	lines->buffer = lines->block + ROOM_BYTES - left_bytes;
	memmove(lines->buffer, left, left_bytes);
	do {
		got = read(lines->fd, lines->block + ROOM_BYTES, BLOCK_BYTES);
	} while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : got;
}

static int lines_refill(struct lines *lines)
{
	const char *left = lines->buffer + lines->start;
	size_t left_bytes = lines->end - lines->start;
	ssize_t got = lines_read_block(lines, left, left_bytes);

	lines->start = 0;
	lines->end = left_bytes;
	if (got < 0)
		return (int)got;
	lines->eof = got == 0;
	lines->end += (size_t)got;
	return 0;
}

/* Gives the buffer up to the newline, or all of it, and steps past it. */
static void lines_give_line(struct lines *lines, const char *newline, struct line *ret_line)
{
	const char *text = lines->buffer + lines->start;
	size_t length = newline ? (size_t)(newline - text) : lines->end - lines->start;

	*ret_line = (struct line){
		.text = text,
		.length = length < LINES_LONGEST ? length : LINES_LONGEST,
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
			lines_give_line(lines, newline, ret_line);
			lines->discarding = !newline && !lines->eof;
			if (skip)
				continue;
			lines->number++;
			return 1;
		}
		if (lines->eof)
			return 0;
		code = lines_refill(lines);
		if (code < 0)
			return code;
	}
}
