/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When something is told, and what the sources make of it. */
#include "unit.h"
#include "util/cleanup.h"
#include "watch/alarms.h"
#include "watch/look.h"

#include <string.h>

#define SECOND 1000
#define MINUTE (60 * SECOND)

struct told {
	unsigned count[ALARM_COUNT][3];
	uint64_t total[3]; /* of the last change of that kind */
};

static void count_told(void *context, enum alarm_kind kind, enum alarm_change change,
		       const struct alarm *alarm)
{
	struct told *told = context;

	told->count[kind][change]++;
	told->total[change] = alarm->total;
}

static struct alarms alarms_of(struct told *told)
{
	*told = (struct told){ 0 };
	return (struct alarms){ .remind_ms = 60 * MINUTE,
				.clear_ms = 15 * MINUTE,
				.tell = count_told,
				.context = told };
}

static void an_hour_of_loss_each_second_is_told_thrice(void **state)
{
	struct told told;
	struct alarms alarms = alarms_of(&told);
	int64_t now = 1700000000000;

	(void)state;
	for (int i = 0; i < 3601; i++, now += SECOND) {
		alarms_signal(&alarms, ALARM_LOSING, now, 2);
		alarms_tick(&alarms, now);
	}
	for (int i = 0; i < 1800; i++, now += SECOND)
		alarms_tick(&alarms, now);
	assert_int_equal(told.count[ALARM_LOSING][ALARM_RAISED], 1);
	assert_int_equal(told.count[ALARM_LOSING][ALARM_REMINDED], 1);
	assert_int_equal(told.count[ALARM_LOSING][ALARM_CLEARED], 1);
	assert_int_equal(told.total[ALARM_RAISED], 2);
	assert_int_equal(told.total[ALARM_REMINDED], 7202);
	assert_int_equal(told.total[ALARM_CLEARED], 7202);
}

static void quiet_is_fifteen_minutes(void **state)
{
	struct told told;
	struct alarms alarms = alarms_of(&told);

	(void)state;
	alarms_signal(&alarms, ALARM_QUEUE, 0, 0);
	alarms_tick(&alarms, 15 * MINUTE - 1);
	assert_int_equal(told.count[ALARM_QUEUE][ALARM_CLEARED], 0);
	alarms_signal(&alarms, ALARM_QUEUE, 15 * MINUTE - 1, 0);
	alarms_tick(&alarms, 30 * MINUTE - 2);
	assert_int_equal(told.count[ALARM_QUEUE][ALARM_CLEARED], 0);
	alarms_tick(&alarms, 30 * MINUTE - 1);
	assert_int_equal(told.count[ALARM_QUEUE][ALARM_CLEARED], 1);
	assert_int_equal(told.count[ALARM_QUEUE][ALARM_RAISED], 1);
	alarms_signal(&alarms, ALARM_QUEUE, 31 * MINUTE, 0);
	assert_int_equal(told.count[ALARM_QUEUE][ALARM_RAISED], 2);
	assert_int_equal(alarms.list[ALARM_QUEUE].episode, 2);
}

static void a_clock_that_is_set_back_ends_nothing(void **state)
{
	struct told told;
	struct alarms alarms = alarms_of(&told);

	(void)state;
	alarms_signal(&alarms, ALARM_LOSING, 1000 * MINUTE, 1);
	alarms_tick(&alarms, 10 * MINUTE);
	alarms_tick(&alarms, 24 * MINUTE);
	assert_int_equal(told.count[ALARM_LOSING][ALARM_CLEARED], 0);
	alarms_tick(&alarms, 25 * MINUTE);
	assert_int_equal(told.count[ALARM_LOSING][ALARM_CLEARED], 1);
}

static void what_happened_once_is_told_once(void **state)
{
	struct told told;
	struct alarms alarms = alarms_of(&told);

	(void)state;
	alarms_signal(&alarms, ALARM_BOOT, 0, 0);
	for (int64_t now = 0; now < 200 * MINUTE; now += MINUTE)
		alarms_tick(&alarms, now);
	assert_int_equal(told.count[ALARM_BOOT][ALARM_RAISED], 1);
	assert_int_equal(told.count[ALARM_BOOT][ALARM_REMINDED], 0);
	assert_int_equal(told.count[ALARM_BOOT][ALARM_CLEARED], 0);
}

/* A machine that is looked at. */
struct looking {
	struct told told;
	struct alarms alarms;
	struct remembered known;
	struct look look;
};

static const struct status healthy = { .known = true,
				       .has_enabled = true,
				       .enabled = 1,
				       .pid = 700,
				       .backlog_limit = 8192,
				       .lost = 4 };

