/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which files were met, whatever their names. */
#ifndef AUBACKLOG_INODES_H
#define AUBACKLOG_INODES_H

#include <stdbool.h>
#include <sys/stat.h>

/* A zeroed one is empty. */
struct inodes {
	void *tree; /* struct inode, in a tree of tsearch(3) */
};

/* Adds a file. Gives: whether it is new. */
bool inodes_add(struct inodes *inodes, const struct stat *status);

void inodes_done(struct inodes *inodes);

#endif
