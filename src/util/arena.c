/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts that are kept and freed together. */
#define _GNU_SOURCE
#include "util/arena.h"

#include "util/xalloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define FIRST_BYTES ((size_t)4 << 10)

/* Where the kernel has pages of this size, it clears and maps one with a single page fault. */
#define HUGE_BYTES ((size_t)2 << 20)

struct arena_block {
	struct arena_block *older;
	size_t used, capacity; /* of the whole block */
	char bytes[];
};

/* Maps a large block at a multiple of the huge page size, so that the kernel can use huge pages. */
static void *map_block(size_t capacity)
{
	char *mapped = mmap(NULL, capacity + HUGE_BYTES, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t before;

	if (mapped == MAP_FAILED)
		xalloc_end();
	before = -(uintptr_t)mapped & (HUGE_BYTES - 1);
	if (before)
		(void)munmap(mapped, before);
	(void)munmap(mapped + before + capacity, HUGE_BYTES - before);
	(void)madvise(mapped + before, capacity, MADV_HUGEPAGE);
	return mapped + before;
}

void arena_done(struct arena *arena)
{
	while (arena->newest) {
		struct arena_block *block = arena->newest;

		arena->newest = block->older;
		if (block->capacity < HUGE_BYTES)
			free(block);
		else
			(void)munmap(block, block->capacity);
	}
}

/* Each block is four times as large as the last one, up to a huge page. Blocks below that size cost
 * a page fault for each 4 KiB. */
static size_t next_capacity(const struct arena *arena, size_t wanted)
{
	size_t capacity = arena->newest ? arena->newest->capacity * 4 : FIRST_BYTES;

	capacity = capacity < HUGE_BYTES ? capacity : HUGE_BYTES;
	while (capacity < wanted)
		capacity *= 2;
	return capacity;
}

static struct arena_block *add_block(struct arena *arena, size_t length)
{
	size_t capacity = next_capacity(arena, sizeof(struct arena_block) + length);
	struct arena_block *block = capacity < HUGE_BYTES ? xmalloc(capacity) : map_block(capacity);

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
	copy = (char *)block + block->used;
	block->used += length;
	return memcpy(copy, text, length);
}
