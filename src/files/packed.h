/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A tree of evidence that is packed in an archive. */
#ifndef AUBACKLOG_PACKED_H
#define AUBACKLOG_PACKED_H

#include "base/error.h"
#include "files/members.h"
#include "files/tarball.h"

#include <limits.h>
#include <stddef.h>
#include <sys/types.h>

struct packed; /* opaque */

void packed_free(struct packed *packed);

/*
 * Reads an archive to its end.
 * Takes and gives: as tarball_read, and a tree that the caller frees.
 */
int packed_new(int fd, const char *name, struct budget *budget, struct packed **ret_packed,
	       struct error *err) __attribute__((warn_unused_result));

/* Reads a symbolic link as walk_readlink: gives 0 for what is no link or not there. */
ssize_t packed_readlink(const void *packed, const char *path, char target[static PATH_MAX]);

/*
 * Opens a kept file for reading, at offset 0.
 * Takes: a path without links. Gives: a descriptor that the caller closes, a regular file with an
 * offset of its own; -ENOENT; -ENOLINK for a hard link to a file that was not kept; -errno.
 * A journal file has a name in a private directory until packed_unname (libsystemd refuses a file
 * without a link: src/libsystemd/sd-journal/journal-file.c journal_file_fstat).
 */
int packed_open(struct packed *packed, const char *path);

/* Removes the names that packed_open gave; what is open stays readable. packed_free does it too. */
void packed_unname(struct packed *packed);

/* Calls "take" with each name in a directory, once, until it gives less than 0. Gives: 0; -ENOENT
 * when nothing is below the path; what "take" gave. */
int packed_list(const struct packed *packed, const char *path, members_take take, void *context);

/* What was passed over that can matter, in a sentence; NULL when nothing was. The tree's. */
const char *packed_note(const struct packed *packed);

#endif
