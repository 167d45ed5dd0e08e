/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The findings on a boot, as data. */
#include "analysis/claims.h"

#include "analysis/account.h"
#include "util/xalloc.h"

#include <string.h>

void claims_done(struct claims *claims)
{
	free(claims->list);
	*claims = (struct claims){ 0 };
}

void claims_add(struct account *account, struct claim claim)
{
	struct claims *claims = &account->report->claims;

	claims->list = xreallocarray(claims->list, claims->count + 1, sizeof(*claims->list));
	claims->list[claims->count++] = claim;
}

/* The log alone, before any counter. */
static void claim_log(struct account *account)
{
	const uint64_t repeated = account->input->boot->window.repeated;
	struct claim claim = {
		.kind = CLAIM_LOG_COMPLETE,
		.remark = repeated ? CLAIM_REPEATED : CLAIM_PLAIN,
		.extra = repeated,
		.lost = account_log_sum(account),
		.counts = true,
		.agrees = true,
	};

	for (size_t i = 0; i < account->ledger.n_phases; i++) {
		const struct ledger_phase *phase = &account->ledger.phases[i];

		claim.count += phase->missing_events;
		claim.of += phase->cut_events;
		claim.records += phase->held;
	}
	if (claim.count || claim.of)
		claim.kind = CLAIM_LOG;
	if (account->ledger.n_phases)
		claims_add(account, claim);
}

/* Log and journal together. */
static void claim_journal(struct account *account)
{
	const struct ledger *ledger = &account->ledger;
	const struct boot *boot = account->input->boot;
	struct claim claim = {
		.kind = CLAIM_JOURNAL,
		.lost = account_sum(account),
		.counts = true,
		.agrees = true,
	};

	for (size_t i = 0; i < ledger->n_phases; i++) {
		claim.of += ledger->phases[i].missing_events;
		claim.count += ledger->phases[i].recovered;
	}
	for (size_t i = 0; i < ledger->n_rows; i++)
		claim.records += ledger->rows[i].recovered_from ? ledger->rows[i].lost.min : 0;
	if (!boot->secondary.journal.n_events) {
		claim.kind = CLAIM_JOURNAL_CLOSED;
		claim.counts = false;
	} else if (!boot->records) {
		claim.kind = CLAIM_JOURNAL_WITHOUT_LOG;
		claim.count = boot->secondary.journal.n_events;
		claim.of = boot->secondary.journal.events[0].serial;
		claim.counts = false;
	} else if (!claim.of && !claim.records) {
		claim.kind = CLAIM_JOURNAL_NOTHING;
	}
	if (*boot->id)
		claims_add(account, claim);
}

void claims_add_logs(struct account *account)
{
	claim_log(account);
	claim_journal(account);
}

static void claim_cmdline(struct account *account)
{
	const struct cmdline *cmdline = account->input->cmdline;
	const struct report_boot *report = account->report;
	const bool of_boot = report->boot_limit_source == LIMIT_FROM_RECORD ||
			     report->boot_limit_source == LIMIT_FROM_KERNEL_LOG;
	struct claim claim = { .kind = CLAIM_CMDLINE_DEFAULT, .agrees = true };

	if (!cmdline || !cmdline->known)
		return;
	claim.audit = cmdline->audit;
	claim.count = cmdline->limit;
	claim.text = cmdline->unparsable;
	if (cmdline->limit_unparsable)
		claim.kind = CLAIM_CMDLINE_UNPARSABLE;
	else if (cmdline->limit_given)
		claim.kind = cmdline->limit ? CLAIM_CMDLINE_LIMIT : CLAIM_CMDLINE_UNLIMITED;
	if (!account->cmdline_usable)
		claim.remark = CLAIM_OTHER_BOOT;
	else if (of_boot && report->boot_limit != cmdline->limit)
		claim.remark = CLAIM_OTHER_LIMIT;
	else if (!of_boot && account->ledger.n_phases && account->ledger.phases[0].misfit)
		claim.remark = CLAIM_MISFIT;
	claim.agrees = claim.remark == CLAIM_PLAIN;
	claims_add(account, claim);
}

static void claim_rules(struct account *account)
{
	const struct rules *rules = account->input->rules;
	struct claim claim = { .kind = CLAIM_RULES_WITHOUT, .agrees = true };

	if (!rules || !rules->known)
		return;
	if (rules->backlog_limit.given)
		claim.kind = CLAIM_RULES_LIMIT;
	claim.count = rules->backlog_limit.value;
	claims_add(account, claim);
}

void claims_add_settings(struct account *account)
{
	claim_cmdline(account);
	claim_rules(account);
}

/* Of windows beyond these the times are listed, and no more is said. */
#define BLIND_TOLD 4

static void claim_blind(struct account *account)
{
	const struct report_boot *report = account->report;
	const bool off = account_is_off(account);

	if (off)
		claims_add(account, (struct claim){ .kind = CLAIM_OFF,
						    .audit = account->input->cmdline->audit });
	for (size_t i = 0; i < report->blind.count && i < BLIND_TOLD; i++) {
		const struct report_blind *blind = &report->blind.list[i];

		/* Where nobody turned it off, CLAIM_OFF has said so. */
		if (!off || blind->serial)
			claims_add(account,
				   (struct claim){ .kind = CLAIM_BLIND,
						   .remark = blind->by	     ? CLAIM_BY
							     : blind->serial ? CLAIM_BY_NOBODY
									     : CLAIM_PLAIN,
						   .text = blind->by,
						   .count = blind->serial });
	}
}

