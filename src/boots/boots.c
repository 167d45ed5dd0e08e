/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which records belong to which boot of which node. */
#include "boots/boots.h"

#include "util/cleanup.h"
#include "util/range.h"
#include "util/text.h"
#include "util/xalloc.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Room for the names of nodes in an error. */
#define NODES_TEXT 200

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

/* The name of a boot's node as a record has it. */
static struct slice boot_node_name(const struct boot *boot)
{
	return (struct slice){
		.start = boot->node ? boot->node : "",
		.length = boot->node_length,
	};
}

/* The number of the node; the count of nodes for a new one. Neighbouring records are mostly of one
 * node. */
static inline size_t find_node(struct boots *boots, struct slice node)
{
	if (boots->last_node >= boots->nodes.count ||
	    !slice_same(node, boot_node_name(boots->current[boots->last_node])))
		boots->last_node = nodes_find(&boots->nodes, node);
	return boots->last_node;
}

/* The newest boot of a node; NULL for a new node. */
static inline struct boot *newest_of_node(const struct boots *boots, size_t number)
{
	return number < boots->nodes.count ? boots->current[number] : NULL;
}

/* Makes a boot the newest of its node. */
static void set_newest_of_node(struct boots *boots, size_t number, struct boot *boot)
{
	boots->current = xarray_grow(boots->current, boots->nodes.count, &boots->current_capacity,
				     sizeof(*boots->current));
	if (number == boots->nodes.count)
		nodes_add(&boots->nodes, boot_node_name(boot));
	boots->current[number] = boot;
}

static struct window_pool *get_window_pool(struct boots *boots)
{
	if (!boots->pool) {
		boots->pool = xcalloc(1, sizeof(*boots->pool));
		boots->pool->key = bytes_key_new();
	}
	return boots->pool;
}

/* Copies the whole name: a NUL, which a damaged disk leaves, does not end it. */
static char *copy_node_name(struct slice name)
{
	char *copy = xmalloc(name.length + 1);

	memcpy(copy, name.start, name.length);
	copy[name.length] = '\0';
	return copy;
}

static struct boot *append_boot(struct boots *boots, struct slice node)
{
	struct window_pool *pool = get_window_pool(boots);
	struct boot *boot = xcalloc(1, sizeof(*boot));

	if (node.length)
		boot->node = copy_node_name(node);
	boot->node_length = node.length;
	boot->window.pool = boot->secondary.journal.pool = boot->secondary.printed.pool = pool;
	boot->secondary.journal.entries = true;
	boot->window.bare = boots->texts_out;
	boot->started_ms = boot->first_ms = boot->last_ms = boot->latest_ms = TIME_UNKNOWN;
	boots->list =
		xarray_grow(boots->list, boots->count, &boots->capacity, sizeof(*boots->list));
	boots->list[boots->count++] = boot;
	return boot;
}

/* Begins a boot of a node, which may later be joined to the one before. NULL beyond BOOTS_MAX. */
static struct boot *begin_boot(struct boots *boots, size_t number, struct slice node)
{
	struct boot *boot;

	if (boots->count >= BOOTS_MAX)
		return NULL;
	boot = append_boot(boots, node);
	set_newest_of_node(boots, number, boot);
	return boot;
}

const struct boot *boots_newest(struct boots *boots, struct slice node)
{
	return newest_of_node(boots, find_node(boots, node));
}

