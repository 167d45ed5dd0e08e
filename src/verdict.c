/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verdict on one boot. */
#define _GNU_SOURCE
#include "verdict.h"

#include "blind.h"
#include "cleanup.h"
#include "ledger.h"
#include "recommendation.h"
#include "sentence.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/*
 * With several processors kauditd can lag, so that the edge is off by a few records. A gap in
 * serials while more slots than these were free is no overflow of the limit that we know.
 */
#define BLUR_SLOTS 8

/* What the verdict works with. */
struct account {
	const struct verdict_input *input;
	struct report_boot *report;
	struct ledger ledger;
	struct range *phase_lost; /* a phase each */
	bool from_start;	  /* records from before auditd are there, and where they end */
	bool fits;		  /* the fill rule came out even in every phase */
	bool overflow_certain;	  /* missing serials are explained by a full queue */
	bool cmdline_usable;	  /* the command line is of this boot, as far as the log tells */
};

void verdict_done(struct report_boot *boot)
{
	struct report report = { .boots = malloc(sizeof(*boot)), .n_boots = 1 };

	if (!report.boots)
		return;
	*report.boots = *boot;
	report_done(&report);
}

static void account_done(struct account *account)
{
	ledger_done(&account->ledger);
	free(account->phase_lost);
}

static char *copy(const char *text)
{
	return text ? strdup(text) : NULL;
}

static int identify(struct account *account)
{
	const struct boot *boot = account->input->boot;
	struct report_boot *report = account->report;

	report->index = account->input->index;
	report->boot_id = copy(account->input->boot_id);
	report->node = copy(boot->node);
	report->kernel = copy(boot->auditd.kernel);
	report->auditd = copy(boot->auditd.version);
	report->auditd_pid = boot->auditd.pid;
	report->first_ms = boot->first_ms;
	if ((account->input->boot_id && !report->boot_id) || (boot->node && !report->node) ||
	    (boot->auditd.kernel && !report->kernel) || (boot->auditd.version && !report->auditd))
		return -ENOMEM;
	return 0;
}

/* Records from before auditd prove audit=1: a command line without it is of another boot. */
static bool cmdline_fits(const struct verdict_input *input)
{
	const struct boot_setting *registration = boots_first_setting(input->boot, BOOT_PID, true);
	const struct window *window = &input->boot->window;

	if (!input->cmdline || !input->cmdline->known)
		return false;
	return input->cmdline->audit == CMDLINE_AUDIT_ON || !registration || !window->n_events ||
	       window->events[0].serial + 1 >= registration->serial;
}

static void find_limit(struct account *account)
{
	const struct boot_setting *change =
		boots_first_setting(account->input->boot, BOOT_LIMIT, false);
	const struct cmdline *cmdline = account->input->cmdline;
	struct report_boot *report = account->report;

	account->cmdline_usable = cmdline_fits(account->input);
	report->boot_limit_source = LIMIT_UNKNOWN;
	if (change) {
		report->boot_limit = change->old_value;
		report->boot_limit_source = LIMIT_FROM_RECORD;
	} else if (account->cmdline_usable) {
		report->boot_limit = cmdline->limit;
		report->boot_limit_source =
			cmdline->limit_given ? LIMIT_FROM_CMDLINE : LIMIT_FROM_DEFAULT;
	}
}

static bool phase_fits(const struct ledger_phase *phase)
{
	return phase->limit_known && !phase->misfit && !phase->late;
}

/* The loss that the log itself allows, phase by phase. */
static int bound_phases(struct account *account)
{
	struct ledger *ledger = &account->ledger;

	account->from_start = ledger->registration && ledger->start == LEDGER_WHOLE;
	account->fits = account->from_start && ledger->n_phases;
	account->overflow_certain = true;
	account->phase_lost = calloc(ledger->n_phases + 1, sizeof(*account->phase_lost));
	if (!account->phase_lost)
		return -ENOMEM;
	for (size_t i = 0; i < ledger->n_phases; i++) {
		const struct ledger_phase *phase = &ledger->phases[i];
		uint64_t certain = phase->missing_events + phase->cut_events;
		bool unbounded = certain || phase->misfit || phase->doubt == COUNT_UNBOUNDED ||
				 !phase->limit_known;

		account->fits &= phase_fits(phase);
		if (ledger->start == LEDGER_WHOLE && phase->misfit > BLUR_SLOTS)
			account->overflow_certain = false;
		account->phase_lost[i] = (struct range){
			.min = account->overflow_certain ? certain : 0,
			.max = unbounded ? COUNT_UNBOUNDED : phase->doubt,
		};
	}
	return 0;
}

