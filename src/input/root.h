/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A tree that holds evidence, a directory or an archive: paths and links in it never lead out of
 * it. */
#ifndef AUBACKLOG_ROOT_H
#define AUBACKLOG_ROOT_H

#include "input/budget.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>

struct root; /* opaque */

void root_free(struct root *root);
void root_done(struct root **root); /* the same, as a cleanup of a local */

/*
 * Opens a tree.
 * Takes: a directory ("/" for the running host), or an archive (archive_tree.h; "-" is standard
 * input), which is read to its end. Gives: 0 and a tree that the caller frees, or -errno.
 */
int root_new(const char *place, struct root **ret_root, struct error *err)
	__attribute__((warn_unused_result));

/* What is unpacked of the tree is spent from it: the archive, and what is compressed in it. The
 * root's. */
struct budget *root_budget(const struct root *root);

/* Whether the tree is an archive, in which nothing changes any more. */
bool root_is_archive(const struct root *root);

/*
 * Opens a regular file of the tree for reading. An absolute link starts at the tree's top, ".."
 * stops there, whoever changes the tree meanwhile; what is no regular file is not opened
 * (inside.h). Takes: a path relative to the top, such as "etc/audit/audit.rules". Gives: 0 and a
 * descriptor that the caller closes, with an offset of its own; -ENOENT without an error text when
 * the file is not there; otherwise -errno with its text.
 */
int root_open(const struct root *root, const char *path, int *ret_fd, struct error *err);

/*
 * Reads a small file whole.
 * Takes: a path as root_open; the most bytes it may have.
 * Gives: as root_open, and a terminated text that the caller frees; -EFBIG for a file over the
 * bound.
 */
int root_read(const struct root *root, const char *path, size_t max_bytes, char **ret_text,
	      size_t *ret_bytes, struct error *err);

struct root_names {
	char **names;
	size_t count;
};

void root_names_done(struct root_names *names);

/* Lists the names in a directory of the tree in byte order. Gives: as root_open. */
int root_list(const struct root *root, const char *path, struct root_names *ret_names,
	      struct error *err);

/*
 * Gives this text in the place of a file from now on, to see what would come of it; nothing is
 * written. Takes: the path as readers ask for it; the text, NULL for the file as it is.
 */
void root_lay_over(struct root *root, const char *path, const char *text);

/* Takes away all that was laid over. */
void root_lay_bare(struct root *root);

/*
 * Opens the folder that a file is in or is to be in, to change it there.
 * A link in the place of the file is followed inside the tree, also to what is not there yet.
 * Gives: 0, the folder that was reached, which the caller closes, and the file's name in it, which
 * the caller frees and no path has to be looked up for; -EROFS for an archive; -ENOENT without an
 * error text when there is no such folder; otherwise -errno with its text.
 */
int root_folder(const struct root *root, const char *path, int *ret_fd, char **ret_name,
		struct error *err);

/* Whether nothing is there because a link in the path, or at its end, leads to nothing: then what
 * is missing is not known to be missing on the machine. */
bool root_leads_nowhere(const struct root *root, const char *path);

/* The descriptor of the directory, which stays the tree's; -1 of an archive. */
int root_top(const struct root *root);

/* The path as a person finds it: the directory or archive and the path in it. The caller frees it.
 */
char *root_display(const struct root *root, const char *path) __attribute__((returns_nonnull));

/*
 * Says that the journals that root_open gave are read.
 * Where the tree is an archive they have names in a private directory until then, because
 * libsystemd refuses a file without one; what is open stays readable.
 */
void root_unname_journals(const struct root *root);

/* Says in a sentence what of an archive was passed over and can matter; NULL when nothing was. The
 * root's. */
const char *root_note(const struct root *root);

#endif
