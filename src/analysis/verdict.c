/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verdict on one boot. */
#include "analysis/account.h"

#include "analysis/limit.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

static void identify_boot(struct account *account)
{
	const struct boot *boot = account->input->boot;
	struct report_boot *report = account->report;

	report->index = account->input->index;
	report->boot_id = xstrdup_or_null(account->input->boot_id);
	report->node = xstrdup_or_null(boot->node);
	report->host = xstrdup_or_null(boot->node   ? boot->node
				       : boot->host ? boot->host
						    : account->input->host);
	report->kernel = xstrdup_or_null(boot_kernel(boot));
	report->auditd = xstrdup_or_null(boot->auditd.version);
	report->first_ms = boot_first_set_ms(boot);
	if (report->first_ms == TIME_UNKNOWN)
		report->first_ms = boot->first_ms;
}

/* How much older than auditd's start a record is that was held for certain. */
#define HELD_MS 1000

/* Whether nothing in a log is older than the start of auditd that stands in it, by so much. */
static bool is_all_of_auditd(const struct boot *boot, int64_t before_ms)
{
	const struct window *window = &boot->window;

	for (size_t i = 0; i < window->n_events; i++)
		if (window->events[i].time_ms < boot->auditd.start_ms - before_ms)
			return false;
	return boot->auditd.known && window->n_events;
}

/* Whether the kernel's first record on disk was held: serial 1 is what auditd discards. */
static bool has_first_held(const struct boot *boot)
{
	const struct window_event *first = boot->window.events;

	return boot->auditd.known && boot->window.n_events && first->serial <= 2 &&
	       first->time_ms <= boot->auditd.start_ms - HELD_MS;
}

/* Records from before auditd prove audit=1: a command line without it is of another boot. What was
 * made while auditd started was perhaps not held: kauditd came to it behind the registration. */
static bool cmdline_fits(const struct account_input *input)
{
	const struct boot_setting *registration = boot_first_setting(input->boot, BOOT_PID, true);
	const struct window *window = &input->boot->window;

	if (!input->cmdline || !input->cmdline->known)
		return false;
	if (input->cmdline->audit == CMDLINE_AUDIT_ON || !window->n_events)
		return true;
	if (!registration)
		return !has_first_held(input->boot);
	return window->events[0].serial + 1 >= registration->serial ||
	       is_all_of_auditd(input->boot, HELD_MS);
}

/* Whether auditing was off before a change that the log has: one that was made meanwhile left no
 * record (kernel/audit.c audit_do_config_change()). */
static bool is_off_before(const struct boot *boot, const struct boot_setting *change)
{
	for (size_t i = 0; change && i < boot->n_settings; i++) {
		const struct boot_setting *setting = &boot->settings[i];

		if (setting->kind == BOOT_ENABLED && setting->serial < change->serial &&
		    (!setting->new_value || !setting->old_value))
			return true;
	}
	return false;
}

static void find_boot_limit(struct account *account)
{
	const struct boot_setting *change =
		boot_first_setting(account->input->boot, BOOT_LIMIT, false);
	const struct cmdline *cmdline = account->input->cmdline;
	const struct bootlog *bootlog = &account->input->boot->bootlog;
	struct report_boot *report = account->report;

	account->cmdline_usable = cmdline_fits(account->input);
	report->boot_limit_source = LIMIT_UNKNOWN;
	account->changed_unseen = is_off_before(account->input->boot, change) &&
				  !(account->cmdline_usable && cmdline->limit == change->old_value);
	if (change && !account->changed_unseen) {
		report->boot_limit = change->old_value;
		report->boot_limit_source = LIMIT_FROM_RECORD;
	} else if (bootlog->limit_known &&
		   (!account->cmdline_usable ||
		    (bootlog->limit_set && cmdline->limit != bootlog->limit))) {
		report->boot_limit = bootlog->limit;
		report->boot_limit_source = LIMIT_FROM_KERNEL_LOG;
	} else if (account->cmdline_usable) {
		report->boot_limit = cmdline->limit;
		report->boot_limit_source =
			cmdline->limit_given ? LIMIT_FROM_CMDLINE : LIMIT_FROM_DEFAULT;
	}
}

/* Without audit=1 nothing is held: the first record on disk is of the registration or later, and
 * the log goes back. */
