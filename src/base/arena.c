/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts that are kept and let go together. */
#define _GNU_SOURCE
#include "base/arena.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define FIRST_BYTES ((size_t)4 << 10)

/* The kernel clears and maps a page of this size at once, where it has one. */
#define HUGE_BYTES ((size_t)2 << 20)

struct arena_block {
	struct arena_block *older;
	size_t used, capacity; /* of the whole block */
	char bytes[];
};

void arena_done(struct arena *arena)
{
	while (arena->newest) {
		struct arena_block *older = arena->newest->older;

		free(arena->newest);
		arena->newest = older;
	}
}

/* The next block is twice as large as the one before, up to a huge page. */
static size_t next_capacity(const struct arena *arena, size_t wanted)
{
	size_t capacity = arena->newest ? arena->newest->capacity * 2 : FIRST_BYTES;

	capacity = capacity < HUGE_BYTES ? capacity : HUGE_BYTES;
	while (capacity < wanted)
		capacity *= 2;
	return capacity;
}

static struct arena_block *add_block(struct arena *arena, size_t length)
{
	size_t capacity = next_capacity(arena, sizeof(struct arena_block) + length);
	struct arena_block *block =
		capacity < HUGE_BYTES ? malloc(capacity) : aligned_alloc(HUGE_BYTES, capacity);

	if (!block)
		return NULL;
	if (capacity >= HUGE_BYTES)
		(void)madvise(block, capacity, MADV_HUGEPAGE);
	*block = (struct arena_block){
		.older = arena->newest,
		.used = sizeof(*block),
		.capacity = capacity,
	};
	arena->newest = block;
	return block;
}

char *arena_keep(struct arena *arena, const char *text, size_t length)
{
	struct arena_block *block = arena->newest;
	char *copy;

	if (!block || block->capacity - block->used < length)
		block = add_block(arena, length);
	if (!block)
		return NULL;
	copy = (char *)block + block->used;
	block->used += length;
	return memcpy(copy, text, length);
}
