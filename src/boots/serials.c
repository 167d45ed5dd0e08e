/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A set of serial numbers, kept as spans. */
#include "boots/serials.h"

#include "base/array.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Spans that a block has room for at first: most sets never need more. */
#define FIRST_SPANS 16

/* Where a span is, or would be: at its block's end when it goes behind all. */
struct place {
	size_t block;
	size_t at;
};

void serials_done(struct serials *set)
{
	for (size_t i = 0; i < set->count; i++)
		free(set->blocks[i].spans);
	free(set->blocks);
	*set = (struct serials){ 0 };
}

static uint64_t block_last(const struct serials_block *block)
{
	return block->spans[block->count - 1].last;
}

static struct serial_span *last_span(const struct serials *set)
{
	const struct serials_block *block = &set->blocks[set->count - 1];

	return &block->spans[block->count - 1];
}

/* The first block that ends at or after the serial; the last one when none does. */
static size_t find_block(const struct serials *set, uint64_t serial)
{
	size_t low = 0, high = set->count - 1;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (block_last(&set->blocks[middle]) < serial)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The first span of a set that is not empty that ends at or after the serial. */
static struct place find(const struct serials *set, uint64_t serial)
{
	struct place place = { .block = find_block(set, serial) };
	const struct serials_block *block = &set->blocks[place.block];
	size_t high = block->count;

	while (place.at < high) {
		size_t middle = place.at + (high - place.at) / 2;

		if (block->spans[middle].last < serial)
			place.at = middle + 1;
		else
			high = middle;
	}
	return place;
}

/* The span at the place, or NULL behind all. */
static struct serial_span *span_at(const struct serials *set, struct place place)
{
	const struct serials_block *block = set->blocks + place.block;

	return place.block < set->count && place.at < block->count ? &block->spans[place.at] : NULL;
}

/* The span in front of the place, or NULL. */
static struct serial_span *span_before(const struct serials *set, struct place place)
{
	const struct serials_block *block = &set->blocks[place.block];

	if (place.at > 0)
		return &block->spans[place.at - 1];
	return place.block > 0 ? &block[-1].spans[block[-1].count - 1] : NULL;
}

static struct place next_place(const struct serials *set, struct place place)
{
	if (++place.at == set->blocks[place.block].count && place.block + 1 < set->count)
		place = (struct place){ .block = place.block + 1 };
	return place;
}

/* Makes a block with room for so many spans, which is to be filled at once. Gives: 0 or -ENOMEM. */
static int insert_block(struct serials *set, size_t index, size_t capacity)
{
	struct serial_span *spans = calloc(capacity, sizeof(*spans));
	struct serials_block *grown =
		array_grow(set->blocks, set->count, &set->capacity, sizeof(*grown));

	if (grown)
		set->blocks = grown;
	if (!grown || !spans) {
		free(spans);
		return -ENOMEM;
	}
	memmove(grown + index + 1, grown + index, (set->count - index) * sizeof(*grown));
	grown[index] = (struct serials_block){ .spans = spans, .capacity = capacity };
	set->count++;
	return 0;
}

static int insert_span(struct serials_block *block, size_t at, struct serial_span span)
{
	struct serial_span *grown =
		array_grow(block->spans, block->count, &block->capacity, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	block->spans = grown;
	memmove(grown + at + 1, grown + at, (block->count - at) * sizeof(*grown));
	grown[at] = span;
	block->count++;
	return 0;
}

/* Moves the second half of a full block into one of its own. Gives: 0 or -ENOMEM. */
static int halve(struct serials *set, size_t index)
{
	const size_t half = SERIALS_BLOCK / 2;
	struct serials_block *lower;

	if (insert_block(set, index + 1, SERIALS_BLOCK) < 0)
		return -ENOMEM;
	lower = &set->blocks[index];
	lower[1].count = SERIALS_BLOCK - half;
	memcpy(lower[1].spans, lower->spans + half, lower[1].count * sizeof(*lower->spans));
	lower->count = half;
	return 0;
}

/* Makes room at a place in a full block. Serials that only go up, or only down, fill one block
 * after the other; others halve it. */
static int make_room(struct serials *set, struct place *place)
{
	const size_t half = SERIALS_BLOCK / 2;
	int code;

	if (place->at > 0 && place->at < SERIALS_BLOCK) {
		code = halve(set, place->block);
		if (code == 0 && place->at > half)
			*place = (struct place){ place->block + 1, place->at - half };
		return code;
	}
	code = insert_block(set, place->block + (place->at > 0), FIRST_SPANS);
	if (code == 0)
		*place = (struct place){ .block = place->block + (place->at > 0) };
	return code;
}

static int insert(struct serials *set, struct place place, uint64_t serial)
{
	const struct serial_span span = { .first = serial, .last = serial };
	int code = 0;

	if (set->blocks[place.block].count == SERIALS_BLOCK)
		code = make_room(set, &place);
	return code == 0 ? insert_span(&set->blocks[place.block], place.at, span) : code;
}

static void remove_span(struct serials *set, struct place place)
{
	struct serials_block *block = &set->blocks[place.block];

	block->count--;
	memmove(block->spans + place.at, block->spans + place.at + 1,
		(block->count - place.at) * sizeof(*block->spans));
	if (block->count)
		return;
	free(block->spans);
	set->count--;
	memmove(block, block + 1, (set->count - place.block) * sizeof(*block));
}

/* Puts a serial behind all others, where new ones come. */
static int append(struct serials *set, uint64_t serial)
{
	struct serials_block *block;
	int code = set->count ? 0 : insert_block(set, 0, FIRST_SPANS);

	if (code < 0)
		return code;
	block = &set->blocks[set->count - 1];
	if (block->count && set->last + 1 == serial)
		block->spans[block->count - 1].last = serial;
	else
		code = insert(set, (struct place){ set->count - 1, block->count }, serial);
	if (code < 0)
		return code;
	if (!set->first)
		set->first = set->blocks[0].spans[0].first;
	set->last = serial;
	return 0;
}

/* Puts a serial in front of the span that stands at its place. */
static int put(struct serials *set, struct place place, struct serial_span *next, uint64_t serial)
{
	struct serial_span *before = span_before(set, place);
	const bool joins_next = next->first == serial + 1;

	if (!before || before->last + 1 != serial) {
		if (!joins_next)
			return insert(set, place, serial);
		next->first = serial;
	} else if (!joins_next) {
		before->last = serial;
	} else {
		before->last = next->last;
		remove_span(set, place);
	}
	return 0;
}

int serials_add(struct serials *set, uint64_t serial)
{
	struct serial_span *next;
	struct place place;
	int code;

	if (!set->count || serial > set->last)
		return append(set, serial);
	if (serial >= last_span(set)->first)
		return 0;
	place = find(set, serial);
	next = span_at(set, place);
	if (!next)
		return append(set, serial);
	if (next->first <= serial)
		return 0;
	code = put(set, place, next, serial);
	if (code == 0 && serial < set->first)
		set->first = serial;
	return code;
}

int serials_add_all(struct serials *set, const struct serials *other)
{
	struct place place = { 0 };

	for (const struct serial_span *span = span_at(other, place); span;
	     span = span_at(other, place = next_place(other, place))) {
		for (uint64_t serial = span->first;; serial++) {
			int code = serials_add(set, serial);

			if (code < 0)
				return code;
			if (serial == span->last)
				break;
		}
	}
	return 0;
}

bool serials_has(const struct serials *set, uint64_t serial)
{
	const struct serial_span *span = set->count ? span_at(set, find(set, serial)) : NULL;

	return span && span->first <= serial;
}

/* Looks each span of the smaller set up: one start of auditd after another is held against a boot
 * that may have millions. */
bool serials_meet(const struct serials *left, const struct serials *right)
{
	const struct serials *few = left->count < right->count ? left : right;
	const struct serials *many = few == left ? right : left;
	struct place place = { 0 };

	if (!few->count)
		return false;
	for (const struct serial_span *span = span_at(few, place); span;
	     span = span_at(few, place = next_place(few, place))) {
		const struct serial_span *found = span_at(many, find(many, span->first));

		if (found && found->first <= span->last)
			return true;
	}
	return false;
}

uint64_t serials_missing(const struct serials *set, uint64_t first, uint64_t last)
{
	struct place place;
	uint64_t missing;

	if (first > last)
		return 0;
	missing = last - first + 1;
	if (!set->count)
		return missing;
	place = find(set, first);
	for (const struct serial_span *span = span_at(set, place); span && span->first <= last;
	     span = span_at(set, place = next_place(set, place))) {
		uint64_t from = span->first > first ? span->first : first;
		uint64_t to = span->last < last ? span->last : last;

		missing -= to - from + 1;
	}
	return missing;
}
