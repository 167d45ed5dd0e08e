/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A set of serial numbers, kept as spans. */
#include "boots/serials.h"

#include "util/xalloc.h"

#include <string.h>

/* Spans that a block has room for at first: most sets never need more. */
#define FIRST_SPANS 16

/* The place of a span, or of one to be: at the end of the last block when it is above all. */
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

/* The place of the first span that ends at or after the serial. Takes: a set that is not empty. */
static struct place find_place(const struct serials *set, uint64_t serial)
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

/* The span at the place, or NULL above all. */
static struct serial_span *span_at(const struct serials *set, struct place place)
{
	const struct serials_block *block = set->blocks + place.block;

	return place.block < set->count && place.at < block->count ? &block->spans[place.at] : NULL;
}

/* The span below the place, or NULL. */
static struct serial_span *span_before(const struct serials *set, struct place place)
{
	const struct serials_block *block = &set->blocks[place.block];

	if (place.at > 0)
		return &block->spans[place.at - 1];
	return place.block > 0 ? &block[-1].spans[block[-1].count - 1] : NULL;
}

static struct place next_span_place(const struct serials *set, struct place place)
{
	if (++place.at == set->blocks[place.block].count && place.block + 1 < set->count)
		place = (struct place){ .block = place.block + 1 };
	return place;
}

/* Inserts an empty block with room for so many spans. The caller fills it at once. */
static void insert_block(struct serials *set, size_t index, size_t capacity)
{
	struct serials_block *blocks =
		xarray_grow(set->blocks, set->count, &set->capacity, sizeof(*blocks));

	set->blocks = blocks;
	memmove(blocks + index + 1, blocks + index, (set->count - index) * sizeof(*blocks));
	blocks[index] = (struct serials_block){
		.spans = xcalloc(capacity, sizeof(struct serial_span)),
		.capacity = capacity,
	};
	set->count++;
}

static void insert_span(struct serials_block *block, size_t at, struct serial_span span)
{
	struct serial_span *spans =
		xarray_grow(block->spans, block->count, &block->capacity, sizeof(*spans));

	block->spans = spans;
	memmove(spans + at + 1, spans + at, (block->count - at) * sizeof(*spans));
	spans[at] = span;
	block->count++;
}

/* Moves the second half of a full block into a block of its own. */
static void halve_block(struct serials *set, size_t index)
{
	const size_t half = SERIALS_BLOCK / 2;
	struct serials_block *lower;

	insert_block(set, index + 1, SERIALS_BLOCK);
	lower = &set->blocks[index];
	lower[1].count = SERIALS_BLOCK - half;
	memcpy(lower[1].spans, lower->spans + half, lower[1].count * sizeof(*lower->spans));
	lower->count = half;
}

/*
 * Makes room at a place in a full block. Serials that only ascend, or only descend, fill one block
 * after the other; others halve it.
 */
static void make_room_for_span(struct serials *set, struct place *place)
{
	const size_t half = SERIALS_BLOCK / 2;

	if (place->at > 0 && place->at < SERIALS_BLOCK) {
		halve_block(set, place->block);
		if (place->at > half)
			*place = (struct place){ place->block + 1, place->at - half };
		return;
	}
	place->block += place->at > 0;
	place->at = 0;
	insert_block(set, place->block, FIRST_SPANS);
}

static void insert_serial(struct serials *set, struct place place, uint64_t serial)
{
	const struct serial_span span = { .first = serial, .last = serial };

	if (set->blocks[place.block].count == SERIALS_BLOCK)
		make_room_for_span(set, &place);
	insert_span(&set->blocks[place.block], place.at, span);
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

/* Adds a serial above all others, where new ones come. */
static void append_serial(struct serials *set, uint64_t serial)
{
	struct serials_block *block;

	if (!set->count)
		insert_block(set, 0, FIRST_SPANS);
	block = &set->blocks[set->count - 1];
	if (block->count && set->last + 1 == serial)
		block->spans[block->count - 1].last = serial;
	else
		insert_serial(set, (struct place){ set->count - 1, block->count }, serial);
	if (!set->first)
		set->first = set->blocks[0].spans[0].first;
	set->last = serial;
}

/* Adds a serial below a span, which stands at the place. */
static void add_below_span(struct serials *set, struct place place, struct serial_span *next,
			   uint64_t serial)
{
	struct serial_span *before = span_before(set, place);
	const bool joins_next = next->first == serial + 1;

	if (!before || before->last + 1 != serial) {
		if (joins_next)
			next->first = serial;
		else
			insert_serial(set, place, serial);
	} else if (!joins_next) {
		before->last = serial;
	} else {
		before->last = next->last;
		remove_span(set, place);
	}
}

void serials_add(struct serials *set, uint64_t serial)
{
	struct serial_span *next;
	struct place place;

	if (!set->count || serial > set->last) {
		append_serial(set, serial);
		return;
	}
	if (serial >= last_span(set)->first)
		return;
	place = find_place(set, serial);
	/* The last span is above the serial: the place is a span's. */
	next = &set->blocks[place.block].spans[place.at];
	if (next->first <= serial)
		return;
	add_below_span(set, place, next, serial);
	if (serial < set->first)
		set->first = serial;
}

void serials_add_span(struct serials *set, struct serial_span span)
{
	struct place place;
	struct serial_span *grown;

	serials_add(set, span.first);
	place = find_place(set, span.first);
	grown = span_at(set, place);
	while (grown->last < span.last) {
		const struct place behind = next_span_place(set, place);
		const struct serial_span *next = span_at(set, behind);

		if (!next || next->first > span.last + 1) {
			grown->last = span.last;
		} else {
			grown->last = next->last;
			remove_span(set, behind);
		}
	}
	if (span.last > set->last)
		set->last = span.last;
}

void serials_add_all(struct serials *set, const struct serials *other)
{
	struct place place = { 0 };

	for (const struct serial_span *span = span_at(other, place); span;
	     span = span_at(other, place = next_span_place(other, place)))
		serials_add_span(set, *span);
}

bool serials_has(const struct serials *set, uint64_t serial)
{
	const struct serial_span *span = set->count ? span_at(set, find_place(set, serial)) : NULL;

	return span && span->first <= serial;
}

/* Looks up each span of the smaller set: each start of auditd is compared with a boot that may have
 * millions of spans. */
bool serials_meet(const struct serials *left, const struct serials *right)
{
	const struct serials *few = left->count < right->count ? left : right;
	const struct serials *many = few == left ? right : left;
	struct place place = { 0 };

	if (!few->count)
		return false;
	for (const struct serial_span *span = span_at(few, place); span;
	     span = span_at(few, place = next_span_place(few, place))) {
		const struct serial_span *found = span_at(many, find_place(many, span->first));

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
	place = find_place(set, first);
	for (const struct serial_span *span = span_at(set, place); span && span->first <= last;
	     span = span_at(set, place = next_span_place(set, place))) {
		uint64_t from = span->first > first ? span->first : first;
		uint64_t to = span->last < last ? span->last : last;

		missing -= to - from + 1;
	}
	return missing;
}
