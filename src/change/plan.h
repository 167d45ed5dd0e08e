/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The change that gives the next boot the arguments: planned once, then shown or made. */
#ifndef AUBACKLOG_PLAN_H
#define AUBACKLOG_PLAN_H

#include "analysis/limit.h"
#include "bootloader/bootconfig.h"
#include "bootloader/platform.h"
#include "change/command.h"
#include "change/edits.h"

struct plan {
	const struct platform *platform; /* NULL: nothing tells */
	const struct bootconfig *config; /* as it is now; not this struct's */
	uint64_t limit;			 /* 0 = unlimited */
	char *why;			 /* where the limit comes from; owned */
	char *arguments;		 /* both, for the command line; owned */
	struct edits edits;
	struct command *commands; /* in order; none when entries and sources have the arguments */
	size_t n_commands;
	char *document;	  /* the file that the first command takes, or NULL; owned */
	char *else_words; /* something to do besides, or NULL; owned */
	bool needed;	  /* a file or an entry has to change */
	bool reboot;	  /* the running kernel does not have the arguments */
	char *refusal;	  /* why nothing can be said or done for certain; or NULL; owned */
};

void plan_done(struct plan *plan);

/* The basis of the limit. */
struct plan_wish {
	struct limit_basis basis; /* plan_make adds the configured limit */
	const char *no_evidence;  /* why there are no needs; or NULL */
};

/*
 * Plans.
 * Takes: the root, over which the changed files are laid afterwards; its command lines, which have
 * to live as long as the plan. The limit is the one wished for, and never less than the largest
 * that is configured. Gives: 0 or -errno.
 */
int plan_make(struct root *root, const struct bootconfig *config, const struct plan_wish *wish,
	      struct plan *ret_plan, struct error *err);

/* Whether a place is ordinary, not a rescue system's, and does not have the arguments. */
bool plan_lacks(const struct bootconfig_place *place, uint64_t limit);

/* The first ordinary entry that does not have the arguments; NULL when all have them. */
const struct bootconfig_place *plan_lacking(const struct bootconfig *config, uint64_t limit);

/* How many ordinary entries there are. */
size_t plan_entries(const struct bootconfig *config);

#endif
