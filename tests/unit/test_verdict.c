/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Made-up boots through a queue that works like the kernel's: the verdict must find out what that
 * queue did. */
#include "analysis/account.h"
#include "boots/boots.h"
#include "explain/explain.h"
#include "unit.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 3000
#define PID 137

/* The kernel's side: what was counted, and what reached the disk. */
struct kernel {
	uint64_t state; /* of the generator */
	uint64_t limit;
	uint64_t length; /* of the hold queue */
	uint64_t lost;
	uint64_t demand;
	uint64_t serial;
	struct boots boots;
	uint64_t until_past;   /* the record from which on they go past the queue; 0: none does */
	uint64_t journal_from; /* the serial from which on journald listens; 0: never */
	bool past;
	uint64_t wide;		 /* boots whose loss was bounded by more than two numbers */
	uint64_t past_slots;	 /* what went past it: EOEs too */
	struct window journal;	 /* what it heard */
	struct window_pool pool; /* of the journal */
};

static uint64_t next_random(struct kernel *kernel, uint64_t below)
{
	kernel->state ^= kernel->state << 13;
	kernel->state ^= kernel->state >> 7;
	kernel->state ^= kernel->state << 17;
	return kernel->state % below;
}

/* auditd starts behind what the queue holds. */
#define DAEMON_SERIAL 7000

/* The line that auditd or journald makes of a record. */
static struct record make_line(const struct kernel *kernel, const char *type, const char *body,
			       char line[static 512])
{
	struct record record;
	int length =
		snprintf(line, 512, "type=%s msg=audit(179522514%d.%03" PRIu64 ":%" PRIu64 "): %s",
			 type, kernel->serial == DAEMON_SERIAL ? 9 : 6, kernel->serial % 1000,
			 kernel->serial, body);

	assert_int_equal(record_scan(line, (size_t)length, &record), 0);
	return record;
}

static void write_line(struct kernel *kernel, const char *type, const char *body)
{
	char line[512];
	struct record record = make_line(kernel, type, body, line);

	assert_int_equal(boots_add(&kernel->boots, &record, false), 0);
}

/* The multicast comes before the queue; an EOE is not kept. */
static void multicast(struct kernel *kernel, const char *type, const char *body)
{
	char line[512];
	struct record record = make_line(kernel, type, body, line);

	if (kernel->journal_from && kernel->serial >= kernel->journal_from &&
	    strcmp(type, "EOE") != 0)
		window_add(&kernel->journal, kernel->serial, &record);
}

/* One record meets the hold queue. An EOE is never written; auditd swallows serial 1. */
static void hold(struct kernel *kernel, const char *type, const char *body)
{
	multicast(kernel, type, body);
	/* Not right before an EOE: see "eoe-follows-proctitle" in docs/TRUTH.md. */
	if (kernel->until_past && --kernel->until_past == 0)
		kernel->past = strcmp(type, "EOE") != 0;
	if (kernel->past) {
		kernel->past_slots++;
		if (strcmp(type, "EOE") != 0)
			write_line(kernel, type, body);
		return;
	}
	kernel->demand++;
	if (kernel->limit && kernel->length >= kernel->limit) {
		kernel->lost++;
		return;
	}
	kernel->length++;
	if (kernel->serial > 1 && strcmp(type, "EOE") != 0)
		write_line(kernel, type, body);
}

/* The kernel numbers the paths of an event: no two of its lines are the same. */
static void hold_path(struct kernel *kernel, uint64_t item)
{
	char body[32];

	(void)snprintf(body, sizeof(body), "item=%" PRIu64, item);
	hold(kernel, "PATH", body);
}

static void make_event(struct kernel *kernel)
{
	uint64_t records = next_random(kernel, 6);
	char syscall[128];

	kernel->serial++;
	(void)snprintf(syscall, sizeof(syscall),
		       "arch=c000003e syscall=59 items=%" PRIu64 " comm=\"x\" key=\"k\"", records);
	if (next_random(kernel, 2)) {
		hold(kernel, "SERVICE_START", "pid=1 msg='unit=x'");
		return;
	}
	if (next_random(kernel, 3) == 0)
		hold(kernel, "BPF", "prog-id=1 op=LOAD");
	hold(kernel, "SYSCALL", syscall);
	for (uint64_t i = 0; i < records; i++)
		hold_path(kernel, i);
	hold(kernel, "PROCTITLE", "proctitle=\"x\"");
	hold(kernel, "EOE", "");
}

