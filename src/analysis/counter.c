/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's counter of lost records against the account of a boot. */
#include "analysis/account.h"

/* The counter is auditd's of this boot when its pid is one that registered in it. */
static bool counter_belongs(const struct account_input *input)
{
	const struct boot *boot = input->boot;

	if (!input->status || !input->status->known || status_shows_nobody(input->status))
		return false;
	/* Where nothing tells who registered, nothing speaks against it. */
	return boot_has_auditd(boot, input->status->pid) ||
	       (!boot->records && !boot_has_auditds(boot));
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
 * Whether nothing was lost after the hand-over: no serial is missing there, there is no rate limit,
 * and the kernel log speaks of no loss. A caller that must not sleep is refused without a serial
 * and without having waited, so that no other sign of it is left (kernel/audit.c
 * audit_log_start()).
 */
static bool is_nothing_lost_later(const struct account *account)
{
	const struct boot *boot = account->input->boot;

	for (size_t i = 0; i < BOOTLOG_REASONS; i++)
		if (boot->bootlog.later_reasons[i])
			return false;
	return boot->bootlog.source && !account->input->status->rate_limit && !boot->restarts &&
	       account->kernel.counts_prints == KERNELS_NO &&
	       boot->bootlog.printed <= counter_total(account->input) &&
	       !late_loss_missing(account);
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
 * explain; COUNT_UNBOUNDED where nobody knows how much that is. Where the queue was never full it
 * contradicts them. */
static void note_unexplained(struct account *account, uint64_t unexplained)
{
	const struct range more = { .max = unexplained };

	account->conflict |= !account->beyond;
	account->refused |= account->beyond;
	if (account->ledger.n_phases)
		range_add(&account->phase_lost[account->ledger.n_phases - 1], &more);
}

/* Whether callers may have been refused: the main queue was full at some time, for all that is
 * known. Otherwise it is assumed that it was not (ASSUMED_MAIN_QUEUE). */
static bool is_refusal_likely(const struct account *account)
{
	const struct status *status = account->input->status;

	return account->beyond &&
	       (!status->has_wait_time_actual || status->backlog_wait_time_actual ||
		account->input->boot->bootlog.refused);
}

/*
 * The counter has fewer than the log shows: either the log is not whole, and some records only look
 * lost, or the counter was reset unseen. The bounds hold both, down to the kernel's own figures:
 * what the counter has of the boot, and the largest count it printed.
 */
static void note_shortage(struct account *account, uint64_t left)
{
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

/* The losses of the boot that the kernel log tells of. Without a log of the boot a count that it
 * printed is the boot's also where its reason is not there. */
static uint64_t count_printed_losses(const struct account *account)
{
	const struct bootlog *bootlog = &account->input->boot->bootlog;

	if (account->ledger.start != LEDGER_NO_LOG || bootlog->later ||
	    bootlog->printed < bootlog->lost)
		return bootlog->lost;
	return bootlog->printed;
}

static enum claim_kind kind_of_kernel_log(const struct account *account)
{
	if (!account->input->boot->bootlog.printed)
		return CLAIM_KERNEL_LOG_FULL;
	return account->ledger.start == LEDGER_NO_LOG ? CLAIM_KERNEL_LOG_ALONE : CLAIM_KERNEL_LOG;
}

/* Without a log of the boot nothing tells when auditd registered: a loss that the kernel log ties
 * to neither side of it is said, and bounds nothing. */
static void claim_unplaced(struct account *account)
{
	const struct bootlog *bootlog = &account->input->boot->bootlog;
	bool told = bootlog->printed;

	for (size_t i = 0; i < BOOTLOG_REASONS; i++)
		told |= bootlog->later_reasons[i] > 0;
	if (told && account->ledger.start == LEDGER_NO_LOG &&
	    account->kernel.counts_prints != KERNELS_YES)
		claims_add(account,
			   (struct claim){ .kind = CLAIM_KERNEL_LOG_UNPLACED,
					   .count = bootlog->printed ? bootlog->printed : 1,
					   .agrees = true });
}

void counter_use_kmsg(struct account *account)
{
	const struct boot *boot = account->input->boot;
	const uint64_t lost = count_printed_losses(account);
	const bool explained = lost <= account_sum(account).max;
	struct claim claim = {
		.kind = kind_of_kernel_log(account),
		.remark = explained	    ? CLAIM_PLAIN
			  : account->beyond ? CLAIM_PERHAPS_REFUSED
					    : CLAIM_UNEXPLAINED,
		.count = lost,
		.lost = { .min = lost, .max = COUNT_UNBOUNDED },
		.counts = true,
		.agrees = explained || account->beyond,
	};

	if (!lost)
		claim_unplaced(account);
	if (!lost || boot->restarts)
		return;
	if (account->kernel.counts_prints != KERNELS_NO) {
		claim.kind = CLAIM_KERNEL_LOG_OLD;
		claim.counts = false;
		claims_add(account, claim);
		return;
	}
	if (!explained)
		note_unexplained(account, COUNT_UNBOUNDED);
	/* Where the log after the window was not read, auditd may have been restarted and the
	 * message be of that time: it bounds nothing, but a count that it contradicts is not
	 * certain. */
	if (account->input->life_unread) {
		claim.kind = CLAIM_KERNEL_LOG_UNREAD;
		claim.counts = false;
	} else {
		account->known.min = lost;
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

/*
 * A counter with more than log and journal explain: later losses, or callers that were refused
 * before auditd, which only the counter and the kernel log tell. Where the kernel log names neither
 * and nobody waited for the main queue, that is a contradiction.
 */
static enum claim_remark use_surplus(struct account *account, uint64_t surplus)
{
	const bool likely = is_refusal_likely(account);
	const uint64_t later = late_loss_missing(account);

	/* A queue that was never full refused nobody. */
	if (surplus <= later || !account->beyond || (!likely && !account->nothing_later))
		return CLAIM_LATER;
	note_unexplained(account, surplus - later);
	account->conflict |= !likely;
	if (!likely)
		return CLAIM_BEYOND;
	return account->nothing_later ? CLAIM_REFUSED : CLAIM_REFUSED_OR_LATER;
}

/* Somebody took over, and no log tells what was lost by then: so many at the most, as long as
 * auditing was on and the kernel counted. */
static void use_without_log(struct account *account, const struct range *lost)
{
	const struct cmdline *cmdline = account->input->cmdline;

	if (cmdline && cmdline->known && cmdline->audit == CMDLINE_AUDIT_ON) {
		account->known.max = lost->max;
		account->counter_used = true;
	}
	claim_counter(account, lost, true, lost->max ? CLAIM_POSSIBLY_LATER : CLAIM_PLAIN);
}

/* A counter of this boot that is not below the minimum of the sources. */
static void use_own_counter(struct account *account, const struct range *sum, uint64_t total)
{
	const bool open = sum->max > total || sum->max != sum->min;
	const uint64_t missing = late_loss_missing(account), later = missing < total ? missing : 0;
	struct range lost = { .max = total };
	enum claim_remark remark = open ? CLAIM_POSSIBLY_LATER : CLAIM_PLAIN;

	account->counter_used = true;
	if (sum->max < total) {
		remark = use_surplus(account, total - sum->max);
		account->nothing_later &= remark == CLAIM_REFUSED;
	} else if (account->nothing_later || sum->min == total) {
		remark = CLAIM_NONE_LATER;
	}
	if (sum->max >= total)
		account->known.max = total;
	if (account->nothing_later && account->known.min < total)
		account->known.min = total;
	if (account->nothing_later || sum->min == total)
		lost.min = total;
	narrow_phases(account, total, account->nothing_later);
	account->counted = account->nothing_later || sum->min == total - later;
	account->nothing_later &= sum->min != total || sum->max != total;
	claim_counter(account, &lost, remark != CLAIM_BEYOND, remark);
}

static bool is_of_old_kernel(const struct account *account)
{
	return account->kernel.counts_drops != KERNELS_YES;
}

/* EOEs that count as lost came past the queue: the counter has fewer. */
static bool use_parted(struct account *account, const struct range *sum, uint64_t total)
{
	const struct range lost = { .min = total, .max = total };

	if (total + account->parted < sum->min)
		return false;
	note_shortage(account, total);
	account->conflict = false;
	account->known = lost;
	account->counter_used = account->counted = true;
	account->nothing_later = false;
	narrow_phases(account, total, true);
	claim_counter(account, &lost, true, CLAIM_PARTED);
	return true;
}

/* What is missing where nothing tells whether the queue was full: it is no certain loss, but a
 * counter that has less was perhaps set back unseen. */
static uint64_t count_missing(const struct account *account)
{
	uint64_t missing = 0;

	for (size_t i = 0; i < account->ledger.n_phases; i++)
		if (!account->ledger.phases[i].limit_known)
			missing += account->ledger.phases[i].missing_events;
	return missing;
}

static void use_counter_of_boot(struct account *account, uint64_t total)
{
	const struct range sum = account_sum(account);

	account->nothing_later = is_nothing_lost_later(account);
	if (total >= sum.min && total >= count_missing(account)) {
		use_own_counter(account, &sum, total);
	} else if (total >= sum.min || !use_parted(account, &sum, total)) {
		const struct range lost = { .min = 0, .max = total };

		note_shortage(account,
			      account->nothing_later && !is_refusal_likely(account) ? total : 0);
		claim_counter(account, &lost, false, CLAIM_FEWER);
	}
}

void counter_use(struct account *account)
{
	const struct status *status = account->input->status;
	struct range lost = { .min = 0, .max = 0 };

	if (!status || !status->known)
		return;
	lost.max = counter_total(account->input);
	if (account->ledger.start == LEDGER_NO_LOG && status_shows_nobody(status))
		use_without_auditd(account);
	else if (account->input->life_unread)
		/* A later loss makes the counter larger, a reset smaller: it bounds nothing. */
		claims_add(account, (struct claim){ .kind = CLAIM_COUNTER_UNREAD,
						    .count = lost.max,
						    .agrees = true });
	else if (!counter_belongs(account->input))
		claim_counter(account, &lost, status->pid_unknown,
			      status->pid_unknown ? CLAIM_NO_PID : CLAIM_OTHER_AUDITD);
	else if (is_of_old_kernel(account))
		claims_add(account, (struct claim){ .kind = CLAIM_COUNTER_OLD,
						    .count = lost.max,
						    .agrees = true });
	else if (account->ledger.start == LEDGER_NO_LOG)
		use_without_log(account, &lost);
	else if (!account->ledger.n_phases)
		claim_counter(account, &lost, true, CLAIM_PLAIN);
	else
		use_counter_of_boot(account, lost.max);
}
