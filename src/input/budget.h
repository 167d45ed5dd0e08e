/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The limits of unpacking archives, compressed logs and kernel logs, and how much is used up. */
#ifndef AUBACKLOG_BUDGET_H
#define AUBACKLOG_BUDGET_H

#include "util/error.h"

#include <stddef.h>
#include <stdint.h>

enum budget_kind {
	BUDGET_MEMBERS, /* members of archives, kept or not */
	BUDGET_MEMORY,	/* bytes kept in memory, as the heap rounds them up */
	BUDGET_ROOM,	/* bytes of blocks in temporary files; holes take none */
	BUDGET_CONTENT, /* bytes that a decompressor gives, and holes of members: they take time,
			   not room */
	BUDGET_KINDS,
};

/* The limit is "free" and "ratio" for each packed byte given, but at most "whole". */
struct budget_limit {
	uint64_t free, ratio, whole;
};

struct budget {
	struct budget_limit limits[BUDGET_KINDS];
	uint64_t spent[BUDGET_KINDS];
	uint64_t given_bytes;	   /* of files and streams from outside that are unpacked */
	uint64_t room_bytes;	   /* that the file system has to spend; UINT64_MAX: not known */
	enum budget_kind exceeded; /* BUDGET_KINDS: none */
};

/*
 * Sets the usual limits: 2 Mi members; 256 MiB of memory; 64 GiB of temporary files, but only 512
 * MiB and 500 bytes for each byte given; 64 GiB of contents, but only 4 GiB and 1000 bytes for each
 * byte given. Audit logs are compressed 20 to 60 to 1, mostly empty journals some 1000 to 1, bombs
 * more.
 */
void budget_init(struct budget *budget);

/* The same on the heap, for free(3). */
struct budget *budget_new(void) __attribute__((warn_unused_result));

/* Counts packed bytes from outside. Bytes that were themselves unpacked do not count, so that a
 * file that is packed twice may become no larger than one that is packed once. */
void budget_give(struct budget *budget, uint64_t bytes);

/* Sets the free bytes of the file system. Nine tenths of them may be spent; beyond that
 * budget_spend gives -ENOSPC, before the file system is full. */
void budget_have_room(struct budget *budget, uint64_t bytes);

/* Gives 0; -EDQUOT beyond the limit or -ENOSPC beyond the room, with nothing spent. */
int budget_spend(struct budget *budget, enum budget_kind kind, uint64_t amount);

/* Gives back an amount that was spent. */
void budget_release(struct budget *budget, enum budget_kind kind, uint64_t amount);

/* The size that the heap takes for so many bytes. */
uint64_t budget_heap(size_t bytes);

/* Reports which limit was exceeded, in which file, and how to go on. Gives -EDQUOT. */
int budget_fail(const struct budget *budget, const char *name, struct error *err);

#endif
