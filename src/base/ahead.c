/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file that a second thread reads ahead. */
#define _GNU_SOURCE
#include "base/ahead.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One is in use, one is full, one is being filled; they stay in the cache that the cores share. */
#define BLOCKS 3

struct block {
	char *buffer;
	ssize_t length; /* 0 at the end, or -errno */
};

/*
 * The reader fills blocks in their order, the taker empties them in the same order: a block belongs
 * to one of the two, and the counts say to which.
 */
struct ahead {
	int fd;
	size_t block_bytes, room;
	struct block blocks[BLOCKS];
	size_t taken; /* blocks, by the taker, who gives each back with the next */
	pthread_t reader;
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t changed;
	size_t filled, emptied; /* blocks, since the beginning */
	bool stopped;
};

static ssize_t fill(const struct ahead *ahead, struct block *block)
{
	ssize_t got;

	do {
		got = read(ahead->fd, block->buffer + ahead->room, ahead->block_bytes);
	} while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : got;
}

/* Waits for an empty block. Gives: false when no more are wanted. */
static bool wait_for_room(struct ahead *ahead)
{
	bool goes_on;

	(void)pthread_mutex_lock(&ahead->lock);
	while (!ahead->stopped && ahead->filled - ahead->emptied == BLOCKS)
		(void)pthread_cond_wait(&ahead->changed, &ahead->lock);
	goes_on = !ahead->stopped;
	(void)pthread_mutex_unlock(&ahead->lock);
	return goes_on;
}

/* Adds one to a count that both threads look at. */
static void step(struct ahead *ahead, size_t *count)
{
	(void)pthread_mutex_lock(&ahead->lock);
	(*count)++;
	(void)pthread_cond_signal(&ahead->changed);
	(void)pthread_mutex_unlock(&ahead->lock);
}

static void *read_on(void *context)
{
	struct ahead *ahead = context;
	bool goes_on = true;

	for (size_t i = 0; goes_on && wait_for_room(ahead); i = (i + 1) % BLOCKS) {
		ahead->blocks[i].length = fill(ahead, &ahead->blocks[i]);
		goes_on = ahead->blocks[i].length > 0;
		step(ahead, &ahead->filled);
	}
	return NULL;
}

/* Signals are for the thread that there was before. */
static int start(struct ahead *ahead)
{
	sigset_t all, kept;
	int code;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &kept);
	code = pthread_create(&ahead->reader, NULL, read_on, ahead);
	(void)pthread_sigmask(SIG_SETMASK, &kept, NULL);
	return -code;
}

static void release(struct ahead *ahead)
{
	for (size_t i = 0; i < BLOCKS; i++)
		free(ahead->blocks[i].buffer);
	(void)pthread_mutex_destroy(&ahead->lock);
	(void)pthread_cond_destroy(&ahead->changed);
	free(ahead);
}

int ahead_new(int fd, size_t block_bytes, size_t room, struct ahead **ret_ahead)
{
	struct ahead *ahead = calloc(1, sizeof(*ahead));
	int code = 0;

	if (!ahead)
		return -ENOMEM;
	ahead->fd = fd;
	ahead->block_bytes = block_bytes;
	ahead->room = room;
	(void)pthread_mutex_init(&ahead->lock, NULL);
	(void)pthread_cond_init(&ahead->changed, NULL);
	for (size_t i = 0; i < BLOCKS && code == 0; i++) {
		ahead->blocks[i].buffer = malloc(room + block_bytes);
		code = ahead->blocks[i].buffer ? 0 : -ENOMEM;
	}
	if (code == 0)
		code = start(ahead);
	if (code < 0) {
		release(ahead);
		return code;
	}
	*ret_ahead = ahead;
	return 0;
}

void ahead_free(struct ahead *ahead)
{
	if (!ahead)
		return;
	(void)pthread_mutex_lock(&ahead->lock);
	ahead->stopped = true;
	(void)pthread_cond_signal(&ahead->changed);
	(void)pthread_mutex_unlock(&ahead->lock);
	(void)pthread_join(ahead->reader, NULL);
	release(ahead);
}

/* Waits for the block behind those that were taken. */
static struct block *take(struct ahead *ahead)
{
	(void)pthread_mutex_lock(&ahead->lock);
	while (ahead->filled <= ahead->taken)
		(void)pthread_cond_wait(&ahead->changed, &ahead->lock);
	(void)pthread_mutex_unlock(&ahead->lock);
	return &ahead->blocks[ahead->taken++ % BLOCKS];
}

ssize_t ahead_next(struct ahead *ahead, const char *left, size_t left_bytes, char **ret_text)
{
	const struct block *block = take(ahead);

	*ret_text = block->buffer + ahead->room - left_bytes;
	if (left_bytes)
		memcpy(*ret_text, left, left_bytes);
	if (ahead->taken > 1)
		step(ahead, &ahead->emptied);
	return block->length;
}
