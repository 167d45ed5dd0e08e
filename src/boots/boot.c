/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A boot. */
#define _GNU_SOURCE
#include "boots/boot.h"

#include "boots/kernels.h"
#include "util/cleanup.h"
#include "util/range.h"
#include "util/xalloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Serials of events that run at the same time come out of order by no more than this. */
#define REORDER_MAX 4096

/* The kernel keeps the first of the held: a boot that begins above this lacks its beginning. */
#define HEAD_SERIAL_MAX 64

/* Serials wrap at 2^32: only a step from just below to just above is one. */
#define WRAP_MARGIN (1u << 20)

void boot_free(struct boot *boot)
{
	if (!boot)
		return;
	free(boot->node);
	free(boot->host);
	free(boot->auditd.version);
	free(boot->auditd.kernel);
	serials_done(&boot->seen);
	window_done(&boot->window);
	secondary_done(&boot->secondary);
	free(boot->settings);
	free(boot);
}

/* A copy of a field that the caller frees; NULL where the record has no such field. */
static char *copy_record_field(const struct record *record, const char *name)
{
	struct slice value;

	return record_field(record, name, &value) ? slice_copy(value) : NULL;
}

void boot_start(struct boot *boot, const struct record *record)
{
	boot->auditd = (struct boot_auditd){
		.known = true,
		.start_ms = record->time_ms,
		.version = copy_record_field(record, "ver"),
		.kernel = copy_record_field(record, "kernel"),
	};
	(void)record_number(record, "pid", &boot->auditd.pid);
	boot->drains = kernels_find(boot->auditd.kernel, true).drains != KERNELS_NO;
	boot->window_open = true;
}

uint64_t boot_serial(const struct boot *boot, uint32_t serial)
{
	uint64_t last = serials_last(&boot->seen);
	uint64_t turn = last & ~(uint64_t)UINT32_MAX;
	uint32_t low = (uint32_t)last;

	if (low > UINT32_MAX - WRAP_MARGIN && serial < WRAP_MARGIN)
		return turn + (UINT64_C(1) << 32) + serial;
	if (turn && low < WRAP_MARGIN && serial > UINT32_MAX - WRAP_MARGIN)
		return turn - (UINT64_C(1) << 32) + serial;
	return turn + serial;
}

/* The time of an event of the boot; TIME_UNKNOWN where it is no longer, or not, known. */
static int64_t find_event_time(const struct boot *boot, uint64_t serial)
{
	const struct window_event *event = window_find(&boot->window, serial);

	if (event)
		return event->time_ms;
	for (size_t i = 0; i < BOOT_RECENT && i < boot->recent.next; i++)
		if (boot->recent.serial[i] == serial)
			return boot->recent.time_ms[i];
	return TIME_UNKNOWN;
}

bool boot_is_backwards(const struct boot *boot)
{
	return boot->seen.count && boot->last_ms == boot->first_ms &&
	       boot->latest_ms > boot->last_ms;
}

bool boot_contradicts(const struct boot *boot, uint64_t serial, int64_t time_ms)
{
	int64_t known;

	/* Every event that is known has its serial among those seen. */
	if (boot->seen.count && serial > serials_last(&boot->seen))
		return time_ms < boot->first_ms && boot_is_backwards(boot);
	known = find_event_time(boot, serial);
	if (known != TIME_UNKNOWN)
		return known != time_ms;
	if (!boot->seen.count || serial >= serials_first(&boot->seen))
		return false;
	/* What is later and lower is of the next boot, or joined again at the end. */
	return serial + REORDER_MAX < serials_first(&boot->seen) || time_ms > boot->latest_ms;
}

static void remember_event(struct boot_recent *recent, uint64_t serial, int64_t time_ms)
{
	size_t at = recent->next % BOOT_RECENT;

	if (recent->next && recent->last_serial == serial)
		return;
	recent->serial[at] = recent->last_serial = serial;
	recent->time_ms[at] = recent->last_time_ms = time_ms;
	recent->next++;
}

