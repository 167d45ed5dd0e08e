/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel command line is read as the kernel reads it. */
#include "evidence/cmdline.h"
#include "unit.h"

static void limit_is(const char *text, uint64_t limit, bool given, bool unparsable)
{
	struct cmdline cmdline;

	cmdline_parse(text, &cmdline);
	assert_true(cmdline.known);
	assert_int_equal(cmdline.limit, limit);
	assert_int_equal(cmdline.limit_given, given);
	assert_int_equal(cmdline.limit_unparsable, unparsable);
}

static void reads_limits_as_kstrtouint_does(void **state)
{
	(void)state;
	limit_is("quiet", 64, false, false);
	limit_is("audit_backlog_limit=8192\n", 8192, true, false);
	limit_is("audit_backlog_limit=0x200", 512, true, false);
	limit_is("audit_backlog_limit=0X200", 512, true, false);
	limit_is("audit_backlog_limit=0200", 128, true, false);
	limit_is("audit_backlog_limit=0", 0, true, false);
	limit_is("audit_backlog_limit=+64", 64, true, false);
	limit_is("audit_backlog_limit=4294967295", 4294967295u, true, false);
	limit_is("audit-backlog-limit=8192", 8192, true, false);
	limit_is("\"audit_backlog_limit=8192\"", 8192, true, false);
}

static void keeps_the_default_for_what_the_kernel_cannot_read(void **state)
{
	static const char *const texts[] = {
		"audit_backlog_limit=8192k", "audit_backlog_limit=-1",
		"audit_backlog_limit=",	     "audit_backlog_limit=09",
		"audit_backlog_limit=0x",    "audit_backlog_limit=4294967296",
		"audit_backlog_limit=1e3",   "audit_backlog_limit=\" 5\"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		limit_is(texts[i], 64, false, true);
}

static void the_last_readable_limit_wins(void **state)
{
	(void)state;
	limit_is("audit_backlog_limit=100 audit_backlog_limit=200", 200, true, false);
	limit_is("audit_backlog_limit=100 audit_backlog_limit=x", 100, true, true);
}

static void words_must_match_whole(void **state)
{
	(void)state;
	limit_is("xaudit_backlog_limit=8192 audit_backlog_limits=7", 64, false, false);
	limit_is("init=\"/bin/sh audit_backlog_limit=8192\"", 64, false, false);
	limit_is("quiet -- audit_backlog_limit=8192", 64, false, false);
}

static void audit_is(const char *text, enum cmdline_audit audit)
{
	struct cmdline cmdline;

	cmdline_parse(text, &cmdline);
	assert_int_equal(cmdline.audit, audit);
}

static void reads_audit(void **state)
{
	(void)state;
	audit_is("quiet", CMDLINE_AUDIT_ABSENT);
	audit_is("audit=1", CMDLINE_AUDIT_ON);
	audit_is("audit=ON", CMDLINE_AUDIT_ON);
	audit_is("audit=off", CMDLINE_AUDIT_OFF);
	audit_is("audit=0", CMDLINE_AUDIT_OFF);
	audit_is("audit=11", CMDLINE_AUDIT_ON);
	audit_is("xaudit=1", CMDLINE_AUDIT_ABSENT);
	audit_is("audit=0 audit=1", CMDLINE_AUDIT_OFF);
	audit_is("audit=1 audit=0", CMDLINE_AUDIT_OFF);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_limits_as_kstrtouint_does),
		cmocka_unit_test(keeps_the_default_for_what_the_kernel_cannot_read),
		cmocka_unit_test(the_last_readable_limit_wins),
		cmocka_unit_test(words_must_match_whole),
		cmocka_unit_test(reads_audit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
