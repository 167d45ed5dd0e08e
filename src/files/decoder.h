/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The bytes of a file or stream, decompressed where they are compressed. */
#ifndef AUBACKLOG_DECODER_H
#define AUBACKLOG_DECODER_H

#include "base/error.h"
#include "base/progress.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* What a compressed input may become: so many bytes, and beyond that so many for each byte read. */
struct decoder_bounds {
	uint64_t free_bytes;
	uint64_t ratio;
};

/* 4 GiB, then 1000 to 1. Logs reach 20 to 60 to 1, journals that are mostly empty some 1000 to 1,
 * bombs more. */
#define DECODER_FREE_BYTES (UINT64_C(4) << 30)
#define DECODER_RATIO 1000
extern const struct decoder_bounds decoder_usual;

struct decoder; /* opaque */

void decoder_free(struct decoder *decoder);

/*
 * Begins to read a file or stream at its offset: gzip, xz, zstd, bzip2, lz4, told by its first
 * bytes, or none. Takes: a descriptor (the caller's, to be kept open), the name that messages use,
 * bounds for what is compressed, what shows how many bytes of the file were read (the caller's, for
 * as long as the decoder; NULL for nothing). Gives: 0 and a decoder that the caller frees, or
 * -errno. Memory: some 200 KiB and the dictionary that the compressor asks for (xz: at most 1 GiB).
 */
int decoder_new(int fd, const char *name, const struct decoder_bounds *bounds,
		struct progress *progress, struct decoder **ret_decoder, struct error *err)
	__attribute__((warn_unused_result));

/*
 * Gives: the number of bytes read and where they are, until the next call; 0 at the end, when the
 * checksums of the file are known to be right; -EBADMSG for a damaged file or one that is cut off,
 * -EFBIG for one that exceeds the bounds, -errno of a read that failed.
 */
ssize_t decoder_read(struct decoder *decoder, const void **ret_bytes, struct error *err);

/* True when the bytes are those of a compressed file. */
bool decoder_is_compressed(const struct decoder *decoder);

/*
 * Looks whether a file or pipe begins like a compressed one, and takes nothing from it.
 * What cannot be looked at in this way (a terminal, a socket) is taken for not compressed.
 */
bool decoder_would_decode(int fd);

#endif
