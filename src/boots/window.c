/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The events of a boot window. */
#include "boots/window.h"

#include "base/bytes.h"
#include "base/cleanup.h"

#include <errno.h>
#include <libaudit.h>
#include <string.h>

void window_done(struct window *window)
{
	struct store *store = window->store;

	store_drop(store, window->events, window->events_capacity, sizeof(*window->events));
	store_drop(store, window->records, window->records_capacity, sizeof(*window->records));
	store_drop(store, window->index, window->index_capacity, sizeof(*window->index));
	*window = (struct window){ .store = store, .types = window->types };
}

/* Where the serial is in the index, or the free place for it. The capacity is a power of two and
 * never full. */
static size_t probe(const struct window *window, uint64_t serial)
{
	size_t mask = window->index_capacity - 1;
	size_t at = (size_t)(serial * 0x9e3779b97f4a7c15u >> 20) & mask;

	while (window->index[at] && window->events[window->index[at] - 1].serial != serial)
		at = (at + 1) & mask;
	return at;
}

static int rebuild_index(struct window *window, size_t capacity)
{
	uint32_t *index = store_zeroed(window->store, capacity, sizeof(*index));

	if (!index)
		return -ENOMEM;
	store_drop(window->store, window->index, window->index_capacity, sizeof(*index));
	window->index = index;
	window->index_capacity = capacity;
	for (size_t i = 0; i < window->n_events; i++)
		index[probe(window, window->events[i].serial)] = (uint32_t)i + 1;
	return 0;
}

static size_t find(const struct window *window, uint64_t serial)
{
	return window->index_capacity ? window->index[probe(window, serial)] : 0;
}

const struct window_event *window_find(const struct window *window, uint64_t serial)
{
	size_t at = find(window, serial);

	return at ? &window->events[at - 1] : NULL;
}

