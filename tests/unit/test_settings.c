/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules and status, as people's machines have them. */
#include "evidence/rules.h"
#include "evidence/status.h"
#include "unit.h"

#include <errno.h>

static void reads_the_settings_among_the_rules(void **state)
{
	struct rules rules = { 0 };

	(void)state;
	assert_int_equal(rules_parse("# -b 1\n-D\n-b 320\n-b 8192\n  -f 2\n-r 100\n-e 2\n"
				     "--backlog_wait_time 60000\n-w /b -p wa -k -b\n",
				     &rules),
			 0);
	assert_true(rules.known && rules.backlog_limit.given);
	assert_int_equal(rules.backlog_limit.value, 8192);
	assert_int_equal(rules.failure.value, 2);
	assert_int_equal(rules.rate_limit.value, 100);
	assert_int_equal(rules.enabled.value, 2);
	assert_int_equal(rules.backlog_wait_time.value, 60000);
}

static void names_the_line_of_a_bad_setting(void **state)
{
	struct rules rules = { 0 };

	(void)state;
	assert_int_equal(rules_parse("-D\n-b 8192k\n-f x\n-b 500\n", &rules), 2);
	assert_int_equal(rules.backlog_limit.value, 500);
	assert_false(rules.failure.given);
}

static void backlog_wait_time_is_no_backlog_limit(void **state)
{
	struct rules rules = { 0 };

	(void)state;
	assert_int_equal(rules_parse("--backlog_wait_time_other 7\n", &rules), 0);
	assert_false(rules.backlog_limit.given);
	assert_false(rules.backlog_wait_time.given);
}

static void reads_auditctl_s(void **state)
{
	struct status status;

	(void)state;
	assert_int_equal(
		status_parse("enabled 1\nfailure 1\npid 137\nrate_limit 0\nbacklog_limit 8192\n"
			     "lost 390\nbacklog 3\nbacklog_wait_time 60000\n"
			     "backlog_wait_time_actual 2\nloginuid_immutable 0 unlocked\n",
			     &status),
		0);
	assert_int_equal(status.lost, 390);
	assert_int_equal(status.pid, 137);
	assert_int_equal(status.backlog, 3);
	assert_int_equal(status.backlog_limit, 8192);
	assert_true(status.has_wait_time && status.has_wait_time_actual);
	assert_int_equal(status.backlog_wait_time, 60000);
	assert_int_equal(status.backlog_wait_time_actual, 2);
}

static void reads_the_older_form(void **state)
{
	struct status status;

	(void)state;
	assert_int_equal(status_parse("AUDIT_STATUS: enabled=1 flag=1 pid=812 rate_limit=0 "
				      "backlog_limit=320 lost=17 backlog=0\n",
				      &status),
			 0);
	assert_int_equal(status.lost, 17);
	assert_int_equal(status.pid, 812);
	assert_false(status.has_wait_time);
	assert_false(status.has_wait_time_actual);
}

static void refuses_a_status_without_a_counter(void **state)
{
	struct status status;

	(void)state;
	assert_int_equal(status_parse("", &status), -EBADMSG);
	assert_int_equal(status_parse("lost\n", &status), -EBADMSG);
	assert_int_equal(status_parse("lost many\n", &status), -EBADMSG);
	assert_int_equal(status_parse("Operation not permitted\n", &status), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_settings_among_the_rules),
		cmocka_unit_test(names_the_line_of_a_bad_setting),
		cmocka_unit_test(backlog_wait_time_is_no_backlog_limit),
		cmocka_unit_test(reads_auditctl_s),
		cmocka_unit_test(reads_the_older_form),
		cmocka_unit_test(refuses_a_status_without_a_counter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
