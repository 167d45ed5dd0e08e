/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An audit log read in blocks, by several threads. */
#ifndef AUBACKLOG_LOGBLOCKS_H
#define AUBACKLOG_LOGBLOCKS_H

#include "base/blocks.h"
#include "base/error.h"
#include "sources/logreading.h"

#include <stddef.h>

/* The usual bytes of a block: it stays in a core's cache, with what was found in it. */
#define LOGBLOCKS_BYTES ((size_t)256 << 10)

/* Threads that scan blocks of logs, one for each sink. Takes: up to 1 GiB for a block. Gives: as
 * blocks_new. */
int logblocks_new(unsigned threads, size_t block_bytes, struct blocks **ret_blocks);

/*
 * Reads a log with the threads of its sinks, all of which scan blocks.
 * Takes: the reading of all sinks that has just begun, and is as if one thread had read it
 * afterwards; a regular file, whose offset is behind it afterwards. Gives: 0 or -errno with its
 * error.
 */
int logblocks_read(struct logreading *reading, int fd, struct error *err);

#endif
