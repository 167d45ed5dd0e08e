/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Carrying out a plan, and undoing it; one run at a time. */
#ifndef AUBACKLOG_APPLY_H
#define AUBACKLOG_APPLY_H

#include "change/plan.h"

#include <stdio.h>

/* A step of a change. */
struct apply_step {
	const char *label; /* a word; static */
	char *text;	   /* neutralised; owned */
};

/* The steps that were done. Their words are made before they are done, so that telling them takes
 * no memory. */
struct apply_steps {
	struct apply_step *list;
	size_t count, prepared;
	bool unfinished; /* commands are left to be run */
};

void apply_steps_done(struct apply_steps *steps);

/*
 * Writes the files of a plan and, on the running system, runs its commands and checks that every
 * ordinary boot entry and every file that new entries are made of has the arguments then. In
 * another root only files are written. Takes: the root as it is, without anything laid over it; a
 * plan that is needed, without a refusal, of a platform that applies. Gives: 0; -EBADE when an
 * entry is without the arguments afterwards; otherwise -errno. The steps are those done also when
 * it fails, or when memory runs out and ends the program.
 */
int apply_plan(const struct root *root, const struct plan *plan, struct apply_steps *steps,
	       struct error *err);

/*
 * Undoes apply_plan: restores files from their backups, takes aubacklog's own drop-ins away, and
 * runs the reverse commands for entries. A second run goes on where the first was interrupted, and
 * does nothing when there is nothing to undo.
 * Gives: as apply_plan; -ESTALE, before anything is changed, for a file that was changed since.
 */
int apply_undo(const struct root *root, const struct bootconfig *config,
	       const struct platform *platform, struct apply_steps *steps, struct error *err);

/* How long a run waits for another one. */
#define APPLY_LOCK_SECONDS 10

/*
 * Locks a tree, so that one run at a time changes it; the lock ends when the descriptor is closed
 * or the process ends, however. Files that were read before may have been changed meanwhile. The
 * lock (flock) of the running system is run/aubacklog.lock, which its owner alone can open; that of
 * another tree is its top directory, so that nothing is added to it. Where the file system knows no
 * locks there is nothing to wait for. Takes: live: the tree is the running system. Gives: 0 and a
 * descriptor that the caller closes; -EBUSY with its text after APPLY_LOCK_SECONDS; otherwise
 * -errno with its text.
 */
int apply_lock(const struct root *root, bool live, int *ret_fd, struct error *err);

/* Prints the plan: the changes of files as a diff, and the commands. */
void render_plan(const struct plan *plan, FILE *out);

/* Prints the steps that were done. */
void render_plan_steps(const struct apply_steps *steps, FILE *out);

/* Prints the steps on standard error without memory, for exit_cleanup_tell. Takes: the struct
 * apply_steps. */
void render_plan_last_steps(void *steps);

#endif
