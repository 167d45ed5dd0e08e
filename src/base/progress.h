/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How far a long reading has come: a line on standard error, where that is a terminal. */
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

struct progress {
	bool visible;	/* standard error is a terminal */
	uint64_t total; /* bytes; 0: not known */
	int64_t begun_ms, shown_ms;
	size_t columns; /* of the line that stands there; 0: none does */
};

/* Begins. Takes: the bytes that are to be read, 0 where that is not known. */
void progress_begin(struct progress *progress, uint64_t total);

/* Shows how many bytes were read so far, unless it was shown a moment ago. */
void progress_show(struct progress *progress, uint64_t bytes);

/* Takes the line away. A zeroed progress has none. */
void progress_end(struct progress *progress);

/* Whether it is time to show it. Times are of one clock; nothing has been shown when shown_ms is
 * begun_ms. Pure. */
bool progress_is_due(const struct progress *progress, int64_t now_ms);

/* "aubacklog: 1.2 of 10.0 GiB read, 310 MiB/s, 29 s left"; without a total, or beyond it,
 * "aubacklog: 1.2 GiB read, 310 MiB/s". Pure. */
void progress_line(uint64_t bytes, uint64_t total, int64_t elapsed_ms,
		   char ret_line[static PROGRESS_LINE_BYTES]);

#endif
