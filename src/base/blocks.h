/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The blocks of a file, read and worked on by several threads, given in the order of the file. */
#ifndef AUBACKLOG_BLOCKS_H
#define AUBACKLOG_BLOCKS_H

#include <stddef.h>
#include <sys/types.h>

struct blocks; /* opaque */

/* What is done with each block, by whichever thread has read it. */
struct blocks_work {
	/* Takes: a block; memory for what comes of it, of no meaning yet. It allocates nothing. */
	void (*work)(const char *text, size_t length, void *result);
	size_t result_bytes;
};

/* How many threads the machine has for this process, at least 1. */
unsigned blocks_threads(void);

/*
 * Begins to read.
 * Takes: a regular file, whose offset is where to begin; it is the caller's, and moves along with
 * what is given; the bytes of a block; what to do; how many threads beside the caller's.
 * Gives: 0, -ENOMEM, or -EAGAIN where there is no other thread to have.
 */
int blocks_new(int fd, size_t block_bytes, const struct blocks_work *work, unsigned helpers,
	       struct blocks **ret_blocks) __attribute__((warn_unused_result));
void blocks_free(struct blocks *blocks);

/*
 * The next block. The caller's thread reads and works too while its block is not ready.
 * Gives: its bytes; 0 at the end, behind which there is no call; or -errno of the read that
 * failed; the text and what came of it, both until the next call.
 */
ssize_t blocks_next(struct blocks *blocks, const char **ret_text, const void **ret_result);

#endif
