/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The limit to set, from what a boot needed. Pure. */
#ifndef AUBACKLOG_RECOMMENDATION_H
#define AUBACKLOG_RECOMMENDATION_H

#include "account/ledger.h"
#include "account/report.h"

/* What STIG and CIS ask for. */
#define RECOMMENDATION_FLOOR 8192

/*
 * Bytes of kernel memory that a queued record takes: a sk_buff (256) and its buffer, which is 2048
 * for AUDIT_BUFSIZ (1024) with its header, and 16384 at most (MAX_AUDIT_MESSAGE_LENGTH 8970).
 * Source: kernel/audit.c audit_buffer_alloc(), audit_expand(); net/core/skbuff.c __alloc_skb().
 */
#define RECOMMENDATION_RECORD_BYTES 2304
#define RECOMMENDATION_RECORD_BYTES_MAX 16640

/*
 * The longest queue that is ever recommended, unless a longer one is configured: 9 GiB of kernel
 * memory, ten times what the worst boots ask for. A need beyond it is damage or forgery, or a
 * machine that no queue helps; beyond 2^32 - 1 the kernel reads no limit and keeps 64.
 */
#define RECOMMENDATION_MAX (1u << 22)

struct recommendation_input {
	uint64_t floor;
	uint64_t configured; /* the largest limit configured anywhere; 0 none known */
	bool unlimited;	     /* the boot ran without a limit */
};

/*
 * Recommends for one boot.
 * Takes: its ledger (NULL when the boot could not be accounted) and, per phase, the slots that were
 * lost, as ranges. Gives: 0 or -ENOMEM; the recommendation owns its arguments.
 */
int recommendation_make(const struct ledger *ledger, const struct range *phase_lost,
			const struct recommendation_input *input,
			struct recommendation *ret_recommendation);

/*
 * Tells what another boot limit than the boot's own would have lost.
 * Takes: as above, and the limit (0 = unlimited). Gives: the range of lost slots.
 */
int recommendation_what_if(const struct ledger *ledger, const struct range *phase_lost,
			   uint64_t limit, struct range *ret_lost);

/* Whether the first asks for more than the second. */
bool recommendation_exceeds(const struct recommendation *left, const struct recommendation *right);

/* Copies; the copy owns its arguments. Gives 0 or -ENOMEM. */
int recommendation_copy(const struct recommendation *from, struct recommendation *ret_to);

#endif
