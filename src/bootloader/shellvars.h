/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: files of shell assignments, such as etc/default/grub and etc/os-release. No shell is run.
 */
#ifndef AUBACKLOG_SHELLVARS_H
#define AUBACKLOG_SHELLVARS_H

#include "bootloader/bootvars.h"
#include "input/root.h"

/*
 * Reads the assignments of a text over those of earlier texts, as if one file were sourced after
 * the other: quotes, continued lines, $NAME, +=, export, unset. A variable assigned under a
 * condition or from a command becomes uncertain; a command that may set any variable makes the
 * whole list uncertain.
 */
void shellvars_parse(const char *text, const char *path, struct bootvars *vars);

/* Reads a file of the root. Gives: as root_read, and -ENOENT without an error text. */
int shellvars_read(const struct root *root, const char *path, struct bootvars *vars,
		   struct error *err);

#endif
