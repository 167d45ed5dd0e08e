/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which losses in a kernel log are of the time before auditd registered. */
#include "boots/bootlog.h"
#include "unit.h"

#include <string.h>

/* Takes the message of a kernel log line. */
static void add(struct bootlog *bootlog, const char *message, uint64_t registration)
{
	const struct slice text = { .start = message, .length = strlen(message) };
	struct kmsg_fact fact;

	assert_true(kmsg_fact(text, &fact));
	bootlog_add(bootlog, &fact, registration);
}

static void add_loss(struct bootlog *bootlog, const char *lost, const char *reason)
{
	add(bootlog, lost, 90);
	add(bootlog, reason, 90);
}

#define LOST_5 "audit: audit_lost=5 audit_rate_limit=0 audit_backlog_limit=64"
#define LOST_9 "audit: audit_lost=9 audit_rate_limit=20 audit_backlog_limit=8192"
#define HOLD "audit: kauditd hold queue overflow"
#define RATE "audit: rate limit exceeded"

static void the_last_loss_by_the_hold_queue_is_a_lower_bound(void **state)
{
	struct bootlog bootlog = { 0 };

	(void)state;
	add_loss(&bootlog, LOST_5, HOLD);
	add_loss(&bootlog, LOST_9, HOLD);
	assert_int_equal(bootlog.lost, 9);
	assert_false(bootlog.later);
	/* Two processors print in any order. */
	add_loss(&bootlog, LOST_5, HOLD);
	assert_int_equal(bootlog.lost, 9);
}

static void a_loss_for_another_reason_is_a_later_one(void **state)
{
	struct bootlog bootlog = { 0 };

	(void)state;
	add_loss(&bootlog, LOST_5, HOLD);
	add_loss(&bootlog, LOST_9, RATE);
	assert_int_equal(bootlog.lost, 5);
	assert_true(bootlog.later);
	assert_int_equal(bootlog.later_reasons[KMSG_RATE_LIMIT], 1);
}

/* Up to then what it prints of the hold queue may be of what was made before the registration. */
static void a_full_hold_queue_is_a_later_loss_when_all_was_handed_over(void **state)
{
	struct bootlog bootlog = { 0 };

	(void)state;
	bootlog_go_later(&bootlog);
	add_loss(&bootlog, LOST_5, HOLD);
	assert_false(bootlog.told_later);
	bootlog.handed_over = true;
	add_loss(&bootlog, LOST_9, HOLD);
	assert_true(bootlog.told_later);
	assert_int_equal(bootlog.lost, 0);
}

static void the_kernel_prints_the_limit_of_the_boot(void **state)
{
	struct bootlog set = { 0 }, in_loss = { 0 };

	(void)state;
	assert_false(set.limit_known);
	/* Given twice, the last counts; what rules or anybody print later does not. */
	add(&set, "audit: audit_backlog_limit: 64", 90);
	add(&set, "audit: audit_backlog_limit: 512", 90);
	add_loss(&set, LOST_5, HOLD);
	add(&set, "audit: audit_backlog_limit: 9999", 90);
	assert_true(set.limit_known);
	assert_int_equal(set.limit, 512);
	assert_true(set.limit_set);
	add_loss(&in_loss, LOST_5, HOLD);
	add_loss(&in_loss, LOST_9, HOLD);
	assert_int_equal(in_loss.limit, 64);
	assert_false(in_loss.limit_set);
	/* What is lost for another reason is of a later time, and so is its limit. */
	in_loss = (struct bootlog){ 0 };
	add_loss(&in_loss, LOST_9, RATE);
	assert_false(in_loss.limit_known);
}

/* The hold queue fills again when auditd goes: what was printed behind the registration says so. */
static void what_follows_a_record_behind_the_registration_is_later(void **state)
{
	struct bootlog bootlog = { 0 };

	(void)state;
	add_loss(&bootlog, LOST_5, HOLD);
	add(&bootlog, "audit: type=1131 audit(1795225172.155:90): pid=1", 90);
	assert_false(bootlog.later);
	add(&bootlog, "audit: type=1131 audit(1795225172.155:91): pid=1", 90);
	add_loss(&bootlog, LOST_9, HOLD);
	assert_int_equal(bootlog.lost, 5);
	assert_int_equal(bootlog.later_reasons[KMSG_HOLD_QUEUE], 1);
	assert_int_equal(bootlog.facts, 4);
}

static void the_first_command_line_counts(void **state)
{
	struct bootlog bootlog = { 0 };

	(void)state;
	add(&bootlog, "Command line: root=/dev/vda1 audit=1 audit_backlog_limit=430", 0);
	add(&bootlog, "Kernel command line: audit=0", 0);
	assert_true(bootlog.cmdline.known);
	assert_int_equal(bootlog.cmdline.audit, CMDLINE_AUDIT_ON);
	assert_int_equal(bootlog.cmdline.limit, 430);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_hold_queue_is_a_later_loss_when_all_was_handed_over),
		cmocka_unit_test(the_kernel_prints_the_limit_of_the_boot),
		cmocka_unit_test(the_last_loss_by_the_hold_queue_is_a_lower_bound),
		cmocka_unit_test(a_loss_for_another_reason_is_a_later_one),
		cmocka_unit_test(what_follows_a_record_behind_the_registration_is_later),
		cmocka_unit_test(the_first_command_line_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
