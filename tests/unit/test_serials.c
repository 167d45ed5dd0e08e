/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The set of serials against a plain table. */
#include "boots/serials.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#define RANGE 300

/* Enough that a set of every second serial has many blocks. */
#define WIDE (64 * SERIALS_BLOCK)

static size_t count_spans(const struct serials *set)
{
	size_t count = 0;

	for (size_t i = 0; i < set->count; i++)
		count += set->blocks[i].count;
	return count;
}

/* Spans ascend, do not touch, and are as many to a block as bounds what one more moves. */
static void is_whole(const struct serials *set)
{
	const struct serial_span *before = NULL;

	for (size_t i = 0; i < set->count; i++) {
		const struct serials_block *block = &set->blocks[i];

		assert_in_range(block->count, 1, SERIALS_BLOCK);
		for (size_t k = 0; k < block->count; k++) {
			assert_true(block->spans[k].first <= block->spans[k].last);
			assert_true(!before || before->last + 1 < block->spans[k].first);
			before = &block->spans[k];
		}
	}
	assert_int_equal(serials_first(set), set->count ? set->blocks[0].spans[0].first : 0);
	assert_int_equal(serials_last(set), before ? before->last : 0);
}

/* Asks the set for all that the table, which begins at a serial, has. */
static void agrees(const struct serials *set, const bool *table, uint64_t first, size_t length)
{
	for (size_t i = 0; i < length; i++)
		assert_int_equal(serials_has(set, first + i), table[i]);
	for (int i = 0; i < 50; i++) {
		size_t from = (size_t)rand() % length, missing = 0;
		size_t to = from + (size_t)rand() % (length - from);

		for (size_t k = from; k <= to; k++)
			missing += !table[k];
		assert_int_equal(serials_missing(set, first + from, first + to), missing);
	}
	is_whole(set);
}

static void agrees_with_a_table(void **state)
{
	(void)state;
	srand(11);
	for (int round = 0; round < 200; round++) {
		struct serials set = { 0 };
		bool table[RANGE] = { false };

		for (int i = 0; i < RANGE / 2; i++) {
			size_t at = (size_t)rand() % RANGE;

			table[at] = true;
			serials_add(&set, 1 + at);
		}
		agrees(&set, table, 1, RANGE);
		serials_done(&set);
	}
}

static void takes_spans(void **state)
{
	(void)state;
	srand(12);
	for (int round = 0; round < 200; round++) {
		struct serials set = { 0 };
		bool table[RANGE] = { false };

		for (int i = 0; i < RANGE / 8; i++) {
			const size_t from = (size_t)rand() % RANGE, most = (size_t)rand() % 12;
			const size_t to = from + most < RANGE ? from + most : RANGE - 1;

			for (size_t at = from; at <= to; at++)
				table[at] = true;
			serials_add_span(&set, (struct serial_span){ 1 + from, 1 + to });
		}
		agrees(&set, table, 1, RANGE);
		serials_done(&set);
	}
}

/* One that swallows blocks of others. */
static void takes_a_span_over_many_blocks(void **state)
{
	struct serials set = { 0 };

	(void)state;
	for (uint64_t serial = 10; serial < 10000; serial += 2)
		serials_add(&set, serial);
	serials_add_span(&set, (struct serial_span){ 5, UINT64_C(1) << 40 });
	is_whole(&set);
	assert_int_equal(set.count, 1);
	assert_int_equal(serials_missing(&set, 5, UINT64_C(1) << 40), 0);
	serials_done(&set);
}

static size_t up(size_t i)
{
	return 2 * i;
}

static size_t down(size_t i)
{
	return WIDE - 2 - 2 * i;
}

static size_t inwards(size_t i)
{
	return i % 2 ? WIDE - 1 - i : i;
}

/* Each number below WIDE / 2 once: the factor is odd and WIDE a power of two. */
static size_t scattered(size_t i)
{
	return 2 * (i * 7919 % (WIDE / 2));
}

static size_t at_random(size_t i)
{
	(void)i;
	return (size_t)rand() % WIDE;
}

/* What one more serial may move: the spans of a block, and the blocks, of which few are less than
 * half full. Without both the millionth serial would cost a million. */
