/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The blocks of a file, read and worked on by several threads. */
#define _GNU_SOURCE
#include "base/blocks.h"

#include "base/arena.h"
#include "base/contents.h"
#include "base/threads.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
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

/* Who takes, in a thread. */
struct taking {
	struct blocks *blocks;
	const struct blocks_taker *taker;
	struct thread thread;
	size_t taken; /* blocks */
	bool done;    /* all of them */
};

/*
 * Blocks have numbers, in the order of the file. A thread takes its next block when it is ready;
 * otherwise it reads the next one that nobody has begun. Block n is in place n % n_list: it can be
 * begun when block n - n_list was taken by all.
 */
struct blocks {
	int fd;
	off_t begin;
	size_t block_bytes;
	struct blocks_work work;
	struct arena arena; /* of texts and results: some of the kernel's largest pages */
	struct block *list;
	size_t n_list;
	struct taking takings[THREADS_MAX];
	unsigned n_takings;
	pthread_mutex_t lock; /* of what follows, of ready and of taken above */
	pthread_cond_t changed;
	size_t begun;  /* blocks */
	bool ended;    /* no further block is begun */
	bool stopped;  /* nor taken */
	int read_code; /* of the read that failed */
};

/* The blocks that all have taken. */
static size_t taken_by_all(const struct blocks *blocks)
{
	size_t taken = blocks->takings[0].taken;

	for (unsigned i = 1; i < blocks->n_takings; i++)
		if (blocks->takings[i].taken < taken)
			taken = blocks->takings[i].taken;
	return taken;
}

/* The places whose blocks some thread still has to take. */
static size_t in_use(const struct blocks *blocks)
{
	return blocks->begun - taken_by_all(blocks);
}

static bool may_begin(const struct blocks *blocks)
{
	return !blocks->ended && in_use(blocks) < blocks->n_list;
}

/* Whether half of the places are free: who has rested begins again then. */
static bool is_rested(const struct blocks *blocks)
{
	return !blocks->ended && in_use(blocks) <= blocks->n_list / 2;
}

static struct block *next_of(const struct taking *taking)
{
	return &taking->blocks->list[taking->taken % taking->blocks->n_list];
}

static bool may_take(const struct taking *taking)
{
	return taking->taken < taking->blocks->begun && next_of(taking)->ready;
}

/* Begins the next block, and ends it; under the lock, which is given up meanwhile. */
static void do_next(struct blocks *blocks)
{
	size_t number = blocks->begun++;
	struct block *block = &blocks->list[number % blocks->n_list];

	block->ready = false;
	(void)pthread_mutex_unlock(&blocks->lock);
	block->length = contents_at(blocks->fd, block->text, blocks->block_bytes,
				    blocks->begin + (off_t)(number * blocks->block_bytes));
	if (block->length > 0) {
		memset(block->text + block->length, 0, blocks->work.beyond);
		blocks->work.work(block->text, (size_t)block->length, block->result);
	}
	(void)pthread_mutex_lock(&blocks->lock);
	block->ready = true;
	/* No block behind the end, or behind one that cannot be read, is asked for. */
	if (block->length < (ssize_t)blocks->block_bytes)
		blocks->ended = true;
	(void)pthread_cond_broadcast(&blocks->changed);
}

/* Takes the next block; under the lock, which is given up meanwhile. */
static void take_next(struct taking *taking)
{
	struct blocks *blocks = taking->blocks;
	const struct block *block = next_of(taking);
	int code = 0;

	(void)pthread_mutex_unlock(&blocks->lock);
	if (block->length > 0)
		code = taking->taker->take(taking->taker->context, block->text,
					   (size_t)block->length, block->result);
	(void)pthread_mutex_lock(&blocks->lock);
	taking->taken++;
	taking->done = block->length < (ssize_t)blocks->block_bytes;
	if (block->length < 0)
		blocks->read_code = (int)block->length;
	blocks->stopped |= code != 0;
	if (blocks->stopped || is_rested(blocks))
		(void)pthread_cond_broadcast(&blocks->changed);
}

static void rest(struct taking *taking)
{
	struct blocks *blocks = taking->blocks;

	while (!blocks->stopped && !may_take(taking) && !is_rested(blocks))
		(void)pthread_cond_wait(&blocks->changed, &blocks->lock);
}

static void *run(void *context)
{
	struct taking *taking = context;
	struct blocks *blocks = taking->blocks;

	(void)pthread_mutex_lock(&blocks->lock);
	while (!blocks->stopped && !taking->done) {
		if (may_take(taking))
			take_next(taking);
		else if (may_begin(blocks))
			do_next(blocks);
		else
			rest(taking);
	}
	(void)pthread_mutex_unlock(&blocks->lock);
	return NULL;
}

/* Starts all threads but the first, the caller's, or none. */
static int start_threads(struct blocks *blocks)
{
	unsigned started = 1;
	int code = 0;

	(void)pthread_mutex_lock(&blocks->lock);
	for (; started < blocks->n_takings && code == 0; started += code == 0) {
		struct taking *taking = &blocks->takings[started];

		code = threads_start(&taking->thread, run, taking);
	}
	blocks->stopped = code != 0;
	(void)pthread_mutex_unlock(&blocks->lock);
	if (code == 0)
		return 0;
	while (--started > 0)
		threads_join(&blocks->takings[started].thread);
	return -EAGAIN;
}

static int make_room(struct blocks *blocks)
{
	blocks->n_list = (size_t)blocks->n_takings * BLOCKS_EACH;
	blocks->list = calloc(blocks->n_list, sizeof(*blocks->list));
	if (!blocks->list)
		return -ENOMEM;
	for (size_t i = 0; i < blocks->n_list; i++) {
		blocks->list[i].text =
			arena_room(&blocks->arena, blocks->block_bytes + blocks->work.beyond);
		blocks->list[i].result = arena_room(&blocks->arena, blocks->work.result_bytes);
		if (!blocks->list[i].text || !blocks->list[i].result)
			return -ENOMEM;
	}
	return 0;
}

static int run_all(struct blocks *blocks)
{
	int code = blocks->begin < 0 ? -EAGAIN : make_room(blocks);

	if (code == 0)
		code = start_threads(blocks);
	if (code < 0)
		return code;
	(void)run(&blocks->takings[0]);
	for (unsigned i = 1; i < blocks->n_takings; i++)
		threads_join(&blocks->takings[i].thread);
	return blocks->read_code;
}

int blocks_read(int fd, size_t block_bytes, const struct blocks_work *work,
		const struct blocks_taker takers[], unsigned n_takers)
{
	struct blocks blocks = {
		.fd = fd,
		.begin = lseek(fd, 0, SEEK_CUR),
		.block_bytes = block_bytes,
		.work = *work,
		.n_takings = n_takers,
	};
	int code;

	for (unsigned i = 0; i < n_takers; i++)
		blocks.takings[i] = (struct taking){ .blocks = &blocks, .taker = &takers[i] };
	(void)pthread_mutex_init(&blocks.lock, NULL);
	(void)pthread_cond_init(&blocks.changed, NULL);
	code = run_all(&blocks);
	(void)pthread_mutex_destroy(&blocks.lock);
	(void)pthread_cond_destroy(&blocks.changed);
	arena_done(&blocks.arena);
	free(blocks.list);
	return code;
}
