/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where an EFI system partition has the folders of its boot loaders. */
#define _GNU_SOURCE
#include "bootloader/efidirs.h"

#include "base/cleanup.h"

#include <errno.h>
#include <stdio.h>

static int add(struct root_names *paths, const char *directory, const char *vendor,
	       const char *name)
{
	char **grown = reallocarray(paths->names, paths->count + 1, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	paths->names = grown;
	if (asprintf(&grown[paths->count], "%s%s%s/%s", directory, vendor ? "/" : "",
		     vendor ? vendor : "", name) < 0)
		return -ENOMEM;
	paths->count++;
	return 0;
}

static int add_vendors(const struct root *root, const char *directory, const char *name,
		       struct root_names *paths, struct error *err)
{
	CLEANUP(root_names_done) struct root_names vendors = { 0 };
	int code = root_list(root, directory, &vendors, err);

	if (code < 0)
		return code == -ENOENT ? 0 : code;
	for (size_t i = 0; i < vendors.count; i++)
		if (vendors.names[i][0] != '.' && add(paths, directory, vendors.names[i], name) < 0)
			return error_memory(err, "list boot loader files");
	return 0;
}

int efidirs_list(const struct root *root, const char *name, struct root_names *ret_paths,
		 struct error *err)
{
	static const char *const places[] = { "boot/grub2", "boot/grub" };
	static const char *const efi[] = { "boot/efi/EFI", "efi/EFI", "boot/EFI" };
	CLEANUP(root_names_done) struct root_names paths = { 0 };
	int code = 0;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (add(&paths, places[i], NULL, name) < 0)
			return error_memory(err, "list boot loader files");
	for (size_t i = 0; i < sizeof(efi) / sizeof(efi[0]) && code == 0; i++)
		code = add_vendors(root, efi[i], name, &paths, err);
	if (code < 0)
		return code;
	*ret_paths = paths;
	paths = (struct root_names){ 0 };
	return 0;
}
