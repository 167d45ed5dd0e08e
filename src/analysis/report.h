/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The result of a diagnosis: plain data, made once by the verdict and only read by the renders. */
#ifndef AUBACKLOG_REPORT_H
#define AUBACKLOG_REPORT_H

#include "analysis/claims.h"
#include "evidence/source.h"
#include "evidence/status.h"
#include "util/range.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum verdict {
	VERDICT_CLEAN,	 /* nothing was lost */
	VERDICT_LOST,	 /* at least one record was lost */
	VERDICT_BLIND,	 /* auditing was off for a while, or the boot had no audit=1 */
	VERDICT_UNKNOWN, /* the evidence does not carry an answer */
};

#define VERDICTS (VERDICT_UNKNOWN + 1)

/* The worst first: a known loss, times that were not audited, an open verdict. */
extern const enum verdict report_worst_first[VERDICTS];

enum limit_source {
	LIMIT_FROM_RECORD,     /* the old value in the record of the first change */
	LIMIT_FROM_CMDLINE,    /* audit_backlog_limit= on the kernel command line */
	LIMIT_FROM_KERNEL_LOG, /* a kernel message */
	LIMIT_FROM_DEFAULT, /* the command line is known and does not set it, or not in a form the
			       kernel reads */
	LIMIT_UNKNOWN,
};

enum fate {
	FATE_HELD,	     /* every record, EOE included, had a slot in the hold queue */
	FATE_TRUNCATED,	     /* some of its records were lost */
	FATE_LOST,	     /* lost whole: a serial that is not in the log */
	FATE_LOST_RECOVERED, /* lost to auditd, known from another source */
	FATE_DIRECT, /* came after auditd registered (or past the queue): takes no slot of the hold
			queue */
};

#define FATES (FATE_DIRECT + 1)

/*
 * One step of the boot window in the order of serials: an event, or a run of consecutive serials
 * that are all missing. Slots are records, EOE included.
 */
struct report_row {
	uint64_t serial;   /* of the event, or the first of the run */
	uint64_t events;   /* 1, or the length of the run */
	int64_t time_ms;   /* of the event, since 1970 UTC; TIME_UNKNOWN in a run */
	uint64_t held;	   /* slots it took in the hold queue */
	uint64_t passed;   /* records that went on to auditd without the hold queue */
	struct range lost; /* slots it would have taken and did not get */
	enum fate fate;
	bool swallowed; /* held a slot, but auditd discarded the datagram when it registered: not on
			   disk, not lost */
	char *description; /* of a truncated or lost event, in a sentence; or NULL; owned */
	const char *recovered_from; /* static, or NULL */
	char *text;		    /* its raw lines, where they were asked for, or NULL; owned */
	uint64_t disk_lines;	    /* how many of these are on the disk; they come first */
	uint32_t pattern;	    /* its index in patterns.list, where they were asked for */
};

/* What an event is known by, besides what became of it. */
enum report_trait {
	REPORT_TRAIT_KIND,
	REPORT_TRAIT_EVENT, /* as REPORT_BY_EVENT, and so on */
	REPORT_TRAIT_KEY,
	REPORT_TRAIT_PROGRAM,
	REPORT_TRAIT_UNIT,
	REPORT_TRAIT_USER,
	/* Its records: "SYSCALL+1 PATH-2 EOE=1", each type with the slots that it took in the
	 * queue, lost, or did not need. */
	REPORT_TRAIT_RECORDS,
	REPORT_TRAITS,
};

/* All of a row but its serial, time and words: few differ, and many rows share one. */
struct report_pattern {
	uint32_t traits[REPORT_TRAITS]; /* the index in patterns.names of each, + 1; 0: none, or
					   not known */
	uint32_t fate;			/* of enum fate */
	uint64_t events;
	uint64_t held, passed;
	struct range lost;
};

struct report_names {
	char **list; /* owned, and so are the names */
	size_t count;
};

struct report_patterns {
	struct report_names names[REPORT_TRAITS];
	struct report_pattern *list; /* owned */
	size_t count;
};

/* A change of the backlog limit seen in the log. */
struct report_change {
	uint64_t serial;
	int64_t time_ms;
	uint64_t old_limit; /* 0 = unlimited */
	uint64_t new_limit;
	bool before_registration;
};

