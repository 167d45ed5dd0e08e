/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a shell may have set where only one of several branches is run, and which is not known. */
#ifndef AUBACKLOG_SHELLBRANCH_H
#define AUBACKLOG_SHELLBRANCH_H

#include "bootloader/bootvars.h"

#include <stdbool.h>

/* Of conditions within one another; deeper ones count with the one around them. */
#define SHELLBRANCH_DEPTH_MAX 16

/* A variable that a branch of a condition sets. */
struct shellbranch_var {
	char *name;
	unsigned name_sum;	/* bootvars_sum of it */
	struct bootline before; /* its value before the condition */
	struct bootline after;	/* after the branches that are read */
	bool was_set, has_after, differs;
	unsigned branches; /* in how many it was set */
	bool now;	   /* in the one that is being read */
};

struct shellbranch_condition {
	struct shellbranch_var *list;
	size_t count, capacity;
	unsigned branches; /* begun so far */
	bool complete;	   /* one of them is run in any case */
};

/* A zeroed one has no condition open. */
struct shellbranches {
	struct shellbranch_condition open[SHELLBRANCH_DEPTH_MAX];
	unsigned depth; /* may be more than SHELLBRANCH_DEPTH_MAX */
};

/* A condition begins, with its first branch. */
void shellbranch_open(struct shellbranches *branches);

/* Its next branch begins; last: none is left out then ("else"). */
void shellbranch_next(struct shellbranches *branches, struct bootvars *vars, bool last);

/*
 * The condition ends. A variable is what its branches agree on, or varies where they say the same
 * of auditing; otherwise it is uncertain, and path and number say where. Does nothing without an
 * open condition.
 */
void shellbranch_close(struct shellbranches *branches, struct bootvars *vars, const char *path,
		       unsigned number);

/* A variable is about to be set. */
void shellbranch_note(struct shellbranches *branches, const struct bootvars *vars, const char *name,
		      size_t bytes);

/* How many conditions are open. */
unsigned shellbranch_depth(const struct shellbranches *branches);

#endif
