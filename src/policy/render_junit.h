/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A check as JUnit XML, for CI. */
#ifndef AUBACKLOG_RENDER_JUNIT_H
#define AUBACKLOG_RENDER_JUNIT_H

#include "base/error.h"
#include "policy/check.h"

#include <stdio.h>

/*
 * One test case a rule, each with a name of its own: failed is a failure, cannot tell an error, not
 * applicable skipped. Gives: 0 or -errno.
 */
int render_junit(const struct check *check, FILE *out, struct error *err);

#endif
