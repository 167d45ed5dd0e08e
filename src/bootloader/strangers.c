/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Boot entries that start something other than this system. */
#define _GNU_SOURCE
#include "bootloader/strangers.h"

#include <ctype.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static bool has_one_of(const char *text, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcasestr(text, list[i]))
			return true;
	return false;
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/'), *backslash = strrchr(path, '\\');
	const char *part = slash > backslash ? slash : backslash;

	return part ? part + 1 : path;
}

/* Files that boot loaders start like a kernel, and that are none of Linux. */
static bool is_other_program(const char *kernel)
{
	static const char *const names[] = {
		"memtest",	"mt86",	    ".lkrn",	    "memdisk",	 "ipxe",
		"netboot.xyz",	"wimboot",  "bootmgr",	    "grub.exe",	 "hdt.",
		"freedos",	"menu.c32", "vesamenu.c32", "chain.c32", "reboot.c32",
		"poweroff.c32", "undionly", ".iso",	    "plpbt",
	};

	return has_one_of(last_part(kernel), names, COUNT(names));
}

/* Whether an EFI program is a kernel, or an image with one. */
static bool is_linux_program(const struct bootentry *entry)
{
	static const char *const names[] = { "linux", "vmlinu", "bzimage", "kernel", "uki" };
	static const char *const words[] = { "root=", "ostree=", "audit" };

	return has_one_of(entry->kernel, names, COUNT(names)) ||
	       has_one_of(bootline_text(&entry->line), words, COUNT(words));
}

/* Words of a command line that make a kernel boot a live or an installer image. */
static const char *find_image_word(const char *line)
{
	static const char *const words[] = {
		"boot=live",	   "boot=casper",   "findiso=",	   "iso-scan/filename=",
		"fromiso=",	   "isoloop=",	    "img_loop=",   "img_dev=",
		"archisobasedir=", "isofrom=",	    "root=live:",  "inst.stage2=",
		"isofile=",	   "iso_filename=", "live-media=", "looplive=",
	};

	for (size_t i = 0; i < COUNT(words); i++) {
		const char *at = strstr(line, words[i]);

		if (at && (at == line || isspace((unsigned char)at[-1])))
			return words[i];
	}
	return NULL;
}

static void set_images_aside(const struct strangers_machine *machine, struct bootentry *entry)
{
	static const char *const places[] = { "(loop",	       "/install.amd/", "/casper/",
					      "/live/vmlinuz", "sysresccd",	"systemrescue",
					      "/grml" };
	const char *word = find_image_word(bootline_text(&entry->line));

	/* What runs is this system, whatever it was started from. */
	if (machine->running && find_image_word(machine->running))
		return;
	if (entry->kernel && has_one_of(entry->kernel, places, COUNT(places)))
		bootentry_set_aside(entry, "it boots an image of its own: %s", entry->kernel);
	else if (word)
		bootentry_set_aside(entry, "it boots an image of its own: %s", word);
}

/* Whether the texts by which an entry in a file names its system are of another one. */
static bool names_another_system(const struct osrelease *os, const struct bootentry *entry)
{
	size_t word = os->name ? strcspn(os->name, " ") : 0;

	if (entry->sort_key && os->id && strcasestr(entry->sort_key, os->id))
		return false;
	return word && strncasecmp(entry->title, os->name, word) != 0;
}

static void set_other_machines_aside(const struct strangers_machine *machine,
				     struct bootentry *entry)
{
	if (machine->machine_id && entry->machine_id &&
	    strcmp(machine->machine_id, entry->machine_id) != 0 &&
	    names_another_system(machine->os, entry))
		bootentry_set_aside(entry, "it is of another system, with the machine-id %s",
				    entry->machine_id);
}

void strangers_set_aside(const struct strangers_machine *machine, struct bootentry *entry)
{
	if (entry->probed)
		bootentry_set_aside(entry, "os-prober has found it: it is another system's");
	if (entry->kernel && is_other_program(entry->kernel))
		bootentry_set_aside(entry, "%s is no Linux kernel", last_part(entry->kernel));
	if (entry->program && entry->kernel && !is_linux_program(entry))
		bootentry_set_aside(entry, "%s is a program of EFI, and no Linux kernel",
				    last_part(entry->kernel));
	if (!entry->kernel && !entry->line.bytes && !entry->line.uncertain &&
	    (entry->kind == BOOTENTRY_EXTLINUX || entry->kind == BOOTENTRY_ZIPL))
		bootentry_set_aside(entry, "it starts no kernel");
	set_images_aside(machine, entry);
	set_other_machines_aside(machine, entry);
}
