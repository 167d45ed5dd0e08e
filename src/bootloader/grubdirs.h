/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The directories that can hold files of GRUB. */
#ifndef AUBACKLOG_GRUBDIRS_H
#define AUBACKLOG_GRUBDIRS_H

#include "bootloader/osrelease.h"
#include "input/root.h"

/* Paths that a file of GRUB may have; not all of them exist. */
struct grubdirs_paths {
	struct root_names names;
	bool *foreign;	 /* for each: it is in the EFI folder of another system */
	bool own_folder; /* this system has an EFI folder */
};

/* Frees all that it owns, and empties it. */
void grubdirs_paths_done(struct grubdirs_paths *paths);

/*
 * Lists the paths that a file of GRUB may have: in boot/grub2, boot/grub, and each EFI/VENDOR of
 * boot/efi, efi and boot. EFI/BOOT is anybody's.
 * Takes: the system; the file's name. Gives: 0 and paths in the root; or -errno.
 */
int grubdirs_list(const struct root *root, const struct osrelease *os, const char *name,
		  struct grubdirs_paths *ret_paths, struct error *err);

#endif
