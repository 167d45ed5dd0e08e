/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A compressed file or stream, decompressed for a while. */
#include "files/decoded.h"

#include "base/cleanup.h"
#include "files/spool.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

static int cannot_keep(const char *name, int code, struct error *err)
{
	return error_set(err, code, "cannot keep '%s' in '%s' for a while: %s", name,
			 spool_directory(), strerror(-code));
}

static int fill(struct decoder *decoder, const char *name, uint64_t max_bytes, struct spool *spool,
		struct error *err)
{
	const void *bytes;
	ssize_t length;

	while ((length = decoder_read(decoder, &bytes, err)) > 0) {
		uint64_t offset = spool_bytes(spool);
		int code;

		if (offset + (uint64_t)length > max_bytes)
			return error_set(err, -EFBIG,
					 "cannot read '%s': it unpacks to more than %" PRIu64
					 " bytes",
					 name, max_bytes);
		code = spool_write(spool, offset, bytes, (size_t)length);
		if (code < 0)
			return cannot_keep(name, code, err);
	}
	return (int)length;
}

int decoded_append(int fd, const char *name, const struct decoder_bounds *bounds,
		   uint64_t max_bytes, struct progress *progress, struct spool *spool,
		   struct error *err)
{
	struct decoder *decoder = NULL;
	int code = decoder_new(fd, name, bounds, progress, &decoder, err);

	if (code == 0)
		code = fill(decoder, name, max_bytes, spool, err);
	decoder_free(decoder);
	return code;
}

int decoded_finish(struct spool *spool, const char *name, int *ret_fd, struct error *err)
{
	/* The last bytes may be a hole. */
	int code = spool_resize(spool, spool_bytes(spool));
	int fd = code < 0 ? code : spool_open(spool);

	if (fd < 0)
		return cannot_keep(name, fd, err);
	*ret_fd = fd;
	return 0;
}

int decoded_open(int fd, const char *name, const struct decoder_bounds *bounds, uint64_t max_bytes,
		 struct progress *progress, int *ret_fd, struct error *err)
{
	struct spool *spool = spool_new(true);
	int code;

	if (!spool)
		return error_memory(err, "read a compressed log");
	code = decoded_append(fd, name, bounds, max_bytes, progress, spool, err);
	if (code == 0)
		code = decoded_finish(spool, name, ret_fd, err);
	spool_free(spool);
	return code;
}
