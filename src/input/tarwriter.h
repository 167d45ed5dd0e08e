/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes a tar archive to a stream, compressed as its name says. */
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

/* Whether the name ends as one of an archive that can be written: .tar .tar.gz .tgz .tar.xz .txz
 * .tar.zst. */
bool tarwriter_knows(const char *name);

/*
 * Begins an archive.
 * Takes: a name that tarwriter_knows, which messages use too; the stream (both the caller's, for as
 * long as the writer). Gives: 0 and a writer that the caller frees, or -errno.
 */
int tarwriter_new(const char *name, FILE *out, struct tarwriter **ret_writer, struct error *err)
	__attribute__((warn_unused_result));

/*
 * Adds a regular file of so many bytes, with mode 0600 and no owner; its bytes follow. The path is
 * kept byte by byte, whatever it holds. Gives: 0 or -errno.
 */
int tarwriter_begin_file(struct tarwriter *writer, const char *path, uint64_t bytes, time_t changed,
			 struct error *err);

/* Adds bytes of the file that was begun. What is missing of it at the next member is NUL. */
int tarwriter_write(struct tarwriter *writer, const void *bytes, size_t length, struct error *err);

/* Adds a folder. */
int tarwriter_add_folder(struct tarwriter *writer, const char *path, struct error *err);

/* Writes what is left and the mark that ends a tar; the stream is the caller's to check. */
int tarwriter_finish(struct tarwriter *writer, struct error *err);

#endif
