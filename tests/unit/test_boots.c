/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Boots are told apart by serials, and by time only where serials fall. */
#include "boots/boots.h"
#include "unit.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

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

/* What was joined is known of the boot that it was joined to. */
static void records_of_one_event_stay_together_across_two_restarts(void **state)
{
	struct boots boots = { 0 };

	(void)state;
	start(&boots, "", 100, "6.1");
	run(&boots, "", 100, 2, 50);
	start(&boots, "", 200, "6.1");
	run(&boots, "", 200, 51, 60);
	start(&boots, "", 300, "6.1");
	add(&boots, "", "PATH", 260, 60, "item=0"); /* the stamp of 60 above */
	run(&boots, "", 300, 61, 70);
	finish(&boots, 1);
	assert_int_equal(boots.list[0]->restarts, 2);
	boots_done(&boots);
}

/* As "sort" by time leaves a log: what was held has earlier stamps than auditd's start. */
static void sorted_boot(struct boots *boots, int64_t seconds, uint32_t held)
{
	run(boots, "", seconds, 2, held);
	start(boots, "", seconds + held + 50, "6.1");
	add(boots, "", "CONFIG_CHANGE", seconds + held + 50, held + 50,
	    "op=set audit_pid=7 old=0 res=1");
	run(boots, "", seconds, held + 51, held + 80);
}

static void what_was_held_for_an_auditd_may_stand_in_front_of_its_start(void **state)
{
	struct boots boots = { 0 };

	(void)state;
	sorted_boot(&boots, 1000, 34);
	start(&boots, "", 2000, "6.1"); /* a restart */
	run(&boots, "", 2000, 115, 120);
	sorted_boot(&boots, 5000, 18);
	add(&boots, "", "DAEMON_END", 5900, 9, "op=terminate");
	sorted_boot(&boots, 9000, 40);
	finish(&boots, 3);
	for (size_t i = 0; i < boots.count; i++) {
		const struct boot *boot = boots.list[i];
		const struct boot_setting *pid = boot_first_setting(boot, BOOT_PID, true);

		assert_int_equal(serials_first(&boot->seen), 2);
		assert_int_equal(boot->auditd.pid, 7);
		assert_int_equal(boot->restarts, i == 0);
		assert_non_null(pid);
		assert_non_null(window_find(&boot->window, 2));
		assert_non_null(window_find(&boot->window, pid->serial));
		assert_true(boot_is_in_window(boot, pid->serial));
	}
	boots_done(&boots);
}

static void run_back(struct boots *boots, int64_t seconds, uint32_t last, uint32_t first)
{
	for (uint32_t serial = last; serial >= first; serial--)
		add(boots, "", "SERVICE_START", seconds + serial, serial, "pid=1");
}

static void the_newest_boot_may_be_read_first(void **state)
{
	struct boots boots = { 0 };

	(void)state;
	for (int64_t seconds = 9000; seconds > 0; seconds -= 4000) {
		run_back(&boots, seconds, 90, 71);
		add(&boots, "", "CONFIG_CHANGE", seconds + 70, 70,
		    seconds > 8000 ? "op=set audit_pid=7 old=0 res=1"
				   : "op=set audit_pid=8 old=0 res=1");
		if (seconds > 8000)
			start(&boots, "", seconds + 70, "6.1");
		run_back(&boots, seconds, 34, 2);
	}
	finish(&boots, 3);
	assert_int_equal(boots.list[0]->first_ms, 1002000);
	assert_int_equal(boots.list[2]->first_ms, 9002000);
	assert_int_equal(boots.list[2]->last_ms, 9090000);
	assert_true(boots.list[2]->auditd.known);
	assert_false(boots.list[0]->after_reboot);
	assert_non_null(window_find(&boots.list[2]->window, 2));
	assert_non_null(window_find(&boots.list[2]->window, 70));
	boots_done(&boots);
}

