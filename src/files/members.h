/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files and links that were kept of an archive, by path. */
#ifndef AUBACKLOG_MEMBERS_H
#define AUBACKLOG_MEMBERS_H

#include "files/spool.h"

/* A symbolic link has a target, a file has a spool; a hard link to what was not kept has neither.
 */
struct member {
	char *path; /* without "." and ".." and without "/" in front */
	char *target;
	struct spool *spool;
};

/* Empty when zeroed but for the budget. */
struct members {
	void *tree;	       /* of tsearch(3) */
	struct budget *budget; /* from which its memory is spent; the caller's, and outlives it */
};

void members_done(struct members *members);

/* Keeps a member in the place of one of the same path. Takes over target and spool, also when it
 * fails. Gives 0, -ENOMEM, or -EDQUOT beyond the budget. */
int members_keep(struct members *members, const char *path, char *target, struct spool *spool);

/* Removes the member of that path, if there is one. */
void members_drop(struct members *members, const char *path);

/* Gives the member of that path, or NULL. */
const struct member *members_find(const struct members *members, const char *path);

typedef int (*members_take)(void *context, const char *name);

/*
 * Calls "take" with each name in a directory, once, until it gives less than 0.
 * Takes: the path of the directory with "/" behind it; "" is the top. Gives: 0; -ENOENT when
 * nothing is below it; what "take" gave.
 */
int members_list(const struct members *members, const char *directory, members_take take,
		 void *context);

#endif
