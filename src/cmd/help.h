/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the command line can be: for people, and for the scripts that make pages and completions. */
#ifndef AUBACKLOG_HELP_H
#define AUBACKLOG_HELP_H

#include "cmd/options.h"

#include <stdio.h>

/* Prints the help of one verb if it was named, otherwise of all. */
void help_print(const struct options *options, FILE *out);

/*
 * Prints the table of verbs and options, fields parted by tabs, a row a line:
 *   verb NAME OPERANDS HELP
 *   option VERB NAME LETTER VALUE CHOICES HINTS HELP, of each verb in the order of its help
 * A field that is empty is "-"; choices and hints are parted by "|".
 */
void help_print_table(FILE *out);

#endif
