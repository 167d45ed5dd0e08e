/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which records belong to which boot of which node. */
#define _GNU_SOURCE
#include "boots/boots.h"

#include "base/array.h"
#include "base/bytes.h"
#include "base/range.h"
#include "base/threads.h"

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
	for (struct boots_kept *kept = boots->kept; kept; kept = kept->next)
		store_end(&kept->store);
	for (size_t i = 0; i < boots->count; i++)
		boot_free(boots->list[i]);
	free(boots->list);
	free(boots->current);
	nodes_done(&boots->nodes);
	while (boots->kept) {
		struct boots_kept *kept = boots->kept;

		boots->kept = kept->next;
		store_done(&kept->store);
		free(kept);
	}
	*boots = (struct boots){ 0 };
}

bool boots_need_texts(const struct boots *boots)
{
	for (const struct boots_kept *kept = boots->kept; kept; kept = kept->next)
		if (kept->bare.unsure)
			return true;
	return false;
}

/* The name that a boot's node goes by in a record. */
struct node {
	struct slice name;
	uint32_t hash;
};

static struct node node_of(const struct boot *boot)
{
	return (struct node){
		.name = { .start = boot->node ? boot->node : "", .length = boot->node_length },
		.hash = boot->node_hash,
	};
}

static inline struct node of_record(const struct record *record)
{
	return (struct node){ .name = record->node, .hash = record->node_hash };
}

static inline bool is_of_node(const struct boot *boot, struct node node)
{
	return node.hash == boot->node_hash &&
	       (!node.hash || slice_same(node.name, node_of(boot).name));
}

/* The number of the node, or the count of nodes for a new one. Neighbouring records are mostly of
 * one node. */
static inline size_t find_node(struct boots *boots, struct node node)
{
	if (boots->last_node >= boots->nodes.count ||
	    !is_of_node(boots->current[boots->last_node], node))
		boots->last_node = nodes_find(&boots->nodes, node.name, node.hash);
	return boots->last_node;
}

/* The newest boot of the node whose number was found; NULL for a new one. */
static inline struct boot *current_of(const struct boots *boots, size_t number)
{
	return number < boots->nodes.count ? boots->current[number] : NULL;
}