/* The statement of one source about the loss. */
struct report_evidence {
	const char *kind;  /* static: "audit-log", "journal", "kernel-log", "status", "cmdline",
			      "rules" */
	char *says;	   /* one sentence; owned */
	struct range lost; /* the loss it allows, in records */
	bool counts; /* false: it says nothing about the loss, and "lost" and "agrees" mean nothing
		      */
	bool agrees; /* with the counts of the boot */
};

/* A while in which auditing was off, so that nothing was generated and no counter knows. */
struct report_blind {
	int64_t from_ms; /* TIME_UNKNOWN: since the start of the boot */
	int64_t to_ms;	 /* TIME_UNKNOWN: to the end of the evidence */
	char *by;	 /* who turned it off (comm=), or NULL; owned */
	char *exe;	 /* and from which file, or NULL; owned */
	uint64_t serial; /* of the record that says so, or 0 */
};

struct report_blinds {
	struct report_blind *list;
	size_t count;
};

/* The ways to group the slots of the queue. */
enum report_filling_kind {
	REPORT_BY_EVENT,   /* the system call, or the type of any other record */
	REPORT_BY_KEY,	   /* of the rule that asked for it */
	REPORT_BY_PROGRAM, /* exe= */
	REPORT_BY_UNIT,	   /* of systemd */
	REPORT_BY_RECORD,  /* the type of each record, EOE included */
	REPORT_FILLINGS,
};

/* The slots of one of them, before auditd registered. */
struct report_share {
	char *name; /* or NULL: it has none, or it is not known; owned */
	uint64_t held;
	uint64_t lost; /* at the least */
};

struct report_filling {
	struct report_share *shares; /* largest first */
	size_t n_shares;
};

/* Events of one sort that lost records. */
struct report_loss {
	char *event; /* the system call, or a record's type; NULL: no source tells; owned */
	char *key;   /* of the rule that asked for them, or NULL; owned */
	uint64_t events;
	uint64_t cut;	    /* those of them that auditd has in part */
	uint64_t recovered; /* and those that another source has */
	uint64_t records;   /* lost, at the least */
	bool open;	    /* how many more is not known */
};

/* Two statuses of the boot that were taken at different times. */
struct report_since {
	bool known;	   /* there are two */
	bool other_auditd; /* they name two of them: a reboot may lie between */
	uint64_t from, to; /* the kernel's counter */
	uint64_t waited;   /* jiffies that programs waited between them */
};

/* Records lost after auditd's registration: the limit of the boot is neither cause nor cure. */
struct report_later {
	struct range lost; /* records */
	char **causes; /* sentences that name the cause and the cure, where it is known; owned */
	size_t n_causes;
	struct report_since since;
	struct report_blinds blind;
	uint64_t unread_bytes; /* of the log after the window: losses in them are not known */
};

/* One moment of the boot: where it stands in the window. */
struct report_mark {
	bool known;
	uint64_t serial; /* of its record; 0 for auditd's start, whose serial is auditd's own */
	int64_t time_ms;
	size_t row; /* the index in rows[] of its event; for auditd's start the row before which it
		       stands */
};

/* Who took the records over from the hold queue. */
struct report_takeover {
	bool known;	/* somebody registered */
	bool by_other;	/* than auditd */
	bool by_nobody; /* nobody did, as far as anything tells */
	uint64_t pid;
	char *name; /* comm=, or NULL; owned */
	char *exe;  /* or NULL; owned */
};

struct recommendation {
	bool minimum_known;
	uint64_t minimum;  /* the smallest limit that would have lost nothing; when not known: at
			      least this */
	bool raised_early; /* the minimum is below the need, because the rules raise the limit
			      before auditd registers */
	bool fixable;	   /* false: no value on the command line could hold it (the rules lower the
			      limit before registration) */
	uint64_t suggested;  /* with headroom; 0 when the minimum is not known */
	uint64_t floor;	     /* policy floor */
	uint64_t configured; /* the largest limit already configured for boot or rules; 0 none known
			      */
	bool unlimited;	     /* the boot is configured without a limit: keep it */
	uint64_t limit;	     /* the one to use; 0 = unlimited */
	char *arguments; /* for the kernel command line: "audit=1 audit_backlog_limit=8192"; owned
			  */
	uint64_t memory_typical; /* bytes when the queue is full of records of up to 1 KiB */
	uint64_t
		memory_max; /* bytes when it is full of the longest records that the kernel makes */
};

