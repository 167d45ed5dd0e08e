/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes kept for a while: small ones in memory, others in a temporary file without a name. */
#ifndef AUBACKLOG_SPOOL_H
#define AUBACKLOG_SPOOL_H

#include "files/budget.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a spool may keep in memory. */
#define SPOOL_MEMORY_BYTES 65536

/* What a spool takes beside its bytes. */
#define SPOOL_STRUCT_BYTES 72

/*
 * The file is in the directory that TMPDIR names, or /var/tmp, or /tmp; where none of them can be
 * written it is memory (memfd). It has no name, so that nothing is left when the program ends in
 * any way, and nobody else can open it.
 */
struct spool; /* opaque; it counts its users */

/* Gives a spool that the caller frees, or NULL without memory. What it takes up is spent of the
 * budget, which is the caller's and outlives it; of memory, what is let go is given back. */
struct spool *spool_new(struct budget *budget, bool in_memory) __attribute__((warn_unused_result));

/* One more user, who frees it as well. */
struct spool *spool_use(struct spool *spool);
void spool_free(struct spool *spool);

/* Writes bytes at an offset; runs of NUL take no room. Gives 0; -EDQUOT and -ENOSPC beyond the
 * budget; -errno.
 */
int spool_write(struct spool *spool, uint64_t offset, const void *bytes, size_t length);

/* Sets the size; what was not written reads as NUL. Gives as spool_write. */
int spool_resize(struct spool *spool, uint64_t bytes);

uint64_t spool_bytes(const struct spool *spool);

/* True while the bytes are in memory. */
bool spool_in_memory(const struct spool *spool);

/*
 * Opens the bytes for reading, at offset 0: a regular file with an offset of its own, which can be
 * mapped; the same file each time. It has no link (st_nlink 0). Nothing is written any more.
 * Gives: a descriptor that the caller closes and that outlives the spool; -EDQUOT; -errno.
 */
int spool_open(struct spool *spool);

/*
 * As spool_open, for a reader that refuses a file without a link: it gets a name in a directory.
 * Takes: the directory, which should be in the file system of spool_directory (otherwise the bytes
 * are copied), and a name that is not there yet. Who removes the name is the caller.
 */
int spool_open_named(struct spool *spool, int directory, const char *name);

/* The directory for temporary files. Static or of the environment. */
const char *spool_directory(void);

#endif
