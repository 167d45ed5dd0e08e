/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages over a stream socket between a process and a child of it: four bytes of length, in the
 * machine's order, and as many bytes. */
#ifndef AUBACKLOG_FRAME_H
#define AUBACKLOG_FRAME_H

#include <stddef.h>

/* A frame that is being made; zeroed it is empty. */
struct frame {
	char *bytes; /* the length, then the message */
	size_t length, capacity;
};

void frame_done(struct frame *frame);

/* Adds bytes. A frame of 4 GiB ends the program as a lack of memory does. */
void frame_add(struct frame *frame, const void *bytes, size_t length);

/*
 * Sends it, and one that is empty as well.
 * Takes: the milliseconds that the other side may take, which are lowered by those that it took, or
 * NULL to wait for ever. A while in which this process was stopped counts as a second at the most.
 * Gives: 0; -ETIMEDOUT; -EPIPE when nobody is there; -errno.
 */
int frame_send(int fd, struct frame *frame, int *patience_ms);

/*
 * Receives one.
 * Takes: the length that it may have at the most; the patience, as above.
 * Gives: 0 and its bytes, with a NUL behind them, which the caller frees; -EPIPE when the other
 * side has gone, -EMSGSIZE for a longer one, -ETIMEDOUT, -errno.
 */
int frame_receive(int fd, size_t most, int *patience_ms, char **ret_bytes, size_t *ret_length);

#endif
