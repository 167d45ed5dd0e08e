/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The events of a boot as the journal and the kernel log have them. */
#define _GNU_SOURCE
#include "boots/secondary.h"

#include "util/cleanup.h"
#include "util/textstream.h"
#include "util/xalloc.h"

#include <libaudit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void secondary_done(struct secondary *secondary)
{
	window_done(&secondary->journal);
	window_done(&secondary->printed);
}

/* By these it is seen whether an event is whole. */
struct event_contents {
	uint64_t paths;
	uint64_t items; /* of its SYSCALL */
	bool others;	/* a record that a write to /proc/self/loginuid does not make */
	bool login;
	bool writes; /* its system call can be such a write, for all that is known */
};

static bool can_write(const struct record *record)
{
	static const char *const calls[] = { "write", "pwrite64", "writev" };
	struct slice arch;
	uint64_t number;
	const char *name = NULL;

	if (record_field(record, "arch", &arch) && record_number(record, "syscall", &number)) {
		CLEANUP(cleanup_free) char *hex = slice_copy(arch);
		int machine = audit_elf_to_machine((unsigned)strtoul(hex, NULL, 16));

		name = machine < 0 ? NULL : audit_syscall_to_name((int)number, machine);
	}
	for (size_t i = 0; name && i < sizeof(calls) / sizeof(calls[0]); i++)
		if (strcmp(name, calls[i]) == 0)
			return true;
	return !name;
}

static void count_content(const struct record *record, struct event_contents *contents)
{
	switch (record->type) {
	case AUDIT_PATH:
		contents->paths++;
		break;
	case AUDIT_SYSCALL:
		(void)record_number(record, "items", &contents->items);
		contents->writes = can_write(record);
		break;
	case AUDIT_LOGIN:
		contents->login = true;
		break;
	default:
		/* A denial can come with any call; MAC_TASK_CONTEXTS too. */
		contents->others |= record->type != AUDIT_PROCTITLE && record->type != AUDIT_AVC &&
				    record->type != AUDIT_MAC_TASK_CONTEXTS;
	}
}

static struct event_contents count_contents(const struct window *window,
					    const struct window_event *event)
{
	struct event_contents contents = { 0 };
	struct record record;
	size_t position = 0;

	while (window_next(window, event, &position, &record))
		count_content(&record, &contents);
	return contents;
}

static bool may_lack_login(const struct event_contents *contents)
{
	return contents->writes && !contents->login && !contents->others && !contents->items &&
	       !contents->paths;
}

bool secondary_may_lack_login(const struct window *window, const struct window_event *event)
{
	const struct event_contents contents = count_contents(window, event);

	return event->eoe_follows && may_lack_login(&contents);
}

/* So many records of other events journald hears at most between two of one. */
#define BETWEEN_RECORDS 64

/*
 * An event that had its serial when journald heard its first record may have more from before: one
 * that begins behind a larger serial, near the beginning of what was heard. Not that of journald's
 * own bind(), which begins with AUDIT_EVENT_LISTENER.
 */
static bool may_lack_head(const struct window *window, const struct window_event *event)
{
	struct record first;
	size_t position = 0;
	bool late = event->first_record == 0;

	for (size_t i = 0; i < event->first_record && event->first_record < BETWEEN_RECORDS; i++)
		late |= window->events[window->records[i].event].serial > event->serial;
	return late && window_next(window, event, &position, &first) &&
	       first.type != AUDIT_EVENT_LISTENER;
}

/* The PATHs that only audit_log_exit() makes would show that an EOE follows; __audit_free() makes
 * none. */
bool secondary_may_lack_eoe(const struct window *window, const struct window_event *event)
{
	struct record record;
	size_t position = 0, others = 0;

	while (window_next(window, event, &position, &record))
		others += record.type != AUDIT_MAC_TASK_CONTEXTS;
	return event->eoe_follows && !event->proctitle_follows && !event->proctitle && others == 1;
}

static struct range count_journal_slots(const struct window *window,
					const struct window_event *event)
{
	struct event_contents contents;
	struct range slots = {
		.min = (uint64_t)event->records + event->eoe_follows,
		.max = (uint64_t)event->records + event->eoe_follows,
	};

	/* journald heard its end alone. */
	if (event->proctitle && !event->proctitle_follows)
		return (struct range){ slots.min + 1, COUNT_UNBOUNDED };
	slots.min -= secondary_may_lack_eoe(window, event);
	if (!event->proctitle_follows)
		return slots;
	contents = count_contents(window, event);
	if (!event->proctitle || contents.items != contents.paths)
		slots.max = COUNT_UNBOUNDED;
	else
		slots.max += may_lack_login(&contents);
	return slots;
}

bool secondary_find(const struct secondary *secondary, uint64_t serial,
		    struct secondary_event *ret_event)
{
	const struct window_event *event = window_find(&secondary->journal, serial);

