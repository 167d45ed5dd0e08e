/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What may be unpacked in all, and what has been: archives, compressed logs, kernel logs. */
#ifndef AUBACKLOG_BUDGET_H
#define AUBACKLOG_BUDGET_H

#include "util/error.h"

#include <stddef.h>
#include <stdint.h>

enum budget_kind {
	BUDGET_MEMBERS, /* members of archives, kept or not */
	BUDGET_MEMORY,	/* bytes: what is kept in memory, by what the heap takes for it */
	BUDGET_ROOM,	/* bytes: blocks of temporary files; holes take none */
	BUDGET_CONTENT, /* bytes that come out of a decompressor, and holes of members: time, not
			   room */
	BUDGET_KINDS,
};

/* So much, and beyond that so much for each byte that was given packed, and never more than the
 * whole. */
struct budget_limit {
	uint64_t free, ratio, whole;
};

struct budget {
	struct budget_limit limits[BUDGET_KINDS];
	uint64_t spent[BUDGET_KINDS];
	uint64_t given_bytes;	   /* of files and streams from outside that are unpacked */
	uint64_t room_bytes;	   /* that the file system lets spend; UINT64_MAX: not known */
	enum budget_kind exceeded; /* BUDGET_KINDS: none */
};

/*
 * What is usual: 2 Mi members; 256 MiB of memory; 64 GiB of temporary files, of these 512 MiB free
 * and 500 for each byte given; 64 GiB of content, of these 4 GiB free and 1000 for each byte given.
 * Audit logs reach 20 to 60 to 1, journals that are mostly empty some 1000 to 1, bombs more.
 */
void budget_init(struct budget *budget);

/* The same on the heap; free(3) takes it. */
struct budget *budget_new(void) __attribute__((warn_unused_result));

/* Bytes were read of what somebody gave. Nothing that was unpacked is given: what is packed twice
 * may become no more than what is packed once. */
void budget_give(struct budget *budget, uint64_t bytes);

/* The file system has so many bytes free: no more than nine tenths are spent, then -ENOSPC is given
 * as if all were. */
void budget_have_room(struct budget *budget, uint64_t bytes);

/* Gives 0; with nothing spent -EDQUOT beyond the limit, -ENOSPC beyond the room that there is. */
int budget_spend(struct budget *budget, enum budget_kind kind, uint64_t amount);

/* Gives back what is no longer taken up. */
void budget_release(struct budget *budget, enum budget_kind kind, uint64_t amount);

/* What the heap takes for so many bytes. */
uint64_t budget_heap(size_t bytes);

/* Says which limit was exceeded, while which file was read, and how to go on. Gives -EDQUOT. */
int budget_fail(const struct budget *budget, const char *name, struct error *err);

#endif
