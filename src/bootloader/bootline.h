/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel command line as files of a boot loader give it, with the file and line of every part. */
#ifndef AUBACKLOG_BOOTLINE_H
#define AUBACKLOG_BOOTLINE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Far above the longest command line that a kernel takes (COMMAND_LINE_SIZE, 4096 at most):
 * variables that are made of themselves do not fill memory.
 */
#define BOOTLINE_BYTES_MAX 16384
#define BOOTLINE_PIECES_MAX 256

/* The text from this offset to the next piece stands in this line of this file. */
struct bootline_piece {
	size_t offset;
	char *path;	 /* in the root; owned */
	unsigned number; /* of the line, from 1 */
};

/* A text put together from parts of several files. A zeroed one is an empty text. */
struct bootline {
	char *text; /* NULL when empty; owned */
	size_t bytes;
	struct bootline_piece *pieces;
	size_t n_pieces;
	char *uncertain; /* why the text may not be the whole truth; NULL when it is; owned */
	bool open_start; /* with uncertain: only what stands in the text is not known, and what is
			    added at its end is read as it is */
	bool varies;	 /* it may be another text, which says the same of auditing */
};

/* Frees all that it owns, and empties it. */
void bootline_done(struct bootline *line);

/*
 * Appends bytes that stand in a line of a file. Bytes that would exceed BOOTLINE_BYTES_MAX or
 * BOOTLINE_PIECES_MAX are left out, and the text becomes uncertain.
 */
void bootline_append(struct bootline *line, const char *text, size_t bytes, const char *path,
		     unsigned number);

/* Appends another line with its places. It makes this one uncertain if it is so itself. */
void bootline_join(struct bootline *line, const struct bootline *other);

/* Says why the text is uncertain; the first reason stays. */
void bootline_mark_uncertain(struct bootline *line, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The same where only words of the text are not known, so that words added behind them count. */
void bootline_mark_open(struct bootline *line, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The piece that an offset of the text falls into; NULL for an empty text. */
const struct bootline_piece *bootline_place(const struct bootline *line, size_t offset);

/* The text, never NULL. */
const char *bootline_text(const struct bootline *line);

#endif
