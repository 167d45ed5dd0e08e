/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The account of a boot window. */
#include "analysis/ledger.h"

#include "analysis/history.h"
#include "analysis/limit.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

void ledger_done(struct ledger *ledger)
{
	for (size_t i = 0; i < ledger->n_rows; i++)
		free(ledger->rows[i].description);
	free(ledger->rows);
	free(ledger->phases);
	free(ledger->dropped);
	*ledger = (struct ledger){ 0 };
}

static void add_row(struct ledger *ledger, const struct report_row *row)
{
	ledger->rows =
		xarray_grow(ledger->rows, ledger->n_rows, &ledger->rows_capacity, sizeof(*row));
	ledger->rows[ledger->n_rows++] = *row;
}

/* Whether auditd left before it registers in the log: its first registration is not there. */
static bool has_left_before(const struct boot *boot, const struct boot_setting *registration)
{
	for (size_t i = 0; i < boot->n_settings; i++) {
		const struct boot_setting *setting = &boot->settings[i];

		if (setting->kind == BOOT_PID && setting->serial < registration->serial)
			return true;
	}
	return false;
}

static void find_window(const struct boot *boot, struct ledger *ledger)
{
	ledger->registration = boot_first_setting(boot, BOOT_PID, true);
	if (ledger->registration && has_left_before(boot, ledger->registration))
		ledger->registration = NULL;
	ledger->resize = boot_first_setting(boot, BOOT_LIMIT, false);
	if (ledger->registration && boot->records &&
	    !window_find(&boot->window, ledger->registration->serial))
		ledger->registration = NULL;
	if (ledger->resize && boot->records && !window_find(&boot->window, ledger->resize->serial))
		ledger->resize = NULL;
	if (ledger->registration)
		ledger->last_serial = ledger->registration->serial;
	if (ledger->resize && ledger->resize->serial > ledger->last_serial)
		ledger->last_serial = ledger->resize->serial;
	if (!ledger->registration && !boot->records)
		ledger->last_serial = UINT64_MAX;
	if (!ledger->registration && boot->window.n_events)
		ledger->last_serial = boot->window.events[boot->window.n_events - 1].serial;
}

/* Whether the log has all that was held: auditd writes its start first. A queue of one slot holds
 * nothing but the record that auditd discards. */
static bool is_held_by_one_slot(const struct ledger_basis *basis)
{
	return basis->limit_known && basis->limit == 1 && basis->boot->auditd.known &&
	       basis->audit_on;
}

static enum ledger_start find_start(const struct ledger_basis *basis, const struct ledger *ledger)
{
	const struct boot *boot = basis->boot;
	uint64_t first = boot->window.n_events ? boot->window.events[0].serial : 0;

	if (!first)
		return boot->records ? LEDGER_MID_LIFE : LEDGER_NO_LOG;
	if (ledger->registration && first >= ledger->registration->serial) {
		if (is_held_by_one_slot(basis))
			return LEDGER_WHOLE;
		return first > BOOT_EARLY_SERIAL ? LEDGER_MID_LIFE : LEDGER_NOTHING_HELD;
	}
	if (first <= 2)
		return LEDGER_WHOLE;
	return first > BOOT_EARLY_SERIAL ? LEDGER_MID_LIFE : LEDGER_HEAD_MISSING;
}

/* A row of a phase, whose loss by auditd's log alone is known too. */
static void add_phase_row(struct ledger *ledger, size_t phase_index, const struct report_row *row,
			  const struct range *log_lost)
{
	struct ledger_phase *phase = &ledger->phases[phase_index];

	range_add(&phase->lost, &row->lost);
	range_add(&phase->log_lost, log_lost);
	phase->cut_events += row->fate == FATE_TRUNCATED;
	if (row->fate == FATE_LOST || row->fate == FATE_LOST_RECOVERED)
		phase->missing_events += row->events;
	phase->recovered += row->fate == FATE_LOST_RECOVERED;
	add_row(ledger, row);
}

