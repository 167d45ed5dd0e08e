/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernels whose messages are in one log. */
#include "evidence/kmsg_hosts.h"

#include "util/text.h"
#include "util/xalloc.h"

#include <stdlib.h>
#include <string.h>

/* More are no log of machines. */
#define HOSTS_MAX 4096

void kmsg_hosts_done(struct kmsg_hosts *hosts)
{
	free(hosts->list);
	free(hosts->places);
	*hosts = (struct kmsg_hosts){ 0 };
}

/* Two for each host; a power of two. */
#define PLACES 8192

enum host_table {
	TABLE_NAMES,
	TABLE_LABELS,
	TABLES,
};

/* Gives: the place in a table where a search for the name begins. */
static size_t first_host_place(const struct kmsg_hosts *hosts, enum host_table table,
			       const char *name)
{
	const size_t length = table == TABLE_NAMES ? strlen(name) : strcspn(name, ".");

	return bytes_hash(&hosts->key, name, length) & (PLACES - 1);
}

/* Finds the host that has the name; by its label, the first that can be called so. Gives: its
 * place in the list; the count of hosts for none. */
static size_t find_host(const struct kmsg_hosts *hosts, enum host_table table, const char *name)
{
	const uint16_t *places = hosts->places + (size_t)table * PLACES;

	for (size_t at = first_host_place(hosts, table, name); places[at];
	     at = (at + 1) & (PLACES - 1)) {
		const char *known = hosts->list[places[at] - 1].name;

		if (table == TABLE_NAMES ? strcmp(known, name) == 0 : text_same_host(known, name))
			return places[at] - 1U;
	}
	return hosts->count;
}

static void put_host(struct kmsg_hosts *hosts, enum host_table table, size_t number)
{
	uint16_t *places = hosts->places + (size_t)table * PLACES;
	size_t at = first_host_place(hosts, table, hosts->list[number].name);

	while (places[at])
		at = (at + 1) & (PLACES - 1);
	places[at] = (uint16_t)(number + 1);
}

static size_t add_host(struct kmsg_hosts *hosts, const struct kmsg_host *host)
{
	hosts->list =
		xarray_grow(hosts->list, hosts->count, &hosts->capacity, sizeof(*hosts->list));
	hosts->list[hosts->count] = *host;
	put_host(hosts, TABLE_NAMES, hosts->count);
	put_host(hosts, TABLE_LABELS, hosts->count);
	return hosts->count++;
}

/* Gives the host's place in the list; that of the last one where there are too many. */
static size_t find_or_add_host(struct kmsg_hosts *hosts, struct slice name)
{
	struct kmsg_host host = { 0 };
	const size_t length = name.length < KMSG_HOST_BYTES - 1 ? name.length : KMSG_HOST_BYTES - 1;
	size_t at;

	memcpy(host.name, name.start, length);
	/* The one that was found last is most often asked for. */
	if (hosts->count && strcmp(hosts->list[hosts->current].name, host.name) == 0)
		return hosts->current;
	if (!hosts->places) {
		hosts->key = bytes_key_new();
		hosts->places = xcalloc((size_t)TABLES * PLACES, sizeof(*hosts->places));
	}
	at = find_host(hosts, TABLE_NAMES, host.name);
	if (at < hosts->count)
		return at;
	if (hosts->count == HOSTS_MAX)
		return hosts->count - 1;
	at = find_host(hosts, TABLE_LABELS, host.name);
	return at < hosts->count ? at : add_host(hosts, &host);
}

struct kmsg_boot *kmsg_hosts_boot(struct kmsg_hosts *hosts, struct slice name)
{
	if (!hosts->apart || !name.length)
		return &hosts->one;
	hosts->current = find_or_add_host(hosts, name);
	return &hosts->list[hosts->current].boot;
}

void kmsg_hosts_end_boot(struct kmsg_hosts *hosts, struct kmsg_boot *boot)
{
	*boot = (struct kmsg_boot){ 0 };
	hosts->turn++;
}

uint64_t kmsg_hosts_number(struct kmsg_hosts *hosts, struct kmsg_boot *boot)
{
	if (!boot->has_facts)
		boot->number = hosts->next++;
	boot->has_facts = true;
	return boot->number;
}

void kmsg_hosts_note(struct kmsg_hosts *hosts, struct slice name)
{
	const size_t before = hosts->current;
	struct kmsg_host *host;

	if (hosts->apart || !name.length)
		return;
	hosts->current = find_or_add_host(hosts, name);
	host = &hosts->list[hosts->current];
	hosts->mixed |= hosts->current != before && host->seen == hosts->turn + 1;
	host->seen = hosts->turn + 1;
}
