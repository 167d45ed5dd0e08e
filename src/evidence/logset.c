/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The audit logs of one rotated set as one run of bytes. */
#define _GNU_SOURCE
#include "evidence/logset.h"

#include "evidence/envelope.h"
#include "util/cleanup.h"
#include "util/contents.h"
#include "util/xalloc.h"

#include <string.h>
#include <sys/stat.h>

void logset_done(struct logset *set)
{
	free(set->parts);
	*set = (struct logset){ 0 };
}

static bool logset_add(const struct evidence *evidence, size_t log, struct logset *set)
{
	const struct evidence_log *added = &evidence->logs[log];
	struct stat status;

	if (fstat(added->fd, &status) < 0 || !S_ISREG(status.st_mode) ||
	    strcmp(added->stem, evidence->logs[0].stem) != 0)
		return false;
	if (added->copy_of)
		return true;
	set->parts[set->count++] = (struct logset_part){
		.log = log,
		.fd = added->fd,
		.start = set->bytes,
		.end = set->bytes + status.st_size,
	};
	set->bytes += status.st_size;
	return true;
}

bool logset_init(const struct evidence *evidence, struct logset *ret_set)
{
	struct logset set = { .parts = xcalloc(evidence->n_logs, sizeof(*set.parts)) };
	bool one_set = true;

	for (size_t i = 0; i < evidence->n_logs && one_set; i++)
		one_set = logset_add(evidence, i, &set);
	if (!one_set || !set.count) {
		logset_done(&set);
		return false;
	}
	*ret_set = set;
	return true;
}

static int logset_read_part(const struct logset_part *part, char *text, off_t from, off_t to)
{
	const size_t wanted = (size_t)(to - from);
	ssize_t got = contents_at(part->fd, text, wanted, from - part->start);

	if (got < 0)
		return (int)got;
	return (size_t)got == wanted;
}

int logset_read(const struct logset *set, char *text, off_t from, off_t to)
{
	int code = 1;

	for (size_t i = 0; i < set->count && code > 0; i++) {
		const struct logset_part *part = &set->parts[i];
		off_t first = part->start > from ? part->start : from;
		off_t last = part->end < to ? part->end : to;

		if (first < last)
			code = logset_read_part(part, text + (first - from), first, last);
	}
	return code;
}

const struct logset_part *logset_part_at(const struct logset *set, off_t at)
{
	size_t i = 0;

	while (i + 1 < set->count && set->parts[i].end <= at)
		i++;
	return &set->parts[i];
}

bool logset_is_part_start(const struct logset *set, off_t at)
{
	return logset_part_at(set, at)->start == at;
}

/* Reads a block. Gives: as logset_read, and with 1 a text that the caller frees. */
static int logset_read_block(const struct logset *set, off_t from, off_t to, char **ret_text)
{
	CLEANUP(cleanup_free) char *text = xmalloc((size_t)(to - from) + 1);
	int code = logset_read(set, text, from, to);

	if (code <= 0)
		return code;
	*ret_text = text;
	text = NULL;
	return 1;
}

static bool is_of_kernel(const struct record *record)
{
	return !(record->flags & TYPES_OF_AUDITD);
}

/* The stamp of the first record of the kernel in whole lines of a text, or of the last one. */
static bool find_stamp(const char *text, const char *end, bool last, struct logset_stamp *ret_stamp)
{
	const char *newline;
	struct record record;
	bool found = false;

	for (; (newline = memchr(text, '\n', (size_t)(end - text))); text = newline + 1) {
		const struct slice line = { text, (size_t)(newline - text) };

		/* Of a log in envelopes nothing can be found without opening each. */
		if (record_scan(line.start, line.length, &record) < 0) {
			if (envelopes_wrap(line))
				return false;
			continue;
		}
		if (!is_of_kernel(&record))
			continue;
		*ret_stamp = (struct logset_stamp){
			.time_ms = record.time_ms,
			.serial = record.serial,
			.of_node = record.node.length > 0,
		};
		found = true;
		if (!last)
			break;
	}
	return found;
}

static int find_in_block(const struct logset *set, off_t from, off_t to, bool last,
			 struct logset_stamp *ret_stamp)
{
	CLEANUP(cleanup_free) char *text = NULL;
	const char *first;
	int code = logset_read_block(set, from, to, &text);

	if (code <= 0)
		return code;
	/* The first line may be the rest of one. */
	first = logset_is_part_start(set, from) ? text : memchr(text, '\n', (size_t)(to - from));
	return first && find_stamp(first, text + (to - from), last, ret_stamp);
}

int logset_stamp_at(const struct logset *set, off_t at, struct logset_stamp *ret_stamp)
{
	off_t to = set->bytes - at > LOGSET_BLOCK_BYTES ? at + LOGSET_BLOCK_BYTES : set->bytes;

	return find_in_block(set, at, to, false, ret_stamp);
}

int logset_last_stamp(const struct logset *set, struct logset_stamp *ret_stamp)
{
	off_t from = set->bytes > LOGSET_BLOCK_BYTES ? set->bytes - LOGSET_BLOCK_BYTES : 0;

	return find_in_block(set, from, set->bytes, true, ret_stamp);
}
