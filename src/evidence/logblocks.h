/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The blocks of an audit log, read and scanned by several threads and taken in their order by one.
 */
#ifndef AUBACKLOG_LOGBLOCKS_H
#define AUBACKLOG_LOGBLOCKS_H

#include "evidence/scan.h"

#include <stdbool.h>
#include <stddef.h>

/* The most threads that read a log. */
#define LOGBLOCKS_THREADS_MAX 4

struct logblock {
	char *text;
	size_t length;
	int failed; /* 0, or -errno of the read that ended it */
	bool ready;
	struct scan scan;
};

struct logblocks_taker {
	/* Takes a block, which is its own until it returns. Gives: 0 to go on, any other code to
	 * end the reading. */
	int (*take)(void *context, const struct logblock *block);
	void *context;
};

/* The processors that this process may use, up to LOGBLOCKS_THREADS_MAX. */
unsigned logblocks_processors(void);

/*
 * Reads a log to its end, from where its descriptor stands.
 * Takes: how many threads read and scan, the caller's among them, which takes as well; more than
 * one only for a regular file, whose offset is not moved then. The bytes of a block.
 * Gives: 0 at the end, or the code that ended it: the taker's, -errno of a read that failed, in
 * *ret_failed too, when everything before it was taken.
 */
int logblocks_read(int fd, unsigned threads, size_t block_bytes,
		   const struct logblocks_taker *taker, int *ret_failed);

#endif
