/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: an audit log. */
#define _GNU_SOURCE
#include "evidence/auditlog.h"

#include "evidence/envelope.h"
#include "evidence/logblocks.h"
#include "evidence/scan.h"
#include "util/cleanup.h"
#include "util/lines.h"
#include "util/xalloc.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file of this size takes longer to read than threads to start. */
#define THREADS_FROM_BYTES (UINT64_C(4) << 20)

/* The bytes of a block: it stays in a core's cache together with its scan. Most logs are small.
 */
#define BLOCK_BYTES ((size_t)256 << 10)
#define SMALL_BLOCK_BYTES ((size_t)64 << 10)

/* The lines that tell whether a collector changed the log. */
#define LOOKED_AT_LINES 8

/* The lines that are no record, and the first of them. */
struct skipped {
	uint64_t nul_bytes;
	uint64_t first_line;
	bool interpreted; /* a line of "ausearch -i" */
	bool document;	  /* a line is JSON, and too long to be read */
	bool unfinished;  /* the last line has no newline */
};

/* After a crash a file system may leave NUL bytes in place of a line, and the next record follows
 * at once: takes them off the front of the line. */
static void skipped_step_over_nul(struct skipped *skipped, struct line *line)
{
	while (line->length && *line->text == '\0') {
		line->text++;
		line->length--;
		skipped->nul_bytes++;
	}
}

/* "ausearch -i" writes the stamp as a date: "msg=audit(11/21/2026 01:47:31.000:12) : ". */
static bool is_line_interpreted(const struct line *line)
{
	const char *stamp = memmem(line->text, line->length, "msg=audit(", 10);

	return stamp && memchr(stamp, '/', (size_t)(line->text + line->length - stamp)) &&
	       memmem(stamp, (size_t)(line->text + line->length - stamp), ") : ", 4);
}

static bool is_line_separator(const struct line *line)
{
	return line->length == 0 || (line->length == 4 && memcmp(line->text, "----", 4) == 0);
}

/* Counts a line that is no record; empty lines and those of dashes, which ausearch writes between
 * events, do not count. */
static void skipped_add_line(struct skipped *skipped, const struct line *line, uint64_t number,
			     struct source *source)
{
	if (is_line_separator(line) && !skipped->nul_bytes)
		return;
	source->skipped++;
	if (!skipped->first_line)
		skipped->first_line = number;
	skipped->interpreted |= is_line_interpreted(line);
	skipped->document |= line->overlong && (*line->text == '{' || *line->text == '[');
}

/* Notes all of it in the source. */
static void skipped_note(const struct skipped *skipped, struct source *source)
{
	CLEANUP(cleanup_free) char *lines = NULL;
	char nul[48] = "";

	if (!source->skipped && !skipped->nul_bytes && !skipped->unfinished)
		return;
	if (skipped->nul_bytes)
		(void)snprintf(nul, sizeof(nul), "; %" PRIu64 " NUL bytes stepped over",
			       skipped->nul_bytes);
	if (source->skipped)
		lines = xasprintf(
			"%" PRIu64 " line%s no audit record, the first is line %" PRIu64 "%s",
			source->skipped, source->skipped == 1 ? " is" : "s are",
			skipped->first_line,
			skipped->interpreted
				? " (this looks like the output of ausearch -i: its times are of no zone; ausearch --raw has the records)"
			: skipped->document
				? " (a JSON document on one line is too long: an object a line is needed, as jq -c makes them)"
				: "");
	source->note = xasprintf("%s%s%s", lines ? lines : "all lines are records", nul,
				 skipped->unfinished ? "; the last line is cut off" : "");
}

struct reading {
	const struct auditlog_sink *sink;
	struct logblocks *blocks;
	uint64_t number;    /* of the line before, from 1 */
	uint64_t bytes;	    /* of the blocks so far */
	uint64_t taken;	    /* of the lines so far, where each record is given by itself */
	char *seam;	    /* the beginning of a line that ends in another block */
	size_t seam_length; /* of all of it; no more than the longest line is kept */
	char *row;	    /* of CSV, as far as it was read, with its newlines; or NULL */
	size_t row_length;  /* 0: none has begun */
	struct envelopes envelopes;
	bool changed;	 /* each line is opened, also one that looks like a record */
	bool unfinished; /* of the line that is opened */
	struct skipped skipped;
	struct source source;
};

/* A callback: takes a record that was found in a line. */
static int reading_take_opened(void *context, const struct record *record)
{
	struct reading *reading = context;

	reading->source.records++;
	return reading->sink->take(reading->sink->context, record, reading->unfinished);
}

