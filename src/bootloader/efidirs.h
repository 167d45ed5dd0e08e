/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where an EFI system partition has the folders of its boot loaders. */
#ifndef AUBACKLOG_EFIDIRS_H
#define AUBACKLOG_EFIDIRS_H

#include "files/root.h"

/*
 * Lists the files of one name that may be there: in each of boot/grub2, boot/grub, and each
 * EFI/VENDOR of boot/efi, efi and boot. Gives: 0 and paths in the root, not all of which exist; or
 * -errno.
 */
int efidirs_list(const struct root *root, const char *name, struct root_names *ret_paths,
		 struct error *err);

#endif
