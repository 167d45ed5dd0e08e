/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a file holds, in memory. */
#ifndef AUBACKLOG_CONTENTS_H
#define AUBACKLOG_CONTENTS_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Reads from a place in a file until the buffer is full or the file ends; a signal is no error.
 * Gives: how many bytes there were, or -errno.
 */
ssize_t contents_at(int fd, void *buffer, size_t bytes, off_t offset);

/*
 * Reads from where a descriptor stands to its end. Takes memory for what the file says that it
 * holds; one that does not say, as in /proc, is read as far as it goes.
 * Gives: 0 with a text on the heap, which ends with a NUL, and its length without it; -EFBIG for
 * more than max_bytes; -errno.
 */
int contents_read(int fd, size_t max_bytes, char **ret_text, size_t *ret_bytes);

#endif
