/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From what was read to what a check says. Pure. */
#ifndef AUBACKLOG_CHECK_JUDGE_H
#define AUBACKLOG_CHECK_JUDGE_H

#include "policy/check.h"

/*
 * Judges.
 * Takes: a check with profile, config, limit, limit_known, and either report or no_report. Fills in
 * the rest. Gives: 0 or -ENOMEM.
 */
int check_judge(struct check *check);

#endif
