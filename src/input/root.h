/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A tree of evidence, a directory or an archive: paths and links in it never lead out of it. */
#ifndef AUBACKLOG_ROOT_H
#define AUBACKLOG_ROOT_H

#include "input/budget.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>

struct root; /* opaque */

void root_free(struct root *root);
void root_done(struct root **root); /* for CLEANUP */

/*
 * Opens a tree.
 * Takes: a directory ("/" for the running host), or an archive (archive_tree.h; "-" is standard
 * input), which is read to its end. What a supportconfig has as sections of its texts are files
 * like others (sections.h).
 * Gives: 0 and a tree that the caller frees, or -errno.
 */
int root_new(const char *place, struct root **ret_root, struct error *err)
	__attribute__((warn_unused_result));

/* The same for a directory or an archive that is open. Takes over the descriptor; the name is for
 * messages. */
int root_new_open(int fd, const char *name, struct root **ret_root, struct error *err)
	__attribute__((warn_unused_result));

/* The budget that pays for unpacking the archive and compressed files in the tree. The root's. */
struct budget *root_budget(const struct root *root);

/* Whether the tree is an archive, which cannot change while it is read. */
bool root_is_archive(const struct root *root);

/*
 * Opens a regular file of the tree for reading. An absolute link starts at the tree's top and ".."
 * stops there, even if others change the tree meanwhile; anything but a regular file is not opened
 * (inside.h). In a tree other than "/" a file of a mounted proc or sysfs is not there: it tells of
 * the machine that runs, not of the tree's. Takes: a path relative to the top, such as
 * "etc/audit/audit.rules". Gives: 0 and a descriptor that the caller closes, with an offset of its
 * own; -ENOENT without an error text when there is no file; otherwise -errno with its text.
 */
int root_open(const struct root *root, const char *path, int *ret_fd, struct error *err);

/*
 * Reads a whole small file.
 * Takes: a path as root_open; the greatest size in bytes.
 * Gives: as root_open, and a terminated text that the caller frees; -EFBIG for a larger file.
 */
int root_read(const struct root *root, const char *path, size_t max_bytes, char **ret_text,
	      size_t *ret_bytes, struct error *err);

struct root_names {
	char **names;
	size_t count;
};

void root_names_done(struct root_names *names);

/* Lists the names in a directory of the tree, in byte order. Gives: as root_open. */
int root_list(const struct root *root, const char *path, struct root_names *ret_names,
	      struct error *err);

/*
 * Overlays a file with a text, to see the effect of a change without writing it: from now on
 * reading the path gives the text. Takes: the path as readers ask for it; the text, or NULL to read
 * the file again.
 */
void root_lay_over(struct root *root, const char *path, const char *text);

/* Removes all overlaid texts. */
void root_lay_bare(struct root *root);

/*
 * Opens the folder of a file that exists or is to be made, in order to change the file. A link in
 * the file's place is followed inside the tree, even if its target does not exist.
 * Gives: 0, the folder, which the caller closes, and the file's name in it, which the caller frees:
 * no path has to be looked up any more; -EROFS for an archive; -ENOENT without an error text when
 * there is no such folder; otherwise -errno with its text.
 */
int root_folder(const struct root *root, const char *path, int *ret_fd, char **ret_name,
		struct error *err);

/* Whether nothing is there because a link in the path, or at its end, leads nowhere: then the file
 * may exist on the machine itself. */
bool root_leads_nowhere(const struct root *root, const char *path);

/* The descriptor of the directory, which stays the tree's; -1 for an archive. */
int root_top(const struct root *root);

/* The path for messages: the directory or archive, and the path in it. The caller frees it. */
char *root_display(const struct root *root, const char *path) __attribute__((returns_nonnull));

/*
 * Says that the journals that root_open gave have been read. Those of an archive have names in a
 * private directory until then, because libsystemd refuses a file without one. Open files stay
 * readable.
 */
void root_unname_journals(const struct root *root);

/* Whether proc is mounted in a tree other than "/", and so not read; and what is said then. */
bool root_has_mounted_proc(const struct root *root);
#define ROOT_MOUNTED_PROC                                                                          \
	"the proc mounted in the root is that of the running machine, and not read"

/* A sentence about the members of an archive that were passed over and can matter; NULL when there
 * are none. The root's. */
const char *root_note(const struct root *root);

#endif