static void add_unknown(struct ledger *ledger, size_t phase, uint64_t first, uint64_t last)
{
	const struct report_row row = {
		.serial = first,
		.events = last - first + 1,
		.time_ms = TIME_UNKNOWN,
		.lost = { .min = last - first + 1, .max = COUNT_UNBOUNDED },
		.fate = FATE_LOST,
	};

	add_phase_row(ledger, phase, &row, &row.lost);
}

static void add_recovered(struct ledger *ledger, const struct history *history, size_t phase,
			  uint64_t serial)
{
	const struct range one_at_least = { .min = 1, .max = COUNT_UNBOUNDED };
	struct secondary_event found = { 0 };
	struct report_row row = { .serial = serial, .events = 1, .fate = FATE_LOST_RECOVERED };

	(void)secondary_find(&history->boot->secondary, serial, &found);
	row.time_ms = found.event->time_ms;
	row.lost = found.slots;
	row.recovered_from = found.from;
	if (found.headless && !history->heard_held)
		row.lost.max = COUNT_UNBOUNDED;
	if (found.event->eoe_follows && serial >= history->eoe_until) {
		row.lost.min--;
		row.lost.max -= row.lost.max != COUNT_UNBOUNDED;
	}
	add_phase_row(ledger, phase, &row, &one_at_least);
}

/* Missing serials: a row for each event that another source has, and one for each run of the rest.
 */
static void add_missing(struct ledger *ledger, const struct history *history, size_t phase,
			uint64_t first, uint64_t last)
{
	while (first <= last) {
		uint64_t next = secondary_next(&history->boot->secondary, first, last);
		uint64_t until = next ? next : last + 1;

		if (until > first)
			add_unknown(ledger, phase, first, until - 1);
		if (next)
			add_recovered(ledger, history, phase, next);
		first = until + 1;
	}
}

static void add_disk_event(struct ledger *ledger, const struct history *history, size_t index)
{
	const struct window_event *event = &history->boot->window.events[index];
	const struct history_event *measured = &history->events[index];
	struct report_row row = {
		.serial = event->serial,
		.events = 1,
		.time_ms = event->time_ms,
		.held = measured->held,
		.passed = measured->held < event->records ? event->records - measured->held : 0,
		.fate = measured->held ? FATE_HELD : FATE_DIRECT,
		.lost = measured->lost,
		.recovered_from = measured->from,
	};

	if (row.lost.min)
		row.fate = FATE_TRUNCATED;
	if (measured->eoe_lost.min)
		row.fate = FATE_TRUNCATED;
	/* Neither the journal nor a held part shows its first record. */
	if (!row.held && secondary_may_lack_login(&history->boot->window, event))
		row.lost.max += row.lost.max != COUNT_UNBOUNDED;
	add_phase_row(ledger, measured->phase, &row, &measured->log_lost);
	/* The phase has the sum of these. */
	range_add(&ledger->rows[ledger->n_rows - 1].lost, &measured->eoe_lost);
	ledger->phases[measured->phase].eoes_shown += measured->eoe_lost.max;
	if (measured->open && !ledger->phases[measured->phase].dropped)
		ledger->rows[ledger->n_rows - 1].lost.max = COUNT_UNBOUNDED;
}

/* Writes the rows of all phases, with a row for each run of missing serials. */
static void add_held_rows(struct ledger *ledger, const struct history *history,
			  const struct history_phase *phases, uint64_t next_serial)
{
	const struct window_event *on_disk = history->boot->window.events;
	size_t i = 0;

	for (size_t phase = 0; phase < ledger->n_phases; phase++) {
		const uint64_t last = phases[phase].last_serial;

		for (; i < history->n_events && on_disk[i].serial <= last; i++) {
			if (on_disk[i].serial > next_serial)
				add_missing(ledger, history, phase, next_serial,
					    on_disk[i].serial - 1);
			add_disk_event(ledger, history, i);
			next_serial = on_disk[i].serial + 1;
		}
		if (next_serial <= last) {
			add_missing(ledger, history, phase, next_serial, last);
			next_serial = last + 1;
		}
	}
}

