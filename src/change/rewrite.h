/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Changing a settings file so that at any moment the old one or the new one is there, whole. */
#ifndef AUBACKLOG_REWRITE_H
#define AUBACKLOG_REWRITE_H

#include "input/root.h"

#include <stdbool.h>

/* The backup of a file has its name and this, in the folder that a link in its place leads to. */
#define REWRITE_BACKUP ".aubacklog-before"

/*
 * Writes a file anew: one in the same folder (newfile.h), which is written out to the disk and then
 * takes the file's name; mode, owner, extended attributes (SELinux label, ACL) are those of the old
 * file, but no set-id bits and no capabilities. A folder that is not there is made, one level of
 * it. Takes: the path in the root; before: the text that the file is known to have, NULL for none;
 * backup: keep the old file under another name, unless a backup is there that differs in the
 * arguments alone. Gives: 0; -ESTALE when the file has another text by now; otherwise -errno, and
 * the old file. Memory that runs out ends the program, with the old file there.
 */
int rewrite_file(const struct root *root, const char *path, const char *before, const char *after,
		 bool backup, struct error *err);

/* Whether the backup could take the file's place. Gives: as rewrite_restore, and changes nothing.
 */
int rewrite_check_restore(const struct root *root, const char *path, struct error *err);

/*
 * Puts the backup in the file's place; the backup stays.
 * Gives: 0; -ESTALE when the file was changed in more than the arguments since; otherwise -errno.
 */
int rewrite_restore(const struct root *root, const char *path, struct error *err);

/* Whether there is a backup of a file. */
bool rewrite_has_backup(const struct root *root, const char *path);

/* The backup's path as a person finds it, with links resolved where the folder can be opened. The
 * caller frees it. */
char *rewrite_backup_path(const struct root *root, const char *path);

/* Takes the backup of a file away; none is fine. Gives: 0 or -errno. */
int rewrite_forget(const struct root *root, const char *path, struct error *err);

/* Gives a file another name in its folder, or, for NULL, takes it away; none is fine. Gives: 0 or
 * -errno. */
int rewrite_rename(const struct root *root, const char *path, const char *suffix,
		   struct error *err);

#endif
