/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which records belong to which boot of which node. */
#include "boots/boots.h"

#include "base/array.h"
#include "base/range.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Serials of events that run at the same time come out of order by no more than this. */
#define REORDER_MAX 4096

/* Serials wrap at 2^32: only a step from just below to just above is one. */
#define WRAP_MARGIN (1u << 20)

static void boot_free(struct boot *boot)
{
	struct store *store;

	if (!boot)
		return;
	store = boot->window.store;
	free(boot->node);
	free(boot->auditd.version);
	free(boot->auditd.kernel);
	serials_done(&boot->seen);
	window_done(&boot->window);
	recovered_done(&boot->recovered);
	store_drop(store, boot->settings, boot->settings_capacity, sizeof(*boot->settings));
	store_drop(store, boot, 1, sizeof(*boot));
}

void boots_done(struct boots *boots)
{
	for (size_t i = 0; i < boots->count; i++)
		boot_free(boots->list[i]);
	free(boots->list);
	free(boots->current);
	nodes_done(&boots->nodes);
	if (boots->store)
		store_done(boots->store);
	free(boots->store);
	if (boots->types)
		pool_done(&boots->types->types);
	free(boots->types);
	*boots = (struct boots){ 0 };
}

int boots_leave_texts_out(struct boots *boots)
{
	boots->types = calloc(1, sizeof(*boots->types));
	return boots->types ? 0 : -ENOMEM;
}

bool boots_need_texts(const struct boots *boots)
{
	return boots->types && boots->types->unsure;
}

static bool same_node(const struct boot *boot, struct slice node)
{
	return node.length == boot->node_length &&
	       (!node.length || memcmp(node.start, boot->node, node.length) == 0);
}

/* The index of the node, or the count of nodes for a new one. Neighbouring records are mostly of
 * one node. */
static size_t find_node(struct boots *boots, struct slice node)
{
	if (boots->last_node >= boots->nodes.count ||
	    !same_node(boots->list[boots->current[boots->last_node]], node))
		boots->last_node = nodes_find(&boots->nodes, node);
	return boots->last_node;
}

static struct slice name_of(const struct boot *boot)
{
	return (struct slice){ .start = boot->node ? boot->node : "", .length = boot->node_length };
}

