/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: an audit log. */
#define _GNU_SOURCE
#include "sources/auditlog.h"

#include "base/cleanup.h"
#include "sources/logblocks.h"
#include "sources/logreading.h"
#include "sources/scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of one thread, most of whose logs are small. */
#define SINGLE_BYTES ((size_t)64 << 10)

/* A file of this size takes longer to read than threads to wake up. */
#define BLOCKS_FROM_BYTES (UINT64_C(4) << 20)

/* Room for a block and what is found in it. */
struct room {
	struct scan scan;
	char text[SINGLE_BYTES + SCAN_BEYOND];
};

/* Reads the next block: what there is before a failure. Gives: its bytes, 0 at the end, or -errno.
 */
static ssize_t fill(int fd, char *text, size_t bytes)
{
	size_t length = 0;

	while (length < bytes) {
		ssize_t got = read(fd, text + length, bytes - length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && !length)
			return -errno;
		if (got <= 0)
			break;
		length += (size_t)got;
	}
	return (ssize_t)length;
}

/* One block after the other. Gives: 0, a positive value when a sink ended it, or -errno. */
static int read_in_turn(struct logreading *reading, int fd, struct error *err)
{
	CLEANUP(cleanup_free) struct room *room = malloc(sizeof(*room));
	const struct auditlog_sinks *sinks = reading->sinks;
	const off_t begin = lseek(fd, 0, SEEK_CUR);
	ssize_t length;
	int code = 0;

	if (!room)
		return error_memory(err, "read an audit log");
	while (code == 0 && (length = fill(fd, room->text, SINGLE_BYTES)) > 0) {
		const struct logreading_block block = {
			.text = room->text,
			.length = (size_t)length,
			.scan = &room->scan,
		};

		memset(room->text + length, 0, SCAN_BEYOND);
		scan_block(room->text, block.length, &room->scan);
		code = logreading_take(reading, &block);
		if (sinks->passed)
			sinks->passed(sinks->context, reading->bytes);
	}
	if (code == 0 && length < 0)
		return logreading_cannot_read(reading, (int)length, err);
	if (code == 0)
		code = logreading_take_last(reading);
	if (code < 0)
		return logreading_cannot_take(reading, code, err);
	/* The offset of a file goes back to the first line that was not taken. */
	if (code > 0 && begin >= 0)
		(void)lseek(fd, begin + (off_t)reading->taken, SEEK_SET);
	return code;
}

/* The bytes that a regular file has from where it is read; 0 for what has no size. */
static uint64_t bytes_ahead(int fd)
{
	struct stat status;
	off_t at = lseek(fd, 0, SEEK_CUR);

	if (at < 0 || fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) || status.st_size < at)
		return 0;
	return (uint64_t)(status.st_size - at);
}

/* Ends a reading. Takes: the bytes that there were; what it gave. */
static int finish(struct logreading *reading, uint64_t bytes, int code,
		  struct auditlog_sinks *sinks, struct source *ret_source, struct error *err)
{
	struct source *source = &reading->source;

	logreading_done(reading);
	if (code < 0)
		return code;
	if (code == 0 && reading->bytes < bytes)
		return error_set(err, -ESTALE,
				 "cannot read '%s': it became shorter while it was read",
				 reading->name);
	source->lines = reading->number;
	source->path = strdup(reading->name);
	if (!source->path || skipped_note(&reading->skipped, source) < 0) {
		free(source->path);
		return error_memory(err, "read an audit log");
	}
	sinks->lines += reading->number;
	sinks->starts = reading->starts;
	*ret_source = *source;
	return 0;
}

static int read_log(int fd, const char *name, struct auditlog_sinks *sinks,
		    int (*read_with)(struct logreading *, int, struct error *),
		    struct source *ret_source, struct error *err)
{
	struct logreading reading;
	uint64_t bytes = bytes_ahead(fd);

	if (logreading_begin(&reading, name, sinks, LOGREADING_ALL) < 0)
		return error_memory(err, "read an audit log");
	return finish(&reading, bytes, read_with(&reading, fd, err), sinks, ret_source, err);
}

int auditlog_read_blocks(int fd, const char *name, struct auditlog_sinks *sinks,
			 struct source *ret_source, struct error *err)
{
	return read_log(fd, name, sinks, logblocks_read, ret_source, err);
}

int auditlog_read(int fd, const char *name, struct auditlog_sinks *sinks, struct source *ret_source,
		  struct error *err)
{
	bool is_large = sinks->blocks && bytes_ahead(fd) >= BLOCKS_FROM_BYTES;

	return read_log(fd, name, sinks, is_large ? logblocks_read : read_in_turn, ret_source, err);
}
