/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The histories of the hold queue. */
#define _GNU_SOURCE
#include "analysis/history.h"

#include "util/xalloc.h"

#include <stdlib.h>
#include <string.h>

/* An event that has its SYSCALL and no end lost these for certain: PROCTITLE and EOE. */
#define CUT_SLOTS 2

/* The list of exclude rules: AUDIT_FILTER_EXCLUDE. */
#define EXCLUDE_LIST 5

/* An event whose end was lost had begun at most so long before: no call that audits at its
 * beginning takes longer. */
#define UNDER_WAY_MS 100

/* An EOE stands so many records behind its PROCTITLE at the most: other processors' come between.
 */
#define EOE_BEHIND 4

/* Records of an event on disk that journald does not take. */
#define LOGINS 1

/* So many records of an event are told apart; none has more that matter. */
#define EVENT_RECORDS 64

static bool is_exclude_rule(const struct record *record)
{
	uint64_t list;
	struct slice op;

	return record->type == AUDIT_CONFIG_CHANGE && record_field(record, "op", &op) &&
	       slice_is(op, "add_rule") && record_number(record, "list", &list) &&
	       list == EXCLUDE_LIST;
}

/* The serial of the first exclude rule that was loaded, as a window has it. */
static uint64_t find_exclude_rule(const struct window *window)
{
	for (size_t i = 0; i < window->n_events; i++) {
		struct record record;
		size_t position = 0;

		while (window->events[i].config &&
		       window_next(window, &window->events[i], &position, &record))
			if (is_exclude_rule(&record))
				return window->events[i].serial;
	}
	return UINT64_MAX;
}

/*
 * The serial of the first exclude rule. It is in force when its record is made
 * (kernel/auditfilter.c audit_rule_change()), and audit_log_start() asks it before anything: no
 * serial, no slot, no count.
 */
static uint64_t find_exclusion(const struct boot *boot)
{
	const uint64_t disk = find_exclude_rule(&boot->window);
	const uint64_t journal = find_exclude_rule(&boot->secondary.journal);

	return disk < journal ? disk : journal;
}

/* PROCTITLE ends each syscall event, unless the rules exclude it: then no event has one. */
static bool has_proctitles(const struct boot *boot)
{
	const struct window *const places[] = { &boot->window, &boot->secondary.journal };
	size_t with = 0, without = 0;

	for (size_t place = 0; place < sizeof(places) / sizeof(places[0]); place++) {
		for (size_t i = 0; i < places[place]->n_events; i++) {
			const struct window_event *event = &places[place]->events[i];

			with += event->proctitle;
			without += event->proctitle_follows && !event->proctitle;
		}
	}
	return with && with >= without;
}

/* Whether one of the event's records is an event by itself, as messages of user space are. */
static bool has_single(const struct boot *boot, const struct window_event *event)
{
	struct record record = { 0 };
	size_t position = 0;

	while (window_next(&boot->window, event, &position, &record))
		if (record.flags & TYPES_SINGLE)
			return true;
	return false;
}

static bool has_task_contexts(const struct window *window)
{
	for (size_t i = 0; i < window->n_events; i++) {
		struct record record;
		size_t position = 0;

		while (window_next(window, &window->events[i], &position, &record))
			if (record.type == AUDIT_MAC_TASK_CONTEXTS)
				return true;
	}
	return false;
}

/* Of the types that always have one. */
static bool has_subject(const struct record *record)
{
	return record->type == AUDIT_CONFIG_CHANGE || record->type == AUDIT_LOGIN ||
	       (record->flags & (TYPES_SINGLE | TYPES_EOE_FOLLOWS) && record->type != AUDIT_KERNEL);
}

/* With two LSMs each record with a subject brings one of its contexts behind it, in a slot of its
 * own that can be lost alone (kernel/audit.c audit_log_subj_ctx()). */
static bool lacks_contexts(const struct history *history, const struct window_event *event)
{
	struct record record;
	size_t position = 0, subjects = 0, contexts = 0;

	while (history->two_lsms &&
	       window_next(&history->boot->window, event, &position, &record)) {
		subjects += has_subject(&record);
		contexts += record.type == AUDIT_MAC_TASK_CONTEXTS;
	}
	return contexts < subjects;
}

