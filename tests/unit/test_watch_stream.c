/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The live stream: gaps and notes. */
#include "unit.h"
#include "watch/stream.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void take_text(struct stream *stream, const char *line)
{
	stream_take(stream, line, strlen(line));
}

static void take_serial(struct stream *stream, uint64_t serial)
{
	char line[128];

	(void)snprintf(line, sizeof(line),
		       "type=SYSCALL msg=audit(1700000000.123:%" PRIu64 "): arch=c000003e", serial);
	take_text(stream, line);
}

static struct stream *stream_new(void)
{
	struct stream *stream = calloc(1, sizeof(*stream));

	assert_non_null(stream);
	return stream;
}

static void serials_that_do_not_come_are_gaps(void **state)
{
	struct stream *stream = stream_new();
	struct stream_gap gaps[8];

	(void)state;
	for (uint64_t serial = 100; serial <= 200; serial++)
		if (serial != 110 && (serial < 150 || serial > 153))
			take_serial(stream, serial);
	take_serial(stream, 151); /* late, and out of order */
	assert_int_equal(stream_gaps(stream, 0, UINT64_MAX, 8, gaps), 3);
	assert_int_equal(gaps[0].first, 110);
	assert_int_equal(gaps[0].last, 110);
	assert_int_equal(gaps[1].first, 150);
	assert_int_equal(gaps[1].last, 150);
	assert_int_equal(gaps[2].first, 152);
	assert_int_equal(gaps[2].last, 153);
	assert_int_equal(stream_gaps(stream, 120, 152, 8, gaps), 2);
	assert_int_equal(stream_gaps(stream, 0, UINT64_MAX, 1, gaps), 1);
	free(stream);
}

static void the_window_moves_on(void **state)
{
	struct stream *stream = stream_new();
	struct stream_gap gaps[8];

	(void)state;
	for (uint64_t serial = 1; serial <= 3 * (uint64_t)STREAM_WINDOW; serial++)
		if (serial != 3 * (uint64_t)STREAM_WINDOW - 100)
			take_serial(stream, serial);
	assert_int_equal(stream_gaps(stream, 0, UINT64_MAX, 8, gaps), 1);
	assert_int_equal(gaps[0].first, 3 * (uint64_t)STREAM_WINDOW - 100);
	free(stream);
}

static void serials_that_begin_again_leave_no_gap(void **state)
{
	static const uint64_t begin_again[] = { 4294967290, 2, 3, 4000000000, 4000000001 };
	struct stream *stream = stream_new();
	struct stream_gap gaps[8];

	(void)state;
	for (size_t i = 0; i < sizeof(begin_again) / sizeof(begin_again[0]); i++) {
		take_serial(stream, begin_again[i]);
		assert_int_equal(stream_gaps(stream, 0, UINT64_MAX, 8, gaps), 0);
	}
	free(stream);
}

static void notes_are_of_records_that_mean_something(void **state)
{
	static const char *const lines[] = {
		"type=DAEMON_START msg=audit(1700000000.123:7771): op=start ver=3.0.9 res=success",
		"type=CONFIG_CHANGE msg=audit(1700000000.123:5): op=set audit_enabled=0 old=1 "
		"auid=4294967295 ses=4294967295 res=1",
		"type=CONFIG_CHANGE msg=audit(1700000000.123:6): audit_backlog_limit=64 old=8192 "
		"auid=0 ses=1 res=1",
		"type=CONFIG_CHANGE msg=audit(1700000000.123:7): op=set lost=0 old=17 auid=0 ses=1 res=1",
		"type=SYSTEM_SHUTDOWN msg=audit(1700000000.123:8): pid=1 uid=0",
		"type=DAEMON_END msg=audit(1700000000.123:7772): op=terminate auid=0 res=success",
	};
	static const char *const nothing[] = {
		"type=CONFIG_CHANGE msg=audit(1700000000.123:9): op=set audit_enabled=0 old=1 res=0",
		"type=CONFIG_CHANGE msg=audit(1700000000.123:9): op=add_rule key=\"x\" list=4 res=1",
		/* What a user writes is not what the kernel does. */
		"type=USER_CMD msg=audit(1700000000.123:9): op=set audit_enabled=0 old=1 res=1",
		"type=CONFIG_CHANGE msg=audit(1700000000.123:9): comm=\"audit_enabled=0 old=1\" res=1",
		"audit_enabled=0 old=1",
		"",
	};
	static const enum stream_kind kinds[] = { STREAM_STARTED, STREAM_ENABLED,  STREAM_LIMIT,
						  STREAM_RESET,	  STREAM_SHUTDOWN, STREAM_ENDED };
	struct stream *stream = stream_new();
	struct stream_note note;

	(void)state;
	for (size_t i = 0; i < sizeof(nothing) / sizeof(nothing[0]); i++)
		take_text(stream, nothing[i]);
	assert_false(stream_next_note(stream, &note));
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		take_text(stream, lines[i]);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_true(stream_next_note(stream, &note));
		assert_int_equal(note.kind, kinds[i]);
		if (note.kind == STREAM_RESET)
			assert_int_equal(note.old_value, 17);
	}
	assert_false(stream_next_note(stream, &note));
	assert_int_equal(stream->others, 2);
	free(stream);
}

static void notes_beyond_the_ring_are_counted(void **state)
{
	struct stream *stream = stream_new();
	struct stream_note note;
	unsigned got = 0;

	(void)state;
	for (unsigned i = 0; i < STREAM_NOTES + 5; i++)
		take_text(stream, "type=DAEMON_END msg=audit(1700000000.123:9): op=terminate");
	assert_int_equal(stream->n_passed_over, 5);
	while (stream_next_note(stream, &note))
		got++;
	assert_int_equal(got, STREAM_NOTES);
	free(stream);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(serials_that_do_not_come_are_gaps),
		cmocka_unit_test(the_window_moves_on),
		cmocka_unit_test(serials_that_begin_again_leave_no_gap),
		cmocka_unit_test(notes_are_of_records_that_mean_something),
		cmocka_unit_test(notes_beyond_the_ring_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