/* An unknown limit loses nothing as long as no serial is missing; a queue that did lose something
 * was full. */
static bool nothing_missing(const struct ledger_phase *phase)
{
	return !phase->missing_events && !phase->cut_events;
}

static struct range sum_phases(const struct account *account)
{
	struct range sum = { 0 };

	for (size_t i = 0; i < account->ledger.n_phases; i++) {
		const struct range *lost = &account->phase_lost[i];

		sum.min += lost->min;
		if (lost->max == COUNT_UNBOUNDED || sum.max == COUNT_UNBOUNDED)
			sum.max = COUNT_UNBOUNDED;
		else
			sum.max += lost->max;
	}
	if (!account->from_start)
		sum.max = COUNT_UNBOUNDED;
	return sum;
}

/* The counter is auditd's of this boot when its pid is one that registered in it. */
static bool counter_belongs(const struct verdict_input *input)
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

/* What the kernel counted since it booted: a reset gives back what it took. */
static uint64_t counted(const struct verdict_input *input)
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
	struct range sum = sum_phases(account);
	size_t open = 0, last_open = 0;

	for (size_t i = 0; i < account->ledger.n_phases; i++) {
		struct range *lost = &account->phase_lost[i];
		uint64_t most = total - (sum.min - lost->min);

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
	uint64_t total = counted(account->input);

	return sentence_add_evidence(account->report, &evidence,
				     "the kernel counted %" PRIu64
				     " lost record%s since it booted%s",
				     total, sentence_s(total), rest);
}

static int use_counter(struct account *account)
{
	struct range sum = sum_phases(account);
	struct range lost = { .min = 0, .max = 0 };
	bool free_of_later, open;

	if (!account->input->status || !account->input->status->known)
		return 0;
	lost.max = counted(account->input);
	if (!counter_belongs(account->input))
		return add_counter(
			account, &lost, false,
			"; no auditd of this boot has the pid it names, so it was not used");
	if (!account->ledger.n_phases)
		return add_counter(account, &lost, true, "");
	if (lost.max < sum.min)
		return add_counter(account, &lost, false,
				   ", fewer than are missing from the log: it was not used");
	free_of_later = nothing_lost_later(account);
	open = sum.max > lost.max || sum.max != sum.min;
	narrow(account, lost.max, free_of_later);
	lost.min = free_of_later ? lost.max : 0;
	if (sum.max < lost.max)
		return add_counter(
			account, &lost, true,
			", more than this boot can have lost before auditd: they were lost later");
	if (!free_of_later && open)
		return add_counter(account, &lost, true, "; some of them may have been lost later");
	return add_counter(account, &lost, true, free_of_later ? ", none of them later" : "");
}

/* What the log alone says, before any counter. */
static int add_log_evidence(struct account *account)
{
	const struct ledger *ledger = &account->ledger;
	struct range lost = sum_phases(account);
	const struct report_evidence evidence = {
		.kind = "audit-log",
		.lost = lost,
		.counts = true,
		.agrees = true,
	};
	uint64_t missing = 0, cut = 0, held = 0;

	for (size_t i = 0; i < ledger->n_phases; i++) {
		missing += ledger->phases[i].missing_events;
		cut += ledger->phases[i].cut_events;
		held += ledger->phases[i].held;
	}
	if (!ledger->n_phases)
		return 0;
	if (missing || cut)
		return sentence_add_evidence(account->report, &evidence,
					     "%" PRIu64 " event%s missing whole, %" PRIu64
					     " cut, before auditd registered; %" PRIu64
					     " records were held",
					     missing, missing == 1 ? " is" : "s are", cut, held);
	return sentence_add_evidence(account->report, &evidence,
				     "no serial is missing before auditd registered; %" PRIu64
				     " records were held",
				     held);
}

