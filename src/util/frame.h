/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages over a stream socket between a process and a child of it: four bytes of length, in the
 * machine's order, and as many bytes. */
#ifndef AUBACKLOG_FRAME_H
#define AUBACKLOG_FRAME_H

#include <stdbool.h>
#include <stddef.h>

/* One that is being made; zeroed it is empty. */
struct frame {
	char *bytes; /* the length, then the message */
	size_t length, capacity;
	bool failed; /* no memory: it is not whole, and is not sent */
};

void frame_done(struct frame *frame);

void frame_add(struct frame *frame, const void *bytes, size_t length);

/*
 * Sends it, and one that is empty as well.
 * Takes: the milliseconds that the other side may take, of which what it took is taken off, or NULL
 * to wait for ever. A while in which this process was stopped counts as a second at the most.
 * Gives: 0; -ENOMEM for a frame that is not whole; -ETIMEDOUT; -errno, -EPIPE when nobody is there.
 */
int frame_send(int fd, struct frame *frame, int *patience_ms);

/*
 * Receives one.
 * Takes: the length that it may have at the most; the patience, as above.
 * Gives: 0 and its bytes, with a NUL behind them, which the caller frees; -EPIPE when the other
 * side has gone, -EMSGSIZE for a longer one, -ETIMEDOUT, -ENOMEM, -errno.
 */
int frame_receive(int fd, size_t most, int *patience_ms, char **ret_bytes, size_t *ret_length);

#endif
