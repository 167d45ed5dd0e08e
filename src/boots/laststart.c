/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the newest boot begins in a set of audit logs, found from their end. */
#define _GNU_SOURCE
#include "boots/laststart.h"

#include "base/cleanup.h"
#include "boots/boots.h"
#include "sources/record.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define BLOCK_BYTES ((off_t)256 << 10)

/* Read on each side of a start of auditd, to see whether it began a boot: far more than serials of
 * concurrent events are out of order. */
#define NEAR_BYTES ((off_t)1 << 20)

static const char start_text[] = "type=DAEMON_START ";
#define START_LENGTH ((off_t)sizeof(start_text) - 1)

/* Reads [from, to). Gives: 1, 0 when the file has become shorter, or -errno. */
static int read_range(int fd, char *text, off_t from, off_t to)
{
	while (from < to) {
		ssize_t got = pread(fd, text, (size_t)(to - from), from);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? -errno : 0;
		from += got;
		text += got;
	}
	return 1;
}

/* The last line of the text, but the first, that begins as auditd's start; NULL without one. The
 * first line of a log has no boot before it. */
static const char *last_start(const char *text, size_t length)
{
	const char *last = NULL, *at = text, *end = text + length;

	while ((at = memmem(at, (size_t)(end - at), start_text, START_LENGTH))) {
		if (at > text && at[-1] == '\n')
			last = at;
		at++;
	}
	return last;
}

/* Finds the last start before an end. Gives: 1 and its offset, 0, or -errno. */
static int find_before(int fd, char *block, off_t end, off_t *ret_at)
{
	while (end > 0) {
		off_t from = end > BLOCK_BYTES ? end - BLOCK_BYTES : 0;
		int code = read_range(fd, block, from, end);
		const char *start;

		if (code <= 0)
			return code;
		start = last_start(block, (size_t)(end - from));
		if (start) {
			*ret_at = from + (start - block);
			return 1;
		}
		/* A start across the edge is whole, with the newline before it, in the next block.
		 */
		end = from ? from + START_LENGTH : 0;
	}
	return 0;
}

/* Takes the whole lines of a text in. Gives: 1, 0 when nodes have a say, or -ENOMEM. */
static int take_lines(struct boots *boots, const char *text, const char *end)
{
	const char *newline;
	struct record record;

	for (; (newline = memchr(text, '\n', (size_t)(end - text))); text = newline + 1) {
		if (record_scan(text, (size_t)(newline - text), &record) < 0)
			continue;
		if (record.node.length)
			return 0;
		if (boots_add(boots, &record, false) < 0)
			return -ENOMEM;
	}
	return boots_finish(boots) < 0 ? -ENOMEM : 1;
}

/* What stands around a start of auditd. */
struct surroundings {
	char *text;
	const char *start;
	const char *end;
	bool cut; /* the text begins behind the beginning of the file */
};

static int read_surroundings(int fd, off_t at, off_t size, struct surroundings *ret)
{
	off_t from = at > NEAR_BYTES ? at - NEAR_BYTES : 0;
	off_t to = size - at > NEAR_BYTES ? at + NEAR_BYTES : size;
	CLEANUP(cleanup_free) char *text = malloc((size_t)(to - from));
	int code = text ? read_range(fd, text, from, to) : -ENOMEM;

	if (code <= 0)
		return code;
	*ret = (struct surroundings){
		.text = text,
		.start = text + (at - from),
		.end = text + (to - from),
		.cut = from > 0,
	};
	text = NULL;
	return 1;
}

/* The boots before the start, and with what follows it: one more, which has this start? */
static int is_boot(const struct surroundings *around, int64_t *ret_time_ms)
{
	CLEANUP(boots_done) struct boots before = { 0 };
	CLEANUP(boots_done) struct boots both = { 0 };
	const char *first = around->text;
	const char *newline = memchr(around->start, '\n', (size_t)(around->end - around->start));
	const struct boot *boot;
	struct record start;
	int code;

	/* The first line may be the rest of one. */
	if (around->cut)
		first = (const char *)memchr(first, '\n', (size_t)(around->start - first)) + 1;
	if (!newline || record_scan(around->start, (size_t)(newline - around->start), &start) < 0)
		return 0;
	code = take_lines(&before, first, around->start);
	if (code > 0)
		code = take_lines(&both, first, around->end);
	if (code <= 0 || before.count == 0 || both.count <= before.count)
		return code < 0 ? code : 0;
	boot = both.list[before.count];
	*ret_time_ms = start.time_ms;
	return boot->auditd.known && boot->auditd.start_ms == start.time_ms;
}

/* Whether a boot begins at this start of auditd. Gives: 1 and its time, 0, or -errno. */
static int begins_boot(int fd, off_t at, off_t size, int64_t *ret_time_ms)
{
	struct surroundings around;
	int code = read_surroundings(fd, at, size, &around);

	if (code <= 0)
		return code;
	code = is_boot(&around, ret_time_ms);
	free(around.text);
	return code;
}

static int find_in(int fd, char *block, off_t *ret_offset, int64_t *ret_time_ms)
{
	struct stat status;
	off_t at;
	int code;

	if (fstat(fd, &status) < 0)
		return -errno;
	at = status.st_size;
	while ((code = find_before(fd, block, at, &at)) > 0) {
		code = begins_boot(fd, at, status.st_size, ret_time_ms);
		if (code == 0)
			continue;
		*ret_offset = at;
		return code;
	}
	return code;
}

/* One rotated set of regular files. */
static bool is_usable(const struct evidence *evidence)
{
	struct stat status;

	for (size_t i = 0; i < evidence->n_logs; i++)
		if (fstat(evidence->logs[i].fd, &status) < 0 || !S_ISREG(status.st_mode) ||
		    strcmp(evidence->logs[i].stem, evidence->logs[0].stem) != 0)
			return false;
	return true;
}

int laststart_find(const struct evidence *evidence, struct laststart *ret_start)
{
	CLEANUP(cleanup_free) char *block = malloc((size_t)BLOCK_BYTES);
	struct laststart start = { 0 };
	int code = 0;

	if (!block)
		return -ENOMEM;
	if (!is_usable(evidence))
		return 0;
	for (size_t i = evidence->n_logs; i > 0 && code == 0; i--) {
		if (evidence->logs[i - 1].copy_of)
			continue;
		start.log = i - 1;
		code = find_in(evidence->logs[i - 1].fd, block, &start.offset, &start.time_ms);
	}
	if (code > 0)
		*ret_start = start;
	return code;
}