static int add_cmdline_evidence(struct account *account)
{
	const struct cmdline *cmdline = account->input->cmdline;
	const struct report_boot *report = account->report;
	static const char *const audit[] = {
		[CMDLINE_AUDIT_ABSENT] = "no audit=1",
		[CMDLINE_AUDIT_ON] = "audit=1",
		[CMDLINE_AUDIT_OFF] = "audit=0",
	};
	struct report_evidence evidence = { .kind = "cmdline", .agrees = true };
	const char *why = "";

	if (!cmdline || !cmdline->known)
		return 0;
	if (!account->cmdline_usable) {
		evidence.agrees = false;
		why = "; the log has records from before auditd, so it is of another boot and was not used";
	} else if (report->boot_limit_source == LIMIT_FROM_RECORD &&
		   report->boot_limit != cmdline->limit) {
		evidence.agrees = false;
		why = "; the log says that the boot began with another limit, and is believed";
	}
	if (cmdline->limit_unparsable)
		return sentence_add_evidence(
			account->report, &evidence,
			"%s, audit_backlog_limit=%s, which the kernel cannot read: it keeps %" PRIu64
			"%s",
			audit[cmdline->audit], cmdline->unparsable, cmdline->limit, why);
	if (cmdline->limit_given)
		return sentence_add_evidence(account->report, &evidence,
					     "%s, audit_backlog_limit=%" PRIu64 "%s%s",
					     audit[cmdline->audit], cmdline->limit,
					     cmdline->limit ? "" : " (unlimited)", why);
	return sentence_add_evidence(account->report, &evidence,
				     "%s, no audit_backlog_limit=: the kernel's default of %" PRIu64
				     "%s",
				     audit[cmdline->audit], cmdline->limit, why);
}

static int add_rules_evidence(struct account *account)
{
	const struct rules *rules = account->input->rules;
	const struct report_evidence evidence = { .kind = "rules", .agrees = true };

	if (!rules || !rules->known)
		return 0;
	if (!rules->backlog_limit.given)
		return sentence_add_evidence(account->report, &evidence,
					     "no -b: the limit of the boot stays");
	return sentence_add_evidence(account->report, &evidence,
				     "-b %" PRIu64 ", in force once the rules are loaded",
				     rules->backlog_limit.value);
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
			" slots were free: the log is not complete, or the limit was smaller.",
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
			" record%s made while the queue was full and still came through: kauditd lagged behind.",
			phase->late, phase->late == 1 ? " was" : "s were");
	if (phase->doubt)
		return sentence_add_reason(
			account->report,
			"The queue was filled to its last slot: whether the end of the last event still fitted is not in the audit log.");
	return 0;
}

static int reason_for_bounds(struct account *account, const struct range *lost)
{
	const struct ledger *ledger = &account->ledger;
	uint64_t events = 0;
	int code = reason_for_start(account);

	for (size_t i = 0; i < ledger->n_phases && code == 0 && account->from_start; i++) {
		code = reason_for_phase(account, &ledger->phases[i]);
		events += ledger->phases[i].missing_events + ledger->phases[i].cut_events;
	}
	if (code < 0 || !events || lost->min == lost->max)
		return code;
	return sentence_add_reason(
		account->report,
		"The audit log does not tell how many records the %" PRIu64
		" lost or cut event%s had. The counter of that boot (auditctl -s) can.",
		events, sentence_s(events));
}

static int reason_for_blind(struct account *account)
{
	const struct report_boot *report = account->report;
	const struct cmdline *cmdline = account->input->cmdline;
	bool off = account->cmdline_usable && cmdline->audit != CMDLINE_AUDIT_ON;
	int code = 0;

	if (off)
		code = sentence_add_reason(
			account->report,
			"The command line has %s: what happened before auditd was dropped without being counted.",
			cmdline->audit == CMDLINE_AUDIT_OFF ? "audit=0" : "no audit=1");
	for (size_t i = 0; i < report->n_blind && code == 0; i++)
		code = sentence_add_reason(
			account->report,
			"Auditing was off for a while before the boot was through%s%s: what happened then left no record and no count.",
			report->blind[i].by ? ", turned off by " : "",
			report->blind[i].by ? report->blind[i].by : "");
	return code;
}

