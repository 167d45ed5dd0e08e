/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Records lost after auditd's registration. */
#include "analysis/account.h"

/* The kernel counts every loss since it booted: those that are not of the boot came later. */
static struct range count_late_loss(const struct account *account)
{
	const struct range *boot = &account->report->records_lost;
	struct range later = { .max = COUNT_UNBOUNDED };
	uint64_t total;

	if (!account->counter_used)
		return later;
	if (account->nothing_later)
		return (struct range){ 0 };
	total = counter_total(account->input);
	later.max = total > boot->min ? total - boot->min : 0;
	/* Where throttled prints count too, what it has beyond the boot need not be a loss. */
	later.min = total > boot->max && account->kernel.counts_prints == KERNELS_NO
			    ? total - boot->max
			    : 0;
	return later;
}

uint64_t late_loss_missing(const struct account *account)
{
	const struct boot *boot = account->input->boot;
	const struct ledger *ledger = &account->ledger;
	const uint64_t from = ledger->handed_over ? ledger->handed_over : 0;
	uint64_t missing = 0;

	/* Where reading stopped early, serials are missing that come later, out of order. */
	if (from && !account->input->life_unread)
		missing = serials_missing(&boot->seen, from, serials_last(&boot->seen));
	return missing > boot->restarts ? missing - boot->restarts : 0;
}

static void claim_causes(struct account *account)
{
	const struct status *status = account->input->status;
	const uint64_t *named = account->input->boot->bootlog.later_reasons;
	const size_t before = account->report->claims.count;

	for (size_t i = 0; i < BOOTLOG_REASONS; i++)
		if (named[i])
			claims_add(account,
				   (struct claim){ .kind = CLAIM_CAUSE_NAMED, .reason = i });
	if (account->counter_used && status->rate_limit && !named[KMSG_RATE_LIMIT])
		claims_add(account, (struct claim){ .kind = CLAIM_CAUSE_RATE_LIMIT,
						    .reason = KMSG_RATE_LIMIT,
						    .count = status->rate_limit });
	if (account->counter_used && status->backlog_wait_time_actual)
		claims_add(account, (struct claim){ .kind = CLAIM_CAUSE_WAITED,
						    .reason = KMSG_BACKLOG_LIMIT });
	if (account->report->claims.count == before)
		claims_add(account, (struct claim){ .kind = CLAIM_CAUSE_UNKNOWN });
}

/* What was lost between two statuses of one auditd was lost after it registered. */
static void compare_statuses(struct account *account)
{
	const struct status *older = account->input->status, *newer = account->input->later_status;
	struct report_later *later = &account->report->later;

	if (!newer || !newer->known || !older || !older->known)
		return;
	later->since = (struct report_since){
		.known = true,
		.other_auditd = newer->pid != older->pid,
		.from = older->lost,
		.to = newer->lost,
		.waited =
			newer->backlog_wait_time_actual > older->backlog_wait_time_actual
				? newer->backlog_wait_time_actual - older->backlog_wait_time_actual
				: 0,
	};
	if (later->since.other_auditd || !older->pid)
		return;
	later->lost.min += newer->lost - older->lost;
	if (later->lost.max != COUNT_UNBOUNDED)
		later->lost.max += newer->lost - older->lost;
}

void late_loss_find(struct account *account)
{
	struct report_later *later = &account->report->later;
	const uint64_t missing = late_loss_missing(account);
	const uint64_t printed = account->input->boot->bootlog.printed;

	later->unread_bytes = account->input->life_unread;
	later->lost = count_late_loss(account);
	/* Where kauditd may have held on, what is missing behind the registration can be of the
	 * boot. */
	if (later->lost.min < missing && missing <= later->lost.max &&
	    account->kernel.drains == KERNELS_NO)
		later->lost.min = missing;
	/* What the kernel printed at any time, beyond what the boot can have lost. */
	if (account->kernel.counts_prints == KERNELS_NO &&
	    printed > account->report->records_lost.max &&
	    printed - account->report->records_lost.max > later->lost.min)
		later->lost.min = printed - account->report->records_lost.max;
	if (account->input->boot->bootlog.told_later && !later->lost.min && later->lost.max)
		later->lost.min = 1;
	compare_statuses(account);
	if (later->lost.min)
		claim_causes(account);
}
