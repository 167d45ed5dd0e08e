/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The bytes of a file or stream, decompressed where they are compressed. */
#ifndef AUBACKLOG_DECODER_H
#define AUBACKLOG_DECODER_H

#include "input/tmpfile.h"
#include "util/error.h"
#include "util/progress.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* A file or stream to be decompressed. */
struct decoder_input {
	int fd;		  /* the caller's, to be kept open; read from its offset on */
	const char *name; /* that messages use */
	bool unpacked;	  /* it was itself unpacked before: its bytes earn no more of the budget */
};

struct decoder; /* opaque */

void decoder_free(struct decoder *decoder);

/*
 * Begins to read a file or stream at its offset: gzip, xz, zstd, bzip2, lz4, told by its first
 * bytes, or none. Takes: the input, the budget from which content is spent where it is compressed,
 * what shows how many bytes of the file were read (both the caller's, for as long as the decoder;
 * NULL for no progress). Gives: 0 and a decoder that the caller frees, or -errno. Memory: some
 * 200 KiB and the dictionary that the compressor asks for (zstd: at most 128 MiB; xz: 1 GiB, of
 * which as much is touched as was unpacked).
 */
int decoder_new(const struct decoder_input *input, struct budget *budget, struct progress *progress,
		struct decoder **ret_decoder, struct error *err)
	__attribute__((warn_unused_result));

/*
 * Gives: the number of bytes read and where they are, until the next call; 0 at the end, when the
 * checksums of the file are known to be right; -EBADMSG for a damaged file or one that is cut off,
 * -EDQUOT for one that exceeds the budget, -errno of a read that failed.
 */
ssize_t decoder_read(struct decoder *decoder, const void **ret_bytes, struct error *err);

/* True when the bytes are those of a compressed file. */
bool decoder_is_compressed(const struct decoder *decoder);

/*
 * Looks whether a file or pipe begins like a compressed one, and takes nothing from it.
 * What cannot be looked at in this way (a terminal, a socket) is taken for not compressed.
 */
bool decoder_would_decode(int fd);

/*
 * Decompresses all that is left of a file or stream into a temporary file without a name.
 * Takes: as decoder_new. Gives: 0 and a descriptor for reading, at offset 0, that the caller
 * closes; errors as decoder_read; -errno of the temporary file.
 */
int decoder_unpack(const struct decoder_input *input, struct budget *budget,
		   struct progress *progress, int *ret_fd, struct error *err);

/*
 * The same in steps, for one log in several files: each is decompressed to the end of the temporary
 * file, which is then opened. The budget is that of the temporary file; the name is for messages.
 */
int decoder_append(const struct decoder_input *input, struct budget *budget,
		   struct progress *progress, struct tmpfile *tmp, struct error *err);
int decoder_finish(struct tmpfile *tmp, const struct budget *budget, const char *name, int *ret_fd,
		   struct error *err);

#endif
