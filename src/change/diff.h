/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The difference of two small texts in the form that patch(1) takes. */
#ifndef AUBACKLOG_DIFF_H
#define AUBACKLOG_DIFF_H

#include <stdio.h>

/*
 * Prints a unified diff of one hunk, from the first line that differs to the last, with three lines
 * around it; nothing when nothing differs. Texts are printed as they are, but for control
 * characters.
 * Takes: the path in the root; before: NULL for a file that is new.
 */
void diff_print(FILE *out, const char *path, const char *before, const char *after);

#endif
