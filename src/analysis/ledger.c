/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The account of a boot window. */
#include "analysis/ledger.h"

#include "analysis/overflow.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

void ledger_done(struct ledger *ledger)
{
	for (size_t i = 0; i < ledger->n_rows; i++)
		free(ledger->rows[i].description);
	free(ledger->rows);
	free(ledger->phases);
	*ledger = (struct ledger){ 0 };
}

static void add_row(struct ledger *ledger, const struct report_row *row)
{
	ledger->rows =
		xarray_grow(ledger->rows, ledger->n_rows, &ledger->rows_capacity, sizeof(*row));
	ledger->rows[ledger->n_rows++] = *row;
}

static struct ledger_phase *add_phase(struct ledger *ledger, bool known, uint64_t limit)
{
	struct ledger_phase phase = {
		.at_boot_limit = ledger->n_phases == 0,
		.limit_known = known,
		.limit = limit,
	};

	ledger->phases = xarray_grow(ledger->phases, ledger->n_phases, &ledger->phases_capacity,
				     sizeof(phase));
	ledger->phases[ledger->n_phases] = phase;
	return &ledger->phases[ledger->n_phases++];
}

static void find_window(const struct boot *boot, struct ledger *ledger)
{
	ledger->registration = boot_first_setting(boot, BOOT_PID, true);
	ledger->resize = boot_first_setting(boot, BOOT_LIMIT, false);
	if (ledger->registration && !window_find(&boot->window, ledger->registration->serial))
		ledger->registration = NULL;
	if (ledger->resize && !window_find(&boot->window, ledger->resize->serial))
		ledger->resize = NULL;
	if (ledger->registration)
		ledger->last_serial = ledger->registration->serial;
	if (ledger->resize && ledger->resize->serial > ledger->last_serial)
		ledger->last_serial = ledger->resize->serial;
	if (!ledger->registration && boot->window.n_events)
		ledger->last_serial = boot->window.events[boot->window.n_events - 1].serial;
}

static enum ledger_start find_start(const struct boot *boot, const struct ledger *ledger)
{
	uint64_t first = boot->window.n_events ? boot->window.events[0].serial : 0;

	if (!first)
		return boot->records ? LEDGER_MID_LIFE : LEDGER_NO_LOG;
	if (ledger->registration && first >= ledger->registration->serial)
		return first > BOOT_EARLY_SERIAL ? LEDGER_MID_LIFE : LEDGER_NOTHING_HELD;
	if (first <= 2)
		return LEDGER_WHOLE;
	return first > BOOT_EARLY_SERIAL ? LEDGER_MID_LIFE : LEDGER_HEAD_MISSING;
}

/* A row of a phase, whose loss by auditd's log alone is known too. */
static void add_phase_row(struct ledger *ledger, const struct report_row *row,
			  const struct range *log_lost)
{
	struct ledger_phase *phase = &ledger->phases[ledger->n_phases - 1];

	range_add(&phase->lost, &row->lost);
	range_add(&phase->log_lost, log_lost);
	phase->cut_events += row->fate == FATE_TRUNCATED;
	if (row->fate == FATE_LOST || row->fate == FATE_LOST_RECOVERED)
		phase->missing_events += row->events;
	phase->recovered += row->fate == FATE_LOST_RECOVERED;
	add_row(ledger, row);
}

static void add_unknown(struct ledger *ledger, uint64_t first, uint64_t last)
{
	const struct report_row row = {
		.serial = first,
		.events = last - first + 1,
		.time_ms = TIME_UNKNOWN,
		.lost = { .min = last - first + 1, .max = COUNT_UNBOUNDED },
		.fate = FATE_LOST,
	};

	add_phase_row(ledger, &row, &row.lost);
}

