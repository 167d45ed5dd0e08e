/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The outputs of a check. */
#ifndef AUBACKLOG_RENDER_CHECK_H
#define AUBACKLOG_RENDER_CHECK_H

#include "policy/check.h"
#include "util/error.h"

#include <stdio.h>

struct render_check_text_options {
	int columns; /* of the screen; 0: PAGE_COLUMNS of page.h */
	bool colour;
	bool verbose;	   /* also each place, and finding details to paste into a checklist */
	const char *again; /* the arguments of this check, each behind a blank */
};

/* For a person at a terminal. The caller checks
 * that the stream took it all. */
void render_check_text(const struct check *check, const struct render_check_text_options *options,
		       FILE *out);

/* By the contract aubacklog/check/v1, which docs/check-v1.schema.json describes. Gives: 0 or
 * -errno. */
int render_check_json(const struct check *check, FILE *out, struct error *err);

/*
 * A checklist of STIG Viewer 3 (CKLB 1.0) with the rules that were judged and nothing else. The id
 * of a rule has the revision of the release that is named, by which STIG Manager knows it. Gives: 0
 * or -errno. Source: a checklist of STIG Viewer 3.5; reviewsFromCklb of
 * stig-manager-client-modules.
 */
int render_check_cklb(const struct check *check, FILE *out, struct error *err);

/*
 * JUnit XML for CI, by its strict schema: one test case a rule, each with a name of its own; failed
 * is a failure, cannot tell an error, not applicable skipped; the findings of all are the output of
 * the suite. Gives: 0 or -errno. Source: JUnit.xsd of windyroad/JUnit-Schema.
 */
int render_check_junit(const struct check *check, FILE *out, struct error *err);

/*
 * A Benchmark of XCCDF 1.2 with the rules that were judged, and in it the TestResult. An argument
 * that a document has no rule on is there as a rule of aubacklog's own, not applicable. Gives: 0 or
 * -errno. Source: NIST IR 7275 Rev. 4.
 */
int render_check_xccdf(const struct check *check, FILE *out, struct error *err);

/* The id by which a rule of a STIG is known: "SV-258173r1101933_rule"; the caller frees it. */
char *render_check_rule_id(const struct policy_rule *rule);

#endif
