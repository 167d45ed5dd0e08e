/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: the kernel's messages as text. Gives the facts about the audit system in them. */
#ifndef AUBACKLOG_KMSG_H
#define AUBACKLOG_KMSG_H

#include "evidence/kmsg_date.h"
#include "evidence/record.h"
#include "evidence/source.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdint.h>

enum kmsg_kind {
	KMSG_BOOT_ID,	   /* journalctl's line between two boots; text: the id, 32 digits */
	KMSG_VERSION,	   /* "Linux version"; text: the release */
	KMSG_CMDLINE,	   /* text: the command line; printk cuts it at some 1,000 bytes */
	KMSG_STATE,	   /* of auditing at boot; number: 1 on, 0 off */
	KMSG_LIMIT,	   /* audit_backlog_limit= was taken; number: records, 0 = unlimited */
	KMSG_LIMIT_UNREAD, /* it was not; text: its value, number: the limit that stays */
	KMSG_RECORD,	   /* a record, printed because no auditd took it; see below */
	KMSG_LOST,	   /* a record was lost; number: audit_lost, whatever its reason is */
	KMSG_REASON,	   /* why; text: the message, reason */
	KMSG_BACKLOG,	   /* the main queue was over its limit; number: its length */
	KMSG_SUPPRESSED,   /* number: messages that were not printed; text: the function */
};

/* Why a record was lost, as audit_log_lost() is told. */
enum kmsg_reason {
	KMSG_HOLD_QUEUE,    /* full before auditd registered, or while it was gone */
	KMSG_RETRY_QUEUE,   /* full while auditd did not read its socket */
	KMSG_RATE_LIMIT,    /* more records in a second than "auditctl -r" allows */
	KMSG_BACKLOG_LIMIT, /* the main queue full, and the caller may not wait any longer */
	KMSG_PRINTK_LIMIT,  /* up to 4.10: not printed, though it may be held */
	KMSG_AUDITD_GONE,   /* up to 4.9: it could not be sent to auditd */
	KMSG_OUT_OF_MEMORY,
};

/* The meaning of a message. Slices point into it. */
struct kmsg_fact {
	enum kmsg_kind kind;
	uint64_t boot; /* in a file: 0 for the first boot that it holds facts of, and so on; where
			  hosts are apart, boots can be under way at once */
	uint64_t line; /* in a file: from 1 */
	bool timed;
	uint64_t monotonic_us; /* since the kernel's start, when timed */
	struct kmsg_date date; /* that stands with it: when it was printed, or received */
	struct slice host;     /* that stands with it; empty for none */
	struct slice text;     /* see the kinds; of a record its body, which printk cuts at some
				  1,000 bytes; any bytes */
	uint64_t number;
	uint32_t type;	 /* record: its type's number */
	uint32_t serial; /* record */
	int64_t time_ms; /* record: since 1970 UTC */
	enum kmsg_reason reason;
	uint64_t backlog_limit; /* lost, backlog: records, 0 = unlimited */
	bool cut;      /* lost: the line breaks off: no limit, and the number is a lower bound */
	bool panicked; /* reason: and the kernel stopped (failure mode 2) */
};

/*
 * Reads one message (from kmsg_line_scan, or MESSAGE of a kernel entry in the journal).
 * Gives: false when it says nothing of the audit system, the command line or the kernel's version;
 * true and the fact, without boot, line and time.
 * Source: linux kernel/audit.c kauditd_printk_skb(), audit_log_lost(), audit_panic(),
 * audit_enable(), audit_init(), audit_backlog_limit_set(), audit_log_start() of 3.0 to 6.12;
 * lib/ratelimit.c; init/main.c.
 */
bool kmsg_fact(struct slice message, struct kmsg_fact *ret_fact);

/* Takes a fact, which lives until it returns. Gives 0 to go on, a positive value to stop, or
 * -errno to fail with. */
typedef int (*kmsg_sink)(void *context, const struct kmsg_fact *fact);

/*
 * Reads a kernel log to its end, in whatever form (kmsg_line.h, kmsg_entry.h), and gives its facts
 * in the order of the file. A boot ends where a second "Linux version" comes, where the time since
 * the kernel's start falls by more than a second, and at journalctl's line between boots; the last
 * one is the newest. Once a line names its sender, one that begins otherwise is the rest of
 * another's message (journalctl writes such lines), and no message of the kernel is looked for in
 * it.
 * Takes: a descriptor (the caller's), the name that messages use, a sink; whether each host that
 * lines name has boots of its own.
 * Gives: 0 and the account (lines, facts, audit records printed), which source_done frees; sets
 * "apart" where hosts come by turns: what was given is worth nothing then, if they were not kept
 * apart. Otherwise -errno of a read that failed, or of the sink.
 */
int kmsg_read(int fd, const char *name, bool *apart, kmsg_sink sink, void *context,
	      struct source *ret_source, struct error *err);

#endif
