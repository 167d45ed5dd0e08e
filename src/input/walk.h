/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walks along a path of a tree: links in the tree never lead out of it. */
#ifndef AUBACKLOG_WALK_H
#define AUBACKLOG_WALK_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

/* The steps of a walk. "at" is the tree's own state of the place reached, at first its top. */
struct walk_steps {
	/* Enters a name. Gives: 0 when it was entered; the length of the target, which is not
	 * terminated, when the name is a link, and the place stays the same; -errno. */
	ssize_t (*enter)(void *at, const char *name, char target[static PATH_MAX]);
	void (*leave)(void *at);   /* goes back to the parent folder; stays at the top */
	void (*restart)(void *at); /* goes back to the top */
};

/* The place where a walk ended. */
struct walk_end {
	char name[NAME_MAX + 1]; /* of the last step; empty when that was ".." */
	bool is_last;		 /* no part of the path was left after the name */
	bool in_link;		 /* the name is part of a link's target */
};

/*
 * Walks along a path. An absolute link starts at the tree's top, ".." stops there, at most 40 links
 * are followed.
 * Takes: the tree; a path relative to the top.
 * Gives: 0 or -errno, and in both cases the place where it ended.
 */
int walk_path(const struct walk_steps *steps, void *at, const char *path, struct walk_end *ret_end);

/*
 * Reads a link of a tree in memory.
 * Takes: the tree; a path without links before its last name; room for the target.
 * Gives: the length of the target, which is not terminated; 0 when the path is no link; -errno.
 */
typedef ssize_t (*walk_readlink)(const void *tree, const char *path, char target[static PATH_MAX]);

/*
 * Resolves a path of a tree in memory, which does not change meanwhile.
 * Takes: the tree and the function that reads its links; a path as walk_path.
 * Gives: 0 and the path without links, "." and ".." ("" is the top), or -errno.
 */
int walk_resolve(walk_readlink read_link, const void *tree, const char *path,
		 char ret_path[static PATH_MAX]);

#endif
