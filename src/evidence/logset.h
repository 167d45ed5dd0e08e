/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The audit logs of one rotated set as one run of bytes, oldest first. */
#ifndef AUBACKLOG_LOGSET_H
#define AUBACKLOG_LOGSET_H

#include "evidence/evidence.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct logset_part {
	size_t log; /* index in the evidence */
	int fd;	    /* the evidence's; its offset stays */
	off_t start;
	off_t end;
};

/* Bytes that a log gets after logset_init are not in it. */
struct logset {
	struct logset_part *parts; /* copies of other logs left out */
	size_t count;
	off_t bytes;
};

void logset_done(struct logset *set);

/*
 * Takes: evidence, whose logs must stay open.
 * Gives: true and a set that the caller ends; false when there is no log, when one is not a regular
 * file, or when they are of several sets.
 */
bool logset_init(const struct evidence *evidence, struct logset *ret_set);

/* Reads [from, to). Gives: 1, 0 when a file has become shorter, or -errno. */
int logset_read(const struct logset *set, char *text, off_t from, off_t to);

/* The part that holds the byte; the last one for the end of the set. */
const struct logset_part *logset_part_at(const struct logset *set, off_t at);

/* True for the first byte of a file. */
bool logset_is_part_start(const struct logset *set, off_t at);

/* Searched for a record. */
#define LOGSET_BLOCK_BYTES 65536

struct logset_stamp {
	int64_t time_ms;
	uint32_t serial;
	bool of_node; /* the line names its node */
};

/*
 * The stamp of the first record of the kernel that begins in the block at an offset.
 * Gives: 1, 0 when there is none, or -errno.
 */
int logset_stamp_at(const struct logset *set, off_t at, struct logset_stamp *ret_stamp);

/* The same for the last record in the last block. */
int logset_last_stamp(const struct logset *set, struct logset_stamp *ret_stamp);

#endif