/* Says which boot of a node is its newest. */
static int set_current(struct boots *boots, size_t node_index, size_t at)
{
	size_t *grown = array_grow(boots->current, boots->nodes.count, &boots->current_capacity,
				   sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	boots->current = grown;
	if (node_index == boots->nodes.count &&
	    nodes_add(&boots->nodes, name_of(boots->list[at])) < 0)
		return -ENOMEM;
	grown[node_index] = at;
	return 0;
}

/* On the heap, because the windows point to it and struct boots is moved. */
static struct store *store_of(struct boots *boots)
{
	if (!boots->store)
		boots->store = calloc(1, sizeof(*boots->store));
	return boots->store;
}

static struct boot *append_boot(struct boots *boots, struct slice node)
{
	struct boot **grown =
		array_grow(boots->list, boots->count, &boots->capacity, sizeof(*grown));
	struct store *store = store_of(boots);
	struct boot *boot = store ? store_zeroed(store, 1, sizeof(*boot)) : NULL;

	if (grown)
		boots->list = grown;
	if (!grown || !boot)
		return NULL;
	boot->window.store = boot->recovered.journal.store = boot->recovered.printed.store = store;
	if (node.length)
		boot->node = slice_copy(node);
	if (node.length && !boot->node)
		return NULL;
	boot->node_length = boot->node ? strlen(boot->node) : 0;
	boot->window.types = boots->types;
	boot->started_ms = boot->first_ms = boot->last_ms = TIME_UNKNOWN;
	grown[boots->count++] = boot;
	return boot;
}

/* Begins a boot, or what may turn out to be one, on a node. */
static struct boot *begin_boot(struct boots *boots, size_t node_index, struct slice node)
{
	struct boot *boot = append_boot(boots, node);

	if (!boot || set_current(boots, node_index, boots->count - 1) < 0)
		return NULL;
	return boot;
}

/* Gives 0 and a copy that the caller frees, NULL when there is no such field; or -ENOMEM. */
static int copy_field(const struct record *record, const char *name, char **ret_copy)
{
	struct slice value;

	*ret_copy = NULL;
	if (!record_field(record, name, &value))
		return 0;
	*ret_copy = slice_copy(value);
	return *ret_copy ? 0 : -ENOMEM;
}

static int take_start(struct boots *boots, size_t node_index, const struct record *record)
{
	struct boot *boot;

	if (boots->count >= BOOTS_MAX)
		return -E2BIG;
	boot = begin_boot(boots, node_index, record->node);
	if (!boot)
		return -ENOMEM;
	boot->auditd = (struct boot_auditd){
		.known = true,
		.start_ms = record->time_ms,
	};
	if (copy_field(record, "ver", &boot->auditd.version) < 0 ||
	    copy_field(record, "kernel", &boot->auditd.kernel) < 0)
		return -ENOMEM;
	(void)record_number(record, "pid", &boot->auditd.pid);
	boot->window_open = true;
	return 0;
}

static uint64_t extend(const struct boot *boot, uint32_t serial)
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

/* The time of an event of the boot, where it is still known. */
static int64_t known_time(const struct boot *boot, uint64_t serial)
{
	const struct window_event *event = window_find(&boot->window, serial);

	if (event)
		return event->time_ms;
	for (size_t i = 0; i < BOOTS_RECENT && i < boot->recent.next; i++)
		if (boot->recent.serial[i] == serial)
			return boot->recent.time_ms[i];
	return TIME_UNKNOWN;
}

static bool contradicts(const struct boot *boot, uint64_t serial, int64_t time_ms)
{
	int64_t known;

	/* Every event that is known has its serial among those seen. */
	if (boot->seen.count && serial > serials_last(&boot->seen))
		return false;
	known = known_time(boot, serial);
	if (known != TIME_UNKNOWN)
		return known != time_ms;
	return boot->seen.count && serial + REORDER_MAX < serials_first(&boot->seen);
}

static void remember(struct boot_recent *recent, uint64_t serial, int64_t time_ms)
{
	size_t at = recent->next % BOOTS_RECENT;

	if (recent->next && recent->last_serial == serial)
		return;
	recent->serial[at] = recent->last_serial = serial;
	recent->time_ms[at] = recent->last_time_ms = time_ms;
	recent->next++;
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

/* Settings looked through for one that comes again: more than anybody makes in a boot. */
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

static int add_setting(struct boot *boot, const struct boot_setting *setting)
{
	struct boot_setting *grown;

	if (has_setting(boot, setting))
		return 0;
	grown = store_grow(boot->window.store, boot->settings, boot->n_settings,
			   &boot->settings_capacity, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	boot->settings = grown;
	grown[boot->n_settings++] = *setting;
	return 0;
}

static int take_setting(struct boot *boot, uint64_t serial, const struct record *record)
{
	struct boot_setting setting = { .serial = serial, .time_ms = record->time_ms };

	if (record->kind != RECORD_CONFIG_CHANGE || !read_setting(record, &setting))
		return 0;
	return add_setting(boot, &setting);
}

const struct boot_setting *boots_first_setting(const struct boot *boot, enum boot_setting_kind kind,
					       bool nonzero)
{
	for (size_t i = 0; i < boot->n_settings; i++)
		if (boot->settings[i].kind == kind && (!nonzero || boot->settings[i].new_value))
			return &boot->settings[i];
	return NULL;
}

/* The window closes with the later of registration and resize, or when the resize does not come. */
static void close_window(struct boot *boot)
{
	const struct boot_setting *registration = boots_first_setting(boot, BOOT_PID, true);
	const struct boot_setting *resize = boots_first_setting(boot, BOOT_LIMIT, false);
	uint64_t last = serials_last(&boot->seen);

	boot->window_last = last;
	boot->window_cut = boot->window.n_events >= BOOTS_WINDOW_MAX;
	boot->window_open = !boot->window_cut &&
			    !(registration &&
			      (resize || last > registration->serial + BOOTS_RESIZE_WITHIN_EVENTS));
}

static int take_record(struct boot *boot, uint64_t serial, const struct record *record,
		       bool unfinished)
{
	int code = 0;

	if (!boot->seen.count && serial <= BOOTS_EARLY_SERIAL)
		boot->window_open = true;
	if (!boot->seen.count || serial < serials_first(&boot->seen))
		boot->first_ms = record->time_ms;
	boot->last_ms = record->time_ms;
	boot->records++;
	if (serials_add(&boot->seen, serial) < 0)
		return -ENOMEM;
	remember(&boot->recent, serial, record->time_ms);
	if (boot->window_open || serial <= boot->window_last)
		code = window_add(&boot->window, serial, record);
	if (code == 0 && !unfinished)
		code = take_setting(boot, serial, record);
	if (boot->window_open)
		close_window(boot);
	return code;
}

static bool is_remembered_last(const struct boot_recent *recent, uint64_t serial, int64_t time_ms)
{
	return recent->next && recent->last_serial == serial && recent->last_time_ms == time_ms;
}

/*
 * More records of the event before, behind the window: most lines of a log. They are known, they
 * contradict nothing, and all that they change, but for a CONFIG_CHANGE, is the count of records.
 */
static bool only_count(const struct boot *boot, uint64_t serial, int64_t time_ms)
{
	return !boot->window_open && serial > boot->window_last &&
	       is_remembered_last(&boot->recent, serial, time_ms);
}

/* Takes one more record of the event before, which is no setting. */
static int take_further(struct boot *boot, uint64_t serial, const struct record *record)
{
	boot->records++;
	if (boot->window_open || serial <= boot->window_last)
		return window_add(&boot->window, serial, record);
	return 0;
}

uint64_t *boots_counter(void *context, const struct record *record)
{
	struct boots *boots = context;
	struct boot *boot;

	if (boots->last_node >= boots->nodes.count || record->kind == RECORD_DAEMON_START ||
	    record->kind == RECORD_DAEMON_OTHER)
		return NULL;
	boot = boots->list[boots->current[boots->last_node]];
	return only_count(boot, extend(boot, record->serial), record->time_ms) ? &boot->records
									       : NULL;
}

int boots_add(void *context, const struct record *record, bool unfinished)
{
	struct boots *boots = context;
	size_t node_index = find_node(boots, record->node);
	struct boot *boot = NULL;
	uint64_t serial = record->serial;

	if (record->kind == RECORD_DAEMON_START)
		return take_start(boots, node_index, record);
	if (node_index < boots->nodes.count)
		boot = boots->list[boots->current[node_index]];
	if (record->kind == RECORD_DAEMON_OTHER)
		return 0;
	if (boot)
		serial = extend(boot, record->serial);
	if (boot && record->kind != RECORD_CONFIG_CHANGE &&
	    is_remembered_last(&boot->recent, serial, record->time_ms))
		return take_further(boot, serial, record);
	if (!boot || contradicts(boot, serial, record->time_ms)) {
		if (boots->count >= BOOTS_MAX)
			return -E2BIG;
		boot = begin_boot(boots, node_index, record->node);
		serial = record->serial;
	}
	return boot ? take_record(boot, serial, record, unfinished) : -ENOMEM;
}

static bool shares_event(const struct boot *boot, const struct boot *next)
{
	for (size_t i = 0; i < next->window.n_events; i++)
		if (known_time(boot, next->window.events[i].serial) ==
		    next->window.events[i].time_ms)
			return true;
	return false;
}

/* Serials that go on, or mesh without a clash, are one boot; serials that begin again are two. */
static bool is_one_boot(const struct boot *boot, const struct boot *next)
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

static int join_settings(struct boot *boot, const struct boot *next)
{
	int code = 0;

	for (size_t i = 0; i < next->n_settings && code == 0; i++)
		code = add_setting(boot, &next->settings[i]);
	return code;
}

/* A log whose lines were shuffled has the window on both sides of auditd's start. */
static int join_windows(struct boot *boot, const struct boot *next)
{
	if (boot->window.types) {
		boot->window.types->unsure = true;
		return 0;
	}
	for (size_t i = 0; i < next->window.n_records; i++) {
		const struct window_record *kept = &next->window.records[i];
		struct record record;
		int code = record_scan(kept->text, kept->length, &record);

		if (code == 0)
			code = window_add(&boot->window, next->window.events[kept->event].serial,
					  &record);
		if (code < 0)
			return code;
	}
	return 0;
}

static void swap_boots(struct boot *left, struct boot *right)
{
	struct boot kept = *left;

	*left = *right;
	*right = kept;
}

/* Joins next, which is the same boot, into boot. */
static int join(struct boot *boot, struct boot *next)
{
	bool meshed = serials_first(&next->seen) < serials_last(&boot->seen);
	bool restarted = boot->auditd.known && next->auditd.known;

	if (!boot->seen.count)
		swap_boots(boot, next);
	boot->restarts += next->restarts + restarted;
	if (!next->seen.count)
		return 0;
	if (meshed && !boot->auditd.known) {
		boot->auditd = next->auditd;
		next->auditd = (struct boot_auditd){ 0 };
	}
	if (meshed && serials_first(&next->seen) < serials_first(&boot->seen))
		boot->first_ms = next->first_ms;
	boot->records += next->records;
	boot->last_ms = next->last_ms;
	if (serials_add_all(&boot->seen, &next->seen) < 0 || join_settings(boot, next) < 0)
		return -ENOMEM;
	return meshed ? join_windows(boot, next) : 0;
}

/* Keeps a boot behind those that are kept, or joins it into the one before it of its node. */
static int keep_or_join(struct boots *boots, size_t *n_kept, struct boot *next)
{
	size_t node_index = find_node(boots, name_of(next));
	bool follows = node_index < boots->nodes.count;
	struct boot *before = follows ? boots->list[boots->current[node_index]] : NULL;
	int code;

	if (before && is_one_boot(before, next)) {
		code = join(before, next);
		boot_free(next);
		return code;
	}
	next->after_reboot = follows;
	boots->list[(*n_kept)++] = next;
	return set_current(boots, node_index, *n_kept - 1);
}

int boots_finish(struct boots *boots)
{
	size_t kept = 0;
	int code = 0;

	nodes_done(&boots->nodes);
	for (size_t i = 0; i < boots->count; i++) {
		struct boot *next = boots->list[i];

		boots->list[i] = NULL;
		if (code == 0)
			code = keep_or_join(boots, &kept, next);
		else
			boots->list[kept++] = next;
	}
	boots->count = kept;
	nodes_done(&boots->nodes);
	for (size_t i = 0; i < boots->count && code == 0; i++)
		code = window_sort(&boots->list[i]->window);
	return code;
}

int boots_number(struct boots *boots)
{
	int code = 0;

	nodes_done(&boots->nodes);
	for (size_t i = boots->count; i > 0 && code == 0; i--) {
		struct boot *boot = boots->list[i - 1];
		size_t node_index = find_node(boots, name_of(boot));

		boot->index = node_index < boots->nodes.count
				      ? boots->list[boots->current[node_index]]->index - 1
				      : 0;
		code = set_current(boots, node_index, i - 1);
	}
	nodes_done(&boots->nodes);
	return code;
}

struct boot *boots_insert(struct boots *boots, int64_t first_ms, int64_t last_ms)
{
	const struct slice no_node = { 0 };
	struct boot *boot = append_boot(boots, no_node);
	size_t at = boots->count;

	if (!boot)
		return NULL;
	boot->first_ms = first_ms;
	boot->last_ms = last_ms;
	for (at--; at > 0 && boots->list[at - 1]->first_ms > first_ms; at--)
		boots->list[at] = boots->list[at - 1];
	boots->list[at] = boot;
	return boot;
}

void boots_remove(struct boots *boots, struct boot *boot)
{
	size_t kept = 0;

	for (size_t i = 0; i < boots->count; i++)
		if (boots->list[i] != boot)
			boots->list[kept++] = boots->list[i];
	boots->count = kept;
	boot_free(boot);
}
