/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What filled the queue, and whether it is said to be looked at. */
#include "explain/explain.h"
#include "made_log.h"

#include <stdio.h>
#include <stdlib.h>

static void add(struct boots *boots, const char *type, unsigned serial, const char *body)
{
	log_add(boots, type, 100, serial, body);
}

/* A boot of a system call with these fields, which takes two slots, and so many other ones, that
 * needed at least so many more; the advice that it gets, or NULL. The caller frees it. */
static char *advice_of(const char *fields, unsigned others, uint64_t unknown)
{
	struct boots boots = { 0 };
	struct report_row rows[16] = { { .serial = 2, .events = 1, .held = 2 } };
	struct report_boot *report = calloc(1, sizeof(*report));
	struct report whole = { .boots = report, .n_boots = 1 };
	char *said;

	assert_non_null(report);
	assert_true(others < 15);
	add(&boots, "SYSCALL", 2, fields);
	for (unsigned i = 1; i <= others; i++) {
		add(&boots, "BPF", 2 + i, "prog-id=1 op=LOAD");
		rows[i] = (struct report_row){ .serial = 2 + i, .events = 1, .held = 1 };
	}
	assert_int_equal(boots_finish(&boots), 0);
	report->rows = calloc(others + 1, sizeof(*rows));
	assert_non_null(report->rows);
	for (unsigned i = 0; i <= others; i++)
		report->rows[report->n_rows++] = rows[i];
	report->records_lost = (struct range){ unknown, unknown ? COUNT_UNBOUNDED : 0 };
	report->demand.max = unknown ? COUNT_UNBOUNDED : others + 2;
	queue_usage_find(boots.list[0], report);
	said = report->look_at;
	report->look_at = NULL;
	report_done(&whole);
	boots_done(&boots);
	return said;
}

static char *advice(const char *fields, unsigned others)
{
	return advice_of(fields, others, 0);
}

static void a_quarter_of_the_slots_is_worth_a_look(void **state)
{
	static const char of_rule[] = "arch=c000003e syscall=59 key=\"early\"";
	static const char of_program[] = "arch=c000003e syscall=59 exe=\"/bin/x\" key=(null)";
	char *said = advice(of_rule, 6);

	(void)state;
	assert_string_equal(
		said,
		"the rules with key \"early\", which were loaded before auditd: without their events there would have been 6 records instead of 8");
	free(said);
	assert_null(advice(of_rule, 7));
	said = advice(of_program, 6);
	assert_string_equal(
		said,
		"/bin/x, which made 2 of 8 records without a rule that asked for them: no rule can keep that out, only a larger limit holds it");
	free(said);
	assert_null(advice(of_program, 7));
}

static void an_unknown_loss_is_nothing_to_look_at(void **state)
{
	(void)state;
	assert_null(advice_of("arch=c000003e syscall=59 key=\"early\"", 6, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_quarter_of_the_slots_is_worth_a_look),
		cmocka_unit_test(an_unknown_loss_is_nothing_to_look_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
