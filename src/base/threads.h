/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Work that several threads share. */
#ifndef AUBACKLOG_THREADS_H
#define AUBACKLOG_THREADS_H

#include <pthread.h>
#include <sched.h>
#include <stddef.h>

/* The most threads that share a work. */
#define THREADS_MAX 4

/* How many threads the machine has for this process, from 1 to THREADS_MAX. */
unsigned threads_count(void);

/* A thread that was started; stays where it is until it is joined. */
struct thread {
	pthread_t id;
	void *(*run)(void *context);
	void *context;
	cpu_set_t allowed; /* processors */
};

/*
 * Starts a thread for which no signal is: those are for the thread that there was before. It begins
 * on another processor than the caller's, where there is one: left to itself the kernel (6.1) often
 * puts it behind the caller, to begin 1 to 4 ms later.
 * Gives: 0, or the error of pthread_create.
 */
int threads_start(struct thread *thread, void *(*run)(void *), void *context);

void threads_join(struct thread *thread);

/*
 * Does each of so many pieces of work once, in no order, by as many threads as there are to have,
 * the caller's among them.
 * Takes: what does the piece of an index, and gives 0 or -errno. Gives: 0 when all are done, or
 * what one of them gave that failed, after which some may not have been begun.
 */
int threads_do(size_t count, int (*work)(void *context, size_t index), void *context);

#endif
