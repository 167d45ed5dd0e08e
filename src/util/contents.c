/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the contents of a file into memory. */
#include "util/contents.h"

#include "util/cleanup.h"
#include "util/xalloc.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

/* Room for a file that does not tell its size. */
#define USUAL_BYTES 4096

/* Read at the descriptor's own offset; pread(2) has no value for that. */
#define WHERE_IT_STANDS ((off_t)-1)

static ssize_t read_some(int fd, char *buffer, size_t bytes, off_t offset)
{
	return offset == WHERE_IT_STANDS ? read(fd, buffer, bytes)
					 : pread(fd, buffer, bytes, offset);
}

static ssize_t read_until_full(int fd, char *buffer, size_t bytes, off_t offset)
{
	size_t used = 0;

	while (used < bytes) {
		off_t at = offset == WHERE_IT_STANDS ? offset : offset + (off_t)used;
		ssize_t got = read_some(fd, buffer + used, bytes - used, at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0)
			break;
		used += (size_t)got;
	}
	return (ssize_t)used;
}

ssize_t contents_at(int fd, void *buffer, size_t bytes, off_t offset)
{
	return read_until_full(fd, buffer, bytes, offset);
}

/* One byte more than the file's size, so that its end is seen; at most one byte over the bound. */
static size_t first_room(int fd, size_t max_bytes)
{
	struct stat status;
	size_t said = 0;

	if (fstat(fd, &status) == 0 && status.st_size > 0)
		said = (size_t)status.st_size;
	if (!said)
		said = USUAL_BYTES;
	return (said < max_bytes ? said : max_bytes) + 1;
}

int contents_read(int fd, size_t max_bytes, char **ret_text, size_t *ret_bytes)
{
	CLEANUP(cleanup_free) char *text = NULL;
	size_t used = 0, room = first_room(fd, max_bytes);

	for (;;) {
		ssize_t got;

		text = xreallocarray(text, room + 1, 1);
		got = read_until_full(fd, text + used, room - used, WHERE_IT_STANDS);
		if (got < 0)
			return (int)got;
		used += (size_t)got;
		if (used < room)
			break;
		if (used > max_bytes)
			return -EFBIG;
		room = max_bytes / 2 < room ? max_bytes + 1 : room * 2;
	}
	text[used] = '\0';
	*ret_text = text;
	*ret_bytes = used;
	text = NULL;
	return 0;
}
