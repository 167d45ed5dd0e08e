/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: an audit log. */
#define _GNU_SOURCE
#include "sources/auditlog.h"

#include "base/cleanup.h"
#include "base/lines.h"
#include "sources/logblocks.h"
#include "sources/scan.h"
#include "sources/skipped.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file of this size takes longer to read than threads to start. */
#define THREADS_FROM_BYTES (UINT64_C(4) << 20)

/* The bytes of a block: it stays in a core's cache, with what was found in it. Most logs are small.
 */
#define BLOCK_BYTES ((size_t)256 << 10)
#define SMALL_BLOCK_BYTES ((size_t)64 << 10)

struct reading {
	const struct auditlog_sink *sink;
	const char *name;
	uint64_t number;    /* of the line before, from 1 */
	uint64_t bytes;	    /* of the blocks so far */
	uint64_t taken;	    /* of the lines so far, where each record is given by itself */
	char *seam;	    /* the beginning of a line that ends in another block */
	size_t seam_length; /* of all of it; no more than the longest line is kept */
	struct skipped skipped;
	struct source source;
};

static int give_record(struct reading *reading, const struct record *record, bool unfinished)
{
	reading->source.records++;
	return reading->sink->take(reading->sink->context, record, unfinished);
}

/* Takes a line of any kind, of which the longest that can be is enough. */
static int take_text(struct reading *reading, const char *text, size_t length, bool unfinished)
{
	struct line line = {
		.text = text,
		.length = length < LINES_LONGEST ? length : LINES_LONGEST,
		.unfinished = unfinished,
		.overlong = length > LINES_LONGEST,
	};
	struct record record;

	reading->number++;
	reading->taken += length + !unfinished;
	skipped_nul(&reading->skipped, &line);
	reading->skipped.unfinished |= unfinished;
	if (!line.overlong && record_scan(line.text, line.length, &record) == 0)
		return give_record(reading, &record, unfinished);
	skipped_add(&reading->skipped, &line, reading->number, &reading->source);
	return 0;
}

/* Takes the lines of the same event behind a record that was given. */
static int take_further(struct reading *reading, const struct record *first, size_t count)
{
	struct record record = *first;
	int code = 0;

	if (reading->sink->take_further) {
		reading->number += count;
		reading->source.records += count;
		return reading->sink->take_further(reading->sink->context, first, count);
	}
	for (size_t i = 0; i < count && code == 0; i++) {
		record = scan_further(&record);
		reading->number++;
		reading->taken += record.line.length + 1;
		code = give_record(reading, &record, false);
	}
	return code;
}

static int take_line(struct reading *reading, const struct scan_line *line)
{
	const struct record *record = &line->record;
	int code;

	if (line->is_none)
		return take_text(reading, record->line.start, record->line.length, false);
	reading->number++;
	reading->taken += record->line.length + 1;
	code = give_record(reading, record, false);
	return code == 0 && line->further ? take_further(reading, record, line->further) : code;
}

static void add_to_seam(struct reading *reading, const char *text, size_t length)
{
	size_t kept = reading->seam_length < LINES_LONGEST ? reading->seam_length : LINES_LONGEST;
	size_t room = LINES_LONGEST - kept;

	memcpy(reading->seam + kept, text, length < room ? length : room);
	reading->seam_length += length;
}

static int take_seam(struct reading *reading, bool unfinished)
{
	size_t length = reading->seam_length;

	reading->seam_length = 0;
	return take_text(reading, reading->seam, length, unfinished);
}

/* Takes the lines of a block that end in it. Gives the code; where the next line begins. */
static int take_lines(struct reading *reading, const struct logblock *block, size_t *ret_end)
{
	const struct scan *scan = &block->scan;
	const char *newline;
	size_t at = scan->end;
	int code;

	add_to_seam(reading, block->text, scan->begin - 1);
	code = take_seam(reading, false);
	for (size_t i = 0; i < scan->n_lines && code == 0; i++)
		code = take_line(reading, &scan->lines[i]);
	/* Those that the scan had no room for. */
	while (code == 0 && (newline = memchr(block->text + at, '\n', block->length - at))) {
		size_t end = (size_t)(newline - block->text);

		code = take_text(reading, block->text + at, end - at, false);
		at = end + 1;
	}
	*ret_end = at;
	return code;
}

static int take_block(void *context, const struct logblock *block)
{
	struct reading *reading = context;
	size_t end = 0;
	int code = 0;

	reading->bytes += block->length;
	if (block->scan.has_newline)
		code = take_lines(reading, block, &end);
	if (code == 0)
		add_to_seam(reading, block->text + end, block->length - end);
	if (reading->sink->passed)
		reading->sink->passed(reading->sink->context, reading->bytes);
	return code;
}

static const char *reason_of(int code)
{
	return code == -E2BIG ? "it holds more boots and nodes than can be told apart"
			      : strerror(-code);
}

/* Reads the blocks and the last line, which has no newline. Gives: as auditlog_read, or a positive
 * value where the sink ended it. */
static int read_blocks(struct reading *reading, int fd, unsigned threads, size_t block_bytes,
		       struct error *err)
{
	const struct logblocks_taker taker = { .take = take_block, .context = reading };
	const off_t begin = lseek(fd, 0, SEEK_CUR);
	int failed = 0, code = logblocks_read(fd, threads, block_bytes, &taker, &failed);

	if (failed)
		return error_set(err, failed, "cannot read '%s' after line %" PRIu64 ": %s",
				 reading->name, reading->number, strerror(-failed));
	if (code == 0 && reading->seam_length)
		code = take_seam(reading, true);
	if (code < 0)
		return error_set(err, code, "cannot take in '%s' line %" PRIu64 ": %s",
				 reading->name, reading->number, reason_of(code));
	/* The offset of a file goes back to the first line that was not taken. */
	if (begin >= 0)
		(void)lseek(fd, begin + (off_t)(code ? reading->taken : reading->bytes), SEEK_SET);
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

int auditlog_read_by(int fd, const char *name, const struct auditlog_sink *sink, unsigned threads,
		     size_t block_bytes, struct source *ret_source, struct error *err)
{
	CLEANUP(cleanup_free) char *seam = malloc(LINES_LONGEST);
	struct reading reading = {
		.sink = sink,
		.name = name,
		.seam = seam,
		.source = { .kind = "audit-log" },
	};
	const uint64_t bytes = bytes_ahead(fd);
	int code;

	if (!seam)
		return error_memory(err, "read an audit log");
	code = read_blocks(&reading, fd, threads, block_bytes, err);
	if (code < 0)
		return code;
	if (code == 0 && reading.bytes < bytes)
		return error_set(err, -ESTALE,
				 "cannot read '%s': it became shorter while it was read", name);
	reading.source.lines = reading.number;
	reading.source.path = strdup(name);
	if (!reading.source.path || skipped_note(&reading.skipped, &reading.source) < 0) {
		free(reading.source.path);
		return error_memory(err, "read an audit log");
	}
	*ret_source = reading.source;
	return 0;
}

int auditlog_read(int fd, const char *name, const struct auditlog_sink *sink,
		  struct source *ret_source, struct error *err)
{
	const bool is_large = sink->take_further && bytes_ahead(fd) >= THREADS_FROM_BYTES;

	return auditlog_read_by(fd, name, sink, is_large ? logblocks_processors() : 1,
				is_large ? BLOCK_BYTES : SMALL_BLOCK_BYTES, ret_source, err);
}
