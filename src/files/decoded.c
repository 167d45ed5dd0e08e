/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A compressed file or stream, decompressed for a while. */
#include "files/decoded.h"

#include "base/cleanup.h"
#include "files/spool.h"

#include <errno.h>
#include <string.h>

static int cannot_keep(const struct budget *budget, const char *name, int code, struct error *err)
{
	if (code == -EDQUOT)
		return budget_fail(budget, name, err);
	return error_set(err, code, "cannot keep '%s' in '%s' for a while: %s", name,
			 spool_directory(), strerror(-code));
}

static int fill(struct decoder *decoder, const char *name, const struct budget *budget,
		struct spool *spool, struct error *err)
{
	const void *bytes;
	ssize_t length;

	while ((length = decoder_read(decoder, &bytes, err)) > 0) {
		int code = spool_write(spool, spool_bytes(spool), bytes, (size_t)length);

		if (code < 0)
			return cannot_keep(budget, name, code, err);
	}
	return (int)length;
}

int decoded_append(const struct decoder_input *input, struct budget *budget,
		   struct progress *progress, struct spool *spool, struct error *err)
{
	struct decoder *decoder = NULL;
	int code = decoder_new(input, budget, progress, &decoder, err);

	if (code == 0)
		code = fill(decoder, input->name, budget, spool, err);
	decoder_free(decoder);
	return code;
}

int decoded_finish(struct spool *spool, const struct budget *budget, const char *name, int *ret_fd,
		   struct error *err)
{
	/* The last bytes may be a hole. */
	int code = spool_resize(spool, spool_bytes(spool));
	int fd = code < 0 ? code : spool_open(spool);

	if (fd < 0)
		return cannot_keep(budget, name, fd, err);
	*ret_fd = fd;
	return 0;
}

int decoded_open(const struct decoder_input *input, struct budget *budget,
		 struct progress *progress, int *ret_fd, struct error *err)
{
	struct spool *spool = spool_new(budget, true);
	int code;

	if (!spool)
		return error_memory(err, "read a compressed log");
	code = decoded_append(input, budget, progress, spool, err);
	if (code == 0)
		code = decoded_finish(spool, budget, input->name, ret_fd, err);
	spool_free(spool);
	return code;
}
