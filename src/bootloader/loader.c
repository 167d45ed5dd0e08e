/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which boot loader starts this machine. */
#include "bootloader/loader.h"

#include "util/cleanup.h"
#include "util/text.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define TEXT_BYTES_MAX (1u << 20)

/* Whether a word of a command line begins so. */
static bool has_word_beginning(const char *line, const char *beginning)
{
	for (const char *at = line; at && (at = strstr(at, beginning)); at++)
		if (at == line || isspace((unsigned char)at[-1]))
			return true;
	return false;
}

static int look_for_sign(const struct root *root, const char *path, bool *found, struct error *err)
{
	CLEANUP(cleanup_close) int fd = -1;
	int code = root_open(root, path, &fd, err);

	*found |= code == 0;
	return code == -ENOENT ? 0 : code;
}

static int look_for_folder(const struct root *root, const char *path, bool *found,
			   struct error *err)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	int code = root_list(root, path, &names, err);

	*found |= code == 0;
	return code == -ENOENT ? 0 : code;
}

static int look_for_systemd_boot(const struct root *root, bool *found, struct error *err)
{
	static const char *const paths[] = { "boot/efi/EFI/systemd", "efi/EFI/systemd",
					     "boot/EFI/systemd" };
	int code = 0;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]) && code == 0; i++) {
		CLEANUP(root_names_done) struct root_names names = { 0 };

		code = root_list(root, paths[i], &names, err);
		for (size_t k = 0; code == 0 && k < names.count; k++)
			*found |= text_ends_in(names.names[k], ".efi");
		code = code == -ENOENT ? 0 : code;
	}
	return code;
}

static int look_for_ostree(const struct root *root, bool *found, struct error *err)
{
	int code = look_for_folder(root, "ostree/repo", found, err);

	if (code == 0)
		code = look_for_folder(root, "sysroot/ostree/repo", found, err);
	return code == 0 ? look_for_sign(root, "run/ostree-booted", found, err) : code;
}

static int look_for_container(const struct root *root, bool *found, struct error *err)
{
	static const char *const paths[] = { "run/.containerenv", ".dockerenv",
					     "run/systemd/container" };
	int code = 0;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]) && code == 0; i++)
		code = look_for_sign(root, paths[i], found, err);
	return code;
}

/* Whether a line of fstab mounts /boot. */
static bool mounts_boot(const char *line)
{
	const char *at = line + strspn(line, " \t");

	if (*at == '#')
		return false;
	at += strcspn(at, " \t\n");
	at += strspn(at, " \t");
	return strncmp(at, "/boot", 5) == 0 && strchr(" \t", at[5 + (at[5] == '/')]);
}

static int read_fstab(const struct root *root, bool *ret_boot, struct error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	int code = root_read(root, "etc/fstab", TEXT_BYTES_MAX, &text, NULL, err);

	for (const char *at = code == 0 ? text : ""; *at;) {
		*ret_boot |= mounts_boot(at);
		at += strcspn(at, "\n");
		at += *at == '\n';
	}
	return code == -ENOENT ? 0 : code;
}

/* What is seen beneath a mount point that nothing is mounted on is not what boots. A tree other
 * than the running system's tells nothing of mounts. */
static int look_for_boot(const struct root *root, bool live, struct loader_signs *signs,
			 struct error *err)
{
	struct stat top, boot;
	int code = read_fstab(root, &signs->boot_in_fstab, err);

	if (code == 0 && signs->boot_in_fstab && live && !root_is_archive(root) &&
	    fstatat(root_top(root), ".", &top, 0) == 0)
		signs->boot_unmounted =
			fstatat(root_top(root), "boot", &boot, 0) < 0 || top.st_dev == boot.st_dev;
	return code;
}

int loader_find_signs(const struct root *root, const char *running, bool live,
		      struct loader_signs *ret_signs, struct error *err)
{
	struct loader_signs signs = {
		.boot_image = has_word_beginning(running, "BOOT_IMAGE="),
		.stub = has_word_beginning(running, "initrd=\\"),
		.ostree = has_word_beginning(running, "ostree="),
	};
	int code = look_for_systemd_boot(root, &signs.systemd_boot, err);

	/* A line that somebody has copied from another loader's tells nothing. */
	if (signs.boot_image && signs.stub)
		signs.boot_image = signs.stub = false;
	if (code == 0)
		code = look_for_sign(root, LOADER_PROXMOX_FILE, &signs.proxmox, err);
	if (code == 0)
		code = look_for_ostree(root, &signs.ostree, err);
	if (code == 0)
		code = look_for_container(root, &signs.container, err);
	if (code == 0)
		code = look_for_boot(root, live, &signs, err);
	if (code == 0)
		*ret_signs = signs;
	return code;
}

static bool is_on_efi_partition(const struct bootentry *entry)
{
	return strncmp(entry->path, "boot/efi/", 9) == 0 || strncmp(entry->path, "efi/", 4) == 0;
}

static void set_efi_aside(struct bootentry *entry)
{
	if (entry->kind == BOOTENTRY_UKI ||
	    (entry->kind == BOOTENTRY_BLS && is_on_efi_partition(entry)))
		bootentry_set_aside(entry, "EFI's boot manager reads it, and the running kernel "
					   "was started by GRUB (BOOT_IMAGE= of its line)");
	else if (entry->kind == BOOTENTRY_CMDLINE_TXT)
		bootentry_set_aside(entry, "the firmware reads it, and the running kernel was "
					   "started by GRUB (BOOT_IMAGE= of its line)");
}

void loader_set_aside(const struct loader_signs *signs, struct bootentry *entry)
{
	bool grub = entry->kind == BOOTENTRY_GRUB_CFG;

	if (signs->boot_unmounted && strncmp(entry->path, "boot/", 5) == 0)
		bootentry_set_aside(entry, "it lies beneath /boot, which is not mounted");
	if (grub && signs->proxmox)
		bootentry_set_aside(entry,
				    "proxmox-boot-tool writes what boots to other partitions "
				    "(" LOADER_PROXMOX_FILE ")");
	if ((grub || entry->kind == BOOTENTRY_EXTLINUX) && signs->stub)
		bootentry_set_aside(entry, "it is left over: the running kernel was started by EFI "
					   "(initrd=\\… of its line), as by systemd-boot");
	if (signs->boot_image)
		set_efi_aside(entry);
	if (entry->kind == BOOTENTRY_BLS && !is_on_efi_partition(entry) && signs->menu.found &&
	    !signs->menu.blscfg && !signs->stub && !signs->systemd_boot)
		bootentry_set_aside(entry, "no grub.cfg takes entries in files into its menu "
					   "(blscfg)");
}

bool loader_is_deployment(const struct bootentry *entry)
{
	return has_word_beginning(bootline_text(&entry->line), "ostree=");
}
