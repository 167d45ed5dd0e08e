/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes kept temporarily: small ones in memory, others in a temporary file without a name. */
#ifndef AUBACKLOG_TMPFILE_H
#define AUBACKLOG_TMPFILE_H

#include "input/budget.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The most bytes that are kept in memory. */
#define TMPFILE_MEMORY_BYTES 65536

/* The size of a tmpfile without its bytes. */
#define TMPFILE_STRUCT_BYTES 72

/*
 * The file is in the directory that TMPDIR names, or /var/tmp, or /tmp; where none can be written,
 * in memory (memfd). It has no name, so nothing stays however the program ends, and nobody else can
 * open it.
 */
struct tmpfile; /* opaque; it counts its users */

/* Gives an empty one that the caller frees. It spends from the budget, which outlives it, and gives
 * back the memory that it frees. */
struct tmpfile *tmpfile_new(struct budget *budget, bool in_memory)
	__attribute__((warn_unused_result));

/* Adds a user, who frees it too. */
struct tmpfile *tmpfile_use(struct tmpfile *tmp);
void tmpfile_free(struct tmpfile *tmp);

/* Writes bytes at an offset; runs of NUL take no room. Gives: 0; -EDQUOT or -ENOSPC beyond the
 * budget; -errno. */
int tmpfile_write(struct tmpfile *tmp, uint64_t offset, const void *bytes, size_t length);

/* Sets the size; bytes that were not written read as NUL. Gives: as tmpfile_write. */
int tmpfile_resize(struct tmpfile *tmp, uint64_t bytes);

uint64_t tmpfile_bytes(const struct tmpfile *tmp);

/* Whether the bytes are in memory. */
bool tmpfile_in_memory(const struct tmpfile *tmp);

/*
 * Opens the bytes for reading, at offset 0: a regular file without a link (st_nlink 0), the same
 * each time, with an offset of its own, which can be mapped. No more may be written.
 * Gives: a descriptor that the caller closes and that outlives the tmp; -EDQUOT; -errno.
 */
int tmpfile_open(struct tmpfile *tmp);

/*
 * As tmpfile_open, for a reader that refuses a file without a link: gives it a name in a directory.
 * Takes: the directory, which should be in the file system of tmpfile_directory (otherwise the
 * bytes are copied, once for all names until the last is removed, and the copy takes room of the
 * budget); a new name, which the caller removes. Gives: as tmpfile_open; -ENOSPC.
 */
int tmpfile_open_named(struct tmpfile *tmp, int directory, const char *name);

/* Raises the soft limit of open files to the hard one if it is below the wanted number: each kept
 * file takes a descriptor. Gives how many files may be open then. */
uint64_t tmpfile_allow_open(uint64_t wanted);

/* The directory for temporary files. The text is static or part of the environment. */
const char *tmpfile_directory(void);

#endif