/* Two syscalls at the same time: their records take turns in the queue. */
static void make_pair(struct kernel *kernel)
{
	uint64_t first = ++kernel->serial, second = ++kernel->serial;
	const uint64_t records = 3 + next_random(kernel, 5);
	uint64_t done[2] = { 0, 0 };
	char syscall[128];

	(void)snprintf(syscall, sizeof(syscall),
		       "arch=c000003e syscall=59 items=%" PRIu64 " comm=\"x\" key=\"k\"",
		       records - 2);

	while (done[0] <= records || done[1] <= records) {
		size_t which = next_random(kernel, 2);

		if (done[which] > records)
			which = !which;
		kernel->serial = which ? second : first;
		if (done[which] == 0)
			hold(kernel, "SYSCALL", syscall);
		else if (done[which] == records - 1)
			hold(kernel, "PROCTITLE", "proctitle=\"x\"");
		else if (done[which] == records)
			hold(kernel, "EOE", "");
		else
			hold_path(kernel, done[which] - 1);
		done[which]++;
	}
	kernel->serial = second;
}

static void change(struct kernel *kernel, const char *name, uint64_t value, uint64_t old)
{
	char body[128];

	(void)snprintf(body, sizeof(body),
		       "op=set %s=%" PRIu64 " old=%" PRIu64 " auid=4294967295 res=1", name, value,
		       old);
	write_line(kernel, "CONFIG_CHANGE", body);
}

static void start_boot(struct kernel *kernel, uint64_t limit)
{
	kernel->boots = (struct boots){ 0 };
	kernel->journal = (struct window){ .pool = &kernel->pool };
	kernel->limit = limit;
	kernel->length = kernel->lost = kernel->demand = kernel->until_past = 0;
	kernel->past = false;
	kernel->past_slots = 0;
	kernel->serial = DAEMON_SERIAL;
	write_line(kernel, "DAEMON_START", "op=start ver=3.0.9 pid=137 kernel=6.1.0");
	kernel->serial = 1;
	hold(kernel, "KERNEL", "state=initialized audit_enabled=1 res=1");
}

static void forget_boot(struct kernel *kernel)
{
	boots_done(&kernel->boots);
	window_done(&kernel->journal);
	arena_done(&kernel->pool.texts);
}

/* From the registration on nothing is held, and the resize comes when the rules are loaded. */
static void end_boot(struct kernel *kernel, uint64_t limit)
{
	kernel->serial++;
	change(kernel, "audit_pid", PID, 0);
	if (kernel->limit != limit)
		return;
	kernel->serial++;
	change(kernel, "audit_backlog_limit", 8192, limit);
}

static void judge(struct kernel *kernel, bool with_counter, struct report_boot *ret_boot)
{
	const struct status status = {
		.known = true,
		.pid = PID,
		.lost = kernel->lost,
		.has_wait_time = true,
		.backlog_wait_time = 60000,
		.has_wait_time_actual = true,
	};
	struct account_input input = { .floor = 8192, .what_if_asked = true, .what_if_limit = 7 };

	assert_int_equal(kernel->boots.count, 1);
	/* A kernel log that speaks of no later loss. */
	kernel->boots.list[0]->bootlog.source = with_counter || kernel->journal_from;
	input.boot = kernel->boots.list[0];
	input.status = with_counter ? &status : NULL;
	*ret_boot = verdict_boot(&input);
	explain_boot(ret_boot);
}

static void assert_in(const struct range *range, uint64_t value)
{
	assert_true(range->min <= value && value <= range->max);
}

static uint64_t lost_in_rows(const struct report_boot *boot)
{
	uint64_t lost = 0;

	for (size_t i = 0; i < boot->n_rows; i++)
		lost += boot->rows[i].lost.min;
	return lost;
}

static void check_log_only(struct kernel *kernel)
{
	struct report_boot boot;

	judge(kernel, false, &boot);
	assert_in(&boot.records_lost, kernel->lost);
	assert_in(&boot.demand, kernel->demand);
	if (boot.exact)
		assert_int_equal(boot.records_lost.min, boot.records_lost.max);
	if (boot.verdict == VERDICT_LOST)
		assert_true(kernel->lost > 0);
	if (boot.verdict == VERDICT_CLEAN)
		assert_int_equal(kernel->lost, 0);
	assert_true(lost_in_rows(&boot) <= kernel->lost);
	report_boot_done(&boot);
}

/* Hands the journal over to the boot, which owns it then. */
static void deliver_journal(struct kernel *kernel)
{
	struct window *journal = &kernel->boots.list[0]->secondary.journal;

	*journal = kernel->journal;
	kernel->journal = (struct window){ .pool = &kernel->pool };
	window_sort(journal);
}

