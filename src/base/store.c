/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts and arrays of many owners, in a few large blocks. */
#include "base/store.h"

#include "base/array.h"

#include <stdlib.h>
#include <string.h>

#define SMALLEST ((size_t)64)

/* An array has room for so many elements at first. */
#define FIRST_ELEMENTS 8

/* Up to this they grow quickly. */
#define QUICK_BYTES ((size_t)1 << 10)

/* What an array begins with while nobody has it. */
struct store_free {
	struct store_free *next;
};

void store_end(struct store *store)
{
	store->is_ending = true;
}

void store_done(struct store *store)
{
	arena_done(&store->arena);
	*store = (struct store){ 0 };
}

char *store_text(struct store *store, const char *text, size_t length)
{
	return arena_keep(&store->arena, text, length);
}

static size_t class_of(size_t bytes)
{
	size_t class = 0;

	while (SMALLEST << class < bytes)
		class ++;
	return class;
}

static void *take(struct store *store, size_t class)
{
	struct store_free *found = store->free[class];

	if (!found)
		return arena_room(&store->arena, SMALLEST << class);
	store->free[class] = found->next;
	return found;
}

static bool is_large(size_t bytes)
{
	return bytes > STORE_LARGEST;
}

void store_drop(struct store *store, void *array, size_t capacity, size_t element_size)
{
	const size_t bytes = capacity * element_size;
	struct store_free *freed = array;
	size_t class;

	if (!array)
		return;
	if (is_large(bytes)) {
		free(array);
		return;
	}
	if (store->is_ending)
		return;
	class = class_of(bytes);
	freed->next = store->free[class];
	store->free[class] = freed;
}

/* Arrays beyond the largest size are the heap's, which moves their pages and copies nothing. */
static void *grow_in_heap(struct store *store, void *array, size_t count, size_t *capacity,
			  size_t element_size)
{
	void *grown;

	if (is_large(*capacity * element_size))
		return array_grow(array, count, capacity, element_size);
	grown = reallocarray(NULL, *capacity * 2, element_size);
	if (!grown)
		return NULL;
	memcpy(grown, array, count * element_size);
	store_drop(store, array, *capacity, element_size);
	*capacity *= 2;
	return grown;
}

/* Small arrays grow fourfold: where thousands grow side by side, nobody has use for what they were.
 */
static size_t steps(size_t bytes)
{
	return bytes < QUICK_BYTES ? 2 : 1;
}

void *store_make_larger(struct store *store, void *array, size_t count, size_t *capacity,
			size_t element_size)
{
	const size_t bytes = *capacity * element_size;
	size_t class;
	void *grown;

	class = bytes ? class_of(bytes) + steps(bytes) : class_of(FIRST_ELEMENTS * element_size);
	if (class >= STORE_CLASSES)
		return grow_in_heap(store, array, count, capacity, element_size);
	grown = take(store, class);
	if (!grown)
		return NULL;
	if (count)
		memcpy(grown, array, count * element_size);
	store_drop(store, array, *capacity, element_size);
	*capacity = (SMALLEST << class) / element_size;
	return grown;
}

void *store_zeroed(struct store *store, size_t capacity, size_t element_size)
{
	const size_t bytes = capacity * element_size;
	void *array =
		is_large(bytes) ? calloc(capacity, element_size) : take(store, class_of(bytes));

	return array && !is_large(bytes) ? memset(array, 0, bytes) : array;
}
