/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The findings on a boot, as data: the count of each source, reasons why a count is not exact,
 * causes of a later loss. explain.h makes sentences of them. */
#ifndef AUBACKLOG_CLAIMS_H
#define AUBACKLOG_CLAIMS_H

#include "boots/bootlog.h"
#include "evidence/cmdline.h"
#include "util/range.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Beside each stand the fields of struct claim that it uses. */
enum claim_kind {
	/* Statements of the sources about the loss, in the order of the report. */
	CLAIM_LOG,		   /* count missing whole, of cut, records held, extra repeated */
	CLAIM_LOG_COMPLETE,	   /* records held, extra repeated */
	CLAIM_JOURNAL,		   /* it has count of the missing events, records lost */
	CLAIM_JOURNAL_CLOSED,	   /* journald took no audit records in this boot */
	CLAIM_JOURNAL_NOTHING,	   /* nothing that the log does not have */
	CLAIM_JOURNAL_WITHOUT_LOG, /* count events before the registration, from serial "of" on */
	CLAIM_KERNEL_LOG,	   /* count printed before the registration */
	CLAIM_KERNEL_LOG_ALONE,	   /* count printed in a boot without a log */
	CLAIM_KERNEL_LOG_FULL,	   /* a reason printed, and no count */
	CLAIM_KERNEL_LOG_UNREAD,   /* count printed near the boot, of an unknown time */
	CLAIM_KERNEL_LOG_UNPLACED, /* count lost at some time of a boot without a log */
	CLAIM_KERNEL_LOG_OLD,	   /* count printed by a kernel that counts more than losses */
	CLAIM_COUNTER,		   /* count since the boot */
	CLAIM_COUNTER_UNREAD,	   /* count, which bounds nothing */
	CLAIM_COUNTER_OLD,   /* count of a kernel that does not count what the hold queue drops */
	CLAIM_CMDLINE_LIMIT, /* count, audit */
	CLAIM_CMDLINE_UNLIMITED,  /* audit */
	CLAIM_CMDLINE_UNPARSABLE, /* text; the kernel keeps count; audit */
	CLAIM_CMDLINE_DEFAULT,	  /* count, audit */
	CLAIM_RULES_LIMIT,	  /* count */
	CLAIM_RULES_WITHOUT,	  /* no -b */
	/* Times that were not audited, and reasons why the counts are not exact. */
	CLAIM_OFF,	/* audit */
	CLAIM_BLIND,	/* text: who turned it off, or NULL; count: the serial that says so */
	CLAIM_MID_LIFE, /* count: the first serial; so the next two */
	CLAIM_NOTHING_OLDER,
	CLAIM_NOTHING_HELD,
	CLAIM_HEAD_MISSING,
	CLAIM_FOR_ROOT, /* an ordinary user may not read the log */
	CLAIM_OFF_NOW,	/* auditing */
	CLAIM_NO_AUDITD,
	CLAIM_JOURNALD_ALONE,
	CLAIM_OTHER_READER,    /* text: it; count: its pid */
	CLAIM_LOG_TURNED_OFF,  /* auditd's */
	CLAIM_OTHER_INSTALLED, /* text: it */
	CLAIM_UNKNOWN_PID,     /* count: the pid that is registered */
	CLAIM_NO_LOG,
	CLAIM_NO_REGISTRATION,
	CLAIM_REGISTRATION_LOST, /* its record; count: the serial with which the log goes on */
	CLAIM_ALTERED,		 /* count events */
	CLAIM_TWINS,		 /* count lines */
	CLAIM_CONFLICT,
	CLAIM_LIMIT_UNKNOWN_CLOSE, /* nothing is missing, but the last record may be */
	CLAIM_LIMIT_UNKNOWN,
	CLAIM_SLOTS_FREE, /* count of "of" slots */
	CLAIM_ASTRAY,	  /* count serials */
	CLAIM_UNLIMITED,
	CLAIM_SLOTS_EXCEEDED, /* by count, of "of" slots */
	CLAIM_LATE,	      /* count records */
	CLAIM_LATE_OPEN,      /* and others in front of them may have been lost */
	CLAIM_RAISED_EARLY,   /* at serial extra: count of "of" slots met the limit before */
	CLAIM_MAIN_QUEUE,     /* it refused callers before auditd */
	CLAIM_DRAINED,	      /* records made behind the registration were still held */
	CLAIM_BEHIND,	      /* or may have been, and the queue full with them */
	CLAIM_LOWERED,
	CLAIM_PERHAPS_BLIND,
	CLAIM_LAST_SLOT,
	CLAIM_OPEN,  /* count events */
	CLAIM_FLOOR, /* of: the floor; count events, each of records at the most */
	/* Causes of a later loss; reason where it is known. */
	CLAIM_CAUSE_NAMED,
	CLAIM_CAUSE_RATE_LIMIT, /* count records a second */
	CLAIM_CAUSE_WAITED,
	CLAIM_CAUSE_UNKNOWN,
	/* The first thing to look at. */
	CLAIM_LOOK_KEY,	      /* text; count of "of" slots would remain */
	CLAIM_LOOK_KEY_KNOWN, /* text; count of "of" known slots */
	CLAIM_LOOK_PROGRAM,   /* text; count of "of" slots */
	/* What helps besides the limit, and what it does not do. */
	CLAIM_CURE_AUDIT_ON,
	CLAIM_CURE_JOURNALD, /* extra times it turned auditing off */
	CLAIM_CURE_RUN_AS_ROOT,
	CLAIM_CURE_RUN_ON_HOST,
	CLAIM_CURE_START_AUDITD,
	CLAIM_CURE_JOURNALD_ALONE, /* count: the first serial that it has */
	CLAIM_CURE_RSYSLOG_ALONE,
	CLAIM_CURE_STALL,      /* count jiffies waited, each up to "of" */
	CLAIM_CURE_FULL_NOW,   /* the main queue: count of "of" */
	CLAIM_CURE_TURNED_OFF, /* text: who did it, or NULL; count: the serial that says so */
	CLAIMS,
};

