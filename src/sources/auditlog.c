/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: an audit log. */
#define _GNU_SOURCE
#include "sources/auditlog.h"

#include "base/cleanup.h"
#include "base/lines.h"
#include "sources/repeats.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A log of this size takes longer to read than a thread takes to start. */
#define AHEAD_FROM_BYTES (UINT64_C(128) << 20)

/* So large that handing it from core to core costs little beside what is in it. */
#define AHEAD_BLOCK_BYTES ((size_t)1 << 20)

/* What was not a record, and where first. */
struct skipped {
	uint64_t nul_bytes;
	uint64_t first_line;
	bool interpreted; /* a line of "ausearch -i" */
	bool unfinished;  /* the last line has no newline */
};

/* After a crash a file system may leave NUL bytes where a line was to be; the next record follows
 * at once. */
static void step_over_nul(struct line *line, struct skipped *skipped)
{
	while (line->length && *line->text == '\0') {
		line->text++;
		line->length--;
		skipped->nul_bytes++;
	}
}

/* "ausearch -i" writes the stamp as a date: "msg=audit(11/21/2026 01:47:31.000:12) : ". */
static bool is_interpreted(const struct line *line)
{
	const char *stamp = memmem(line->text, line->length, "msg=audit(", 10);

	return stamp && memchr(stamp, '/', (size_t)(line->text + line->length - stamp)) &&
	       memmem(stamp, (size_t)(line->text + line->length - stamp), ") : ", 4);
}

static bool is_separator(const struct line *line)
{
	return line->length == 0 || (line->length == 4 && memcmp(line->text, "----", 4) == 0);
}

static void count_skipped(const struct line *line, uint64_t number, struct skipped *skipped,
			  struct source *source)
{
	if (is_separator(line) && !skipped->nul_bytes)
		return;
	source->skipped++;
	if (!skipped->first_line)
		skipped->first_line = number;
	skipped->interpreted |= is_interpreted(line);
}

static int describe(const struct skipped *skipped, struct source *source)
{
	CLEANUP(cleanup_free) char *lines = NULL;
	char nul[48] = "";
	int code = 0;

	if (skipped->nul_bytes)
		(void)snprintf(nul, sizeof(nul), "; %" PRIu64 " NUL bytes stepped over",
			       skipped->nul_bytes);
	if (source->skipped)
		code = asprintf(
			&lines,
			"%" PRIu64 " line%s no audit record, the first is line %" PRIu64 "%s",
			source->skipped, source->skipped == 1 ? " is" : "s are",
			skipped->first_line,
			skipped->interpreted
				? " (this looks like the output of ausearch -i: raw records are needed)"
				: "");
	if (code < 0)
		return -ENOMEM;
	if (!source->skipped && !skipped->nul_bytes && !skipped->unfinished)
		return 0;
	code = asprintf(&source->note, "%s%s%s", lines ? lines : "all lines are records", nul,
			skipped->unfinished ? "; the last line is cut off" : "");
	return code < 0 ? -ENOMEM : 0;
}

/* A log that is being read. */
struct reading {
	const struct auditlog_sink *sink;
	struct lines lines;
	struct skipped skipped;
	struct record_memo memo;
	struct source source;
};

/* Steps over what only counts behind the record that was just taken: most lines of a log. */
static void count_repeats(struct reading *reading, const struct record *record)
{
	struct lines *lines = &reading->lines;
	uint64_t *counter = reading->sink->counter
				    ? reading->sink->counter(reading->sink->context, record)
				    : NULL;
	struct repeats repeats;

	if (!counter)
		return;
	repeats = repeats_count(&reading->memo, record, lines->buffer + lines->start,
				lines->end - lines->start, LINES_LONGEST);
	lines_step(lines, repeats.bytes, repeats.lines);
	reading->source.lines += repeats.lines;
	reading->source.records += repeats.lines;
	*counter += repeats.lines;
}

static int take_line(struct reading *reading, struct line *line)
{
	struct record record;
	int code;

	reading->source.lines++;
	step_over_nul(line, &reading->skipped);
	reading->skipped.unfinished |= line->unfinished;
	if (line->overlong ||
	    record_scan_next(&reading->memo, line->text, line->length, &record) < 0) {
		count_skipped(line, reading->lines.number, &reading->skipped, &reading->source);
		return 0;
	}
	reading->source.records++;
	code = reading->sink->take(reading->sink->context, &record, line->unfinished);
	if (code == 0)
		count_repeats(reading, &record);
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

static const char *reason_of(int code)
{
	return code == -E2BIG ? "it holds more boots and nodes than can be told apart"
			      : strerror(-code);
}

static void end_reading(struct reading *reading)
{
	lines_done(&reading->lines);
}

/* The reading was ended: the offset of a file goes back to the first line that was not taken. */
static void step_back(struct reading *reading, int fd, off_t begin)
{
	uint64_t taken = lines_taken(&reading->lines);

	if (begin >= 0)
		(void)lseek(fd, begin + (off_t)taken, SEEK_SET);
}

int auditlog_read(int fd, const char *name, const struct auditlog_sink *sink,
		  struct source *ret_source, struct error *err)
{
	CLEANUP(end_reading)
	struct reading reading = {
		.sink = sink,
		.source = { .kind = "audit-log" },
	};
	struct lines *lines = &reading.lines;
	struct line line;
	const off_t begin = lseek(fd, 0, SEEK_CUR);
	uint64_t bytes = bytes_ahead(fd);
	int code = bytes >= AHEAD_FROM_BYTES && !sink->may_end
			   ? lines_init_ahead(lines, fd, AHEAD_BLOCK_BYTES)
			   : lines_init(lines, fd);

	if (code < 0)
		return error_memory(err, "read an audit log");
	while ((code = lines_next(lines, &line)) > 0) {
		code = take_line(&reading, &line);
		if (code < 0)
			return error_set(err, code, "cannot take in '%s' line %" PRIu64 ": %s",
					 name, lines->number, reason_of(code));
		if (code > 0)
			break;
	}
	if (code < 0)
		return error_set(err, code, "cannot read '%s' after line %" PRIu64 ": %s", name,
				 lines->number, strerror(-code));
	if (code > 0)
		step_back(&reading, fd, begin);
	else if (lines->bytes < bytes)
		return error_set(err, -ESTALE,
				 "cannot read '%s': it became shorter while it was read", name);
	reading.source.path = strdup(name);
	if (!reading.source.path || describe(&reading.skipped, &reading.source) < 0) {
		free(reading.source.path);
		return error_memory(err, "read an audit log");
	}
	*ret_source = reading.source;
	return 0;
}
