/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: an audit log. */
#define _GNU_SOURCE
#include "sources/auditlog.h"

#include "base/blocks.h"
#include "base/cleanup.h"
#include "base/lines.h"
#include "sources/repeats.h"
#include "sources/scan.h"
#include "sources/skipped.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A log of this size takes longer to read than threads take to start. */
#define THREADS_FROM_BYTES (UINT64_C(16) << 20)

/* One stays in a core's cache, with what was found in it. */
#define BLOCK_BYTES ((size_t)256 << 10)

/* More would wait for the one that takes the records. */
#define HELPERS_MAX 3

/* A log that is being read. */
struct reading {
	const struct auditlog_sink *sink;
	const char *name;
	struct error *err;
	uint64_t number; /* of the line that was taken last, from 1 */
	uint64_t bytes;	 /* read so far */
	struct skipped skipped;
	struct record_memo memo;
	struct source source;
};

static uint64_t *counter_of(const struct reading *reading, const struct record *record)
{
	return reading->sink->counter ? reading->sink->counter(reading->sink->context, record)
				      : NULL;
}

/* Lines that are records and only count. */
static void count_lines(struct reading *reading, uint64_t *counter, uint64_t lines)
{
	reading->number += lines;
	reading->source.lines += lines;
	reading->source.records += lines;
	*counter += lines;
}

static int take_record(struct reading *reading, const struct record *record, bool unfinished)
{
	reading->source.records++;
	return reading->sink->take(reading->sink->context, record, unfinished);
}

/* Gives: what the sink gave; the record, whose line is empty where there is none. */
static int take_line(struct reading *reading, struct line *line, struct record *ret_record)
{
	reading->number++;
	reading->source.lines++;
	skipped_nul(&reading->skipped, line);
	reading->skipped.unfinished |= line->unfinished;
	if (!line->overlong &&
	    record_scan_next(&reading->memo, line->text, line->length, ret_record) == 0)
		return take_record(reading, ret_record, line->unfinished);
	skipped_add(&reading->skipped, line, reading->number, &reading->source);
	*ret_record = (struct record){ 0 };
	return 0;
}

/* Steps over what only counts behind the record that was just taken: most lines of a log. */
static void step_over_repeats(struct reading *reading, struct lines *lines,
			      const struct record *record)
{
	const struct repeats_list not_noted = { 0 };
	uint64_t *counter = record->line.length ? counter_of(reading, record) : NULL;
	struct repeats repeats;

	if (!counter)
		return;
	repeats = repeats_count(&reading->memo, record, lines->buffer + lines->start,
				lines->end - lines->start, LINES_LONGEST, not_noted);
	lines_step(lines, repeats.bytes, repeats.lines);
	count_lines(reading, counter, repeats.lines);
}

static const char *reason_of(int code)
{
	return code == -E2BIG ? "it holds more boots and nodes than can be told apart"
			      : strerror(-code);
}

static int cannot_take(const struct reading *reading, int code)
{
	return error_set(reading->err, code, "cannot take in '%s' line %" PRIu64 ": %s",
			 reading->name, reading->number, reason_of(code));
}

static int cannot_read(const struct reading *reading, int code)
{
	return error_set(reading->err, code, "cannot read '%s' after line %" PRIu64 ": %s",
			 reading->name, reading->number, strerror(-code));
}

static void lines_cleanup(struct lines *lines)
{
	lines_done(lines);
}

/* One line after the other. Gives: 0, a positive value when the sink ended it, or -errno. */
static int read_lines(struct reading *reading, int fd)
{
	CLEANUP(lines_cleanup) struct lines lines;
	const off_t begin = lseek(fd, 0, SEEK_CUR);
	struct record record;
	struct line line;
	int code = lines_init(&lines, fd);

	if (code < 0)
		return error_memory(reading->err, "read an audit log");
	while ((code = lines_next(&lines, &line)) > 0) {
		code = take_line(reading, &line, &record);
		if (code < 0)
			return cannot_take(reading, code);
		if (code > 0)
			break;
		step_over_repeats(reading, &lines, &record);
	}
	if (code < 0)
		return cannot_read(reading, code);
	/* The offset of a file goes back to the first line that was not taken. */
	if (code > 0 && begin >= 0)
		(void)lseek(fd, begin + (off_t)lines_taken(&lines), SEEK_SET);
	reading->bytes = lines.bytes;
	return code;
}

/* The line that begins in one block and ends in another. */
struct seam {
	char *text;    /* its beginning, room for the longest line and one byte more */
	size_t length; /* of all of it */
};

static void seam_done(struct seam *seam)
{
	free(seam->text);
}

static void seam_add(struct seam *seam, const char *text, size_t length)
{
	size_t kept = seam->length < LINES_LONGEST ? seam->length : LINES_LONGEST;
	size_t room = LINES_LONGEST - kept;

	memcpy(seam->text + kept, text, length < room ? length : room);
	seam->length += length;
}

/* Takes a line that is whole in memory, of which the longest that can be is enough. */
static int take_text(struct reading *reading, const char *text, size_t length, bool unfinished)
{
	struct line line = {
		.text = text,
		.length = length < LINES_LONGEST ? length : LINES_LONGEST,
		.unfinished = unfinished,
		.overlong = length > LINES_LONGEST,
	};
	struct record record;

	return take_line(reading, &line, &record);
}

static int take_seam(struct reading *reading, struct seam *seam, bool unfinished)
{
	size_t length = seam->length;

	seam->length = 0;
	return take_text(reading, seam->text, length, unfinished);
}

/* A block of the log, and what was found in it. */
struct block {
	const char *text;
	size_t length;
	const struct scan *scan;
};