/* Says which boot of a node is its newest. */
static int set_current(struct boots *boots, size_t number, struct boot *boot)
{
	struct boot **grown = array_grow(boots->current, boots->nodes.count,
					 &boots->current_capacity, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	boots->current = grown;
	if (number == boots->nodes.count && nodes_add(&boots->nodes, node_of(boot).name) < 0)
		return -ENOMEM;
	grown[number] = boot;
	return 0;
}

/* On the heap, because the windows point to it and struct boots is moved. */
static struct boots_kept *kept_of(struct boots *boots)
{
	if (!boots->kept) {
		boots->kept = calloc(1, sizeof(*boots->kept));
		if (boots->kept && boots->texts_out)
			types_init(&boots->kept->bare.types);
	}
	return boots->kept;
}

static struct boot *append_boot(struct boots *boots, struct node node)
{
	struct boot **grown =
		array_grow(boots->list, boots->count, &boots->capacity, sizeof(*grown));
	struct boots_kept *kept = kept_of(boots);
	struct store *store = kept ? &kept->store : NULL;
	struct boot *boot = store ? store_zeroed(store, 1, sizeof(*boot)) : NULL;

	if (grown)
		boots->list = grown;
	if (!grown || !boot)
		return NULL;
	boot->window.store = boot->recovered.journal.store = boot->recovered.printed.store = store;
	if (node.name.length)
		boot->node = slice_copy(node.name);
	if (node.name.length && !boot->node)
		return NULL;
	boot->node_length = boot->node ? strlen(boot->node) : 0;
	boot->node_hash = record_node_hash(
		(struct slice){ .start = boot->node, .length = boot->node_length });
	boot->window.bare = boots->texts_out ? &kept->bare : NULL;
	boot->line = boots->line;
	boot->started_ms = boot->first_ms = boot->last_ms = boot->latest_ms = TIME_UNKNOWN;
	grown[boots->count++] = boot;
	return boot;
}

static bool is_full(const struct boots *boots)
{
	return boots->count >= (boots->max ? boots->max : BOOTS_MAX);
}

/* Begins a boot, or what may turn out to be one, on a node. */
static struct boot *begin_boot(struct boots *boots, size_t number, struct node node)
{
	struct boot *boot = append_boot(boots, node);

	if (!boot || set_current(boots, number, boot) < 0)
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

static int take_start(struct boots *boots, size_t number, const struct record *record)
{
	struct boot *boot;

	if (is_full(boots))
		return -E2BIG;
	boot = begin_boot(boots, number, of_record(record));
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

static inline bool is_in_window(const struct boot *boot, uint64_t serial)
{
	return boot->window_open || serial <= boot->window_last;
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
	if (record->time_ms > boot->latest_ms)
		boot->latest_ms = record->time_ms;
	boot->records++;
	if (serials_add(&boot->seen, serial) < 0)
		return -ENOMEM;
	remember(&boot->recent, serial, record->time_ms);
	if (is_in_window(boot, serial))
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

/* Takes one more record of the event before, which is no setting: it is known, it contradicts
 * nothing, and behind the window all that it changes is the count. */
static int take_further(struct boot *boot, uint64_t serial, const struct record *record)
{
	boot->records++;
	return is_in_window(boot, serial) ? window_add(&boot->window, serial, record) : 0;
}

int boots_add(void *context, const struct record *record, bool unfinished)
{
	struct boots *boots = context;
	size_t number = find_node(boots, of_record(record));
	struct boot *boot = current_of(boots, number);
	uint64_t serial = record->serial;

	if (record->kind == RECORD_DAEMON_START)
		return take_start(boots, number, record);
	if (record->kind == RECORD_DAEMON_OTHER)
		return 0;
	if (boot)
		serial = extend(boot, record->serial);
	if (boot && record->kind != RECORD_CONFIG_CHANGE &&
	    is_remembered_last(&boot->recent, serial, record->time_ms))
		return take_further(boot, serial, record);
	if (!boot || contradicts(boot, serial, record->time_ms)) {
		if (is_full(boots))
			return -E2BIG;
		boot = begin_boot(boots, number, of_record(record));
		serial = record->serial;
	}
	return boot ? take_record(boot, serial, record, unfinished) : -ENOMEM;
}

/* Whether further records of an event are those of the one that the boot took last. */
static bool goes_on(const struct boot *boot, const struct record *first)
{
	return boot && first->kind != RECORD_DAEMON_START && first->kind != RECORD_DAEMON_OTHER &&
	       is_remembered_last(&boot->recent, extend(boot, first->serial), first->time_ms);
}

int boots_add_further(void *context, const struct record *first, const struct scan_repeat repeats[],
		      size_t count)
{
	struct boots *boots = context;
	struct boot *boot = current_of(boots, boots->last_node);
	const bool further = goes_on(boot, first);
	const uint64_t serial = further ? extend(boot, first->serial) : 0;
	struct record record = *first;
	int code = 0;

	if (further && !is_in_window(boot, serial)) {
		boot->records += count;
		return 0;
	}
	for (size_t i = 0; i < count && code == 0; i++) {
		record = scan_repeated(&record, &repeats[i]);
		code = further ? take_further(boot, serial, &record)
			       : boots_add(boots, &record, false);
	}
	return code;
}

static bool shares_event(const struct boot *boot, const struct boot *next)
{
	for (size_t i = 0; i < next->window.n_events; i++) {
		const struct window_event *event = &next->window.events[i];

		/* Mostly all of them are later. */
		if (event->time_ms <= boot->latest_ms &&
		    known_time(boot, event->serial) == event->time_ms)
			return true;
	}
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
	if (boot->window.bare) {
		boot->window.bare->unsure = true;
		return 0;
	}
	for (size_t i = 0; i < next->window.n_records; i++) {
		const size_t event = next->window.records[i].event;
		struct record record;

		if (!window_line(&next->window, i, &record))
			return -EBADMSG;
		if (window_add(&boot->window, next->window.events[event].serial, &record) < 0)
			return -ENOMEM;
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
	if (next->latest_ms > boot->latest_ms)
		boot->latest_ms = next->latest_ms;
	if (serials_add_all(&boot->seen, &next->seen) < 0 || join_settings(boot, next) < 0)
		return -ENOMEM;
	return meshed ? join_windows(boot, next) : 0;
}

/* Keeps a boot behind those that are kept, or joins it into the one before it of its node. */
static int keep_or_join(struct boots *boots, size_t *n_kept, struct boot *next)
{
	size_t number = find_node(boots, node_of(next));
	struct boot *before = current_of(boots, number);
	int code;

	if (before && is_one_boot(before, next)) {
		code = join(before, next);
		boot_free(next);
		return code;
	}
	next->after_reboot = before;
	boots->list[(*n_kept)++] = next;
	return set_current(boots, number, next);
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

/* The part whose next boot began first; NULL when there is none left. */
static struct boots *first_part(struct boots parts[], const size_t taken[], size_t count)
{
	struct boots *first = NULL;

	for (size_t i = 0; i < count; i++) {
		struct boots *part = &parts[i];

		if (taken[i] < part->count &&
		    (!first ||
		     part->list[taken[i]]->line < first->list[taken[first - parts]]->line))
			first = part;
	}
	return first;
}

/* Hands on what the windows of a part are made of. */
static void hand_on(struct boots *boots, struct boots *part)
{
	struct boots_kept **end = &boots->kept;

	while (*end)
		end = &(*end)->next;
	*end = part->kept;
	part->kept = NULL;
}

int boots_gather(struct boots *boots, struct boots parts[], size_t count)
{
	size_t taken[THREADS_MAX] = { 0 };
	struct boots *part;

	for (size_t i = 0; i < count; i++)
		hand_on(boots, &parts[i]);
	while ((part = first_part(parts, taken, count))) {
		struct boot **grown =
			array_grow(boots->list, boots->count, &boots->capacity, sizeof(*grown));

		if (!grown)
			break;
		boots->list = grown;
		grown[boots->count++] = part->list[taken[part - parts]];
		part->list[taken[part - parts]++] = NULL;
	}
	for (size_t i = 0; i < count; i++)
		boots_done(&parts[i]);
	return part ? -ENOMEM : 0;
}

int boots_number(struct boots *boots)
{
	int code = 0;

	nodes_done(&boots->nodes);
	for (size_t i = boots->count; i > 0 && code == 0; i--) {
		struct boot *boot = boots->list[i - 1];
		size_t number = find_node(boots, node_of(boot));
		const struct boot *newer = current_of(boots, number);

		boot->index = newer ? newer->index - 1 : 0;
		code = set_current(boots, number, boot);
	}
	nodes_done(&boots->nodes);
	return code;
}

struct boot *boots_insert(struct boots *boots, int64_t first_ms, int64_t last_ms)
{
	const struct node no_node = { 0 };
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
