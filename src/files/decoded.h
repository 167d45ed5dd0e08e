/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A compressed file or stream, decompressed for a while. */
#ifndef AUBACKLOG_DECODED_H
#define AUBACKLOG_DECODED_H

#include "base/error.h"
#include "files/decoder.h"
#include "files/spool.h"

/*
 * Decompresses what is left of a file or stream, to its end, into a temporary file without a name
 * (spool.h).
 * Takes: the input, the budget for content and room, what shows how far it is (as decoder_new).
 * Gives: 0 and a descriptor for reading, at offset 0, that the caller closes; errors as
 * decoder_read; -EDQUOT beyond the budget; -errno of the temporary file.
 */
int decoded_open(const struct decoder_input *input, struct budget *budget,
		 struct progress *progress, int *ret_fd, struct error *err);

/*
 * The same in steps, for what is one log in several files: each is decompressed behind what the
 * spool holds, and the whole is opened. The budget is the spool's; a name is for messages.
 */
int decoded_append(const struct decoder_input *input, struct budget *budget,
		   struct progress *progress, struct spool *spool, struct error *err);
int decoded_finish(struct spool *spool, const struct budget *budget, const char *name, int *ret_fd,
		   struct error *err);

#endif
