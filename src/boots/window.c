/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The events of a boot window. */
#include "boots/window.h"

#include "util/cleanup.h"
#include "util/xalloc.h"

#include <string.h>

void window_done(struct window *window)
{
	free(window->events);
	free(window->records);
	free(window->texts);
	free(window->index);
	*window = (struct window){
		.pool = window->pool,
		.bare = window->bare,
		.entries = window->entries,
	};
}

/* The place of the serial in the index, or the free place for it. The index is never full. */
static size_t probe_index(const struct window *window, uint64_t serial)
{
	size_t mask = window->index_capacity - 1;
	size_t at = (size_t)bytes_mix(&window->pool->key, serial, 0) & mask;

	while (window->index[at] && window->events[window->index[at] - 1].serial != serial)
		at = (at + 1) & mask;
	return at;
}

static void drop_index(struct window *window)
{
	free(window->index);
	window->index = NULL;
	window->index_capacity = 0;
}

/* Makes an index of all events, with room for one more. */
static void make_index(struct window *window)
{
	size_t capacity = 16;

	while (capacity < (window->n_events + 1) * 4)
		capacity *= 2;
	drop_index(window);
	window->index = xcalloc(capacity, sizeof(*window->index));
	window->index_capacity = capacity;
	for (size_t i = 0; i < window->n_events; i++)
		window->index[probe_index(window, window->events[i].serial)] = (uint32_t)i + 1;
}