/*
 * Accounts for the serials before the first event on disk. auditd discards the first datagram after
 * the acknowledgement of its registration, so serial 1 held a slot where the log begins with 2, or
 * where nothing else was held.
 * Gives: the next expected serial.
 */
static uint64_t account_head(struct ledger *ledger, const struct history *history)
{
	const uint64_t first = history->boot->window.events[0].serial;
	const struct report_row swallowed = {
		.serial = 1,
		.events = 1,
		.time_ms = TIME_UNKNOWN,
		.held = 1,
		.fate = FATE_HELD,
		.swallowed = true,
	};

	if (history->swallowed)
		add_row(ledger, &swallowed);
	if (history->swallowed)
		return 2;
	return ledger->start == LEDGER_HEAD_MISSING ? first : 1;
}

/* The record of a change is queued before the change is made: where it was dropped, its event is of
 * the time before (kernel/audit.c audit_do_config_change()). */
static bool is_change_held(const struct boot *boot, const struct boot_setting *change)
{
	const struct window_event *event = window_find(&boot->window, change->serial);

	return event && event->config;
}

/* The phases up to the hand-over: each ends with a change of the limit. */
static struct history_phase *list_phases(struct ledger *ledger, const struct ledger_basis *basis,
					 uint64_t first_serial)
{
	const struct boot *boot = basis->boot;
	struct history_phase *phases = xcalloc(boot->n_settings + 1, sizeof(*phases));
	size_t count = 0;

	phases[0] = (struct history_phase){
		.limit_known = basis->limit_known,
		.limit = basis->limit,
	};
	for (size_t i = 0; i < boot->n_settings; i++) {
		const struct boot_setting *change = &boot->settings[i];

		if (change->kind != BOOT_LIMIT || change->serial >= ledger->handed_over ||
		    change->serial < first_serial)
			continue;
		phases[count++].last_serial = change->serial - is_change_held(boot, change);
		phases[count] =
			(struct history_phase){ .limit_known = true, .limit = change->new_value };
		first_serial = phases[count - 1].last_serial + 1;
	}
	phases[count].last_serial = ledger->handed_over - 1;
	ledger->n_phases = count + 1;
	return phases;
}

/* Whether a phase lost something for certain. */
static void find_drops(const struct history *history, struct history_phase *phases, size_t count,
		       uint64_t first_serial)
{
	for (size_t i = 0; i < count; i++) {
		phases[i].dropped = phases[i].last_serial >= first_serial &&
				    serials_missing(&history->boot->seen, first_serial,
						    phases[i].last_serial) > 0;
		first_serial = phases[i].last_serial + 1;
	}
	for (size_t i = 0, phase = 0; i < history->n_events; i++) {
		while (history->boot->window.events[i].serial > phases[phase].last_serial)
			phase++;
		phases[phase].dropped |= history->events[i].lost.min > 0;
	}
}

/*
 * The slots of a change's record, with the one that a second LSM adds, and what others queue before
 * it is made. Where the queue was full and it is there, the change was made before kauditd came to
 * it.
 */
static uint64_t slots_of_change(const struct history *history, const struct history_phase *phase)
{
	const struct boot *boot = history->boot;
	const struct window_event *event = window_find(&boot->window, phase->last_serial + 1);
	struct record record;
	size_t position = 0;
	uint64_t slots = 0;

	if (phase->dropped || !event)
		return 0;
	while (window_next(&boot->window, event, &position, &record) &&
	       record.type != AUDIT_SYSCALL)
		slots++;
	return slots + history_between(history, event->serial);
}

