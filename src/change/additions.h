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

/* Whether a text of Debian's drop-in is as it was written here, but for the arguments. */
bool additions_is_own_drop_in(const char *text);

/* The text of a drop-in with these arguments; the caller frees it. */
char *additions_drop_in_text(const char *path, const char *arguments);

#endif
