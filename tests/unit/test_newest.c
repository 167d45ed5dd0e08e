/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The newest boot is found from the end of a log, wherever its first line falls. */
#define _GNU_SOURCE
#include "boots/newest.h"

#include "unit.h"
#include "util/cleanup.h"
#include "util/range.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BLOCK_BYTES 262144

static void put(FILE *file, const char *type, int seconds, unsigned serial, int padding)
{
	(void)fprintf(file, "type=%s msg=audit(%d.000:%u): op=start ver=3 kernel=6.1 pid=%.*s1\n",
		      type, seconds, serial, padding,
		      "0000000000000000000000000000000000000000000000000000000000000000");
}

static void put_boot(FILE *file, int seconds, unsigned last)
{
	put(file, "DAEMON_START", seconds, 4711, 0);
	for (unsigned serial = 2; serial <= last; serial++)
		put(file, "SERVICE_START", seconds, serial, 0);
}

static int find_near(FILE *const *files, size_t count, int64_t began_ms, struct newest *ret_start)
{
	CLEANUP(logset_done) struct logset set = { 0 };
	struct evidence_log logs[4] = { 0 };
	struct evidence evidence = { .logs = logs, .n_logs = count };
	char stem[] = "audit.log";

	for (size_t i = 0; i < count; i++) {
		assert_int_equal(fflush(files[i]), 0);
		logs[i].fd = fileno(files[i]);
		logs[i].stem = stem;
	}
	if (logset_init(&evidence, &set) == 0)
		return 0;
	return newest_find(&set, began_ms, ret_start);
}

static int find(FILE *const *files, size_t count, struct newest *ret_start)
{
	return find_near(files, count, TIME_UNKNOWN, ret_start);
}

static void it_is_found_across_the_edge_of_a_block(void **state)
{
	(void)state;
	for (int edge = -24; edge <= 24; edge++) {
		FILE *file = tmpfile();
		struct newest start = { 0 };
		unsigned serial = 100;
		long begin, left;

		put_boot(file, 100, 300);
		begin = ftell(file);
		put_boot(file, 900, 100);
		while ((left = begin + BLOCK_BYTES + edge - ftell(file)) > 200)
			put(file, "SERVICE_START", 900, ++serial, 0);
		(void)fprintf(file, "%0*d\n", (int)left - 1, 0);
		assert_int_equal(ftell(file), begin + BLOCK_BYTES + edge);
		assert_int_equal(find(&file, 1, &start), 1);
		assert_int_equal(start.offset, begin);
		assert_int_equal(start.time_ms, 900000);
		(void)fclose(file);
	}
}

static void a_restart_of_auditd_is_passed_over(void **state)
{
	FILE *file = tmpfile();
	struct newest start = { 0 };
	long begin;

	(void)state;
	put_boot(file, 100, 300);
	begin = ftell(file);
	put_boot(file, 900, 50);
	put(file, "DAEMON_START", 950, 99, 0);
	for (unsigned serial = 51; serial < 90; serial++)
		put(file, "SERVICE_START", 950, serial, 0);
	assert_int_equal(find(&file, 1, &start), 1);
	assert_int_equal(start.offset, begin);
	(void)fclose(file);
}

static void the_words_elsewhere_in_a_line_are_no_start(void **state)
{
	FILE *file = tmpfile();
	struct newest start = { 0 };
	long begin;

	(void)state;
	put_boot(file, 100, 300);
	begin = ftell(file);
	put_boot(file, 900, 50);
	(void)fputs("type=USER_CMD msg=audit(901.000:51): cmd=\"type=DAEMON_START "
		    "msg=audit(1.000:2): \"\n",
		    file);
	assert_int_equal(find(&file, 1, &start), 1);
	assert_int_equal(start.offset, begin);
	(void)fclose(file);
}

static void an_older_file_is_looked_into(void **state)
{
	FILE *files[3] = { tmpfile(), tmpfile(), tmpfile() };
	struct newest start = { 0 };
	long begin;

	(void)state;
	put_boot(files[0], 50, 200);
	put_boot(files[1], 100, 300);
	begin = ftell(files[1]);
	put_boot(files[1], 900, 50);
	for (unsigned serial = 51; serial < 90; serial++)
		put(files[2], "SERVICE_START", 950, serial, 0);
	assert_int_equal(find(files, 3, &start), 1);
	assert_int_equal(start.log, 1);
	assert_int_equal(start.offset, begin);
	for (size_t i = 0; i < 3; i++)
		(void)fclose(files[i]);
}

static void without_an_earlier_boot_there_is_none(void **state)
{
	FILE *file = tmpfile();
	struct newest start = { .offset = 7 };

	(void)state;
	assert_int_equal(find(&file, 1, &start), 0);
	put_boot(file, 100, 300);
	assert_int_equal(find(&file, 1, &start), 0);
	put(file, "DAEMON_START", 950, 99, 0);
	put(file, "SERVICE_START", 950, 301, 0);
	assert_int_equal(find(&file, 1, &start), 0);
	assert_int_equal(start.offset, 7);
	(void)fclose(file);
}

