/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one table of paths at which evidence is looked for: readers ask for no other, an archive
 * keeps these, the recorder packs them. */
#ifndef AUBACKLOG_EVIDENCE_PATHS_H
#define AUBACKLOG_EVIDENCE_PATHS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A row of the table: a path relative to the top of a root, each part of it a name or a pattern of
 * fnmatch(3), so that "*" stands for one name. With "/" at its end it is a folder that counts
 * although nothing in it is read. NULL behind the last row.
 */
const char *evidence_paths_row(size_t index);

/* Whether a row stands for the path. Takes a path relative to the top, without "." and "..", a
 * folder with "/" at its end. */
bool evidence_paths_has(const char *path);

/* Whether the folder is one that a row stands for or is below of: readers list no other. Takes a
 * path without "/" at its end. */
bool evidence_paths_has_folder(const char *path);

/* log_file of auditd.conf can be anywhere: true for a file that is called as an audit log usually
 * is. */
bool evidence_paths_is_log_name(const char *path);

/* The same: true for the beginning of an audit log. */
bool evidence_paths_is_log(const void *head, size_t length);

/* True for a journal file. */
bool evidence_paths_is_journal(const char *path);

#endif