static void the_tail_of_a_boot_was_not_held_for_its_next_auditd(void **state)
{
	struct boots boots = { 0 };

	(void)state;
	run(&boots, "", 1000, 500, 550);
	start(&boots, "", 2000, "6.1");
	run(&boots, "", 2000, 551, 560);
	finish(&boots, 1);
	assert_false(boots.list[0]->auditd.known);
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
	assert_int_equal(boots.list[0]->seen.blocks[0].count, 1);
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

static void a_thousand_nodes_are_told_apart(void **state)
{
	struct boots boots = { 0 };
	char node[32];

	(void)state;
	for (uint32_t turn = 0; turn < 10; turn++) {
		for (int i = 0; i < 1000; i++) {
			(void)snprintf(node, sizeof(node), "node=n%d ", i);
			run(&boots, node, turn < 5 ? 100 : 1100, 2 + turn % 5, 2 + turn % 5);
		}
	}
	finish(&boots, 2000);
	boots_number(&boots);
	for (size_t i = 0; i < 2000; i++) {
		(void)snprintf(node, sizeof(node), "n%zu", i % 1000);
		assert_string_equal(boots.list[i]->node, node);
		assert_int_equal(boots.list[i]->records, 5);
		assert_int_equal(boots.list[i]->index, i < 1000 ? -1 : 0);
	}
	boots_done(&boots);
}

/* A boot whose window has ended with serial 20. */
static void boot_with_its_life(struct boots *boots)
{
	start(boots, "", 100, "6.1");
	run(boots, "", 100, 2, 9);
	add(boots, "", "PATH", 109, 9, "item=0");
	add(boots, "", "CONFIG_CHANGE", 110, 10, "op=set audit_pid=7 old=0 res=1");
	add(boots, "", "CONFIG_CHANGE", 120, 20, "op=set audit_backlog_limit=8192 old=64 res=1");
	run(boots, "", 100, 21, 30);
}

static void records_behind_the_window_count(void **state)
{
	struct boots boots = { 0 };

	(void)state;
	boot_with_its_life(&boots);
	for (int i = 0; i < 5; i++)
		add(&boots, "", "PATH", 200, 31, "item=0");
	add(&boots, "", "CONFIG_CHANGE", 200, 31, "op=set audit_enabled=0 old=1 res=1");
	add(&boots, "", "PATH", 200, 31, "item=1");
	finish(&boots, 1);
	assert_int_equal(boots.list[0]->records, 28);
	assert_int_equal(boots.list[0]->window.n_records, 11);
	assert_int_equal(boots.list[0]->last_ms, 200000);
	assert_int_equal(boots.list[0]->n_settings, 3);
	assert_int_equal(boots.list[0]->window.n_events, 10);
	assert_int_equal(serials_missing(&boots.list[0]->seen, 2, 31), 9);
	boots_done(&boots);
}

static void another_stamp_behind_the_window_is_another_boot(void **state)
{
	struct boots boots = { 0 };

	(void)state;
	boot_with_its_life(&boots);
	add(&boots, "", "PATH", 200, 31, "item=0");
	add(&boots, "", "PATH", 201, 31, "item=1");
	finish(&boots, 2);
	boots_done(&boots);
	boot_with_its_life(&boots);
	add(&boots, "", "PATH", 200, 31, "item=0");
	add(&boots, "", "PATH", 500, 25, "item=1");
	finish(&boots, 2);
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

static void the_event_that_ends_the_window_is_in_it_whole(void **state)
{
	struct boots boots = { 0 };

	(void)state;
	start(&boots, "", 100, "6.1");
	add(&boots, "", "CONFIG_CHANGE", 100, 2, "op=set audit_pid=7 old=0 res=1");
	add(&boots, "", "CONFIG_CHANGE", 100, 3, "op=set audit_backlog_limit=9 old=64 res=1");
	add(&boots, "", "SYSCALL", 100, 3, "pid=1");
	add(&boots, "", "SYSCALL", 100, 4, "pid=1");
	add(&boots, "", "PROCTITLE", 100, 4, "proctitle=1");
	finish(&boots, 1);
	assert_int_equal(boots.list[0]->window.n_records, 3);
	assert_int_equal(boots.list[0]->records, 5);
	boots_done(&boots);
}

/* auditd came up twice before the kernel had a record: what is said is of the second start. */
static void a_start_without_records_is_of_the_boot_behind_it(void **state)
{
	struct boots boots = { 0 };
	const struct boot *boot;

	(void)state;
	start(&boots, "", 100, "6.1");
	start(&boots, "", 200, "6.1");
	run(&boots, "", 200, 2, 50);
	finish(&boots, 1);
	boot = boots.list[0];
	assert_int_equal(boot->restarts, 1);
	assert_int_equal(boot->auditd.start_ms, 200000);
	assert_int_equal(boot->records, 49);
	assert_int_equal(boot->window.n_events, 49);
	assert_int_equal(boot->first_ms, 202000);
	assert_int_equal(serials_missing(&boot->seen, 2, 50), 0);
	boots_done(&boots);
}

/* What a damaged disk makes of a line is the same each time that the line is read. */
static void a_line_with_a_nul_that_comes_again_counts_once(void **state)
{
	static const char lines[2][64] = {
		"type=PATH msg=audit(109.000:9): item=0 na\0e=x",
		"type=PATH msg=audit(109.000:9): item=0 na\0f=x",
	};
	const size_t length = strlen(lines[0]) + 5;
	struct boots boots = { 0 };
	struct record record;

	(void)state;
	start(&boots, "", 100, "6.1");
	run(&boots, "", 100, 2, 9);
	for (size_t i = 0; i < 6; i++) {
		assert_int_equal(record_scan(lines[i % 2], length, &record), 0);
		assert_int_equal(boots_add(&boots, &record, false), 0);
	}
	finish(&boots, 1);
	assert_int_equal(boots.list[0]->window.n_records, 10);
	assert_int_equal(boots.list[0]->window.repeated, 4);
	boots_done(&boots);
}

/* auditd writes none: damage, or somebody who wants two nodes to print as one. */
static void a_node_with_a_nul_in_its_name_is_none(void **state)
{
	static const char line[] = "node=a\0b type=SERVICE_START msg=audit(102.000:2): pid=1";
	struct record record;

	(void)state;
	assert_int_equal(record_scan(line, sizeof(line) - 1, &record), -EBADMSG);
}

static void each_start_without_records_is_a_restart(void **state)
{
	struct boots boots = { 0 };

	(void)state;
	for (int seconds = 100; seconds < 500; seconds += 100)
		start(&boots, "", seconds, "6.1");
	run(&boots, "", 400, 2, 50);
	finish(&boots, 1);
	assert_int_equal(boots.list[0]->restarts, 3);
	assert_int_equal(boots.list[0]->auditd.start_ms, 400000);
	boots_done(&boots);
}

/* The lines of a log that was shuffled: of one boot, which began with its smallest serial. */
static void a_boot_on_both_sides_of_its_start_is_joined(void **state)
{
	struct boots boots = { 0 };

	(void)state;
	run(&boots, "", 100, 20, 40);
	start(&boots, "", 100, "6.1");
	run(&boots, "", 100, 2, 19);
	run(&boots, "", 100, 41, 50);
	finish(&boots, 1);
	assert_int_equal(boots.list[0]->records, 49);
	assert_int_equal(boots.list[0]->restarts, 0);
	assert_int_equal(boots.list[0]->first_ms, 102000);
	assert_int_equal(boots.list[0]->auditd.start_ms, 100000);
	assert_int_equal(boots.list[0]->window.n_events, 49);
	boots_done(&boots);
}

static void a_boot_from_elsewhere_comes_and_goes(void **state)
{
	struct boots boots = { 0 };
	struct boot *before, *after, *made;

	(void)state;
	start(&boots, "", 100, "6.1");
	run(&boots, "", 100, 2, 50);
	start(&boots, "", 1000, "6.1");
	run(&boots, "", 1000, 2, 50);
	finish(&boots, 2);
	before = boots.list[0];
	after = boots.list[1];
	made = boots_insert(&boots, NULL, 500000, 600000);
	assert_non_null(made);
	assert_int_equal(boots.count, 3);
	assert_ptr_equal(boots.list[1], made);
	boots_remove(&boots, made);
	assert_int_equal(boots.count, 2);
	assert_ptr_equal(boots.list[0], before);
	assert_ptr_equal(boots.list[1], after);
	boots_number(&boots);
	assert_int_equal(before->index, -1);
	boots_done(&boots);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_event_that_ends_the_window_is_in_it_whole),
		cmocka_unit_test(a_restart_of_auditd_is_no_boot),
		cmocka_unit_test(serials_that_begin_again_are_a_boot),
		cmocka_unit_test(a_boot_behind_the_tail_of_a_long_one_is_its_own),
		cmocka_unit_test(without_auditds_start_another_stamp_is_another_boot),
		cmocka_unit_test(records_of_one_event_stay_together_across_a_restart),
		cmocka_unit_test(records_of_one_event_stay_together_across_two_restarts),
		cmocka_unit_test(what_was_held_for_an_auditd_may_stand_in_front_of_its_start),
		cmocka_unit_test(the_newest_boot_may_be_read_first),
		cmocka_unit_test(the_tail_of_a_boot_was_not_held_for_its_next_auditd),
		cmocka_unit_test(another_kernel_is_another_boot),
		cmocka_unit_test(serials_wrap_without_a_boot),
		cmocka_unit_test(nodes_have_boots_of_their_own),
		cmocka_unit_test(a_thousand_nodes_are_told_apart),
		cmocka_unit_test(records_behind_the_window_count),
		cmocka_unit_test(another_stamp_behind_the_window_is_another_boot),
		cmocka_unit_test(the_window_ends_with_the_resize),
		cmocka_unit_test(a_change_that_the_kernel_refused_is_none),
		cmocka_unit_test(a_start_without_records_is_of_the_boot_behind_it),
		cmocka_unit_test(a_line_with_a_nul_that_comes_again_counts_once),
		cmocka_unit_test(a_node_with_a_nul_in_its_name_is_none),
		cmocka_unit_test(each_start_without_records_is_a_restart),
		cmocka_unit_test(a_boot_on_both_sides_of_its_start_is_joined),
		cmocka_unit_test(a_boot_from_elsewhere_comes_and_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
