/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What other places have of an event: how many slots it took, and what of it is beyond the disk. */
#include "boots/secondary.h"
#include "unit.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Adds a line of an event, e.g. "SYSCALL" and "items=1 key=(null)". */
static void add(struct window *window, uint64_t serial, const char *type, const char *body)
{
	char line[256];
	struct record record;
	int length =
		snprintf(line, sizeof(line), "type=%s msg=audit(1795225146.001:%" PRIu64 "): %s",
			 type, serial, body);

	assert_int_equal(record_scan(line, (size_t)length, &record), 0);
	window_add(window, serial, &record);
}

static void assert_slots(struct secondary *secondary, uint64_t serial, uint64_t min, uint64_t max)
{
	struct secondary_event found;

	window_sort(&secondary->journal);
	window_sort(&secondary->printed);
	assert_true(secondary_find(secondary, serial, &found));
	assert_int_equal(found.slots.min, min);
	assert_int_equal(found.slots.max, max);
}

static void a_whole_event_of_the_journal_is_certain(void **state)
{
	struct window_pool pool = { 0 };
	struct secondary secondary = { .journal.pool = &pool, .printed.pool = &pool };

	(void)state;
	add(&secondary.journal, 4, "SERVICE_START", "pid=1 msg='unit=x'");
	add(&secondary.journal, 5, "SYSCALL", "items=2 key=\"k\"");
	add(&secondary.journal, 5, "PATH", "item=0");
	add(&secondary.journal, 5, "PATH", "item=1");
	add(&secondary.journal, 5, "PROCTITLE", "proctitle=\"x\"");
	add(&secondary.journal, 6, "SERVICE_START", "pid=1 msg='unit=x'");
	assert_slots(&secondary, 5, 5, 5);
	assert_slots(&secondary, 6, 1, 1);
	secondary_done(&secondary);
	arena_done(&pool.texts);
}

static void what_had_a_serial_before_journald_may_lack_its_head(void **state)
{
	struct window_pool pool = { 0 };
	struct secondary secondary = { .journal.pool = &pool, .printed.pool = &pool };
	struct secondary_event found;

	(void)state;
	add(&secondary.journal, 6, "EVENT_LISTENER", "op=connect");
	add(&secondary.journal, 5, "SYSCALL", "items=0 key=\"k\"");
	add(&secondary.journal, 5, "PROCTITLE", "proctitle=\"x\"");
	add(&secondary.journal, 6, "SYSCALL", "items=0 key=\"k\"");
	add(&secondary.journal, 6, "PROCTITLE", "proctitle=\"x\"");
	assert_slots(&secondary, 5, 3, 4);
	assert_true(secondary_find(&secondary, 5, &found) && found.headless);
	assert_slots(&secondary, 6, 4, 4);
	assert_true(secondary_find(&secondary, 6, &found) && !found.headless);
	secondary_done(&secondary);
	arena_done(&pool.texts);
}

static void what_the_journal_dropped_leaves_the_event_open(void **state)
{
	struct window_pool pool = { 0 };
	struct secondary secondary = { .journal.pool = &pool, .printed.pool = &pool };

	(void)state;
	add(&secondary.journal, 5, "SYSCALL", "items=2 key=\"k\"");
	add(&secondary.journal, 5, "PATH", "item=1");
	add(&secondary.journal, 5, "PROCTITLE", "proctitle=\"x\"");
	add(&secondary.journal, 6, "SYSCALL", "items=0 key=\"k\"");
	assert_slots(&secondary, 5, 4, COUNT_UNBOUNDED);
	assert_slots(&secondary, 6, 2, COUNT_UNBOUNDED);
	secondary_done(&secondary);
	arena_done(&pool.texts);
}

/* LOGIN is not multicast: an event without a key and without a record that explains it may have
 * had one. */
static void an_event_that_nothing_explains_may_lack_its_login(void **state)
{
	struct window_pool pool = { 0 };
	struct secondary secondary = { .journal.pool = &pool, .printed.pool = &pool };

	(void)state;
	add(&secondary.journal, 4, "SERVICE_START", "pid=1 msg='unit=x'");
	add(&secondary.journal, 5, "SYSCALL", "items=0 key=(null)");
	add(&secondary.journal, 5, "PROCTITLE", "proctitle=\"x\"");
	add(&secondary.journal, 6, "BPF", "prog-id=1 op=LOAD");
	add(&secondary.journal, 6, "SYSCALL", "items=0 key=(null)");
	add(&secondary.journal, 6, "PROCTITLE", "proctitle=\"x\"");
	assert_slots(&secondary, 5, 3, 4);
	assert_slots(&secondary, 6, 4, 4);
	secondary_done(&secondary);
	arena_done(&pool.texts);
}

