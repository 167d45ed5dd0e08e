/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why a verdict is not clean, or a count not exact, in sentences of the report. */
#ifndef AUBACKLOG_REASONS_H
#define AUBACKLOG_REASONS_H

#include "account/account.h"

/* Adds what keeps the counts from being exact. Takes: an account whose report has its loss. Gives:
 * 0 or -ENOMEM. */
int reasons_for_bounds(struct account *account);

/* Adds what was not audited. Takes: an account whose report has its blind windows. Gives: 0 or
 * -ENOMEM. */
int reasons_for_blind(struct account *account);

#endif
