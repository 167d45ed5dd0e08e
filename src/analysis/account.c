/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The loss of one boot, bounded phase by phase. */
#include "analysis/account.h"

#include "analysis/limit.h"
#include "util/xalloc.h"

void account_done(struct account *account)
{
	ledger_done(&account->ledger);
	free(account->phase_lost);
}

/* The log is not as auditd wrote it: lines that came twice may be counted twice. */
static bool is_suspect(const struct window *window)
{
	return window->altered || (window->repeated && window->twins);
}

/* Behind the first line of a log whose head is missing so many serials may be of events that began
 * before it. */
#define HEAD_EVENTS 64

/* A queue that was not full lost nothing: where serials are missing all the same, or nothing tells
 * whether it was, the log has perhaps not all of its lines. */
static struct range bound_phase(const struct account *account, const struct ledger_phase *phase)
{
	const struct serials *seen = &account->input->boot->seen;
	const bool unproven =
		account->ledger.start == LEDGER_WHOLE
			? phase->misfit || !phase->limit_known
			: !phase->missing_events ||
				  serials_missing(seen, seen->first, seen->first + HEAD_EVENTS);

	return (struct range){
		.min = unproven || phase->lost.min < phase->astray
			       ? 0
			       : phase->lost.min - phase->astray,
		.max = phase->misfit || phase->astray || !phase->limit_known ? COUNT_UNBOUNDED
									     : phase->lost.max,
	};
}

static void lower_bounds(struct account *account, uint64_t less)
{
	for (size_t i = account->ledger.n_phases; i > 0 && account_sum(account).min > 1; i--) {
		struct range *lost = &account->phase_lost[i - 1];
		const uint64_t part = less < lost->min ? less : lost->min;

		lost->min -= part;
		less -= part;
	}
}

/*
 * The hand-over can come between an EOE and what stands before it, which only the counter tells.
 * Where the loss is known but for that, it is assumed not to have (ASSUMED_EOE), unless records
 * came late and the last one that was lost is a PROCTITLE: kauditd was behind just then.
 */
static void bound_parting(struct account *account)
{
	const struct ledger *ledger = &account->ledger;
	const struct range sum = account_sum(account);
	const bool behind = ledger->ends_with_proctitle && ledger->n_phases &&
			    ledger->phases[ledger->n_phases - 1].late;
	const uint64_t less = sum.min != sum.max ? ledger->parted : behind;

	lower_bounds(account, less);
	account->parted = ledger->parted - less;
}

/* Whether more was made before auditd than a queue takes, which is as long as the hold queue: the
 * main queue may have been full too. */
static bool find_beyond_queue(const struct account *account)
{
	const struct ledger *ledger = &account->ledger;
	bool beyond = false;
	uint64_t slots = 0;

	for (size_t i = 0; i < ledger->n_phases; i++) {
		const struct ledger_phase *phase = &ledger->phases[i];

		slots += phase->held + phase->late + (phase->lost.max > 0);
		beyond |= !limit_reaches(phase->limit, slots) || !phase->limit_known;
	}
	return account->filled && beyond;
}

/*
 * Callers that the main queue refused before auditd have no serial and are in no journal: where
 * more was made than it takes, its limit being the same, and the kernel log is not there or names
 * refusals, only the counter (later) bounds how many.
 */
static void bound_refusals(struct account *account)
{
	const size_t count = account->ledger.n_phases;
	const struct bootlog *bootlog = &account->input->boot->bootlog;

	account->beyond = find_beyond_queue(account);
	if (account->beyond && (!bootlog->source || bootlog->refused))
		account->phase_lost[count - 1].max = COUNT_UNBOUNDED;
}

/* So many slots the order of concurrent events may be off. */
#define EDGE_BLUR 8

/* Whether older kernels, which hold on behind the registration until their queue is empty, may have
 * filled it there, and an event at that place have lost a part of itself unseen. */
static bool may_lose_behind(const struct account *account, uint64_t slots)
{
	const struct window *window = &account->input->boot->window;
	const uint64_t limit = account->ledger.lowest_limit;

	for (size_t i = window_from(window, account->ledger.handed_over);
	     limit && i < window->n_events && slots <= limit + EDGE_BLUR; i++) {
		const struct window_event *event = &window->events[i];

		slots += event->records + (event->eoe_follows || event->proctitle);
		if (slots + EDGE_BLUR > limit &&
		    (event->records > 1 || event->eoe_follows || event->proctitle_follows))
			return true;
	}
	return false;
}

/*
 * What kauditd had not come to when auditd registered, and in older kernels what was made then, is
 * held by the limit that rules may have set by then. Where that was perhaps full, an event may have
 * lost a part of itself unseen.
 */
