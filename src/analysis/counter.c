/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's counter of lost records against the account of a boot. */
#include "analysis/account.h"

/* The counter is auditd's of this boot when its pid is one that registered in it. */
static bool counter_belongs(const struct account_input *input)
{
	return input->status && input->status->known && input->status->pid &&
	       boot_has_auditd(input->boot, input->status->pid);
}

uint64_t counter_total(const struct account_input *input)
{
	uint64_t lost = input->status->lost;

	for (size_t i = 0; i < input->boot->n_settings; i++)
		if (input->boot->settings[i].kind == BOOT_LOST)
			lost += input->boot->settings[i].old_value;
	return lost;
}

/*
 * Whether nothing can have been lost after the registration: no serial is missing there, there is
 * no rate limit, and no caller ever had to wait for room in the main queue, though callers do wait
 * (kernel/audit.c audit_log_start(): only past that wait are records refused, without taking a
 * serial).
 */
static bool is_nothing_lost_later(const struct account *account)
{
	const struct boot *boot = account->input->boot;
	const struct status *status = account->input->status;

	return !status->rate_limit && status->has_wait_time && status->backlog_wait_time &&
	       status->has_wait_time_actual && !status->backlog_wait_time_actual &&
	       account->ledger.registration && !boot->restarts &&
	       !serials_missing(&boot->seen, account->ledger.registration->serial,
				serials_last(&boot->seen));
}

/* Narrows the phases by a total: each lost at most the total less the minimum of the others. */
static void narrow_phases(struct account *account, uint64_t total, bool exact)
{
	uint64_t certain = 0;
	size_t open = 0, last_open = 0;

	for (size_t i = 0; i < account->ledger.n_phases; i++)
		certain += account->phase_lost[i].min;
	for (size_t i = 0; i < account->ledger.n_phases; i++) {
		struct range *lost = &account->phase_lost[i];
		uint64_t most = total - (certain - lost->min);

		if (lost->max > most)
			lost->max = most;
		if (lost->max != lost->min) {
			open++;
			last_open = i;
		}
	}
	if (exact && open == 1)
		account->phase_lost[last_open].min = account->phase_lost[last_open].max;
}

static void claim_counter(struct account *account, const struct range *lost, bool agrees,
			  enum claim_remark remark)
{
	claims_add(account, (struct claim){
				    .kind = CLAIM_COUNTER,
				    .remark = remark,
				    .count = counter_total(account->input),
				    .lost = *lost,
				    .counts = true,
				    .agrees = agrees,
			    });
}

/* A count beyond the bounds of log and journal widens the last phase by the part that they do not
 * explain; COUNT_UNBOUNDED where nobody knows how much that is. */
static void note_conflict(struct account *account, uint64_t unexplained)
{
	const struct range more = { .max = unexplained };

	account->conflict = true;
	if (account->ledger.n_phases)
		range_add(&account->phase_lost[account->ledger.n_phases - 1], &more);
}

/*
 * The counter has fewer than the log shows: either the log is not whole, and some records only look
 * lost, or the counter was reset unseen. The bounds hold both, down to the kernel's own figures:
 * the counter where it has nothing of a later time, and the largest count it printed.
 */
static void note_shortage(struct account *account, uint64_t total)
{
	uint64_t left = account->nothing_later ? total : 0;

	account->conflict = true;
	if (left < account->known.min)
		left = account->known.min;
	for (size_t i = 0; i < account->ledger.n_phases; i++) {
		struct range *lost = &account->phase_lost[i];

		if (lost->min > left)
			lost->min = left;
		left -= lost->min;
	}
}

void counter_use_kmsg(struct account *account)
{
	const struct boot *boot = account->input->boot;
	const bool explained = boot->bootlog.lost <= account_sum(account).max;
	struct claim claim = {
		.kind = CLAIM_KERNEL_LOG,
		.remark = explained ? CLAIM_PLAIN : CLAIM_UNEXPLAINED,
		.count = boot->bootlog.lost,
		.lost = { .min = boot->bootlog.lost, .max = COUNT_UNBOUNDED },
		.counts = true,
		.agrees = explained,
	};

	if (!boot->bootlog.lost || boot->restarts)
		return;
	if (!explained)
		note_conflict(account, COUNT_UNBOUNDED);
	/* Where the log after the window was not read, auditd may have been restarted and the
	 * message be of that time: it bounds nothing, but a count that it contradicts is not
	 * certain. */
	if (account->input->life_unread) {
		claim.kind = CLAIM_KERNEL_LOG_UNREAD;
		claim.counts = false;
	} else {
		account->known.min = boot->bootlog.lost;
	}
	claims_add(account, claim);
}

/* Without auditd nothing was taken over: all that the kernel counted was lost at boot. */
static void use_without_auditd(struct account *account)
{
	const struct range lost = {
		.min = counter_total(account->input),
		.max = COUNT_UNBOUNDED,
	};

	account->known.min = lost.min;
	account->no_auditd = true;
	claim_counter(account, &lost, true, CLAIM_WITHOUT_AUDITD);
}

/* A counter of this boot that is not below the minimum of the sources. */
static void use_own_counter(struct account *account, const struct range *sum, uint64_t total)
{
	const bool none_later = account->nothing_later;
	const bool open = sum->max > total || sum->max != sum->min;
	const struct range lost = { .min = none_later ? total : 0, .max = total };
	enum claim_remark remark = none_later ? CLAIM_NONE_LATER
				   : open     ? CLAIM_POSSIBLY_LATER
					      : CLAIM_PLAIN;

	narrow_phases(account, total, none_later);
	account->counter_used = true;
	if (sum->max >= total) {
		account->known.max = total;
		if (none_later)
			account->known.min = total;
	} else {
		remark = none_later ? CLAIM_BEYOND : CLAIM_LATER;
		if (none_later)
			note_conflict(account, total - sum->max);
	}
	claim_counter(account, &lost, remark != CLAIM_BEYOND, remark);
}

void counter_use(struct account *account)
{
	const struct status *status = account->input->status;
	const struct range sum = account_sum(account);
	struct range lost = { .min = 0, .max = 0 };

	if (!status || !status->known)
		return;
	lost.max = counter_total(account->input);
	if (account->ledger.start == LEDGER_NO_LOG && !status->pid) {
		use_without_auditd(account);
	} else if (account->input->life_unread) {
		/* A later loss makes the counter larger, a reset smaller: it bounds nothing. */
		claims_add(account, (struct claim){ .kind = CLAIM_COUNTER_UNREAD,
						    .count = lost.max,
						    .agrees = true });
	} else if (!counter_belongs(account->input)) {
		claim_counter(account, &lost, false, CLAIM_OTHER_AUDITD);
	} else if (!account->ledger.n_phases) {
		claim_counter(account, &lost, true, CLAIM_PLAIN);
	} else {
		account->nothing_later = is_nothing_lost_later(account);
		if (lost.max >= sum.min) {
			use_own_counter(account, &sum, lost.max);
			return;
		}
		note_shortage(account, lost.max);
		claim_counter(account, &lost, false, CLAIM_FEWER);
	}
}