static bool is_blind(const struct account *account)
{
	if (account->report->blind.count)
		return true;
	if (account_is_off(account))
		return account->ledger.start != LEDGER_MID_LIFE;
	return account->no_queue;
}

/* No record is from before auditd, and no command line tells of audit=1: what is there may have
 * come to auditd without a hold queue. */
static bool is_perhaps_blind(const struct account *account)
{
	return account->kernel.lags != KERNELS_NO && !account->cmdline_usable &&
	       is_all_of_auditd(account->input->boot, HELD_MS);
}

static void decide_verdict(struct account *account)
{
	struct report_boot *report = account->report;

	report->records_lost = account_sum(account);
	account->perhaps_blind = is_perhaps_blind(account);
	if (account->perhaps_blind)
		report->records_lost.max = COUNT_UNBOUNDED;
	report->exact = account->fits && !account->conflict &&
			report->records_lost.min == report->records_lost.max;
	if (report->records_lost.min)
		report->verdict = VERDICT_LOST;
	else if (is_blind(account))
		report->verdict = VERDICT_BLIND;
	else if (report->records_lost.max == 0)
		report->verdict = VERDICT_CLEAN;
	else
		report->verdict = VERDICT_UNKNOWN;
}

/* Without a log the kernel's word that the hold queue was full tells how many it held. */
static uint64_t held_without_log(const struct account *account)
{
	const struct report_boot *report = account->report;

	return account->input->boot->bootlog.overflowed && report->records_lost.min &&
			       report->boot_limit_source != LIMIT_UNKNOWN
		       ? report->boot_limit
		       : 0;
}

static void count_slots(struct account *account)
{
	struct report_boot *report = account->report;
	uint64_t past_queue = 0; /* more on disk than the queue can have held */
	uint64_t perhaps = 0;	 /* and more that it perhaps held */

	for (size_t i = 0; i < account->ledger.n_phases; i++) {
		const struct ledger_phase *phase = &account->ledger.phases[i];

		report->records_held += phase->held;
		report->held.min += phase->held - phase->spare;
		perhaps += phase->more + phase->late;
		past_queue += phase->misfit < 0 ? (uint64_t)-phase->misfit : 0;
	}
	report->held.max = report->records_held + perhaps;
	if (!limit_reaches(account->ledger.highest_limit, report->held.max))
		report->held.max = account->ledger.highest_limit > report->records_held
					   ? account->ledger.highest_limit
					   : report->records_held;
	if (account->ledger.start == LEDGER_NO_LOG) {
		report->records_held = held_without_log(account);
		report->held = (struct range){ report->records_held, report->records_held };
	}
	report->events_seen = account->ledger.events_seen;
	report->demand.min = report->held.min - past_queue + report->records_lost.min;
	report->demand.max = report->records_lost.max == COUNT_UNBOUNDED || !account->from_start ||
					     account->refused
				     ? COUNT_UNBOUNDED
				     : report->records_held + perhaps + report->records_lost.max;
}

static uint64_t sum_certain_in_rows(const struct report_boot *report)
{
	uint64_t certain = 0;

	for (size_t i = 0; i < report->n_rows; i++)
		certain += report->rows[i].lost.min;
	return certain;
}

/* Events that may have lost their end, or their EOE, though no row says so. */
static uint64_t count_perhaps_cut(const struct account *account)
{
	uint64_t count = 0;

	for (size_t i = 0; i < account->ledger.n_phases; i++) {
		const struct ledger_phase *phase = &account->ledger.phases[i];

		count += phase->open;
		if (phase->eoes.max > phase->eoes_shown)
			count += phase->eoes.max - phase->eoes_shown;
	}
	return count;
}

/* Caps each row at the total less the minimum of the other rows. */
static void narrow_rows(struct account *account)
{
	struct report_boot *report = account->report;
	const uint64_t total = report->records_lost.max;
	uint64_t certain = sum_certain_in_rows(report);
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
	if (report->exact && open == 1 && !count_perhaps_cut(account))
		report->rows[last_open].lost.min = report->rows[last_open].lost.max;
}

static uint64_t count_beyond(uint64_t count, uint64_t other)
{
	return count > other ? count - other : 0;
}

