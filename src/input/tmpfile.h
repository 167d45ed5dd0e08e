/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes kept for a while: small ones in memory, others in a temporary file without a name. */
#ifndef AUBACKLOG_TMPFILE_H
#define AUBACKLOG_TMPFILE_H

#include "input/budget.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The most bytes that one keeps in memory. */
#define TMPFILE_MEMORY_BYTES 65536

/* The size of one beside its bytes. */
#define TMPFILE_STRUCT_BYTES 72

/*
 * The file is in the directory that TMPDIR names, or /var/tmp, or /tmp; where none of them can be
 * written it is memory (memfd). It has no name, so that nothing is left when the program ends in
 * any way, and nobody else can open it.
 */
struct tmpfile; /* opaque; it counts its users */

/* Gives an empty one that the caller frees. It spends from the budget, which is the caller's and
 * outlives it, and gives back the memory that it lets go. */
struct tmpfile *tmpfile_new(struct budget *budget, bool in_memory)
	__attribute__((warn_unused_result));

/* One more user, who frees it as well. */
struct tmpfile *tmpfile_use(struct tmpfile *tmp);
void tmpfile_free(struct tmpfile *tmp);

/* Writes bytes at an offset; runs of NUL take no room. Gives 0; -EDQUOT and -ENOSPC beyond the
 * budget; -errno.
 */
int tmpfile_write(struct tmpfile *tmp, uint64_t offset, const void *bytes, size_t length);

/* Sets the size; what was not written reads as NUL. Gives as tmpfile_write. */
int tmpfile_resize(struct tmpfile *tmp, uint64_t bytes);

uint64_t tmpfile_bytes(const struct tmpfile *tmp);

/* True while the bytes are in memory. */
bool tmpfile_in_memory(const struct tmpfile *tmp);

/*
 * Opens the bytes for reading, at offset 0: a regular file with an offset of its own, which can be
 * mapped; the same file each time. It has no link (st_nlink 0). Nothing is written any more.
 * Gives: a descriptor that the caller closes and that outlives the tmp; -EDQUOT; -errno.
 */
int tmpfile_open(struct tmpfile *tmp);

/*
 * As tmpfile_open, for a reader that refuses a file without a link: it gets a name in a directory.
 * Takes: the directory, which should be in the file system of tmpfile_directory (otherwise the
 * bytes are copied), and a name that is not there yet. Who removes the name is the caller.
 */
int tmpfile_open_named(struct tmpfile *tmp, int directory, const char *name);

/* The directory for temporary files. Static or of the environment. */
const char *tmpfile_directory(void);

#endif
