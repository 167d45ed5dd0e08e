/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's counter of lost records against the account of a boot. */
#include "account/counter.h"

#include "account/sentence.h"

#include <inttypes.h>

/* The counter is auditd's of this boot when its pid is one that registered in it. */
static bool counter_belongs(const struct account_input *input)
{
	const struct boot *boot = input->boot;

	if (!input->status || !input->status->known || !input->status->pid)
		return false;
	for (size_t i = 0; i < boot->n_settings; i++)
		if (boot->settings[i].kind == BOOT_PID &&
		    boot->settings[i].new_value == input->status->pid)
			return true;
	return boot->auditd.known && boot->auditd.pid == input->status->pid;
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
static bool nothing_lost_later(const struct account *account)
{
	const struct boot *boot = account->input->boot;
	const struct status *status = account->input->status;

	return !status->rate_limit && status->has_wait_time && status->backlog_wait_time &&
	       status->has_wait_time_actual && !status->backlog_wait_time_actual &&
	       account->ledger.registration && !boot->restarts &&
	       !serials_missing(&boot->seen, account->ledger.registration->serial,
				serials_last(&boot->seen));
}

/* Narrows the phases by a total: what the others lost at the least is not left for one. */
static void narrow(struct account *account, uint64_t total, bool exact)
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

static int add_counter(struct account *account, const struct range *lost, bool agrees,
		       const char *rest)
{
	const struct report_evidence evidence = {
		.kind = "status",
		.lost = *lost,
		.counts = true,
		.agrees = agrees,
	};
	uint64_t total = counter_total(account->input);

	return sentence_add_evidence(account->report, &evidence,
				     "the kernel counted %" PRIu64
				     " lost record%s since it booted%s",
				     total, sentence_s(total), rest);
}

/* A count that the log and the journal leave no room for widens the last phase by what is not
 * explained; COUNT_UNBOUNDED where nobody knows how much that is. */
static void note_conflict(struct account *account, uint64_t unexplained)
{
	const struct range more = { .max = unexplained };

	account->conflict = true;
	if (account->ledger.n_phases)
		range_add(&account->phase_lost[account->ledger.n_phases - 1], &more);
}

/*
 * Fewer than the log shows: either the log is not whole, and of what looks lost some was not, or
 * the counter was set back unseen. The bounds hold both, down to what the kernel itself vouches
 * for: the counter where it has nothing of a later time, and what it printed.
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

/* Without the life behind the window nobody knows whether auditd was restarted: then what was
 * printed may be of that time, and bounds nothing; but what it contradicts is not certain. */
static int use_kernellog_alone(struct account *account, const struct report_evidence *evidence)
{
	struct report_evidence unused = *evidence;

	unused.counts = false;
	if (!unused.agrees)
		note_conflict(account, COUNT_UNBOUNDED);
	return sentence_add_evidence(
		account->report, &unused,
		"the last audit_lost= printed near the boot is %" PRIu64
		"%s; whether auditd was restarted by then is in the part of the log that was not read",
		account->input->boot->bootlog.lost,
		unused.agrees ? "" : ", more than log and journal explain");
}

int counter_use_kernellog(struct account *account)
{
	const struct boot *boot = account->input->boot;
	struct range sum = account_sum(account);
	struct report_evidence evidence = {
		.kind = "kernel-log",
		.lost = { .min = boot->bootlog.lost, .max = COUNT_UNBOUNDED },
		.counts = true,
		.agrees = boot->bootlog.lost <= sum.max,
	};

	if (!boot->bootlog.lost || boot->restarts)
		return 0;
	if (account->input->life_unread)
		return use_kernellog_alone(account, &evidence);
	if (!evidence.agrees)
		note_conflict(account, COUNT_UNBOUNDED);
	account->known.min = boot->bootlog.lost;
	return sentence_add_evidence(
		account->report, &evidence,
		"the last audit_lost= printed before auditd registered is %" PRIu64
		": so many were lost by then%s",
		boot->bootlog.lost, evidence.agrees ? "" : ", more than log and journal explain");
}

/* Without auditd nothing was taken over: all that the kernel counted was lost at boot. */
static int use_without_auditd(struct account *account)
{
	const struct range lost = {
		.min = counter_total(account->input),
		.max = COUNT_UNBOUNDED,
	};

	account->known.min = lost.min;
	account->no_auditd = true;
	return add_counter(account, &lost, true, ", and no auditd has registered");
}

/* A later loss makes the counter larger, a reset makes it smaller: without the life behind the
 * window it bounds nothing on either side. */
static int note_unused(struct account *account)
{
	const struct report_evidence evidence = { .kind = "status", .agrees = true };
	uint64_t total = counter_total(account->input);

	return sentence_add_evidence(
		account->report, &evidence,
		"the kernel's counter stands at %" PRIu64
		"; later losses and resets are in the part of the log that was not read, so it was not used",
		total);
}

int counter_use(struct account *account)
{
	struct range sum = account_sum(account);
	struct range lost = { .min = 0, .max = 0 };
	bool free_of_later, open;

	if (!account->input->status || !account->input->status->known)
		return 0;
	lost.max = counter_total(account->input);
	if (account->ledger.start == LEDGER_NO_LOG && !account->input->status->pid)
		return use_without_auditd(account);
	if (account->input->life_unread)
		return note_unused(account);
	if (!counter_belongs(account->input))
		return add_counter(
			account, &lost, false,
			"; no auditd of this boot has the pid it names, so it was not used");
	if (!account->ledger.n_phases)
		return add_counter(account, &lost, true, "");
	free_of_later = nothing_lost_later(account);
	account->nothing_later = free_of_later;
	if (lost.max < sum.min) {
		note_shortage(account, lost.max);
		return add_counter(
			account, &lost, false,
			", fewer than the other sources show: these are damaged or were altered, or it was reset");
	}
	open = sum.max > lost.max || sum.max != sum.min;
	narrow(account, lost.max, free_of_later);
	account->counter_used = true;
	if (sum.max >= lost.max) {
		account->known.max = lost.max;
		if (free_of_later)
			account->known.min = lost.max;
	}
	lost.min = free_of_later ? lost.max : 0;
	if (sum.max < lost.max && free_of_later) {
		note_conflict(account, lost.max - sum.max);
		return add_counter(
			account, &lost, false,
			", more than log and journal explain, though nothing speaks for a later loss");
	}
	if (sum.max < lost.max)
		return add_counter(
			account, &lost, true,
			", more than this boot can have lost before auditd: they were lost later");
	if (!free_of_later && open)
		return add_counter(account, &lost, true, "; some of them may have been lost later");
	return add_counter(account, &lost, true, free_of_later ? ", none of them later" : "");
}
