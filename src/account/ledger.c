/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The account of a boot window. */
#include "account/ledger.h"

#include "base/array.h"
#include "base/cleanup.h"

#include <errno.h>
#include <libaudit.h>
#include <stdlib.h>

void ledger_done(struct ledger *ledger)
{
	for (size_t i = 0; i < ledger->n_rows; i++)
		free(ledger->rows[i].what);
	free(ledger->rows);
	free(ledger->phases);
	*ledger = (struct ledger){ 0 };
}

static struct report_row *add_row(struct ledger *ledger, const struct report_row *row)
{
	struct report_row *grown =
		array_grow(ledger->rows, ledger->n_rows, &ledger->rows_capacity, sizeof(*grown));

	if (!grown)
		return NULL;
	ledger->rows = grown;
	grown[ledger->n_rows] = *row;
	return &grown[ledger->n_rows++];
}

static struct ledger_phase *add_phase(struct ledger *ledger, bool known, uint64_t limit)
{
	struct ledger_phase *grown = array_grow(ledger->phases, ledger->n_phases,
						&ledger->phases_capacity, sizeof(*grown));

	if (!grown)
		return NULL;
	ledger->phases = grown;
	grown[ledger->n_phases] = (struct ledger_phase){
		.at_boot_limit = ledger->n_phases == 0,
		.limit_known = known,
		.limit = limit,
	};
	return &grown[ledger->n_phases++];
}

static void find_window(const struct boot *boot, struct ledger *ledger)
{
	ledger->registration = boots_first_setting(boot, BOOT_PID, true);
	ledger->resize = boots_first_setting(boot, BOOT_LIMIT, false);
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
		return first > BOOTS_EARLY_SERIAL ? LEDGER_MID_LIFE : LEDGER_NOTHING_HELD;
	if (first <= 2)
		return LEDGER_WHOLE;
	return first > BOOTS_EARLY_SERIAL ? LEDGER_MID_LIFE : LEDGER_HEAD_MISSING;
}

/* The events of one phase, as indexes of the window's events, and how full the queue was when it
 * began. */
struct span {
	size_t first;
	size_t end;
	uint64_t last_serial; /* where the phase ends: missing serials up to here belong to it */
	uint64_t held_before;
	bool proctitles; /* the boot's syscall events end with one */
};

/* The journal's copy of an event that has records beyond the disk. */
static bool find_cut(const struct boot *boot, const struct window_event *event,
		     struct recovered_event *ret_found)
{
	const struct window_event *heard = window_find(&boot->recovered.journal, event->serial);

	if (!heard || (heard->records <= event->records && heard->proctitle == event->proctitle))
		return false;
	return recovered_find(&boot->recovered, event->serial, ret_found) &&
	       recovered_beyond(ret_found, &boot->window, event) > 0;
}

/* The slots that an event took: its records and its EOE, or, when the journal shows that it lost
 * some, the records before these. */
static uint64_t slots_of(const struct boot *boot, const struct window_event *event)
{
	struct recovered_event found;

	if (find_cut(boot, event, &found))
		return recovered_before_loss(&found, &boot->window, event);
	return (uint64_t)event->records + event->syscall;
}

/* The type of the event's last record on disk, as a number; negative when it has none that libaudit
 * knows. */
static int last_type(const struct boot *boot, const struct window_event *event)
{
	CLEANUP(cleanup_free) char *name = NULL;
	struct record record = { 0 };
	size_t position = 0;

	while (window_next(&boot->window, event, &position, &record))
		;
	name = slice_copy(record.type);
	return name && *name ? audit_name_to_msg_type(name) : -1;
}

/*
 * User space sends its messages as single records without an EOE (types 1100-1199 and 2100-2999);
 * anything else that stands alone on the edge may have been cut before its SYSCALL record.
 */
static bool is_single(int type)
{
	return (type >= AUDIT_FIRST_USER_MSG && type <= AUDIT_LAST_USER_MSG) ||
	       (type >= AUDIT_FIRST_USER_MSG2 && type <= AUDIT_LAST_USER_MSG2) ||
	       type == AUDIT_KERNEL;
}

/*
 * How many slots an event on the edge may have lost behind its last record on disk: behind
 * PROCTITLE only the EOE can be missing (kernel/auditsc.c audit_log_exit()).
 */