size_t window_from(const struct window *window, uint64_t serial)
{
	size_t low = 0, high = window->n_events;

	/* Mostly a serial above them all is asked for. */
	if (!high || window->events[high - 1].serial < serial)
		return high;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (window->events[middle].serial < serial)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The index of the event of a serial + 1, or 0. Takes: events in the order of their serials. */
static size_t search_events(const struct window *window, uint64_t serial)
{
	const size_t at = window_from(window, serial);

	return at < window->n_events && window->events[at].serial == serial ? at + 1 : 0;
}

/* The index of the event of a serial + 1, or 0. */
static size_t find_event(const struct window *window, uint64_t serial)
{
	return window->index ? window->index[probe_index(window, serial)]
			     : search_events(window, serial);
}

const struct window_event *window_find(const struct window *window, uint64_t serial)
{
	size_t at = find_event(window, serial);

	return at ? &window->events[at - 1] : NULL;
}

/* The index is made when the first serial comes out of order. */
static bool needs_index(const struct window *window, uint64_t serial)
{
	if (window->index)
		return (window->n_events + 1) * 2 > window->index_capacity;
	return window->n_events && window->events[window->n_events - 1].serial > serial;
}

static void add_window_event(struct window *window, uint64_t serial, int64_t time_ms)
{
	window->events = xarray_grow(window->events, window->n_events, &window->events_capacity,
				     sizeof(*window->events));
	if (needs_index(window, serial))
		make_index(window);
	window->events[window->n_events++] = (struct window_event){
		.serial = serial,
		.time_ms = time_ms,
		.first_record = (uint32_t)window->n_records,
	};
	if (window->index)
		window->index[probe_index(window, serial)] = (uint32_t)window->n_events;
}

/* The texts of a window are handed on as strings. A NUL, which a damaged disk leaves, would end
 * them; SUB takes its place. */
#define NUL_STANDS_AS '\x1a'

static void replace_nul(char *text, size_t length)
{
	for (char *at = text; (at = memchr(at, '\0', length - (size_t)(at - text)));)
		*at = NUL_STANDS_AS;
}

static void keep_line(struct window *window, struct slice line, struct window_record *to)
{
	char *kept = arena_keep(&window->pool->texts, line.start, line.length);

	replace_nul(kept, line.length);
	window->texts = xarray_grow(window->texts, window->n_texts, &window->texts_capacity,
				    sizeof(*window->texts));
	to->text = (uint32_t)window->n_texts & INT32_MAX;
	window->texts[window->n_texts++] = (struct slice){ .start = kept, .length = line.length };
}

/* The number of a record's type where only that is kept; 0 where the line is. */
static uint16_t type_to_keep(const struct window *window, size_t event, const struct record *record)
{
	if (!window->bare || window->events[event].config || record->type == AUDIT_CONFIG_CHANGE)
		return 0;
	return record->type;
}

/* The index of a text has 31 bits. */
#define RECORDS_MAX ((size_t)INT32_MAX)

static void add_record(struct window *window, size_t event, const struct record *record,
		       uint32_t hash)
{
	const uint16_t type = type_to_keep(window, event, record);
	struct window_record added = {
		.text = type,
		.bare = type,
		.event = (uint32_t)event,
		.hash = hash,
	};

	if (window->n_records == RECORDS_MAX)
		xalloc_end();
	window->records = xarray_grow(window->records, window->n_records, &window->records_capacity,
				      sizeof(*window->records));
	if (!type)
		keep_line(window, record->line, &added);
	window->records[window->n_records++] = added;
}

/* The index of the event's next record; n_records after its last. */
static size_t next_of_event(const struct window *window, size_t at)
{
	return window->records[at].next ? at + window->records[at].next : window->n_records;
}

/* Whether a line is the kept one, whose NULs were replaced. */
static bool is_kept_line(struct slice kept, struct slice line)
{
	if (kept.length != line.length)
		return false;
	if (!memchr(line.start, '\0', line.length))
		return memcmp(kept.start, line.start, line.length) == 0;
	for (size_t i = 0; i < line.length; i++)
		if (kept.start[i] != (line.start[i] ? line.start[i] : NUL_STANDS_AS))
			return false;
	return true;
}

/* How many records of an event are searched for a repeated line: more than an event has. */
#define LOOKED_THROUGH 256

/* Whether an event has a line. Where texts are left out its hash decides, which others may share.
 */
static bool has_line(const struct window *window, const struct window_event *event,
		     struct slice line, uint32_t hash)
{
	size_t at = event->first_record;

	for (size_t i = 0; i < LOOKED_THROUGH && at < window->n_records; i++) {
		const struct window_record *record = &window->records[at];

		if (window->bare ? record->hash == hash
				 : is_kept_line(window->texts[record->text], line))
			return true;
		at = next_of_event(window, at);
	}
	return false;
}

/* A repeated line so many records behind the event's last one is of a copy of the log: the records
 * of an event stand closer. */
#define EVENT_SPREAD 128

/*
 * Whether a line is repeated, as in a log that was joined from two that overlap, or was tampered
 * with. The kernel itself makes equal records in one event: SELinux a denial for each inherited
 * descriptor, IMA one for each measurement, before the PROCTITLE that ends it. Each entry of a
 * journal is a record.
 */
static bool is_line_repeated(struct window *window, size_t at, const struct record *record,
			     uint32_t hash)
{
	const struct window_event *event = &window->events[at];
	const bool open =
		!event->proctitle && window->n_records - event->last_record <= EVENT_SPREAD;

	if (window->entries || !has_line(window, event, record->line, hash))
		return false;
	if (window->bare)
		window->pool->unsure = true;
	if (open && !(record->flags & TYPES_ONCE)) {
		window->twins++;
		return false;
	}
	window->repeated++;
	return true;
}

static void count_record(struct window_event *event, const struct record *record)
{
	event->records += record->type != AUDIT_EOE;
	event->eoe_follows |= (record->flags & TYPES_EOE_FOLLOWS) != 0;
	event->proctitle_follows |= (record->flags & TYPES_PROCTITLE_FOLLOWS) != 0;
	event->proctitle |= record->type == AUDIT_PROCTITLE;
	event->config |= record->type == AUDIT_CONFIG_CHANGE;
}

/* SYSCALL and PROCTITLE are half of the bytes and come once in an event: their length is enough. */
static uint32_t hash_line(const struct window *window, const struct record *record)
{
	if (record->type == AUDIT_SYSCALL || record->type == AUDIT_PROCTITLE)
		return (uint32_t)(record->line.length << 16 | record->type);
	return (uint32_t)bytes_hash(&window->pool->key, record->line.start, record->line.length);
}

/* As find_event. Neighbouring records are mostly of one event. */
static size_t find_event_near(const struct window *window, uint64_t serial)
{
	size_t last = window->n_records ? window->records[window->n_records - 1].event : 0;

	if (window->n_records && window->events[last].serial == serial)
		return last + 1;
	return find_event(window, serial);
}

void window_add(struct window *window, uint64_t serial, const struct record *record)
{
	struct window_event *event;
	const uint32_t hash = window->bare ? hash_line(window, record) : 0;
	size_t at = find_event_near(window, serial);
	bool is_new = !at;

	if (is_new)
		add_window_event(window, serial, record->time_ms);
	at = is_new ? window->n_events - 1 : at - 1;
	event = &window->events[at];
	if (!is_new && is_line_repeated(window, at, record, hash))
		return;
	add_record(window, at, record, hash);
	if (!is_new)
		window->records[event->last_record].next =
			(uint32_t)(window->n_records - 1 - event->last_record);
	window->altered += record->type == AUDIT_SYSCALL && event->eoe_follows;
	event->last_record = (uint32_t)window->n_records - 1;
	count_record(event, record);
}

static int compare_event_serials(const void *left, const void *right)
{
	uint64_t a = ((const struct window_event *)left)->serial;
	uint64_t b = ((const struct window_event *)right)->serial;

	return (a > b) - (a < b);
}

static bool is_window_sorted(const struct window *window)
{
	for (size_t i = 1; i < window->n_events; i++)
		if (window->events[i - 1].serial > window->events[i].serial)
			return false;
	return true;
}

void window_sort(struct window *window)
{
	CLEANUP(cleanup_free) uint64_t *serials = NULL;

	if (is_window_sorted(window))
		return;
	serials = xcalloc(window->n_events, sizeof(*serials));
	for (size_t i = 0; i < window->n_events; i++)
		serials[i] = window->events[i].serial;
	qsort(window->events, window->n_events, sizeof(*window->events), compare_event_serials);
	drop_index(window);
	for (size_t i = 0; i < window->n_records; i++)
		window->records[i].event =
			(uint32_t)find_event(window, serials[window->records[i].event]) - 1;
}

/* A record whose line was not kept. */
static struct record make_bare_record(const struct window_event *event, uint16_t type)
{
	const struct slice none = { .start = "" };
	const char *name = types_name(type);

	return (struct record){
		.line = none,
		.type_name = { .start = name ? name : "", .length = name ? strlen(name) : 0 },
		.body = none,
		.type = type,
		.flags = types_flags(type),
		.serial = (uint32_t)event->serial,
		.time_ms = event->time_ms,
	};
}

bool window_next(const struct window *window, const struct window_event *event, size_t *position,
		 struct record *ret_record)
{
	size_t at = event->first_record;

	if (*position)
		at = next_of_event(window, at + *position - 1);
	for (; at < window->n_records; at = next_of_event(window, at)) {
		const struct window_record *kept = &window->records[at];

		*position = at - event->first_record + 1;
		if (kept->bare)
			*ret_record = make_bare_record(event, (uint16_t)kept->text);
		if (kept->bare || window_line(window, at, ret_record))
			return true;
	}
	return false;
}

char *window_text(const struct window *window, const struct window_event *event)
{
	size_t bytes = 1, used = 0;
	char *text;

	for (size_t i = event->first_record; i < window->n_records; i = next_of_event(window, i))
		if (!window->records[i].bare)
			bytes += window->texts[window->records[i].text].length + 1;
	text = xmalloc(bytes);
	for (size_t i = event->first_record; i < window->n_records; i = next_of_event(window, i)) {
		struct slice line;

		if (window->records[i].bare)
			continue;
		line = window->texts[window->records[i].text];
		memcpy(text + used, line.start, line.length);
		used += line.length;
		text[used++] = '\n';
	}
	text[used] = '\0';
	return text;
}

bool window_line(const struct window *window, size_t index, struct record *ret_record)
{
	const struct slice line = window->texts[window->records[index].text];

	return record_scan(line.start, line.length, ret_record) == 0;
}