/* Takes the records of a line that is none as it is. Gives: false when there are none. */
static bool reading_open_line(struct reading *reading, const struct line *line, int *ret_code)
{
	size_t count = 0;

	reading->unfinished = line->unfinished;
	*ret_code = envelopes_open(&reading->envelopes, (struct slice){ line->text, line->length },
				   reading_take_opened, reading, &count);
	return count;
}

/* Takes a line of any kind, of which the longest that can be is enough. */
static int reading_take_one_line(struct reading *reading, const char *text, size_t length,
				 bool unfinished)
{
	struct line line = {
		.text = text,
		.length = length < LINES_LONGEST ? length : LINES_LONGEST,
		.unfinished = unfinished,
		.overlong = length > LINES_LONGEST,
	};
	struct record record;
	int code = 0;

	reading->number++;
	reading->taken += length + !unfinished;
	skipped_step_over_nul(&reading->skipped, &line);
	reading->skipped.unfinished |= unfinished;
	if (!line.overlong && !reading->changed &&
	    record_scan(line.text, line.length, &record) == 0) {
		reading->source.records++;
		return reading->sink->take(reading->sink->context, &record, unfinished);
	}
	if (!line.overlong && reading_open_line(reading, &line, &code))
		return code;
	skipped_add_line(&reading->skipped, &line, reading->number, &reading->source);
	return 0;
}

/* Takes each line of a row that is none. */
static int reading_take_row_lines(struct reading *reading, bool unfinished)
{
	const char *line = reading->row, *end = line + reading->row_length;
	int code = 0;

	reading->row_length = 0;
	while (line < end && code == 0) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));

		code = reading_take_one_line(reading, line, (size_t)(newline - line),
					     unfinished && newline + 1 == end);
		line = newline + 1;
	}
	return code;
}

/* Takes a row of several lines. */
static int reading_take_row(struct reading *reading, bool unfinished)
{
	const struct slice row = { reading->row, reading->row_length };
	const struct line line = {
		.text = row.start,
		.length = row.length - 1,
		.unfinished = unfinished,
	};
	int code;

	if (!reading_open_line(reading, &line, &code))
		return reading_take_row_lines(reading, unfinished);
	reading->row_length = 0;
	reading->number += slice_count(row, '\n');
	reading->taken += row.length - unfinished;
	reading->skipped.unfinished |= unfinished;
	return code;
}

/* Takes a line, or adds it to the row that it is of. */
static int reading_take_text(struct reading *reading, const char *text, size_t length,
			     bool unfinished)
{
	const struct slice line = { text, length };
	const bool first = !reading->row_length;
	int code = 0;

	if (length >= LINES_LONGEST - reading->row_length) {
		code = reading_take_row_lines(reading, false);
		return code ? code : reading_take_one_line(reading, text, length, unfinished);
	}
	if (first && (!reading->changed || !envelopes_opens_row(&reading->envelopes, line)))
		return reading_take_one_line(reading, text, length, unfinished);
	if (!reading->row)
		reading->row = xmalloc(LINES_LONGEST);
	memcpy(reading->row + reading->row_length, text, length);
	reading->row_length += length;
	reading->row[reading->row_length++] = '\n';
	if (!unfinished && (first || slice_count(line, '"') % 2 == 0))
		return 0;
	return reading_take_row(reading, unfinished);
}

/* Takes a line that was scanned, and the lines of the same event after it. */
static int reading_take_line(struct reading *reading, const struct scan_line *line)
{
	const struct auditlog_sink *sink = reading->sink;
	const bool at_once = sink->take_further != NULL;
	struct record record = line->record;
	int code = 0;

	if (line->is_none)
		return reading_take_text(reading, record.line.start, record.line.length, false);
	for (uint32_t i = 0; code == 0 && i <= (at_once ? 0 : line->further); i++) {
		if (i)
			record = scan_further(&record);
		reading->number++;
		reading->source.records++;
		reading->taken += record.line.length + 1;
		code = sink->take(sink->context, &record, false);
	}
	if (code != 0 || !at_once || !line->further)
		return code;
	reading->number += line->further;
	reading->source.records += line->further;
	return sink->take_further(sink->context, &line->record, line->further);
}

static void reading_add_to_seam(struct reading *reading, const char *text, size_t length)
{
	size_t kept = reading->seam_length < LINES_LONGEST ? reading->seam_length : LINES_LONGEST;
	size_t room = LINES_LONGEST - kept;

	memcpy(reading->seam + kept, text, length < room ? length : room);
	reading->seam_length += length;
}

