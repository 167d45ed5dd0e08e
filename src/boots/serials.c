/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A set of serial numbers, kept as spans. */
#include "boots/serials.h"

#include "base/array.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void serials_done(struct serials *set)
{
	free(set->spans);
	*set = (struct serials){ 0 };
}

/* The index of the first span that ends at or after the serial. New serials come at the end, so
 * look there first. */
static size_t find(const struct serials *set, uint64_t serial)
{
	size_t low = 0, high = set->count;

	if (high && set->spans[high - 1].last < serial)
		return high;
	if (high && set->spans[high - 1].first <= serial)
		return high - 1;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (set->spans[middle].last < serial)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int insert(struct serials *set, size_t at, uint64_t serial)
{
	struct serial_span *grown =
		array_grow(set->spans, set->count, &set->capacity, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	set->spans = grown;
	memmove(grown + at + 1, grown + at, (set->count - at) * sizeof(*grown));
	grown[at] = (struct serial_span){ .first = serial, .last = serial };
	set->count++;
	return 0;
}

static void join_with_next(struct serials *set, size_t at)
{
	set->spans[at].last = set->spans[at + 1].last;
	set->count--;
	memmove(set->spans + at + 1, set->spans + at + 2,
		(set->count - at - 1) * sizeof(*set->spans));
}

int serials_add(struct serials *set, uint64_t serial)
{
	size_t at = find(set, serial);
	bool behind = at > 0 && set->spans[at - 1].last + 1 == serial;

	if (at < set->count && set->spans[at].first <= serial)
		return 0;
	if (behind) {
		set->spans[--at].last = serial;
	} else if (at < set->count && set->spans[at].first == serial + 1) {
		set->spans[at].first = serial;
		return 0;
	} else {
		return insert(set, at, serial);
	}
	if (at + 1 < set->count && set->spans[at + 1].first == serial + 1)
		join_with_next(set, at);
	return 0;
}

int serials_add_all(struct serials *set, const struct serials *other)
{
	for (size_t i = 0; i < other->count; i++) {
		for (uint64_t serial = other->spans[i].first;; serial++) {
			int code = serials_add(set, serial);

			if (code < 0)
				return code;
			if (serial == other->spans[i].last)
				break;
		}
	}
	return 0;
}

bool serials_has(const struct serials *set, uint64_t serial)
{
	size_t at = find(set, serial);

	return at < set->count && set->spans[at].first <= serial;
}

bool serials_meet(const struct serials *left, const struct serials *right)
{
	for (size_t i = 0, k = 0; i < left->count && k < right->count;) {
		if (left->spans[i].last < right->spans[k].first)
			i++;
		else if (right->spans[k].last < left->spans[i].first)
			k++;
		else
			return true;
	}
	return false;
}

uint64_t serials_missing(const struct serials *set, uint64_t first, uint64_t last)
{
	uint64_t missing;

	if (first > last)
		return 0;
	missing = last - first + 1;
	for (size_t at = find(set, first); at < set->count && set->spans[at].first <= last; at++) {
		uint64_t from = set->spans[at].first > first ? set->spans[at].first : first;
		uint64_t to = set->spans[at].last < last ? set->spans[at].last : last;

		missing -= to - from + 1;
	}
	return missing;
}
