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
	*hosts = (struct kmsg_hosts){ 0 };
}

/* Gives the host's place in the list; that of the last one where there are too many. */
static size_t find_or_add_host(struct kmsg_hosts *hosts, struct slice name)
{
	struct kmsg_host host = { 0 };
	const size_t length = name.length < KMSG_HOST_BYTES - 1 ? name.length : KMSG_HOST_BYTES - 1;

	memcpy(host.name, name.start, length);
	for (size_t i = 0; i < hosts->count; i++) {
		/* The one that was found last is most often asked for. */
		const size_t at = (hosts->current + i) % hosts->count;

		if (strcmp(hosts->list[at].name, host.name) == 0 ||
		    text_same_host(hosts->list[at].name, host.name))
			return at;
	}
	if (hosts->count == HOSTS_MAX)
		return hosts->count - 1;
	hosts->list =
		xarray_grow(hosts->list, hosts->count, &hosts->capacity, sizeof(*hosts->list));
	hosts->list[hosts->count] = host;
	return hosts->count++;
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
