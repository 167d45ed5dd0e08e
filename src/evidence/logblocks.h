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

struct logblocks; /* opaque: a log that is being read */

/* The processors that this process may use, up to LOGBLOCKS_THREADS_MAX. */
unsigned logblocks_processors(void);

/*
 * Begins to read a log, from where its descriptor stands.
 * Takes: a descriptor (the caller's); how many threads read and scan, the caller's among them: more
 * than one only for a regular file, whose offset is not moved then; the bytes of a block.
 * Gives: the reading, which logblocks_close ends.
 */
struct logblocks *logblocks_open(int fd, unsigned threads, size_t block_bytes)
	__attribute__((returns_nonnull));

/*
 * The next block, in the order of the log. The caller's thread scans blocks while it waits.
 * Gives: a block, which is valid until the next call; NULL at the end. One with failed set is the
 * last, and has the bytes before the failure, perhaps none.
 */
const struct logblock *logblocks_next(struct logblocks *blocks);

/* Ends the reading and its threads; NULL is none. */
void logblocks_close(struct logblocks *blocks);

#endif