static uint64_t doubt_about(const struct boot *boot, const struct window_event *event)
{
	if (event->syscall)
		return event->proctitle ? 1 : COUNT_UNBOUNDED;
	return is_single(last_type(boot, event)) ? 0 : COUNT_UNBOUNDED;
}

/* PROCTITLE ends each syscall event, unless the rules exclude it: then no event has one. */
static bool has_proctitles(const struct boot *boot)
{
	const struct window *const places[] = { &boot->window, &boot->recovered.journal };
	size_t with = 0, without = 0;

	for (size_t place = 0; place < sizeof(places) / sizeof(places[0]); place++) {
		for (size_t i = 0; i < places[place]->n_events; i++) {
			const struct window_event *event = &places[place]->events[i];

			with += event->proctitle;
			without += event->syscall && !event->uring && !event->proctitle;
		}
	}
	return with > without;
}

/* What an event lost for certain that has its SYSCALL and no end: PROCTITLE and EOE. */
#define VISIBLE_CUT_SLOTS 2

/* By auditd's log alone. */
static bool looks_cut(const struct window_event *event, bool proctitles)
{
	return proctitles && event->syscall && !event->uring && !event->proctitle;
}

/* Of an event that the journal has, it is known and not seen whether it is cut. */
static bool is_visibly_cut(const struct boot *boot, const struct window_event *event,
			   bool proctitles)
{
	return looks_cut(event, proctitles) &&
	       !window_find(&boot->recovered.journal, event->serial);
}

static size_t count_visible_cuts(const struct boot *boot, const struct span *span, size_t end)
{
	size_t cuts = 0;

	for (size_t i = span->first; i < end; i++)
		cuts += is_visibly_cut(boot, &boot->window.events[i], span->proctitles);
	return cuts;
}

static bool has_gap(const struct boot *boot, const struct span *span, uint64_t first_serial)
{
	return span->last_serial >= first_serial &&
	       serials_missing(&boot->seen, first_serial, span->last_serial) > 0;
}

/*
 * Counts the events that were held: all before the first missing serial, and, because nothing is
 * dropped before the queue is full, those behind it until it is. Gives the index behind the last of
 * them and the slots they take.
 */
static size_t count_held(const struct boot *boot, const struct span *span,
			 const struct ledger_phase *phase, uint64_t *ret_slots)
{
	const struct window_event *events = boot->window.events;
	uint64_t slots = 0, expected = span->first < span->end ? events[span->first].serial : 0;
	struct recovered_event found;
	bool beyond_gap = false;
	size_t i;

	for (i = span->first; i < span->end; i++) {
		uint64_t filled = span->held_before + slots;

		beyond_gap |= events[i].serial != expected;
		if (beyond_gap && (!phase->limit_known || (phase->limit && filled >= phase->limit)))
			break;
		slots += slots_of(boot, &events[i]);
		beyond_gap |= find_cut(boot, &events[i], &found);
		expected = events[i].serial + 1;
	}
	*ret_slots = slots;
	return i;
}

/*
 * Whether the log is in the order of the queue: concurrent events change places now and then, but a
 * log in which one neighbour in four does was sorted or shuffled since.
 */
static bool is_in_queue_order(const struct window_event *events, size_t first, size_t end)
{
	size_t swapped = 0;

	for (size_t i = first + 1; i < end; i++)
		swapped += events[i].first_record < events[i - 1].first_record;
	return swapped * 4 <= end - first;
}

/* The event that came to its end last, by the disk or else by its serial; the end of the span when
 * there is none. Events that are seen to be cut are passed over when a whole syscall is looked for.
 */
static size_t find_last(const struct boot *boot, const struct span *span, size_t end,
			bool whole_syscall)
{
	const struct window_event *events = boot->window.events;
	bool by_disk = is_in_queue_order(events, span->first, end);
	struct recovered_event found;
	size_t last = end;

	for (size_t i = span->first; i < end; i++) {
		if (whole_syscall && (!events[i].syscall || find_cut(boot, &events[i], &found) ||
				      is_visibly_cut(boot, &events[i], span->proctitles)))
			continue;
		if (last == end || !by_disk || events[i].last_record > events[last].last_record)
			last = i;
	}
	return last;
}

/* What filling the queue to its limit says of the edge. Indexes are the span's end where there is
 * no such event. */