/* Whether every event that is missing from the log is in the journal. */
static bool journal_has_missing(const struct kernel *kernel, const struct report_boot *boot)
{
	for (size_t i = 0; i < boot->n_rows; i++)
		if (boot->rows[i].fate == FATE_LOST)
			return false;
	return kernel->journal_from > 0;
}

/* Log and journal: bounds that hold the loss, and the loss itself when nothing is missing in both,
 * but for the EOE of the last event, which no source keeps. Gives whether it was exact. */
static bool check_journal(struct kernel *kernel)
{
	struct report_boot boot;
	bool exact;

	deliver_journal(kernel);
	judge(kernel, false, &boot);
	assert_in(&boot.records_lost, kernel->lost);
	assert_in(&boot.demand, kernel->demand);
	if (journal_has_missing(kernel, &boot) && boot.records_lost.max != COUNT_UNBOUNDED)
		kernel->wide += boot.records_lost.max - boot.records_lost.min > 1;
	if (boot.exact)
		assert_int_equal(boot.records_lost.min, boot.records_lost.max);
	exact = boot.exact;
	report_boot_done(&boot);
	judge(kernel, true, &boot);
	assert_in(&boot.records_lost, kernel->lost);
	for (size_t i = 0; i < boot.n_evidence; i++)
		assert_true(boot.evidence[i].agrees);
	/* A queue with room would have had to hold what went past the full one as well. */
	if (boot.recommendation.minimum_known)
		assert_true(boot.recommendation.minimum >= kernel->demand + kernel->past_slots);
	report_boot_done(&boot);
	return exact;
}

static void judge_window_only(struct kernel *kernel, const struct status *status,
			      struct report_boot *ret_boot)
{
	const struct account_input input = {
		.boot = kernel->boots.list[0],
		.status = status,
		.floor = 8192,
		.life_unread = 1,
	};

	*ret_boot = verdict_boot(&input);
}

/* Where the life behind the window is not known, any counter may stand there, and none is used. */
static void check_window_only(struct kernel *kernel)
{
	struct boot *boot = kernel->boots.list[0];
	const struct status status = {
		.known = true,
		.pid = PID,
		.lost = next_random(kernel, 40),
		.has_wait_time = true,
		.backlog_wait_time = 60000,
		.has_wait_time_actual = true,
	};
	struct report_boot of_log, of_window;

	judge(kernel, false, &of_log);
	judge_window_only(kernel, &status, &of_window);
	assert_int_equal(of_window.verdict, of_log.verdict);
	assert_int_equal(of_window.exact, of_log.exact);
	assert_memory_equal(&of_window.records_lost, &of_log.records_lost, sizeof(struct range));
	assert_int_equal(of_window.later.lost.min, 0);
	assert_int_equal(of_window.later.lost.max, COUNT_UNBOUNDED);
	report_boot_done(&of_window);
	/* What the kernel printed may be of a restart of auditd: it bounds nothing, and is not
	 * contradicted by what is called exact. */
	boot->bootlog.lost = kernel->lost + 1;
	judge_window_only(kernel, &status, &of_window);
	assert_in(&of_window.records_lost, kernel->lost);
	assert_false(of_window.exact);
	boot->bootlog.lost = 0;
	report_boot_done(&of_window);
	report_boot_done(&of_log);
}

static void check_with_counter(struct kernel *kernel)
{
	struct report_boot boot;

	judge(kernel, true, &boot);
	assert_true(boot.exact);
	assert_int_equal(boot.records_lost.min, kernel->lost);
	assert_int_equal(boot.records_lost.max, kernel->lost);
	assert_int_equal(boot.records_held, kernel->demand - kernel->lost);
	assert_int_equal(boot.demand.min, kernel->demand);
	assert_int_equal(boot.verdict, kernel->lost ? VERDICT_LOST : VERDICT_CLEAN);
	assert_true(boot.recommendation.minimum_known);
	assert_int_equal(boot.recommendation.minimum, kernel->demand);
	assert_int_equal(boot.what_if_lost.max, kernel->demand > 7 ? kernel->demand - 7 : 0);
	/* Where nothing was lost, nothing tells how far kauditd had come. */
	assert_int_equal(boot.what_if_lost.min, kernel->lost ? boot.what_if_lost.max : 0);
	report_boot_done(&boot);
}

