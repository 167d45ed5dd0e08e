/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The two kernel arguments that are asked for, against those of a command line. Pure. */
#ifndef AUBACKLOG_ARGUMENTS_H
#define AUBACKLOG_ARGUMENTS_H

#include "evidence/cmdline.h"

#include <stdbool.h>
#include <stdint.h>

/* Whether auditing is on: audit=1 (or on), and nothing that takes it back. */
bool arguments_audit_met(const struct cmdline *cmdline);

/* Whether the limit is at least that many records. A limit of 0 is none at all, and always enough.
 */
bool arguments_limit_met(const struct cmdline *cmdline, uint64_t limit);

/* Whether both are met. */
bool arguments_met(const struct cmdline *cmdline, uint64_t limit);

/*
 * The arguments that a command line lacks: "audit=1", "audit_backlog_limit=8192", both with a blank
 * between them, or "". Takes: a command line, or NULL for one that has neither. Gives: a text that
 * the caller frees.
 */
char *arguments_missing(const struct cmdline *cmdline, uint64_t limit);

/* Whether two texts of a settings file differ in nothing but these arguments and the blanks and
 * quotes around them. */
bool arguments_alone_differ(const char *left, const char *right);

#endif