/* What brings a SYSCALL with it whenever another one did. */
static bool is_like_registration(const struct boot *boot, uint64_t serial)
{
	for (size_t i = 0; i < boot->n_settings; i++) {
		const struct boot_setting *setting = &boot->settings[i];

		if (setting->serial == serial && setting->kind == BOOT_ENABLED)
			return setting->old_value && setting->new_value;
	}
	return false;
}

/*
 * From this serial on each such setting has a SYSCALL: the registration does, and a rule was loaded
 * by then, as an earlier setting shows that has one, or none is needed (kernel/auditsc.c
 * __audit_syscall_entry()).
 */
static uint64_t find_first_exit(const struct history_basis *basis)
{
	const struct window *window = &basis->boot->window;
	const struct boot_setting *registration = boot_first_setting(basis->boot, BOOT_PID, true);
	const struct window_event *event =
		registration ? window_find(window, registration->serial) : NULL;

	if (!event || !event->eoe_follows)
		return UINT64_MAX;
	for (size_t i = 0; !basis->dummies_exit && &window->events[i] < event; i++)
		if (window->events[i].config && window->events[i].eoe_follows)
			return window->events[i].serial;
	return basis->dummies_exit ? 0 : UINT64_MAX;
}

/* What the log alone shows of an event. */
static void measure_on_disk(const struct history *history, const struct window_event *event,
			    bool proctitles, uint64_t first_exit, struct history_event *measured)
{
	const struct boot *boot = history->boot;
	const bool cut = proctitles && event->proctitle_follows && !event->proctitle &&
			 event->serial < history->proctitle_until;
	const bool headless = event->proctitle && !event->proctitle_follows;
	const bool setting = event->serial > first_exit && !event->eoe_follows && !headless &&
			     is_like_registration(boot, event->serial);

	measured->eoe = (event->eoe_follows || event->proctitle) && !cut &&
			event->serial < history->eoe_until;
	measured->eoe_unsure = measured->eoe && secondary_may_lack_eoe(&boot->window, event);
	if (cut || setting) {
		measured->head = event->records;
		measured->lost =
			(struct range){ CUT_SLOTS + (setting && proctitles), COUNT_UNBOUNDED };
	} else if (headless) {
		measured->tail = event->records;
		measured->lost = (struct range){ 1, COUNT_UNBOUNDED };
	}
	measured->log_lost = measured->lost;
	measured->open = !measured->lost.min && ((!event->proctitle && !has_single(boot, event)) ||
						 lacks_contexts(history, event));
}

/* The types of an event's records, and their places in the window. */
struct typed_records {
	size_t count;
	uint16_t types[EVENT_RECORDS];
	uint32_t places[EVENT_RECORDS];
};

static void list_types(const struct window *window, const struct window_event *event,
		       struct typed_records *ret_list)
{
	struct record record;
	size_t position = 0;

	ret_list->count = 0;
	while (ret_list->count < EVENT_RECORDS && window_next(window, event, &position, &record)) {
		ret_list->types[ret_list->count] = record.type;
		ret_list->places[ret_list->count++] = event->first_record + (uint32_t)position - 1;
	}
}

static size_t count_type(const struct typed_records *list, uint16_t type, size_t until)
{
	size_t count = 0;

	for (size_t i = 0; i < until; i++)
		count += list->types[i] == type;
	return count;
}

/* Whether the last record of an event that another source has is on disk: the EOE is behind it. */
static bool has_end(const struct window *disk, const struct window_event *event,
		    const struct secondary_event *found)
{
	struct typed_records on_disk, in_source;
	uint16_t last;

	if (event->proctitle)
		return true;
	list_types(disk, event, &on_disk);
	list_types(found->window, found->event, &in_source);
	if (!in_source.count || in_source.count == EVENT_RECORDS)
		return false;
	last = in_source.types[in_source.count - 1];
	return count_type(&on_disk, last, on_disk.count) ==
	       count_type(&in_source, last, in_source.count);
}

/* Records of an event that only another source has were lost, and the EOE too when the last one
 * before it is among them; where that is on disk, filling the queue decides about the EOE. */
static void compare_with_source(const struct history *history, const struct window_event *event,
				struct history_event *measured)
{
	const struct window *disk = &history->boot->window;
	struct secondary_event found;
	struct secondary_sides sides;
	uint64_t more;
	bool whole, ended, eoe, headless;