static void take_phases(struct ledger *ledger, const struct history *history,
			const struct history_phase *phases)
{
	uint64_t held = 0;

	ledger->phases = xcalloc(ledger->n_phases, sizeof(*ledger->phases));
	for (size_t i = 0; i < ledger->n_phases; i++) {
		const struct history_phase *phase = &phases[i];

		ledger->phases[i] = (struct ledger_phase){
			.at_boot_limit = i == 0,
			.limit_known = phase->limit_known,
			.limit = phase->limit,
			.filled = phase->filled,
			.dropped = phase->dropped,
			.held = phase->held > held ? phase->held - held : 0,
			.eoes = phase->eoes,
			.open = phase->open,
			.perhaps_full = phase->perhaps_full,
			.late = phase->late,
			.more = phase->more,
			.astray = phase->astray,
			.raising = i + 1 < ledger->n_phases ? slots_of_change(history, phase) : 0,
			.misfit = phase->misfit,
		};
		ledger->phases[i].spare = phase->spare < ledger->phases[i].held
						  ? phase->spare
						  : ledger->phases[i].held;
		held += ledger->phases[i].held;
	}
}

static void add_phase_losses(struct ledger *ledger)
{
	for (size_t i = 0; i < ledger->n_phases; i++) {
		struct ledger_phase *phase = &ledger->phases[i];
		const struct range open = { 0, phase->open ? COUNT_UNBOUNDED : 0 };

		range_add(&phase->lost, &phase->eoes);
		range_add(&phase->log_lost, &phase->eoes);
		range_add(&phase->lost, &open);
		range_add(&phase->log_lost, &open);
	}
}

static void count_parted(struct ledger *ledger, const struct history *history)
{
	ledger->parted = history_last_proctitles(history, ledger->handed_over - 1,
						 &ledger->ends_with_proctitle);
	for (size_t i = 0; i < ledger->n_phases && history->lags; i++)
		ledger->parted += ledger->phases[i].eoes.min;
	for (size_t i = 0; i < history->n_events; i++) {
		const struct history_event *event = &history->events[i];

		/* Cut by what the log shows, and nothing behind it is missing. */
		ledger->parted += !event->from && event->lost.min >= 2 &&
				  !ledger->phases[event->phase].missing_events;
	}
}

/* Changes of the limit behind the registration are of a time when kauditd may still hold, by the
 * limit of the moment in which it comes to a record (kernel/audit.c kauditd_hold_skb()). */
static void find_limits_behind(struct ledger *ledger, const struct ledger_basis *basis)
{
	const struct boot *boot = basis->boot;

	ledger->lowest_limit = ledger->highest_limit = ledger->phases[ledger->n_phases - 1].limit;
	for (size_t i = 0; basis->kernel.lags != KERNELS_NO && i < boot->n_settings; i++) {
		const struct boot_setting *change = &boot->settings[i];

		if (change->kind != BOOT_LIMIT || change->serial < ledger->handed_over ||
		    (basis->kernel.drains == KERNELS_NO &&
		     change->time_ms - ledger->registration->time_ms > HISTORY_HOLDS_ON_MS))
			continue;
		ledger->changed_behind = true;
		if (!limit_reaches(change->new_value, ledger->lowest_limit))
			ledger->lowest_limit = change->new_value;
		if (!limit_reaches(ledger->highest_limit, change->new_value))
			ledger->highest_limit = change->new_value;
	}
}

static void account_phases(struct ledger *ledger, const struct ledger_basis *basis)
{
	const struct history_basis of = {
		.boot = basis->boot,
		.rules = basis->rules,
		.end = ledger->handed_over,
		.from_start = ledger->start == LEDGER_WHOLE,
		.lags = basis->kernel.lags != KERNELS_NO || ledger->dropped,
		.registered = basis->kernel.drains == KERNELS_NO ? ledger->registration->serial : 0,
		.registered_ms = ledger->dropped ? basis->boot->auditd.start_ms
						 : ledger->registration->time_ms,
		.dummies_exit = basis->kernel.dummies_exit == KERNELS_YES,
		.drains = basis->kernel.drains != KERNELS_NO,
		.astride = basis->kernel.holds_pid != KERNELS_NO ? ledger->registration->serial : 0,
	};
	CLEANUP(history_done) struct history history = history_make(&of);
	const uint64_t next_serial = account_head(ledger, &history);
	CLEANUP(cleanup_free)
	struct history_phase *phases = list_phases(ledger, basis, next_serial);

	find_drops(&history, phases, ledger->n_phases, next_serial);
	history_settle(&history, phases, ledger->n_phases);
	take_phases(ledger, &history, phases);
	find_limits_behind(ledger, basis);
	add_held_rows(ledger, &history, phases, next_serial);
	add_phase_losses(ledger);
	count_parted(ledger, &history);
}

