/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A progress line on standard error, when that is a terminal. */
#ifndef AUBACKLOG_PROGRESS_H
#define AUBACKLOG_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Shorter work shows no line; a line is updated at most this often. */
#define PROGRESS_FIRST_MS 1000
#define PROGRESS_NEXT_MS 250

/* Large enough for any double; a real line is far shorter. */
#define PROGRESS_LINE_BYTES 1024

/* The work whose bytes are counted. */
enum progress_kind {
	PROGRESS_READ,
	PROGRESS_AGAIN,	   /* read a second time */
	PROGRESS_SEARCHED, /* searched until something is found: the total is an upper bound */
	PROGRESS_UNPACKED, /* bytes of the compressed file */
	PROGRESS_JOURNAL,  /* bytes of the messages read */
};

struct progress {
	enum progress_kind kind;
	bool visible;	/* standard error is a terminal */
	bool endless;	/* the size of some input is not known, so there is no total */
	uint64_t total; /* bytes; 0: not known */
	uint64_t bytes; /* so far */
	int64_t begun_ms, shown_ms;
	size_t columns; /* of the line on the terminal; 0: none */
};

/* Starts. Takes: the number of bytes to read; 0 when it is not known. */
void progress_begin(struct progress *progress, enum progress_kind kind, uint64_t total);

/* Adds the rest of a file to the total. Any other input makes it unknown. */
void progress_expect(struct progress *progress, int fd);

/* Sets the count of bytes read, and updates the line if it is due. */
void progress_show(struct progress *progress, uint64_t bytes);

/* The same, with bytes added to the count. */
void progress_add(struct progress *progress, uint64_t bytes);

/* Removes the line. A zeroed progress has none. */
void progress_end(struct progress *progress);

/* Whether the line is due for an update. The times are of one clock; shown_ms equals begun_ms as
 * long as nothing was shown. Pure. */
bool progress_is_due(const struct progress *progress, int64_t now_ms);

/*
 * Formats the line: "aubacklog: 1.2 of 10.0 GiB read, 310 MiB/s, 29 s left"; without a total, or
 * beyond it, "aubacklog: 1.2 GiB read, 310 MiB/s". Takes: kind, total and bytes; the time spent so
 * far. Pure.
 */
void progress_line(const struct progress *progress, int64_t elapsed_ms,
		   char ret_line[static PROGRESS_LINE_BYTES]);

#endif
