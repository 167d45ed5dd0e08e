/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes the record scanner: any lines, alone and one behind the other. */
#define _GNU_SOURCE
#include "fuzz.h"

static void check_fields(const struct record *record)
{
	static const char *const names[] = { "op",	   "old", "audit_backlog_limit",
					     "audit_pid",  "key", "exe",
					     "audit_lost", "ver", "kernel" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct slice value = { 0 };
		uint64_t number = 0;
		bool found = record_field(record, names[i], &value);

		if (found)
			fuzz_check_slice(value, record->body);
		if (record_number(record, names[i], &number))
			REQUIRE(found && number <= UINT32_MAX);
	}
}

static void check(const struct record *record, struct slice line)
{
	REQUIRE(record->line.start == line.start && record->line.length == line.length);
	fuzz_check_slice(record->node, line);
	fuzz_check_slice(record->type, line);
	fuzz_check_slice(record->body, line);
	REQUIRE(record->type.length);
	REQUIRE(record->time_ms >= 0);
	/* What is left behind the stamp is the end of the line. */
	REQUIRE(record->body.start + record->body.length == line.start + line.length);
	check_fields(record);
}

/* The memo of the line before must not change what a line is. */
static void scan(struct record_memo *memo, struct slice line)
{
	struct record alone = { 0 }, behind = { 0 };
	int code = record_scan(line.start, line.length, &alone);

	REQUIRE(record_scan_next(memo, line.start, line.length, &behind) == code);
	if (code < 0)
		return;
	check(&alone, line);
	REQUIRE(behind.kind == alone.kind && behind.serial == alone.serial);
	REQUIRE(behind.time_ms == alone.time_ms);
	REQUIRE(behind.node.length == alone.node.length);
	REQUIRE(behind.type.start == alone.type.start);
	REQUIRE(behind.type.length == alone.type.length);
	REQUIRE(behind.body.start == alone.body.start);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct record_memo memo = { 0 };
	const char *at = (const char *)data, *end = at + size;

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((newline ? newline : end) - at);
		CLEANUP(cleanup_free) char *line = malloc(length + !length);

		REQUIRE(line);
		memcpy(line, at, length);
		scan(&memo, (struct slice){ .start = line, .length = length });
		at += length + 1;
	}
	return 0;
}
