/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes the record scanner: any lines. */
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
	fuzz_check_slice(record->type_name, line);
	fuzz_check_slice(record->body, line);
	REQUIRE(record->type_name.length);
	REQUIRE(record->time_ms >= 0);
	/* What is left behind the stamp is the end of the line. */
	REQUIRE(record->body.start + record->body.length == line.start + line.length);
	check_fields(record);
}

static void scan(struct slice line)
{
	struct record record = { 0 };

	if (record_scan(line.start, line.length, &record) == 0)
		check(&record, line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *at = (const char *)data, *end = at + size;

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((newline ? newline : end) - at);
		CLEANUP(cleanup_free) char *line = malloc(length + !length);

		REQUIRE(line);
		memcpy(line, at, length);
		scan((struct slice){ .start = line, .length = length });
		at += length + 1;
	}
	return 0;
}
