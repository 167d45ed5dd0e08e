/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes away the folder that a test worked in. Its includer defines _GNU_SOURCE. */
#ifndef AUBACKLOG_TREE_H
#define AUBACKLOG_TREE_H

#include <ftw.h>
#include <stdio.h>
#include <unistd.h>

static int tree_remove_one(const char *path, const struct stat *status, int type, struct FTW *ftw)
{
	(void)status;
	(void)type;
	(void)ftw;
	return remove(path);
}

/* Gives 0, or another number where something stays. */
static inline int tree_remove(const char *folder)
{
	return chdir("/") == 0 ? nftw(folder, tree_remove_one, 8, FTW_DEPTH | FTW_PHYS) : -1;
}

#endif
