/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sentences of claims. */
#include "analysis/account.h"
#include "analysis/report.h"
#include "explain/explain.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

static void assert_says(const struct claim *claim, const char *wanted)
{
	char *said = explain_claim(claim);

	assert_string_equal(said, wanted);
	free(said);
}

/* No mark is left in any of them, whatever the numbers and the remark. */
static void every_claim_has_a_sentence(void **state)
{
	(void)state;
	for (enum claim_kind kind = 0; kind < CLAIMS; kind++) {
		for (uint64_t count = 0; count < 3 * CLAIM_REMARKS; count++) {
			const struct claim claim = {
				.kind = kind,
				.remark = count / 3,
				.count = count % 3,
				.extra = count % 3,
				.text = "name",
			};
			char *said = explain_claim(&claim);

			assert_true(strlen(said) > 10);
			assert_null(strpbrk(said, "%[]|{}&"));
			free(said);
		}
	}
}

static void one_and_more_are_told_apart(void **state)
{
	struct claim claim = { .kind = CLAIM_LOG,
			       .remark = CLAIM_REPEATED,
			       .count = 1,
			       .of = 2,
			       .records = 64,
			       .extra = 3 };

	(void)state;
	assert_says(&claim, "64 records were held until auditd took over; 1 event is missing whole "
			    "and 2 are there in part; 3 lines that came again were not counted");
	claim.count = 4;
	claim.of = 0;
	claim.records = 1;
	claim.extra = 1;
	assert_says(&claim, "1 record was held until auditd took over; 4 events are missing whole; "
			    "1 line that came again was not counted");
	claim.count = 0;
	claim.of = 1;
	claim.remark = CLAIM_PLAIN;
	assert_says(&claim, "1 record was held until auditd took over; 1 is there in part");
}

/* What a log made up is no mark of a sentence. */
static void a_name_is_taken_as_it_is(void **state)
{
	const struct claim claim = { .kind = CLAIM_BLIND, .remark = CLAIM_BY, .text = "[%t|%+]" };

	(void)state;
	assert_says(&claim, "Auditing was off for a while before the boot was through, turned off "
			    "by [%t|%+]: what happened then left no record and no count.");
}

/* The order in which sources were asked is not the order in which they are told. */
static void evidence_has_its_order(void **state)
{
	static const enum claim_kind kinds[] = { CLAIM_RULES_WITHOUT, CLAIM_COUNTER, CLAIM_NO_LOG,
						 CLAIM_CAUSE_UNKNOWN, CLAIM_LOG };
	struct report_boot report = { 0 };
	struct account account = { .report = &report };

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		claims_add(&account, (struct claim){ .kind = kinds[i] });
	explain_boot(&report);
	assert_int_equal(report.n_evidence, 3);
	assert_string_equal(report.evidence[0].kind, "audit-log");
	assert_string_equal(report.evidence[1].kind, "status");
	assert_string_equal(report.evidence[2].kind, "rules");
	assert_int_equal(report.n_reasons, 1);
	assert_int_equal(report.later.n_causes, 1);
	report_boot_done(&report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_claim_has_a_sentence),
		cmocka_unit_test(one_and_more_are_told_apart),
		cmocka_unit_test(a_name_is_taken_as_it_is),
		cmocka_unit_test(evidence_has_its_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
