/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Properties of the queue model, on random boots. */
#include "analysis/queue.h"
#include "unit.h"

#define BOOTS 20000
#define BATCHES_MAX 8

/* A generator of its own, so that a failure can be repeated. */
static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static size_t random_boot(uint64_t *state, struct queue_batch *batches)
{
	size_t count = 1 + next_random(state) % BATCHES_MAX;

	for (size_t i = 0; i < count; i++)
		batches[i] = (struct queue_batch){
			.slots = next_random(state) % 40,
			.at_boot_limit = i == 0 || next_random(state) % 3 == 0,
			.limit = next_random(state) % 5 ? next_random(state) % 200 : 0,
		};
	return count;
}

/* Held one record at a time, as the kernel does it: the model's answer must be the same. */
static uint64_t held_one_by_one(const struct queue_batch *batches, size_t count,
				uint64_t boot_limit)
{
	uint64_t held = 0;

	for (size_t i = 0; i < count; i++) {
		uint64_t limit = batches[i].at_boot_limit ? boot_limit : batches[i].limit;

		for (uint64_t slot = 0; slot < batches[i].slots; slot++)
			held += !limit || held < limit;
	}
	return held;
}

static void holds_what_the_kernel_holds(void **state)
{
	uint64_t seed = 88172645463325252u;
	struct queue_batch batches[BATCHES_MAX];

	(void)state;
	for (int i = 0; i < BOOTS; i++) {
		size_t count = random_boot(&seed, batches);
		uint64_t limit = next_random(&seed) % 150;

		assert_int_equal(queue_held(batches, count, limit),
				 held_one_by_one(batches, count, limit));
	}
}

static void held_and_lost_are_the_demand(void **state)
{
	uint64_t seed = 362436069;
	struct queue_batch batches[BATCHES_MAX];

	(void)state;
	for (int i = 0; i < BOOTS; i++) {
		size_t count = random_boot(&seed, batches);
		uint64_t held = queue_held(batches, count, next_random(&seed) % 150);
		uint64_t sum = 0;

		for (size_t k = 0; k < count; k++)
			sum += batches[k].slots;
		assert_int_equal(queue_demand(batches, count), sum);
		assert_true(held <= sum);
	}
}

static void never_holds_more_than_the_capacity(void **state)
{
	uint64_t seed = 521288629;
	struct queue_batch batches[BATCHES_MAX];

	(void)state;
	for (int i = 0; i < BOOTS; i++) {
		size_t count = random_boot(&seed, batches);
		uint64_t limit = 1 + next_random(&seed) % 150, largest = limit;

		for (size_t k = 0; k < count; k++) {
			if (!batches[k].at_boot_limit && !batches[k].limit)
				largest = UINT64_MAX;
			if (!batches[k].at_boot_limit && batches[k].limit > largest)
				largest = batches[k].limit;
		}
		assert_true(queue_held(batches, count, limit) <= largest);
	}
}

static void more_capacity_never_loses_more(void **state)
{
	uint64_t seed = 2463534242;
	struct queue_batch batches[BATCHES_MAX];

	(void)state;
	for (int i = 0; i < BOOTS; i++) {
		size_t count = random_boot(&seed, batches);
		uint64_t small = 1 + next_random(&seed) % 150;
		uint64_t large = small + next_random(&seed) % 150;

		assert_true(queue_held(batches, count, large) >= queue_held(batches, count, small));
		assert_true(queue_held(batches, count, 0) >= queue_held(batches, count, large));
	}
}

static void order_within_a_batch_does_not_count(void **state)
{
	uint64_t seed = 1181783497;
	struct queue_batch whole, parts[4];

	(void)state;
	for (int i = 0; i < BOOTS; i++) {
		uint64_t limit = next_random(&seed) % 100, sum = 0;

		for (size_t k = 0; k < 4; k++) {
			parts[k] = (struct queue_batch){ .slots = next_random(&seed) % 40,
							 .at_boot_limit = true };
			sum += parts[k].slots;
		}
		whole = (struct queue_batch){ .slots = sum, .at_boot_limit = true };
		assert_int_equal(queue_held(parts, 4, limit), queue_held(&whole, 1, limit));
	}
}

static void the_minimum_loses_nothing_and_one_less_does(void **state)
{
	uint64_t seed = 123456789, checked = 0;
	struct queue_batch batches[BATCHES_MAX];

	(void)state;
	for (int i = 0; i < BOOTS; i++) {
		size_t count = random_boot(&seed, batches);
		uint64_t minimum, demand = queue_demand(batches, count);

		if (!queue_minimum(batches, count, &minimum)) {
			assert_true(queue_held(batches, count, 1000000) < demand);
			continue;
		}
		assert_int_equal(queue_held(batches, count, minimum), demand);
		if (minimum == 1)
			continue; /* one less would be 0, which is no limit */
		assert_true(queue_held(batches, count, minimum - 1) < demand);
		checked++;
	}
	assert_true(checked > BOOTS / 10);
}

static void a_queue_of_64_with_454_slots_loses_390(void **state)
{
	const struct queue_batch boot = { .slots = 454, .at_boot_limit = true };
	uint64_t minimum = 0;

	(void)state;
	assert_int_equal(queue_demand(&boot, 1) - queue_held(&boot, 1, 64), 390);
	assert_int_equal(queue_demand(&boot, 1) - queue_held(&boot, 1, 430), 24);
	assert_int_equal(queue_demand(&boot, 1) - queue_held(&boot, 1, 454), 0);
	assert_true(queue_minimum(&boot, 1, &minimum));
	assert_int_equal(minimum, 454);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holds_what_the_kernel_holds),
		cmocka_unit_test(held_and_lost_are_the_demand),
		cmocka_unit_test(never_holds_more_than_the_capacity),
		cmocka_unit_test(more_capacity_never_loses_more),
		cmocka_unit_test(order_within_a_batch_does_not_count),
		cmocka_unit_test(the_minimum_loses_nothing_and_one_less_does),
		cmocka_unit_test(a_queue_of_64_with_454_slots_loses_390),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
