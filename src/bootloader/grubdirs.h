/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The directories that can hold files of GRUB. */
#ifndef AUBACKLOG_GRUBDIRS_H
#define AUBACKLOG_GRUBDIRS_H

#include "input/root.h"

/*
 * Lists the paths that a file of GRUB may have: in boot/grub2, boot/grub, and each EFI/VENDOR of
 * boot/efi, efi and boot.
 * Takes: the file's name. Gives: 0 and paths in the root, not all of which exist; or -errno.
 */
int grubdirs_list(const struct root *root, const char *name, struct root_names *ret_paths,
		  struct error *err);

#endif
