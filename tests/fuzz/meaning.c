/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes what libauparse is asked about events. Parts: the lines of one event each. */
#define _GNU_SOURCE
#include "account/meaning.h"
#include "fuzz.h"

/*
 * libauparse 3.0.9 leaks the directory of a CWD record that has two; LeakSanitizer asks for this.
 * What is allocated below a callback of libauparse is not seen to leak here:
 * tests/unit/test_meaning shows that under "make asan".
 */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libauparse";
}

/* The program asks about lines that its own scanner has taken for records. */
static char *records_of(struct slice part)
{
	char *text = calloc(part.length + 2, 1), *to = text;
	const char *at = part.start, *end = at + part.length;
	struct record record;

	REQUIRE(text);
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((newline ? newline : end) - at);

		if (record_scan(at, length, &record) == 0) {
			memcpy(to, at, length);
			to += length;
			*to++ = '\n';
		}
		at += length + 1;
	}
	return text;
}

static void read_event(struct meaning *meaning, struct slice part, bool with_records)
{
	CLEANUP(cleanup_free) char *text = records_of(part);
	CLEANUP(meaning_event_done) struct meaning_event event = { 0 };
	CLEANUP(cleanup_free) char *sentence = NULL;

	REQUIRE(meaning_read(meaning, text, with_records, &event) == 0);
	sentence = meaning_sentence(&event);
	REQUIRE(!event.action == !sentence);
	REQUIRE(with_records || !event.n_records);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(meaning_done) struct meaning *meaning = NULL;

	REQUIRE(meaning_new(&meaning) == 0);
	while (size) {
		struct slice part = fuzz_part(&data, &size);

		read_event(meaning, part, size % 2);
	}
	return 0;
}
