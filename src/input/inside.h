/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Opens files inside a directory that others may change meanwhile: each step is held by a
 * descriptor, and no name is looked up twice. */
#ifndef AUBACKLOG_INSIDE_H
#define AUBACKLOG_INSIDE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

/* The most bytes of holes in a file that is opened. */
#define INSIDE_HOLES_MAX (INT64_C(64) << 30)

/*
 * All of these but inside_open_name take a descriptor of the directory and a path relative to it.
 * An absolute link starts at the directory, ".." stops there. At most 40 links are followed, but
 * none of the proc file system's to open files: -ELOOP. The kernel resolves the path (openat2 with
 * RESOLVE_IN_ROOT, since Linux 5.6); where it cannot, or a filter refuses, the path is walked with
 * O_PATH.
 */

/*
 * Opens a regular file for reading. Anything else there, such as a device or a pipe, is not opened.
 * Gives: a descriptor that the caller closes; -EINVAL when it is no regular file; -EFBIG for one
 * with more holes than INSIDE_HOLES_MAX; -errno.
 */
int inside_open(int top, const char *path);

/*
 * Opens a regular file of a folder by its name in it, as inside_open does, but follows no link.
 * Gives: as inside_open; -EINVAL for a link too.
 */
int inside_open_name(int folder, const char *name);

/* Opens a folder for listing. Gives: a descriptor that the caller closes, or -errno. */
int inside_open_folder(int top, const char *path);

/*
 * Opens the folder of a file that exists or is to be made; a link in the file's place is followed.
 * Gives: a descriptor that the caller closes, and the file's name in it, which was no link; -ENOENT
 * when there is no such folder; -ENOLINK when a link on the way leads to none; -EISDIR when the
 * path ends without a name; -errno.
 */
int inside_open_place(int top, const char *path, char ret_name[static NAME_MAX + 1]);

/* Whether nothing is there because a link in the path, or at its end, leads nowhere. */
bool inside_leads_nowhere(int top, const char *path);

#endif
