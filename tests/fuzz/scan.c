/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes what is found in a block of a log: each line of it once, and what record_scan finds. */
#define _GNU_SOURCE
#include "evidence/scan.h"
#include "fuzz.h"
#include "util/lines.h"

static void check_slice(struct slice slice, struct slice expected)
{
	REQUIRE(slice.length == expected.length);
	REQUIRE(!slice.length || slice.start == expected.start);
}

/* A line that was taken for a record is one, and the same to the byte. */
static void check_record(const struct record *record, const char *line, size_t length)
{
	struct record expected;

	REQUIRE(length <= LINES_LONGEST && !memchr(line, '\n', length) && line[length] == '\n');
	REQUIRE(record_scan(line, length, &expected) == 0);
	check_slice(record->line, expected.line);
	check_slice(record->node, expected.node);
	check_slice(record->type_name, expected.type_name);
	check_slice(record->body, expected.body);
	REQUIRE(record->type == expected.type);
	REQUIRE(record->serial == expected.serial && record->time_ms == expected.time_ms);
}

/* Gives: where the lines of the same event end. */
static size_t check_further(const struct scan_line *line, const char *text, size_t at)
{
	const struct record *first = &line->record;
	struct record record = *first;

	for (size_t i = 0; i < line->further; i++) {
		record = scan_further(&record);
		REQUIRE(record.line.start == text + at);
		check_record(&record, text + at, record.line.length);
		REQUIRE(record.type != AUDIT_CONFIG_CHANGE);
		REQUIRE(!(record.flags & (TYPES_OF_AUDITD | TYPES_SPAN)));
		REQUIRE(record.serial == first->serial && record.time_ms == first->time_ms);
		REQUIRE(slice_same(record.node, first->node));
		at += record.line.length + 1;
	}
	return at;
}

static void check_line(const struct scan_line *line, size_t size)
{
	const struct record *record = &line->record;
	struct record expected;

	REQUIRE(record->line.length < size);
	if (!line->is_none) {
		check_record(record, record->line.start, record->line.length);
		return;
	}
	REQUIRE(!line->further);
	REQUIRE(record->line.length > LINES_LONGEST ||
		record_scan(record->line.start, record->line.length, &expected) < 0);
}

static void check_scan(const struct scan *scan, const char *text, size_t size)
{
	size_t at = scan->begin;

	for (size_t i = 0; i < scan->n_lines; i++) {
		const struct record *record = &scan->lines[i].record;

		REQUIRE(record->line.start == text + at);
		check_line(&scan->lines[i], size - at);
		at += record->line.length + 1;
		at = check_further(&scan->lines[i], text, at);
	}
	REQUIRE(at == scan->end);
	REQUIRE(scan->n_lines == SCAN_LINES || !memchr(text + at, '\n', size - at));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(cleanup_free) struct scan *scan = malloc(sizeof(*scan));
	CLEANUP(cleanup_free) char *text = calloc(size + !size, 1);
	const char *newline;

	REQUIRE(scan && text);
	if (size)
		memcpy(text, data, size);
	scan_block(text, size, scan);
	newline = size ? memchr(text, '\n', size) : NULL;
	REQUIRE(scan->has_newline == (newline != NULL));
	REQUIRE(!newline || scan->begin == (size_t)(newline - text) + 1);
	if (newline)
		check_scan(scan, text, size);
	return 0;
}
