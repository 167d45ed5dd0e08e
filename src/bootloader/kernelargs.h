/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: files that hold kernel arguments for entries yet to be made. */
#ifndef AUBACKLOG_KERNELARGS_H
#define AUBACKLOG_KERNELARGS_H

#include "files/root.h"
#include "bootloader/bootline.h"

/*
 * Reads etc/kernel/cmdline and usr/lib/kernel/cmdline, an entry each: all lines are one, but for
 * those that begin with "#". Gives: 0 or -errno. Source: kernel-install(8), ukify(1).
 */
int kernelargs_read(const struct root *root, struct bootentries *entries, struct error *err);

/* Reads one text. Gives: 0 or -ENOMEM. */
int kernelargs_parse(const char *text, const char *path, enum bootentry_kind kind,
		     struct bootentries *entries);

#endif