static int add_event(struct window *window, uint64_t serial, int64_t time_ms)
{
	struct window_event *grown = store_grow(window->store, window->events, window->n_events,
						&window->events_capacity, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	window->events = grown;
	if (window->n_events * 2 >= window->index_capacity &&
	    rebuild_index(window, window->index_capacity ? window->index_capacity * 2 : 16) < 0)
		return -ENOMEM;
	grown[window->n_events++] = (struct window_event){
		.serial = serial,
		.time_ms = time_ms,
		.first_record = window->n_records,
	};
	window->index[probe(window, serial)] = (uint32_t)window->n_events;
	return 0;
}

/* The texts of a window are handed on as strings: a NUL, which a damaged disk leaves, would hide
 * what follows it. SUB is what stands for a character that is not one. */
#define NUL_STANDS_AS '\x1a'

static void replace_nul(char *text, size_t length)
{
	for (char *at = text; (at = memchr(at, '\0', length - (size_t)(at - text)));)
		*at = NUL_STANDS_AS;
}

/* Keeps the line of a record. Gives: false without memory. */
static bool keep_line(struct window *window, struct slice line, struct window_record *to)
{
	char *kept = store_text(window->store, line.start, line.length);

	if (!kept)
		return false;
	replace_nul(kept, line.length);
	to->text = kept;
	to->length = (uint32_t)line.length;
	return true;
}

static bool keep_type(struct window *window, struct slice type, struct window_record *to)
{
	to->text = pool_keep(&window->types->types, type.start, type.length);
	to->length = (uint32_t)type.length;
	to->bare = true;
	return to->text;
}

/* Whether more than the type of a record is kept. */
static bool is_wanted(const struct window *window, size_t event, const struct record *record)
{
	return !window->types || window->events[event].config ||
	       record->kind == RECORD_CONFIG_CHANGE ||
	       memchr(record->type.start, '\0', record->type.length);
}

static int add_record(struct window *window, size_t event, const struct record *record,
		      uint32_t hash)
{
	struct window_record added = { .event = (uint32_t)event, .hash = hash };
	struct window_record *grown;
	bool kept;

	grown = store_grow(window->store, window->records, window->n_records,
			   &window->records_capacity, sizeof(*grown));
	if (!grown || window->n_records == UINT32_MAX)
		return -ENOMEM;
	window->records = grown;
	kept = is_wanted(window, event, record) ? keep_line(window, record->line, &added)
						: keep_type(window, record->type, &added);
	if (!kept)
		return -ENOMEM;
	grown[window->n_records++] = added;
	return 0;
}

/* The index of the event's next record; n_records behind its last. */
static size_t next_record(const struct window *window, size_t at)
{
	return window->records[at].next ? at + window->records[at].next : window->n_records;
}

/* Whether a line is the one that is kept, in which nothing is a NUL any more. */
static bool is_kept_as(const struct window_record *kept, struct slice line)
{
	if (kept->length != line.length)
		return false;
	if (!memchr(line.start, '\0', line.length))
		return memcmp(kept->text, line.start, line.length) == 0;
	for (size_t i = 0; i < line.length; i++)
		if (kept->text[i] != (line.start[i] ? line.start[i] : NUL_STANDS_AS))
			return false;
	return true;
}

/* Looked through for a line that comes again: more records than an event has. */
#define LOOKED_THROUGH 256

/* Takes: the line, or where texts are left out its hash, for which more than one line may stand. */
static bool has_line(const struct window *window, const struct window_event *event,
		     struct slice line, uint32_t hash)
{
	size_t at = event->first_record;

	for (size_t i = 0; i < LOOKED_THROUGH && at < window->n_records; i++) {
		const struct window_record *record = &window->records[at];

		if (window->types ? record->hash == hash : is_kept_as(record, line))
			return true;
		at = next_record(window, at);
	}
	return false;
}

/* Whether the kernel makes no two such records of an event that are the same to the byte. */
static bool comes_once(const struct record *record)
{
	CLEANUP(cleanup_free) char *name = slice_copy(record->type);
	int type = name ? audit_name_to_msg_type(name) : -1;

	if (record->kind != RECORD_OTHER || type == AUDIT_CWD || type == AUDIT_PATH ||
	    type == AUDIT_EXECVE)
		return true;
	/* A message of user space is an event of its own. */
	return (type >= AUDIT_FIRST_USER_MSG && type <= AUDIT_LAST_USER_MSG) ||
	       (type >= AUDIT_FIRST_USER_MSG2 && type <= AUDIT_LAST_USER_MSG2);
}

/*
 * A line that comes again: of a log that was joined out of two which have a part in common, or of
 * one that was tampered with. Records of one event come in a row, but for those of concurrent ones;
 * in a row the kernel may mean it.
 */
static bool is_repeated(struct window *window, size_t event, const struct record *record,
			uint32_t hash)
{
	bool in_a_row = window->records[window->n_records - 1].event == event;

	if (!has_line(window, &window->events[event], record->line, hash))
		return false;
	if (window->types)
		window->types->unsure = true;
	if (in_a_row && !comes_once(record)) {
		window->twins++;
		return false;
	}
	window->repeated++;
	return true;
}

static void count(struct window_event *event, const struct record *record)
{
	if (record->kind == RECORD_EOE)
		event->eoe_on_disk = true;
	else
		event->records++;
	event->syscall |= record->kind == RECORD_SYSCALL || record->kind == RECORD_URINGOP;
	event->uring |= record->kind == RECORD_URINGOP;
	event->proctitle |= record->kind == RECORD_PROCTITLE;
	event->config |= record->kind == RECORD_CONFIG_CHANGE;
}

/* SYSCALL and PROCTITLE, half of the bytes, come once in an event: a second one of the same length
 * looks like the first. */
static uint32_t hash_of(const struct record *record)
{
	if (record->kind == RECORD_SYSCALL || record->kind == RECORD_PROCTITLE)
		return (uint32_t)(record->line.length << 8 | record->kind);
	return (uint32_t)bytes_hash(record->line.start, record->line.length);
}

/* The index of the event of a serial + 1, or 0. Neighbouring records are mostly of one event. */
static size_t find_next(const struct window *window, uint64_t serial)
{
	size_t last = window->n_records ? window->records[window->n_records - 1].event : 0;

	if (window->n_records && window->events[last].serial == serial)
		return last + 1;
	return find(window, serial);
}

int window_add(struct window *window, uint64_t serial, const struct record *record)
{
	struct window_event *event;
	uint32_t hash = window->types ? hash_of(record) : 0;
	size_t at = find_next(window, serial);
	bool is_new = !at;

	if (is_new && add_event(window, serial, record->time_ms) < 0)
		return -ENOMEM;
	at = is_new ? window->n_events - 1 : at - 1;
	event = &window->events[at];
	if (!is_new && is_repeated(window, at, record, hash))
		return 0;
	if (add_record(window, at, record, hash) < 0)
		return -ENOMEM;
	if (!is_new)
		window->records[event->last_record].next =
			(uint32_t)(window->n_records - 1 - event->last_record);
	window->altered += record->kind == RECORD_SYSCALL && event->syscall;
	event->last_record = window->n_records - 1;
	count(event, record);
	return 0;
}

static int by_serial(const void *left, const void *right)
{
	uint64_t a = ((const struct window_event *)left)->serial;
	uint64_t b = ((const struct window_event *)right)->serial;

	return (a > b) - (a < b);
}

static bool is_sorted(const struct window *window)
{
	for (size_t i = 1; i < window->n_events; i++)
		if (window->events[i - 1].serial > window->events[i].serial)
			return false;
	return true;
}

int window_sort(struct window *window)
{
	CLEANUP(cleanup_free) uint64_t *serials = NULL;

	if (is_sorted(window))
		return 0;
	serials = malloc(window->n_events * sizeof(*serials));
	if (!serials)
		return -ENOMEM;
	for (size_t i = 0; i < window->n_events; i++)
		serials[i] = window->events[i].serial;
	qsort(window->events, window->n_events, sizeof(*window->events), by_serial);
	if (rebuild_index(window, window->index_capacity) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < window->n_records; i++)
		window->records[i].event =
			(uint32_t)find(window, serials[window->records[i].event]) - 1;
	return 0;
}

/* A record of which only the type is kept. */
static struct record bare_record(const struct window_event *event, const struct window_record *kept)
{
	const struct slice none = { .start = "" };
	struct record record = {
		.line = none,
		.type = { .start = kept->text, .length = kept->length },
		.body = none,
		.serial = (uint32_t)event->serial,
		.time_ms = event->time_ms,
	};

	record.kind = record_kind_of(record.type);
	return record;
}

bool window_next(const struct window *window, const struct window_event *event, size_t *position,
		 struct record *ret_record)
{
	size_t at = event->first_record;

	if (*position)
		at = next_record(window, at + *position - 1);
	for (; at < window->n_records; at = next_record(window, at)) {
		const struct window_record *kept = &window->records[at];

		*position = at - event->first_record + 1;
		if (kept->bare)
			*ret_record = bare_record(event, kept);
		if (kept->bare || record_scan(kept->text, kept->length, ret_record) == 0)
			return true;
	}
	return false;
}

/* The bytes that a record takes in the text of its event. */
static size_t text_bytes(const struct window_record *record)
{
	return record->bare ? 0 : (size_t)record->length + 1;
}

int window_text(const struct window *window, const struct window_event *event, char **ret_text)
{
	size_t bytes = 1, used = 0;
	char *text;

	for (size_t i = event->first_record; i < window->n_records; i = next_record(window, i))
		bytes += text_bytes(&window->records[i]);
	text = malloc(bytes);
	if (!text)
		return -ENOMEM;
	for (size_t i = event->first_record; i < window->n_records; i = next_record(window, i)) {
		const struct window_record *record = &window->records[i];

		if (record->bare)
			continue;
		memcpy(text + used, record->text, record->length);
		used += record->length;
		text[used++] = '\n';
	}
	text[used] = '\0';
	*ret_text = text;
	return 0;
}
