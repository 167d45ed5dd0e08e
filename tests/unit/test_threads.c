/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each piece of work is done once, by however many threads. */
#define _GNU_SOURCE
#include "base/threads.h"
#include "unit.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#define MOST 5000

struct pieces {
	atomic_int done[MOST];
	size_t fails;	    /* the index of one that does */
	atomic_int signals; /* of threads that would take one */
	pthread_t caller;
};

static int do_piece(void *context, size_t index)
{
	struct pieces *pieces = context;
	sigset_t blocked;

	atomic_fetch_add(&pieces->done[index], 1);
	(void)pthread_sigmask(SIG_SETMASK, NULL, &blocked);
	if (!pthread_equal(pthread_self(), pieces->caller) && !sigismember(&blocked, SIGTERM))
		atomic_fetch_add(&pieces->signals, 1);
	return index == pieces->fails ? -ENOSPC : 0;
}

static void each_piece_is_done_once(void **state)
{
	static const size_t counts[] = { 0, 1, 2, 31, 64, 127, 128, 129, 1000, MOST };

	(void)state;
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		struct pieces pieces = { .fails = MOST, .caller = pthread_self() };

		assert_int_equal(threads_do(counts[i], do_piece, &pieces), 0);
		for (size_t k = 0; k < MOST; k++)
			assert_int_equal(pieces.done[k], k < counts[i]);
		assert_int_equal(pieces.signals, 0);
	}
}

static void a_failure_ends_it(void **state)
{
	(void)state;
	for (size_t fails = 0; fails < 1000; fails += 37) {
		struct pieces pieces = { .fails = fails, .caller = pthread_self() };
		size_t done = 0;

		assert_int_equal(threads_do(1000, do_piece, &pieces), -ENOSPC);
		for (size_t k = 0; k < MOST; k++) {
			assert_in_range(pieces.done[k], 0, 1);
			done += (size_t)pieces.done[k];
		}
		assert_in_range(done, 1, 1000);
		assert_int_equal(pieces.done[fails], 1);
	}
}

static void there_is_a_thread_for_each_processor_up_to_the_most(void **state)
{
	cpu_set_t kept, one;

	(void)state;
	assert_in_range(threads_count(), 1, THREADS_MAX);
	assert_int_equal(sched_getaffinity(0, sizeof(kept), &kept), 0);
	CPU_ZERO(&one);
	for (int cpu = 0; cpu < CPU_SETSIZE && !CPU_COUNT(&one); cpu++)
		if (CPU_ISSET(cpu, &kept))
			CPU_SET(cpu, &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	assert_int_equal(threads_count(), 1);
	assert_int_equal(sched_setaffinity(0, sizeof(kept), &kept), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_piece_is_done_once),
		cmocka_unit_test(a_failure_ends_it),
		cmocka_unit_test(there_is_a_thread_for_each_processor_up_to_the_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
