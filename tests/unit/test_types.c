/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The types of audit records are found as libaudit finds them. */
#define _GNU_SOURCE
#include "evidence/record.h"
#include "evidence/types.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

static struct types_found type_of_name(const char *name)
{
	return types_find(name, strlen(name));
}

static void every_name_is_found_and_found_again(void **state)
{
	size_t found = 0;

	(void)state;
	for (int number = 0; number < 10000; number++) {
		const char *name = audit_msg_type_to_name(number);

		if (!name)
			continue;
		found++;
		assert_int_equal(type_of_name(name).number, number);
		assert_int_equal(type_of_name(name).flags, types_flags((uint16_t)number));
		assert_string_equal(types_name((uint16_t)number), name);
	}
	assert_true(found >= 100);
}

/* auditd, journald and the kernel's log write what libaudit has no name for in three ways. */
static void a_number_is_one_however_it_is_written(void **state)
{
	static const char *const formats[] = { "UNKNOWN[%d]", "AUDIT%d", "%d" };
	static const int numbers[] = { 1300, 1305, 1320, 1336, 1425, 1006, 1202, 65535 };
	char name[TYPES_NAME_BYTES];

	(void)state;
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		for (size_t k = 0; k < sizeof(numbers) / sizeof(numbers[0]); k++) {
			const uint16_t number = (uint16_t)numbers[k];

			assert_true(snprintf(name, sizeof(name), formats[i], numbers[k]) > 0);
			assert_int_equal(type_of_name(name).number, number);
			assert_int_equal(type_of_name(name).flags, types_flags(number));
		}
	types_print(1425, name);
	assert_true(!types_name(1425) == !strcmp(name, "UNKNOWN[1425]"));
	types_print(1336, name);
	assert_string_equal(name, "URINGOP");
	types_print(4294967295, name);
	assert_string_equal(name, "UNKNOWN[4294967295]");
}

static void other_names_have_no_number(void **state)
{
	static const char *const names[] = { "",
					     "S",
					     "SYSCAL",
					     "SYSCALLS",
					     "UNKNOWN[]",
					     "UNKNOWN[1329",
					     "UNKNOWN[1329]]",
					     "UNKNOWN[ 1329]",
					     "UNKNOWN[-1]",
					     "UNKNOWN[0]",
					     "UNKNOWN[65536]",
					     "UNKNOWN[99999999999999999999999]",
					     "UNKNOWN",
					     "AUDIT",
					     "AUDIT1x",
					     "syscall",
					     "CONFIG_CHANGF",
					     "1300x",
					     "-1300",
					     ("A_TYPE_WITH_A_NAME_OF_MORE_THAN_SIXTY_FOUR_BYTES_"
					      "THAT_NOTHING_HAS_ROOM_FOR") };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_int_equal(type_of_name(names[i]).number, 0);
		assert_int_equal(type_of_name(names[i]).flags, 0);
	}
	/* A newer auditd's has serials of auditd's own all the same. */
	assert_int_equal(type_of_name("DAEMON_NEWS").number, 0);
	assert_true(type_of_name("DAEMON_NEWS").flags & TYPES_OF_AUDITD);
}

/* A NUL inside a name is no end of it. */
static void a_name_is_compared_whole(void **state)
{
	static const char line[] = "type=PATH\0\0 msg=audit(1.0:1):";
	struct record record;

	(void)state;
	assert_int_equal(record_scan(line, sizeof(line) - 1, &record), 0);
	assert_int_equal(record.type_name.length, 6);
	assert_int_equal(record.type, 0);
}

static void the_flags_of_types(void **state)
{
	(void)state;
	assert_int_equal(types_flags(AUDIT_SYSCALL),
			 TYPES_EOE_FOLLOWS | TYPES_PROCTITLE_FOLLOWS | TYPES_ONCE);
	assert_int_equal(types_flags(AUDIT_URINGOP), TYPES_EOE_FOLLOWS | TYPES_ONCE);
	assert_int_equal(types_flags(AUDIT_AVC), 0);
	assert_int_equal(types_flags(AUDIT_LOGIN), 0);
	assert_int_equal(types_flags(AUDIT_EOE), TYPES_ONCE);
	assert_int_equal(types_flags(AUDIT_KERNEL), TYPES_SINGLE);
	assert_int_equal(types_flags(AUDIT_USER), TYPES_SINGLE | TYPES_ONCE);
	assert_int_equal(types_flags(AUDIT_FIRST_USER_MSG), TYPES_SINGLE | TYPES_ONCE);
	assert_int_equal(types_flags(AUDIT_LAST_USER_MSG2), TYPES_SINGLE | TYPES_ONCE);
	assert_int_equal(types_flags(AUDIT_DAEMON_ERR), TYPES_OF_AUDITD | TYPES_ONCE);
	assert_int_equal(types_flags(1425), 0);
	/* By its name and by its number, whatever libaudit knows. */
	assert_int_equal(types_find("MAC_TASK_CONTEXTS", 17).number, 1425);
	assert_int_equal(types_find("UNKNOWN[1425]", 13).number, 1425);
	assert_int_equal(types_find("MAC_OBJ_CONTEXTS", 16).number, 1426);
	assert_int_equal(types_flags(UINT16_MAX), 0);
	assert_int_equal(types_find("AUBACKLOG_SPAN", 14).flags, TYPES_SPAN);
	assert_int_equal(types_find("AUBACKLOG_SPANS", 15).flags, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_name_is_found_and_found_again),
		cmocka_unit_test(a_number_is_one_however_it_is_written),
		cmocka_unit_test(other_names_have_no_number),
		cmocka_unit_test(the_flags_of_types),
		cmocka_unit_test(a_name_is_compared_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
