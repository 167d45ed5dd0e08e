/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The evidence kept from an archive: files and links. */
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
 * Takes: a descriptor (the caller's), the name for messages, the budget, which outlives the tree.
 * Gives: 0 and a tree that the caller frees, or -errno.
 */
int archive_tree_new(int fd, const char *name, struct budget *budget,
		     struct archive_tree **ret_tree, struct error *err)
	__attribute__((warn_unused_result));

/* Reads a symbolic link, as a walk_readlink: gives 0 when the path is no link or not there. */
ssize_t archive_tree_readlink(const void *tree, const char *path, char target[static PATH_MAX]);

/*
 * Opens a kept file for reading, at offset 0.
 * Takes: a path without links.
 * Gives: the descriptor of a regular file with an offset of its own, which the caller closes;
 * -ENOENT; -ENOLINK for a hard link to a file that was not kept; -errno.
 * A journal has a name in a private folder until archive_tree_unname, because libsystemd refuses a
 * file without a link (src/libsystemd/sd-journal/journal-file.c journal_file_fstat).
 */
int archive_tree_open(struct archive_tree *tree, const char *path);

/* Removes the names of the journals that archive_tree_open gave; open files stay readable.
 * archive_tree_free does so too. */
void archive_tree_unname(struct archive_tree *tree);

typedef int (*archive_tree_take)(void *context, const char *name);

/* Calls "take" once for each name in a folder, until it gives less than 0. Gives: 0; -ENOENT when
 * nothing is below the path; the error of "take". */
int archive_tree_list(const struct archive_tree *tree, const char *path, archive_tree_take take,
		      void *context);

/* A sentence about the members that were passed over and can matter; NULL when there are none. The
 * tree's. */
const char *archive_tree_note(const struct archive_tree *tree);

/* The rest is for archive_tar.c, which fills a tree. */

/* A symbolic link has a target, a file has its bytes, a hard link to a file that was not kept has
 * neither. */
struct archive_member {
	char *path; /* without "." and "..", and without "/" at its front */
	char *target;
	struct tmpfile *tmp;
};

/* Keeps a member, and replaces one of the same path. Takes over target and tmp, also on failure.
 * Gives 0, or -EDQUOT beyond the budget. */
int archive_tree_keep(struct archive_tree *tree, const char *path, char *target,
		      struct tmpfile *tmp);

/* Removes the member of a path, if there is one. */
void archive_tree_drop(struct archive_tree *tree, const char *path);

/* Gives the member of a path, or NULL. */
const struct archive_member *archive_tree_find(const struct archive_tree *tree, const char *path);

/* The most bytes of a member's headers. libarchive takes up to twelve times as much memory for the
 * map of a sparse file. */
#define ARCHIVE_TAR_HEADER_BYTES (UINT64_C(4) << 20)

/*
 * Reads an archive to its end, in one pass, and keeps the members that a reader can ask for
 * (evidence_paths.h): small files in memory, others in temporary files without a name (tmpfile.h).
 * - The archive is a tar, plain or compressed (decoder.h).
 * - "/x", "./x" and "x" are the same path.
 * - A folder that all members share (sosreport-HOST-…/) is left out of their paths, whatever its
 *   name, unless it is part of a wanted path itself (boot/).
 * - Small files are kept in memory until a quarter of the budget's memory is spent.
 * - A later member replaces an earlier one of the same path.
 * - A hard link gets the file that its target is at that point.
 * - Paths that climb out ("..") are passed over, and so are devices and pipes.
 * Takes: a descriptor (the caller's), the name for messages, the budget, an empty tree.
 * Gives: 0 and the tree filled; the shared folder with its "/" (or ""), and a sentence about
 * members that were passed over and can matter (or NULL), both the caller's; -ENODATA for an empty
 * file; -EBADMSG for one that is no tar, is damaged or has no end mark; -EDQUOT beyond the budget;
 * -EFBIG for a header beyond its bound; otherwise -errno.
 */
int archive_tar_read(int fd, const char *name, struct budget *budget, struct archive_tree *tree,
		     char **ret_top, char **ret_note, struct error *err)
	__attribute__((warn_unused_result));

#endif