struct edge {
	bool cuts;	 /* the events that are seen to be cut are, and their EOEs found no room */
	bool proctitles; /* as of the span */
	size_t eoe_lost; /* an event that is whole but for its EOE */
	size_t doubtful; /* an event that may have lost its end */
};

/* An excess of slots over the limit, put down to EOEs that found no room. Gives false when it
 * cannot be. */
static bool settle_excess(const struct boot *boot, const struct span *span, size_t held_end,
			  bool gap, uint64_t excess, struct ledger_phase *phase, struct edge *edge)
{
	size_t cuts = count_visible_cuts(boot, span, held_end);
	size_t last = find_last(boot, span, held_end, true);
	bool one_more = excess == cuts + 1 && last != held_end;

	if (excess != cuts && !one_more)
		return false;
	edge->cuts = cuts > 0;
	phase->held -= excess;
	if (one_more && (gap || cuts))
		edge->eoe_lost = last;
	else if (one_more)
		edge->doubtful = last;
	return true;
}

/*
 * Settles the edge: the slots counted must be the limit, or more by the EOEs of the events that
 * were cut there. Anything else does not fit the model and is reported as such.
 */
static struct edge settle(const struct boot *boot, const struct span *span, size_t held_end,
			  bool gap, uint64_t slots, struct ledger_phase *phase)
{
	struct edge edge = {
		.proctitles = span->proctitles,
		.eoe_lost = span->end,
		.doubtful = span->end,
	};
	int64_t over = (int64_t)(span->held_before + slots) - (int64_t)phase->limit;
	size_t last = find_last(boot, span, held_end, false);
	const struct window_event *event = &boot->window.events[last];

	phase->held = slots;
	if (!phase->limit_known || !phase->limit || (!gap && over < 0) || held_end == span->first)
		return edge;
	if (over == 0 && !event->syscall && doubt_about(boot, event)) {
		edge.doubtful = last;
	} else if (over < 0 || (over > 0 && !settle_excess(boot, span, held_end, gap,
							   (uint64_t)over, phase, &edge))) {
		phase->misfit = -over;
	}
	return edge;
}

/* A row of a phase, whose loss by auditd's log alone is known too. */
static int add_phase_row(struct ledger *ledger, const struct report_row *row,
			 const struct range *log_lost)
{
	struct ledger_phase *phase = &ledger->phases[ledger->n_phases - 1];

	range_add(&phase->lost, &row->lost);
	range_add(&phase->log_lost, log_lost);
	phase->cut_events += row->fate == FATE_TRUNCATED;
	if (row->fate == FATE_LOST || row->fate == FATE_LOST_RECOVERED)
		phase->missing_events += row->events;
	phase->recovered += row->fate == FATE_LOST_RECOVERED;
	return add_row(ledger, row) ? 0 : -ENOMEM;
}

static int add_unknown(struct ledger *ledger, uint64_t first, uint64_t last)
{
	const struct report_row row = {
		.serial = first,
		.events = last - first + 1,
		.time_ms = TIME_UNKNOWN,
		.lost = { .min = last - first + 1, .max = COUNT_UNBOUNDED },
		.fate = FATE_LOST,
	};

	return add_phase_row(ledger, &row, &row.lost);
}

static int add_recovered(struct ledger *ledger, const struct boot *boot, uint64_t serial)
{
	const struct range one_at_least = { .min = 1, .max = COUNT_UNBOUNDED };
	struct recovered_event found = { 0 };
	struct report_row row = { .serial = serial, .events = 1, .fate = FATE_LOST_RECOVERED };

	(void)recovered_find(&boot->recovered, serial, &found);
	row.time_ms = found.event->time_ms;
	row.lost = found.slots;
	row.recovered_from = found.from;
	return add_phase_row(ledger, &row, &one_at_least);
}

/* Missing serials: a row for each event that another place has, and one for each run of the rest.
 */
static int add_missing(struct ledger *ledger, const struct boot *boot, uint64_t first,
		       uint64_t last)
{
	int code = 0;

	while (first <= last && code == 0) {
		uint64_t next = recovered_next(&boot->recovered, first, last);
		uint64_t until = next ? next : last + 1;

		if (until > first)
			code = add_unknown(ledger, first, until - 1);
		if (code == 0 && next)
			code = add_recovered(ledger, boot, next);
		first = until + 1;
	}
	return code;
}

