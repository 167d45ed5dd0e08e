/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Work that several threads share. */
#define _GNU_SOURCE
#include "base/threads.h"

#include <errno.h>
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

/* It may go anywhere once it has begun. */
static void *begin(void *context)
{
	const struct thread *thread = context;

	(void)sched_setaffinity(0, sizeof(thread->allowed), &thread->allowed);
	return thread->run(thread->context);
}

/* Gives: 0, or an error where there is no other processor. */
static int start_elsewhere(struct thread *thread)
{
	cpu_set_t others;
	pthread_attr_t attributes;
	int here = sched_getcpu(), code;

	if (here < 0 || sched_getaffinity(0, sizeof(thread->allowed), &thread->allowed) < 0)
		return EAGAIN;
	others = thread->allowed;
	CPU_CLR(here, &others);
	if (!CPU_COUNT(&others))
		return EAGAIN;
	code = pthread_attr_init(&attributes);
	if (code)
		return code;
	code = pthread_attr_setaffinity_np(&attributes, sizeof(others), &others);
	if (code == 0)
		code = pthread_create(&thread->id, &attributes, begin, thread);
	(void)pthread_attr_destroy(&attributes);
	return code;
}

int threads_start(struct thread *thread, void *(*run)(void *), void *context)
{
	sigset_t all, kept;
	int code;

	thread->run = run;
	thread->context = context;
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &kept);
	code = start_elsewhere(thread);
	if (code)
		code = pthread_create(&thread->id, NULL, run, context);
	(void)pthread_sigmask(SIG_SETMASK, &kept, NULL);
	return code;
}

void threads_join(struct thread *thread)
{
	(void)pthread_join(thread->id, NULL);
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
	struct thread threads[THREADS_MAX];

	if (count < (size_t)wanted * PIECES_EACH)
		wanted = 1;
	while (started + 1 < wanted && threads_start(&threads[started], do_some, &work) == 0)
		started++;
	(void)do_some(&work);
	while (started > 0)
		threads_join(&threads[--started]);
	return atomic_load(&work.code);
}
