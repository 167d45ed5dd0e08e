/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How far long work has come: a line on standard error, where that is a terminal. */
#ifndef AUBACKLOG_PROGRESS_H
#define AUBACKLOG_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Nothing is shown of what takes less. */
#define PROGRESS_FIRST_MS 1000
#define PROGRESS_NEXT_MS 250

/* Room for the largest doubles, which no log comes near. */
#define PROGRESS_LINE_BYTES 1024

/* What is done with the bytes. */
enum progress_kind {
	PROGRESS_READ,
	PROGRESS_AGAIN,	   /* read once more */
	PROGRESS_SEARCHED, /* until something is found: the total is the most that it can come to */
	PROGRESS_UNPACKED, /* bytes of the packed file */
	PROGRESS_JOURNAL,  /* bytes of messages that were read */
};

struct progress {
	enum progress_kind kind;
	bool visible;	/* standard error is a terminal */
	bool endless;	/* of something that was expected nobody knows how much it is */
	uint64_t total; /* bytes; 0: not known */
	uint64_t bytes; /* so far */
	int64_t begun_ms, shown_ms;
	size_t columns; /* of the line that stands there; 0: none does */
};

/* Begins. Takes: the bytes that are to be read, 0 where that is not known. */
void progress_begin(struct progress *progress, enum progress_kind kind, uint64_t total);

/* Adds what is left of a file to what is to be read; of what is no regular file it is not known. */
void progress_expect(struct progress *progress, int fd);

/* Shows how many bytes were read so far, unless it was shown a moment ago. */
void progress_show(struct progress *progress, uint64_t bytes);

/* The same for so many bytes more. */
void progress_add(struct progress *progress, uint64_t bytes);

/* Takes the line away. A zeroed progress has none. */
void progress_end(struct progress *progress);

/* Whether it is time to show it. Times are of one clock; nothing has been shown when shown_ms is
 * begun_ms. Pure. */
bool progress_is_due(const struct progress *progress, int64_t now_ms);

/* "aubacklog: 1.2 of 10.0 GiB read, 310 MiB/s, 29 s left"; without a total, or beyond it,
 * "aubacklog: 1.2 GiB read, 310 MiB/s". Takes: kind, total and bytes; the time that they took.
 * Pure. */
void progress_line(const struct progress *progress, int64_t elapsed_ms,
		   char ret_line[static PROGRESS_LINE_BYTES]);

#endif