/*
 * What an event lost by auditd's log alone, as filling the queue settles it. Gives the slots that
 * its EOE is held for too much in held.
 */
static void settle_event(const struct boot *boot, size_t index, const struct edge *edge,
			 struct report_row *row)
{
	const struct window_event *event = &boot->window.events[index];
	struct recovered_event found;

	if (find_cut(boot, event, &found)) {
		if (looks_cut(event, edge->proctitles))
			row->lost =
				(struct range){ .min = VISIBLE_CUT_SLOTS, .max = COUNT_UNBOUNDED };
	} else if (row->fate == FATE_HELD && edge->cuts &&
		   is_visibly_cut(boot, event, edge->proctitles)) {
		row->held--;
		row->lost = (struct range){ .min = VISIBLE_CUT_SLOTS, .max = COUNT_UNBOUNDED };
		row->fate = FATE_TRUNCATED;
	} else if (index == edge->eoe_lost) {
		row->held--;
		row->lost = (struct range){ .min = 1, .max = doubt_about(boot, event) };
		row->fate = FATE_TRUNCATED;
	} else if (index == edge->doubtful) {
		row->held -= event->syscall;
		row->lost.max = doubt_about(boot, event);
	}
}

/*
 * What another place says of an event that is on disk. Records that are only there were lost, and
 * the EOE with them when the PROCTITLE before it is among them; behind a PROCTITLE on disk the EOE
 * is what filling the queue makes of it.
 */
static void compare_event(const struct boot *boot, const struct window_event *event,
			  struct report_row *row)
{
	struct recovered_event found;
	uint64_t more;
	bool whole;

	if (!recovered_find(&boot->recovered, event->serial, &found))
		return;
	whole = found.slots.min == found.slots.max;
	more = recovered_beyond(&found, &boot->window, event);
	if (!more) {
		if (whole && !event->syscall)
			row->lost = (struct range){ 0 };
		return;
	}
	more += found.event->syscall && !event->proctitle;
	row->lost = (struct range){
		.min = more > row->lost.min ? more : row->lost.min,
		.max = whole ? more : COUNT_UNBOUNDED,
	};
	row->fate = FATE_TRUNCATED;
	row->recovered_from = found.from;
}

static int add_event(struct ledger *ledger, const struct boot *boot, size_t index, bool held,
		     const struct edge *edge)
{
	const struct window_event *event = &boot->window.events[index];
	struct report_row row = {
		.serial = event->serial,
		.events = 1,
		.time_ms = event->time_ms,
		.held = held ? slots_of(boot, event) : 0,
		.fate = held ? FATE_HELD : FATE_PASSED,
	};
	struct range log_lost;

	row.passed = row.held < event->records ? event->records - row.held : 0;
	settle_event(boot, index, edge, &row);
	log_lost = row.lost;
	compare_event(boot, event, &row);
	return add_phase_row(ledger, &row, &log_lost);
}

/* Writes the rows of a phase, with a row for each run of missing serials. */
static int add_phase_rows(struct ledger *ledger, const struct boot *boot, const struct span *span,
			  size_t held_end, const struct edge *edge, uint64_t *next_serial)
{
	struct ledger_phase *phase = &ledger->phases[ledger->n_phases - 1];
	int code = 0;

	for (size_t i = span->first; i <= span->end && code == 0; i++) {
		bool at_end = i == span->end;
		uint64_t serial = at_end ? span->last_serial + 1 : boot->window.events[i].serial;

		if (serial > *next_serial)
			code = add_missing(ledger, boot, *next_serial, serial - 1);
		if (at_end || code < 0)
			break;
		code = add_event(ledger, boot, i, i < held_end, edge);
		phase->late += i < held_end ? 0 : boot->window.events[i].records;
		*next_serial = serial + 1;
	}
	if (*next_serial <= span->last_serial)
		*next_serial = span->last_serial + 1;
	return code;
}

static int account_phase(struct ledger *ledger, const struct boot *boot, const struct span *span,
			 bool known, uint64_t limit, uint64_t *next_serial)
{
	struct ledger_phase *phase = add_phase(ledger, known, limit);
	bool gap = has_gap(boot, span, *next_serial);
	struct edge edge;
	uint64_t slots;
	size_t held_end;

	if (!phase)
		return -ENOMEM;
	held_end = count_held(boot, span, phase, &slots);
	edge = settle(boot, span, held_end, gap, slots, phase);
	return add_phase_rows(ledger, boot, span, held_end, &edge, next_serial);
}