	if (!secondary_find(&history->boot->secondary, event->serial, &found) ||
	    history_is_before_log(history, &found))
		return;
	headless = found.headless && !secondary_has_head(&found, disk, event);
	whole = found.slots.min == found.slots.max && !headless;
	/* Where each has a part of the event that the other lacks their numbers say nothing. */
	more = headless ? secondary_unmatched(&found, disk, event)
			: secondary_beyond(&found, disk, event);
	measured->open &= !whole && !more;
	if (!more)
		return;
	ended = has_end(disk, event, &found);
	eoe = (found.event->eoe_follows || found.event->proctitle || event->eoe_follows) &&
	      !ended && event->serial < history->eoe_until;
	measured->from = found.from;
	sides = secondary_sides_of_loss(&found, disk, event);
	measured->head = (uint32_t)sides.before;
	measured->tail = (uint32_t)sides.behind;
	measured->eoe = ended && event->serial < history->eoe_until &&
			(found.event->eoe_follows || event->proctitle);
	measured->lost.min = more + eoe;
	/* A LOGIN is the first of its event: a record that was held is behind it. */
	if (found.slots.max == COUNT_UNBOUNDED)
		measured->lost.max = COUNT_UNBOUNDED;
	else if (headless || event->records > found.event->records - more + LOGINS)
		/* journald heard the end alone: more of what it has may be beyond the disk. */
		measured->lost.max = found.event->records + eoe;
	else
		measured->lost.max = measured->lost.min + (!whole && !measured->head);
}

bool history_is_before_log(const struct history *history, const struct secondary_event *found)
{
	return found->window == &history->boot->secondary.journal &&
	       found->event->first_record + 1 < history->heard_from;
}

/* Where in the journal each record on disk is: told by its type, where the event has as many of it
 * in both. */
static void link_event(const struct typed_records *disk, const struct typed_records *journal,
		       uint32_t *heard)
{
	for (size_t i = 0; i < disk->count; i++) {
		const uint16_t type = disk->types[i];
		size_t nth = count_type(disk, type, i), seen = 0;

		if (!type || count_type(disk, type, disk->count) !=
				     count_type(journal, type, journal->count))
			continue;
		for (size_t j = 0; j < journal->count; j++)
			if (journal->types[j] == type && seen++ == nth)
				heard[disk->places[i]] = journal->places[j] + 1;
	}
}

/* Gives: the journal's place, from 1, for each record of the window; the caller frees it. */
static uint32_t *link_journal(const struct history *history)
{
	const struct window *disk = &history->boot->window;
	const struct window *journal = &history->boot->secondary.journal;
	uint32_t *heard = xcalloc(disk->n_records + 1, sizeof(*heard));
	struct typed_records on_disk, in_journal;

	for (size_t i = 0; i < history->n_events && journal->n_events; i++) {
		const struct window_event *event = &disk->events[i];
		struct secondary_event found;

		if (!secondary_find(&history->boot->secondary, event->serial, &found) ||
		    found.window != journal ||
		    (found.headless && !secondary_has_head(&found, disk, event)))
			continue;
		list_types(disk, event, &on_disk);
		list_types(journal, found.event, &in_journal);
		link_event(&on_disk, &in_journal, heard);
	}
	return heard;
}

/*
 * Whether the log is in the order of the queue: concurrent events change places now and then, but a
 * log in which one neighbour in four does was sorted or shuffled since.
 */
static bool is_in_queue_order(const struct window_event *events, size_t count)
{
	size_t swapped = 0;

	for (size_t i = 1; i < count; i++)
		swapped += events[i].first_record < events[i - 1].first_record;
	return swapped * 4 <= count;
}

static void add_slot(struct history *history, size_t event, uint32_t heard)
{
	history->order[history->n_order++] =
		(struct history_slot){ .event = (uint32_t)event, .heard = heard };
}

static void order_records(struct history *history, const struct history_basis *basis,
			  const uint32_t *heard)
{
	const struct window *disk = &history->boot->window;
	/* The registration's own record was lost: what is made behind it ends the queue. */
	const bool unseen = basis->registered && !window_find(disk, basis->registered);
	bool ended = false;

	history->order = xcalloc(disk->n_records + 1, sizeof(*history->order));
	history->sorted = !is_in_queue_order(disk->events, history->n_events);
	if (history->sorted) {
		for (size_t i = 0; i < history->n_events; i++)
			for (uint32_t n = 0; n < disk->events[i].records; n++)
				add_slot(history, i, 0);
		history->last_cut = history->n_order;
		return;
	}
	for (size_t i = 0; i < disk->n_records; i++) {
		const uint32_t event = disk->records[i].event;

		ended |= unseen && disk->events[event].serial > basis->registered;
		if (event < history->n_events)
			add_slot(history, event, heard[i]);
		if (!ended)
			history->last_cut = history->n_order;
		ended |= disk->events[event].serial == basis->registered;
	}
}