/* What a count rests on that the evidence cannot show: all but the collector are of an exact one.
 */
enum report_assumption {
	ASSUMED_EOE,	    /* no EOE came past the queue whose PROCTITLE was lost */
	ASSUMED_JOURNAL,    /* journald's socket dropped no record of an event that it has */
	ASSUMED_MAIN_QUEUE, /* the main queue refused no record before auditd: none has a serial */
	ASSUMED_KERNEL_LOG, /* the kernel log names each refusal after the registration */
	ASSUMED_LOG, /* no line is gone from the middle of an event, where that leaves no gap */
	ASSUMED_COLLECTOR, /* who collected the log passed on all of it */
	REPORT_ASSUMPTIONS,
};

struct report_boot {
	int index;	  /* 0 newest, -1 the one before */
	char *boot_id;	  /* or NULL; owned, like the next four */
	char *node;	  /* or NULL */
	char *host;	  /* the machine: its node, or its name by another source; or NULL */
	char *kernel;	  /* release, or NULL */
	char *auditd;	  /* version, or NULL */
	int64_t first_ms; /* time of the oldest kernel record of the boot, of those from after the
			     clock was set if there are any */

	enum verdict verdict;
	bool exact; /* the counts are known to the record */
	bool assumed[REPORT_ASSUMPTIONS];
	struct claims claims; /* evidence, reasons and later.causes before they are sentences:
				 explain_boot takes them */
	char **reasons; /* why the verdict is not clean, or the counts are not exact; sentences;
			   owned */
	size_t n_reasons;

	uint64_t boot_limit; /* records; 0 = unlimited; meaningless when the source is LIMIT_UNKNOWN
			      */
	enum limit_source boot_limit_source;
	struct report_change *changes;
	size_t n_changes;

	uint64_t records_held;
	struct range held; /* the same with all that is not certain of it */
	struct range records_lost;
	/* records_lost is the sum of rows[].lost.min, and of what no row has for certain, less what
	 * was perhaps not lost of the rows: one bound of each with the other of the last. */
	struct range unlaid;
	struct range not_lost;
	bool past_queue;      /* that are EOEs which came past the queue to auditd */
	struct range demand;  /* slots needed until auditd took over */
	uint64_t events_seen; /* events of the window with a record on disk */
	uint64_t events_lost; /* missing whole */
	uint64_t events_truncated;
	uint64_t events_truncated_max; /* with those that may be cut unseen */
	uint64_t uninterpreted; /* lost or cut events without a name because libauparse failed on
				   them */

	struct report_evidence *evidence;
	size_t n_evidence;
	struct report_blinds blind;
	struct report_row *rows; /* the window, serials ascending */
	size_t n_rows;
	struct report_patterns patterns; /* of the rows, where they were asked for */

	struct report_filling filling[REPORT_FILLINGS];
	bool filling_open; /* of most of the records, and of the lost ones, no source tells what
			      they were */
	char *look_at;	   /* a sentence: the rule or program to look at first; or NULL */
	char *cause; /* why records were lost, or why none was, in sentences; or NULL; owned */
	struct report_loss *losses; /* most records first */
	size_t n_losses;
	struct report_later later;
	struct report_takeover takeover;
	char **cures; /* what helps besides the limit; sentences; owned */
	size_t n_cures;
	struct report_mark auditd_start;
	struct report_mark registration;
	struct report_mark resize; /* the first change of the limit */

	struct recommendation recommendation;
	bool what_if_asked;
	uint64_t what_if_limit;
	struct range what_if_lost;
	struct range next_lost; /* under the limit of report.next; meaningless where it has none */
};

/* The most profiles of the check. */
#define REPORT_PROFILES_MAX 4

/* Whether the next boot holds what the boots of the report needed. */
enum report_next_state {
	NEXT_OPEN,  /* nothing tells, or what they needed is not known */
	NEXT_HOLDS, /* it does */
	NEXT_LOSES, /* it loses again, or is not audited from its start */
};

