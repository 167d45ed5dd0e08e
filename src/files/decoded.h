/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A compressed file or stream, decompressed for a while. */
#ifndef AUBACKLOG_DECODED_H
#define AUBACKLOG_DECODED_H

#include "base/error.h"
#include "files/decoder.h"
#include "files/spool.h"

/* The most that one compressed log may become: 32 GiB. */
#define DECODED_BYTES_MAX (UINT64_C(32) << 30)

/*
 * Decompresses what is left of a file or stream, to its end, into a temporary file without a name
 * (spool.h).
 * Takes: a descriptor (the caller's), the name that messages use, bounds, the most bytes it may
 * become, what shows how far it is (as decoder_new). Gives: 0 and a descriptor for reading, at
 * offset 0, that the caller closes; errors as decoder_read; -EFBIG beyond the bounds; -errno of the
 * temporary file.
 */
int decoded_open(int fd, const char *name, const struct decoder_bounds *bounds, uint64_t max_bytes,
		 struct progress *progress, int *ret_fd, struct error *err);

/*
 * The same in steps, for what is one log in several files: each is decompressed behind what the
 * spool holds, and the whole is opened. The bound is on the whole; a name is for messages.
 */
int decoded_append(int fd, const char *name, const struct decoder_bounds *bounds,
		   uint64_t max_bytes, struct progress *progress, struct spool *spool,
		   struct error *err);
int decoded_finish(struct spool *spool, const char *name, int *ret_fd, struct error *err);

#endif