/* What came after the hand-over went on to auditd; without one, nothing tells what was held. */
static void account_rest(struct ledger *ledger, const struct boot *boot, uint64_t from_serial)
{
	for (size_t i = window_from(&boot->window, from_serial); i < boot->window.n_events; i++) {
		const struct window_event *event = &boot->window.events[i];
		const struct report_row row = {
			.serial = event->serial,
			.events = 1,
			.time_ms = event->time_ms,
			.passed = event->records,
			.fate = FATE_DIRECT,
		};

		if (event->serial > ledger->last_serial)
			break;
		add_row(ledger, &row);
	}
}

static void forget_phases(struct ledger *ledger)
{
	for (size_t i = 0; i < ledger->n_rows; i++)
		free(ledger->rows[i].description);
	free(ledger->phases);
	ledger->phases = NULL;
	ledger->n_rows = ledger->n_phases = 0;
}

/* Whether every phase has a history, and the last one dropped records. */
static bool is_full_at_last(const struct ledger *ledger)
{
	const struct ledger_phase *last = &ledger->phases[ledger->n_phases - 1];

	for (size_t i = 0; i < ledger->n_phases; i++)
		if (ledger->phases[i].misfit)
			return false;
	return last->filled && last->missing_events;
}

/* An event has hardly more records: so many lines may be gone from a log where it is missing. Those
 * of later serials, and their EOEs, may have been held in front of it. */
#define RECORDS_OF_EVENT 64

bool ledger_may_miss_limit(const struct boot *boot, const struct rules *rules)
{
	return !boot_first_setting(boot, BOOT_LIMIT, false) &&
	       (!rules || !rules->known || rules->backlog_limit.given);
}

/* The last serial before which one is missing that kauditd may still have held. */
static uint64_t find_gap_behind(const struct boot *boot, const struct boot_setting *registration)
{
	const struct window *window = &boot->window;

	for (size_t i = window->n_events; i > 1; i--) {
		const struct window_event *event = &window->events[i - 1], *before = event - 1;

		if (before->serial < registration->serial)
			break;
		if (event->serial > before->serial + 1 &&
		    before->time_ms <= registration->time_ms + HISTORY_HOLDS_ON_MS)
			return event->serial;
	}
	return registration->serial;
}

/*
 * kauditd of older kernels comes back to its sockets only when its queue is empty, so what is made
 * behind the registration can still be held, and lost (kernel/audit.c kauditd_send_queue() before
 * its pass was bounded). Tried where serials are missing there, and kept where the queue was full.
 */
static void account_behind(struct ledger *ledger, const struct ledger_basis *basis)
{
	const struct serials *seen = &basis->boot->seen;
	const uint64_t registration = ledger->registration->serial, before = ledger->handed_over;
	const struct window *window = &basis->boot->window;
	const uint64_t last = find_gap_behind(basis->boot, ledger->registration);
	int64_t free_slots;

	if (basis->kernel.drains == KERNELS_NO ||
	    window->events[window->n_events - 1].serial > registration + BOOT_RESIZE_WITHIN_EVENTS)
		return;
	if (last <= registration || ledger->phases[ledger->n_phases - 1].missing_events)
		return;
	forget_phases(ledger);
	ledger->handed_over = last;
	account_phases(ledger, basis);
	if (is_full_at_last(ledger))
		return;
	free_slots = ledger->phases[ledger->n_phases - 1].misfit;
	ledger->behind_open =
		free_slots <= 0 || ledger_may_miss_limit(basis->boot, basis->rules) ||
		(uint64_t)free_slots <= RECORDS_OF_EVENT * serials_missing(seen, before, last) +
						2 * window->n_records;
	forget_phases(ledger);
	ledger->handed_over = before;
	account_phases(ledger, basis);
}

