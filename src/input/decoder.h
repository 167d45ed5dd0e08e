/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads a file or stream, decompressed if it is compressed, as UTF-8 if it is UTF-16. */
#ifndef AUBACKLOG_DECODER_H
#define AUBACKLOG_DECODER_H

#include "input/tmpfile.h"
#include "util/error.h"
#include "util/progress.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* A file or stream to read. */
struct decoder_input {
	int fd;		  /* the caller's, who keeps it open; read from its offset on */
	const char *name; /* for messages */
	bool unpacked; /* it was unpacked itself: its bytes do not count as given to the budget */
};

struct decoder; /* opaque */

void decoder_free(struct decoder *decoder);

/*
 * Begins to read a file or stream at its offset. Its first bytes tell whether it is gzip, xz, zstd,
 * bzip2, lz4, or not compressed. What is in it, compressed or not, is given as UTF-8 without a byte
 * order mark where it is UTF-16, and otherwise as it is.
 * Takes: the input; the budget, which pays for the contents of a compressed file; the progress of
 * reading the file, or NULL. All are the caller's, for as long as the decoder.
 * Gives: 0 and a decoder that the caller frees, or -errno.
 * Memory: some 200 KiB and the dictionary that the compressor asks for (zstd: at most 128 MiB; xz:
 * 1 GiB, touched only as far as data is unpacked).
 */
int decoder_new(const struct decoder_input *input, struct budget *budget, struct progress *progress,
		struct decoder **ret_decoder, struct error *err)
	__attribute__((warn_unused_result));

/*
 * Gives: the number of bytes read, and where they are until the next call; 0 at the end, after the
 * checksums were found right; -EBADMSG for a damaged, truncated or twice compressed file; -EDQUOT
 * beyond the budget; -errno of a read that failed.
 */
ssize_t decoder_read(struct decoder *decoder, const void **ret_bytes, struct error *err);

/* Whether the file is compressed. */
bool decoder_is_compressed(const struct decoder *decoder);

/*
 * Whether a file or pipe begins like a compressed one, or in another encoding; consumes nothing.
 * False for a terminal or a socket, which cannot be looked into.
 */
bool decoder_would_decode(int fd);

/*
 * Decompresses the rest of a file or stream into a temporary file without a name.
 * Takes: as decoder_new.
 * Gives: 0 and a descriptor for reading, at offset 0, that the caller closes; errors as
 * decoder_read; -errno of the temporary file.
 */
int decoder_unpack(const struct decoder_input *input, struct budget *budget,
		   struct progress *progress, int *ret_fd, struct error *err);

/*
 * The same for a log in several files: appends each to a temporary file, to be opened after the
 * last. Spends from the budget of the temporary file; the name is for messages.
 */
int decoder_append(const struct decoder_input *input, struct budget *budget,
		   struct progress *progress, struct tmpfile *tmp, struct error *err);
int decoder_finish(struct tmpfile *tmp, const struct budget *budget, const char *name, int *ret_fd,
		   struct error *err);

#endif
