/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules of a document against what is configured. Pure. */
#ifndef AUBACKLOG_CHECK_PAPER_H
#define AUBACKLOG_CHECK_PAPER_H

#include "policy/check.h"

/*
 * Judges each rule that the profile has for the system, and adds one as not applicable for what the
 * profile has no rule on. Judged are the running command line, every ordinary entry and the sources
 * that new entries are made of; rescue entries only where the document counts them. Takes: profile
 * and config of the check. Gives: 0 or -ENOMEM.
 */
int check_paper(struct check *check);

/* Judges the floor where the user gave one: a rule of its own, as no document has it, for which
 * there must be room in the rules. Gives: 0 or -ENOMEM. */
int check_paper_floor(struct check *check);

/* A place in words: "the running kernel (proc/cmdline:1)"; the caller frees it; NULL without
 * memory. */
char *check_paper_place(const struct bootconfig_place *place, const struct cmdline_place *argument);

/* The argument as it is written; points into the place. */
const char *check_paper_argument(const struct bootconfig_place *place,
				 const struct cmdline_place *argument, int *ret_length);

#endif
