/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Doing what a plan says, and taking it back. */
#ifndef AUBACKLOG_APPLY_H
#define AUBACKLOG_APPLY_H

#include "change/plan.h"

/* What was done, step by step. */
struct apply_step {
	const char *label; /* a word; static */
	char *text;	   /* owned */
};

struct apply_steps {
	struct apply_step *list;
	size_t count;
	bool unfinished; /* commands are left to be run */
};

void apply_steps_done(struct apply_steps *steps);

/*
 * Writes the files of a plan and, on the running system, runs its commands and checks that every
 * ordinary boot entry and every file that new entries are made of has the arguments then. In
 * another root only files are written. Takes: the root as it is, without anything laid over it; a
 * plan that is needed, without a refusal, of a platform that applies. Gives: 0; -EBADE when an
 * entry is without the arguments afterwards; otherwise -errno. The steps are told also when it
 * fails.
 */
int apply_plan(const struct root *root, const struct plan *plan, struct apply_steps *steps,
	       struct error *err);

/*
 * Takes back what apply_plan has done: files from their backups, aubacklog's own drop-ins away,
 * entries by the commands that are the reverse. Done a second time it goes on where the first was
 * interrupted, and does nothing when there is nothing.
 * Gives: as apply_plan; -ESTALE, before anything is changed, for a file that was changed since.
 */
int apply_undo(const struct root *root, const struct bootconfig *config,
	       const struct platform *platform, struct apply_steps *steps, struct error *err);

#endif
