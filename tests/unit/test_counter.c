/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's counter, and what it printed, against boots that are made up record by record. */
#include "analysis/account.h"
#include "boots/boots.h"
#include "unit.h"

#include <stdio.h>

#define LIMIT 10
#define PID 7

static void add(struct boots *boots, const char *type, unsigned serial, const char *body)
{
	char line[256];
	struct record record;
	int length = snprintf(line, sizeof(line), "type=%s msg=audit(100.%03u:%u): %s", type,
			      serial, serial, body);

	assert_int_equal(record_scan(line, (size_t)length, &record), 0);
	assert_int_equal(boots_add(boots, &record, false), 0);
}

/* Records of a slot each. */
static void fill(struct boots *boots, unsigned first, unsigned last)
{
	for (unsigned serial = first; serial <= last; serial++)
		add(boots, "SERVICE_START", serial, "pid=1");
}

/* The registration, and behind it the end of the window. */
static struct boot *registered(struct boots *boots, unsigned serial)
{
	add(boots, "CONFIG_CHANGE", serial, "op=set audit_pid=7 old=0 res=1");
	add(boots, "CONFIG_CHANGE", serial + 1, "op=set audit_backlog_limit=8192 old=10 res=1");
	assert_int_equal(boots_finish(boots), 0);
	assert_int_equal(boots->count, 1);
	/* A kernel log that speaks of no later loss. */
	boots->list[0]->bootlog.source = BOOTLOG_TEXTS;
	return boots->list[0];
}

/* A boot that lost four events at its only limit: serials 11 to 14. */
static struct boot *four_lost(struct boots *boots)
{
	fill(boots, 2, LIMIT);
	return registered(boots, LIMIT + 5);
}

/* A boot that lost two events before its limit was raised by two, and two behind it. */
static struct boot *two_and_two_lost(struct boots *boots)
{
	fill(boots, 2, LIMIT);
	add(boots, "CONFIG_CHANGE", LIMIT + 3, "op=set audit_backlog_limit=12 old=10 res=1");
	fill(boots, LIMIT + 4, LIMIT + 4);
	return registered(boots, LIMIT + 7);
}

/* The verdict with a counter that has nothing of a later time, asked for another limit. */
static struct report_boot judge_at(const struct boot *boot, uint64_t counted, uint64_t what_if)
{
	const struct status status = {
		.known = true,
		.pid = PID,
		.lost = counted,
		.has_wait_time = true,
		.backlog_wait_time = 60000,
		.has_wait_time_actual = true,
	};
	const struct account_input input = {
		.boot = boot,
		.status = &status,
		.floor = 8192,
		.what_if_asked = true,
		.what_if_limit = what_if,
	};

	return verdict_boot(&input);
}

static struct report_boot judge(const struct boot *boot, uint64_t counted)
{
	return judge_at(boot, counted, LIMIT);
}

static void lost_is(const struct report_boot *report, uint64_t min, uint64_t max)
{
	assert_int_equal(report->records_lost.min, min);
	assert_int_equal(report->records_lost.max, max);
}

static void a_counter_without_a_later_loss_is_exact(void **state)
{
	struct boots boots = { 0 };
	struct report_boot report = judge(four_lost(&boots), 6);

	(void)state;
	lost_is(&report, 6, 6);
	assert_true(report.exact);
	report_boot_done(&report);
	boots_done(&boots);
}

/* While auditd was gone the hold queue filled again. */
static void behind_a_restart_of_auditd_it_bounds_only(void **state)
{
	struct boots boots = { 0 };
	struct boot *boot = four_lost(&boots);
	struct report_boot report;

	(void)state;
	boot->restarts = 1;
	report = judge(boot, 6);
	lost_is(&report, 4, 6);
	assert_false(report.exact);
	report_boot_done(&report);
	boots_done(&boots);
}

static uint64_t certain_in_rows(const struct report_boot *report)
{
	uint64_t certain = 0;

	for (size_t i = 0; i < report->n_rows; i++)
		certain += report->rows[i].lost.min;
	return certain;
}