static void finds_what_a_constant_limit_lost(void **state)
{
	struct kernel kernel = { .state = 88172645463325252u };
	uint64_t overflowed = 0, clean = 0;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		uint64_t limit = 3 + next_random(&kernel, 60);

		start_boot(&kernel, limit);
		for (uint64_t events = 1 + next_random(&kernel, 30); events > 0; events--)
			make_event(&kernel);
		end_boot(&kernel, limit);
		assert_int_equal(boots_finish(&kernel.boots), 0);
		check_log_only(&kernel);
		check_window_only(&kernel);
		check_with_counter(&kernel);
		overflowed += kernel.lost > 0;
		clean += kernel.lost == 0;
		forget_boot(&kernel);
	}
	assert_true(overflowed > ROUNDS / 4 && clean > ROUNDS / 10);
}

static void finds_what_was_lost_before_a_resize(void **state)
{
	struct kernel kernel = { .state = 362436069 };

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		uint64_t limit = 3 + next_random(&kernel, 30), larger = limit + 100;
		struct report_boot boot;

		start_boot(&kernel, limit);
		for (uint64_t events = 1 + next_random(&kernel, 20); events > 0; events--)
			make_event(&kernel);
		kernel.serial++;
		kernel.limit = larger;
		kernel.demand++;
		kernel.length++;
		change(&kernel, "audit_backlog_limit", larger, limit);
		for (uint64_t events = 1 + next_random(&kernel, 10); events > 0; events--)
			make_event(&kernel);
		end_boot(&kernel, limit);
		assert_int_equal(boots_finish(&kernel.boots), 0);
		check_log_only(&kernel);
		judge(&kernel, true, &boot);
		assert_in(&boot.records_lost, kernel.lost);
		assert_int_equal(boot.records_lost.max, kernel.lost);
		report_boot_done(&boot);
		forget_boot(&kernel);
	}
}

/* The log alone must bound what concurrent events lost, and what is called exact must be so. */
static void bounds_what_concurrent_events_lost(void **state)
{
	struct kernel kernel = { .state = 123456789 };
	uint64_t exact = 0;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		uint64_t limit = 20 + next_random(&kernel, 80);
		struct report_boot boot;

		start_boot(&kernel, limit);
		for (uint64_t events = 1 + next_random(&kernel, 15); events > 0; events--) {
			if (next_random(&kernel, 3))
				make_pair(&kernel);
			else
				make_event(&kernel);
		}
		end_boot(&kernel, limit);
		assert_int_equal(boots_finish(&kernel.boots), 0);
		check_log_only(&kernel);
		judge(&kernel, true, &boot);
		assert_in(&boot.records_lost, kernel.lost);
		if (boot.exact)
			assert_int_equal(boot.records_held, kernel.demand - kernel.lost);
		exact += boot.exact;
		report_boot_done(&boot);
		forget_boot(&kernel);
	}
	assert_true(exact > ROUNDS * 9 / 10);
}

/* journald listens from some serial on: what it heard closes the range, without the counter. In
 * half of the boots auditd registers in the middle of an event, whose end then goes past the full
 * queue.
 */
static void finds_by_the_journal_what_was_lost(void **state)
{
	struct kernel kernel = { .state = 521288629 };
	uint64_t exact = 0, overflowed = 0, torn = 0;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		uint64_t limit = 10 + next_random(&kernel, 60);

		kernel.journal_from = 1 + next_random(&kernel, 8);
		start_boot(&kernel, limit);
		for (uint64_t events = 1 + next_random(&kernel, 30); events > 0; events--) {
			if (next_random(&kernel, 3) == 0)
				make_pair(&kernel);
			else
				make_event(&kernel);
		}
		if (kernel.lost && next_random(&kernel, 2)) {
			kernel.until_past = 1 + next_random(&kernel, 8);
			make_event(&kernel);
			torn += kernel.past;
		}
		end_boot(&kernel, limit);
		assert_int_equal(boots_finish(&kernel.boots), 0);
		overflowed += kernel.lost > 0;
		exact += check_journal(&kernel) && kernel.lost > 0;
		forget_boot(&kernel);
	}
	assert_true(overflowed > ROUNDS / 2 && torn > ROUNDS / 8);
	assert_true(exact > overflowed * 3 / 4 && kernel.wide < ROUNDS / 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_a_constant_limit_lost),
		cmocka_unit_test(finds_what_was_lost_before_a_resize),
		cmocka_unit_test(bounds_what_concurrent_events_lost),
		cmocka_unit_test(finds_by_the_journal_what_was_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
