/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is inside a directory, whoever changes it meanwhile: each step is held by a descriptor, and
 * no name is looked up twice. */
#ifndef AUBACKLOG_INSIDE_H
#define AUBACKLOG_INSIDE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

/* The most bytes of holes in a file that is opened. */
#define INSIDE_HOLES_MAX (INT64_C(64) << 30)

/*
 * All of these take a descriptor of the directory and a path relative to it. An absolute link
 * starts at the directory, ".." stops there, 40 links are followed at most, and none by which the
 * proc file system leads to what a process has open: -ELOOP. The kernel resolves the path (openat2
 * with RESOLVE_IN_ROOT, since Linux 5.6); one that does not, or whose filter does not let it, is
 * walked with O_PATH.
 */

/*
 * Opens a regular file for reading. What is there under the name and is none, such as a device or
 * a pipe, is not opened. Gives: a descriptor that the caller closes, -EINVAL for what is no regular
 * file, -EFBIG for one with more holes than INSIDE_HOLES_MAX, or -errno.
 */
int inside_open(int top, const char *path);

/* Opens a folder for listing. Gives: a descriptor that the caller closes, or -errno. */
int inside_open_folder(int top, const char *path);

/*
 * Opens the folder that a file is in or is to be in; a link in the place of the file is followed.
 * Gives: a descriptor that the caller closes and the file's name in it, which was no link; -ENOENT
 * when there is no such folder; -ENOLINK when a link on the way leads to none; -EISDIR when the
 * path ends in no name; -errno.
 */
int inside_open_place(int top, const char *path, char ret_name[static NAME_MAX + 1]);

/* Whether nothing is there because a link in the path, or at its end, leads to nothing. */
bool inside_leads_nowhere(int top, const char *path);

#endif
