/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A check as an XCCDF 1.2 TestResult. */
#ifndef AUBACKLOG_RENDER_XCCDF_H
#define AUBACKLOG_RENDER_XCCDF_H

#include "base/error.h"
#include "policy/check.h"

#include <stdio.h>

/*
 * A bare TestResult with a rule-result for each rule. What a document has no rule on is there as a
 * rule of aubacklog's own, not applicable. Gives: 0 or -errno. Source: NIST IR 7275 Rev. 4.
 */
int render_xccdf(const struct check *check, FILE *out, struct error *err);

#endif
