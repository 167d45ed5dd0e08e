/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Growth of arrays. */
#include "base/array.h"

#include <stdlib.h>

void *array_grow(void *array, size_t count, size_t *capacity, size_t element_size)
{
	size_t wanted;
	void *grown;

	if (count < *capacity)
		return array;
	wanted = *capacity ? *capacity + *capacity / 2 + 1 : 16;
	grown = reallocarray(array, wanted, element_size);
	if (grown)
		*capacity = wanted;
	return grown;
}
