/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A tree of evidence that is packed in an archive: the files and links that were kept of it. */
#ifndef AUBACKLOG_ARCHIVE_TREE_H
#define AUBACKLOG_ARCHIVE_TREE_H

#include "input/tmpfile.h"
#include "util/error.h"

#include <limits.h>
#include <stddef.h>
#include <sys/types.h>

struct archive_tree; /* opaque */

void archive_tree_free(struct archive_tree *tree);

/*
 * Reads an archive to its end (archive_tar_read says how, and its errors).
 * Takes: a descriptor (the caller's), the name that messages use, the budget for all of it, which
 * outlives the tree. Gives: 0 and a tree that the caller frees, or -errno.
 */
int archive_tree_new(int fd, const char *name, struct budget *budget,
		     struct archive_tree **ret_tree, struct error *err)
	__attribute__((warn_unused_result));

/* Reads a symbolic link as walk_readlink: gives 0 for what is no link or not there. */
ssize_t archive_tree_readlink(const void *tree, const char *path, char target[static PATH_MAX]);

/*
 * Opens a kept file for reading, at offset 0.
 * Takes: a path without links. Gives: a descriptor that the caller closes, a regular file with an
 * offset of its own; -ENOENT; -ENOLINK for a hard link to a file that was not kept; -errno.
 * A journal file has a name in a private folder until archive_tree_unname (libsystemd refuses a
 * file without a link: src/libsystemd/sd-journal/journal-file.c journal_file_fstat).
 */
int archive_tree_open(struct archive_tree *tree, const char *path);

/* Removes the names that archive_tree_open gave; open files stay readable. archive_tree_free does
 * it too. */
void archive_tree_unname(struct archive_tree *tree);

typedef int (*archive_tree_take)(void *context, const char *name);

/* Calls "take" with each name in a folder, once, until it gives less than 0. Gives: 0; -ENOENT when
 * nothing is below the path; what "take" gave. */
int archive_tree_list(const struct archive_tree *tree, const char *path, archive_tree_take take,
		      void *context);

/* Says in a sentence what was passed over that can matter; NULL when nothing was. The tree's. */
const char *archive_tree_note(const struct archive_tree *tree);

/* The rest is between this and archive_tar.c, which fills a tree. */

/* A symbolic link has a target, a file has its bytes; a hard link to a file that was not kept has
 * neither. */
struct archive_member {
	char *path; /* without "." and ".." and without "/" in front */
	char *target;
	struct tmpfile *tmp;
};

/* Keeps a member in the place of one of the same path. Takes over target and bytes, also when it
 * fails. Gives 0, or -EDQUOT beyond the budget. */
int archive_tree_keep(struct archive_tree *tree, const char *path, char *target,
		      struct tmpfile *tmp);

/* Removes the member of that path, if there is one. */
void archive_tree_drop(struct archive_tree *tree, const char *path);

/* Gives the member of that path, or NULL. */
const struct archive_member *archive_tree_find(const struct archive_tree *tree, const char *path);

/* The most bytes of a member's headers: libarchive takes up to twelve times as much memory for them
 * (the map of a sparse file). */
#define ARCHIVE_TAR_HEADER_BYTES (UINT64_C(4) << 20)

/*
 * Reads an archive to its end, in one pass, and keeps what a reader can want (evidence_paths.h):
 * small files in memory, others in temporary files without a name (tmpfile.h).
 * A tar, plain or compressed (decoder.h). Names count from the top: "/x", "./x" and "x" are one.
 * A folder in front of all (sosreport-HOST-…/) is left out, whatever it is called: it is a tree's
 * own (boot/) where evidence is found with it, and not without it. Small files are in memory while
 * less than a quarter of the budget's is spent. A member that comes later takes the place of an
 * earlier one of the same name. A hard link is the file that its target is by then. Names that
 * climb out ("..") are passed over, so are devices and pipes. Takes: a descriptor (the caller's),
 * the name that messages use, the budget for all of it, an empty tree. Gives: 0 and the tree
 * filled, the folder in front of all with its "/" (or ""), and in a sentence what was passed over
 * that can matter (or NULL), both the caller's; -ENODATA for an empty file; -EBADMSG for one that
 * is no tar, is damaged, or has no end mark; -EDQUOT beyond the budget; -EFBIG for a header beyond
 * its bound; otherwise -errno.
 */
int archive_tar_read(int fd, const char *name, struct budget *budget, struct archive_tree *tree,
		     char **ret_top, char **ret_note, struct error *err)
	__attribute__((warn_unused_result));

#endif
