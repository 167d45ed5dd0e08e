/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes the live stream of records: what is kept of it is what its records say. */
#define _GNU_SOURCE
#include "fuzz.h"
#include "util/lines.h"
#include "watch/stream.h"

#define ROOM 64

/* Takes the lines as the thread that reads does. Gives how many there were. */
static size_t take_lines(const uint8_t *data, size_t size, struct stream *stream)
{
	CLEANUP(cleanup_close) int fd = fuzz_fd(data, size);
	CLEANUP(lines_done) struct lines lines = { .fd = -1 };
	struct line line;
	size_t count = 0;

	lines_init(&lines, fd);
	for (; lines_next(&lines, &line) > 0; count++)
		stream_take(stream, line.text, line.length);
	return count;
}

/* Spans ascend, do not touch, and lie in the window. */
static void check_gaps(const struct stream *stream)
{
	struct stream_gap gaps[ROOM];
	size_t count = stream_gaps(stream, 0, UINT64_MAX, ROOM, gaps);

	REQUIRE(count <= ROOM);
	for (size_t i = 0; i < count; i++) {
		REQUIRE(gaps[i].first <= gaps[i].last);
		REQUIRE(gaps[i].first >= stream->first && gaps[i].last < stream->last);
		REQUIRE(!i || gaps[i].first > gaps[i - 1].last + 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct stream stream;
	struct stream_note note;
	size_t notes = 0;

	stream.records = stream.others = stream.first = stream.last = 0;
	stream.n_notes = stream.n_taken = stream.n_passed_over = 0;
	REQUIRE(take_lines(data, size, &stream) == stream.records + stream.others);
	REQUIRE(stream.last <= UINT32_MAX && stream.first <= stream.last);
	check_gaps(&stream);
	for (; stream_next_note(&stream, &note); notes++)
		REQUIRE(note.kind <= STREAM_SHUTDOWN && note.old_value <= UINT32_MAX &&
			note.new_value <= UINT32_MAX);
	REQUIRE(notes <= STREAM_NOTES && notes + stream.n_passed_over <= stream.records);
	return 0;
}
