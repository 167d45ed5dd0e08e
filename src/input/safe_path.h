/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A folder to write into, reached by nothing that another user has planted. */
#ifndef AUBACKLOG_SAFE_PATH_H
#define AUBACKLOG_SAFE_PATH_H

#include "util/error.h"

#include <limits.h>
#include <sys/stat.h>

/* As many links as the kernel follows in one path (MAXSYMLINKS). */
#define SAFE_PATH_LINKS_MAX 40

/* A file by its folder, so that nobody can change the way to it any more. */
struct safe_path {
	int folder; /* O_PATH; -1 when not open */
	char name[NAME_MAX + 1];
};

void safe_path_done(struct safe_path *place);

/*
 * Opens the folder that a file is in or is to be in.
 * Links on the way are followed as fs.protected_symlinks has it (Documentation/admin-guide/sysctl/
 * fs.rst), whether or not the kernel is told to: in a folder that others may write to, only those
 * of the user, of root, or of the folder's owner. The last name is not followed. Gives: 0 and a
 * place that the caller hands to safe_path_done; -EACCES with its text for a planted link;
 * -EISDIR when the path ends in no name; otherwise -errno without a text.
 */
int safe_path_find(const char *path, struct safe_path *ret_place, struct error *err);

/*
 * Looks at what is there under the name, a link itself if it is one.
 * Gives: 0; -EACCES with its text where another user planted a link, which would be followed, or a
 * pipe, which would be waited for; otherwise -errno without a text, such as -ENOENT.
 */
int safe_path_look(const struct safe_path *place, struct stat *ret_status, struct error *err);

/*
 * Goes on from a place whose name is a link to the place that the link names.
 * Gives: 0; -ENOLINK where the link is one of the proc file system's to an open file, which leads
 * to no place; otherwise as safe_path_find.
 */
int safe_path_follow(const struct safe_path *place, struct safe_path *ret_place, struct error *err);

#endif
