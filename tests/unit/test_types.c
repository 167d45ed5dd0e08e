/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A type is found in the table as libaudit finds it. */
#define _GNU_SOURCE
#include "sources/types.h"
#include "unit.h"

#include <libaudit.h>
#include <stdio.h>
#include <string.h>

static struct types types;

static int fill(void **state)
{
	(void)state;
	types_init(&types);
	return 0;
}

/* What a record of this type has for a number. */
static uint16_t find(const char *name)
{
	char line[128];
	struct record record;
	int length = snprintf(line, sizeof(line), "type=%s msg=audit(1.0:1):", name);

	assert_int_equal(record_scan(line, (size_t)length, &record), 0);
	return types_find(&types, &record);
}

static void every_name_is_found_and_found_again(void **state)
{
	size_t found = 0;

	(void)state;
	for (int number = 0; number < 10000; number++) {
		const char *name = audit_msg_type_to_name(number);
		struct slice text;

		if (!name)
			continue;
		found++;
		text = (struct slice){ .start = name, .length = strlen(name) };
		assert_int_equal(types_number(text), number);
		assert_true(slice_is(types_name((uint16_t)number), name));
		assert_int_equal(find(name), text.length <= TYPES_LONGEST ? number : 0);
	}
	assert_in_range(found, 100, TYPES_PLACES / 2);
}

static void other_names_have_no_number(void **state)
{
	static const char *const names[] = { "S",
					     "SYSCAL",
					     "SYSCALLS",
					     "UNKNOWN[1329]",
					     "UNKNOWN[1300]",
					     "syscall",
					     "CONFIG_CHANGF",
					     "1300",
					     "A_TYPE_WITH_A_NAME_OF_MORE_THAN_TWENTY_FOUR_BYTES" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct slice name = { .start = names[i], .length = strlen(names[i]) };

		assert_int_equal(find(names[i]), 0);
		assert_int_equal(types_number(name), 0);
	}
	assert_int_equal(types_number((struct slice){ .start = "", .length = 0 }), 0);
}

/* A NUL inside a name is no end of it. */
static void a_name_is_compared_whole(void **state)
{
	static const char line[] = "type=PATH\0\0 msg=audit(1.0:1):";
	struct record record;

	(void)state;
	assert_int_equal(record_scan(line, sizeof(line) - 1, &record), 0);
	assert_int_equal(record.type.length, 6);
	assert_int_equal(types_find(&types, &record), 0);
	assert_int_equal(types_number(record.type), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_name_is_found_and_found_again),
		cmocka_unit_test(other_names_have_no_number),
		cmocka_unit_test(a_name_is_compared_whole),
	};

	return cmocka_run_group_tests(tests, fill, NULL);
}
