/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The outputs of a check. */
#ifndef AUBACKLOG_RENDER_CHECK_H
#define AUBACKLOG_RENDER_CHECK_H

#include "policy/check.h"
#include "util/error.h"

#include <stdio.h>

struct render_check_text_options {
	bool colour;
	bool verbose; /* finding details of rules that passed, too */
};

/* For a person at a terminal, with finding details to paste into a checklist. The caller checks
 * that the stream took it all. */
void render_check_text(const struct check *check, const struct render_check_text_options *options,
		       FILE *out);

/* By the contract aubacklog/check/v1, which docs/check-v1.schema.json describes. Gives: 0 or
 * -errno. */
int render_check_json(const struct check *check, FILE *out, struct error *err);

/*
 * A checklist of STIG Viewer 3 with the rules that were judged and nothing else. Its rule_id_src
 * has no revision, which changes with each release of a STIG: group_id and rule_version name the
 * rule. Gives: 0 or -errno.
 */
int render_check_cklb(const struct check *check, FILE *out, struct error *err);

/*
 * JUnit XML for CI: one test case a rule, each with a name of its own; failed is a failure, cannot
 * tell an error, not applicable skipped. Gives: 0 or -errno.
 */
int render_check_junit(const struct check *check, FILE *out, struct error *err);

/*
 * A bare TestResult of XCCDF 1.2 with a rule-result for each rule. An argument that a document has
 * no rule on is there as a rule of aubacklog's own, not applicable. Gives: 0 or -errno. Source:
 * NIST IR 7275 Rev. 4.
 */
int render_check_xccdf(const struct check *check, FILE *out, struct error *err);

#endif