static void bound_behind(struct account *account)
{
	const struct ledger *ledger = &account->ledger;
	const size_t count = ledger->n_phases;
	uint64_t slots = 0;

	if (!count || !account->from_start)
		return;
	for (size_t i = 0; i < count; i++)
		slots += ledger->phases[i].held;
	slots += ledger->phases[count - 1].late;
	account->lowered = ledger->lowest_limit != ledger->phases[count - 1].limit &&
			   !limit_reaches(ledger->lowest_limit, slots);
	account->full_behind =
		!account_sum(account).max &&
		(account->kernel.drains == KERNELS_NO
			 ? ledger->phases[count - 1].more &&
				   !limit_reaches(ledger->lowest_limit,
						  slots + ledger->phases[count - 1].more)
			 : may_lose_behind(account, slots));
	if (account->lowered || account->full_behind) {
		account->phase_lost[count - 1].max = COUNT_UNBOUNDED;
		account->filled = true;
	}
}

void account_bound(struct account *account)
{
	struct ledger *ledger = &account->ledger;

	account->from_start = ledger->registration && ledger->start == LEDGER_WHOLE;
	account->fits = account->from_start && ledger->n_phases &&
			!is_suspect(&account->input->boot->window);
	account->overflow_certain = true;
	account->known.max = COUNT_UNBOUNDED;
	account->phase_lost = xcalloc(ledger->n_phases + 1, sizeof(*account->phase_lost));
	for (size_t i = 0; i < ledger->n_phases; i++) {
		const struct ledger_phase *phase = &ledger->phases[i];

		account->fits &= phase->limit_known && !phase->misfit && !phase->astray;
		account->overflow_certain &= phase->misfit <= 0 || !account->from_start;
		account->filled |= phase->filled || !phase->limit_known;
		account->phase_lost[i] = bound_phase(account, phase);
	}
	if ((ledger->behind_open || ledger->dropped) && ledger->n_phases) {
		account->fits = false;
		account->phase_lost[ledger->n_phases - 1].max = COUNT_UNBOUNDED;
	}
	bound_parting(account);
	bound_refusals(account);
	bound_behind(account);
}

struct range account_sum(const struct account *account)
{
	struct range sum = { 0 };

	for (size_t i = 0; i < account->ledger.n_phases; i++)
		range_add(&sum, &account->phase_lost[i]);
	if (!account->from_start || !account->ledger.n_phases)
		sum.max = COUNT_UNBOUNDED;
	if (sum.min < account->known.min)
		sum.min = account->known.min;
	if (sum.max > account->known.max)
		sum.max = account->known.max;
	return sum;
}

struct range account_log_sum(const struct account *account)
{
	struct range sum = { 0 };

	for (size_t i = 0; i < account->ledger.n_phases; i++) {
		struct range lost = account->ledger.phases[i].log_lost;

		if (account->phase_lost[i].max == COUNT_UNBOUNDED)
			lost.max = COUNT_UNBOUNDED;
		if (account->ledger.phases[i].misfit > 0)
			lost.min = 0;
		range_add(&sum, &lost);
	}
	if (!account->from_start)
		sum.max = COUNT_UNBOUNDED;
	return sum;
}

bool account_is_off(const struct account *account)
{
	return account->cmdline_usable && account->input->cmdline->audit != CMDLINE_AUDIT_ON;
}

static void assume(struct account *account, enum report_assumption assumption)
{
	account->report->assumed[assumption] = true;
}

/* Whether a count rests on what another source has, and no counter confirms it. */
static bool rests_on_journal(const struct account *account)
{
	for (size_t i = 0; i < account->ledger.n_rows; i++)
		if (account->ledger.rows[i].recovered_from)
			return true;
	return false;
}

/* Whether lines that are gone from the middle of events, which leaves no gap, would change what is
 * said: the queue was perhaps full after all, or what looks lost was not. */
static bool rests_on_whole_log(const struct account *account)
{
	const struct range *lost = &account->report->records_lost;
	bool nearly = false, missing = false;

	for (size_t i = 0; i < account->ledger.n_phases; i++) {
		nearly |= account->ledger.phases[i].perhaps_full;
		missing |= account->ledger.phases[i].missing_events > 0;
	}
	return lost->min ? !missing && !account->counted && !account->known.min
			 : account->report->exact && nearly;
}

void account_assume(struct account *account)
{
	if (rests_on_whole_log(account))
		assume(account, ASSUMED_LOG);
	if (account->input->collected && !account->counted &&
	    account->known.min < account->report->records_lost.min)
		assume(account, ASSUMED_COLLECTOR);
	if (account->counted && account->nothing_later && account->report->records_lost.min)
		assume(account, ASSUMED_KERNEL_LOG);
	if (account->report->records_lost.max == COUNT_UNBOUNDED || account->counted ||
	    !account->beyond)
		return;
	if (account->parted)
		assume(account, ASSUMED_EOE);
	if (rests_on_journal(account))
		assume(account, ASSUMED_JOURNAL);
	assume(account, ASSUMED_MAIN_QUEUE);
}
