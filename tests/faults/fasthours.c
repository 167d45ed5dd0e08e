/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Preloaded, it makes the clock by which people tell the time run FASTHOURS times as fast, and
 * ppoll(2) wait for as much less (tests/cli/80-watch.bats). */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_SEC 1000000000L

static long fast_speed(void)
{
	const char *text = getenv("FASTHOURS");

	return text ? atol(text) : 1;
}

int clock_gettime(clockid_t clock, struct timespec *time)
{
	static struct timespec begun;
	int code = (int)syscall(SYS_clock_gettime, clock, time);
	long passed_us;

	if (code < 0 || clock != CLOCK_REALTIME)
		return code;
	if (!begun.tv_sec)
		begun = *time;
	passed_us =
		(time->tv_sec - begun.tv_sec) * 1000000 + (time->tv_nsec - begun.tv_nsec) / 1000;
	passed_us *= fast_speed();
	time->tv_sec = begun.tv_sec + passed_us / 1000000;
	time->tv_nsec = passed_us % 1000000 * 1000;
	return 0;
}

int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout, const sigset_t *mask)
{
	long nanoseconds = timeout->tv_sec * NS_PER_SEC + timeout->tv_nsec;
	struct timespec shorter = { .tv_nsec = nanoseconds / fast_speed() % NS_PER_SEC };

	return (int)syscall(SYS_ppoll, fds, count, &shorter, mask, (size_t)(_NSIG / 8));
}
