/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The directories that can hold files of GRUB. */
#include "bootloader/grubdirs.h"

#include "util/cleanup.h"
#include "util/xalloc.h"

#include <errno.h>

static void add_grub_path(struct root_names *paths, const char *directory, const char *vendor,
			  const char *name)
{
	paths->names = xreallocarray(paths->names, paths->count + 1, sizeof(*paths->names));
	paths->names[paths->count++] =
		xasprintf("%s%s%s/%s", directory, vendor ? "/" : "", vendor ? vendor : "", name);
}

static int add_vendor_paths(const struct root *root, const char *directory, const char *name,
			    struct root_names *paths, struct error *err)
{
	CLEANUP(root_names_done) struct root_names vendors = { 0 };
	int code = root_list(root, directory, &vendors, err);

	if (code < 0)
		return code == -ENOENT ? 0 : code;
	for (size_t i = 0; i < vendors.count; i++)
		if (vendors.names[i][0] != '.')
			add_grub_path(paths, directory, vendors.names[i], name);
	return 0;
}

int grubdirs_list(const struct root *root, const char *name, struct root_names *ret_paths,
		  struct error *err)
{
	static const char *const grub[] = { "boot/grub2", "boot/grub" };
	static const char *const efi[] = { "boot/efi/EFI", "efi/EFI", "boot/EFI" };
	CLEANUP(root_names_done) struct root_names paths = { 0 };
	int code = 0;

	for (size_t i = 0; i < sizeof(grub) / sizeof(grub[0]); i++)
		add_grub_path(&paths, grub[i], NULL, name);
	for (size_t i = 0; i < sizeof(efi) / sizeof(efi[0]) && code == 0; i++)
		code = add_vendor_paths(root, efi[i], name, &paths, err);
	if (code < 0)
		return code;
	*ret_paths = paths;
	paths = (struct root_names){ 0 };
	return 0;
}
