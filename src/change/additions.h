/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Adds the arguments that a command line lacks, where this system takes it from. */
#ifndef AUBACKLOG_ADDITIONS_H
#define AUBACKLOG_ADDITIONS_H

#include "change/editing.h"

/*
 * Adds the missing arguments: in a drop-in, to the value of a variable, to the one line of a file.
 * Takes: an editing whose line has no argument in effect that does not do. Gives: 0, with a refusal
 * where no way is certain, or -errno.
 */
int additions_make(struct editing *editing);

/* The line of a drop-in for entries of Xen; the caller frees it. */
char *additions_xen_text(const char *arguments);

/* The text of a drop-in with these arguments; the caller frees it. */
char *additions_drop_in_text(const char *path, const char *arguments);

#endif
