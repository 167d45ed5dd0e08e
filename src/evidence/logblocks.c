/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The blocks of an audit log, read and scanned by several threads. */
#define _GNU_SOURCE
#include "evidence/logblocks.h"

#include "util/xalloc.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* Blocks for each thread: who has no block to scan sleeps until half of them are free, because to
 * be woken up takes as long as a block. */
#define BLOCKS_EACH 6

/*
 * Blocks are numbered in the order of the file. Block n is in place n % n_list, where it can be
 * begun once block n - n_list was taken.
 */
struct logblocks {
	int fd;
	bool in_turn; /* there is one thread, which reads from where the descriptor stands */
	off_t begin;
	size_t block_bytes;
	char *texts;
	struct logblock *list;
	size_t n_list;
	pthread_t helpers[LOGBLOCKS_THREADS_MAX];
	unsigned n_helpers;
	pthread_mutex_t lock; /* of the members below, and of ready */
	pthread_cond_t changed;
	size_t begun, taken;
	bool ended;	/* no further block is begun */
	bool is_taking; /* a block was given, and its place is not free yet */
	bool is_last;	/* it was the last one */
};

unsigned logblocks_processors(void)
{
	cpu_set_t cpus;
	int count = sched_getaffinity(0, sizeof(cpus), &cpus) == 0 ? CPU_COUNT(&cpus) : 1;

	if (count < 1)
		return 1;
	return count < LOGBLOCKS_THREADS_MAX ? (unsigned)count : LOGBLOCKS_THREADS_MAX;
}

/* Reads a block, up to the end or a failure. */
static void block_read(const struct logblocks *blocks, struct logblock *block, size_t number)
{
	const off_t at = blocks->begin + (off_t)(number * blocks->block_bytes);

	block->length = 0;
	block->failed = 0;
	while (block->length < blocks->block_bytes) {
		char *to = block->text + block->length;
		size_t room = blocks->block_bytes - block->length;
		ssize_t got = blocks->in_turn
				      ? read(blocks->fd, to, room)
				      : pread(blocks->fd, to, room, at + (off_t)block->length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			block->failed = -errno;
		if (got <= 0)
			return;
		block->length += (size_t)got;
	}
}

/* Under the lock. */
static bool may_begin_block(const struct logblocks *blocks)
{
	return !blocks->ended && blocks->begun - blocks->taken < blocks->n_list;
}

/* Reads and scans the next block; under the lock, which is given up meanwhile. */
static void begin_block(struct logblocks *blocks)
{
	const size_t number = blocks->begun++;
	struct logblock *block = &blocks->list[number % blocks->n_list];

	(void)pthread_mutex_unlock(&blocks->lock);
	block_read(blocks, block, number);
	scan_block(block->text, block->length, &block->scan);
	(void)pthread_mutex_lock(&blocks->lock);
	block->ready = true;
	if (block->length < blocks->block_bytes)
		blocks->ended = true;
	(void)pthread_cond_broadcast(&blocks->changed);
}

static void *help_scanning(void *context)
{
	struct logblocks *blocks = context;

	(void)pthread_mutex_lock(&blocks->lock);
	while (!blocks->ended) {
		if (may_begin_block(blocks))
			begin_block(blocks);
		else
			(void)pthread_cond_wait(&blocks->changed, &blocks->lock);
	}
	(void)pthread_mutex_unlock(&blocks->lock);
	return NULL;
}

/* They take no signals. Where no more threads can be had, fewer do the work. */
static void start_helpers(struct logblocks *blocks, unsigned threads)
{
	sigset_t all, kept;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &kept);
	while (blocks->n_helpers + 1 < threads &&
	       pthread_create(&blocks->helpers[blocks->n_helpers], NULL, help_scanning, blocks) ==
		       0)
		blocks->n_helpers++;
	(void)pthread_sigmask(SIG_SETMASK, &kept, NULL);
}

/* Gives the place of the block that was taken last back. */
static void end_block(struct logblocks *blocks)
{
	blocks->list[blocks->taken++ % blocks->n_list].ready = false;
	blocks->is_taking = false;
	if (blocks->begun - blocks->taken <= blocks->n_list / 2)
		(void)pthread_cond_broadcast(&blocks->changed);
}

static void blocks_allocate(struct logblocks *blocks)
{
	blocks->list = xcalloc(blocks->n_list, sizeof(*blocks->list));
	blocks->texts = xmalloc(blocks->n_list * blocks->block_bytes);
	for (size_t i = 0; i < blocks->n_list; i++)
		blocks->list[i].text = blocks->texts + i * blocks->block_bytes;
}

struct logblocks *logblocks_open(int fd, unsigned threads, size_t block_bytes)
{
	struct logblocks *blocks = xcalloc(1, sizeof(*blocks));

	*blocks = (struct logblocks){
		.fd = fd,
		.in_turn = threads == 1,
		.begin = threads == 1 ? 0 : lseek(fd, 0, SEEK_CUR),
		.block_bytes = block_bytes,
		.n_list = threads == 1 ? 1 : (size_t)threads * BLOCKS_EACH,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.changed = PTHREAD_COND_INITIALIZER,
	};
	blocks_allocate(blocks);
	start_helpers(blocks, threads);
	return blocks;
}

const struct logblock *logblocks_next(struct logblocks *blocks)
{
	const struct logblock *block;

	if (blocks->is_last)
		return NULL;
	(void)pthread_mutex_lock(&blocks->lock);
	if (blocks->is_taking)
		end_block(blocks);
	block = &blocks->list[blocks->taken % blocks->n_list];
	while (!block->ready) {
		if (may_begin_block(blocks))
			begin_block(blocks);
		else
			(void)pthread_cond_wait(&blocks->changed, &blocks->lock);
	}
	(void)pthread_mutex_unlock(&blocks->lock);
	blocks->is_taking = true;
	blocks->is_last = block->length < blocks->block_bytes;
	return block->length || block->failed ? block : NULL;
}

void logblocks_close(struct logblocks *blocks)
{
	if (!blocks)
		return;
	(void)pthread_mutex_lock(&blocks->lock);
	blocks->ended = true;
	(void)pthread_cond_broadcast(&blocks->changed);
	(void)pthread_mutex_unlock(&blocks->lock);
	while (blocks->n_helpers)
		(void)pthread_join(blocks->helpers[--blocks->n_helpers], NULL);
	free(blocks->list);
	free(blocks->texts);
	free(blocks);
}
