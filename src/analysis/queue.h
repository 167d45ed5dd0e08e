/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hold queue as a model: arrivals against room. Pure. */
#ifndef AUBACKLOG_QUEUE_H
#define AUBACKLOG_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Records that arrive one after the other under one limit. Until auditd registers nothing leaves
 * the hold queue, so the order within a batch does not change the count. Source: kernel/audit.c
 * kauditd_hold_skb(): a record is queued while the length is below the limit, 0 means no limit, and
 * a record that does not fit is dropped; the limit is the one at that moment.
 */
struct queue_batch {
	uint64_t slots;	    /* records, EOE included */
	bool at_boot_limit; /* under the limit that the kernel command line sets; otherwise under
			       the next field */
	uint64_t limit;	    /* a limit set later (-b); 0 = unlimited */
};

/* Gives the sum of the batches: held and lost together, under any limit. */
uint64_t queue_demand(const struct queue_batch *batches, size_t count);

/* Gives how many of the records the queue holds under a boot limit (0 = unlimited). */
uint64_t queue_held(const struct queue_batch *batches, size_t count, uint64_t boot_limit);

/*
 * Finds the smallest boot limit that loses nothing. Gives: true and the limit, at least 1 (0 would
 * be unlimited); false when a limit set later is itself too small.
 */
bool queue_minimum(const struct queue_batch *batches, size_t count, uint64_t *ret_limit);

#endif
