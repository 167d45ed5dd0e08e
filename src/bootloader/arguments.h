/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The two kernel arguments that are asked for, against what a command line has. Pure. */
#ifndef AUBACKLOG_ARGUMENTS_H
#define AUBACKLOG_ARGUMENTS_H

#include "sources/cmdline.h"

#include <stdbool.h>
#include <stdint.h>

/* audit=1 (or on), and nothing that takes it back. */
bool arguments_audit_met(const struct cmdline *cmdline);

/* A limit of at least that many records; 0 asks for none at all, and none is always enough. */
bool arguments_limit_met(const struct cmdline *cmdline, uint64_t limit);

/* Both. */
bool arguments_met(const struct cmdline *cmdline, uint64_t limit);

/*
 * What a command line lacks: "audit=1", "audit_backlog_limit=8192", both with a blank, or "".
 * Takes: a command line, or NULL for one that has neither. Gives: a text that the caller frees;
 * NULL without memory.
 */
char *arguments_missing(const struct cmdline *cmdline, uint64_t limit);

/*
 * Whether two texts of a settings file differ in nothing but these arguments and in blanks and
 * quotes around them. Gives: 0 or -ENOMEM.
 */
int arguments_alone_differ(const char *left, const char *right, bool *ret_alone);

#endif
