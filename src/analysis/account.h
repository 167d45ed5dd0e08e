/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The loss of one boot, bounded phase by phase: what the verdict works with. */
#ifndef AUBACKLOG_ACCOUNT_H
#define AUBACKLOG_ACCOUNT_H

#include "analysis/ledger.h"
#include "analysis/report.h"
#include "boots/boots.h"
#include "evidence/cmdline.h"
#include "evidence/rules.h"
#include "evidence/status.h"

#include <stdbool.h>

/* What is known of a boot beside its log. */
struct account_input {
	const struct boot *boot;
	int index;		       /* 0 for the newest of its node */
	const struct cmdline *cmdline; /* these four are NULL for any boot but the newest */
	const struct rules *rules;
	const struct status *status;
	const char *boot_id;
	uint64_t life_unread; /* bytes of the log behind the window that were not read: losses,
				 restarts and resets of the counter in them are not known */
	uint64_t floor;	      /* policy floor of the recommendation, records */
	bool what_if_asked;
	uint64_t what_if_limit;
};

struct account {
	const struct account_input *input;
	struct report_boot *report;
	struct ledger ledger;
	struct range *phase_lost; /* a phase each */
	struct range known;	  /* what other sources say of all phases together */
	bool from_start;	  /* records from before auditd are there, and where they end */
	bool fits;		  /* the fill rule came out even in every phase */
	bool overflow_certain;	  /* missing serials are explained by a full queue */
	bool cmdline_usable;	  /* the command line is of this boot, as far as the log tells */
	bool counter_used;	  /* the kernel's counter is of this boot and bounds the loss */
	bool nothing_later;	  /* and it has nothing of the time behind the registration */
	bool no_auditd;		  /* the kernel knows of none: nothing was handed over yet */
	bool conflict;		  /* two sources that are of this boot contradict each other */
};

void account_done(struct account *account);

/*
 * Bounds the loss by what the log itself allows.
 * Takes: an account with its ledger. Gives: the flags and ranges above.
 */
void account_bound(struct account *account);

/* Whether the command line left auditing off, so that nothing before auditd was kept. */
bool account_is_off(const struct account *account);

/* The loss of all phases together, within what other sources say; without an upper bound of its own
 * where the log does not reach from the start to auditd. */
struct range account_sum(const struct account *account);

/* The same by auditd's log alone. */
struct range account_log_sum(const struct account *account);

#endif