/* Remembers the recent events of another boot, as if it had taken them. */
static void remember_events_of(struct boot *boot, const struct boot *other)
{
	const struct boot_recent *recent = &other->recent;
	size_t from = recent->next > BOOT_RECENT ? recent->next - BOOT_RECENT : 0;

	for (size_t i = from; i < recent->next; i++)
		remember_event(&boot->recent, recent->serial[i % BOOT_RECENT],
			       recent->time_ms[i % BOOT_RECENT]);
}

/*
 * "op=set audit_backlog_limit=8192 old=64 …", before Linux 5.0 without the "op=set" (kernel/audit.c
 * audit_log_config_change). res=0: the kernel refused.
 */
static bool read_setting(const struct record *record, struct boot_setting *ret_setting)
{
	enum { OP = BOOT_LOST + 1, RES, OLD, COUNT };
	static const struct record_name names[] = {
		[BOOT_LIMIT] = RECORD_NAME("audit_backlog_limit"),
		[BOOT_PID] = RECORD_NAME("audit_pid"),
		[BOOT_ENABLED] = RECORD_NAME("audit_enabled"),
		[BOOT_LOST] = RECORD_NAME("lost"),
		[OP] = RECORD_NAME("op"),
		[RES] = RECORD_NAME("res"),
		[OLD] = RECORD_NAME("old"),
	};
	struct slice values[COUNT];
	uint64_t result = 1;

	/* Rules that are added and removed are most of these records. */
	if (!memmem(record->body.start, record->body.length, "old=", 4))
		return false;
	record_fields(record, names, COUNT, values);
	if (values[OP].start && !slice_is(values[OP], "set"))
		return false;
	if (slice_number(values[RES], &result) && !result)
		return false;
	if (!slice_number(values[OLD], &ret_setting->old_value))
		return false;
	for (size_t kind = BOOT_LIMIT; kind <= BOOT_LOST; kind++) {
		ret_setting->kind = (enum boot_setting_kind)kind;
		if (slice_number(values[kind], &ret_setting->new_value))
			return true;
	}
	return false;
}

/* How many settings are searched for a repeated one: more than anybody makes in a boot. */
#define SETTINGS_LOOKED_THROUGH 4096

static bool has_setting(const struct boot *boot, const struct boot_setting *setting)
{
	size_t count = boot->n_settings;

	if (count > SETTINGS_LOOKED_THROUGH)
		count = SETTINGS_LOOKED_THROUGH;
	for (size_t i = 0; i < count; i++) {
		const struct boot_setting *known = &boot->settings[i];

		if (known->serial == setting->serial && known->kind == setting->kind &&
		    known->old_value == setting->old_value &&
		    known->new_value == setting->new_value)
			return true;
	}
	return false;
}

/* Notes where the first setting of a kind is, which is asked for at each record of an open window.
 */
static void note_first_setting(struct boot *boot, const struct boot_setting *setting, size_t at)
{
	for (size_t nonzero = 0; nonzero <= (setting->new_value != 0); nonzero++)
		if (!boot->first_settings[setting->kind][nonzero])
			boot->first_settings[setting->kind][nonzero] = at + 1;
}

static void add_setting(struct boot *boot, const struct boot_setting *setting)
{
	if (has_setting(boot, setting))
		return;
	boot->settings = xarray_grow(boot->settings, boot->n_settings, &boot->settings_capacity,
				     sizeof(*boot->settings));
	note_first_setting(boot, setting, boot->n_settings);
	boot->settings[boot->n_settings++] = *setting;
}

static struct slice keep_field(struct boot *boot, const struct record *record, const char *name)
{
	struct slice value = { 0 };

	if (record_field(record, name, &value))
		value.start = arena_keep(&boot->window.pool->texts, value.start, value.length);
	return value;
}

/* All settings of one system call have one serial. */
static void note_program(struct boot *boot, uint64_t serial, const struct record *record)
{
	const struct slice comm = keep_field(boot, record, "comm");
	const struct slice exe = keep_field(boot, record, "exe");

	for (size_t i = boot->n_settings; i > 0 && boot->settings[i - 1].serial == serial; i--) {
		boot->settings[i - 1].comm = comm;
		boot->settings[i - 1].exe = exe;
	}
}

