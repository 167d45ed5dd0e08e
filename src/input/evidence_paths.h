/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one table of the paths of evidence: readers ask for no others, an archive keeps these,
 * "record" packs them. */
#ifndef AUBACKLOG_EVIDENCE_PATHS_H
#define AUBACKLOG_EVIDENCE_PATHS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A row of the table: a path relative to the top of a root. Each part is a name or a pattern of
 * fnmatch(3), so "*" matches within one name. A row that ends with "/" is a folder that counts by
 * being there; nothing in it is read. NULL after the last row.
 */
const char *evidence_paths_row(size_t index);

/* Whether a row matches a path. Takes: a path relative to the top, without "." and ".."; a folder
 * with "/" at its end. */
bool evidence_paths_has(const char *path);

/* Whether a row matches the folder or something below it: readers list no other folders. Takes: a
 * path without "/" at its end. */
bool evidence_paths_has_folder(const char *path);

/* log_file of auditd.conf may name any path. Whether a file has the usual name of an audit log. */
bool evidence_paths_is_log_name(const char *path);

/* The most bytes of an auditd.conf that is read. */
#define EVIDENCE_PATHS_CONF_MAX (1u << 20)

/*
 * Finds log_file in the text of an auditd.conf.
 * Takes: a text, which is cut into lines in place.
 * Gives: the path without its first "/", on the heap; "" when there is no such line.
 */
char *evidence_paths_log_file(char *text) __attribute__((returns_nonnull));

/* Whether these bytes are the beginning of an audit log. */
bool evidence_paths_is_log(const void *head, size_t length);

/* Whether a path is that of a journal file. */
bool evidence_paths_is_journal(const char *path);

#endif
