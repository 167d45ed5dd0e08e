/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The loss of one boot, bounded phase by phase: what the verdict works with. */
#ifndef AUBACKLOG_ACCOUNT_H
#define AUBACKLOG_ACCOUNT_H

#include "ledger.h"
#include "report.h"
#include "verdict.h"

#include <stdbool.h>

struct account {
	const struct verdict_input *input;
	struct report_boot *report;
	struct ledger ledger;
	struct range *phase_lost; /* a phase each */
	bool from_start;	  /* records from before auditd are there, and where they end */
	bool fits;		  /* the fill rule came out even in every phase */
	bool overflow_certain;	  /* missing serials are explained by a full queue */
	bool cmdline_usable;	  /* the command line is of this boot, as far as the log tells */
};

void account_done(struct account *account);

/*
 * Bounds the loss by what the log itself allows.
 * Takes: an account with its ledger. Gives: 0 and the flags and ranges above, or -ENOMEM.
 */
int account_bound(struct account *account);

/* Whether the command line left auditing off, so that nothing before auditd was kept. */
bool account_is_off(const struct account *account);

/* The loss of all phases together; without an upper bound where the log does not reach from the
 * start to auditd. */
struct range account_sum(const struct account *account);

#endif
