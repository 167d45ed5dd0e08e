/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The blocks of files, read and worked on by several threads, each of which takes all of them in
 * the order of the file. */
#ifndef AUBACKLOG_BLOCKS_H
#define AUBACKLOG_BLOCKS_H

#include <stddef.h>

/* Threads, and room for the blocks that they read. */
struct blocks; /* opaque */

/* What is done with each block once, by whichever thread has read it. */
struct blocks_work {
	/* Takes: a block; memory for what comes of it, of no meaning yet. It allocates nothing. */
	void (*work)(const char *text, size_t length, void *result);
	size_t result_bytes;
	size_t beyond; /* bytes behind the text that are zero */
};

/* Who takes the blocks, in a thread of its own. */
struct blocks_taker {
	/* Takes: a block and what came of it, both until it returns. Gives: 0 to go on, any other
	 * code to end the reading, for the other takers too. */
	int (*take)(void *context, const char *text, size_t length, const void *result);
	void *context;
};

/*
 * Starts the threads.
 * Takes: how many there are to be, 2 to THREADS_MAX, the caller's among them; the bytes of a block;
 * what to do. Gives: 0, -ENOMEM, or -EAGAIN where there are no other threads to have.
 */
int blocks_new(unsigned threads, size_t block_bytes, const struct blocks_work *work,
	       struct blocks **ret_blocks) __attribute__((warn_unused_result));
void blocks_free(struct blocks *blocks);

/*
 * Reads a file.
 * Takes: a regular file, the caller's, whose offset is where to begin, and is not moved; a taker
 * for each thread, the first of which is called by the caller's.
 * Gives: 0 at the end, or when a taker ended it; -errno of the read that failed, when everything
 * before it was taken.
 */
int blocks_read(struct blocks *blocks, int fd, const struct blocks_taker takers[])
	__attribute__((warn_unused_result));

#endif