/* Holds what the rows have for certain against the loss of the boot. */
static void reconcile_rows(struct account *account)
{
	struct report_boot *report = account->report;
	const struct range *lost = &report->records_lost;
	const uint64_t certain = sum_certain_in_rows(report);

	report->unlaid = (struct range){
		.min = count_beyond(lost->min, certain),
		.max = lost->max == COUNT_UNBOUNDED ? COUNT_UNBOUNDED
						    : count_beyond(lost->max, certain),
	};
	report->not_lost = (struct range){
		.min = count_beyond(certain, lost->max),
		.max = count_beyond(certain, lost->min),
	};
	report->past_queue = account->fits && !account->conflict &&
			     report->not_lost.max <= account->ledger.parted;
}

/* Each further event that is cut has lost a further record. */
static void cap_truncated(struct report_boot *report)
{
	const uint64_t certain = sum_certain_in_rows(report);
	const uint64_t most = report->records_lost.max;
	uint64_t room = most > certain ? most - certain : 0;

	if (most != COUNT_UNBOUNDED &&
	    report->events_truncated_max > report->events_truncated + room)
		report->events_truncated_max = report->events_truncated + room;
}

/* An EOE that is known to be lost makes its event a truncated one. Serials that are missing
 * although the queue was not full are no events that it lost. */
static void settle_fates(struct account *account)
{
	struct report_boot *report = account->report;

	for (size_t i = 0; i < report->n_rows; i++) {
		struct report_row *row = &report->rows[i];

		if (row->fate == FATE_HELD && row->lost.min)
			row->fate = FATE_TRUNCATED;
		report->events_truncated += row->fate == FATE_TRUNCATED;
		report->events_truncated_max +=
			row->fate == FATE_TRUNCATED ||
			(row->lost.max && (row->fate == FATE_DIRECT || row->fate == FATE_HELD));
		if ((row->fate == FATE_LOST || row->fate == FATE_LOST_RECOVERED) &&
		    account->overflow_certain)
			report->events_lost += row->events;
	}
	report->events_truncated_max += count_perhaps_cut(account);
	cap_truncated(report);
}

static void move_rows(struct account *account)
{
	struct report_boot *report = account->report;

	report->rows = account->ledger.rows;
	report->n_rows = account->ledger.n_rows;
	account->ledger.rows = NULL;
	account->ledger.n_rows = 0;
	narrow_rows(account);
	reconcile_rows(account);
	settle_fates(account);
}

static size_t find_row_index(const struct report_boot *report, uint64_t serial)
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
		.row = find_row_index(report, setting->serial),
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

static void list_changes(struct account *account)
{
	const struct boot *boot = account->input->boot;
	struct report_boot *report = account->report;

	report->changes = xcalloc(boot->n_settings + 1, sizeof(*report->changes));
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
}

static struct limit_configured find_configured(const struct account *account)
{
	const struct account_input *input = account->input;
	struct limit_configured configured = { 0 };

	if (account->report->boot_limit_source != LIMIT_UNKNOWN)
		limit_configure(&configured, account->report->boot_limit, NULL);
	if (input->cmdline && input->cmdline->limit_given)
		limit_configure(&configured, input->cmdline->limit, NULL);
	if (input->rules)
		limit_configure_rules(&configured, input->rules, NULL);
	return configured;
}

/* The slots that other sources than the log know of, where the phases do not have all of them; 0
 * without auditd, as no limit would have been enough. */
static uint64_t needed_at_least(const struct account *account)
{
	uint64_t in_phases = 0;

	for (size_t i = 0; i < account->ledger.n_phases; i++)
		in_phases += account->phase_lost[i].min;
	return account->report->takeover.by_nobody ||
			       (account->overflow_certain &&
				account->report->records_lost.min <= in_phases)
		       ? 0
		       : account->report->demand.min;
}

/* What the rules have, where they may have set it unseen; 0 for nothing. */
static uint64_t find_unseen_limit(const struct account *account)
{
	const struct rules *rules = account->input->rules;
	bool missing = false;

	for (size_t i = 0; i < account->ledger.n_phases; i++)
		missing |= account->ledger.phases[i].missing_events > 0;
	return missing && rules && ledger_may_miss_limit(account->input->boot, rules)
		       ? rules->backlog_limit.value
		       : 0;
}

