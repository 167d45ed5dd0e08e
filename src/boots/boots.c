/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which records belong to which boot of which node. */
#include "boots/boots.h"

#include "base/array.h"
#include "base/range.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void boots_done(struct boots *boots)
{
	for (size_t i = 0; i < boots->count; i++)
		boot_free(boots->list[i]);
	free(boots->list);
	free(boots->current);
	nodes_done(&boots->nodes);
	if (boots->pool)
		arena_done(&boots->pool->texts);
	free(boots->pool);
	*boots = (struct boots){ 0 };
}

bool boots_need_texts(const struct boots *boots)
{
	return boots->pool && boots->pool->unsure;
}

/* The name that a boot's node goes by in a record. */
static struct slice node_of(const struct boot *boot)
{
	return (struct slice){
		.start = boot->node ? boot->node : "",
		.length = boot->node_length,
	};
}

/* The number of the node, or the count of nodes for a new one. Neighbouring records are mostly of
 * one node. */
static inline size_t find_node(struct boots *boots, struct slice node)
{
	if (boots->last_node >= boots->nodes.count ||
	    !slice_same(node, node_of(boots->current[boots->last_node])))
		boots->last_node = nodes_find(&boots->nodes, node);
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
	if (number == boots->nodes.count && nodes_add(&boots->nodes, node_of(boot)) < 0)
		return -ENOMEM;
	grown[number] = boot;
	return 0;
}

static struct window_pool *pool_of(struct boots *boots)
{
	if (boots->pool)
		return boots->pool;
	boots->pool = calloc(1, sizeof(*boots->pool));
	if (boots->pool)
		boots->pool->key = bytes_key_new();
	return boots->pool;
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

static struct boot *append_boot(struct boots *boots, struct slice node)
{
	struct boot **grown =
		array_grow(boots->list, boots->count, &boots->capacity, sizeof(*grown));
	struct window_pool *pool = pool_of(boots);
	struct boot *boot;

	if (grown)
		boots->list = grown;
	if (!grown || !pool)
		return NULL;
	boot = calloc(1, sizeof(*boot));
	if (!boot || (node.length && !(boot->node = copy_name(node)))) {
		free(boot);
		return NULL;
	}
	boot->window.pool = boot->secondary.journal.pool = boot->secondary.printed.pool = pool;
	boot->node_length = node.length;
	boot->window.bare = boots->texts_out;
	boot->started_ms = boot->first_ms = boot->last_ms = boot->latest_ms = TIME_UNKNOWN;
	grown[boots->count++] = boot;
	return boot;
}

static bool is_full(const struct boots *boots)
{
	return boots->count >= BOOTS_MAX;
}

/* Begins a boot, or what may turn out to be one, on a node. */
static struct boot *begin_boot(struct boots *boots, size_t number, struct slice node)
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
	boot = begin_boot(boots, number, record->node);
	return boot ? boot_start(boot, record) : -ENOMEM;
}

int boots_add(void *context, const struct record *record, bool unfinished)
{
	struct boots *boots = context;
	size_t number = find_node(boots, record->node);
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
		boot = begin_boot(boots, number, record->node);
		serial = record->serial;
	}
	return boot ? boot_take(boot, serial, record, unfinished) : -ENOMEM;
}

int boots_add_further(void *context, const struct record *first, size_t count)
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
		record = scan_further(&record);
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

	if (before && boot_is_continued_by(before, next)) {
		code = boot_join(before, next);
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
