/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which records belong to which boot of which node. */
#include "boots/boots.h"

#include "base/array.h"
#include "base/range.h"
#include "base/threads.h"
#include "boots/join.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

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
	return node.hash == boot->node_hash && slice_same(node.name, node_of(boot).name);
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
	if (!boots->kept)
		boots->kept = calloc(1, sizeof(*boots->kept));
	return boots->kept;
}

/* Whole: a NUL that a damaged disk left in it is no end of a name. */
static char *copy_name(struct slice name)
{
	char *copy = malloc(name.length + 1);

	if (!copy)
		return NULL;
	memcpy(copy, name.start, name.length);
	copy[name.length] = '\0';
	return copy;
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
	if (node.name.length && !(boot->node = copy_name(node.name)))
		return NULL;
	boot->node_length = node.name.length;
	boot->node_hash = node.hash;
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

static int take_start(struct boots *boots, size_t number, const struct record *record)
{
	struct boot *boot;

	if (is_full(boots))
		return -E2BIG;
	boot = begin_boot(boots, number, of_record(record));
	return boot ? boot_start(boot, record) : -ENOMEM;
}

int boots_add(void *context, const struct record *record, bool unfinished)
{
	struct boots *boots = context;
	size_t number = find_node(boots, of_record(record));
	struct boot *boot = current_of(boots, number);
	uint64_t serial = record->serial;

	if (record->type == AUDIT_DAEMON_START)
		return take_start(boots, number, record);
	if (record->flags & TYPES_OF_AUDITD)
		return 0;
	if (boot)
		serial = boot_serial(boot, record->serial);
	if (boot && record->type != AUDIT_CONFIG_CHANGE &&
	    boot_is_last(boot, serial, record->time_ms))
		return boot_take_further(boot, serial, record);
	if (!boot || boot_contradicts(boot, serial, record->time_ms)) {
		if (is_full(boots))
			return -E2BIG;
		boot = begin_boot(boots, number, of_record(record));
		serial = record->serial;
	}
	return boot ? boot_take(boot, serial, record, unfinished) : -ENOMEM;
}

int boots_add_further(void *context, const struct record *first, const struct scan_repeat repeats[],
		      size_t count)
{
	struct boots *boots = context;
	struct boot *boot = current_of(boots, boots->last_node);
	const uint64_t serial = boot ? boot_serial(boot, first->serial) : 0;
	/* Mostly; not behind a record of auditd's own. */
	const bool further = boot && boot_is_last(boot, serial, first->time_ms);
	struct record record = *first;
	int code = 0;

	if (further && !boot_is_in_window(boot, serial)) {
		boot->records += count;
		return 0;
	}
	for (size_t i = 0; i < count && code == 0; i++) {
		record = scan_repeated(&record, &repeats[i]);
		code = further ? boot_take_further(boot, serial, &record)
			       : boots_add(boots, &record, false);
	}
	return code;
}

/* Keeps a boot behind those that are kept, or joins it into the one before it of its node. */
static int keep_or_join(struct boots *boots, size_t *n_kept, struct boot *next)
{
	size_t number = find_node(boots, node_of(next));
	struct boot *before = current_of(boots, number);
	int code;

	if (before && join_is_one_boot(before, next)) {
		code = join_boots(before, next);
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

/* The part whose next boot began first; the count of parts when there is none left. */
static size_t first_part(struct boots *const parts[], const size_t taken[], size_t count)
{
	uint64_t first_line = UINT64_MAX;
	size_t first = count;

	for (size_t i = 0; i < count; i++) {
		const struct boots *part = parts[i];

		if (taken[i] == part->count || part->list[taken[i]]->line >= first_line)
			continue;
		first_line = part->list[taken[i]]->line;
		first = i;
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

/* Moves the next boot of a part. */
static int move_boot(struct boots *boots, struct boots *part, size_t *taken)
{
	struct boot **grown =
		array_grow(boots->list, boots->count, &boots->capacity, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	boots->list = grown;
	grown[boots->count++] = part->list[*taken];
	part->list[(*taken)++] = NULL;
	return 0;
}

int boots_gather(struct boots *boots, struct boots *const parts[], size_t count)
{
	size_t taken[THREADS_MAX] = { 0 }, i;
	int code = 0;

	for (i = 0; i < count; i++)
		hand_on(boots, parts[i]);
	while (code == 0 && (i = first_part(parts, taken, count)) < count)
		code = move_boot(boots, parts[i], &taken[i]);
	for (i = 0; i < count; i++)
		boots_done(parts[i]);
	return code;
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
