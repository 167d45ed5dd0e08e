/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Work that several threads share. */
#define _GNU_SOURCE
#include "base/threads.h"

#include <sched.h>
#include <signal.h>
#include <stdatomic.h>

/* Pieces for which a thread is worth its start, some 50 microseconds. */
#define PIECES_EACH 32

/* Pieces that a thread takes at once. */
#define PIECES_TAKEN 8

unsigned threads_count(void)
{
	cpu_set_t cpus;
	int count = sched_getaffinity(0, sizeof(cpus), &cpus) == 0 ? CPU_COUNT(&cpus) : 1;

	if (count < 1)
		return 1;
	return count < THREADS_MAX ? (unsigned)count : THREADS_MAX;
}

int threads_start(pthread_t *ret_thread, void *(*run)(void *), void *context)
{
	sigset_t all, kept;
	int code;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &kept);
	code = pthread_create(ret_thread, NULL, run, context);
	(void)pthread_sigmask(SIG_SETMASK, &kept, NULL);
	return code;
}

struct work {
	size_t count;
	int (*piece)(void *context, size_t index);
	void *context;
	atomic_size_t next;
	atomic_int code; /* of a piece that failed */
};

static void do_pieces(struct work *work, size_t from)
{
	const size_t end = work->count - from < PIECES_TAKEN ? work->count : from + PIECES_TAKEN;

	for (size_t i = from; i < end; i++) {
		int code = work->piece(work->context, i);

		if (code < 0)
			atomic_store(&work->code, code);
	}
}

static void *do_some(void *context)
{
	struct work *work = context;
	size_t from;

	while (atomic_load(&work->code) == 0 &&
	       (from = atomic_fetch_add(&work->next, PIECES_TAKEN)) < work->count)
		do_pieces(work, from);
	return NULL;
}

int threads_do(size_t count, int (*piece)(void *context, size_t index), void *context)
{
	struct work work = { .count = count, .piece = piece, .context = context };
	unsigned wanted = threads_count(), started = 0;
	pthread_t threads[THREADS_MAX];

	if (count < (size_t)wanted * PIECES_EACH)
		wanted = 1;
	while (started + 1 < wanted && threads_start(&threads[started], do_some, &work) == 0)
		started++;
	(void)do_some(&work);
	while (started > 0)
		(void)pthread_join(threads[--started], NULL);
	return atomic_load(&work.code);
}
