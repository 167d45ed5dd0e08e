/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The limits of unpacking. */
#include "input/budget.h"

#include "util/xalloc.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#define MIB (UINT64_C(1) << 20)
#define GIB (UINT64_C(1) << 30)

/* glibc's malloc: a header of 8 bytes, sizes in steps of 16. */
#define HEAP_HEADER 8
#define HEAP_STEP 16
#define HEAP_LEAST 32

static const struct budget_limit usual_limits[BUDGET_KINDS] = {
	[BUDGET_MEMBERS] = { .free = 2 * MIB, .whole = 2 * MIB },
	[BUDGET_MEMORY] = { .free = 256 * MIB, .whole = 256 * MIB },
	[BUDGET_ROOM] = { .free = 512 * MIB, .ratio = 500, .whole = 64 * GIB },
	[BUDGET_CONTENT] = { .free = 4 * GIB, .ratio = 1000, .whole = 64 * GIB },
};

void budget_init(struct budget *budget)
{
	*budget = (struct budget){ .exceeded = BUDGET_KINDS, .room_bytes = UINT64_MAX };
	for (size_t i = 0; i < BUDGET_KINDS; i++)
		budget->limits[i] = usual_limits[i];
}

struct budget *budget_new(void)
{
	struct budget *budget = xmalloc(sizeof(*budget));

	budget_init(budget);
	return budget;
}

void budget_give(struct budget *budget, uint64_t bytes)
{
	budget->given_bytes += bytes;
}

void budget_have_room(struct budget *budget, uint64_t bytes)
{
	uint64_t most = budget->spent[BUDGET_ROOM] + bytes / 10 * 9;

	if (budget->room_bytes > most)
		budget->room_bytes = most;
}

static uint64_t limit_now(const struct budget *budget, enum budget_kind kind)
{
	const struct budget_limit *limit = &budget->limits[kind];
	uint64_t earned;

	if (__builtin_mul_overflow(limit->ratio, budget->given_bytes, &earned) ||
	    __builtin_add_overflow(earned, limit->free, &earned) || earned > limit->whole)
		return limit->whole;
	return earned;
}

int budget_spend(struct budget *budget, enum budget_kind kind, uint64_t amount)
{
	uint64_t limit = limit_now(budget, kind);

	if (budget->spent[kind] > limit || amount > limit - budget->spent[kind]) {
		budget->exceeded = kind;
		return -EDQUOT;
	}
	if (kind == BUDGET_ROOM && amount > budget->room_bytes - budget->spent[kind])
		return -ENOSPC;
	budget->spent[kind] += amount;
	return 0;
}

void budget_release(struct budget *budget, enum budget_kind kind, uint64_t amount)
{
	budget->spent[kind] -= amount;
}

uint64_t budget_heap(size_t bytes)
{
	uint64_t block = ((uint64_t)bytes + HEAP_HEADER + HEAP_STEP - 1) / HEAP_STEP * HEAP_STEP;

	return block < HEAP_LEAST ? HEAP_LEAST : block;
}

int budget_fail(const struct budget *budget, const char *name, struct error *err)
{
	static const char *const texts[BUDGET_KINDS] = {
		[BUDGET_MEMBERS] = "more than %" PRIu64 " members are in what is unpacked",
		[BUDGET_MEMORY] = "names, links and small files of what is unpacked take more than "
				  "%" PRIu64 " bytes of memory",
		[BUDGET_ROOM] = "what is unpacked takes more than %" PRIu64
				" bytes of temporary files, which is the limit for its packed size",
		[BUDGET_CONTENT] = "what is unpacked comes to more than %" PRIu64
				   " bytes, which is the limit for its packed size: a bomb?",
	};
	char reason[256];

	if (budget->exceeded == BUDGET_KINDS)
		return error_set(err, -EDQUOT, "cannot read '%s': the disk quota is exceeded",
				 name);
	(void)snprintf(reason, sizeof(reason), texts[budget->exceeded],
		       limit_now(budget, budget->exceeded));
	return error_set(err, -EDQUOT,
			 "cannot read '%s': %s (unpack what is to be read, and give that)", name,
			 reason);
}
