/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each node has its number, whatever its name is like. */
#define _GNU_SOURCE
#include "boots/nodes.h"
#include "unit.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct slice name_of(unsigned node, char *text, size_t size)
{
	/* Short ones, and ones that differ behind what stands in the table, or in length only. */
	static const char *const forms[] = { "n%u", "%0*u.a-long-name-of-a-domain.example.com",
					     "a-name-whose-beginning-is-always-the-same-for-%u" };
	int length = node % 3 == 1 ? snprintf(text, size, forms[1], (int)(node % 40 + 4), node)
				   : snprintf(text, size, forms[node % 3], node);

	return (struct slice){ .start = text, .length = (size_t)length };
}

static size_t find(const struct nodes *nodes, struct slice name)
{
	return nodes_find(nodes, name);
}

static void each_node_has_its_number(void **state)
{
	struct nodes nodes = { 0 };
	char text[128];

	(void)state;
	assert_int_equal(find(&nodes, (struct slice){ 0 }), 0);
	for (unsigned i = 0; i < 5000; i++) {
		struct slice name = name_of(i, text, sizeof(text));

		assert_int_equal(find(&nodes, name), nodes.count);
		nodes_add(&nodes, name);
		assert_int_equal(nodes.count, i + 1);
	}
	for (unsigned i = 0; i < 5000; i++) {
		struct slice name = name_of(i, text, sizeof(text));

		assert_int_equal(find(&nodes, name), i);
		name.length--;
		assert_int_not_equal(find(&nodes, name), i);
	}
	nodes_done(&nodes);
	assert_int_equal(nodes.count, 0);
}

static void no_name_is_a_node_too(void **state)
{
	const struct slice none = { 0 }, some = { .start = "some", .length = 4 };
	struct nodes nodes = { 0 };

	(void)state;
	nodes_add(&nodes, some);
	assert_int_equal(find(&nodes, none), 1);
	nodes_add(&nodes, none);
	assert_int_equal(find(&nodes, none), 1);
	assert_int_equal(find(&nodes, some), 0);
	nodes_done(&nodes);
}

/* Two names for which the hash gives the same number, as somebody might look for. */
#define TWIN_BYTES 16

/* Among so many names there are some 60 pairs. */
#define TWIN_TRIES 750000u

static struct slice twin_slice(const char *name)
{
	return (struct slice){ .start = name, .length = strlen(name) };
}

static void twin_name(uint32_t number, char ret_name[TWIN_BYTES])
{
	(void)snprintf(ret_name, TWIN_BYTES, "node%u", number);
}

static int twin_compare(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return (a > b) - (a < b);
}

static void find_twins(const struct bytes_key *key, char ret_one[TWIN_BYTES],
		       char ret_other[TWIN_BYTES])
{
	uint64_t *hashes = calloc(TWIN_TRIES, sizeof(*hashes)); /* above the number of the name */
	uint64_t hash;
	size_t at = 1;

	assert_non_null(hashes);
	for (uint32_t i = 0; i < TWIN_TRIES; i++) {
		twin_name(i, ret_one);
		hash = bytes_hash(key, ret_one, strlen(ret_one));
		hashes[i] = (uint64_t)(uint32_t)hash << 32 | i;
	}
	qsort(hashes, TWIN_TRIES, sizeof(*hashes), twin_compare);
	while (at < TWIN_TRIES && hashes[at] >> 32 != hashes[at - 1] >> 32)
		at++;
	assert_true(at < TWIN_TRIES);
	twin_name((uint32_t)hashes[at - 1], ret_one);
	twin_name((uint32_t)hashes[at], ret_other);
	free(hashes);
	assert_string_not_equal(ret_one, ret_other);
}

static void nodes_with_the_same_hash_are_two(void **state)
{
	char one[TWIN_BYTES], other[TWIN_BYTES];
	struct nodes nodes = { 0 };

	(void)state;
	nodes_add(&nodes, twin_slice("first"));
	find_twins(&nodes.key, one, other);
	nodes_add(&nodes, twin_slice(one));
	assert_int_equal(find(&nodes, twin_slice(other)), 2);
	nodes_add(&nodes, twin_slice(other));
	assert_int_equal(find(&nodes, twin_slice(one)), 1);
	assert_int_equal(find(&nodes, twin_slice(other)), 2);
	nodes_done(&nodes);
}

/* Each process has a key of its own, so that no log can be made for it. */
static void the_key_of_a_process_is_its_own(void **state)
{
	char keys[2][64] = { "", "" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		char command[PATH_MAX + 16];
		char *self = realpath("/proc/self/exe", NULL);
		FILE *other;

		(void)snprintf(command, sizeof(command), "'%s' --key", self);
		free(self);
		other = popen(command, "r");
		assert_non_null(other);
		assert_non_null(fgets(keys[i], sizeof(keys[i]), other));
		assert_int_equal(pclose(other), 0);
	}
	assert_string_not_equal(keys[0], keys[1]);
}

int main(int argc, char *argv[])
{
	const struct bytes_key key = bytes_key_new();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_node_has_its_number),
		cmocka_unit_test(no_name_is_a_node_too),
		cmocka_unit_test(nodes_with_the_same_hash_are_two),
		cmocka_unit_test(the_key_of_a_process_is_its_own),
	};

	if (argc > 1 && strcmp(argv[1], "--key") == 0)
		return printf("%016" PRIx64 "%016" PRIx64 "\n", key.words[0], key.words[1]) < 0;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
