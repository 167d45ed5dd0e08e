/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's counter of lost records against the account of a boot. */
#ifndef AUBACKLOG_COUNTER_H
#define AUBACKLOG_COUNTER_H

#include "analysis/account.h"

/* What the kernel counted since it booted: a reset of the counter gives back what it took. */
uint64_t counter_total(const struct account_input *input);

/*
 * Raises the loss to the largest audit_lost= that the kernel log has from before auditd, and claims
 * so. What the other sources leave no room for is a conflict.
 */
void counter_use_kmsg(struct account *account);

/*
 * Narrows the account by the counter, where it is of this boot, and claims what the
 * counter says and whether it agrees. Where it contradicts the log the account is widened to hold
 * both: it excludes the count of a counter of this boot only where the kernel itself printed a
 * larger one. The counter covers the whole time since the boot.
 */
void counter_use(struct account *account);

#endif
