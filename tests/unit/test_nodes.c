/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each node has its number, whatever its name is like. */
#include "boots/nodes.h"
#include "made_twins.h"
#include "unit.h"

#include <stdio.h>
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
	return nodes_find(nodes, name, record_node_hash(name));
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
		assert_int_equal(nodes_add(&nodes, name), 0);
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
	assert_int_equal(nodes_add(&nodes, some), 0);
	assert_int_equal(find(&nodes, none), 1);
	assert_int_equal(nodes_add(&nodes, none), 0);
	assert_int_equal(find(&nodes, none), 1);
	assert_int_equal(find(&nodes, some), 0);
	nodes_done(&nodes);
}

static void nodes_with_the_same_number_are_two(void **state)
{
	char one[TWIN_BYTES], other[TWIN_BYTES];
	struct nodes nodes = { 0 };

	(void)state;
	find_twins(one, other);
	assert_int_equal(nodes_add(&nodes, twin_slice(one)), 0);
	assert_int_equal(find(&nodes, twin_slice(other)), 1);
	assert_int_equal(nodes_add(&nodes, twin_slice(other)), 0);
	assert_int_equal(find(&nodes, twin_slice(one)), 0);
	assert_int_equal(find(&nodes, twin_slice(other)), 1);
	nodes_done(&nodes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_node_has_its_number),
		cmocka_unit_test(no_name_is_a_node_too),
		cmocka_unit_test(nodes_with_the_same_number_are_two),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