	if (event) {
		*ret_event = (struct secondary_event){
			.window = &secondary->journal,
			.event = event,
			.slots = count_journal_slots(&secondary->journal, event),
			.headless = may_lack_head(&secondary->journal, event),
			.from = "journal",
		};
		return true;
	}
	event = window_find(&secondary->printed, serial);
	if (!event)
		return false;
	*ret_event = (struct secondary_event){
		.window = &secondary->printed,
		.event = event,
		.slots = { .min = (uint64_t)event->records + event->eoe_follows,
			   .max = COUNT_UNBOUNDED },
		.from = "kernel-log",
	};
	return true;
}

struct secondary_event secondary_best(const struct secondary *secondary, const struct window *disk,
				      uint64_t serial)
{
	struct secondary_event best = { .window = disk, .event = window_find(disk, serial) };
	struct secondary_event found;

	if (secondary_find(secondary, serial, &found) &&
	    (!best.event || found.event->records > best.event->records))
		best = found;
	return best;
}

/* How many records of a type the disk has that were not met yet. */
struct secondary_type {
	uint16_t type;
	struct slice name; /* of a type that libaudit does not know */
	uint64_t left;
};

static int compare_types(const void *left, const void *right)
{
	const struct secondary_type *a = left, *b = right;
	const size_t shorter = a->name.length < b->name.length ? a->name.length : b->name.length;
	int order;

	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	order = shorter ? memcmp(a->name.start, b->name.start, shorter) : 0;
	return order ? order
		     : (a->name.length > b->name.length) - (a->name.length < b->name.length);
}

static struct secondary_type type_of_record(const struct record *record)
{
	return (struct secondary_type){
		.type = record->type,
		.name = record->type ? (struct slice){ 0 } : record->type_name,
		.left = 1,
	};
}

/* Makes one of equal neighbours. */
static size_t fold_types(struct secondary_type *types, size_t count)
{
	size_t folded = 0;

	for (size_t i = 0; i < count; i++)
		if (folded && compare_types(&types[folded - 1], &types[i]) == 0)
			types[folded - 1].left++;
		else
			types[folded++] = types[i];
	return folded;
}

void secondary_walk_begin(const struct window *disk, const struct window_event *event,
			  struct secondary_walk *ret_walk)
{
	struct secondary_walk walk = { 0 };
	size_t position = 0, capacity = 0;
	struct record record;

	while (event && window_next(disk, event, &position, &record)) {
		walk.types = xarray_grow(walk.types, walk.count, &capacity, sizeof(*walk.types));
		walk.types[walk.count++] = type_of_record(&record);
	}
	if (walk.count)
		qsort(walk.types, walk.count, sizeof(*walk.types), compare_types);
	walk.count = fold_types(walk.types, walk.count);
	*ret_walk = walk;
}

static struct secondary_type *find_type(const struct secondary_walk *walk,
					const struct record *record)
{
	const struct secondary_type type = type_of_record(record);

	return walk->count ? bsearch(&type, walk->types, walk->count, sizeof(type), compare_types)
			   : NULL;
}

bool secondary_walk_is_beyond(struct secondary_walk *walk, const struct record *record)
{
	struct secondary_type *type = find_type(walk, record);

	if (!type || !type->left)
		return true;
	type->left--;
	return false;
}

void secondary_walk_end(struct secondary_walk *walk)
{
	free(walk->types);
}

/* Records on the disk of an unknown type that the place does not have: the place has each of them
 * under its right type. */
static uint64_t count_misnamed(const struct secondary_event *found, const struct window *disk,
			       const struct window_event *event)
{
	CLEANUP(secondary_walk_end) struct secondary_walk place;
	struct record record;
	size_t position = 0;
	uint64_t misnamed = 0;

	secondary_walk_begin(found->window, found->event, &place);
	while (window_next(disk, event, &position, &record))
		misnamed += !record.type && !find_type(&place, &record);
	return misnamed;
}

uint64_t secondary_beyond(const struct secondary_event *found, const struct window *disk,
			  const struct window_event *event)
{
	CLEANUP(secondary_walk_end) struct secondary_walk walk;
	struct record record;
	size_t position = 0;
	uint64_t beyond = 0, misnamed;

	secondary_walk_begin(disk, event, &walk);
	while (window_next(found->window, found->event, &position, &record))
		beyond += secondary_walk_is_beyond(&walk, &record);
	misnamed = beyond ? count_misnamed(found, disk, event) : 0;
	return beyond > misnamed ? beyond - misnamed : 0;
}

/* So many records of an event are told apart. */
#define EVENT_RECORDS 64

struct record_list {
	size_t count;
	struct record records[EVENT_RECORDS];
};

static void list_records(const struct window *window, const struct window_event *event,
			 struct record_list *ret_list)
{
	size_t position = 0;

