/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Generations of NixOS. */
#include "bootloader/generations.h"

#include "util/cleanup.h"
#include "util/xalloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LOADER_CONF_BYTES_MAX (1u << 20)

static bool is_entry_named(const struct bootentry *entry, const char *name)
{
	const char *slash = strrchr(entry->path, '/');

	return strcmp(slash ? slash + 1 : entry->path, name) == 0;
}

/* The generation of a NixOS entry; 0 for none. */
static unsigned long nixos_generation(const struct bootentry *entry)
{
	const char *at = strstr(entry->path, "nixos-generation-");

	if (at)
		return strtoul(at + strlen("nixos-generation-"), NULL, 10);
	at = strstr(entry->title, "Configuration ");
	return at ? strtoul(at + strlen("Configuration "), NULL, 10) : 0;
}

/* The entry that loader.conf names, without its end; "" where it names none. */
static int read_default_entry(const struct root *root, char **ret_name, struct error *err)
{
	static const char *const paths[] = { "boot/loader/loader.conf",
					     "boot/efi/loader/loader.conf",
					     "efi/loader/loader.conf" };
	int code = -ENOENT;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]) && code == -ENOENT; i++) {
		CLEANUP(cleanup_free) char *text = NULL;
		const char *at;

		code = root_read(root, paths[i], LOADER_CONF_BYTES_MAX, &text, NULL, err);
		for (at = code == 0 ? text : ""; *at; at += strcspn(at, "\n"), at += *at == '\n')
			if (strncmp(at, "default", 7) == 0 && strchr(" \t", at[7])) {
				at += 7 + strspn(at + 7, " \t");
				*ret_name = xstrndup(at, strcspn(at, " \t\r\n"));
				break;
			}
	}
	return code == -ENOENT ? 0 : code;
}

int generations_set_aside(const struct root *root, struct bootentries *entries, struct error *err)
{
	CLEANUP(cleanup_free) char *chosen = NULL;
	unsigned long newest = 0;
	bool named = false;
	int code = read_default_entry(root, &chosen, err);

	for (size_t i = 0; i < entries->count; i++) {
		unsigned long generation = nixos_generation(&entries->list[i]);

		named |= chosen && is_entry_named(&entries->list[i], chosen);
		newest = generation > newest ? generation : newest;
	}
	for (size_t i = 0; i < entries->count; i++) {
		struct bootentry *entry = &entries->list[i];
		unsigned long generation = nixos_generation(entry);

		if (generation &&
		    (named ? !is_entry_named(entry, chosen)
			   : generation < newest || entry->kind == BOOTENTRY_GRUB_CFG))
			bootentry_set_aside(
				entry, "an older generation, which is there for going back to it");
	}
	return code;
}