/* Takes the lines of the same event behind a record that was taken, or counts them. */
static int take_repeats(struct reading *reading, const struct record *first, const char *line,
			const struct repeat *repeats, size_t count)
{
	struct record record = *first;

	for (size_t i = 0; i < count; i++) {
		uint64_t *counter = counter_of(reading, &record);
		int code;

		if (counter) {
			count_lines(reading, counter, count - i);
			return 0;
		}
		record = repeats_record(&record, line, &repeats[i]);
		line += repeats[i].length + 1;
		reading->number++;
		reading->source.lines++;
		code = take_record(reading, &record, false);
		if (code)
			return code;
	}
	return 0;
}

static int take_scanned(struct reading *reading, const struct block *block)
{
	const struct repeat *repeats = block->scan->repeats;
	int code = 0;

	for (size_t i = 0; i < block->scan->n_records && code == 0; i++) {
		const struct scan_record *scanned = &block->scan->records[i];
		const char *line = block->text + scanned->at;
		struct record record;

		if (scanned->plain) {
			code = take_text(reading, line, scanned->length, false);
			continue;
		}
		record = scan_to_record(scanned, block->text);
		reading->number++;
		reading->source.lines++;
		code = take_record(reading, &record, false);
		if (code == 0)
			code = take_repeats(reading, &record, line + scanned->length + 1, repeats,
					    scanned->repeats);
		repeats += scanned->repeats;
	}
	return code;
}

/* Takes the lines behind those that the scan had room for. Gives the code; where the last line of
 * the block, which is not whole, begins. */
static int take_rest(struct reading *reading, const struct block *block, size_t *ret_end)
{
	size_t at = block->scan->end;
	const char *newline;
	int code = 0;

	while (code == 0 && (newline = memchr(block->text + at, '\n', block->length - at))) {
		size_t end = (size_t)(newline - block->text);

		code = take_text(reading, block->text + at, end - at, false);
		at = end + 1;
	}
	*ret_end = at;
	return code;
}

static int take_block(struct reading *reading, const struct block *block, struct seam *seam)
{
	size_t end = 0;
	int code = 0;

	if (block->scan->has_newline) {
		seam_add(seam, block->text, block->scan->begin - 1);
		code = take_seam(reading, seam, false);
		if (code == 0)
			code = take_scanned(reading, block);
		if (code == 0)
			code = take_rest(reading, block, &end);
	}
	seam_add(seam, block->text + end, block->length - end);
	return code;
}

static void blocks_cleanup(struct blocks **blocks)
{
	blocks_free(*blocks);
}

/* By several threads, whose blocks are taken in their order. Gives: 0, -EAGAIN where there are no
 * other threads and nothing was read, or -errno. */
static int read_blocks(struct reading *reading, int fd, size_t block_bytes, unsigned helpers)
{
	const struct blocks_work work = { .work = scan_block, .result_bytes = sizeof(struct scan) };
	CLEANUP(seam_done) struct seam seam = { .text = malloc(LINES_LONGEST) };
	CLEANUP(blocks_cleanup) struct blocks *blocks = NULL;
	const void *scan = NULL;
	struct block block;
	ssize_t length;
	int code = seam.text ? blocks_new(fd, block_bytes, &work, helpers, &blocks) : -ENOMEM;

	if (code < 0)
		return code == -EAGAIN ? code : error_memory(reading->err, "read an audit log");
	while ((length = blocks_next(blocks, &block.text, &scan)) > 0) {
		block.length = (size_t)length;
		block.scan = scan;
		reading->bytes += block.length;
		code = take_block(reading, &block, &seam);
		if (code < 0)
			return cannot_take(reading, code);
	}
	if (length < 0)
		return cannot_read(reading, (int)length);
	code = seam.length ? take_seam(reading, &seam, true) : 0;
	return code < 0 ? cannot_take(reading, code) : 0;
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

/* Ends a reading. Takes: what it gave. */
static int finish(struct reading *reading, uint64_t bytes, int code, struct source *ret_source)
{
	struct source *source = &reading->source;

	if (code < 0)
		return code;
	if (code == 0 && reading->bytes < bytes)
		return error_set(reading->err, -ESTALE,
				 "cannot read '%s': it became shorter while it was read",
				 reading->name);
	source->path = strdup(reading->name);
	if (!source->path || skipped_note(&reading->skipped, source) < 0) {
		free(source->path);
		return error_memory(reading->err, "read an audit log");
	}
	*ret_source = *source;
	return 0;
}

static struct reading begin(const char *name, const struct auditlog_sink *sink, struct error *err)
{
	return (struct reading){
		.sink = sink,
		.name = name,
		.err = err,
		.source = { .kind = "audit-log" },
	};
}

int auditlog_read_blocks(int fd, const char *name, const struct auditlog_sink *sink,
			 size_t block_bytes, unsigned helpers, struct source *ret_source,
			 struct error *err)
{
	struct reading reading = begin(name, sink, err);
	uint64_t bytes = bytes_ahead(fd);
	int code = read_blocks(&reading, fd, block_bytes, helpers);

	if (code == -EAGAIN)
		code = read_lines(&reading, fd);
	return finish(&reading, bytes, code, ret_source);
}

int auditlog_read(int fd, const char *name, const struct auditlog_sink *sink,
		  struct source *ret_source, struct error *err)
{
	struct reading reading = begin(name, sink, err);
	uint64_t bytes = bytes_ahead(fd);
	unsigned helpers = blocks_threads() - 1;

	if (bytes >= THREADS_FROM_BYTES && helpers && !sink->may_end)
		return auditlog_read_blocks(fd, name, sink, BLOCK_BYTES,
					    helpers < HELPERS_MAX ? helpers : HELPERS_MAX,
					    ret_source, err);
	return finish(&reading, bytes, read_lines(&reading, fd), ret_source);
}