/* A remark that the sentence ends with. */
enum claim_remark {
	CLAIM_PLAIN,
	CLAIM_REPEATED,		/* extra lines came again */
	CLAIM_BY,		/* text */
	CLAIM_UNEXPLAINED,	/* more than log and journal explain */
	CLAIM_PERHAPS_REFUSED,	/* the same, where the main queue may have refused callers */
	CLAIM_BEYOND,		/* the same, though nothing speaks for a later loss or a refusal */
	CLAIM_REFUSED,		/* beyond them, none of it later: the main queue refused them */
	CLAIM_REFUSED_OR_LATER, /* beyond them: that, or later */
	CLAIM_PARTED,		/* one fewer: an EOE came past the queue */
	CLAIM_FEWER,		/* than the other sources show */
	CLAIM_LATER,		/* more than the boot can have lost */
	CLAIM_POSSIBLY_LATER,
	CLAIM_NONE_LATER,
	CLAIM_OTHER_AUDITD, /* the pid is of no auditd of this boot */
	CLAIM_WITHOUT_AUDITD,
	CLAIM_OTHER_BOOT,	   /* it contradicts the log and was not used */
	CLAIM_MISFIT,		   /* the queue of the log was not full at that limit */
	CLAIM_OTHER_LIMIT,	   /* the log has another limit, and is believed */
	CLAIM_NO_PID,		   /* nothing tells which auditd's it is */
	CLAIM_COUNTER_OPEN_ALONE,  /* and no kernel log tells */
	CLAIM_COUNTER_OPEN,	   /* the counter leaves a range */
	CLAIM_COUNTER_OF_PRINTS,   /* that kernel's counter counts what was held as well */
	CLAIM_COUNTER_TELLS,	   /* the counter would tell */
	CLAIM_LIFE_TELLS,	   /* the counter and the rest of the log would */
	CLAIM_AT_LEAST,		   /* the counts are lower bounds */
	CLAIM_OF_KNOWN,		   /* slots, whose event a source has */
	CLAIM_BY_NOBODY,	   /* the record does not say who */
	CLAIM_COUNTER_ALONE_TELLS, /* the counter would tell */
	CLAIM_LAUREL_HAS_THEM,
	CLAIM_AUDITD_INSTALLED, /* and did not come */
	CLAIM_AUDITD_NOT_INSTALLED,
	CLAIM_REMARKS,
};

struct claim {
	enum claim_kind kind;
	enum claim_remark remark;
	uint64_t count, of, records, extra;
	const char *text; /* not the claim's */
	enum cmdline_audit audit;
	enum kmsg_reason reason;
	/* Of a source: the loss that it allows, in records; whether it says anything of the loss;
	 * whether it agrees with the counts of the boot. */
	struct range lost;
	bool counts;
	bool agrees;
};

/* A zeroed struct has none. */
struct claims {
	struct claim *list;
	size_t count;
};

void claims_done(struct claims *claims);

struct account;

/* Adds one to the claims of the account's report. */
void claims_add(struct account *account, struct claim claim);

/* Adds the statements of log and journal. Takes: an account with its bounds, not yet narrowed by
 * any counter. */
void claims_add_logs(struct account *account);

/* Adds those of command line and rules, if there are any. */
void claims_add_settings(struct account *account);

/* Adds the times that were not audited, and the reasons why the counts are not exact. Takes: an
 * account and its report with all numbers and rows. */
void claims_add_reasons(struct account *account);

#endif