/* auditd discards the first datagram behind the acknowledgement of its registration: serial 1 held
 * a slot. */
static int add_swallowed(struct ledger *ledger, const struct boot *boot, uint64_t *next_serial)
{
	const struct report_row row = {
		.serial = 1,
		.events = 1,
		.time_ms = TIME_UNKNOWN,
		.held = 1,
		.fate = FATE_HELD,
		.swallowed = true,
	};

	*next_serial = 1;
	if (boot->window.events[0].serial != 2)
		return 0;
	*next_serial = 2;
	return add_row(ledger, &row) ? 0 : -ENOMEM;
}

static size_t events_below(const struct boot *boot, size_t from, uint64_t serial)
{
	while (from < boot->window.n_events && boot->window.events[from].serial < serial)
		from++;
	return from;
}

static int account_phases(struct ledger *ledger, const struct boot *boot, bool limit_known,
			  uint64_t boot_limit)
{
	struct span span = { .proctitles = has_proctitles(boot) };
	uint64_t next_serial, limit = boot_limit, end = ledger->registration->serial;
	bool known = limit_known;
	int code = add_swallowed(ledger, boot, &next_serial);

	if (ledger->start == LEDGER_HEAD_MISSING)
		next_serial = boot->window.events[0].serial;
	span.held_before = ledger->n_rows;
	for (size_t i = 0; i <= boot->n_settings && code == 0; i++) {
		const struct boot_setting *change =
			i < boot->n_settings ? &boot->settings[i] : NULL;

		if (change && (change->kind != BOOT_LIMIT || change->serial >= end ||
			       change->serial < next_serial))
			continue;
		span.last_serial = (change ? change->serial : end) - 1;
		span.end = events_below(boot, span.first, span.last_serial + 1);
		code = account_phase(ledger, boot, &span, known, limit, &next_serial);
		span.held_before += code == 0 ? ledger->phases[ledger->n_phases - 1].held : 0;
		span.first = span.end;
		if (change) {
			known = true;
			limit = change->new_value;
		}
	}
	if (code == 0 && ledger->n_rows && ledger->rows[0].swallowed)
		ledger->phases[0].held++;
	return code;
}

static int add_passed(struct ledger *ledger, const struct window_event *event)
{
	const struct report_row row = {
		.serial = event->serial,
		.events = 1,
		.time_ms = event->time_ms,
		.passed = event->records,
		.fate = FATE_PASSED,
	};

	return add_row(ledger, &row) ? 0 : -ENOMEM;
}

/* What came behind the registration went on to auditd; without one, nothing says what was held. */
static int account_rest(struct ledger *ledger, const struct boot *boot, uint64_t from_serial)
{
	int code = 0;

	for (size_t i = events_below(boot, 0, from_serial); i < boot->window.n_events && code == 0;
	     i++) {
		if (boot->window.events[i].serial > ledger->last_serial)
			break;
		code = add_passed(ledger, &boot->window.events[i]);
	}
	if (ledger->registration && ledger->registration->serial < ledger->last_serial)
		ledger->missing_after = serials_missing(&boot->seen, ledger->registration->serial,
							ledger->last_serial);
	return code;
}

int ledger_make(const struct boot *boot, bool limit_known, uint64_t boot_limit,
		struct ledger *ret_ledger)
{
	struct ledger ledger = { 0 };
	uint64_t from_serial = 0;
	int code = 0;

	find_window(boot, &ledger);
	ledger.start = find_start(boot, &ledger);
	if (ledger.registration &&
	    (ledger.start == LEDGER_WHOLE || ledger.start == LEDGER_HEAD_MISSING)) {
		code = account_phases(&ledger, boot, limit_known, boot_limit);
		from_serial = ledger.registration->serial;
	}
	if (code == 0)
		code = account_rest(&ledger, boot, from_serial);
	if (code < 0) {
		ledger_done(&ledger);
		return code;
	}
	ledger.events_seen = events_below(boot, 0, ledger.last_serial + 1);
	*ret_ledger = ledger;
	return 0;
}
