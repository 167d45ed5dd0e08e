/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Deployments of ostree. */
#include "change/deployments.h"

#include "change/plan.h"

#include <stdlib.h>
#include <string.h>

static bool is_number_of_title(const struct bootentry *entry, unsigned long *ret_number)
{
	const char *at = strstr(entry->title, "(ostree:");

	if (at)
		*ret_number = strtoul(at + strlen("(ostree:"), NULL, 10);
	return at != NULL;
}

/* Whether a deployment is not the newest: the one to go back to. */
static bool is_rollback(const struct bootconfig *config, const struct bootentry *entry)
{
	unsigned long number, version = entry->version ? strtoul(entry->version, NULL, 10) : 0;

	if (!loader_is_deployment(entry))
		return false;
	if (is_number_of_title(entry, &number))
		return number > 0;
	for (size_t i = 0; i < config->entries.count; i++) {
		const struct bootentry *other = &config->entries.list[i].entry;

		if (loader_is_deployment(other) && other->version &&
		    strtoul(other->version, NULL, 10) > version)
			return true;
	}
	return false;
}

bool deployments_lack(const struct bootconfig *config, uint64_t limit, bool rollback)
{
	for (size_t i = 0; i < config->entries.count; i++) {
		const struct bootconfig_place *place = &config->entries.list[i];

		if (is_rollback(config, &place->entry) == rollback && plan_lacks(place, limit))
			return true;
	}
	return false;
}
