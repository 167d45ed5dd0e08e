/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The account of a boot window: each event, its slots, and its fate. */
#ifndef AUBACKLOG_LEDGER_H
#define AUBACKLOG_LEDGER_H

#include "analysis/report.h"
#include "boots/boots.h"
#include "boots/kernels.h"
#include "evidence/rules.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How far back the log reaches. */
enum ledger_start {
	LEDGER_WHOLE,	     /* from serial 1 or 2 on: the boot is there from its first record */
	LEDGER_HEAD_MISSING, /* held records are there, but not the first ones, which no overflow
				drops */
	LEDGER_NOTHING_HELD, /* no record from before the registration */
	LEDGER_MID_LIFE,     /* the log begins long after the boot */
	LEDGER_NO_LOG,	     /* auditd wrote nothing of this boot, or its log is gone */
};

/*
 * The time in which one limit was in force, up to auditd's registration. Counts are of slots unless
 * they say otherwise. In a phase that lost something the queue was full: filling it to the limit
 * settles how many slots were held.
 */
struct ledger_phase {
	bool at_boot_limit; /* the first phase */
	bool limit_known;
	uint64_t limit;		 /* 0 = unlimited */
	bool dropped;		 /* it lost something for certain */
	bool filled;		 /* the queue may have been full */
	uint64_t held;		 /* while this limit was in force */
	uint64_t missing_events; /* lost whole */
	uint64_t recovered;	 /* of these, known from another source */
	uint64_t cut_events;	 /* lost at least one record, for certain */
	struct range eoes;	 /* of whole events, that found no room */
	uint64_t eoes_shown;	 /* so many rows may be theirs */
	uint64_t open;		 /* events that may have lost their end unseen */
	bool perhaps_full;	 /* it did lose some, if the log lacks lines that leave no gap */
	struct range lost;	 /* all of it */
	struct range log_lost;	 /* the same by auditd's log alone */
	uint64_t raising; /* slots of the record of the change that ends it, where that may have met
			     this limit: it is queued before the change is made */
	uint64_t late;	 /* slots of records made in this phase while the queue was full, and yet on
			    disk: kauditd came to them only after the limit rose or auditd had
			    registered */
	uint64_t astray; /* serials missing that the queue cannot have dropped */
	uint64_t spare;	 /* of those held, slots that perhaps were not */
	uint64_t more;	 /* slots that perhaps were held too */
	int64_t misfit;	 /* the queue lost records although so many slots were free, or (negative)
			    held so many more than the limit: 0 where the model fits */
};

struct ledger {
	enum ledger_start start;
	const struct boot_setting *registration; /* NULL: not in the log, nor known to be lost */
	struct boot_setting *dropped; /* the same, where its record was lost: no later than that
					 serial; or NULL */
	const struct boot_setting *resize; /* the first, within the window; NULL: not there */
	uint64_t last_serial;		   /* where the window ends */
	uint64_t handed_over; /* the serial from which on nothing was held: the registration's, or
				 a later one where the kernel was still at its backlog */
	struct report_row
		*rows; /* serials ascending; lost ranges not yet narrowed by other sources */
	size_t n_rows, rows_capacity;
	struct ledger_phase *phases;
	size_t n_phases;
	/* In force while kauditd may still have held: those of the last phase and of changes behind
	 * it. */
	uint64_t lowest_limit, highest_limit;
	bool changed_behind;
	bool ends_with_proctitle; /* the last record that was lost, by the journal */
	bool behind_open;	  /* serials missing behind the registration may be the boot's */
	uint64_t parted;	  /* EOEs that count as lost, and came past the queue if auditd's
				     registration parted them from what stands before them */
	uint64_t events_seen;	  /* of the window */
};

void ledger_done(struct ledger *ledger);

/* A boot, and what decides how its queue worked. */
struct ledger_basis {
	const struct boot *boot;
	const struct rules *rules; /* of its machine, or NULL */
	struct kernels_rules kernel;
	bool off;      /* without audit=1 there is no queue */
	bool audit_on; /* and with it, for certain, there is one */
	bool limit_known;
	uint64_t limit; /* that it started with */
};

/* Whether the rules may have changed the limit unseen: a full queue drops the record of a change as
 * well, and the log has none whose old value would show it. */
bool ledger_may_miss_limit(const struct boot *boot, const struct rules *rules);

/*
 * Draws up the account of a boot.
 * Takes: the basis, with a finished boot. Gives: a ledger that the caller ends; the boot must
 * outlive it. Without a registration, without a queue, or when its start is not LEDGER_WHOLE or
 * LEDGER_HEAD_MISSING, the rows are what is there, all of them as passed, and there are no phases.
 */
struct ledger ledger_make(const struct ledger_basis *basis);

#endif
