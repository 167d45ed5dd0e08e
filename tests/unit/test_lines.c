/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines of a file are the same, however it is read. */
#define _GNU_SOURCE
#include "base/lines.h"
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define LOG "tests/cases/two-nodes-in-one-log/audit.log"

/* Lines of all lengths around the longest, with and without an end. Gives a descriptor. */
static int make_file(size_t length, const char *end)
{
	int fd = memfd_create("lines", MFD_CLOEXEC);
	char *text = malloc(length + 1);

	assert_true(fd >= 0);
	assert_non_null(text);
	memset(text, 'x', length);
	text[length] = '\n';
	assert_int_equal(write(fd, "a\n\n", 3), 3);
	assert_int_equal(write(fd, text, length + 1), length + 1);
	assert_int_equal(write(fd, "b\n", 2), 2);
	assert_int_equal(write(fd, end, strlen(end)), strlen(end));
	free(text);
	return fd;
}

/* Reads the same file both ways, side by side. */
static void assert_same(int fd, size_t block_bytes)
{
	char path[64];
	struct lines plain, ahead;
	struct line expected, given;
	int again, code;

	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	again = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(again >= 0);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	assert_int_equal(lines_init(&plain, fd), 0);
	assert_int_equal(lines_init_ahead(&ahead, again, block_bytes), 0);
	assert_non_null(ahead.ahead);
	do {
		code = lines_next(&plain, &expected);
		assert_int_equal(lines_next(&ahead, &given), code);
		if (code <= 0)
			break;
		assert_int_equal(given.length, expected.length);
		assert_memory_equal(given.text, expected.text, given.length);
		assert_int_equal(given.unfinished, expected.unfinished);
		assert_int_equal(given.overlong, expected.overlong);
		assert_int_equal(ahead.number, plain.number);
	} while (code > 0);
	assert_int_equal(code, 0);
	assert_int_equal(ahead.bytes, plain.bytes);
	lines_done(&plain);
	lines_done(&ahead);
	assert_int_equal(close(again), 0);
}

static void a_second_thread_gives_the_same_lines(void **state)
{
	static const size_t blocks[] = { 1, 2, 3, 64, 4095, 65536, 65537, 1 << 20 };
	int fd = open(LOG, O_RDONLY | O_CLOEXEC);

	(void)state;
	assert_true(fd >= 0);
	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++)
		assert_same(fd, blocks[i]);
	assert_int_equal(close(fd), 0);
}

static void long_lines_and_ends_are_the_same(void **state)
{
	static const size_t blocks[] = { 100, 65535, 65536, 65537, 262144 };
	static const size_t lengths[] = { 0, 65535, 65536, 65537, 131072, 262144, 262145, 600000 };
	static const char *const ends[] = { "", "unfinished", "\n\n" };

	(void)state;
	for (size_t i = 0; i < 5 * 8 * 3; i++) {
		int fd = make_file(lengths[i / 5 % 8], ends[i / 40]);

		assert_same(fd, blocks[i % 5]);
		assert_int_equal(close(fd), 0);
	}
}

static void a_failed_read_travels(void **state)
{
	struct lines lines;
	struct line line;
	int fd = open("tests", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	(void)state;
	assert_int_equal(lines_init_ahead(&lines, fd, 4096), 0);
	assert_int_equal(lines_next(&lines, &line), -EISDIR);
	lines_done(&lines);
	assert_int_equal(close(fd), 0);
}

/* The thread waits for room then, reads, or is at the end. */
static void reading_ends_wherever_the_taker_stops(void **state)
{
	(void)state;
	for (size_t i = 0; i < 400; i++) {
		int fd = open(LOG, O_RDONLY | O_CLOEXEC);
		struct lines lines;
		struct line line;

		assert_int_equal(lines_init_ahead(&lines, fd, i % 2 ? 512 : 1 << 20), 0);
		for (size_t taken = 0; taken < i / 4; taken++)
			assert_true(lines_next(&lines, &line) >= 0);
		lines_done(&lines);
		assert_int_equal(close(fd), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_second_thread_gives_the_same_lines),
		cmocka_unit_test(long_lines_and_ends_are_the_same),
		cmocka_unit_test(a_failed_read_travels),
		cmocka_unit_test(reading_ends_wherever_the_taker_stops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