/* What "aubacklog grub" would say of the machine. */
enum report_grub {
	GRUB_UNASKED, /* nothing tells */
	GRUB_CHANGES, /* it can make the change, or shows the commands */
	GRUB_BY_HAND, /* it has no command for it */
	GRUB_REFUSES,
	GRUB_REBOOT,  /* nothing: the running kernel alone lacks the arguments */
	GRUB_NOTHING, /* nothing at all */
};

/* What the configuration makes of the next boot: the check's answers, for those who ask no check.
 * Zeroed where no machine's configuration was read. */
struct report_next {
	enum report_next_state state;
	char *says;	    /* what decides it, and where it stands; or NULL; owned */
	char *unknown;	    /* why nothing tells; or NULL; owned */
	bool running;	    /* the machine is the one that this runs on */
	bool by_grub;	    /* aubacklog grub can make the change there */
	const char *loader; /* how entries are made there, in words; or NULL; static */
	enum report_grub grub;
	char *grub_says;      /* why it refuses, or what is left to do by hand; or NULL; owned */
	char *grub_arguments; /* those that its run needs, each behind a blank; or NULL; owned */
	bool limit_known;
	uint64_t limit; /* the least that the next boot has; 0 = unlimited */
	bool audit;	/* and audit=1, whichever entry is chosen */
	struct report_profile {
		const char *name; /* static */
		bool passed;
	} profiles[REPORT_PROFILES_MAX]; /* those that pass or fail */
	size_t n_profiles;
};

/* A boot that lost records and is older than those of its node that were asked for. */
struct report_earlier {
	int index;
	char *node;	   /* or NULL; owned */
	struct range lost; /* records */
};

/* Of several nodes, in sum; all zero for one. */
struct report_summary {
	size_t n_nodes;
	size_t *order;		   /* of boots[], worst first; owned */
	size_t verdicts[VERDICTS]; /* boots of each */
	struct range lost;	   /* records, of all of them */
	bool minimum_known;
	uint64_t minimum; /* the smallest limit that would have lost nothing on any of them; when
			     not known: at least this */
	size_t decider;	  /* the index in boots[] of the one that needs it */
};

struct report {
	struct source *sources;
	size_t n_sources;
	struct report_boot *boots; /* newest first */
	size_t n_boots;
	size_t n_boots_found;  /* boots in the evidence; boots[] has those that were asked for */
	uint64_t older_unread; /* bytes of the logs before the newest boot that were not read: boots
				  in them are not among those found */
	struct report_earlier *earlier; /* newest first */
	size_t n_earlier;
	struct recommendation recommendation; /* over all boots found: the one to act on */
	int recommendation_boot;	      /* index of the boot that decides it */
	bool need_open;		   /* a boot found lost records, and what it needed is not known */
	char *recommendation_node; /* and its node, or NULL; owned */
	struct report_summary summary;
	struct report_next next; /* of the machine that the evidence is of */
	struct status counters;	 /* of the running kernel, where it was asked and answered */
	char *again; /* the arguments by which this evidence is asked again, each behind a blank; or
			NULL; owned */
	bool again_piped; /* and they read FILE, for what came on standard input and is gone */
};

/* Frees everything that the report owns; the struct itself is the caller's. A zeroed report is
 * valid. */
void report_done(struct report *report);

/* The same for a boot that is in no report. */
void report_boot_done(struct report_boot *boot);

void report_filling_done(struct report_filling *filling);

/* Frees the rows, which only show the window: no other field depends on them. */
void report_boot_drop_rows(struct report_boot *boot);

/* Whether sources of the boot contradict each other. */
bool report_boot_has_conflict(const struct report_boot *boot);

/* Whether a source that is of no boot of the report tells of a loss that may be of a newer one. */
bool report_has_unplaced_loss(const struct report *report);

/* Words of the contract, static. */
const char *report_verdict_name(enum verdict verdict);
const char *report_limit_source_name(enum limit_source source);
const char *report_fate_name(enum fate fate);
const char *report_assumption_name(enum report_assumption assumption);

/* Orders verdicts, the worst first: negative, 0, positive. */
int report_compare_verdicts(enum verdict left, enum verdict right);

/*
 * Sums up the boots of a report into report->summary, where they are of more than one node: the
 * order worst first, the number of each verdict, and the limit that all of them would have needed.
 */
void report_summarize(struct report *report);

#endif