/* The sum is known; which of the two lost the rest of it is not, and neither is said to have. */
static void what_two_phases_share_is_given_to_none(void **state)
{
	struct boots boots = { 0 };
	struct report_boot report = judge(two_and_two_lost(&boots), 7);

	(void)state;
	lost_is(&report, 7, 7);
	assert_true(report.exact);
	assert_int_equal(certain_in_rows(&report), 4);
	assert_memory_equal(&report.what_if_lost, &report.records_lost, sizeof(struct range));
	report_boot_done(&report);
	boots_done(&boots);
}

static void another_limit_loses_what_either_may_have_lost(void **state)
{
	struct boots boots = { 0 };
	struct report_boot report = judge_at(two_and_two_lost(&boots), 7, LIMIT - 1);

	(void)state;
	/* The first phase holds one less; behind it are three places for four to seven, and for the
	 * record of the setting, which may have been queued ahead of it or not. */
	assert_int_equal(report.what_if_lost.min, 3 + 1);
	assert_int_equal(report.what_if_lost.max, 6 + 5);
	report_boot_done(&report);
	boots_done(&boots);
}

/* Whether what came past the full queue took slots under the next limit does not change the loss.
 */
static void records_that_came_late_before_a_change_leave_it_known(void **state)
{
	struct boots boots = { 0 };
	struct report_boot report;

	(void)state;
	fill(&boots, 2, LIMIT);
	fill(&boots, LIMIT + 3, LIMIT + 3);
	add(&boots, "CONFIG_CHANGE", LIMIT + 4, "op=set audit_backlog_limit=12 old=10 res=1");
	report = judge(registered(&boots, LIMIT + 5), 2);
	lost_is(&report, 2, 2);
	assert_true(report.exact);
	report_boot_done(&report);
	boots_done(&boots);
}

static void a_shortage_is_taken_from_all_phases_together(void **state)
{
	struct boots boots = { 0 };
	struct report_boot report = judge(two_and_two_lost(&boots), 3);

	(void)state;
	lost_is(&report, 3, COUNT_UNBOUNDED);
	assert_false(report.exact);
	report_boot_done(&report);
	boots_done(&boots);
}

static void a_shortage_does_not_go_below_what_was_printed(void **state)
{
	struct boots boots = { 0 };
	struct boot *boot = four_lost(&boots);
	struct report_boot report;

	(void)state;
	boot->bootlog.lost = 3;
	report = judge(boot, 1);
	lost_is(&report, 3, COUNT_UNBOUNDED);
	assert_int_equal(report.what_if_lost.min, 3);
	assert_int_equal(report.verdict, VERDICT_LOST);
	report_boot_done(&report);
	report = judge_at(boot, 1, LIMIT - 1);
	assert_int_equal(report.what_if_lost.min, 4);
	report_boot_done(&report);
	/* Behind a restart it may be of that time. */
	boot->restarts = 1;
	report = judge(boot, 1);
	lost_is(&report, 0, COUNT_UNBOUNDED);
	assert_int_equal(report.verdict, VERDICT_UNKNOWN);
	report_boot_done(&report);
	boots_done(&boots);
}

/* A counter that has nothing of a later time against a message that has. */
static void a_later_loss_stays_within_the_counter(void **state)
{
	struct boots boots = { 0 };
	struct boot *boot = four_lost(&boots);
	struct report_boot report;

	(void)state;
	boot->bootlog.later_reasons[KMSG_RATE_LIMIT] = 1;
	boot->bootlog.told_later = true;
	report = judge(boot, 4);
	assert_int_equal(report.later.lost.min, 0);
	assert_int_equal(report.later.lost.max, 0);
	report_boot_done(&report);
	boot->restarts = 1;
	report = judge(boot, 5);
	assert_int_equal(report.later.lost.min, 1);
	assert_int_equal(report.later.lost.max, 1);
	report_boot_done(&report);
	boots_done(&boots);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_counter_without_a_later_loss_is_exact),
		cmocka_unit_test(behind_a_restart_of_auditd_it_bounds_only),
		cmocka_unit_test(what_two_phases_share_is_given_to_none),
		cmocka_unit_test(another_limit_loses_what_either_may_have_lost),
		cmocka_unit_test(records_that_came_late_before_a_change_leave_it_known),
		cmocka_unit_test(a_shortage_is_taken_from_all_phases_together),
		cmocka_unit_test(a_shortage_does_not_go_below_what_was_printed),
		cmocka_unit_test(a_later_loss_stays_within_the_counter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
