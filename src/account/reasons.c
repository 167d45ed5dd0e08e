/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why a verdict is not clean, or a count not exact. */
#include "account/reasons.h"

#include "account/sentence.h"

#include <inttypes.h>
#include <stdlib.h>

/* An unknown limit loses nothing as long as no serial is missing; a queue that did lose something
 * was full. */
static bool nothing_missing(const struct ledger_phase *phase)
{
	return !phase->missing_events && !phase->cut_events;
}

static int reason_for_start(struct account *account)
{
	const struct ledger *ledger = &account->ledger;
	uint64_t first = serials_first(&account->input->boot->seen);

	switch (ledger->start) {
	case LEDGER_MID_LIFE:
		return sentence_add_reason(
			account->report,
			"The log begins in the middle of a boot (its first serial is %" PRIu64
			"): what came before auditd is not in it.",
			first);
	case LEDGER_NOTHING_HELD:
		return sentence_add_reason(
			account->report,
			"No record from before auditd's registration is in the log (its first serial is %" PRIu64
			"): the boot had no audit=1, or the log does not reach back to it.",
			first);
	case LEDGER_HEAD_MISSING:
		return sentence_add_reason(
			account->report,
			"The log does not hold the first records of the boot (it begins with serial %" PRIu64
			"): how full the queue was cannot be told.",
			first);
	case LEDGER_NO_LOG:
		return sentence_add_reason(
			account->report,
			account->no_auditd
				? "No auditd has registered with the kernel: no limit is large enough until one runs (systemctl status auditd)."
				: "There is no audit log of this boot: auditd wrote none, or it is gone.");
	case LEDGER_WHOLE:
		break;
	}
	if (!ledger->registration)
		return sentence_add_reason(
			account->report,
			"auditd's registration (audit_pid=) is not in the log: where the queue was handed over cannot be told.");
	return 0;
}

static int reason_for_phase(struct account *account, const struct ledger_phase *phase)
{
	uint64_t misfit = (uint64_t)llabs(phase->misfit);

	if (!phase->limit_known)
		return nothing_missing(phase)
			       ? sentence_add_reason(
					 account->report,
					 "The limit of this boot is not known, and with it whether the last record still fitted.")
			       : sentence_add_reason(
					 account->report,
					 "The limit of this boot is not known: no change of it is in the log, and there is no command line of this boot.");
	if (phase->misfit > 0)
		return sentence_add_reason(
			account->report,
			"Serials are missing although %" PRIu64 " of %" PRIu64
			" slots were still free: the log is not complete, or the limit was smaller.",
			misfit, phase->limit);
	if (phase->misfit < 0)
		return sentence_add_reason(
			account->report,
			"The log holds %" PRIu64 " records more than a queue of %" PRIu64
			" can: some came past it just before the hand-over, or the limit was larger.",
			misfit, phase->limit);
	if (phase->late)
		return sentence_add_reason(
			account->report,
			"%" PRIu64
			" record%s made while the queue was full (EOE counted) and still came through, because kauditd lagged behind: the minimum has room for them.",
			phase->late, phase->late == 1 ? " was" : "s were");
	if (!phase->lost.min && phase->lost.max && !account->report->exact)
		return sentence_add_reason(
			account->report,
			"The queue was filled to its last slot: whether the end of the last event still fitted is not in the audit log.");
	return 0;
}

/* What the policy floor would have taken, in a form that a person can weigh who knows the machine.
 */
static int reason_for_floor(struct account *account, uint64_t events)
{
	uint64_t held = 0, floor = account->input->floor;

	for (size_t i = 0; i < account->ledger.n_phases; i++)
		held += account->ledger.phases[i].held;
	/* More than a thousand records each is more than anybody need weigh. */
	if (floor <= held || (floor - held) / events < 2 || (floor - held) / events > 1000)
		return 0;
	return sentence_add_reason(account->report,
				   "A limit of %" PRIu64
				   " would have held all of it if %s at most %" PRIu64
				   " records%s.",
				   floor, events == 1 ? "that event had" : "these events had",
				   (floor - held) / events, events == 1 ? "" : " each on average");
}

/* Events whose loss is not known to the record. */
static uint64_t open_events(const struct account *account)
{
	uint64_t events = 0;

	for (size_t i = 0; i < account->ledger.n_rows; i++) {
		const struct report_row *row = &account->ledger.rows[i];

		events += row->lost.min != row->lost.max ? row->events : 0;
	}
	return events;
}

static int reason_for_open(struct account *account)
{
	const char *rest =
		account->counter_used
			? "The counter leaves a range, because it may hold a later loss."
		: account->input->life_unread
			? "The counter of that boot (auditctl -s) can tell with what follows the window, which was not read."
			: "The counter of that boot (auditctl -s) can tell.";
	uint64_t events = open_events(account);

	if (!events)
		return 0;
	if (events == 1)
		return sentence_add_reason(
			account->report,
			"How many records one lost or cut event had is not in the evidence. %s",
			rest);
	return sentence_add_reason(account->report,
				   "How many records %" PRIu64
				   " lost or cut events had is not in the evidence. %s",
				   events, rest);
}

static int reason_for_window(struct account *account)
{
	const struct window *window = &account->input->boot->window;
	int code = 0;

	if (window->altered)
		code = sentence_add_reason(
			account->report,
			"%" PRIu64
			" event%s more than one SYSCALL record, which the kernel does not make: this is not what auditd wrote.",
			window->altered, window->altered == 1 ? " has" : "s have");
	if (code == 0 && window->repeated && window->twins)
		code = sentence_add_reason(
			account->report,
			"Lines of this log came twice. %" PRIu64
			" more came twice in a row, as the kernel may have meant them, and are counted.",
			window->twins);
	return code;
}

int reasons_for_bounds(struct account *account)
{
	const struct ledger *ledger = &account->ledger;
	uint64_t events = 0;
	int code = account_is_off(account) ? 0 : reason_for_start(account);

	if (code == 0)
		code = reason_for_window(account);
	if (code == 0 && account->conflict)
		return sentence_add_reason(
			account->report,
			"The sources contradict each other: see what the evidence says. None of them was averaged away.");
	for (size_t i = 0; i < ledger->n_phases && code == 0 && account->from_start; i++) {
		code = reason_for_phase(account, &ledger->phases[i]);
		events += ledger->phases[i].missing_events + ledger->phases[i].cut_events;
	}
	if (code < 0 || !events ||
	    account->report->records_lost.min == account->report->records_lost.max)
		return code;
	code = reason_for_open(account);
	return code < 0 ? code : reason_for_floor(account, events);
}

int reasons_for_blind(struct account *account)
{
	const struct report_boot *report = account->report;
	const struct cmdline *cmdline = account->input->cmdline;
	int code = 0;

	if (account_is_off(account))
		code = sentence_add_reason(
			account->report,
			"The command line has %s: what happened before auditd was dropped without being counted.",
			cmdline->audit == CMDLINE_AUDIT_OFF ? "audit=0" : "no audit=1");
	for (size_t i = 0; i < report->n_blind && code == 0; i++) {
		if (account_is_off(account) && !report->blind[i].by)
			continue; /* the same, once more */
		code = sentence_add_reason(
			account->report,
			"Auditing was off for a while before the boot was through%s%s: what happened then left no record and no count.",
			report->blind[i].by ? ", turned off by " : "",
			report->blind[i].by ? report->blind[i].by : "");
	}
	return code;
}
