/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When auditing was off, by the changes that the log has. */
#include "analysis/account.h"
#include "made_log.h"

#include <stdio.h>
#include <stdlib.h>

/* Behind it the changes are of the boot's later life. */
#define LAST_SERIAL 20

/* One change of audit_enabled. */
struct change {
	unsigned serial, old, new;
};

static void add(struct boots *boots, const char *type, unsigned serial, const char *body)
{
	log_add(boots, type, (int)serial, serial, body);
}

/* The windows of a boot with these changes, whose records come a second apart. The caller frees. */
static struct report find(const struct change *changes, size_t count)
{
	struct boots boots = { 0 };
	struct report report = { .boots = calloc(1, sizeof(*report.boots)), .n_boots = 1 };

	assert_non_null(report.boots);
	add(&boots, "SERVICE_START", 2, "pid=1");
	for (size_t i = 0; i < count; i++) {
		char body[64];

		(void)snprintf(body, sizeof(body), "op=set audit_enabled=%u old=%u res=1",
			       changes[i].new, changes[i].old);
		add(&boots, "CONFIG_CHANGE", changes[i].serial, body);
		add(&boots, "SERVICE_START", changes[i].serial + 1, "pid=1");
	}
	assert_int_equal(boots_finish(&boots), 0);
	audit_off_find(boots.list[0], false, LAST_SERIAL, report.boots);
	boots_done(&boots);
	return report;
}

static void window_is(const struct report *report, int64_t from_ms, int64_t to_ms)
{
	assert_int_equal(report->boots[0].blind.count, 1);
	assert_int_equal(report->boots[0].blind.list[0].from_ms, from_ms);
	assert_int_equal(report->boots[0].blind.list[0].to_ms, to_ms);
}

static void off_lasts_until_on(void **state)
{
	static const struct change changes[] = { { 5, 1, 0 }, { 9, 0, 1 } };
	struct report report = find(changes, 2);

	(void)state;
	window_is(&report, 5000, 9000);
	report_done(&report);
}

/* Nothing says that it was on again but the record that follows. */
static void off_without_on_lasts_until_the_next_record(void **state)
{
	static const struct change changes[] = { { 5, 1, 0 } };
	struct report report = find(changes, 1);

	(void)state;
	window_is(&report, 5000, 6000);
	report_done(&report);
}

static void off_behind_the_window_is_not_of_the_boot(void **state)
{
	static const struct change changes[] = { { LAST_SERIAL + 5, 1, 0 },
						 { LAST_SERIAL + 9, 0, 1 } };
	struct report report = find(changes, 2);

	(void)state;
	assert_int_equal(report.boots[0].blind.count, 0);
	assert_int_equal(report.boots[0].later.blind.count, 1);
	report_done(&report);
	report = find((struct change[]){ { LAST_SERIAL, 1, 0 }, { LAST_SERIAL + 9, 0, 1 } }, 2);
	window_is(&report, 20000, 29000);
	report_done(&report);
}

/* Turned off twice, the record of "on" missing as the kernel leaves it out: two times. */
static void off_again_is_another_window(void **state)
{
	static const struct change changes[] = { { 5, 1, 0 }, { 9, 1, 0 } };
	struct report report = find(changes, 2);

	(void)state;
	assert_int_equal(report.boots[0].blind.count, 2);
	assert_int_equal(report.boots[0].blind.list[0].to_ms, 6000);
	assert_int_equal(report.boots[0].blind.list[1].from_ms, 9000);
	assert_int_equal(report.boots[0].blind.list[1].to_ms, 10000);
	report_done(&report);
}

/* Only what the first change says of the time before it is of the boot's beginning. */
static void off_from_the_start_is_what_the_first_change_says(void **state)
{
	struct report report = find((struct change[]){ { 5, 0, 1 } }, 1);

	(void)state;
	window_is(&report, TIME_UNKNOWN, 5000);
	report_done(&report);
	report = find((struct change[]){ { 5, 1, 1 }, { 9, 0, 1 } }, 2);
	assert_int_equal(report.boots[0].blind.count, 0);
	report_done(&report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(off_lasts_until_on),
		cmocka_unit_test(off_without_on_lasts_until_the_next_record),
		cmocka_unit_test(off_behind_the_window_is_not_of_the_boot),
		cmocka_unit_test(off_again_is_another_window),
		cmocka_unit_test(off_from_the_start_is_what_the_first_change_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