/* The name is cut off at the 15 characters that the kernel keeps (TASK_COMM_LEN). */
static bool is_by_journald(const struct report_blind *blind)
{
	return blind->by && strncmp(blind->by, "systemd-journald", 15) == 0;
}

/* One cure for journald and one for anybody else, by the first time each turned auditing off. */
static void claim_cures_of(struct account *account, const struct report_blinds *blinds,
			   bool *by_journald, bool *by_other)
{
	for (size_t i = 0; i < blinds->count; i++) {
		const struct report_blind *blind = &blinds->list[i];
		const bool journald = is_by_journald(blind);
		bool *told = journald ? by_journald : by_other;

		if (blind->serial && !*told)
			claims_add(account,
				   (struct claim){ .kind = journald ? CLAIM_CURE_JOURNALD
								    : CLAIM_CURE_TURNED_OFF,
						   .remark = blind->by ? CLAIM_BY : CLAIM_BY_NOBODY,
						   .text = blind->by,
						   .count = blind->serial });
		*told |= blind->serial > 0;
	}
}

/* Jiffies that somebody notices: a second or so, as the kernel lets each caller wait 60. */
static bool is_long_wait(const struct status *status)
{
	return status->backlog_wait_time_actual >= 100 &&
	       status->backlog_wait_time_actual >= status->backlog_wait_time / 60;
}

/* A full main queue has callers wait, auditd among them (kernel/audit.c audit_log_start()). */
static void claim_stalls(struct account *account)
{
	const struct status *status = account->input->status;
	const struct status *newer = account->input->later_status;

	if (!status || !status->known)
		return;
	if (newer && newer->known)
		status = newer;
	if (is_long_wait(status))
		claims_add(account, (struct claim){ .kind = CLAIM_CURE_STALL,
						    .count = status->backlog_wait_time_actual,
						    .of = status->backlog_wait_time });
	if (status->backlog_limit && status->backlog >= status->backlog_limit)
		claims_add(account, (struct claim){ .kind = CLAIM_CURE_FULL_NOW,
						    .count = status->backlog,
						    .of = status->backlog_limit });
}

/* Whether auditing was off from the start, and not turned off by somebody. */
static bool is_blind_from_start(const struct report_boot *report)
{
	return report->verdict == VERDICT_BLIND &&
	       (!report->blind.count || !report->blind.list[0].serial);
}

static void claim_cures(struct account *account)
{
	bool by_journald = false, by_other = false;

	claim_stalls(account);
	if (is_blind_from_start(account->report))
		claims_add(account, (struct claim){ .kind = CLAIM_CURE_AUDIT_ON });
	claim_cures_of(account, &account->report->blind, &by_journald, &by_other);
	claim_cures_of(account, &account->report->later.blind, &by_journald, &by_other);
}

static void claim_start(struct account *account)
{
	const enum ledger_start start = account->ledger.start;
	static const enum claim_kind kinds[] = {
		[LEDGER_MID_LIFE] = CLAIM_MID_LIFE,
		[LEDGER_NOTHING_HELD] = CLAIM_NOTHING_HELD,
		[LEDGER_HEAD_MISSING] = CLAIM_HEAD_MISSING,
	};
	struct claim claim = { .count = serials_first(&account->input->boot->seen) };

	if (start == LEDGER_NO_LOG)
		takeover_claim(account);
	if (start == LEDGER_NO_LOG || (start == LEDGER_WHOLE && account->ledger.registration))
		return;
	claim.kind = account->no_queue	     ? CLAIM_NOTHING_OLDER
		     : start == LEDGER_WHOLE ? CLAIM_NO_REGISTRATION
					     : kinds[start];
	claims_add(account, claim);
}

static void claim_window(struct account *account)
{
	const struct window *window = &account->input->boot->window;

	if (window->altered)
		claims_add(account,
			   (struct claim){ .kind = CLAIM_ALTERED, .count = window->altered });
	if (window->repeated && window->twins)
		claims_add(account, (struct claim){ .kind = CLAIM_TWINS, .count = window->twins });
}

/* An unknown limit loses nothing as long as no serial is missing; a queue that did lose something
 * was full. */
static void claim_phase(struct account *account, const struct ledger_phase *phase)
{
	const bool missing = phase->missing_events || phase->cut_events;
	struct claim claim = { .of = phase->limit };

	if (!phase->limit_known) {
		claim.kind = missing ? CLAIM_LIMIT_UNKNOWN : CLAIM_LIMIT_UNKNOWN_CLOSE;
	} else if (phase->misfit) {
		claim.kind = phase->misfit > 0 ? CLAIM_SLOTS_FREE : CLAIM_SLOTS_EXCEEDED;
		claim.count = (uint64_t)llabs(phase->misfit);
		if (!phase->limit)
			claim.kind = CLAIM_UNLIMITED;
	} else if (phase->astray) {
		claim.kind = CLAIM_ASTRAY;
		claim.count = phase->astray;
	} else if (phase->late) {
		claim.kind =
			account->report->verdict == VERDICT_UNKNOWN ? CLAIM_LATE_OPEN : CLAIM_LATE;
		claim.count = phase->late;
	} else if (!phase->lost.min && phase->lost.max && !account->report->exact) {
		claim.kind = CLAIM_LAST_SLOT;
	} else {
		return;
	}
	claims_add(account, claim);
}