/* The loss under another limit; under the boot's own it is the boot's. */
static struct range ask_what_if(const struct report_boot *report, const struct limit_need *need,
				bool asked, uint64_t limit)
{
	const struct ledger *ledger = need->ledger;

	if (!asked || !ledger)
		return (struct range){ .max = COUNT_UNBOUNDED };
	if (!ledger->n_phases || !ledger->phases[0].limit_known || ledger->phases[0].limit != limit)
		return limit_what_if(need, limit);
	return report->records_lost;
}

static void recommend_limit(struct account *account)
{
	const struct account_input *input = account->input;
	struct report_boot *report = account->report;
	const struct limit_configured configured = find_configured(account);
	const bool accounted = account->from_start && account->overflow_certain &&
			       report->verdict != VERDICT_BLIND;
	const struct limit_need need = {
		.ledger = accounted ? &account->ledger : NULL,
		.phase_lost = account->phase_lost,
		.lags = account->kernel.lags != KERNELS_NO,
		.refused = account->refused,
		.unseen_limit = find_unseen_limit(account),
		.at_least = needed_at_least(account),
	};

	report->recommendation = limit_recommend(&need, input->floor, &configured);
	report->what_if_asked = input->what_if_asked;
	report->what_if_limit = input->what_if_limit;
	report->what_if_lost =
		ask_what_if(report, &need, input->what_if_asked, input->what_if_limit);
	report->next_lost = ask_what_if(report, &need, input->next_known, input->next_limit);
}

/* Where no release is known, what only later kernels write tells. */
static struct kernels_rules find_kernel_rules(const struct account_input *input)
{
	const struct boot *boot = input->boot;

	return kernels_find(boot_kernel(boot),
			    boot->sets_by_op || boot->bootlog.names_queues ||
				    (input->status && input->status->has_wait_time_actual));
}

/* A log that begins so early in the life of a boot has all that was held. */
#define FIRST_SERIALS 4096

/*
 * Whether nothing in a log is older than auditd: with audit=1 the first records of the boot are
 * held, and no overflow drops them. A queue of one slot held the one that auditd discards.
 */
static bool is_nothing_older(const struct account *account)
{
	const struct boot *boot = account->input->boot;
	const struct window *window = &boot->window;
	const struct boot_setting *change = boot_first_setting(boot, BOOT_LIMIT, false);
	/* What sets the limit that was set already was perhaps not the first. */
	const bool one_slot = account->report->boot_limit_source == LIMIT_UNKNOWN ||
			      account->report->boot_limit == 1 ||
			      (change && change->old_value == change->new_value);

	return is_all_of_auditd(boot, 0) && !one_slot && window->events[0].serial > 2 &&
	       window->events[0].serial <= FIRST_SERIALS &&
	       (!account->cmdline_usable || account_is_off(account));
}

static void draw_up_ledger(struct account *account)
{
	const struct account_input *input = account->input;
	const struct ledger_basis basis = {
		.boot = input->boot,
		.rules = input->rules,
		.kernel = account->kernel,
		.off = account_is_off(account) || account->no_queue,
		.audit_on = account->cmdline_usable && !account_is_off(account),
		.limit_known = account->report->boot_limit_source != LIMIT_UNKNOWN &&
			       !account->changed_unseen,
		.limit = account->report->boot_limit,
	};

	account->ledger = ledger_make(&basis);
}

struct report_boot verdict_boot(const struct account_input *input)
{
	struct report_boot report = { 0 };
	CLEANUP(account_done) struct account account = { .input = input, .report = &report };

	identify_boot(&account);
	find_boot_limit(&account);
	account.kernel = find_kernel_rules(input);
	account.no_queue = is_nothing_older(&account);
	draw_up_ledger(&account);
	account_bound(&account);
	claims_add_logs(&account);
	takeover_find(&account);
	counter_use_kmsg(&account);
	counter_use(&account);
	claims_add_settings(&account);
	audit_off_find(input->boot, account_is_off(&account), account.ledger.last_serial, &report);
	decide_verdict(&account);
	account_assume(&account);
	late_loss_find(&account);
	move_rows(&account);
	count_slots(&account);
	list_changes(&account);
	recommend_limit(&account);
	claims_add_reasons(&account);
	set_mark(&report, account.ledger.registration, &report.registration);
	set_mark(&report, account.ledger.resize, &report.resize);
	set_start_mark(&account);
	return report;
}