/* The slots in front of each record, with the EOE of each event behind its last. */
static void sum_slots(struct history *history)
{
	uint32_t *left = xcalloc(history->n_events + 1, sizeof(*left));

	for (size_t i = history->n_order; i > 0; i--) {
		left[history->order[i - 1].event]++;
		history->events[history->order[i - 1].event].place = (uint32_t)i - 1;
	}
	history->slots = history->swallowed;
	for (size_t i = 0; i < history->n_order; i++) {
		struct history_slot *slot = &history->order[i];
		const bool eoe = --left[slot->event] == 0 && history->events[slot->event].eoe;

		slot->before = (uint32_t)history->slots;
		slot->unsure = (uint32_t)history->unsure;
		history->slots += 1 + eoe;
		history->eoes += eoe;
		history->unsure += eoe && history->events[slot->event].eoe_unsure;
	}
	free(left);
}

static uint32_t first_heard(const struct history *history)
{
	for (size_t i = 0; i < history->n_order; i++)
		if (history->order[i].heard)
			return history->order[i].heard;
	return 0;
}

struct history history_make(const struct history_basis *basis)
{
	const struct boot *boot = basis->boot;
	const bool proctitles = has_proctitles(boot);
	const uint64_t first_exit = find_first_exit(basis);
	struct history history = {
		.boot = boot,
		.lags = basis->lags,
		.registered_ms = basis->registered_ms,
		.drains = basis->drains,
		.astride = basis->astride,
		.two_lsms = has_task_contexts(&boot->window),
		.n_events = window_from(&boot->window, basis->end),
		.eoe_until = UINT64_MAX,
		.proctitle_until = UINT64_MAX,
	};
	const uint64_t first = boot->window.n_events ? boot->window.events[0].serial : 0;
	uint32_t *heard = link_journal(&history);

	if (!basis->rules || basis->rules->excludes_eoe)
		history.eoe_until = find_exclusion(boot);
	if (!basis->rules || basis->rules->excludes_proctitle)
		history.proctitle_until = find_exclusion(boot);
	history.events = xcalloc(history.n_events + 1, sizeof(*history.events));
	/* It is the first that was held: where the log has nothing else, it stood alone. */
	history.swallowed = basis->from_start && first != 1;
	order_records(&history, basis, heard);
	free(heard);
	if (!basis->from_start)
		history.heard_from = first_heard(&history);
	for (size_t i = 0; i < history.n_events; i++) {
		const struct window_event *event = &boot->window.events[i];

		history.events[i].records = event->records;
		history.events[i].unheard = !window_find(&boot->secondary.journal, event->serial);
		measure_on_disk(&history, event, proctitles, first_exit, &history.events[i]);
		compare_with_source(&history, event, &history.events[i]);
	}
	sum_slots(&history);
	return history;
}

void history_done(struct history *history)
{
	free(history->events);
	free(history->order);
	*history = (struct history){ 0 };
}

/* The slots of all records before a cut. */
static uint64_t slots_before(const struct history *history, size_t cut)
{
	return cut < history->n_order ? history->order[cut].before : history->slots;
}

static uint64_t unsure_before(const struct history *history, size_t cut)
{
	return cut < history->n_order ? history->order[cut].unsure : history->unsure;
}

/* The smallest cut of [first, last] with so many slots before it; last where there is none. */
static size_t find_cut(const struct history *history, size_t first, size_t last, uint64_t slots)
{
	while (first < last) {
		const size_t middle = first + (last - first) / 2;

		if (slots_before(history, middle) >= slots)
			last = middle;
		else
			first = middle + 1;
	}
	return last;
}

