/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzzes what comes back from the process that reads the journal, which a journal may have taken
 * over. The first byte is how many files it was given; the rest is a frame.
 */
#define _GNU_SOURCE
#include "evidence/journal_parts.h"
#include "fuzz.h"

#include <errno.h>

static void check_numbers(const struct journal_reply *part, size_t n_files)
{
	switch (part->tag) {
	case JOURNAL_REPLY_BOOT:
	case JOURNAL_REPLY_FILE:
	case JOURNAL_REPLY_DAMAGE:
		REQUIRE(part->numbers[0] < n_files);
		break;
	case JOURNAL_REPLY_AUDIT:
		REQUIRE(part->numbers[2] <= UINT32_MAX && part->numbers[3] <= UINT32_MAX);
		break;
	default:
		break;
	}
	REQUIRE(part->text.length <= LINES_LONGEST);
}

static void check_boot(const struct journal_reply *part)
{
	struct journal_boot boot;

	if (journal_reply_boot(part, &boot) < 0)
		return;
	REQUIRE(strlen(boot.id) == JOURNAL_ID_BYTES - 1);
	REQUIRE(strlen(boot.machine) < JOURNAL_ID_BYTES);
	REQUIRE(strlen(boot.hostname) < JOURNAL_HOSTNAME_BYTES);
	REQUIRE(boot.first_ms >= 0 && boot.last_ms >= 0);
}

/* A record lies in the line, a message in the frame. */
static void check_entry(const struct journal_reply *part, struct slice frame)
{
	CLEANUP(cleanup_free) char *line = malloc(JOURNAL_REPLY_LINE_BYTES);
	const struct slice whole = { .start = line, .length = JOURNAL_REPLY_LINE_BYTES };
	struct journal_entry entry;

	REQUIRE(line);
	if (journal_reply_entry(part, line, &entry) < 0)
		return;
	REQUIRE(entry.received_ms >= 0);
	if (entry.kind == JOURNAL_KERNEL) {
		fuzz_check_slice(entry.message, frame);
		return;
	}
	fuzz_check_slice(entry.record.line, whole);
	fuzz_check_slice(entry.record.body, entry.record.line);
	REQUIRE(entry.record.serial == part->numbers[3]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(cleanup_free) char *copy = NULL;
	CLEANUP(frame_done) struct frame again = { 0 };
	struct journal_reply part;
	struct slice frame, rest;
	int code;

	if (!size)
		return 0;
	copy = fuzz_text(data + 1, size - 1);
	frame = rest = (struct slice){ .start = copy, .length = size - 1 };
	while ((code = journal_reply_take(&rest, *data, &part)) > 0) {
		fuzz_check_slice(part.text, frame);
		check_numbers(&part, *data);
		if (part.tag == JOURNAL_REPLY_BOOT)
			check_boot(&part);
		if (part.tag == JOURNAL_REPLY_AUDIT || part.tag == JOURNAL_REPLY_KERNEL)
			check_entry(&part, frame);
		journal_reply_put(&again, &part);
	}
	REQUIRE(code == 0 || code == -EBADMSG);
	REQUIRE(again.length == size - 1 - rest.length);
	REQUIRE(!again.length || memcmp(again.bytes + sizeof(uint32_t), copy, again.length) == 0);
	return 0;
}