static void looking_begin(struct looking *looking)
{
	*looking = (struct looking){ .look.queue_percent = 80 };
	looking->alarms = alarms_of(&looking->told);
	looking->alarms.context = &looking->told;
	looking->look.alarms = &looking->alarms;
	looking->look.known = &looking->known;
	look_at_status(&looking->look, &healthy, MINUTE);
}

static void first_look_tells_nothing(void **state)
{
	struct looking looking;
	static const struct told nothing;

	(void)state;
	looking_begin(&looking);
	look_at_status(&looking.look, &healthy, 2 * MINUTE);
	assert_memory_equal(&looking.told, &nothing, sizeof(nothing));
}

static void the_counter_tells_of_loss_and_of_its_reset(void **state)
{
	struct looking looking;
	struct status status = healthy;

	(void)state;
	looking_begin(&looking);
	status.lost = 10;
	look_at_status(&looking.look, &status, 2 * MINUTE);
	assert_int_equal(looking.told.count[ALARM_LOSING][ALARM_RAISED], 1);
	assert_int_equal(looking.told.total[ALARM_RAISED], 6);
	status.lost = 0;
	look_at_status(&looking.look, &status, 3 * MINUTE);
	assert_int_equal(looking.told.count[ALARM_RESET][ALARM_RAISED], 1);
	assert_int_equal(looking.told.count[ALARM_LOSING][ALARM_RAISED], 1);
}

static void a_change_is_told_once_by_whoever_comes_first(void **state)
{
	struct looking looking;
	struct status status = healthy;
	struct stream_note limit = {
		.kind = STREAM_LIMIT, .time_ms = 90 * SECOND, .old_value = 8192, .new_value = 64
	};
	struct stream_note reset = { .kind = STREAM_RESET, .time_ms = 90 * SECOND, .old_value = 4 };

	(void)state;
	status.backlog_limit = 64;
	status.lost = 0;
	for (int record_first = 0; record_first < 2; record_first++) {
		looking_begin(&looking);
		for (int step = 0; step < 2; step++) {
			if (step == record_first) {
				look_at_status(&looking.look, &status, 2 * MINUTE);
				continue;
			}
			look_at_note(&looking.look, &limit, 2 * MINUTE);
			look_at_note(&looking.look, &reset, 2 * MINUTE);
		}
		assert_int_equal(looking.told.count[ALARM_LIMIT][ALARM_RAISED], 1);
		assert_int_equal(looking.told.count[ALARM_RESET][ALARM_RAISED], 1);
	}
}

static void auditing_off_for_a_moment_is_told(void **state)
{
	struct looking looking;
	struct stream_note off = { .kind = STREAM_ENABLED, .old_value = 1, .new_value = 0 };
	struct stream_note on = { .kind = STREAM_ENABLED, .old_value = 0, .new_value = 1 };

	(void)state;
	looking_begin(&looking);
	look_at_note(&looking.look, &off, 2 * MINUTE);
	look_at_note(&looking.look, &on, 2 * MINUTE);
	look_at_status(&looking.look, &healthy, 2 * MINUTE);
	assert_int_equal(looking.told.count[ALARM_OFF][ALARM_RAISED], 1);
	assert_int_equal(looking.told.count[ALARM_OFF][ALARM_CLEARED], 1);
}

static void auditd_that_ends_is_told_unless_the_machine_goes_down(void **state)
{
	static const struct stream_note end = { .kind = STREAM_ENDED },
					down = { .kind = STREAM_SHUTDOWN };

	(void)state;
	for (unsigned shutting_down = 0; shutting_down < 2; shutting_down++) {
		struct looking looking;
		struct status status = healthy;

		looking_begin(&looking);
		if (shutting_down)
			look_at_note(&looking.look, &down, 2 * MINUTE);
		look_at_note(&looking.look, &end, 2 * MINUTE);
		look_at_end(&looking.look, false, 2 * MINUTE);
		assert_int_equal(looking.told.count[ALARM_ENDED][ALARM_RAISED], !shutting_down);
		status.pid = 0;
		look_at_status(&looking.look, &status, 3 * MINUTE);
		assert_int_equal(looking.told.count[ALARM_ENDED][ALARM_RAISED], !shutting_down);
		look_at_status(&looking.look, &healthy, 4 * MINUTE);
		assert_int_equal(looking.told.count[ALARM_ENDED][ALARM_CLEARED], !shutting_down);
	}
}

static void a_stream_that_ends_without_a_word_is_no_end_of_auditd(void **state)
{
	struct looking looking;

	(void)state;
	looking_begin(&looking);
	look_at_end(&looking.look, false, 2 * MINUTE);
	assert_int_equal(looking.told.count[ALARM_ENDED][ALARM_RAISED], 0);
}

