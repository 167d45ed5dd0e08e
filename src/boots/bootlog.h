/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The queue of one boot by the kernel's messages. */
#ifndef AUBACKLOG_BOOTLOG_H
#define AUBACKLOG_BOOTLOG_H

#include "evidence/cmdline.h"
#include "evidence/kmsg.h"

#include <stdbool.h>
#include <stdint.h>

/* Sources: kernel logs as text are numbered from BOOTLOG_TEXTS on. */
#define BOOTLOG_JOURNAL 1
#define BOOTLOG_TEXTS 2

#define BOOTLOG_REASONS (KMSG_OUT_OF_MEMORY + 1)

/* A zeroed struct has nothing. */
struct bootlog {
	unsigned source; /* BOOTLOG_JOURNAL, or the number of a kernel log as text; 0: no kernel
			    log has this boot */
	struct cmdline cmdline; /* known where the log reaches back to it */
	char kernel[65];	/* its release, at the most as long as uname's; or empty */
	uint64_t lost; /* audit_lost= of the last record known to be lost before auditd registered;
			  a lower bound, since most messages are suppressed */
	bool limit_known;
	bool limit_set;	  /* printed when the command line set it, not with a loss */
	uint64_t limit;	  /* in force at boot, as the kernel printed it; 0 = unlimited */
	bool later;	  /* the next messages are of the time after the registration, */
	bool guessed;	  /* by nothing but the reason of one */
	bool handed_over; /* they are of a time in which nothing is held any more; the caller sets
			     it by the clock */
	uint64_t later_reasons[BOOTLOG_REASONS]; /* messages of that time, by reason */
	bool told_later; /* a loss is known to be of that time, not by its reason alone */
	bool early; /* the next messages are known to be of the time before it; the caller sets it
		       by the clock */
	bool overflowed;	/* before it the hold queue was full */
	bool names_queues;	/* as kernels from 4.10 on do */
	bool refused;		/* before it the main queue was full, and a caller was refused */
	uint64_t printed;	/* the largest audit_lost= of any time, with a reason or without */
	uint64_t pending;	/* the audit_lost= whose reason comes in the next message */
	uint64_t pending_limit; /* and the audit_backlog_limit= beside it */
	bool pending_complete;	/* the limit is known: the line was whole */
	uint64_t facts;		/* of the audit system, all in all */
};

/* The next messages are of the time after the registration, by the clock. */
void bootlog_go_later(struct bootlog *bootlog);

/*
 * Takes the next fact of the boot's kernel log, in its order; the caller keeps printed records.
 * After a printed record with a serial above the registration's, or a loss for another reason than
 * the hold queue, auditd had registered.
 * Takes: the serial of the registration, or 0 where there is none.
 */
void bootlog_add(struct bootlog *bootlog, const struct kmsg_fact *fact, uint64_t registration);

#endif
