/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Preloaded, it notes the longest time between two reads of standard input, in microseconds, in the
 * file that READGAP names: less what the thread waited for a processor that others had, and that
 * with it (tests/cli/81-watch-stream.bats). */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int64_t last_ns, last_waited_ns, longest_ns, longest_wall_ns;
static uint64_t reads;
static int schedstat = -1;

static int64_t now_ns(void)
{
	struct timespec now;

	(void)syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/* The second number of schedstat(5): nanoseconds in which the thread could run and did not. */
static int64_t waited_ns(void)
{
	char text[64] = "";
	long long ran, waited = 0;

	if (schedstat < 0)
		schedstat = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
	if (pread(schedstat, text, sizeof(text) - 1, 0) > 0)
		(void)sscanf(text, "%lld %lld", &ran, &waited);
	return waited;
}

static void note_gap(void)
{
	int64_t wall = now_ns() - last_ns;
	int64_t gap;

	/* The kernel's figure is asked for only where it may matter. */
	if (wall > longest_wall_ns)
		longest_wall_ns = wall;
	if (wall < longest_ns)
		return;
	gap = wall - (waited_ns() - last_waited_ns);
	if (gap > longest_ns)
		longest_ns = gap;
}

ssize_t read(int fd, void *buffer, size_t size)
{
	ssize_t got;

	if (fd == STDIN_FILENO && reads++)
		note_gap();
	got = syscall(SYS_read, fd, buffer, size);
	if (fd == STDIN_FILENO) {
		last_waited_ns = waited_ns();
		last_ns = now_ns();
	}
	return got;
}

__attribute__((destructor)) static void write_gap(void)
{
	const char *path = getenv("READGAP");
	FILE *out = path && reads ? fopen(path, "we") : NULL;

	if (!out)
		return;
	fprintf(out, "%" PRId64 " %" PRId64 " %" PRIu64 "\n", longest_ns / 1000,
		longest_wall_ns / 1000, reads);
	(void)fclose(out);
}
