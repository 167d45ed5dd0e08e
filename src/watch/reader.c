/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The thread that empties the pipe from auditd. */
#define _GNU_SOURCE
#include "watch/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void *read_to_end(void *context)
{
	struct reader *reader = context;
	struct line line;

	while (lines_next(&reader->lines, &line) > 0)
		stream_take(reader->stream, line.text, line.length);
	(void)close(reader->ended_fd);
	return NULL;
}

/* Signals are the other thread's. */
static int begin_without_signals(struct reader *reader)
{
	sigset_t all, old;
	int code;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &old);
	code = pthread_create(&reader->thread, NULL, read_to_end, reader);
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	return -code;
}

int reader_begin(struct reader *reader, int fd, struct error *err)
{
	int ends[2], code;

	reader->stream = mmap(NULL, sizeof(*reader->stream), PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (reader->stream == MAP_FAILED || pipe2(ends, O_CLOEXEC) < 0)
		return error_set(err, -errno, "cannot read the stream: %s", strerror(errno));
	reader->fd = fd;
	reader->end_fd = ends[0];
	reader->ended_fd = ends[1];
	lines_init(&reader->lines, fd);
	code = begin_without_signals(reader);
	return code < 0 ? error_set(err, code, "cannot read the stream: %s", strerror(-code)) : 0;
}
