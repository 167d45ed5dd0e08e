/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The limit to boot with: configured, needed, recommended. Pure. */
#ifndef AUBACKLOG_LIMIT_H
#define AUBACKLOG_LIMIT_H

#include "analysis/ledger.h"
#include "analysis/report.h"
#include "evidence/rules.h"

/* The limit that STIG and CIS require. */
#define LIMIT_FLOOR 8192

/*
 * Bytes of kernel memory that a queued record takes: a sk_buff (256) and its buffer, which is 2048
 * for AUDIT_BUFSIZ (1024) with its header, and 16384 at most (MAX_AUDIT_MESSAGE_LENGTH 8970).
 * Source: kernel/audit.c audit_buffer_alloc(), audit_expand(); net/core/skbuff.c __alloc_skb().
 */
#define LIMIT_RECORD_BYTES 2304
#define LIMIT_RECORD_BYTES_MAX 16640

/*
 * The longest queue that is ever recommended, unless a longer one is configured: 9 GiB of kernel
 * memory, ten times what the worst boots ask for. A need beyond it is damage or forgery, or a
 * machine that no queue helps; beyond 2^32 - 1 the kernel reads no limit and keeps 64.
 */
#define LIMIT_MAX (1u << 22)

/* The largest limit that is configured anywhere. A zeroed struct has none. */
struct limit_configured {
	bool known;
	uint64_t limit;	   /* 0 = unlimited */
	const char *where; /* the first file that has it, or NULL; the caller's */
};

/* Takes the limit of one more place into account; 0 = unlimited, which is the largest. */
void limit_configure(struct limit_configured *configured, uint64_t limit, const char *where);

/* The same of -b in the rules, which lifts a limit of the boot only when it is too late: none (0)
 * asks for nothing at boot. */
void limit_configure_rules(struct limit_configured *configured, const struct rules *rules,
			   const char *where);

/* Whether a limit is at least another one; 0 = unlimited. */
bool limit_reaches(uint64_t limit, uint64_t wanted);

/* Everything by which the limit is chosen. */
struct limit_basis {
	bool given;			    /* the user names it: neither floor nor need count */
	uint64_t limit;			    /* the one that is named; 0 = unlimited */
	uint64_t floor;			    /* of the policy, in records; 0: none */
	const struct recommendation *needs; /* of the boots in the evidence; or NULL */
	struct limit_configured configured; /* which is never lowered */
};

/* The limit before anything that is configured raises it; 0 = unlimited. */
uint64_t limit_wanted(const struct limit_basis *basis);

/* The limit to boot with; 0 = unlimited. The only place where it is chosen. */
uint64_t limit_choose(const struct limit_basis *basis);

/* "audit=1 audit_backlog_limit=8192"; the caller frees it. */
char *limit_arguments(uint64_t limit);

/* The need of a boot. */
struct limit_need {
	const struct ledger *ledger;	/* NULL when the boot could not be accounted */
	const struct range *phase_lost; /* slots, per phase of the ledger */
	bool lags;			/* kauditd holds, which can come to a record late */
	bool refused;			/* callers were: with room they would have made more */
	uint64_t unseen_limit; /* that rules perhaps set in a record that was lost; 0: none that
				  matters */
	uint64_t at_least; /* slots by all sources, where the phases do not tell all of them; or 0
			    */
};

/*
 * Recommends for one boot.
 * Takes: its need; the floor; the limit that its command line and rules configure. Gives: a
 * recommendation that owns its arguments.
 */
struct recommendation limit_recommend(const struct limit_need *need, uint64_t floor,
				      const struct limit_configured *configured);

/*
 * Computes the loss under another boot limit than the boot's own.
 * Takes: a need with a ledger, and the limit (0 = unlimited). Gives: the range of lost slots.
 */
struct range limit_what_if(const struct limit_need *need, uint64_t limit);

/* Whether the first asks for more than the second. */
bool limit_exceeds(const struct recommendation *left, const struct recommendation *right);

/* Copies; the copy owns its arguments. */
struct recommendation limit_copy(const struct recommendation *from);

#endif
