/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file that a second thread reads ahead, block by block. */
#ifndef AUBACKLOG_AHEAD_H
#define AUBACKLOG_AHEAD_H

#include <stddef.h>
#include <sys/types.h>

struct ahead; /* opaque */

/*
 * Begins to read.
 * Takes: a descriptor, which is the caller's and not to be read by it until ahead_free; the bytes
 * of a block, and the room to leave in front of each. Gives: 0, -ENOMEM, or -EAGAIN where there is
 * no second thread to have.
 */
int ahead_new(int fd, size_t block_bytes, size_t room, struct ahead **ret_ahead)
	__attribute__((warn_unused_result));
void ahead_free(struct ahead *ahead);

/*
 * The next block.
 * Takes: what is left of the block before, to be copied in front of it, at most the room.
 * Gives: the bytes of the block, 0 at the end, or -errno of the read that failed; where the text
 * that was left begins now, valid until the next call. There is no call behind the end.
 */
ssize_t ahead_next(struct ahead *ahead, const char *left, size_t left_bytes, char **ret_text);

#endif
