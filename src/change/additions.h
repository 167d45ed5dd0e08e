/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The arguments that a command line lacks, put where this system takes them from. */
#ifndef AUBACKLOG_ADDITIONS_H
#define AUBACKLOG_ADDITIONS_H

#include "change/editing.h"

/*
 * Adds what is missing: in a drop-in, to the value of a variable, to the one line of a file.
 * Takes: an editing whose line has no word that decides and does not do. Gives: 0, with a refusal
 * where no way is certain, or -errno.
 */
int additions_make(struct editing *editing);

/* The text of a drop-in with these arguments; the caller frees it; NULL without memory. */
char *additions_drop_in_text(const char *path, const char *arguments);

#endif
