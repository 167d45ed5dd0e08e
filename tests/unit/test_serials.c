/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The set of serials against a plain table. */
#include "boots/serials.h"
#include "unit.h"

#include <stdlib.h>

#define RANGE 300

static void agrees_with_a_table(void **state)
{
	(void)state;
	srand(11);
	for (int round = 0; round < 200; round++) {
		struct serials set = { 0 };
		bool table[RANGE + 1] = { false };

		for (int i = 0; i < RANGE / 2; i++) {
			uint64_t serial = 1 + (uint64_t)rand() % RANGE;

			table[serial] = true;
			assert_int_equal(serials_add(&set, serial), 0);
		}
		for (uint64_t serial = 1; serial <= RANGE; serial++)
			assert_int_equal(serials_has(&set, serial), table[serial]);
		for (int i = 0; i < 50; i++) {
			uint64_t first = 1 + (uint64_t)rand() % RANGE, missing = 0;
			uint64_t last = first + (uint64_t)rand() % (RANGE - first + 1);

			for (uint64_t serial = first; serial <= last; serial++)
				missing += !table[serial];
			assert_int_equal(serials_missing(&set, first, last), missing);
		}
		for (size_t i = 1; i < set.count; i++)
			assert_true(set.spans[i - 1].last + 1 < set.spans[i].first);
		serials_done(&set);
	}
}

static void joins_neighbours(void **state)
{
	struct serials set = { 0 };

	(void)state;
	assert_int_equal(serials_add(&set, 1), 0);
	assert_int_equal(serials_add(&set, 3), 0);
	assert_int_equal(set.count, 2);
	assert_int_equal(serials_add(&set, 2), 0);
	assert_int_equal(set.count, 1);
	assert_int_equal(serials_first(&set), 1);
	assert_int_equal(serials_last(&set), 3);
	serials_done(&set);
}

static void knows_whether_two_sets_meet(void **state)
{
	struct serials left = { 0 }, right = { 0 };

	(void)state;
	assert_false(serials_meet(&left, &right));
	assert_int_equal(serials_add(&left, 5), 0);
	assert_int_equal(serials_add(&left, 9), 0);
	assert_int_equal(serials_add(&right, 7), 0);
	assert_false(serials_meet(&left, &right));
	assert_int_equal(serials_add_all(&right, &left), 0);
	assert_true(serials_meet(&left, &right));
	assert_int_equal(serials_missing(&right, 5, 9), 2);
	serials_done(&left);
	serials_done(&right);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_a_table),
		cmocka_unit_test(joins_neighbours),
		cmocka_unit_test(knows_whether_two_sets_meet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