static void nodes_and_pipes_are_read_whole(void **state)
{
	FILE *file = tmpfile();
	struct newest start = { 0 };
	FILE *pipe_end = popen("echo", "r");
	FILE *both[2] = { file, pipe_end };

	(void)state;
	put_boot(file, 100, 300);
	put_boot(file, 900, 50);
	assert_int_equal(find(both, 2, &start), 0);
	assert_int_equal(find(both, 1, &start), 1);
	(void)fputs("node=a type=USER_CMD msg=audit(901.000:1): a=1\n", file);
	put_boot(file, 900, 50);
	assert_int_equal(find(&file, 1, &start), 0);
	(void)pclose(pipe_end);
	(void)fclose(file);
}

/* Six boots of 1.5 MB each, an hour apart, the last one of 6 MB; 10 records a second. */
static FILE *put_hours(long *ret_begin)
{
	FILE *file = tmpfile();

	for (int hour = 0; hour < 6; hour++) {
		unsigned last = hour == 5 ? 60000 : 15000;

		*ret_begin = ftell(file);
		put(file, "DAEMON_START", 36000 + hour * 3600, 4711, 0);
		for (unsigned serial = 2; serial <= last; serial++)
			put(file, "SERVICE_START", 36000 + hour * 3600 + (int)(serial / 10), serial,
			    40);
	}
	return file;
}

/* What is known of the boot's time can be wrong: what is found is a boot's start all the same, and
 * the newest one whenever the time is of it. */
static void a_known_time_finds_the_same_start(void **state)
{
	long begin;
	FILE *file = put_hours(&begin);

	(void)state;
	for (int64_t began = 30000; began < 70000; began += 500) {
		struct newest start = { 0 };

		assert_int_equal(find_near(&file, 1, began * 1000, &start), 1);
		if (began <= 54000 + 600 && began + 60 >= 54000)
			assert_int_equal(start.offset, begin);
		if (start.offset != begin)
			assert_true(start.time_ms >= began * 1000 - NEWEST_CLOCK_MS);
	}
	(void)fclose(file);
}

/* The clock of the newest boot began ten years back, and was set within its window. */
static void a_clock_that_was_set_makes_no_difference(void **state)
{
	FILE *file = tmpfile();
	struct newest start = { 0 };
	long begin;

	(void)state;
	put_boot(file, 400000000, 40000);
	begin = ftell(file);
	put(file, "DAEMON_START", 100000000, 4711, 0);
	for (unsigned serial = 2; serial <= 50; serial++)
		put(file, "SERVICE_START", 100000000, serial, 0);
	for (unsigned serial = 51; serial <= 40000; serial++)
		put(file, "SERVICE_START", 400050000 + (int)serial, serial, 0);
	assert_int_equal(find_near(&file, 1, INT64_C(400049990) * 1000, &start), 1);
	assert_int_equal(start.offset, begin);
	assert_int_equal(find_near(&file, 1, INT64_C(99999990) * 1000, &start), 1);
	assert_int_equal(start.offset, begin);
	(void)fclose(file);
}

static void a_set_of_one_boot_begins_at_its_beginning(void **state)
{
	FILE *file = tmpfile();
	struct newest start = { .offset = 7, .older = 7, .log = 7 };

	(void)state;
	put_boot(file, 400000000, 40000);
	assert_int_equal(find_near(&file, 1, INT64_C(399999990) * 1000, &start), 1);
	assert_int_equal(start.log, 0);
	assert_int_equal(start.offset, 0);
	assert_int_equal(start.older, 0);
	assert_int_equal(start.time_ms, 0);
	(void)fclose(file);
}

/* A log is rotated between two boots: the start is the first line of its file. */
static void a_start_at_the_beginning_of_a_file_is_found(void **state)
{
	for (int newline = 0; newline < 2; newline++) {
		FILE *files[2] = { tmpfile(), tmpfile() };
		struct newest start = { 0 };

		put_boot(files[0], 100, 300);
		/* The machine went down in the middle of a line. */
		(void)fputs(newline ? "type=CWD msg=audit(100.000:301): cwd=\"/\"\n"
				    : "type=CWD msg=aud",
			    files[0]);
		put_boot(files[1], 900, 50);
		assert_int_equal(find(files, 2, &start), 1);
		assert_int_equal(start.log, 1);
		assert_int_equal(start.offset, 0);
		(void)fclose(files[0]);
		(void)fclose(files[1]);
	}
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_found_across_the_edge_of_a_block),
		cmocka_unit_test(a_restart_of_auditd_is_passed_over),
		cmocka_unit_test(the_words_elsewhere_in_a_line_are_no_start),
		cmocka_unit_test(an_older_file_is_looked_into),
		cmocka_unit_test(without_an_earlier_boot_there_is_none),
		cmocka_unit_test(nodes_and_pipes_are_read_whole),
		cmocka_unit_test(a_known_time_finds_the_same_start),
		cmocka_unit_test(a_clock_that_was_set_makes_no_difference),
		cmocka_unit_test(a_set_of_one_boot_begins_at_its_beginning),
		cmocka_unit_test(a_start_at_the_beginning_of_a_file_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
