/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which files were met, whatever their names. */
#define _GNU_SOURCE
#include "util/inodes.h"

#include "util/xalloc.h"

#include <search.h>
#include <stdlib.h>

struct inode {
	dev_t device;
	ino_t number;
};

static int compare_inodes(const void *left, const void *right)
{
	const struct inode *a = left, *b = right;

	if (a->device != b->device)
		return a->device < b->device ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

bool inodes_add(struct inodes *inodes, const struct stat *status)
{
	struct inode *inode = xmalloc(sizeof(*inode));
	struct inode *const *found;

	*inode = (struct inode){ .device = status->st_dev, .number = status->st_ino };
	found = tsearch(inode, &inodes->tree, compare_inodes);
	if (!found)
		xalloc_end();
	if (*found == inode)
		return true;
	free(inode);
	return false;
}

void inodes_done(struct inodes *inodes)
{
	tdestroy(inodes->tree, free);
	inodes->tree = NULL;
}