int boots_add(void *context, const struct record *record, bool unfinished)
{
	struct boots *boots = context;
	size_t number = find_node(boots, record->node);
	struct boot *boot = newest_of_node(boots, number);
	uint64_t serial = record->serial;

	if (record->type == AUDIT_DAEMON_START) {
		boot = begin_boot(boots, number, record->node);
		if (boot)
			boot_start(boot, record);
		return boot ? 0 : -E2BIG;
	}
	if (record->flags & TYPES_OF_AUDITD)
		return 0;
	if (boot)
		serial = boot_serial(boot, record->serial);
	if (boot && record->type != AUDIT_CONFIG_CHANGE && !(record->flags & TYPES_SPAN) &&
	    boot_is_last(boot, serial, record->time_ms)) {
		boot_take_further(boot, serial, record);
		return 0;
	}
	if (!boot || boot_contradicts(boot, serial, record->time_ms)) {
		boot = begin_boot(boots, number, record->node);
		serial = record->serial;
	}
	if (!boot)
		return -E2BIG;
	if (record->flags & TYPES_SPAN)
		boot_take_span(boot, serial, record);
	else
		boot_take(boot, serial, record, unfinished);
	return 0;
}

int boots_add_further(void *context, const struct record *first, size_t count)
{
	struct boots *boots = context;
	struct boot *boot = newest_of_node(boots, boots->last_node);
	const uint64_t serial = boot ? boot_serial(boot, first->serial) : 0;
	/* False after a record of auditd's own. */
	const bool further = boot && boot_is_last(boot, serial, first->time_ms);
	struct record record = *first;
	int code = 0;

	if (further && !boot_is_in_window(boot, serial) && !boot_is_setting(boot, serial)) {
		boot->records += count;
		return 0;
	}
	for (size_t i = 0; i < count && code == 0; i++) {
		record = scan_further(&record);
		if (further)
			boot_take_further(boot, serial, &record);
		else
			code = boots_add(boots, &record, false);
	}
	return code;
}

/* Keeps a boot, or joins it into the one before it of its node. */
static int keep_or_join_boot(struct boots *boots, size_t *n_kept, struct boot *next)
{
	size_t number = find_node(boots, boot_node_name(next));
	struct boot *before = newest_of_node(boots, number);
	int code;

	if (before && boot_is_same(before, next)) {
		code = boot_join(before, next);
		boot_free(next);
		return code;
	}
	next->after_reboot = before;
	boots->list[(*n_kept)++] = next;
	set_newest_of_node(boots, number, next);
	return 0;
}

/* Whether all boots were read backwards, and not by chance: that of a record or two may be either.
 */
static bool are_backwards(const struct boots *boots)
{
	bool backwards = false;

	for (size_t i = 0; i < boots->count; i++) {
		const struct boot *boot = boots->list[i];

		if (boot_is_backwards(boot))
			backwards = true;
		else if (boot->seen.count && boot->latest_ms != boot->first_ms)
			return false;
	}
	return backwards;
}

/* Puts the boots of a log that has the newest first into the order of others. */
static void turn_round(struct boots *boots)
{
	for (size_t i = 0; i < boots->count; i++) {
		struct boot *boot = boots->list[i];
		size_t number = find_node(boots, boot_node_name(boot));

		boot_turn_round(boot, newest_of_node(boots, number));
		set_newest_of_node(boots, number, boot);
	}
	for (size_t i = 0; i < boots->count / 2; i++) {
		struct boot *boot = boots->list[i];

		boots->list[i] = boots->list[boots->count - 1 - i];
		boots->list[boots->count - 1 - i] = boot;
	}
	nodes_done(&boots->nodes);
}

int boots_finish(struct boots *boots)
{
	size_t kept = 0;
	int code = 0;

	nodes_done(&boots->nodes);
	if (are_backwards(boots))
		turn_round(boots);
	for (size_t i = 0; i < boots->count; i++) {
		struct boot *next = boots->list[i];

		boots->list[i] = NULL;
		if (code == 0)
			code = keep_or_join_boot(boots, &kept, next);
		else
			boots->list[kept++] = next;
	}
	boots->count = kept;
	nodes_done(&boots->nodes);
	for (size_t i = 0; i < boots->count; i++)
		window_sort(&boots->list[i]->window);
	return code;
}