/* Denials are told while auditing is off, too; user messages, system calls and settings are not
 * (kernel/audit.c audit_receive_msg(), audit_do_config_change(); kernel/auditsc.c
 * __audit_syscall_entry()). */
static bool shows_that_auditing_is_on(const struct record *record)
{
	return record->type == AUDIT_CONFIG_CHANGE ||
	       (record->type != AUDIT_USER_AVC &&
		(record->flags & (TYPES_SINGLE | TYPES_EOE_FOLLOWS)));
}

/* Ends the times in which auditing was off. */
static void note_auditing_is_on(struct boot *boot, uint64_t serial, const struct record *record)
{
	struct boot_setting *last = &boot->settings[boot->n_settings - 1];

	if (serial <= last->serial || !shows_that_auditing_is_on(record))
		return;
	for (; boot->off_settings < boot->n_settings; boot->off_settings++)
		boot->settings[boot->off_settings].on_ms = record->time_ms;
}

static void add_read_setting(struct boot *boot, const struct record *record,
			     const struct boot_setting *setting)
{
	boot->sets_by_op |= memmem(record->body.start, record->body.length, "op=set", 6) != NULL;
	add_setting(boot, setting);
}

/* Most records tell nothing of settings, and are asked one by one. */
static bool may_tell_setting(const struct boot *boot, uint64_t serial, const struct record *record)
{
	return record->type == AUDIT_CONFIG_CHANGE ||
	       (record->type == AUDIT_SYSCALL && boot_is_setting(boot, serial)) ||
	       boot->off_settings < boot->n_settings;
}

void boot_take_setting(struct boot *boot, uint64_t serial, const struct record *record)
{
	struct boot_setting setting = {
		.serial = serial,
		.time_ms = record->time_ms,
		.on_ms = TIME_UNKNOWN,
	};

	if (boot->off_settings < boot->n_settings)
		note_auditing_is_on(boot, serial, record);
	if (record->type == AUDIT_CONFIG_CHANGE && read_setting(record, &setting))
		add_read_setting(boot, record, &setting);
	else if (record->type == AUDIT_SYSCALL && boot_is_setting(boot, serial))
		note_program(boot, serial, record);
}

void boot_take_lost_setting(struct boot *boot, uint64_t serial, const struct record *record)
{
	struct boot_setting setting = { .serial = serial, .time_ms = record->time_ms };

	if (record->type != AUDIT_CONFIG_CHANGE || !read_setting(record, &setting) ||
	    setting.kind != BOOT_LIMIT || !boot_is_in_window(boot, serial) ||
	    has_setting(boot, &setting))
		return;
	add_setting(boot, &setting);
	boot->lost_settings = true;
}

static int compare_setting_serials(const void *left, const void *right)
{
	const struct boot_setting *a = *(const struct boot_setting *const *)left;
	const struct boot_setting *b = *(const struct boot_setting *const *)right;

	if (a->serial != b->serial)
		return a->serial < b->serial ? -1 : 1;
	return (a > b) - (a < b);
}

void boot_sort_settings(struct boot *boot)
{
	const size_t count = boot->n_settings;
	CLEANUP(cleanup_free) const struct boot_setting **order = NULL;
	struct boot_setting *sorted;

	if (!boot->lost_settings)
		return;
	order = xcalloc(count, sizeof(*order));
	sorted = xcalloc(count, sizeof(*sorted));
	for (size_t i = 0; i < count; i++)
		order[i] = &boot->settings[i];
	qsort(order, count, sizeof(*order), compare_setting_serials);
	memset(boot->first_settings, 0, sizeof(boot->first_settings));
	for (size_t i = 0; i < count; i++) {
		sorted[i] = *order[i];
		note_first_setting(boot, &sorted[i], i);
	}
	free(boot->settings);
	boot->settings = sorted;
	boot->settings_capacity = count;
}

const struct boot_setting *boot_first_setting(const struct boot *boot, enum boot_setting_kind kind,
					      bool nonzero)
{
	const size_t first = boot->first_settings[kind][nonzero];

	return first ? &boot->settings[first - 1] : NULL;
}