/* The change that a later part of the queue was held by; NULL where the boot's limit had to hold
 * all of it. */
static const struct report_change *find_early_raise(const struct report_boot *report)
{
	const struct report_change *raise = NULL;

	for (size_t i = 0; i < report->n_changes; i++)
		if (report->changes[i].before_registration)
			raise = &report->changes[i];
	return raise;
}

/* Why a limit that is smaller than the need would have lost nothing. */
static void claim_early_raise(struct account *account)
{
	const struct report_boot *report = account->report;
	const struct recommendation *advice = &report->recommendation;
	const struct report_change *raise = find_early_raise(report);

	if (!raise || !advice->raised_early)
		return;
	claims_add(account,
		   (struct claim){
			   .kind = CLAIM_RAISED_EARLY,
			   .remark = advice->minimum_known ? CLAIM_PLAIN : CLAIM_AT_LEAST,
			   .count = advice->minimum,
			   .of = report->demand.max == COUNT_UNBOUNDED ? report->demand.min
								       : report->demand.max,
			   .extra = raise->serial,
		   });
}

/* Events whose loss is not known to the record. */
static void claim_open(struct account *account)
{
	const struct report_boot *report = account->report;
	struct claim claim = {
		.kind = CLAIM_OPEN,
		.remark = account->counter_used && !account->input->boot->bootlog.source
				  ? CLAIM_COUNTER_OPEN_ALONE
			  : account->counter_used			 ? CLAIM_COUNTER_OPEN
			  : account->kernel.counts_prints == KERNELS_YES ? CLAIM_COUNTER_OF_PRINTS
			  : account->input->life_unread			 ? CLAIM_LIFE_TELLS
									 : CLAIM_COUNTER_TELLS,
	};

	for (size_t i = 0; i < report->n_rows; i++)
		if (report->rows[i].lost.min != report->rows[i].lost.max)
			claim.count += report->rows[i].events;
	if (claim.count)
		claims_add(account, claim);
}

/* How many records each of these events may have had for the policy floor to hold them all:
 * somebody who knows the machine can judge that. */
static void claim_floor(struct account *account, uint64_t events)
{
	const uint64_t floor = account->input->floor, held = account->report->records_held;
	const struct claim claim = {
		.kind = CLAIM_FLOOR,
		.of = floor,
		.count = events,
		.records = floor > held ? (floor - held) / events : 0,
	};

	/* That an event had more than a thousand records need not be judged. */
	if (claim.records >= 2 && claim.records <= 1000)
		claims_add(account, claim);
}

static void claim_kernel(struct account *account)
{
	const struct ledger *ledger = &account->ledger;

	if (account->input->boot->bootlog.refused && ledger->n_phases)
		claims_add(account, (struct claim){ .kind = CLAIM_MAIN_QUEUE });
	if (ledger->dropped)
		claims_add(account, (struct claim){ .kind = CLAIM_REGISTRATION_LOST,
						    .count = ledger->handed_over });
	if (ledger->registration && ledger->handed_over > ledger->registration->serial + 1)
		claims_add(account, (struct claim){ .kind = CLAIM_DRAINED });
	if (account->lowered &&
	    account->report->records_lost.min != account->report->records_lost.max)
		claims_add(account, (struct claim){ .kind = CLAIM_LOWERED });
	else if (account->full_behind && account->report->verdict == VERDICT_UNKNOWN)
		claims_add(account, (struct claim){ .kind = CLAIM_BEHIND });
	if (account->perhaps_blind && account->report->verdict != VERDICT_BLIND)
		claims_add(account, (struct claim){ .kind = CLAIM_PERHAPS_BLIND });
}

static void claim_bounds(struct account *account)
{
	const struct range *lost = &account->report->records_lost;
	uint64_t events = 0;

	for (size_t i = 0; i < account->ledger.n_phases && account->from_start; i++) {
		const struct ledger_phase *phase = &account->ledger.phases[i];

		claim_phase(account, phase);
		events += phase->missing_events + phase->cut_events;
	}
	if (!events || lost->min == lost->max)
		return;
	claim_open(account);
	claim_floor(account, events);
}

void claims_add_reasons(struct account *account)
{
	claim_blind(account);
	if (!account_is_off(account) || account->ledger.start == LEDGER_NO_LOG)
		claim_start(account);
	claim_window(account);
	claim_kernel(account);
	claim_early_raise(account);
	if (account->conflict)
		claims_add(account, (struct claim){ .kind = CLAIM_CONFLICT });
	else
		claim_bounds(account);
	claim_cures(account);
}
