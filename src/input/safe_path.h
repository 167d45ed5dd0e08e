/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reaches a folder to write into, through nothing that another user planted. */
#ifndef AUBACKLOG_SAFE_PATH_H
#define AUBACKLOG_SAFE_PATH_H

#include "util/error.h"

#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>

/* The kernel follows as many links in one path (MAXSYMLINKS). */
#define SAFE_PATH_LINKS_MAX 40

/* A file by its folder and name: the way to the folder cannot be changed any more. */
struct safe_path {
	int folder; /* O_PATH; -1 when not open */
	char name[NAME_MAX + 1];
};

void safe_path_done(struct safe_path *place);

/*
 * Opens the folder of a file that exists or is to be made. Links on the way are followed by the
 * rule of fs.protected_symlinks (Documentation/admin-guide/sysctl/fs.rst), whether or not it is
 * set: in a folder that others may write to, only those of the user, of root, or of the folder's
 * owner. The last name is not followed.
 * Gives: 0 and a place for safe_path_done; -EACCES with its text for a planted link; -EISDIR when
 * the path ends without a name; otherwise -errno without a text.
 */
int safe_path_find(const char *path, struct safe_path *ret_place, struct error *err);

/*
 * Looks at the file of a place, at the link itself if it is one.
 * Gives: 0; -EACCES with its text for another user's link, which would be followed, or pipe, which
 * would block; otherwise -errno without a text, such as -ENOENT.
 */
int safe_path_look(const struct safe_path *place, struct stat *ret_status, struct error *err);

/*
 * Follows the link at a place.
 * Gives: 0 and the place of its target; -ENOLINK for a link of the proc file system to an open
 * file, which has no place; otherwise as safe_path_find.
 */
int safe_path_follow(const struct safe_path *place, struct safe_path *ret_place, struct error *err);

/* Whether the place is in the proc file system. */
bool safe_path_is_in_proc(const struct safe_path *place);

#endif
