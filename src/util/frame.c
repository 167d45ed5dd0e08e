/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages over a stream socket. */
#define _GNU_SOURCE
#include "util/frame.h"

#include "util/cleanup.h"
#include "util/xalloc.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define HEAD_BYTES sizeof(uint32_t)
#define SLICE_MS 1000

void frame_done(struct frame *frame)
{
	free(frame->bytes);
	*frame = (struct frame){ 0 };
}

static void frame_reserve(struct frame *frame, size_t bytes)
{
	size_t capacity = frame->capacity ? frame->capacity : 4096;

	if (bytes > UINT32_MAX)
		xalloc_end();
	while (capacity < bytes)
		capacity *= 2;
	if (capacity == frame->capacity)
		return;
	frame->bytes = xreallocarray(frame->bytes, capacity, 1);
	frame->capacity = capacity;
}

void frame_add(struct frame *frame, const void *bytes, size_t length)
{
	size_t used = HEAD_BYTES + frame->length;

	frame_reserve(frame, used + length);
	if (length)
		memcpy(frame->bytes + used, bytes, length);
	frame->length += length;
}

static int64_t monotonic_ms(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* Waits for the socket, but for no more than a slice of the patience. */
static int wait_for_socket(int fd, short events, int *patience_ms)
{
	struct pollfd waited = { .fd = fd, .events = events };
	int slice = *patience_ms < SLICE_MS ? *patience_ms : SLICE_MS;
	int64_t begun = monotonic_ms(), took;

	if (slice <= 0)
		return -ETIMEDOUT;
	if (poll(&waited, 1, slice) < 0 && errno != EINTR)
		return -errno;
	took = monotonic_ms() - begun;
	*patience_ms -= took < SLICE_MS ? (int)took : SLICE_MS;
	return 0;
}

/* After a call that failed: waits if it would have blocked. Gives 0 to try again, or -errno. */
static int wait_to_retry(int fd, short events, int *patience_ms)
{
	if (errno == EINTR)
		return 0;
	if (!patience_ms || (errno != EAGAIN && errno != EWOULDBLOCK))
		return -errno;
	return wait_for_socket(fd, events, patience_ms);
}

int frame_send(int fd, struct frame *frame, int *patience_ms)
{
	const int flags = MSG_NOSIGNAL | (patience_ms ? MSG_DONTWAIT : 0);
	uint32_t length = (uint32_t)frame->length;
	size_t sent = 0;
	int code = 0;

	frame_reserve(frame, HEAD_BYTES);
	memcpy(frame->bytes, &length, HEAD_BYTES);
	while (sent < HEAD_BYTES + frame->length && code == 0) {
		ssize_t got =
			send(fd, frame->bytes + sent, HEAD_BYTES + frame->length - sent, flags);

		if (got >= 0)
			sent += (size_t)got;
		else
			code = wait_to_retry(fd, POLLOUT, patience_ms);
	}
	return code;
}

static int receive_whole(int fd, char *bytes, size_t length, int *patience_ms)
{
	const int flags = patience_ms ? MSG_DONTWAIT : 0;
	size_t received = 0;
	int code = 0;

	while (received < length && code == 0) {
		ssize_t got = recv(fd, bytes + received, length - received, flags);

		if (got > 0)
			received += (size_t)got;
		else
			code = got == 0 ? -EPIPE : wait_to_retry(fd, POLLIN, patience_ms);
	}
	return code;
}

int frame_receive(int fd, size_t most, int *patience_ms, char **ret_bytes, size_t *ret_length)
{
	CLEANUP(cleanup_free) char *bytes = NULL;
	char head[HEAD_BYTES];
	uint32_t length;
	int code = receive_whole(fd, head, sizeof(head), patience_ms);

	if (code < 0)
		return code;
	memcpy(&length, head, sizeof(length));
	if (length > most)
		return -EMSGSIZE;
	bytes = xmalloc((size_t)length + 1);
	code = receive_whole(fd, bytes, length, patience_ms);
	if (code < 0)
		return code;
	bytes[length] = '\0';
	*ret_bytes = bytes;
	*ret_length = length;
	bytes = NULL;
	return 0;
}
