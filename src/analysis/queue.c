/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hold queue as a model. */
#include "analysis/queue.h"

uint64_t queue_demand(const struct queue_batch *batches, size_t count)
{
	uint64_t demand = 0;

	for (size_t i = 0; i < count; i++)
		demand += batches[i].slots;
	return demand;
}

uint64_t queue_held(const struct queue_batch *batches, size_t count, uint64_t boot_limit)
{
	uint64_t held = 0;

	for (size_t i = 0; i < count; i++) {
		uint64_t limit = batches[i].at_boot_limit ? boot_limit : batches[i].limit;
		uint64_t wanted = held + batches[i].slots;

		if (!limit || wanted <= limit)
			held = wanted;
		else if (held < limit)
			held = limit;
	}
	return held;
}

bool queue_minimum(const struct queue_batch *batches, size_t count, uint64_t *ret_limit)
{
	uint64_t demand = 0, minimum = 1;

	for (size_t i = 0; i < count; i++) {
		demand += batches[i].slots;
		if (!batches[i].slots)
			continue;
		if (batches[i].at_boot_limit)
			minimum = demand > minimum ? demand : minimum;
		else if (batches[i].limit && demand > batches[i].limit)
			return false;
	}
	*ret_limit = minimum;
	return true;
}
