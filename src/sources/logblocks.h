/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An audit log read in blocks, by several threads. */
#ifndef AUBACKLOG_LOGBLOCKS_H
#define AUBACKLOG_LOGBLOCKS_H

#include "base/error.h"
#include "sources/logreading.h"

#include <stddef.h>

/*
 * Reads a log with a thread for each sink, all of which scan blocks.
 * Takes: a regular file, whose offset is behind it afterwards; the bytes of a block; the reading of
 * all sinks that has just begun, and is as if one thread had read it afterwards.
 * Gives: 0; -EAGAIN where there are no other threads and nothing was read; or -errno with its
 * error.
 */
int logblocks_read(int fd, size_t block_bytes, struct logreading *reading, struct error *err);

#endif
