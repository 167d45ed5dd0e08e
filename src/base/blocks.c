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
	struct thread thread;
	const struct blocks_taker *taker;
	size_t file;  /* that it takes, or took */
	size_t taken; /* blocks of it */
	bool done;    /* all of them */
};

/*
 * Blocks have numbers, in the order of the file. A thread takes its next block when it is ready;
 * otherwise it reads the next one that nobody has begun. Block n is in place n % n_list: it can be
 * begun when block n - n_list was taken by all.
 */
struct blocks {
	size_t block_bytes;
	struct blocks_work work;
	struct arena arena; /* of texts and results: some of the kernel's largest pages */
	struct block *list;
	size_t n_list;
	struct taking takings[THREADS_MAX];
	unsigned n_takings;
	pthread_mutex_t lock; /* of what follows, of ready and of taken above */
	pthread_cond_t changed;
	size_t file; /* how many were begun */
	bool over;   /* no other comes */
	int fd;
	off_t begin;
	size_t begun;	  /* blocks */
	bool ended;	  /* no further block is begun */
	bool stopped;	  /* nor taken */
	unsigned working; /* takers that are not done */
	int read_code;	  /* of the read that failed */
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

/* Takes the file; under the lock. */
static void take_file(struct taking *taking)
{
	struct blocks *blocks = taking->blocks;

	taking->file = blocks->file;
	while (!blocks->stopped && !taking->done) {
		if (may_take(taking))
			take_next(taking);
		else if (may_begin(blocks))
			do_next(blocks);
		else
			rest(taking);
	}
	blocks->working--;
	if (!blocks->working)
		(void)pthread_cond_broadcast(&blocks->changed);
}

/* Takes one file after the other. */
static void *run(void *context)
{
	struct taking *taking = context;
	struct blocks *blocks = taking->blocks;

	(void)pthread_mutex_lock(&blocks->lock);
	while (!blocks->over) {
		if (taking->file < blocks->file)
			take_file(taking);
		else
			(void)pthread_cond_wait(&blocks->changed, &blocks->lock);
	}
	(void)pthread_mutex_unlock(&blocks->lock);
	return NULL;
}

static int make_room(struct blocks *blocks)
{
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

/* Starts all threads but the first, the caller's. */
static int start_threads(struct blocks *blocks, unsigned threads)
{
	while (blocks->n_takings < threads) {
		struct taking *taking = &blocks->takings[blocks->n_takings];

		taking->blocks = blocks;
		if (blocks->n_takings > 0 && threads_start(&taking->thread, run, taking) != 0)
			return -EAGAIN;
		blocks->n_takings++;
	}
	return 0;
}

int blocks_new(unsigned threads, size_t block_bytes, const struct blocks_work *work,
	       struct blocks **ret_blocks)
{
	struct blocks *blocks = calloc(1, sizeof(*blocks));
	int code;

	if (!blocks)
		return -ENOMEM;
	blocks->block_bytes = block_bytes;
	blocks->work = *work;
	blocks->n_list = (size_t)threads * BLOCKS_EACH;
	(void)pthread_mutex_init(&blocks->lock, NULL);
	(void)pthread_cond_init(&blocks->changed, NULL);
	code = make_room(blocks);
	if (code == 0)
		code = start_threads(blocks, threads);
	if (code == 0)
		*ret_blocks = blocks;
	else
		blocks_free(blocks);
	return code;
}

void blocks_free(struct blocks *blocks)
{
	if (!blocks)
		return;
	(void)pthread_mutex_lock(&blocks->lock);
	blocks->over = true;
	(void)pthread_cond_broadcast(&blocks->changed);
	(void)pthread_mutex_unlock(&blocks->lock);
	for (unsigned i = 1; i < blocks->n_takings; i++)
		threads_join(&blocks->takings[i].thread);
	(void)pthread_mutex_destroy(&blocks->lock);
	(void)pthread_cond_destroy(&blocks->changed);
	arena_done(&blocks->arena);
	free(blocks->list);
	free(blocks);
}

/* Hands a file to all threads; under the lock. */
static void begin_file(struct blocks *blocks, int fd, const struct blocks_taker takers[])
{
	for (unsigned i = 0; i < blocks->n_takings; i++) {
		blocks->takings[i].taker = &takers[i];
		blocks->takings[i].taken = 0;
		blocks->takings[i].done = false;
	}
	blocks->fd = fd;
	blocks->begin = lseek(fd, 0, SEEK_CUR);
	blocks->begun = 0;
	blocks->ended = blocks->stopped = false;
	blocks->working = blocks->n_takings;
	blocks->read_code = blocks->begin < 0 ? -errno : 0;
	blocks->stopped = blocks->read_code != 0;
	blocks->file++;
	(void)pthread_cond_broadcast(&blocks->changed);
}

int blocks_read(struct blocks *blocks, int fd, const struct blocks_taker takers[])
{
	int code;

	(void)pthread_mutex_lock(&blocks->lock);
	begin_file(blocks, fd, takers);
	take_file(&blocks->takings[0]);
	while (blocks->working)
		(void)pthread_cond_wait(&blocks->changed, &blocks->lock);
	code = blocks->read_code;
	(void)pthread_mutex_unlock(&blocks->lock);
	return code;
}
