/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An audit log that is being read, as one thread sees it. */
#include "sources/logreading.h"

#include "base/lines.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

int logreading_begin(struct logreading *reading, const char *name,
		     const struct auditlog_sinks *sinks, int only)
{
	*reading = (struct logreading){
		.sinks = sinks,
		.only = only,
		.name = name,
		.starts = sinks->starts,
		.start_share = (unsigned)(sinks->starts % sinks->count),
		.seam = { .text = malloc(LINES_LONGEST) },
		.source = { .kind = "audit-log" },
	};
	return reading->seam.text ? 0 : -ENOMEM;
}

void logreading_done(struct logreading *reading)
{
	free(reading->seam.text);
	reading->seam.text = NULL;
}

/* Whose record the next one is: by the number of its node, or by the starts of auditd before. */
static inline unsigned share_of(struct logreading *reading, uint32_t node_hash, bool is_start)
{
	const unsigned count = reading->sinks->count;

	if (node_hash)
		return (unsigned)((uint64_t)node_hash * count >> 32);
	if (is_start)
		reading->start_share = (unsigned)(++reading->starts % count);
	return reading->start_share;
}

/* Finds the sink of the record that comes next. Gives: false where it takes elsewhere. */
static inline bool deal(struct logreading *reading, uint32_t node_hash, bool is_start)
{
	const unsigned share = share_of(reading, node_hash, is_start);
	const bool is_here = reading->only == LOGREADING_ALL || reading->only == (int)share;

	reading->sink = is_here ? &reading->sinks->list[share] : NULL;
	return is_here;
}

/* Gives the record of the line that was numbered last to its sink. */
static inline int give(struct logreading *reading, const struct record *record, bool unfinished)
{
	const struct auditlog_sink *sink = reading->sink;

	reading->source.records++;
	if (!sink)
		return 0;
	if (sink->line)
		*sink->line = reading->sinks->lines + reading->number;
	return sink->take(sink->context, record, unfinished);
}

static inline int give_next(struct logreading *reading, const struct record *record)
{
	reading->number++;
	reading->taken += record->line.length + 1;
	return give(reading, record, false);
}

/* Counts lines that are records. */
static inline void count(struct logreading *reading, uint64_t lines)
{
	reading->number += lines;
	reading->source.records += lines;
}

/* Takes a line of any kind that is whole in memory, of which the longest that can be is enough. */
static int take_text(struct logreading *reading, const char *text, size_t length, bool unfinished)
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
	if (!line.overlong && record_scan(line.text, line.length, &record) == 0) {
		(void)deal(reading, record.node_hash, record.type == AUDIT_DAEMON_START);
		return give(reading, &record, unfinished);
	}
	skipped_add(&reading->skipped, &line, reading->number, &reading->source);
	return 0;
}

/* Takes the lines of the same event behind a record that was given. */
static int take_repeats(struct logreading *reading, const struct record *first,
			const struct scan_repeat *repeats, size_t n_repeats)
{
	const struct auditlog_sink *sink = reading->sink;
	struct record record = *first;
	int code = 0;

	if (sink->take_further) {
		count(reading, n_repeats);
		return sink->take_further(sink->context, first, repeats, n_repeats);
	}
	for (size_t i = 0; i < n_repeats && code == 0; i++) {
		record = scan_repeated(&record, &repeats[i]);
		code = give_next(reading, &record);
	}
	return code;
}

/* Takes a record and the lines of its event behind it. */
static inline int take_event(struct logreading *reading, const struct record *record,
			     const struct scan_repeat *repeats, size_t n_repeats)
{
	int code = give_next(reading, record);

	return code == 0 && n_repeats ? take_repeats(reading, record, repeats, n_repeats) : code;
}

static int take_scanned(struct logreading *reading, const struct scan *scan)
{
	const struct scan_repeat *repeats = scan->repeats;
	int code = 0;

	for (size_t i = 0; i < scan->n_lines && code == 0; i++) {
		const struct scan_line *line = &scan->lines[i];
		const struct record *record = &scan->records[i];

		if (line->is_none)
			code = take_text(reading, record->line.start, record->line.length, false);
		else if (deal(reading, line->node_hash, line->is_start))
			code = take_event(reading, record, repeats, line->repeats);
		else
			count(reading, 1 + (uint64_t)line->repeats);
		repeats += line->repeats;
	}
	return code;
}

/* Takes the lines behind those that the scan had room for. Gives the code; where the last line of
 * the block, which is not whole, begins. */
static int take_rest(struct logreading *reading, const struct logreading_block *block,
		     size_t *ret_end)
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

static void seam_add(struct logreading_seam *seam, const char *text, size_t length)
{
	size_t kept = seam->length < LINES_LONGEST ? seam->length : LINES_LONGEST;
	size_t room = LINES_LONGEST - kept;

	memcpy(seam->text + kept, text, length < room ? length : room);
	seam->length += length;
}

static int take_seam(struct logreading *reading, bool unfinished)
{
	size_t length = reading->seam.length;

	reading->seam.length = 0;
	return take_text(reading, reading->seam.text, length, unfinished);
}

int logreading_take(struct logreading *reading, const struct logreading_block *block)
{
	size_t end = 0;
	int code = 0;

	reading->bytes += block->length;
	if (block->scan->has_newline) {
		seam_add(&reading->seam, block->text, block->scan->begin - 1);
		code = take_seam(reading, false);
		if (code == 0)
			code = take_scanned(reading, block->scan);
		if (code == 0)
			code = take_rest(reading, block, &end);
	}
	if (code == 0)
		seam_add(&reading->seam, block->text + end, block->length - end);
	return code;
}

int logreading_take_last(struct logreading *reading)
{
	return reading->seam.length ? take_seam(reading, true) : 0;
}

static const char *reason_of(int code)
{
	return code == -E2BIG ? "it holds more boots and nodes than can be told apart"
			      : strerror(-code);
}

int logreading_cannot_take(const struct logreading *reading, int code, struct error *err)
{
	return error_set(err, code, "cannot take in '%s' line %" PRIu64 ": %s", reading->name,
			 reading->number, reason_of(code));
}

int logreading_cannot_read(const struct logreading *reading, int code, struct error *err)
{
	return error_set(err, code, "cannot read '%s' after line %" PRIu64 ": %s", reading->name,
			 reading->number, strerror(-code));
}