/* Without audit=1 nothing is held: the first record on disk is of the registration or later, and
 * the log goes back. */
static bool is_blind(const struct account *account)
{
	const struct boot *boot = account->input->boot;
	bool nothing_held = account->ledger.start == LEDGER_NOTHING_HELD;

	if (account->report->n_blind)
		return true;
	if (account->cmdline_usable && account->input->cmdline->audit != CMDLINE_AUDIT_ON)
		return account->ledger.start != LEDGER_MID_LIFE;
	return nothing_held && boot->after_reboot && boot->auditd.known;
}

static int decide(struct account *account)
{
	struct report_boot *report = account->report;
	int code;

	report->records_lost = sum_phases(account);
	report->exact = account->fits && report->records_lost.min == report->records_lost.max;
	if (report->records_lost.min)
		report->verdict = VERDICT_LOST;
	else if (is_blind(account))
		report->verdict = VERDICT_BLIND;
	else if (report->records_lost.max == 0)
		report->verdict = VERDICT_CLEAN;
	else
		report->verdict = VERDICT_UNKNOWN;
	code = reason_for_blind(account);
	if (code == 0)
		code = reason_for_bounds(account, &report->records_lost);
	return code;
}

static uint64_t certain_in_rows(const struct report_boot *report)
{
	uint64_t certain = 0;

	for (size_t i = 0; i < report->n_rows; i++)
		certain += report->rows[i].lost.min;
	return certain;
}

/* Leaves each row no more than the total does when the others lost only what is certain. */
static void narrow_rows(struct report_boot *report)
{
	const uint64_t total = report->records_lost.max;
	uint64_t certain = certain_in_rows(report);
	size_t open = 0, last_open = 0;

	if (total == COUNT_UNBOUNDED || total < certain)
		return;
	for (size_t i = 0; i < report->n_rows; i++) {
		struct range *lost = &report->rows[i].lost;
		uint64_t most = lost->min + (total - certain);

		lost->max = lost->max > most ? most : lost->max;
		if (lost->max == lost->min)
			continue;
		open++;
		last_open = i;
	}
	if (report->exact && open == 1)
		report->rows[last_open].lost.min = report->rows[last_open].lost.max;
}

/* An EOE that is known to be lost makes its event a truncated one. */
static void settle_fates(struct report_boot *report)
{
	for (size_t i = 0; i < report->n_rows; i++) {
		struct report_row *row = &report->rows[i];

		if (row->fate == FATE_HELD && row->lost.min)
			row->fate = FATE_TRUNCATED;
		report->events_truncated += row->fate == FATE_TRUNCATED;
		report->events_lost += row->fate == FATE_LOST ? row->events : 0;
	}
}

static void count_up(struct account *account)
{
	struct report_boot *report = account->report;
	uint64_t late = 0;

	for (size_t i = 0; i < account->ledger.n_phases; i++) {
		report->records_held += account->ledger.phases[i].held;
		late += account->ledger.phases[i].late;
	}
	report->events_seen = account->ledger.events_seen;
	report->demand.min = report->records_held + report->records_lost.min;
	report->demand.max = report->records_lost.max == COUNT_UNBOUNDED || !account->from_start
				     ? COUNT_UNBOUNDED
				     : report->records_held + late + report->records_lost.max;
}

static void move_rows(struct account *account)
{
	struct report_boot *report = account->report;

	report->rows = account->ledger.rows;
	report->n_rows = account->ledger.n_rows;
	account->ledger.rows = NULL;
	account->ledger.n_rows = 0;
	narrow_rows(report);
	settle_fates(report);
}

static size_t row_of(const struct report_boot *report, uint64_t serial)
{
	size_t row = 0;

	while (row < report->n_rows && report->rows[row].serial < serial)
		row++;
	return row;
}

static void set_mark(const struct report_boot *report, const struct boot_setting *setting,
		     struct report_mark *mark)
{
	if (!setting)
		return;
	*mark = (struct report_mark){
		.known = true,
		.serial = setting->serial,
		.time_ms = setting->time_ms,
		.row = row_of(report, setting->serial),
	};
}

/* auditd says when it starts by its own clock and serial: it stands before the first row that is
 * not older. */
