/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A boot entry, or a source that entries are made of. */
#define _GNU_SOURCE
#include "bootloader/bootentry.h"

#include "util/xalloc.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void bootentry_init(struct bootentry *entry, enum bootentry_kind kind, const char *title,
		    const char *path, unsigned number)
{
	*entry = (struct bootentry){
		.kind = kind,
		.title = xstrdup(title),
		.path = xstrdup(path),
		.number = number,
	};
}

void bootentry_done(struct bootentry *entry)
{
	free(entry->title);
	free(entry->path);
	free(entry->overridden);
	free(entry->kernel);
	free(entry->machine_id);
	free(entry->sort_key);
	free(entry->version);
	free(entry->aside);
	free(entry->broken);
	bootline_done(&entry->line);
	*entry = (struct bootentry){ 0 };
}

void bootentries_done(struct bootentries *entries)
{
	for (size_t i = 0; i < entries->count; i++)
		bootentry_done(&entries->list[i]);
	free(entries->list);
	*entries = (struct bootentries){ 0 };
}

int bootentries_add(struct bootentries *entries, struct bootentry *entry, struct error *err)
{
	if (entries->count == BOOTENTRIES_MAX) {
		(void)error_set(err, -E2BIG,
				"cannot read '%s': it is one boot entry too many, after %d",
				entry->path, BOOTENTRIES_MAX);
		bootentry_done(entry);
		return -E2BIG;
	}
	entries->list = xarray_grow(entries->list, entries->count, &entries->capacity,
				    sizeof(*entries->list));
	entries->list[entries->count++] = *entry;
	*entry = (struct bootentry){ 0 };
	return 0;
}

void bootentry_set_aside(struct bootentry *entry, const char *format, ...)
{
	va_list args;

	if (entry->aside)
		return;
	va_start(args, format);
	entry->aside = xvasprintf(format, args);
	va_end(args);
}

bool bootentry_names_rescue(const char *title)
{
	static const char *const words[] = { "rescue", "(recovery", "-recovery-" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasestr(title, words[i]))
			return true;
	return false;
}

const char *bootentry_kind_name(enum bootentry_kind kind)
{
	static const char *const names[] = {
		[BOOTENTRY_RUNNING] = "running",
		[BOOTENTRY_BLS] = "bls",
		[BOOTENTRY_GRUB_CFG] = "grub.cfg",
		[BOOTENTRY_EXTLINUX] = "extlinux",
		[BOOTENTRY_UKI] = "uki",
		[BOOTENTRY_KERNELOPTS] = "kernelopts",
		[BOOTENTRY_GRUB_DEFAULTS] = "grub-defaults",
		[BOOTENTRY_KERNEL_CMDLINE] = "kernel-cmdline",
		[BOOTENTRY_VENDOR_CMDLINE] = "vendor-cmdline",
		[BOOTENTRY_BOOTC] = "bootc-kargs",
		[BOOTENTRY_U_BOOT] = "u-boot-defaults",
		[BOOTENTRY_CMDLINE_TXT] = "cmdline.txt",
		[BOOTENTRY_ZIPL] = "zipl.conf",
		[BOOTENTRY_XEN_DEFAULTS] = "grub-xen-defaults",
		[BOOTENTRY_KERNELSTUB] = "kernelstub",
	};

	return names[kind];
}
