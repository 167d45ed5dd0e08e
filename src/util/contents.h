/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the contents of a file into memory. */
#ifndef AUBACKLOG_CONTENTS_H
#define AUBACKLOG_CONTENTS_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Reads at an offset of a file until the buffer is full or the file ends. Goes on after a signal.
 * Gives: the number of bytes read, or -errno.
 */
ssize_t contents_at(int fd, void *buffer, size_t bytes, off_t offset);

/*
 * Reads from a descriptor's offset to the end of the file. Allocates by the file's size; a file
 * without one, as in /proc, is read until it ends.
 * Gives: 0, a text on the heap that ends with a NUL, and its length without the NUL; -EFBIG for
 * more than max_bytes; -errno.
 */
int contents_read(int fd, size_t max_bytes, char **ret_text, size_t *ret_bytes);

#endif