static void set_start_mark(const struct account *account)
{
	struct report_boot *report = account->report;
	const struct boot_auditd *auditd = &account->input->boot->auditd;
	size_t row = report->registration.known ? report->registration.row : report->n_rows;

	if (!auditd->known)
		return;
	while (row > 0 && (report->rows[row - 1].time_ms >= auditd->start_ms))
		row--;
	report->auditd_start = (struct report_mark){
		.known = true,
		.time_ms = auditd->start_ms,
		.row = row,
	};
}

static int list_changes(struct account *account)
{
	const struct boot *boot = account->input->boot;
	struct report_boot *report = account->report;

	report->changes = calloc(boot->n_settings + 1, sizeof(*report->changes));
	if (!report->changes)
		return -ENOMEM;
	for (size_t i = 0; i < boot->n_settings; i++) {
		const struct boot_setting *setting = &boot->settings[i];

		if (setting->kind != BOOT_LIMIT || setting->serial > account->ledger.last_serial)
			continue;
		report->changes[report->n_changes++] = (struct report_change){
			.serial = setting->serial,
			.time_ms = setting->time_ms,
			.old_limit = setting->old_value,
			.new_limit = setting->new_value,
			.before_registration =
				account->ledger.registration &&
				setting->serial < account->ledger.registration->serial,
		};
	}
	return 0;
}

static uint64_t largest_configured(const struct account *account)
{
	const struct verdict_input *input = account->input;
	uint64_t largest = account->report->boot_limit;

	if (account->report->boot_limit_source == LIMIT_UNKNOWN)
		largest = 0;
	if (input->rules && input->rules->backlog_limit.given &&
	    input->rules->backlog_limit.value > largest)
		largest = input->rules->backlog_limit.value;
	if (input->cmdline && input->cmdline->limit_given && input->cmdline->limit > largest)
		largest = input->cmdline->limit;
	return largest;
}

static int recommend(struct account *account)
{
	const struct verdict_input *input = account->input;
	struct report_boot *report = account->report;
	const struct recommendation_input wanted = {
		.floor = input->floor,
		.configured = largest_configured(account),
		.unlimited = report->boot_limit_source != LIMIT_UNKNOWN && !report->boot_limit,
	};
	bool accounted = account->from_start && account->overflow_certain &&
			 report->verdict != VERDICT_BLIND;
	int code = recommendation_make(accounted ? &account->ledger : NULL, account->phase_lost,
				       &wanted, &report->recommendation);

	report->what_if_asked = input->what_if_asked;
	report->what_if_limit = input->what_if_limit;
	report->what_if_lost.max = COUNT_UNBOUNDED;
	if (code == 0 && input->what_if_asked && accounted)
		code = recommendation_what_if(&account->ledger, account->phase_lost,
					      input->what_if_limit, &report->what_if_lost);
	return code;
}

static int judge(struct account *account)
{
	struct report_boot *report = account->report;
	int code = identify(account);

	find_limit(account);
	if (code == 0)
		code = ledger_make(account->input->boot, report->boot_limit_source != LIMIT_UNKNOWN,
				   report->boot_limit, &account->ledger);
	if (code == 0)
		code = bound_phases(account);
	if (code == 0)
		code = add_log_evidence(account);
	if (code == 0)
		code = use_counter(account);
	if (code == 0)
		code = add_cmdline_evidence(account);
	if (code == 0)
		code = add_rules_evidence(account);
	if (code == 0)
		code = blind_find(account->input->boot, account->ledger.last_serial, report);
	if (code == 0)
		code = decide(account);
	if (code == 0)
		code = list_changes(account);
	if (code == 0)
		code = recommend(account);
	return code;
}

int verdict_boot(const struct verdict_input *input, struct report_boot *ret_boot)
{
	struct report_boot report = { 0 };
	CLEANUP(account_done) struct account account = { .input = input, .report = &report };
	int code = judge(&account);

	if (code < 0) {
		verdict_done(&report);
		return code;
	}
	move_rows(&account);
	count_up(&account);
	set_mark(&report, account.ledger.registration, &report.registration);
	set_mark(&report, account.ledger.resize, &report.resize);
	set_start_mark(&account);
	*ret_boot = report;
	return 0;
}
