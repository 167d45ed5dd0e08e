/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Boots are told apart by serials, and by nothing else. */
#include "boots.h"
#include "unit.h"

#include <inttypes.h>
#include <stdio.h>

static void add(struct boots *boots, const char *node, const char *type, int64_t seconds,
		uint32_t serial, const char *body)
{
	char line[256];
	struct record record;
	int length =
		snprintf(line, sizeof(line), "%stype=%s msg=audit(%" PRId64 ".000:%" PRIu32 "): %s",
			 node, type, seconds, serial, body);

	assert_int_equal(record_scan(line, (size_t)length, &record), 0);
	assert_int_equal(boots_add(boots, &record, false), 0);
}

static void start(struct boots *boots, const char *node, int64_t seconds, const char *kernel)
{
	char body[64];

	(void)snprintf(body, sizeof(body), "op=start ver=3.0.9 kernel=%s pid=7", kernel);
	add(boots, node, "DAEMON_START", seconds, 4711, body);
}

static void run(struct boots *boots, const char *node, int64_t seconds, uint32_t first,
		uint32_t last)
{
	for (uint32_t serial = first; serial <= last; serial++)
		add(boots, node, "SERVICE_START", seconds + serial, serial, "pid=1");
}

static void finish(struct boots *boots, size_t count)
{
	assert_int_equal(boots_finish(boots), 0);
	assert_int_equal(boots->count, count);
}

static void a_restart_of_auditd_is_no_boot(void **state)
{
	struct boots boots = { 0 };

	(void)state;
	start(&boots, "", 100, "6.1");
	run(&boots, "", 100, 2, 50);
	add(&boots, "", "DAEMON_END", 200, 9, "op=terminate");
	start(&boots, "", 200, "6.1");
	run(&boots, "", 200, 51, 60);
	finish(&boots, 1);
	assert_int_equal(boots.list[0]->restarts, 1);
	assert_int_equal(boots.list[0]->records, 59);
	boots_done(&boots);
}

static void serials_that_begin_again_are_a_boot(void **state)
{
	struct boots boots = { 0 };

	(void)state;
	start(&boots, "", 100, "6.1");
	run(&boots, "", 100, 2, 50);
	start(&boots, "", 50, "6.1"); /* the clock went back */
	run(&boots, "", 50, 2, 60);
	finish(&boots, 2);
	assert_true(boots.list[1]->after_reboot);
	assert_false(boots.list[0]->after_reboot);
	boots_done(&boots);
}

static void a_boot_behind_the_tail_of_a_long_one_is_its_own(void **state)
{
	struct boots boots = { 0 };

	(void)state;
	run(&boots, "", 100, 345000, 345050);
	start(&boots, "", 200000, "6.1");
	run(&boots, "", 200000, 2, 60);
	finish(&boots, 2);
	assert_int_equal(serials_first(&boots.list[1]->seen), 2);
	boots_done(&boots);
}

static void without_auditds_start_another_stamp_is_another_boot(void **state)
{
	struct boots boots = { 0 };

	(void)state;
	run(&boots, "", 100, 2, 50);
	run(&boots, "", 900, 2, 60);
	run(&boots, "", 5000, 100000, 100010);
	run(&boots, "", 9000, 2, 10);
	finish(&boots, 3);
	assert_int_equal(boots.list[1]->records, 59 + 11);
	assert_int_equal(boots.list[2]->records, 9);
	boots_done(&boots);
}

static void records_of_one_event_stay_together_across_a_restart(void **state)
{
	struct boots boots = { 0 };

	(void)state;
	start(&boots, "", 100, "6.1");
	run(&boots, "", 100, 2, 50);
	start(&boots, "", 200, "6.1");
	add(&boots, "", "PATH", 150, 50, "item=0"); /* the stamp of 50 above */
	run(&boots, "", 200, 51, 60);
	finish(&boots, 1);
	boots_done(&boots);
}

static void another_kernel_is_another_boot(void **state)
{
	struct boots boots = { 0 };

	(void)state;
	start(&boots, "", 100, "6.1");
	run(&boots, "", 100, 2, 5);
	start(&boots, "", 200, "6.12");
	run(&boots, "", 200, 7, 60);
	finish(&boots, 2);
	boots_done(&boots);
}

static void serials_wrap_without_a_boot(void **state)
{
	struct boots boots = { 0 };

	(void)state;
	for (uint32_t i = 0; i < 20; i++)
		add(&boots, "", "SERVICE_START", 1000 + i, (uint32_t)(UINT32_MAX - 9 + i), "pid=1");
	finish(&boots, 1);
	assert_int_equal(boots.list[0]->seen.count, 1);
	assert_true(serials_last(&boots.list[0]->seen) == (UINT64_C(1) << 32) + 9);
	boots_done(&boots);
}

static void nodes_have_boots_of_their_own(void **state)
{
	struct boots boots = { 0 };

	(void)state;
	start(&boots, "node=a ", 100, "6.1");
	start(&boots, "node=b ", 100, "6.1");
	for (uint32_t serial = 2; serial < 50; serial++) {
		run(&boots, "node=a ", 100, serial, serial);
		run(&boots, "node=b ", 700, serial, serial);
		run(&boots, "", 900, serial, serial);
	}
	finish(&boots, 3);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(boots.list[i]->records, 48);
	boots_done(&boots);
}

static void the_window_ends_with_the_resize(void **state)
{
	struct boots boots = { 0 };

	(void)state;
	start(&boots, "", 100, "6.1");
	run(&boots, "", 100, 2, 9);
	add(&boots, "", "CONFIG_CHANGE", 110, 10, "op=set audit_pid=7 old=0 res=1");
	run(&boots, "", 100, 11, 19);
	add(&boots, "", "CONFIG_CHANGE", 120, 20, "audit_backlog_limit=8192 old=64 res=1");
	run(&boots, "", 100, 21, 5000);
	finish(&boots, 1);
	assert_int_equal(boots.list[0]->window.n_events, 19);
	assert_int_equal(boots.list[0]->n_settings, 2);
	assert_int_equal(boots.list[0]->records, 4999);
	boots_done(&boots);
}

static void a_change_that_the_kernel_refused_is_none(void **state)
{
	struct boots boots = { 0 };

	(void)state;
	start(&boots, "", 100, "6.1");
	add(&boots, "", "CONFIG_CHANGE", 110, 2, "op=set audit_backlog_limit=8192 old=64 res=0");
	add(&boots, "", "CONFIG_CHANGE", 110, 3, "op=add_rule key=\"audit_pid=1 old=0\" res=1");
	add(&boots, "", "USER_CMD", 110, 4, "audit_pid=9 old=0 res=1");
	finish(&boots, 1);
	assert_int_equal(boots.list[0]->n_settings, 0);
	boots_done(&boots);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_restart_of_auditd_is_no_boot),
		cmocka_unit_test(serials_that_begin_again_are_a_boot),
		cmocka_unit_test(a_boot_behind_the_tail_of_a_long_one_is_its_own),
		cmocka_unit_test(without_auditds_start_another_stamp_is_another_boot),
		cmocka_unit_test(records_of_one_event_stay_together_across_a_restart),
		cmocka_unit_test(another_kernel_is_another_boot),
		cmocka_unit_test(serials_wrap_without_a_boot),
		cmocka_unit_test(nodes_have_boots_of_their_own),
		cmocka_unit_test(the_window_ends_with_the_resize),
		cmocka_unit_test(a_change_that_the_kernel_refused_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
