/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's counters in the forms in which people keep what auditctl -s prints. */
#include "evidence/status.h"
#include "unit.h"

#include <errno.h>

static void every_form_gives_the_counters(void **state)
{
	static const char *const forms[] = {
		"enabled 1\nfailure 1\npid 700\nrate_limit 0\nbacklog_limit 8192\nlost 136\nbacklog 3\n"
		"backlog_wait_time 60000\nbacklog_wait_time_actual 9\nloginuid_immutable 0 unlocked\n",
		"enabled 1\r\npid 700\r\nbacklog_limit 8192\r\nlost 136\r\nbacklog 3\r\n"
		"backlog_wait_time 60000\r\nbacklog_wait_time_actual 9\r\n",
		"enabled                   1\npid                     700\nbacklog_limit\t\t8192\n"
		"lost                      136\nbacklog   3\nbacklog_wait_time 60000\n"
		"backlog_wait_time_actual  9\n",
		"AUDIT_STATUS: enabled=1 flag=1 pid=700 rate_limit=0 backlog_limit=8192 lost=136 "
		"backlog=3 backlog_wait_time=60000 backlog_wait_time_actual=9\n",
		"[root@host ~]# auditctl -s\nenabled 1\npid 700\nbacklog_limit 8192\nlost 136\nbacklog 3\n"
		"backlog_wait_time 60000\nbacklog_wait_time_actual 9\n[root@host ~]# ",
		"> > enabled 1\n> > pid 700\n> > backlog_limit 8192\n> > lost 136\n> > backlog 3\n"
		"> > backlog_wait_time 60000\n> > backlog_wait_time_actual 9\n",
		"    enabled: 1\n    pid: 700\n    backlog_limit: 8192\n    lost: 136\n    backlog: 3\n"
		"    backlog_wait_time: 60000\n    backlog_wait_time_actual: 9",
		"| enabled | 1 |\n| pid | 700 |\n| backlog_limit | 8192 |\n| lost | 136 |\n| backlog | 3 |\n"
		"| backlog_wait_time | 60000 |\n| backlog_wait_time_actual | 9 |\n",
		"{\"stdout\": \"enabled 1\\nfailure 1\\npid 700\\nbacklog_limit 8192\\nlost 136\\nbacklog 3\\n"
		"backlog_wait_time 60000\\nbacklog_wait_time_actual 9\\n\"}",
		"web: enabled 1\nweb: pid 700\nweb: backlog_limit 8192\nweb: lost 136\nweb: backlog 3\n"
		"web: backlog_wait_time 60000\nweb: backlog_wait_time_actual 9\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct status status;

		if (status_parse(forms[i], &status) < 0 || !status.known || status.enabled != 1 ||
		    status.pid != 700 || status.backlog_limit != 8192 || status.lost != 136 ||
		    status.backlog != 3 || status.backlog_wait_time != 60000 ||
		    status.backlog_wait_time_actual != 9)
			fail_msg("not understood: %s", forms[i]);
	}
}

static void an_old_kernel_has_fewer_counters(void **state)
{
	struct status status;

	(void)state;
	assert_int_equal(status_parse("enabled 1\npid 0\nlost -2\nbacklog 0\n", &status), 0);
	assert_int_equal(status.lost, UINT32_MAX - 1);
	assert_false(status.has_wait_time);
	assert_false(status.has_wait_time_actual);
}

static void several_come_one_after_the_other(void **state)
{
	const char *text = "enabled 1\npid 700\nlost 136\nbacklog 3\n\nnoted: lost 9, and again\n"
			   "enabled 1\npid 700\nlost 140\nbacklog 0\n";
	struct status status;

	(void)state;
	assert_int_equal(status_next(&text, &status), 0);
	assert_int_equal(status.backlog, 3);
	assert_int_equal(status_next(&text, &status), 0);
	assert_int_equal(status.lost, 140);
	assert_int_equal(status_next(&text, &status), -EBADMSG);
}

static void a_line_of_it_is_told_among_others(void **state)
{
	static const char *const lines[] = { "lost 136", "  backlog_limit:   8192\r", "pid=0",
					     "AUDIT_STATUS: enabled=1 flag=1 pid=700 lost=0" };
	static const char *const others[] = {
		"",
		"lost",
		"lost 136 records",
		"[   11.1] audit: audit_lost=253",
		"type=CONFIG_CHANGE msg=audit(1.000:2): audit_backlog_limit=64 old=64",
		"loginuid_immutable 0 unlocked",
		"lost\\n136",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (!status_is_line((struct slice){ lines[i], strlen(lines[i]) }))
			fail_msg("not told: %s", lines[i]);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (status_is_line((struct slice){ others[i], strlen(others[i]) }))
			fail_msg("taken for one: %s", others[i]);
}

static void other_texts_have_none(void **state)
{
	static const char *const texts[] = {
		"",
		"You must be root to run this program.\n",
		"we lost 136 records\n",
		"lost\nenabled\npid\n",
		"enabled 1\npid 700\nlost 136x\n",
		"loginuid_immutable 0 unlocked\npid 3\n",
		"\\",
		"\\n",
		"lost 99999999999999999999999\npid 1\n",
		"lost 4294967296\npid 1\n",
	};
	struct status status;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (status_parse(texts[i], &status) != -EBADMSG)
			fail_msg("understood: %s", texts[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_form_gives_the_counters),
		cmocka_unit_test(an_old_kernel_has_fewer_counters),
		cmocka_unit_test(several_come_one_after_the_other),
		cmocka_unit_test(a_line_of_it_is_told_among_others),
		cmocka_unit_test(other_texts_have_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
