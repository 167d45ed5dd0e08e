/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Growth of arrays. */
#ifndef AUBACKLOG_ARRAY_H
#define AUBACKLOG_ARRAY_H

#include <stddef.h>

/*
 * Makes room for one more element.
 * Takes: the array (NULL when empty), its length, its capacity in elements, an element's size.
 * Gives: the array, perhaps moved, with *capacity > count.
 */
void *array_grow(void *array, size_t count, size_t *capacity, size_t element_size)
	__attribute__((returns_nonnull, warn_unused_result));

#endif
