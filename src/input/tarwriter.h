/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes a tar archive to a stream, compressed by the suffix of its name. */
#ifndef AUBACKLOG_TARWRITER_H
#define AUBACKLOG_TARWRITER_H

#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

struct tarwriter; /* opaque */

void tarwriter_free(struct tarwriter *writer);

/* Whether a name has the suffix of an archive that can be written: .tar .tar.gz .tgz .tar.xz .txz
 * .tar.zst. */
bool tarwriter_knows(const char *name);

/*
 * Begins an archive.
 * Takes: a name that tarwriter_knows accepts, also for messages; the stream. Both are the caller's,
 * for as long as the writer.
 * Gives: 0 and a writer that the caller frees, or -errno.
 */
int tarwriter_new(const char *name, FILE *out, struct tarwriter **ret_writer, struct error *err)
	__attribute__((warn_unused_result));

/*
 * Begins a regular file of so many bytes, with mode 0600 and no owner; tarwriter_write adds them.
 * The bytes of the path are kept unchanged. Gives: 0 or -errno.
 */
int tarwriter_begin_file(struct tarwriter *writer, const char *path, uint64_t bytes, time_t changed,
			 struct error *err);

/* Adds bytes to the file that was begun. If fewer come than announced, the rest is NUL. */
int tarwriter_write(struct tarwriter *writer, const void *bytes, size_t length, struct error *err);

/* Adds a folder. */
int tarwriter_add_folder(struct tarwriter *writer, const char *path, struct error *err);

/* Writes the remaining data and the end mark of the tar; the caller checks the stream. */
int tarwriter_finish(struct tarwriter *writer, struct error *err);

#endif