static void a_printed_event_is_a_lower_bound(void **state)
{
	struct window_pool pool = { 0 };
	struct secondary secondary = { .journal.pool = &pool, .printed.pool = &pool };
	struct secondary_event found;

	(void)state;
	add(&secondary.printed, 5, "PATH", "item=1");
	add(&secondary.printed, 6, "PATH", "item=1");
	add(&secondary.journal, 6, "SERVICE_START", "pid=1");
	assert_slots(&secondary, 5, 1, COUNT_UNBOUNDED);
	assert_true(secondary_find(&secondary, 5, &found));
	assert_string_equal(found.from, "kernel-log");
	assert_true(secondary_find(&secondary, 6, &found));
	assert_string_equal(found.from, "journal");
	assert_false(secondary_find(&secondary, 7, &found));
	secondary_done(&secondary);
	arena_done(&pool.texts);
}

/* Two PATHs on disk and three in the journal: one is beyond, whichever it is; what the disk alone
 * has does not count against it. */
static void records_beyond_the_disk_are_counted_by_type(void **state)
{
	struct window_pool pool = { 0 };
	struct secondary secondary = { .journal.pool = &pool, .printed.pool = &pool };
	struct window disk = { .pool = &pool };
	struct secondary_event found;
	char *text = NULL;

	(void)state;
	add(&disk, 5, "LOGIN", "pid=1");
	add(&disk, 5, "SYSCALL", "items=3");
	add(&disk, 5, "PATH", "item=0");
	add(&disk, 5, "PATH", "item=1");
	add(&secondary.journal, 5, "SYSCALL", "items=3");
	add(&secondary.journal, 5, "PATH", "item=0");
	add(&secondary.journal, 5, "PATH", "item=1");
	add(&secondary.journal, 5, "PATH", "item=2");
	add(&secondary.journal, 5, "PROCTITLE", "proctitle=\"x\"");
	assert_true(secondary_find(&secondary, 5, &found));
	assert_int_equal(secondary_beyond(&found, &disk, window_find(&disk, 5)), 2);
	text = secondary_text(&found, &disk, window_find(&disk, 5));
	assert_string_equal(text, "type=PATH msg=audit(1795225146.001:5): item=2\n"
				  "type=PROCTITLE msg=audit(1795225146.001:5): proctitle=\"x\"\n");
	free(text);
	window_done(&disk);
	secondary_done(&secondary);
	arena_done(&pool.texts);
}

static void the_next_serial_is_the_nearest_of_either_place(void **state)
{
	struct window_pool pool = { 0 };
	struct secondary secondary = { .journal.pool = &pool, .printed.pool = &pool };

	(void)state;
	add(&secondary.journal, 9, "SERVICE_START", "pid=1");
	add(&secondary.journal, 4, "SERVICE_START", "pid=1");
	add(&secondary.printed, 6, "PATH", "item=0");
	assert_slots(&secondary, 9, 1, 1);
	assert_int_equal(secondary_next(&secondary, 1, 20), 4);
	assert_int_equal(secondary_next(&secondary, 5, 20), 6);
	assert_int_equal(secondary_next(&secondary, 7, 20), 9);
	assert_int_equal(secondary_next(&secondary, 7, 8), 0);
	assert_int_equal(secondary_next(&secondary, 10, 20), 0);
	secondary_done(&secondary);
	arena_done(&pool.texts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_event_of_the_journal_is_certain),
		cmocka_unit_test(what_had_a_serial_before_journald_may_lack_its_head),
		cmocka_unit_test(what_the_journal_dropped_leaves_the_event_open),
		cmocka_unit_test(an_event_that_nothing_explains_may_lack_its_login),
		cmocka_unit_test(a_printed_event_is_a_lower_bound),
		cmocka_unit_test(records_beyond_the_disk_are_counted_by_type),
		cmocka_unit_test(the_next_serial_is_the_nearest_of_either_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
