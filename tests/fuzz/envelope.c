/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes the finding of records in lines that collectors write: it ends, and each is one. */
#define _GNU_SOURCE
#include "evidence/envelope.h"
#include "fuzz.h"

static int check_record(void *context, const struct record *record)
{
	size_t *longest = context;
	struct record again;

	REQUIRE(record_scan(record->line.start, record->line.length, &again) == 0);
	REQUIRE(again.serial == record->serial && again.time_ms == record->time_ms);
	/* A node of up to 255 bytes may be put in front. */
	REQUIRE(record->line.length <= *longest + 262);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *at = (const char *)data, *end = at + size;
	struct envelopes envelopes = { 0 };

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((newline ? newline : end) - at), count = 0;
		CLEANUP(cleanup_free) char *line = malloc(length + !length);
		const struct slice slice = { .start = line, .length = length };

		REQUIRE(line);
		memcpy(line, at, length);
		REQUIRE(envelopes_open(&envelopes, slice, check_record, &length, &count) == 0);
		REQUIRE(count || !envelopes_wrap(slice));
		(void)envelopes_changed(slice);
		at += length + 1;
	}
	return 0;
}