/* Up to the registration; its own record is held where it is queued before it takes effect and
 * finds room. */
static void account_up_to(struct ledger *ledger, const struct ledger_basis *basis)
{
	const bool holds_pid = basis->kernel.holds_pid == KERNELS_YES;

	ledger->handed_over = ledger->registration->serial + holds_pid;
	account_phases(ledger, basis);
	if (!holds_pid || ledger->phases[ledger->n_phases - 1].misfit >= 0)
		return;
	forget_phases(ledger);
	ledger->handed_over = ledger->registration->serial;
	account_phases(ledger, basis);
}

/*
 * The first event behind the gap in which auditd can have registered unseen: one that is made after
 * its start. Events that were under way then part that gap, and no setting does. NULL where there
 * is none.
 */
static const struct window_event *find_behind_gap(const struct boot *boot)
{
	const struct boot_setting *known = boot_first_setting(boot, BOOT_PID, false);
	const struct window *window = &boot->window;
	const struct window_event *behind = NULL;

	for (size_t i = 1; i < window->n_events; i++) {
		const struct window_event *event = &window->events[i], *before = event - 1;

		if ((known && event->serial > known->serial) ||
		    (behind && (before->config || event > behind + HISTORY_EVENTS_ASTRIDE)))
			break;
		if (event->serial > before->serial + 1 && event->time_ms >= boot->auditd.start_ms)
			behind = event;
	}
	return behind;
}

/* Whether the queue was full at the gap: nothing came past it. A gap of one serial may as well be
 * the line of a registration that was held. */
static bool is_full_at_gap(const struct ledger *ledger)
{
	const struct ledger_phase *last = &ledger->phases[ledger->n_phases - 1];

	return is_full_at_last(ledger) && !last->late && last->missing_events > 1;
}

static void forget_registration(struct ledger *ledger, uint64_t last_serial)
{
	forget_phases(ledger);
	free(ledger->dropped);
	ledger->registration = ledger->dropped = NULL;
	ledger->handed_over = 0;
	ledger->last_serial = last_serial;
}

/*
 * Where the record of the registration is queued before it takes effect, a full queue drops it too:
 * auditd registered in the gap behind its start. Kept where the queue was full just there.
 */
static void account_dropped(struct ledger *ledger, const struct ledger_basis *basis)
{
	const struct boot *boot = basis->boot;
	const struct window_event *behind = find_behind_gap(boot);
	const uint64_t last_serial = ledger->last_serial;

	if (!behind || basis->kernel.holds_pid != KERNELS_YES || !boot->auditd.known)
		return;
	ledger->dropped = xcalloc(1, sizeof(*ledger->dropped));
	*ledger->dropped = (struct boot_setting){
		.kind = BOOT_PID,
		.serial = behind->serial - 1,
		.time_ms = TIME_UNKNOWN,
		.new_value = boot->auditd.pid,
	};
	ledger->registration = ledger->dropped;
	account_up_to(ledger, basis);
	if (!is_full_at_gap(ledger)) {
		forget_registration(ledger, last_serial);
		return;
	}
	ledger->last_serial = ledger->resize && ledger->resize->serial > behind->serial
				      ? ledger->resize->serial
				      : behind->serial;
}

struct ledger ledger_make(const struct ledger_basis *basis)
{
	struct ledger ledger = { 0 };

	find_window(basis->boot, &ledger);
	ledger.start = find_start(basis, &ledger);
	if (ledger.registration && !basis->off &&
	    (ledger.start == LEDGER_WHOLE || ledger.start == LEDGER_HEAD_MISSING)) {
		account_up_to(&ledger, basis);
		account_behind(&ledger, basis);
		if (ledger.last_serial < ledger.handed_over)
			ledger.last_serial = ledger.handed_over;
	} else if (!ledger.registration && !basis->off && ledger.start == LEDGER_WHOLE) {
		account_dropped(&ledger, basis);
	}
	account_rest(&ledger, basis->boot, ledger.handed_over);
	ledger.events_seen = window_from(&basis->boot->window, ledger.last_serial + 1);
	return ledger;
}
