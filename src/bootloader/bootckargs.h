/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: the kernel arguments that a bootc image brings along. */
#ifndef AUBACKLOG_BOOTCKARGS_H
#define AUBACKLOG_BOOTCKARGS_H

#include "files/root.h"
#include "bootloader/bootline.h"

/*
 * Reads the array "kargs" of a TOML file into a line.
 * Takes: the text, its path. A file for some architectures only, and what is not the TOML of such a
 * file, is noted as unclear when it may hold an audit argument. Gives: 0 or -ENOMEM. Source:
 * bootc's "Kernel arguments".
 */
int bootckargs_parse(const char *text, const char *path, struct bootline *line);

/* Reads usr/lib/bootc/kargs.d, files that end in .toml, in the order of their names as one entry.
 * Gives 0 or -errno. */
int bootckargs_read(const struct root *root, struct bootentries *entries, struct error *err);

#endif
