/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records in a block of an audit log. */
#include "sources/scan.h"

#include "base/lines.h"

#include <string.h>

static void note_record(const struct record *record, const char *text, struct scan_record *to)
{
	const char *line = record->line.start;

	*to = (struct scan_record){
		.kind = (uint8_t)record->kind,
		.serial = record->serial,
		.time_ms = record->time_ms,
		.at = (uint32_t)(line - text),
		.length = (uint32_t)record->line.length,
		.type_at = (uint32_t)(record->type.start - line),
		.type_length = (uint32_t)record->type.length,
		.body_at = (uint32_t)(record->body.start - line),
	};
}

/* Notes the lines of the same event that follow. */
static void note_repeats(struct scan *scan, const struct record_memo *memo,
			 const struct record *record, const char *text, size_t length)
{
	struct scan_record *noted = &scan->records[scan->n_records - 1];
	const struct repeats_list room = {
		.list = scan->repeats + scan->n_repeats,
		.n_list = SCAN_REPEATS - scan->n_repeats,
	};
	struct repeats repeats;

	if (!room.n_list)
		return;
	repeats = repeats_count(memo, record, text + scan->end, length - scan->end, LINES_LONGEST,
				room);
	noted->repeats = (uint32_t)repeats.lines;
	noted->repeats_bytes = (uint32_t)repeats.bytes;
	scan->n_repeats += (uint32_t)repeats.lines;
	scan->end += (uint32_t)repeats.bytes;
}

/* Scans the line at the end of what was scanned. Gives: false when the block does not hold all of
 * it. */
static bool scan_line(struct scan *scan, struct record_memo *memo, const char *text, size_t length)
{
	const char *line = text + scan->end;
	const char *newline = memchr(line, '\n', length - scan->end);
	struct scan_record *noted = &scan->records[scan->n_records];
	size_t line_length;
	struct record record;

	if (!newline)
		return false;
	line_length = (size_t)(newline - line);
	*noted = (struct scan_record){ .plain = true, .at = scan->end };
	noted->length = (uint32_t)line_length;
	scan->end += (uint32_t)line_length + 1;
	scan->n_records++;
	if (line_length > LINES_LONGEST || record_scan_next(memo, line, line_length, &record) < 0)
		return true;
	note_record(&record, text, noted);
	note_repeats(scan, memo, &record, text, length);
	return true;
}

void scan_block(const char *text, size_t length, void *ret_scan)
{
	struct scan *scan = ret_scan;
	const char *newline = memchr(text, '\n', length);
	struct record_memo memo = { 0 };

	scan->has_newline = newline;
	scan->begin = scan->end = newline ? (uint32_t)(newline - text) + 1 : 0;
	scan->n_records = scan->n_repeats = 0;
	while (newline && scan->n_records < SCAN_RECORDS && scan_line(scan, &memo, text, length))
		;
}

struct record scan_to_record(const struct scan_record *scanned, const char *text)
{
	const char *line = text + scanned->at;
	struct record record = {
		.line = { .start = line, .length = scanned->length },
		.type = { .start = line + scanned->type_at, .length = scanned->type_length },
		.body = { .start = line + scanned->body_at,
			  .length = scanned->length - scanned->body_at },
		.kind = (enum record_kind)scanned->kind,
		.serial = scanned->serial,
		.time_ms = scanned->time_ms,
	};
	size_t around = strlen("node=") + strlen(" type=");

	if (scanned->type_at > around)
		record.node = (struct slice){ .start = line + strlen("node="),
					      .length = scanned->type_at - around };
	return record;
}