/* Whether the first lines of a log show that a collector changed it. */
static bool is_log_changed(const struct logblock *block)
{
	const char *line = block->text, *end = line + block->length;

	for (size_t i = 0; i < LOOKED_AT_LINES && line < end; i++) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));
		const char *stop = newline ? newline : end;

		if (envelopes_changed((struct slice){ line, (size_t)(stop - line) }))
			return true;
		line = stop + 1;
	}
	return false;
}

/* Takes the lines that end in a block. */
static int reading_take_block(struct reading *reading, const struct logblock *block)
{
	const struct scan *scan = &block->scan;
	const char *newline;
	size_t length, at;
	int code;

	if (!reading->bytes)
		reading->changed = is_log_changed(block);
	at = reading->changed ? scan->begin : scan->end;
	reading->bytes += block->length;
	if (!scan->has_newline) {
		reading_add_to_seam(reading, block->text, block->length);
		return 0;
	}
	reading_add_to_seam(reading, block->text, scan->begin - 1);
	length = reading->seam_length;
	reading->seam_length = 0;
	code = reading_take_text(reading, reading->seam, length, false);
	for (size_t i = 0; i < scan->n_lines && code == 0 && !reading->changed; i++)
		code = reading_take_line(reading, &scan->lines[i]);
	/* The lines that the scan had no room for. */
	while (code == 0 && (newline = memchr(block->text + at, '\n', block->length - at))) {
		length = (size_t)(newline - block->text) - at;
		code = reading_take_text(reading, block->text + at, length, false);
		at += length + 1;
	}
	if (code == 0)
		reading_add_to_seam(reading, block->text + at, block->length - at);
	return code;
}

static const char *auditlog_reason(int code)
{
	return code == -E2BIG ? "it holds more boots and nodes than can be told apart"
			      : strerror(-code);
}

/* The bytes of a regular file after its offset; 0 for a pipe. */
static uint64_t auditlog_bytes_ahead(int fd)
{
	struct stat status;
	off_t at = lseek(fd, 0, SEEK_CUR);

	if (at < 0 || fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) || status.st_size < at)
		return 0;
	return (uint64_t)(status.st_size - at);
}

static void free_reading(struct reading *reading)
{
	logblocks_close(reading->blocks);
	free(reading->seam);
	free(reading->row);
}

static void reading_open_blocks(struct reading *reading, int fd, uint64_t bytes)
{
	const struct auditlog_sink *sink = reading->sink;
	const bool is_large = sink->take_further && bytes >= THREADS_FROM_BYTES;
	unsigned threads = is_large ? logblocks_processors() : 1;
	size_t block_bytes = is_large ? BLOCK_BYTES : SMALL_BLOCK_BYTES;

	reading->seam = xmalloc(LINES_LONGEST);
	reading->blocks = logblocks_open(fd, sink->threads ? sink->threads : threads,
					 sink->block_bytes ? sink->block_bytes : block_bytes);
}

/* Takes the rest of the log, which has no newline. */
static int reading_take_end(struct reading *reading)
{
	if (reading->seam_length)
		return reading_take_text(reading, reading->seam, reading->seam_length, true);
	return reading->row_length ? reading_take_row(reading, false) : 0;
}

int auditlog_read(int fd, const char *name, const struct auditlog_sink *sink,
		  struct source *ret_source, struct error *err)
{
	CLEANUP(free_reading)
	struct reading reading = { .sink = sink, .source = { .kind = "audit-log" } };
	const off_t begin = lseek(fd, 0, SEEK_CUR);
	const uint64_t bytes = auditlog_bytes_ahead(fd);
	const struct logblock *block;
	int code = 0;

	reading_open_blocks(&reading, fd, bytes);
	while (code == 0 && (block = logblocks_next(reading.blocks))) {
		code = reading_take_block(&reading, block);
		if (sink->progress)
			progress_add(sink->progress, block->length);
		if (code == 0 && block->failed)
			return error_set(err, block->failed,
					 "cannot read '%s' after line %" PRIu64 ": %s", name,
					 reading.number, strerror(-block->failed));
	}
	if (code == 0)
		code = reading_take_end(&reading);
	if (code < 0)
		return error_set(err, code, "cannot use '%s' line %" PRIu64 ": %s", name,
				 reading.number, auditlog_reason(code));
	/* The offset of a file goes back to the first line that was not taken. */
	if (begin >= 0)
		(void)lseek(fd, begin + (off_t)(code ? reading.taken : reading.bytes), SEEK_SET);
	if (code == 0 && reading.bytes < bytes)
		return error_set(err, -ESTALE,
				 "cannot read '%s': it became shorter while it was read", name);
	reading.source.lines = reading.number;
	reading.source.collected = reading.envelopes.collected;
	reading.source.path = xstrdup(name);
	skipped_note(&reading.skipped, &reading.source);
	*ret_source = reading.source;
	return 0;
}