int64_t boot_first_set_ms(const struct boot *boot)
{
	if (time_is_set(boot->first_ms))
		return boot->first_ms;
	for (size_t i = 0; i < boot->window.n_events; i++)
		if (time_is_set(boot->window.events[i].time_ms))
			return boot->window.events[i].time_ms;
	return TIME_UNKNOWN;
}

bool boot_has_auditds(const struct boot *boot)
{
	return boot->auditd.known || boot_first_setting(boot, BOOT_PID, true);
}

const char *boot_kernel(const struct boot *boot)
{
	if (boot->auditd.kernel)
		return boot->auditd.kernel;
	return *boot->bootlog.kernel ? boot->bootlog.kernel : NULL;
}

bool boot_has_auditd(const struct boot *boot, uint64_t pid)
{
	for (size_t i = 0; i < boot->n_settings; i++)
		if (boot->settings[i].kind == BOOT_PID && boot->settings[i].new_value == pid)
			return true;
	return boot->auditd.known && boot->auditd.pid == pid;
}

/* Closes the window at the later of registration and resize, or when the resize does not come. */
static void close_window(struct boot *boot)
{
	const struct boot_setting *registration = boot_first_setting(boot, BOOT_PID, true);
	const struct boot_setting *resize = boot_first_setting(boot, BOOT_LIMIT, false);
	uint64_t last = serials_last(&boot->seen), behind = 0;

	boot->window_last = last;
	boot->window_cut = boot->window.n_events >= BOOT_WINDOW_MAX;
	if (registration && last > registration->serial)
		behind = last - registration->serial;
	boot->window_open = !boot->window_cut &&
			    !(registration && (resize || behind > BOOT_RESIZE_WITHIN_EVENTS) &&
			      (!boot->drains || behind > BOOT_DRAINED_WITHIN_EVENTS));
}

void boot_take(struct boot *boot, uint64_t serial, const struct record *record, bool unfinished)
{
	if (!boot->seen.count && serial <= BOOT_EARLY_SERIAL)
		boot->window_open = true;
	if (!boot->seen.count || serial < serials_first(&boot->seen))
		boot->first_ms = record->time_ms;
	boot->last_ms = record->time_ms;
	if (record->time_ms > boot->latest_ms)
		boot->latest_ms = record->time_ms;
	boot->records++;
	serials_add(&boot->seen, serial);
	remember_event(&boot->recent, serial, record->time_ms);
	if (boot_is_in_window(boot, serial))
		window_add(&boot->window, serial, record);
	if (!unfinished && may_tell_setting(boot, serial, record))
		boot_take_setting(boot, serial, record);
	if (boot->window_open)
		close_window(boot);
}

/* The end of the year 9999. */
#define SPAN_UNTIL_MOST UINT64_C(253402300799999)

void boot_take_span(struct boot *boot, uint64_t serial, const struct record *record)
{
	struct serial_span span = { serial, serial };
	uint64_t last, until;

	/* Serials wrap; a span that is too long is nonsense. */
	if (record_number(record, "last", &last) &&
	    (uint32_t)((uint32_t)last - (uint32_t)serial) <= TYPES_SPAN_MOST)
		span.last += (uint32_t)((uint32_t)last - (uint32_t)serial);
	if (!boot->seen.count || serial < serials_first(&boot->seen))
		boot->first_ms = record->time_ms;
	boot->last_ms = record->time_ms;
	if (record_number_up_to(record, "until", SPAN_UNTIL_MOST, &until) &&
	    (int64_t)until > record->time_ms)
		boot->last_ms = (int64_t)until;
	if (boot->last_ms > boot->latest_ms)
		boot->latest_ms = boot->last_ms;
	boot->records++;
	serials_add_span(&boot->seen, span);
}

void boot_take_further(struct boot *boot, uint64_t serial, const struct record *record)
{
	boot->records++;
	if (boot_is_in_window(boot, serial))
		window_add(&boot->window, serial, record);
	if (boot_is_setting(boot, serial))
		boot_take_setting(boot, serial, record);
}

