/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A walk along a path of a tree: links in the tree never lead out of it. */
#ifndef AUBACKLOG_WALK_H
#define AUBACKLOG_WALK_H

#include <limits.h>
#include <sys/types.h>

/*
 * Reads a link of the tree.
 * Takes: the tree; a path without links in front of its last name; room for the target.
 * Gives: the length of the target, which is not terminated; 0 when the path is no link; -errno.
 */
typedef ssize_t (*walk_readlink)(const void *tree, const char *path, char target[static PATH_MAX]);

/*
 * Resolves a path of a tree.
 * An absolute link starts at the tree's top, ".." stops there, 40 links are followed at most.
 * Takes: the tree and how to read its links; a path relative to the top.
 * Gives: 0 and the path without links, "." and ".." ("" is the top), or -errno.
 */
int walk_resolve(walk_readlink read_link, const void *tree, const char *path,
		 char ret_path[static PATH_MAX]);

#endif
