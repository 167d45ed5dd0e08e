/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: grub.cfg, for the kernels that its menu entries boot. */
#ifndef AUBACKLOG_GRUBCFG_H
#define AUBACKLOG_GRUBCFG_H

#include "files/root.h"
#include "bootloader/bootvars.h"

/*
 * Reads the linux, linux16, linuxefi (and, for Xen, module2) lines with the title of their
 * menuentry.
 * Takes: the text, its path; vars: those of the environment block, which load_env makes GRUB's, and
 * to which the file's own are added. Conditions are not decided, but for whether a variable is
 * empty: of what is set under others, a value that differs in an audit argument is noted as
 * unclear. A quote without its end adds an entry that is unclear. Gives: 0 or -ENOMEM. Source:
 * grub-core/script, util/grub.d/10_linux.in.
 */
int grubcfg_parse(const char *text, const char *path, struct bootvars *vars,
		  struct bootentries *entries);

/*
 * Reads each grub.cfg and custom.cfg of a root: boot/grub2, boot/grub, EFI folders. Gives: 0 or
 * -errno.
 */
int grubcfg_read(const struct root *root, struct bootvars *vars, struct bootentries *entries,
		 struct error *err);

#endif
