/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: files of shell assignments, such as etc/default/grub and etc/os-release. No shell is run.
 */
#ifndef AUBACKLOG_SHELLVARS_H
#define AUBACKLOG_SHELLVARS_H

#include "files/root.h"
#include "bootloader/bootvars.h"

/*
 * Reads the assignments of a text over those that earlier texts have made, as sourcing one file
 * after the other would: quotes, continued lines, $NAME, +=, export, unset. What is assigned under
 * a condition or from a command is noted as unclear in its variable, a command that may set any
 * variable in the list. Gives: 0 or -ENOMEM.
 */
int shellvars_parse(const char *text, const char *path, struct bootvars *vars);

/* Reads a file of the root. Gives: as root_read, and -ENOENT without an error text. */
int shellvars_read(const struct root *root, const char *path, struct bootvars *vars,
		   struct error *err);

#endif
