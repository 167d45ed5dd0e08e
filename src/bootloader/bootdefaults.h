/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: the defaults that grub-mkconfig and u-boot-update make entries of. */
#ifndef AUBACKLOG_BOOTDEFAULTS_H
#define AUBACKLOG_BOOTDEFAULTS_H

#include "files/root.h"
#include "bootloader/bootline.h"

/*
 * Reads etc/default/grub and, where the platform sources them, the .cfg files of etc/default/grub.d
 * in the order of their names. Adds two entries: what an ordinary entry gets (GRUB_CMDLINE_LINUX,
 * then GRUB_CMDLINE_LINUX_DEFAULT) and what a recovery entry gets (GRUB_CMDLINE_LINUX alone); none
 * when there is no file. Gives: 0 or -errno. Source: util/grub-mkconfig.in,
 * util/grub.d/10_linux.in; the drop-ins are Debian's.
 */
int bootdefaults_read_grub(const struct root *root, bool drop_ins, struct bootentries *entries,
			   struct error *err);

/* Reads U_BOOT_PARAMETERS of etc/default/u-boot. Gives: 0 or -errno. */
int bootdefaults_read_u_boot(const struct root *root, struct bootentries *entries,
			     struct error *err);

#endif
