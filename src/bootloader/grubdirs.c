/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The directories that can hold files of GRUB. */
#include "bootloader/grubdirs.h"

#include "util/cleanup.h"
#include "util/xalloc.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

void grubdirs_paths_done(struct grubdirs_paths *paths)
{
	root_names_done(&paths->names);
	free(paths->foreign);
	*paths = (struct grubdirs_paths){ 0 };
}

/* The name that grub-install gives the folder of a system. */
static const char *find_folder_name(const char *id)
{
	static const struct {
		const char *id, *folder;
	} folders[] = {
		{ .id = "rhel", .folder = "redhat" },
		{ .id = "ol", .folder = "redhat" },
		{ .id = "sles_sap", .folder = "sles" },
		{ .id = "raspbian", .folder = "debian" },
		{ .id = "opensuse-leap", .folder = "opensuse" },
		{ .id = "linuxmint", .folder = "ubuntu" },
		{ .id = "opensuse-tumbleweed", .folder = "opensuse" },
	};

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (strcmp(folders[i].id, id) == 0)
			return folders[i].folder;
	return id;
}

/* Names of folders that systems are known to use: any other may be this system's. */
static bool is_system_folder(const char *folder)
{
	static const char *const folders[] = {
		"almalinux",  "amzn",	  "arch",   "centos",	    "debian",  "endeavouros",
		"fedora",     "gentoo",	  "kali",   "linuxmint",    "manjaro", "nixos",
		"openEuler",  "opensuse", "oracle", "pop",	    "proxmox", "redhat",
		"rocky",      "sles",	  "ubuntu", "zorin",	    "Pop_OS",  "neon",
		"cloudlinux", "void",	  "anolis", "kylin",	    "deepin",  "elementary",
		"mageia",     "solus",	  "uos",    "openmandriva",
	};

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (strcasecmp(folders[i], folder) == 0)
			return true;
	return false;
}

static bool is_own_folder(const struct osrelease *os, const char *folder)
{
	return os->id && (strcasecmp(find_folder_name(os->id), folder) == 0 ||
			  strcasecmp(os->id, folder) == 0);
}

static void add_grub_path(struct grubdirs_paths *paths, const char *directory, const char *vendor,
			  const char *name, bool foreign)
{
	size_t count = paths->names.count;

	paths->names.names =
		xreallocarray(paths->names.names, count + 1, sizeof(*paths->names.names));
	paths->foreign = xreallocarray(paths->foreign, count + 1, sizeof(*paths->foreign));
	paths->foreign[count] = foreign;
	paths->names.names[paths->names.count++] =
		xasprintf("%s%s%s/%s", directory, vendor ? "/" : "", vendor ? vendor : "", name);
}

static int add_vendor_paths(const struct root *root, const struct osrelease *os,
			    const char *directory, const char *name, struct grubdirs_paths *paths,
			    struct error *err)
{
	CLEANUP(root_names_done) struct root_names vendors = { 0 };
	int code = root_list(root, directory, &vendors, err);

	if (code < 0)
		return code == -ENOENT ? 0 : code;
	for (size_t i = 0; i < vendors.count; i++) {
		const char *vendor = vendors.names[i];
		bool own = is_own_folder(os, vendor);

		if (vendor[0] == '.')
			continue;
		paths->own_folder |= own;
		add_grub_path(paths, directory, vendor, name,
			      os->id && !own && is_system_folder(vendor));
	}
	return 0;
}

int grubdirs_list(const struct root *root, const struct osrelease *os, const char *name,
		  struct grubdirs_paths *ret_paths, struct error *err)
{
	static const char *const grub[] = { "boot/grub2", "boot/grub" };
	static const char *const efi[] = { "boot/efi/EFI", "efi/EFI", "boot/EFI" };
	CLEANUP(grubdirs_paths_done) struct grubdirs_paths paths = { 0 };
	int code = 0;

	for (size_t i = 0; i < sizeof(grub) / sizeof(grub[0]); i++)
		add_grub_path(&paths, grub[i], NULL, name, false);
	for (size_t i = 0; i < sizeof(efi) / sizeof(efi[0]) && code == 0; i++)
		code = add_vendor_paths(root, os, efi[i], name, &paths, err);
	if (code < 0)
		return code;
	*ret_paths = paths;
	paths = (struct grubdirs_paths){ 0 };
	return 0;
}
