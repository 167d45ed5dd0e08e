/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The prefix and the fields of a record. */
#include "evidence/record.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

static int scan(const char *line, struct record *ret_record)
{
	return record_scan(line, strlen(line), ret_record);
}

static void reads_a_prefix(void **state)
{
	struct record record;

	(void)state;
	assert_int_equal(scan("type=SYSCALL msg=audit(1795225146.487:6): arch=c000003e", &record),
			 0);
	assert_int_equal(record.serial, 6);
	assert_int_equal(record.time_ms, 1795225146487);
	assert_int_equal(record.type, AUDIT_SYSCALL);
	assert_int_equal(record.node.length, 0);
	assert_int_equal(scan("node=a.b type=URINGOP msg=audit(1.000:4294967295): x", &record), 0);
	assert_int_equal(record.serial, 4294967295u);
	assert_int_equal(record.type, AUDIT_URINGOP);
	assert_true(slice_is(record.node, "a.b"));
	assert_int_equal(scan("type=UNKNOWN[1336] msg=audit(1.000:5): x", &record), 0);
	assert_int_equal(record.type, AUDIT_URINGOP);
}

static void refuses_what_is_no_record(void **state)
{
	static const char *const lines[] = {
		"",
		"----",
		"type=SYSCALL",
		"type= msg=audit(1.0:1): x",
		"type=SYSCALL msg=audit(1.1000:1): x",
		"type=SYSCALL msg=audit(1.1:4294967296): x",
		"type=SYSCALL msg=audit(999999999999.1:1): x",
		"type=SYSCALL msg=audit(-1.1:1): x",
		"type=SYSCALL msg=audit(11/21/2026 01:00:00.1:1) : x",
		" type=SYSCALL msg=audit(1.1:1): x",
		"node= type=SYSCALL msg=audit(1.1:1): x",
	};
	struct record record;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_true(scan(lines[i], &record) < 0);
}

static void a_prefix_cut_anywhere_is_no_record(void **state)
{
	static const char line[] = "type=SYSCALL msg=audit(1795225146.487:6):";
	struct record record;

	(void)state;
	for (size_t length = 0; length < sizeof(line) - 1; length++)
		assert_true(record_scan(line, length, &record) < 0);
	assert_int_equal(record_scan(line, sizeof(line) - 1, &record), 0);
}

static void finds_fields_outside_quotes_and_before_the_enrichment(void **state)
{
	struct record record;
	struct slice value;
	uint64_t number = 0;

	(void)state;
	assert_int_equal(scan("type=CONFIG_CHANGE msg=audit(1.1:1): op=set audit_pid=137 old=0 "
			      "key=\"old=7 res=0\" msg='op=x' res=1\x1d"
			      "auid=5 AUID=\"unset\"",
			      &record),
			 0);
	assert_true(record_number(&record, "audit_pid", &number));
	assert_int_equal(number, 137);
	assert_true(record_number(&record, "res", &number));
	assert_int_equal(number, 1);
	assert_true(record_field(&record, "op", &value));
	assert_true(slice_is(value, "set"));
	assert_true(record_field(&record, "key", &value));
	assert_true(slice_is(value, "old=7 res=0"));
	assert_false(record_field(&record, "auid", &value));
	assert_false(record_field(&record, "pid", &value));
	assert_false(record_number(&record, "op", &number));
}

static void fields_in_one_pass_are_those_found_one_by_one(void **state)
{
	static const char *const lines[] = {
		"type=A msg=audit(1.1:1): op=set old=1 old=2 res=0 res=1",
		"type=A msg=audit(1.1:1): x old=1=2 op='set old=3' =res=1",
		"type=A msg=audit(1.1:1): op=\"a b\"old=1  old= res",
		"type=A msg=audit(1.1:1): old=1\x1dres=1 op=2",
		"type=A msg=audit(1.1:1): msg='op=set res=1' cold=1 old=",
		"type=A msg=audit(1.1:1): res=\"1",
		"type=A msg=audit(1.1:1):",
	};
	static const struct record_name names[] = { RECORD_NAME("op"), RECORD_NAME("old"),
						    RECORD_NAME("res") };
	struct slice values[3], value;
	struct record record;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_int_equal(scan(lines[i], &record), 0);
		record_fields(&record, names, 3, values);
		for (size_t name = 0; name < 3; name++) {
			value = (struct slice){ 0 };
			(void)record_field(&record, names[name].name, &value);
			assert_ptr_equal(values[name].start, value.start);
			assert_int_equal(values[name].length, value.length);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_prefix),
		cmocka_unit_test(fields_in_one_pass_are_those_found_one_by_one),
		cmocka_unit_test(refuses_what_is_no_record),
		cmocka_unit_test(a_prefix_cut_anywhere_is_no_record),
		cmocka_unit_test(finds_fields_outside_quotes_and_before_the_enrichment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
