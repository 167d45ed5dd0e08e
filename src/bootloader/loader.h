/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which boot loader starts this machine, by evidence, and which entries it does not read. */
#ifndef AUBACKLOG_LOADER_H
#define AUBACKLOG_LOADER_H

#include "bootloader/bootentry.h"
#include "bootloader/bootreaders.h"
#include "input/root.h"
#include "util/error.h"

#include <stdbool.h>

/* What tells the boot loader. */
struct loader_signs {
	bool boot_image; /* BOOT_IMAGE= of the running line: GRUB, or another one of its kind */
	bool stub;	 /* initrd=\… of it: the kernel was started by EFI, as by systemd-boot */
	bool systemd_boot;   /* its program is on the EFI partition */
	bool proxmox;	     /* proxmox-boot-tool copies kernels and entries to partitions that it
				mounts itself */
	bool ostree;	     /* deployments of ostree are booted */
	bool container;	     /* there is no kernel of its own */
	bool boot_in_fstab;  /* /boot is a file system of its own */
	bool boot_unmounted; /* and it is known not to be mounted */
	struct grubcfg_menu menu;
};

#define LOADER_PROXMOX_FILE "etc/kernel/proxmox-boot-uuids"

/*
 * Looks for the signs of a root; those of the menu are the reader's (grubcfg_read).
 * Takes: the running command line, or NULL; live: the root is the running system. Gives: 0 or
 * -errno.
 */
int loader_find_signs(const struct root *root, const char *running, bool live,
		      struct loader_signs *ret_signs, struct error *err);

/* Sets entries aside that are not read by the boot loader of this machine. Where the signs do not
 * tell which one that is, all are kept. */
void loader_set_aside(const struct loader_signs *signs, struct bootentry *entry);

/* Whether an entry is a deployment of ostree. */
bool loader_is_deployment(const struct bootentry *entry);

#endif
