/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Arrays keep what is in them while they grow among others. */
#include "base/store.h"
#include "unit.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ARRAYS 50

struct numbers {
	uint64_t *list;
	size_t count, capacity;
};

static void add(struct store *store, struct numbers *numbers, uint64_t number)
{
	uint64_t *grown = store_grow(store, numbers->list, numbers->count, &numbers->capacity,
				     sizeof(*grown));

	assert_non_null(grown);
	assert_int_equal((uintptr_t)grown % _Alignof(max_align_t), 0);
	assert_true(numbers->capacity > numbers->count);
	numbers->list = grown;
	grown[numbers->count++] = number;
}

static void check(const struct numbers *numbers, size_t of)
{
	for (size_t i = 0; i < numbers->count; i++)
		assert_int_equal(numbers->list[i], of * 1000003 + i);
}

static void drop(struct store *store, struct numbers *numbers)
{
	store_drop(store, numbers->list, numbers->capacity, sizeof(*numbers->list));
	*numbers = (struct numbers){ 0 };
}

/* Through all sizes, up to those that are the heap's, with texts between; dropped ones are begun
 * anew out of what the others left. */
static void arrays_grow_among_each_other(void **state)
{
	struct store store = { 0 };
	struct numbers arrays[ARRAYS] = { 0 };
	size_t lengths[ARRAYS];

	(void)state;
	for (size_t i = 0; i < ARRAYS; i++)
		lengths[i] = i % 10 ? 17 * i : STORE_LARGEST / 8 * (i / 10 + 1) / 2;
	for (size_t round = 0; round < 3; round++) {
		for (size_t n = 0, grew = 1; grew; n++) {
			grew = 0;
			for (size_t i = 0; i < ARRAYS; i++) {
				if (n >= lengths[i])
					continue;
				add(&store, &arrays[i], i * 1000003 + n);
				grew = 1;
			}
			if (n < 1000)
				assert_memory_equal(store_text(&store, "text", 4), "text", 4);
		}
		for (size_t i = 0; i < ARRAYS; i++)
			check(&arrays[i], i);
		for (size_t i = round; i < ARRAYS; i += 2)
			drop(&store, &arrays[i]);
		for (size_t i = 0; i < ARRAYS; i++) {
			check(&arrays[i], i);
			drop(&store, &arrays[i]);
		}
	}
	store_done(&store);
}

static void zeroed_is_zero_though_it_was_used(void **state)
{
	struct store store = { 0 };

	(void)state;
	for (size_t bytes = 1; bytes <= STORE_LARGEST * 2; bytes = bytes * 3 + 1) {
		unsigned char *dirty = store_zeroed(&store, bytes, 1), *clean;

		assert_non_null(dirty);
		memset(dirty, 0xff, bytes);
		store_drop(&store, dirty, bytes, 1);
		clean = store_zeroed(&store, bytes, 1);
		assert_non_null(clean);
		for (size_t i = 0; i < bytes; i++)
			assert_int_equal(clean[i], 0);
		store_drop(&store, clean, bytes, 1);
	}
	store_done(&store);
}

/* Elements whose size is no part of a page: none reaches into its neighbour. */
static void elements_of_any_size_have_room(void **state)
{
	static const size_t sizes[] = { 1, 3, 16, 24, 40, 48, 100, 1000 };
	const size_t count = sizeof(sizes) / sizeof(sizes[0]);
	char *arrays[8] = { NULL };
	size_t capacities[8] = { 0 };
	struct store store = { 0 };

	(void)state;
	for (size_t n = 0; n < 3000; n++) {
		for (size_t i = 0; i < count; i++) {
			arrays[i] = store_grow(&store, arrays[i], n, &capacities[i], sizes[i]);
			assert_non_null(arrays[i]);
			assert_true(capacities[i] > n);
			memset(arrays[i] + n * sizes[i], (int)(n + i), sizes[i]);
		}
	}
	for (size_t n = 0; n < 3000; n++)
		for (size_t i = 0; i < count; i++)
			for (size_t k = 0; k < sizes[i]; k++)
				assert_int_equal(arrays[i][n * sizes[i] + k], (char)(n + i));
	for (size_t i = 0; i < count; i++)
		store_drop(&store, arrays[i], capacities[i], sizes[i]);
	store_done(&store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arrays_grow_among_each_other),
		cmocka_unit_test(elements_of_any_size_have_room),
		cmocka_unit_test(zeroed_is_zero_though_it_was_used),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
