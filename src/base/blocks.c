/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The blocks of a file, read and worked on by several threads. */
#define _GNU_SOURCE
#include "base/blocks.h"

#include "base/arena.h"
#include "base/contents.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

/* Blocks for each thread: enough to sleep on while half of them are taken, because to be woken up
 * takes as long as a block. */
#define BLOCKS_EACH 6

struct block {
	char *text;
	void *result;
	ssize_t length; /* or -errno */
	bool ready;
};

/*
 * Blocks have numbers, in the order of the file. Whoever is free takes the next one that nobody
 * has; the caller is given them in order, and gives each back with the next. Block n is in place
 * n % n_list: it can be taken when block n - n_list was given back.
 */
struct blocks {
	int fd;
	off_t begin;
	size_t block_bytes;
	struct blocks_work work;
	struct arena arena; /* of texts and results: some of the kernel's largest pages */
	struct block *list;
	size_t n_list;
	size_t given; /* blocks, by the caller's thread only */
	bool last;    /* the block that was given last is shorter than it could be */
	pthread_t *helpers;
	unsigned n_helpers;
	pthread_mutex_t lock; /* of what follows, and of ready above */
	pthread_cond_t changed;
	size_t begun, back; /* blocks, since the beginning */
	bool stopped;
};

unsigned blocks_threads(void)
{
	cpu_set_t cpus;
	int count = sched_getaffinity(0, sizeof(cpus), &cpus) == 0 ? CPU_COUNT(&cpus) : 1;

	return count > 0 ? (unsigned)count : 1;
}

static off_t place_of(const struct blocks *blocks, size_t number)
{
	return blocks->begin + (off_t)(number * blocks->block_bytes);
}

/* Whether there is a block to begin, and a place for it; under the lock. */
static bool may_begin(const struct blocks *blocks)
{
	return blocks->begun - blocks->back < blocks->n_list;
}

/* Begins the next block, and ends it; under the lock, which is given up meanwhile. */
static void do_next(struct blocks *blocks)
{
	size_t number = blocks->begun++;
	struct block *block = &blocks->list[number % blocks->n_list];

	block->ready = false;
	(void)pthread_mutex_unlock(&blocks->lock);
	block->length =
		contents_at(blocks->fd, block->text, blocks->block_bytes, place_of(blocks, number));
	if (block->length > 0)
		blocks->work.work(block->text, (size_t)block->length, block->result);
	(void)pthread_mutex_lock(&blocks->lock);
	block->ready = true;
	/* No block behind the end, or behind one that cannot be read, is asked for. */
	if (block->length < (ssize_t)blocks->block_bytes)
		blocks->stopped = true;
	(void)pthread_cond_broadcast(&blocks->changed);
}

/* Whether half of the places are free: who has rested begins again then. */
static bool is_rested(const struct blocks *blocks)
{
	return blocks->begun - blocks->back <= blocks->n_list / 2;
}

static void *help(void *context)
{
	struct blocks *blocks = context;

	(void)pthread_mutex_lock(&blocks->lock);
	while (!blocks->stopped) {
		while (may_begin(blocks) && !blocks->stopped)
			do_next(blocks);
		while (!is_rested(blocks) && !blocks->stopped)
			(void)pthread_cond_wait(&blocks->changed, &blocks->lock);
	}
	(void)pthread_mutex_unlock(&blocks->lock);
	return NULL;
}

/* Signals are for the thread that there was before. */
static int start_helpers(struct blocks *blocks, unsigned wanted)
{
	sigset_t all, kept;
	int code = 0;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &kept);
	while (blocks->n_helpers < wanted && code == 0) {
		code = pthread_create(&blocks->helpers[blocks->n_helpers], NULL, help, blocks);
		blocks->n_helpers += code == 0;
	}
	(void)pthread_sigmask(SIG_SETMASK, &kept, NULL);
	return blocks->n_helpers ? 0 : -EAGAIN;
}

static int make_room(struct blocks *blocks, unsigned helpers)
{
	blocks->n_list = (size_t)(helpers + 1) * BLOCKS_EACH;
	blocks->list = calloc(blocks->n_list, sizeof(*blocks->list));
	blocks->helpers = calloc(helpers + 1, sizeof(*blocks->helpers));
	if (!blocks->list || !blocks->helpers)
		return -ENOMEM;
	for (size_t i = 0; i < blocks->n_list; i++) {
		blocks->list[i].text = arena_room(&blocks->arena, blocks->block_bytes);
		blocks->list[i].result = arena_room(&blocks->arena, blocks->work.result_bytes);
		if (!blocks->list[i].text || !blocks->list[i].result)
			return -ENOMEM;
	}
	return 0;
}

static void release(struct blocks *blocks)
{
	arena_done(&blocks->arena);
	free(blocks->list);
	free(blocks->helpers);
	(void)pthread_mutex_destroy(&blocks->lock);
	(void)pthread_cond_destroy(&blocks->changed);
	free(blocks);
}

int blocks_new(int fd, size_t block_bytes, const struct blocks_work *work, unsigned helpers,
	       struct blocks **ret_blocks)
{
	struct blocks *blocks = calloc(1, sizeof(*blocks));
	int code;

	if (!blocks)
		return -ENOMEM;
	blocks->fd = fd;
	blocks->begin = lseek(fd, 0, SEEK_CUR);
	blocks->block_bytes = block_bytes;
	blocks->work = *work;
	(void)pthread_mutex_init(&blocks->lock, NULL);
	(void)pthread_cond_init(&blocks->changed, NULL);
	code = make_room(blocks, helpers);
	if (code == 0)
		code = blocks->begin < 0 || !helpers ? -EAGAIN : start_helpers(blocks, helpers);
	if (code < 0) {
		release(blocks);
		return code;
	}
	*ret_blocks = blocks;
	return 0;
}

void blocks_free(struct blocks *blocks)
{
	if (!blocks)
		return;
	(void)pthread_mutex_lock(&blocks->lock);
	blocks->stopped = true;
	(void)pthread_cond_broadcast(&blocks->changed);
	(void)pthread_mutex_unlock(&blocks->lock);
	for (unsigned i = 0; i < blocks->n_helpers; i++)
		(void)pthread_join(blocks->helpers[i], NULL);
	release(blocks);
}

/* Gives the block back that was given before, and waits for the next: with work, where there is
 * any. */
static const struct block *take(struct blocks *blocks)
{
	struct block *next = &blocks->list[blocks->given % blocks->n_list];

	(void)pthread_mutex_lock(&blocks->lock);
	if (blocks->given > 0) {
		blocks->back = blocks->given;
		if (is_rested(blocks))
			(void)pthread_cond_broadcast(&blocks->changed);
	}
	while (blocks->begun <= blocks->given || !next->ready) {
		if (may_begin(blocks) && !blocks->stopped)
			do_next(blocks);
		else
			(void)pthread_cond_wait(&blocks->changed, &blocks->lock);
	}
	(void)pthread_mutex_unlock(&blocks->lock);
	blocks->given++;
	return next;
}

ssize_t blocks_next(struct blocks *blocks, const char **ret_text, const void **ret_result)
{
	const struct block *block;

	if (blocks->last)
		return 0;
	block = take(blocks);
	if (block->length < 0)
		return block->length;
	blocks->last = (size_t)block->length < blocks->block_bytes;
	(void)lseek(blocks->fd, place_of(blocks, blocks->given - 1) + block->length, SEEK_SET);
	*ret_text = block->text;
	*ret_result = block->result;
	return block->length;
}