static size_t find_phase(const struct history_phase *phases, size_t count, uint64_t serial)
{
	size_t low = 0, high = count - 1;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (phases[middle].last_serial < serial)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The journal's place of the first record that each phase is known to have dropped. */
static uint32_t *find_first_drops(const struct history *history, const struct history_phase *phases,
				  size_t count)
{
	const struct window *disk = &history->boot->window;
	const struct window *journal = &history->boot->secondary.journal;
	uint32_t *drops = xcalloc(count + 1, sizeof(*drops));

	for (size_t i = 0; i < journal->n_events; i++) {
		const struct window_event *heard = &journal->events[i];
		const size_t phase = find_phase(phases, count, heard->serial);
		const struct window_event *event = window_find(disk, heard->serial);
		struct typed_records on_disk, in_journal;
		uint32_t place = heard->first_record + 1;

		if (heard->serial > phases[phase].last_serial ||
		    heard->serial <= history->swallowed || place < history->heard_from)
			continue;
		if (event) {
			place = 0;
			list_types(disk, event, &on_disk);
			list_types(journal, heard, &in_journal);
			for (size_t j = 0; !place && j < in_journal.count; j++)
				if (!count_type(&on_disk, in_journal.types[j], on_disk.count))
					place = in_journal.places[j] + 1;
		}
		if (place && (!drops[phase] || place < drops[phase]))
			drops[phase] = place;
	}
	return drops;
}

/* Whether the record at this place of the journal was lost, as far as types tell; its type. */
static bool is_lost_place(const struct history *history, size_t place, uint16_t *ret_type)
{
	const struct window *journal = &history->boot->secondary.journal;
	const struct window_event *heard = &journal->events[journal->records[place].event];
	const struct window_event *event = window_find(&history->boot->window, heard->serial);
	struct typed_records in_journal, on_disk = { 0 };

	list_types(journal, heard, &in_journal);
	if (event)
		list_types(&history->boot->window, event, &on_disk);
	for (size_t i = 0; i < in_journal.count; i++) {
		*ret_type = in_journal.types[i];
		if (in_journal.places[i] == place)
			return !count_type(&on_disk, *ret_type, on_disk.count);
	}
	return false;
}

size_t history_last_proctitles(const struct history *history, uint64_t last_serial,
			       bool *ret_at_end)
{
	const struct window *journal = &history->boot->secondary.journal;
	size_t lost = 0, proctitles = 0;

	*ret_at_end = false;
	for (size_t i = journal->n_records; i > 0 && lost < EOE_BEHIND; i--) {
		const uint64_t serial = journal->events[journal->records[i - 1].event].serial;
		uint16_t type;
		bool open;

		if (serial > last_serial || !is_lost_place(history, i - 1, &type))
			continue;
		open = type == AUDIT_PROCTITLE && serial < history->eoe_until;
		*ret_at_end |= open && !lost;
		proctitles += open;
		lost++;
	}
	return proctitles;
}

static void keep_before(struct history_phase *phase, size_t place)
{
	if (place + 1 > phase->first)
		phase->first = place + 1;
}

static void keep_behind(struct history_phase *phase, size_t place)
{
	if (place < phase->last)
		phase->last = place;
}

/* What one record says of where the queue was full in its phase, and in the one before. */
static void bound_cut(const struct history *history, struct history_phase *phases,
		      const uint32_t *drops, size_t place, uint32_t nth)
{
	const struct history_slot *slot = &history->order[place];
	const struct history_event *event = &history->events[slot->event];
	const uint64_t serial = history->boot->window.events[slot->event].serial;
	const size_t own = event->phase, earlier = own ? own - 1 : 0;

	for (size_t i = earlier; i <= own; i++) {
		/* journald hears all that is made while it listens: what it has not came before. */
		if (drops[i] && (event->unheard || (slot->heard && slot->heard < drops[i])))
			keep_before(&phases[i], place);
		if (slot->heard && drops[i] && slot->heard > drops[i])
			keep_behind(&phases[i], place);
	}
	if (nth < event->head)
		keep_before(&phases[own], place);
	if (nth >= event->records - event->tail)
		keep_behind(&phases[own], place);
	/* The record of a change, its event's first, is queued before the change is made. */
	if (own != earlier && (serial > phases[earlier].last_serial + 1 || nth))
		keep_behind(&phases[earlier], place);
	if (own != earlier && place < phases[earlier].natural)
		phases[earlier].natural = place;
}

static void bound_cuts(struct history *history, struct history_phase *phases, size_t count)
{
	uint32_t *nth = xcalloc(history->n_events + 1, sizeof(*nth));
	uint32_t *drops = find_first_drops(history, phases, count);

	for (size_t i = 0; i < count; i++)
		phases[i].last = phases[i].natural = history->last_cut;
	for (size_t i = 0; i < history->n_events; i++)
		history->events[i].phase =
			(uint32_t)find_phase(phases, count, history->boot->window.events[i].serial);
	for (size_t i = 0; i < history->n_order; i++)
		bound_cut(history, phases, drops, i, nth[history->order[i].event]++);
	if (!history->lags)
		phases[count - 1].first = history->last_cut;
	for (size_t i = 0; i < count; i++) {
		struct history_phase *phase = &phases[i];

		/* Not in the order of the queue after all. */
		if (phase->first > phase->last) {
			const size_t first = phase->first;

			phase->first = phase->last;
			phase->last = first;
		}
		if (i && phase->first < phases[i - 1].first)
			phase->first = phases[i - 1].first;
	}
	free(drops);
	free(nth);
}

/* An unknown limit is settled by nothing: all before the first gap was held. */
static size_t cut_at_gap(const struct history *history, const struct history_phase *phase)
{
	const struct window_event *events = history->boot->window.events;
	uint64_t before_gap = events[0].serial;
	size_t i;

	for (i = 1; i < history->n_events && events[i].serial == before_gap + 1; i++)
		before_gap++;
	if (!phase->dropped)
		return phase->last;
	/* A cut event shows it without a gap. */
	if (i == history->n_events)
		return phase->first ? phase->first : phase->last;
	for (i = phase->first; i < phase->last; i++)
		if (events[history->order[i].event].serial > before_gap)
			break;
	return i;
}

/* The EOEs that can have found no room at a cut: of events whose last record stands just in front
 * of it. Where the log is in no order that is each. */
static uint64_t eoes_at(const struct history *history, size_t cut)
{
	const size_t from =
		history->sorted || cut < HISTORY_EVENTS_ASTRIDE ? 0 : cut - HISTORY_EVENTS_ASTRIDE;
	uint64_t count = 0;

	if (history->sorted)
		return history->eoes;
	for (size_t i = from; i < cut; i++)
		count += slots_before(history, i + 1) - history->order[i].before > 1;
	return count;
}

/* The EOEs that a phase lost, over all its cuts. Takes: those of the phases before it. Gives: false
 * where the queue was full at none. */
static bool bound_eoes(const struct history *history, const struct range *before,
		       struct history_phase *phase)
{
	struct range eoes = { COUNT_UNBOUNDED, 0 };

	for (size_t cut = phase->first; cut <= phase->last; cut++) {
		const uint64_t most = slots_before(history, cut);
		const uint64_t least = most - unsure_before(history, cut);
		const uint64_t fewest =
			least > phase->limit + before->max ? least - phase->limit - before->max : 0;
		uint64_t there = eoes_at(history, cut);

		if (most < phase->limit + before->min || fewest > there)
			continue;
		if (there > most - phase->limit - before->min)
			there = most - phase->limit - before->min;
		eoes.min = fewest < eoes.min ? fewest : eoes.min;
		eoes.max = there > eoes.max ? there : eoes.max;
	}
	if (eoes.min == COUNT_UNBOUNDED)
		return false;
	phase->eoes = (struct range){ phase->dropped ? eoes.min : 0, eoes.max };
	return true;
}

/* Takes: the EOEs that phases before it lost. */
static void settle_phase(const struct history *history, const struct range *before,
			 struct history_phase *phase)
{
	const uint64_t least =
		slots_before(history, phase->first) - unsure_before(history, phase->first);
	const uint64_t most = slots_before(history, phase->last);

	if (!phase->limit_known) {
		phase->cut = cut_at_gap(history, phase);
		phase->held = slots_before(history, phase->cut);
		return;
	}
	phase->cut = phase->limit ? find_cut(history, phase->first, phase->last, phase->limit)
				  : phase->last;
	phase->held = slots_before(history, phase->cut);
	if (!phase->limit || most < phase->limit + before->min) {
		phase->cut = phase->natural < phase->first ? phase->first : phase->natural;
		phase->held = slots_before(history, phase->cut);
		if (phase->dropped)
			phase->misfit = phase->limit ? (int64_t)(phase->limit - most) : INT64_MAX;
	} else if (!bound_eoes(history, before, phase)) {
		phase->misfit = -(int64_t)(least - phase->limit);
	} else {
		phase->filled = true;
		phase->held = phase->limit;
	}
}

/* The EOEs that found no room: those next to the cut, in the history that is shown; so many of them
 * are certain. */
static void mark_lost_eoes(struct history *history, const struct history_phase *phase,
			   uint64_t count)
{
	uint64_t certain = phase->eoes.min;

	for (size_t i = phase->cut; i > 0 && count; i--) {
		const struct history_slot *slot = &history->order[i - 1];
		struct history_event *event = &history->events[slot->event];

		if (slots_before(history, i) - slot->before < 2 || event->eoe_lost.max)
			continue;
		event->eoe_lost = (struct range){ certain > 0, 1 };
		certain -= certain > 0;
		count--;
	}
}

/* What each event held, and what of each phase came behind its cut. */
static void count_held(struct history *history, struct history_phase *phases, size_t count)
{
	const size_t end = phases[count - 1].cut;

	for (size_t i = 0; i < history->n_order; i++) {
		const struct history_slot *slot = &history->order[i];
		const uint64_t slots = slots_before(history, i + 1) - slot->before;
		struct history_event *event = &history->events[slot->event];
		struct history_phase *phase = &phases[event->phase];

		if (i < end)
			event->held += (uint32_t)slots - (slots > 1 && event->eoe_lost.max);
		if (i >= phase->cut && (phase->filled || phase->dropped))
			phase->late += slots;
	}
}

/* Whether the journal was there before the queue was full: what events lost at their end is in it
 * then. */
static bool is_heard_before(const struct history *history, size_t cut)
{
	for (size_t i = 0; i < cut; i++)
		if (history->order[i].heard)
			return true;
	return false;
}

/* Whether an event that came late, at least in part, can have lost records in front of that: its
 * end passed, so that the log shows nothing of it, and the journal does not have it. */
static bool is_head_unheard(const struct history_event *event, const struct window_event *on_disk)
{
	return event->held < event->records && event->unheard &&
	       (event->records > 1 || on_disk->eoe_follows || on_disk->proctitle_follows);
}

/* A line that is gone from the middle of an event leaves no gap: with so many more, the queue would
 * have been full. */
#define LINES_GONE 8

/* Whether so many slots would have filled the queue of a phase that shows no loss. */
static bool is_nearly_full(const struct history_phase *phase)
{
	return phase->limit_known && phase->limit && !phase->filled && !phase->dropped &&
	       phase->held + LINES_GONE >= phase->limit;
}

/* A full queue may have cut any event that does not show its end and was under way then. */
static void count_open(struct history *history, struct history_phase *phases, size_t count)
{
	const struct window_event *on_disk = history->boot->window.events;
	int64_t *last_ms = xcalloc(count, sizeof(*last_ms));

	for (size_t i = 0; i < history->n_events; i++)
		if (history->events[i].held &&
		    on_disk[i].time_ms > last_ms[history->events[i].phase])
			last_ms[history->events[i].phase] = on_disk[i].time_ms;
	for (size_t i = 0; i < history->n_events; i++) {
		struct history_event *event = &history->events[i];
		struct history_phase *phase = &phases[event->phase];

		event->open = !history->heard_held &&
			      ((event->open && event->held >= event->records) ||
			       is_head_unheard(event, &on_disk[i])) &&
			      on_disk[i].time_ms >= last_ms[event->phase] - UNDER_WAY_MS;
		phase->perhaps_full |= event->open && is_nearly_full(phase);
		event->open &= phase->filled || phase->dropped;
		phase->open += event->open;
	}
	free(last_ms);
}

/*
 * First in, first out: no serial in front of one that was held was dropped, nor one behind an event
 * that passed whole. Where such a one is missing all the same, the log has not all of its lines.
 */
static void count_astray(const struct history *history, struct history_phase *phases, size_t count)
{
	const struct serials *seen = &history->boot->seen;
	const struct window_event *on_disk = history->boot->window.events;
	uint64_t *passed = xcalloc(count, sizeof(*passed));
	uint64_t from = seen->first, held = 0;
	size_t at = 0;

	for (size_t i = history->n_events; i > 0; i--)
		if (history->events[i - 1].place >= phases[history->events[i - 1].phase].last)
			passed[history->events[i - 1].phase] = on_disk[i - 1].serial;
	for (size_t i = 0; i < count; from = phases[i++].last_serial + 1) {
		struct history_phase *phase = &phases[i];

		for (; at < phase->cut; at++)
			if (on_disk[history->order[at].event].serial > held)
				held = on_disk[history->order[at].event].serial;
		if (phase->limit_known && held > from + HISTORY_EVENTS_ASTRIDE)
			phase->astray += serials_missing(seen, from, held - HISTORY_EVENTS_ASTRIDE);
		if (passed[i] && passed[i] + HISTORY_EVENTS_ASTRIDE < phase->last_serial)
			phase->astray += serials_missing(seen, passed[i] + HISTORY_EVENTS_ASTRIDE,
							 phase->last_serial);
	}
	free(passed);
}

/* Between the record of a setting and the setting itself others' can be queued, so many at the
 * most. Who sends a message or makes a setting waits for its end (kernel/audit.c audit_receive()).
 */
#define QUEUED_BETWEEN 4

uint64_t history_between(const struct history *history, uint64_t serial)
{
	const struct window *disk = &history->boot->window;
	const struct window_event *setting = serial ? window_find(disk, serial) : NULL;
	uint64_t count = 0;

	size_t i = setting ? setting->first_record + 1 : disk->n_records;

	for (; i < disk->n_records && count < QUEUED_BETWEEN; i++, count++) {
		const struct window_event *event = &disk->events[disk->records[i].event];

		if (event->config || has_single(history->boot, event))
			break;
	}
	/* Of kernels that perhaps register first it is not among those held. */
	return count + (setting && setting - disk->events >= (ptrdiff_t)history->n_events);
}

/* Slots of what was made behind the hand-over, as the log tells it, and perhaps held. */
static uint64_t count_drained(const struct history *history)
{
	const struct window *disk = &history->boot->window;
	uint64_t count = 0;

	for (size_t i = history->n_events; history->drains && i < disk->n_events; i++)
		if (disk->events[i].time_ms <= history->registered_ms + HISTORY_HOLDS_ON_MS)
			count += disk->events[i].records + disk->events[i].eoe_follows;
	return count;
}

/*
 * Slots that stand behind the registration in the log though they were made long before it:
 * kauditd, whose pass through the hold queue met a full socket, goes on with the main queue and
 * comes back to the rest (kernel/audit.c kauditd_send_queue(), kauditd_hold_skb()). Or their system
 * calls were under way all the time.
 */
static uint64_t count_held_again(const struct history *history, size_t cut)
{
	const struct window_event *on_disk = history->boot->window.events;
	uint64_t count = 0;

	for (size_t i = cut; i < history->n_order; i++)
		if (on_disk[history->order[i].event].time_ms <
		    history->registered_ms - UNDER_WAY_MS)
			count += slots_before(history, i + 1) - slots_before(history, i);
	return count;
}

/*
 * Where a phase dropped nothing, nothing tells how far kauditd had come when it ended. The shown
 * history has all in it that was made before the registration's record. What was made no earlier
 * than the registration began may have passed, and an EOE that is not certain was perhaps none.
 */
static void count_spare(const struct history *history, struct history_phase *phases, size_t count)
{
	const struct window_event *on_disk = history->boot->window.events;
	struct history_phase *last = &phases[count - 1];
	uint64_t unsure = 0;
	size_t cut = 0;

	for (size_t i = 0; i < count; i++) {
		const uint64_t now = unsure_before(history, phases[i].cut);

		if (!phases[i].dropped && now > unsure)
			phases[i].spare = now - unsure;
		unsure = now;
	}
	last->more = history->drains ? count_drained(history)
				     : history_between(history, history->astride);
	if (last->dropped)
		return;
	last->more += count_held_again(history, last->cut);
	while (cut < last->cut &&
	       (on_disk[history->order[cut].event].time_ms < history->registered_ms ||
		history->events[history->order[cut].event].phase < count - 1))
		cut++;
	last->spare += slots_before(history, last->cut) - slots_before(history, cut);
}

void history_settle(struct history *history, struct history_phase *phases, size_t count)
{
	struct range before = { 0 };
	uint64_t marked = 0;

	bound_cuts(history, phases, count);
	for (size_t i = 0; i < count; i++) {
		struct history_phase *phase = &phases[i];
		uint64_t lost;

		settle_phase(history, &before, phase);
		lost = slots_before(history, phase->cut) - phase->held;
		if (lost > marked) {
			mark_lost_eoes(history, phase, lost - marked);
			marked = lost;
		}
		range_add(&before, &phase->eoes);
	}
	history->heard_held = is_heard_before(history, phases[0].first);
	count_held(history, phases, count);
	count_open(history, phases, count);
	count_spare(history, phases, count);
	count_astray(history, phases, count);
}