static void add_recovered(struct ledger *ledger, const struct boot *boot, uint64_t serial)
{
	const struct range one_at_least = { .min = 1, .max = COUNT_UNBOUNDED };
	struct secondary_event found = { 0 };
	struct report_row row = { .serial = serial, .events = 1, .fate = FATE_LOST_RECOVERED };

	(void)secondary_find(&boot->secondary, serial, &found);
	row.time_ms = found.event->time_ms;
	row.lost = found.slots;
	row.recovered_from = found.from;
	add_phase_row(ledger, &row, &one_at_least);
}

/* Missing serials: a row for each event that another source has, and one for each run of the rest.
 */
static void add_missing(struct ledger *ledger, const struct boot *boot, uint64_t first,
			uint64_t last)
{
	while (first <= last) {
		uint64_t next = secondary_next(&boot->secondary, first, last);
		uint64_t until = next ? next : last + 1;

		if (until > first)
			add_unknown(ledger, first, until - 1);
		if (next)
			add_recovered(ledger, boot, next);
		first = until + 1;
	}
}

/*
 * Compares an event on disk with another source. Records that only the other source has were lost,
 * and the EOE too when the PROCTITLE before it is among them. Where the PROCTITLE is on disk,
 * filling the queue decides about the EOE.
 */
static void compare_event(const struct boot *boot, const struct window_event *event,
			  struct report_row *row)
{
	struct secondary_event found;
	uint64_t more;
	bool whole;

	if (!secondary_find(&boot->secondary, event->serial, &found))
		return;
	whole = found.slots.min == found.slots.max;
	more = secondary_beyond(&found, &boot->window, event);
	if (!more) {
		if (whole && !event->eoe_follows)
			row->lost = (struct range){ 0 };
		return;
	}
	more += found.event->eoe_follows && !event->proctitle;
	row->lost = (struct range){
		.min = more > row->lost.min ? more : row->lost.min,
		.max = whole ? more : COUNT_UNBOUNDED,
	};
	row->fate = FATE_TRUNCATED;
	row->recovered_from = found.from;
}

/* Slots that went past the full queue to auditd: the records, and their EOE. A cut event may have
 * lost its SYSCALL, and still have its end. */
static uint64_t count_late_slots(const struct report_row *row, const struct window_event *event,
				 const struct overflow_event *measured)
{
	bool ended = event->proctitle || (event->eoe_follows && !measured->looks_cut);

	return row->passed ? row->passed + ended : 0;
}

static void add_disk_event(struct ledger *ledger, const struct overflow_events *events,
			   size_t index, const struct overflow *overflow)
{
	const struct window_event *event = &events->boot->window.events[index];
	const struct overflow_event *measured = &events->list[index];
	const bool held = index < overflow->held_end;
	struct report_row row = {
		.serial = event->serial,
		.events = 1,
		.time_ms = event->time_ms,
		.held = held ? measured->slots : 0,
		.fate = held ? FATE_HELD : FATE_DIRECT,
	};
	struct range log_lost;

	row.passed = row.held < event->records ? event->records - row.held : 0;
	overflow_settle_row(events, overflow, index, &row);
	log_lost = row.lost;
	compare_event(events->boot, event, &row);
	ledger->phases[ledger->n_phases - 1].late += count_late_slots(&row, event, measured);
	add_phase_row(ledger, &row, &log_lost);
}

/* The events of one phase, and its last serial: missing serials up to there belong to it. */
struct stretch {
	struct overflow_span span;
	uint64_t last_serial;
};

/* Writes the rows of a phase, with a row for each run of missing serials. */
static void add_phase_rows(struct ledger *ledger, const struct overflow_events *events,
			   const struct stretch *stretch, const struct overflow *overflow,
			   uint64_t *next_serial)
{
	const struct window_event *on_disk = events->boot->window.events;

	for (size_t i = stretch->span.first; i <= stretch->span.end; i++) {
		bool at_end = i == stretch->span.end;
		uint64_t serial = at_end ? stretch->last_serial + 1 : on_disk[i].serial;

		if (serial > *next_serial)
			add_missing(ledger, events->boot, *next_serial, serial - 1);
		if (at_end)
			break;
		add_disk_event(ledger, events, i, overflow);
		*next_serial = serial + 1;
	}
	if (*next_serial <= stretch->last_serial)
		*next_serial = stretch->last_serial + 1;
}

