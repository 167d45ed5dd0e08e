/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which files of a tree some reader can want: the others of an archive are not kept. */
#ifndef AUBACKLOG_WANTED_H
#define AUBACKLOG_WANTED_H

#include <stdbool.h>
#include <stddef.h>

/* The table: patterns of fnmatch(3) without flags, of paths relative to the top. NULL behind the
 * last one. */
const char *wanted_pattern(size_t index);

/* Takes a path relative to the top of a tree, without "." and "..". */
bool wanted_path(const char *path);

/* log_file of auditd.conf can be anywhere: true for a file that is called as an audit log usually
 * is. */
bool wanted_name(const char *path);

/* The same: true for the beginning of an audit log. */
bool wanted_content(const void *head, size_t length);

/* True for a journal file. */
bool wanted_is_journal(const char *path);

#endif
