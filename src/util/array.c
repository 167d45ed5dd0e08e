/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Growth of arrays. */
#include "util/array.h"

#include "util/xalloc.h"

void *array_grow(void *array, size_t count, size_t *capacity, size_t element_size)
{
	if (count < *capacity)
		return array;
	*capacity = *capacity ? *capacity + *capacity / 2 + 1 : 16;
	return xreallocarray(array, *capacity, element_size);
}