	ret_list->count = 0;
	while (ret_list->count < EVENT_RECORDS &&
	       window_next(window, event, &position, &ret_list->records[ret_list->count]))
		ret_list->count++;
}

/* Whether a record of the disk can be one of the place, which has neither auditd's enrichment nor
 * the blanks at the end. */
static bool can_be_same(const struct record *disk, const struct record *found)
{
	size_t length = found->body.length;

	while (length && found->body.start[length - 1] == ' ')
		length--;
	/* Of a bare window the type is all there is. */
	if (!disk->line.length || !found->line.length)
		return record_same_type(disk, found);
	return record_same_type(disk, found) && length <= disk->body.length &&
	       bytes_same(disk->body.start, found->body.start, length);
}

struct secondary_sides secondary_sides_of_loss(const struct secondary_event *found,
					       const struct window *disk,
					       const struct window_event *event)
{
	const uint64_t shared = found->event->records - secondary_beyond(found, disk, event);
	/* A record that only the disk has (LOGIN) begins its event. */
	const size_t head = event->records > shared ? event->records - shared : 0;
	CLEANUP(secondary_walk_end) struct secondary_walk walk = { 0 };
	struct record_list on_disk, in_place;
	size_t prefix = 0, suffix = 0, before = head;

	list_records(disk, event, &on_disk);
	list_records(found->window, found->event, &in_place);
	while (head + prefix < on_disk.count && prefix < in_place.count &&
	       can_be_same(&on_disk.records[head + prefix], &in_place.records[prefix]))
		prefix++;
	while (suffix < on_disk.count && suffix < in_place.count &&
	       can_be_same(&on_disk.records[on_disk.count - 1 - suffix],
			   &in_place.records[in_place.count - 1 - suffix]))
		suffix++;
	if (on_disk.count == event->records && in_place.count == found->event->records &&
	    head + prefix + suffix >= event->records)
		return (struct secondary_sides){ event->records - suffix,
						 event->records - head - prefix };
	/* More than one place, or other texts: by the types alone. */
	secondary_walk_begin(disk, event, &walk);
	for (size_t i = 0;
	     i < in_place.count && !secondary_walk_is_beyond(&walk, &in_place.records[i]); i++)
		before++;
	return (struct secondary_sides){ before,
					 event->records > before ? event->records - before : 0 };
}

uint64_t secondary_unmatched(const struct secondary_event *found, const struct window *disk,
			     const struct window_event *event)
{
	struct record_list on_disk, in_place;
	bool taken[EVENT_RECORDS] = { false };
	uint64_t unmatched = 0;

	list_records(disk, event, &on_disk);
	list_records(found->window, found->event, &in_place);
	for (size_t i = 0; i < in_place.count; i++) {
		size_t at = 0;

		while (at < on_disk.count &&
		       (taken[at] || !can_be_same(&on_disk.records[at], &in_place.records[i])))
			at++;
		if (at < on_disk.count)
			taken[at] = true;
		else
			unmatched++;
	}
	return unmatched;
}

/* Of records that are all alike nothing tells which the place has. */
bool secondary_has_head(const struct secondary_event *found, const struct window *disk,
			const struct window_event *event)
{
	struct record_list on_disk, in_place;
	size_t first;

	list_records(disk, event, &on_disk);
	list_records(found->window, found->event, &in_place);
	first = on_disk.count && on_disk.records[0].type == AUDIT_LOGIN;
	return first < on_disk.count && in_place.count &&
	       can_be_same(&on_disk.records[first], &in_place.records[0]) &&
	       !(in_place.count > 1 && can_be_same(&on_disk.records[first], &in_place.records[1]));
}

char *secondary_text(const struct secondary_event *found, const struct window *disk,
		     const struct window_event *event)
{
	CLEANUP(secondary_walk_end) struct secondary_walk walk;
	struct record record;
	size_t position = 0;
	FILE *out;
	struct textstream *stream = textstream_open(&out);

	secondary_walk_begin(disk, event, &walk);
	while (window_next(found->window, found->event, &position, &record))
		if (secondary_walk_is_beyond(&walk, &record))
			fprintf(out, "%.*s\n", (int)record.line.length, record.line.start);
	return textstream_close(stream);
}

static uint64_t next_serial_in(const struct window *window, uint64_t from)
{
	const size_t at = window_from(window, from);

	return at < window->n_events ? window->events[at].serial : 0;
}

uint64_t secondary_next(const struct secondary *secondary, uint64_t from, uint64_t to)
{
	uint64_t journal = next_serial_in(&secondary->journal, from);
	uint64_t printed = next_serial_in(&secondary->printed, from);
	uint64_t next = journal && (!printed || journal < printed) ? journal : printed;

	return next <= to ? next : 0;
}
