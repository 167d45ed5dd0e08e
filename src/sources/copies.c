/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which audit logs of a set are copies of others. */
#include "sources/copies.h"

#include "base/cleanup.h"
#include "base/contents.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define BLOCK_BYTES 65536

/* Logs in which each pair differs at the end only would be read as often as there are pairs. */
#define READS_MAX 8

/* Gives 1 when the bytes of the shorter file are the beginning of the longer one; 0; -EDQUOT when
 * there are no bytes left to compare; -errno. */
static int is_beginning(int shorter, int longer, uint64_t *left_bytes)
{
	CLEANUP(cleanup_free) char *blocks = malloc((size_t)2 * BLOCK_BYTES);
	char *other = blocks ? blocks + BLOCK_BYTES : NULL;
	off_t offset = 0;
	ssize_t got, of_longer;

	if (!blocks)
		return -ENOMEM;
	do {
		got = contents_at(shorter, blocks, BLOCK_BYTES, offset);
		of_longer = got > 0 ? contents_at(longer, other, BLOCK_BYTES, offset) : 0;
		if (got < 0 || of_longer < 0)
			return (int)(got < 0 ? got : of_longer);
		if ((uint64_t)got > *left_bytes)
			return -EDQUOT;
		*left_bytes -= (uint64_t)got;
		if (of_longer < got || memcmp(blocks, other, (size_t)got) != 0)
			return 0;
		offset += got;
	} while (got == BLOCK_BYTES);
	return 1;
}

/* Puts the one that may be a copy first: the shorter, the compressed, the later. */
static bool order_pair(struct evidence_log **copy, struct evidence_log **other)
{
	struct stat left, right;
	struct evidence_log *swap = *copy;
	bool exchange;

	if (fstat((*copy)->fd, &left) < 0 || fstat((*other)->fd, &right) < 0 ||
	    !S_ISREG(left.st_mode) || !S_ISREG(right.st_mode))
		return false;
	exchange = left.st_size == right.st_size ? (*other)->decoded && !(*copy)->decoded
						 : left.st_size > right.st_size;
	if (exchange) {
		*copy = *other;
		*other = swap;
	}
	return true;
}

static int mark_pair(struct evidence_log *copy, struct evidence_log *other, uint64_t *left_bytes)
{
	int code;

	if (copy->copy_of || other->copy_of || copy->first_ms == INT64_MAX ||
	    copy->first_ms != other->first_ms || !order_pair(&copy, &other))
		return 0;
	code = is_beginning(copy->fd, other->fd, left_bytes);
	if (code <= 0)
		return code;
	copy->copy_of = strdup(other->name);
	return copy->copy_of ? 0 : -ENOMEM;
}

/* What all are long together, some times. */
static uint64_t bytes_to_compare(const struct evidence_log *logs, size_t count)
{
	uint64_t bytes = BLOCK_BYTES;
	struct stat status;

	for (size_t i = 0; i < count; i++)
		if (fstat(logs[i].fd, &status) == 0 && S_ISREG(status.st_mode))
			bytes += (uint64_t)status.st_size + BLOCK_BYTES;
	return READS_MAX * bytes;
}

int copies_mark(struct evidence_log *logs, size_t count)
{
	uint64_t left_bytes = bytes_to_compare(logs, count);
	int code = 0;

	for (size_t i = 1; i < count; i++)
		for (size_t k = 0; k < i && code == 0; k++)
			code = mark_pair(&logs[i], &logs[k], &left_bytes);
	return code;
}
