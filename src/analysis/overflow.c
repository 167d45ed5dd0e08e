/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the hold queue was full. */
#include "analysis/overflow.h"

#include "util/xalloc.h"

/* An event that has its SYSCALL and no end lost these for certain: PROCTITLE and EOE. */
#define LOG_CUT_SLOTS 2

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
	return with > without;
}

static struct overflow_event measure_event(const struct boot *boot,
					   const struct window_event *event, bool proctitles)
{
	const struct window_event *heard = window_find(&boot->secondary.journal, event->serial);
	struct overflow_event measured = {
		.slots = (uint32_t)event->records + event->eoe_follows,
		.looks_cut = proctitles && event->proctitle_follows && !event->proctitle,
	};
	struct secondary_event found;

	measured.log_cut = measured.looks_cut && !heard;
	if (!heard || (heard->records <= event->records && heard->proctitle == event->proctitle))
		return measured;
	measured.cut = secondary_find(&boot->secondary, event->serial, &found) &&
		       secondary_beyond(&found, &boot->window, event) > 0;
	if (measured.cut)
		measured.slots = (uint32_t)secondary_before_loss(&found, &boot->window, event);
	return measured;
}

struct overflow_events overflow_events_of(const struct boot *boot)
{
	const bool proctitles = has_proctitles(boot);
	const struct window *window = &boot->window;
	struct overflow_event *list = xcalloc(window->n_events + 1, sizeof(*list));

	for (size_t i = 0; i < window->n_events; i++)
		list[i] = measure_event(boot, &window->events[i], proctitles);
	return (struct overflow_events){ .boot = boot, .list = list };
}

void overflow_events_done(struct overflow_events *events)
{
	free(events->list);
	*events = (struct overflow_events){ 0 };
}

/*
 * Whether the event's last record on disk stands alone, as the messages of user space do; any other
 * event that was held last may have been cut before its SYSCALL record.
 */
static bool is_ended_by_single(const struct boot *boot, const struct window_event *event)
{
	struct record record = { 0 };
	size_t position = 0;

	while (window_next(&boot->window, event, &position, &record))
		;
	return record.flags & TYPES_SINGLE;
}

/*
 * How many slots the event that was held last may have lost after its last record on disk: after
 * PROCTITLE only the EOE can be missing (kernel/auditsc.c audit_log_exit()).
 */
static uint64_t count_uncertain_slots(const struct boot *boot, const struct window_event *event)
{
	if (event->eoe_follows)
		return event->proctitle ? 1 : COUNT_UNBOUNDED;
	return is_ended_by_single(boot, event) ? 0 : COUNT_UNBOUNDED;
}

/*
 * Counts the events that were held: all before the first missing serial, and, because nothing is
 * dropped before the queue is full, those after it until it is. Gives the index after the last of
 * them, and the slots they take.
 */
static size_t count_held(const struct overflow_events *events, const struct overflow_span *span,
			 uint64_t *ret_slots)
{
	const struct window_event *on_disk = events->boot->window.events;
	uint64_t slots = 0, expected = span->first < span->end ? on_disk[span->first].serial : 0;
	bool beyond_gap = false;
	size_t i;

	for (i = span->first; i < span->end; i++) {
		uint64_t filled = span->held_before + slots;

		beyond_gap |= on_disk[i].serial != expected;
		if (beyond_gap && (!span->limit_known || (span->limit && filled >= span->limit)))
			break;
		slots += events->list[i].slots;
		beyond_gap |= events->list[i].cut;
		expected = on_disk[i].serial + 1;
	}
	*ret_slots = slots;
	return i;
}

static size_t count_log_cuts(const struct overflow_events *events, size_t first, size_t end)
{
	size_t cuts = 0;

	for (size_t i = first; i < end; i++)
		cuts += events->list[i].log_cut;
	return cuts;
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

/* The event that ended last, by its place on disk or else by its serial; the end of the list when
 * there is none. Takes: whether it is to be a whole syscall event, none that is seen to be cut. */
static size_t find_last(const struct overflow_events *events, size_t first, size_t end,
			bool whole_syscall)
{
	const struct window_event *on_disk = events->boot->window.events;
	bool by_disk = is_in_queue_order(on_disk, first, end);
	size_t last = end;

	for (size_t i = first; i < end; i++) {
		const struct overflow_event *event = &events->list[i];

		if (whole_syscall && (!on_disk[i].eoe_follows || event->cut || event->log_cut))
			continue;
		if (last == end || !by_disk || on_disk[i].last_record > on_disk[last].last_record)
			last = i;
	}
	return last;
}

/* Explains an excess of slots over the limit by EOEs that found no room. Gives false when they do
 * not explain it. */
static bool settle_excess(const struct overflow_events *events, const struct overflow_span *span,
			  uint64_t excess, struct overflow *overflow)
{
	size_t cuts = count_log_cuts(events, span->first, overflow->held_end);
	size_t last = find_last(events, span->first, overflow->held_end, true);
	bool one_more = excess == cuts + 1 && last != overflow->held_end;

	if (excess != cuts && !one_more)
		return false;
	overflow->cuts = cuts > 0;
	overflow->held -= excess;
	if (one_more && (span->gap || cuts))
		overflow->eoe_lost = last;
	else if (one_more)
		overflow->uncertain = last;
	return true;
}

struct overflow overflow_settle(const struct overflow_events *events,
				const struct overflow_span *span)
{
	struct overflow overflow = { .eoe_lost = span->end, .uncertain = span->end };
	const struct window_event *event;
	int64_t over;
	size_t last;

	overflow.held_end = count_held(events, span, &overflow.held);
	over = (int64_t)(span->held_before + overflow.held) - (int64_t)span->limit;
	if (!span->limit_known || !span->limit || (!span->gap && over < 0) ||
	    overflow.held_end == span->first)
		return overflow;
	last = find_last(events, span->first, overflow.held_end, false);
	event = &events->boot->window.events[last];
	if (over == 0 && !event->eoe_follows && count_uncertain_slots(events->boot, event))
		overflow.uncertain = last;
	else if (over < 0 || (over > 0 && !settle_excess(events, span, (uint64_t)over, &overflow)))
		overflow.misfit = -over;
	return overflow;
}

void overflow_settle_row(const struct overflow_events *events, const struct overflow *overflow,
			 size_t index, struct report_row *row)
{
	const struct window_event *event = &events->boot->window.events[index];
	const struct overflow_event *measured = &events->list[index];
	const struct range cut = { .min = LOG_CUT_SLOTS, .max = COUNT_UNBOUNDED };

	if (measured->cut) {
		if (measured->looks_cut)
			row->lost = cut;
	} else if (row->fate == FATE_HELD && overflow->cuts && measured->log_cut) {
		row->held--;
		row->lost = cut;
		row->fate = FATE_TRUNCATED;
	} else if (index == overflow->eoe_lost) {
		row->held--;
		row->lost = (struct range){ .min = 1,
					    .max = count_uncertain_slots(events->boot, event) };
		row->fate = FATE_TRUNCATED;
	} else if (index == overflow->uncertain) {
		row->held -= event->eoe_follows;
		row->lost.max = count_uncertain_slots(events->boot, event);
	}
}
