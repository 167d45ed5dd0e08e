/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages between a process and its child over a stream socket: four bytes of length in host byte
 * order, then that many bytes. */
#ifndef AUBACKLOG_FRAME_H
#define AUBACKLOG_FRAME_H

#include <stddef.h>

/* A frame that is being built; a zeroed one is empty. */
struct frame {
	char *bytes; /* the length, then the message */
	size_t length, capacity;
};

void frame_done(struct frame *frame);

/* Appends bytes. A frame that would reach 4 GiB ends the program, as a lack of memory does. */
void frame_add(struct frame *frame, const void *bytes, size_t length);

/*
 * Sends a frame, even an empty one.
 * Takes: the milliseconds that the other side may take, from which the time it took is subtracted;
 * NULL to wait for ever. Time in which this process was stopped counts as one second at the most.
 * Gives: 0; -ETIMEDOUT; -EPIPE when the other side is gone; -errno.
 */
int frame_send(int fd, struct frame *frame, int *patience_ms);

/*
 * Receives a frame.
 * Takes: the greatest length to accept; the patience as in frame_send.
 * Gives: 0 and the bytes, followed by a NUL, which the caller frees; -EPIPE when the other side is
 * gone; -EMSGSIZE for a longer one; -ETIMEDOUT; -errno.
 */
int frame_receive(int fd, size_t most, int *patience_ms, char **ret_bytes, size_t *ret_length);

#endif
