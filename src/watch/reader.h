/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The thread that empties the pipe from auditd: read(2) and memory, nothing else. */
#ifndef AUBACKLOG_READER_H
#define AUBACKLOG_READER_H

#include "util/error.h"
#include "util/lines.h"
#include "watch/stream.h"

#include <pthread.h>

/* auditd waits for its plugins: whoever does not read costs the machine records. */
struct reader {
	pthread_t thread;
	struct lines lines;
	struct stream *stream; /* zeroed memory of its own, so that all of it is mapped at once */
	int fd;
	int end_fd; /* can be read when the stream has ended */
	int ended_fd;
};

/* Begins to read a descriptor. Takes: a reader that stays where it is. Gives: 0 or -errno. */
int reader_begin(struct reader *reader, int fd, struct error *err);

#endif
