/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts and arrays of many owners, in a few large blocks: what thousands of windows are made of
 * would otherwise cost the kernel a page fault for each 4 KiB. */
#ifndef AUBACKLOG_STORE_H
#define AUBACKLOG_STORE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* Sizes of arrays are powers of two, from 64 bytes to this; larger ones are the heap's. */
#define STORE_LARGEST ((size_t)256 << 10)
#define STORE_CLASSES 13

struct store_free; /* an array that was given back */

/* A zeroed store is empty. It can be moved; what is in it stays where it is. */
struct store {
	struct arena arena;
	struct store_free *free[STORE_CLASSES];
	bool is_ending; /* what is given back is not handed out again */
};

/* Says that nothing will be taken of the store any more: to give arrays back costs nothing then. */
void store_end(struct store *store);

/* Ends all texts, and all arrays up to STORE_LARGEST. */
void store_done(struct store *store);

/* Copies a text. Gives: the copy, which is not terminated and belongs to the store, or NULL without
 * memory. */
char *store_text(struct store *store, const char *text, size_t length);

/* What store_grow does with a full array. */
void *store_make_larger(struct store *store, void *array, size_t count, size_t *capacity,
			size_t element_size);

/*
 * As array_grow: makes room for one more element.
 * Takes: an array of the same store, or NULL with a capacity of 0. Gives: the array, which may have
 * moved, and its capacity; or NULL without memory, and the array as it was.
 */
static inline void *store_grow(struct store *store, void *array, size_t count, size_t *capacity,
			       size_t element_size)
{
	return count < *capacity ? array
				 : store_make_larger(store, array, count, capacity, element_size);
}

/* Gives: an array of so many zeroed elements, at least one, or NULL without memory. */
void *store_zeroed(struct store *store, size_t capacity, size_t element_size);

/* Gives an array back. */
void store_drop(struct store *store, void *array, size_t capacity, size_t element_size);

#endif