/* Begins a phase, and fills the queue with its events. */
static struct overflow settle_phase(struct ledger *ledger, const struct overflow_events *events,
				    struct stretch *stretch, uint64_t next_serial)
{
	struct ledger_phase *phase =
		add_phase(ledger, stretch->span.limit_known, stretch->span.limit);
	struct overflow overflow;

	stretch->span.gap =
		stretch->last_serial >= next_serial &&
		serials_missing(&events->boot->seen, next_serial, stretch->last_serial) > 0;
	overflow = overflow_settle(events, &stretch->span);
	phase->held = overflow.held;
	phase->misfit = overflow.misfit;
	return overflow;
}

/*
 * Accounts for the serials before the first event on disk. auditd discards the first datagram after
 * the acknowledgement of its registration, so serial 1 held a slot where the log begins with 2.
 * Gives: the next expected serial.
 */
static uint64_t account_head(struct ledger *ledger, const struct boot *boot)
{
	const uint64_t first = boot->window.events[0].serial;
	const struct report_row swallowed = {
		.serial = 1,
		.events = 1,
		.time_ms = TIME_UNKNOWN,
		.held = 1,
		.fate = FATE_HELD,
		.swallowed = true,
	};

	if (first == 2)
		add_row(ledger, &swallowed);
	return first == 2 || ledger->start == LEDGER_HEAD_MISSING ? first : 1;
}

/* Each phase up to the next change of the limit; the last up to the registration. */
static void account_phases(struct ledger *ledger, const struct overflow_events *events,
			   bool limit_known, uint64_t boot_limit)
{
	const struct boot *boot = events->boot;
	const uint64_t end = ledger->registration->serial;
	uint64_t next_serial = account_head(ledger, boot);
	struct stretch stretch = {
		.span = {
			.limit_known = limit_known,
			.limit = boot_limit,
			.held_before = ledger->n_rows,
		},
	};
	struct overflow_span *span = &stretch.span;

	for (size_t i = 0; i <= boot->n_settings; i++) {
		const struct boot_setting *change =
			i < boot->n_settings ? &boot->settings[i] : NULL;
		struct overflow overflow;

		if (change && (change->kind != BOOT_LIMIT || change->serial >= end ||
			       change->serial < next_serial))
			continue;
		stretch.last_serial = (change ? change->serial : end) - 1;
		span->end = window_from(&boot->window, stretch.last_serial + 1);
		overflow = settle_phase(ledger, events, &stretch, next_serial);
		add_phase_rows(ledger, events, &stretch, &overflow, &next_serial);
		span->held_before += ledger->phases[ledger->n_phases - 1].held;
		span->first = span->end;
		if (change) {
			span->limit_known = true;
			span->limit = change->new_value;
		}
	}
	if (ledger->n_rows && ledger->rows[0].swallowed)
		ledger->phases[0].held++;
}

/* Events after the registration went on to auditd; without a registration, nothing tells which were
 * held. */
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

struct ledger ledger_make(const struct boot *boot, bool limit_known, uint64_t boot_limit)
{
	struct ledger ledger = { 0 };
	uint64_t from_serial = 0;

	find_window(boot, &ledger);
	ledger.start = find_start(boot, &ledger);
	if (ledger.registration &&
	    (ledger.start == LEDGER_WHOLE || ledger.start == LEDGER_HEAD_MISSING)) {
		CLEANUP(overflow_events_done)
		struct overflow_events events = overflow_events_of(boot);

		account_phases(&ledger, &events, limit_known, boot_limit);
		from_serial = ledger.registration->serial;
	}
	account_rest(&ledger, boot, from_serial);
	ledger.events_seen = window_from(&boot->window, ledger.last_serial + 1);
	return ledger;
}