static void auditd_that_is_killed_is_told(void **state)
{
	struct looking looking;

	(void)state;
	looking_begin(&looking);
	look_at_end(&looking.look, true, 2 * MINUTE);
	assert_int_equal(looking.told.count[ALARM_ENDED][ALARM_RAISED], 1);
	look_at_status(&looking.look, &healthy, 3 * MINUTE);
	assert_int_equal(looking.told.count[ALARM_ENDED][ALARM_CLEARED], 1);
}

static void a_queue_of_four_fifths_is_told(void **state)
{
	struct looking looking;
	struct status status = healthy;

	(void)state;
	looking_begin(&looking);
	status.backlog = 6553;
	look_at_status(&looking.look, &status, 2 * MINUTE);
	assert_int_equal(looking.told.count[ALARM_QUEUE][ALARM_RAISED], 0);
	status.backlog = 6554;
	look_at_status(&looking.look, &status, 2 * MINUTE);
	assert_int_equal(looking.told.count[ALARM_QUEUE][ALARM_RAISED], 1);
	/* Without a limit no queue is nearly full. */
	looking_begin(&looking);
	status.backlog_limit = 0;
	look_at_status(&looking.look, &status, 2 * MINUTE);
	assert_int_equal(looking.told.count[ALARM_QUEUE][ALARM_RAISED], 0);
}

static void a_gap_is_the_dispatchers_where_the_disk_has_it(void **state)
{
	CLEANUP(disklog_done) struct disklog log = { 0 };
	const struct stream_gap gaps[] = { { .first = 10, .last = 14 },
					   { .first = 20, .last = 20 } };
	struct looking looking;

	(void)state;
	looking_begin(&looking);
	for (uint64_t serial = 1; serial < 13; serial++)
		serials_add(&log.all, serial);
	assert_int_equal(look_at_gaps(&looking.look, gaps, 2, &log, 2 * MINUTE), 3);
	assert_int_equal(looking.told.count[ALARM_PLUGINS][ALARM_RAISED], 1);
	assert_int_equal(looking.told.total[ALARM_RAISED], 3);
}

static void auditds_own_words_are_read(void **state)
{
	/* audit 3.0.9 */
	static const char text[] = "audit version = 3.0.9\ncurrent plugin queue depth = 1700\n"
				   "max plugin queue depth used = 2000\nplugin queue size = 2000\n"
				   "plugin queue overflow detected = yes\n"
				   "plugin queueing suspended = no\n";
	struct auditdstate read;
	struct looking looking;

	(void)state;
	assert_true(auditdstate_parse(text, &read));
	assert_int_equal(read.queue_depth, 1700);
	assert_int_equal(read.queue_most, 2000);
	assert_true(read.overflowed);
	assert_false(read.suspended);
	assert_false(auditdstate_parse("plugin queue size = many\n", &read));
	looking_begin(&looking);
	look_at_auditd(&looking.look, &read, 2 * MINUTE);
	assert_int_equal(looking.told.count[ALARM_PLUGINS][ALARM_RAISED], 1);
	/* It says for ever that it overflowed: that is no news. */
	read.queue_depth = 0;
	alarms_end(&looking.alarms, ALARM_PLUGINS, 3 * MINUTE);
	look_at_auditd(&looking.look, &read, 4 * MINUTE);
	assert_int_equal(looking.told.count[ALARM_PLUGINS][ALARM_RAISED], 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_hour_of_loss_each_second_is_told_thrice),
		cmocka_unit_test(quiet_is_fifteen_minutes),
		cmocka_unit_test(a_clock_that_is_set_back_ends_nothing),
		cmocka_unit_test(what_happened_once_is_told_once),
		cmocka_unit_test(first_look_tells_nothing),
		cmocka_unit_test(the_counter_tells_of_loss_and_of_its_reset),
		cmocka_unit_test(a_change_is_told_once_by_whoever_comes_first),
		cmocka_unit_test(auditing_off_for_a_moment_is_told),
		cmocka_unit_test(auditd_that_ends_is_told_unless_the_machine_goes_down),
		cmocka_unit_test(a_stream_that_ends_without_a_word_is_no_end_of_auditd),
		cmocka_unit_test(auditd_that_is_killed_is_told),
		cmocka_unit_test(a_queue_of_four_fifths_is_told),
		cmocka_unit_test(a_gap_is_the_dispatchers_where_the_disk_has_it),
		cmocka_unit_test(auditds_own_words_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
