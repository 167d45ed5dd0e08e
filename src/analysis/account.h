/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The account of one boot: its loss, bounded phase by phase, and the steps up to the verdict. */
#ifndef AUBACKLOG_ACCOUNT_H
#define AUBACKLOG_ACCOUNT_H

#include "analysis/ledger.h"
#include "analysis/report.h"
#include "boots/boots.h"
#include "boots/sources.h"
#include "evidence/cmdline.h"
#include "evidence/readers.h"
#include "evidence/rules.h"
#include "evidence/status.h"

#include <stdbool.h>

/* A boot, and the evidence beside its log. */
struct account_input {
	const struct boot *boot;
	int index;		       /* 0 for the newest of its node */
	const struct cmdline *cmdline; /* these five are NULL for any boot but the newest */
	const struct rules *rules;
	const struct status *status;
	const struct status *later_status;
	const struct readers *readers;
	enum sources_access access;
	const char *boot_id;
	const char *host;     /* the machine's name by its files, or NULL */
	uint64_t life_unread; /* bytes of the log after the window that were not read: they may hold
				 losses, restarts and resets of the counter */
	bool collected;	      /* of what a collector passed on */
	uint64_t floor;	      /* policy floor of the recommendation, records */
	bool what_if_asked;
	uint64_t what_if_limit;
	bool next_known;
	uint64_t next_limit; /* that the next boot is configured with */
};

struct account {
	const struct account_input *input;
	struct report_boot *report;
	struct kernels_rules kernel;
	struct ledger ledger;
	struct range *phase_lost; /* a phase each */
	struct range known;	  /* the loss of all phases together by other sources */
	bool from_start;	  /* records from before auditd are there, and where they end */
	bool fits;		  /* the rules of the queue explain every phase */
	bool overflow_certain;	  /* missing serials are explained by a full queue */
	bool filled;		  /* the queue may have been full */
	bool changed_unseen;	  /* the limit was perhaps changed while auditing was off */
	bool beyond;		  /* and more was made than it takes */
	bool full_behind;	  /* the queue may have been full behind the registration only */
	bool lowered;		  /* rules lowered the limit while kauditd may still have held */
	bool perhaps_blind;	  /* nothing is older than auditd, and nothing tells of audit=1 */
	uint64_t parted;     /* so many records fewer were lost if EOEs came past the queue alone */
	bool counted;	     /* the counter confirms the loss to the record */
	bool no_queue;	     /* nothing is older than auditd: the boot had no audit=1 */
	bool cmdline_usable; /* the command line is of this boot, as far as the log tells */
	bool counter_used;   /* the kernel's counter is of this boot and bounds the loss */
	bool nothing_later;  /* and counted nothing after the registration */
	bool no_auditd;	     /* the kernel knows of none: nothing was handed over yet */
	bool refused;	     /* some of the loss is in no source: what a refused caller would have
				gone on to make was never made, nor counted */
	bool conflict;	     /* two sources that are of this boot contradict each other */
};

void account_done(struct account *account);

/*
 * Bounds the loss by the log alone.
 * Takes: an account with its ledger. Gives: the flags and ranges above.
 */
void account_bound(struct account *account);

/* Whether the command line left auditing off, so that nothing before auditd was kept. */
bool account_is_off(const struct account *account);

/* The loss of all phases together, within the bounds of other sources. A log that does not reach
 * from the start to auditd gives no upper bound. */
struct range account_sum(const struct account *account);

/* The same by auditd's log alone. */
struct range account_log_sum(const struct account *account);

/* The assumptions that an exact loss rests on. Takes: an account whose counts are settled. */
void account_assume(struct account *account);

/* The kernel's count since it booted: the record of a reset has the count up to there, which is
 * added. */
uint64_t counter_total(const struct account_input *input);

/*
 * Raises the loss to the largest audit_lost= that the kernel log has from before auditd, where its
 * kernel counts nothing else, and claims so. What a queue that was never full excludes is a
 * conflict.
 */
void counter_use_kmsg(struct account *account);

/*
 * Narrows the account by the counter, where it is of this boot, and claims its count and whether it
 * agrees. Where it contradicts the log, the account is widened to hold both, except where the
 * kernel itself printed a larger count. The counter covers the whole time since the boot.
 */
void counter_use(struct account *account);

/* Serials that are missing after the hand-over, less one for each time that auditd registered
 * again: it discards one then, as it does with serial 1. */
uint64_t late_loss_missing(const struct account *account);

/*
 * Fills report->later, and claims the causes.
 * Takes: an account whose counts are settled.
 */
void late_loss_find(struct account *account);

/*
 * Fills report->blind, each time in which auditing was off up to the end of the window, and
 * report->later.blind, those after it.
 * Takes: the boot; whether its command line left auditing off, so that it was blind from the start;
 * where the window ends.
 */
void audit_off_find(const struct boot *boot, bool off_from_start, uint64_t last_serial,
		    struct report_boot *report);

/* Fills report->takeover. Takes: an account with its ledger. */
void takeover_find(struct account *account);

/* Claims who took over, or why nobody is known to, where auditd has no log of the boot. */
void takeover_claim(struct account *account);

/* Gives: a boot that report_done frees as part of its report; explain_boot makes sentences of its
 * claims as long as the input is there. */
struct report_boot verdict_boot(const struct account_input *input);

#endif