void boots_number(struct boots *boots)
{
	nodes_done(&boots->nodes);
	for (size_t i = boots->count; i > 0; i--) {
		struct boot *boot = boots->list[i - 1];
		size_t number = find_node(boots, boot_node_name(boot));
		const struct boot *newer = newest_of_node(boots, number);

		boot->index = newer ? newer->index - 1 : 0;
		set_newest_of_node(boots, number, boot);
	}
	nodes_done(&boots->nodes);
}

/* The name of the node that all boots are of; none where they are of several. */
static struct slice find_common_node(const struct boots *boots)
{
	const struct slice none = { 0 };
	struct slice node = boots->count ? boot_node_name(boots->list[0]) : none;

	for (size_t i = 1; i < boots->count; i++)
		if (!slice_same(node, boot_node_name(boots->list[i])))
			return none;
	return node;
}

bool boots_share_node(const struct boots *boots)
{
	return !boots->count || find_common_node(boots).length == boots->list[0]->node_length;
}

/* The node that a host is: the common one, unless that is called otherwise. */
static struct slice choose_node(const struct boots *boots, const char *host)
{
	struct slice node = { .start = "" };

	/* Quick where no node is named: a kernel log can have thousands of boots. */
	if (boots->count && boots->list[0]->node_length)
		node = find_common_node(boots);
	if (!node.length || !host || !*host || text_same_host(host, node.start))
		return node;
	return (struct slice){ .start = host, .length = strlen(host) };
}

struct boot *boots_insert(struct boots *boots, const char *host, int64_t first_ms, int64_t last_ms)
{
	struct boot *boot = append_boot(boots, choose_node(boots, host));
	size_t at = boots->count;

	boot->first_ms = first_ms;
	boot->last_ms = boot->latest_ms = last_ms;
	/* By the end of the boots: the clock of a boot can be set after its beginning. */
	for (at--; at > 0 && last_ms != TIME_UNKNOWN && boots->list[at - 1]->last_ms > last_ms;
	     at--)
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

/* "the evidence has 'a' 'b'": as many names as there is room for. */
static void name_known_nodes(const struct boots *boots, char ret_text[static NODES_TEXT])
{
	size_t used = (size_t)snprintf(ret_text, NODES_TEXT, "the evidence has");
	const size_t empty = used;

	for (size_t i = 0; i < boots->count; i++) {
		const char *node = boots->list[i]->node;
		char quoted[NODES_TEXT];

		if (!node ||
		    (size_t)snprintf(quoted, NODES_TEXT, " '%s'", node) >= NODES_TEXT - used ||
		    strstr(ret_text, quoted))
			continue;
		used += (size_t)snprintf(ret_text + used, NODES_TEXT - used, "%s", quoted);
	}
	if (used == empty)
		(void)snprintf(ret_text, NODES_TEXT, "the evidence names no node");
}

void boots_link(const struct boots *boots)
{
	CLEANUP(nodes_done) struct nodes nodes = { 0 };
	CLEANUP(cleanup_free) struct boot **last = xcalloc(boots->count + 1, sizeof(*last));

	for (size_t i = 0; i < boots->count; i++) {
		struct boot *boot = boots->list[i];
		const size_t number = nodes_find(&nodes, boot_node_name(boot));

		boot->earlier = last[number];
		last[number] = boot;
		if (number == nodes.count)
			nodes_add(&nodes, boot_node_name(boot));
	}
}

int boots_keep_node(struct boots *boots, const char *name, struct error *err)
{
	char there[NODES_TEXT];
	size_t kept = 0;

	name_known_nodes(boots, there);
	for (size_t i = 0; i < boots->count; i++) {
		struct boot *boot = boots->list[i];

		if (boot->node && strcmp(boot->node, name) == 0)
			boots->list[kept++] = boot;
		else
			boot_free(boot);
	}
	boots->count = kept;
	return kept ? 0 : error_set(err, -ENOENT, "cannot find node '%s': %s", name, there);
}