static void costs_little(const struct serials *set)
{
	size_t spans = count_spans(set);

	assert_true(set->count <= 2 * spans / SERIALS_BLOCK + 2);
}

/* In every order, over where serials wrap; then all that is between, until one span is left. */
static void agrees_in_every_order(void **state)
{
	static size_t (*const orders[])(size_t) = { up, down, inwards, scattered, at_random };
	const uint64_t first = UINT32_MAX - WIDE / 2;
	static bool table[WIDE];

	(void)state;
	for (size_t order = 0; order < sizeof(orders) / sizeof(*orders); order++) {
		struct serials set = { 0 };

		memset(table, 0, sizeof(table));
		for (size_t i = 0; i < WIDE / 2; i++) {
			size_t at = orders[order](i);

			table[at] = true;
			serials_add(&set, first + at);
		}
		agrees(&set, table, first, WIDE);
		costs_little(&set);
		for (size_t i = 0; i < WIDE; i++)
			serials_add(&set, first + i * 7919 % WIDE);
		is_whole(&set);
		assert_int_equal(count_spans(&set), 1);
		assert_int_equal(serials_missing(&set, first, first + WIDE - 1), 0);
		serials_done(&set);
	}
}

/* What only goes up, or only down, fills its blocks. */
static void fills_its_blocks(void **state)
{
	static size_t (*const orders[])(size_t) = { up, down };

	(void)state;
	for (size_t order = 0; order < 2; order++) {
		struct serials set = { 0 };

		for (size_t i = 0; i < WIDE / 2; i++)
			serials_add(&set, 1 + orders[order](i));
		assert_int_equal(set.count, WIDE / 2 / SERIALS_BLOCK);
		serials_done(&set);
	}
}

static void joins_neighbours(void **state)
{
	struct serials set = { 0 };

	(void)state;
	serials_add(&set, 1);
	serials_add(&set, 3);
	assert_int_equal(count_spans(&set), 2);
	serials_add(&set, 2);
	assert_int_equal(count_spans(&set), 1);
	assert_int_equal(serials_first(&set), 1);
	assert_int_equal(serials_last(&set), 3);
	serials_done(&set);
}

/* Sets of many blocks, which mesh without a serial in common until there is one. */
static void meets_in_many_blocks(void **state)
{
	struct serials even = { 0 }, odd = { 0 }, one = { 0 };

	(void)state;
	for (size_t i = 0; i < WIDE; i++) {
		serials_add(&even, 1000 + 4 * i);
		serials_add(&odd, 1002 + 4 * i);
	}
	serials_add(&one, 1000 + 4 * (WIDE - 1));
	assert_false(serials_meet(&even, &odd));
	assert_false(serials_meet(&odd, &one));
	assert_true(serials_meet(&even, &one));
	assert_true(serials_meet(&one, &even));
	serials_add_all(&odd, &one);
	assert_true(serials_meet(&even, &odd));
	serials_add_all(&odd, &even);
	assert_int_equal(serials_missing(&odd, 1000, 1002 + 4 * (WIDE - 1)), 2 * WIDE - 1);
	is_whole(&odd);
	serials_done(&even);
	serials_done(&odd);
	serials_done(&one);
}

static void knows_whether_two_sets_meet(void **state)
{
	struct serials left = { 0 }, right = { 0 };

	(void)state;
	assert_false(serials_meet(&left, &right));
	serials_add(&left, 5);
	serials_add(&left, 9);
	serials_add(&right, 7);
	assert_false(serials_meet(&left, &right));
	serials_add_all(&right, &left);
	assert_true(serials_meet(&left, &right));
	assert_int_equal(serials_missing(&right, 5, 9), 2);
	serials_done(&left);
	serials_done(&right);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_a_table),
		cmocka_unit_test(takes_spans),
		cmocka_unit_test(takes_a_span_over_many_blocks),
		cmocka_unit_test(agrees_in_every_order),
		cmocka_unit_test(fills_its_blocks),
		cmocka_unit_test(joins_neighbours),
		cmocka_unit_test(knows_whether_two_sets_meet),
		cmocka_unit_test(meets_in_many_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
