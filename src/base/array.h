/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Growth of arrays. */
#ifndef AUBACKLOG_ARRAY_H
#define AUBACKLOG_ARRAY_H

#include <stddef.h>

/*
 * Makes room for one more element.
 * Takes: the array (NULL when empty), its length, its capacity in elements, an element's size.
 * Gives: the array, perhaps moved, with *capacity > count; NULL without memory, and then the old
 * array is as it was.
 */
void *array_grow(void *array, size_t count, size_t *capacity, size_t element_size);

#endif