static bool shares_event(const struct boot *boot, const struct boot *next)
{
	for (size_t i = 0; i < next->window.n_events; i++) {
		const struct window_event *event = &next->window.events[i];

		/* Mostly each is later. */
		if (event->time_ms <= boot->latest_ms &&
		    find_event_time(boot, event->serial) == event->time_ms)
			return true;
	}
	return false;
}

bool boot_is_same(const struct boot *boot, const struct boot *next)
{
	if (boot->auditd.kernel && next->auditd.kernel &&
	    strcmp(boot->auditd.kernel, next->auditd.kernel) != 0)
		return false;
	if (!boot->seen.count || !next->seen.count || shares_event(boot, next))
		return true;
	if (serials_meet(&boot->seen, &next->seen))
		return false;
	return serials_last(&next->seen) > serials_first(&boot->seen);
}

/* Whether a boot without an auditd's start has the registration of that auditd. */
static bool is_registered_in(const struct boot_auditd *auditd, const struct boot *boot)
{
	return auditd->known && auditd->pid && !boot->auditd.known &&
	       boot_has_auditd(boot, auditd->pid);
}

static void move_auditd(struct boot *from, struct boot *to)
{
	to->auditd = from->auditd;
	to->drains = from->drains;
	from->auditd = (struct boot_auditd){ 0 };
}

void boot_turn_round(struct boot *boot, struct boot *later)
{
	boot->last_ms = boot->latest_ms;
	if (later && boot->latest_ms <= boot->auditd.start_ms &&
	    is_registered_in(&boot->auditd, later))
		move_auditd(boot, later);
}

/* Whether a boot is what was held for the auditd of the next: in a log that was sorted by time it
 * stands in front of the DAEMON_START, which was made after it and written before it. */
static bool is_held_for(const struct boot *boot, const struct boot *next)
{
	return next->auditd.known && !boot_has_auditds(boot) &&
	       serials_first(&boot->seen) <= HEAD_SERIAL_MAX &&
	       serials_last(&boot->seen) < serials_first(&next->seen) &&
	       boot->latest_ms <= next->auditd.start_ms;
}

/* A log whose lines were shuffled has parts of the window before and after auditd's start. */
static int join_windows(struct boot *boot, const struct boot *next)
{
	if (boot->window.bare) {
		boot->window.pool->unsure = true;
		return 0;
	}
	for (size_t i = 0; i < next->window.n_records; i++) {
		const size_t event = next->window.records[i].event;
		struct record record;

		if (!window_line(&next->window, i, &record))
			return -EBADMSG;
		window_add(&boot->window, next->window.events[event].serial, &record);
	}
	return 0;
}

static void swap_boots(struct boot *left, struct boot *right)
{
	struct boot kept = *left;

	*left = *right;
	*right = kept;
}

int boot_join(struct boot *boot, struct boot *next)
{
	bool meshed = serials_first(&next->seen) < serials_last(&boot->seen);
	bool restarted = boot->auditd.known && next->auditd.known;
	bool held = false;

	if (!boot->seen.count)
		swap_boots(boot, next);
	boot->restarts += next->restarts + restarted;
	if (!next->seen.count)
		return 0;
	held = is_held_for(boot, next);
	if (!boot->auditd.known && (meshed || held || is_registered_in(&next->auditd, boot)))
		move_auditd(next, boot);
	if (held) {
		boot->window_open = next->window_open;
		boot->window_last = next->window_last;
		boot->window_cut |= next->window_cut;
	}
	if (meshed && serials_first(&next->seen) < serials_first(&boot->seen))
		boot->first_ms = next->first_ms;
	boot->records += next->records;
	boot->last_ms = next->last_ms;
	if (next->latest_ms > boot->latest_ms)
		boot->latest_ms = next->latest_ms;
	remember_events_of(boot, next);
	serials_add_all(&boot->seen, &next->seen);
	for (size_t i = 0; i < next->n_settings; i++)
		add_setting(boot, &next->settings[i]);
	return meshed || held ? join_windows(boot, next) : 0;
}
