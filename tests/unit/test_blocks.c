/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The blocks of a file come in their order, worked on, however many threads there are. */
#define _GNU_SOURCE
#include "base/blocks.h"
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct sum {
	uint64_t of_bytes;
};

static void add_up(const char *text, size_t length, void *result)
{
	struct sum *sum = result;

	sum->of_bytes = 0;
	for (size_t i = 0; i < length; i++)
		sum->of_bytes += (unsigned char)text[i];
}

static const struct blocks_work work = { .work = add_up, .result_bytes = sizeof(struct sum) };

static char byte_at(size_t at)
{
	return (char)(at * 31 + at / 251);
}

/* Gives a descriptor. */
static int make_file(size_t length)
{
	int fd = memfd_create("blocks", MFD_CLOEXEC);
	char *text = malloc(length + 1);

	assert_true(fd >= 0);
	assert_non_null(text);
	for (size_t i = 0; i < length; i++)
		text[i] = byte_at(i);
	assert_int_equal(write(fd, text, length), length);
	free(text);
	return fd;
}

static void check_block(const char *text, size_t length, const struct sum *sum, size_t at)
{
	uint64_t expected = 0;

	for (size_t i = 0; i < length; i++) {
		assert_int_equal(text[i], byte_at(at + i));
		expected += (unsigned char)text[i];
	}
	assert_int_equal(sum->of_bytes, expected);
}

/* Reads a file from a place on. */
static void check_file(int fd, size_t begin, size_t length, size_t block_bytes, unsigned helpers)
{
	struct blocks *blocks;
	const char *text;
	const void *result;
	size_t at = begin;
	ssize_t got;

	assert_int_equal(lseek(fd, (off_t)begin, SEEK_SET), begin);
	assert_int_equal(blocks_new(fd, block_bytes, &work, helpers, &blocks), 0);
	while ((got = blocks_next(blocks, &text, &result)) > 0) {
		check_block(text, (size_t)got, result, at);
		at += (size_t)got;
		assert_int_equal(lseek(fd, 0, SEEK_CUR), at);
	}
	assert_int_equal(got, 0);
	assert_int_equal(at, length);
	blocks_free(blocks);
}

static void blocks_come_in_their_order(void **state)
{
	static const size_t lengths[] = { 0, 1, 4095, 4096, 4097, 100000 };

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		int fd = make_file(lengths[i]);

		for (unsigned helpers = 1; helpers < 5; helpers++) {
			check_file(fd, 0, lengths[i], 4096, helpers);
			check_file(fd, 0, lengths[i], 100, helpers);
			check_file(fd, lengths[i] / 3, lengths[i], 1 << 20, helpers);
		}
		assert_int_equal(close(fd), 0);
	}
}

/* Threads wait for room then, read, or are at the end. */
static void reading_ends_wherever_the_taker_stops(void **state)
{
	int fd = make_file(40000);

	(void)state;
	for (size_t i = 0; i < 400; i++) {
		struct blocks *blocks;
		const char *text;
		const void *result;

		assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
		assert_int_equal(blocks_new(fd, 512, &work, 1 + i % 3, &blocks), 0);
		for (size_t taken = 0; taken < i / 5; taken++)
			if (blocks_next(blocks, &text, &result) == 0)
				break;
		blocks_free(blocks);
	}
	assert_int_equal(close(fd), 0);
}

/* What is written behind the end that was met is not read: no gap can come of it. */
static void a_file_that_grows_ends_where_its_end_was_met(void **state)
{
	(void)state;
	for (size_t i = 0; i < 50; i++) {
		int fd = make_file(10000);
		struct blocks *blocks;
		const char *text;
		const void *result;
		size_t at = 0;
		ssize_t got;

		assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
		assert_int_equal(blocks_new(fd, 1000 - i, &work, 2, &blocks), 0);
		while ((got = blocks_next(blocks, &text, &result)) > 0) {
			char more[100];

			check_block(text, (size_t)got, result, at);
			at += (size_t)got;
			for (size_t k = 0; k < sizeof(more) && at < 20000; k++)
				more[k] = byte_at(10000 + (at / (1000 - i) - 1) * sizeof(more) + k);
			if (at < 20000)
				assert_int_equal(pwrite(fd, more, sizeof(more),
							(off_t)(10000 + (at / (1000 - i) - 1) *
										sizeof(more))),
						 sizeof(more));
		}
		assert_int_equal(got, 0);
		assert_true(at >= 10000);
		blocks_free(blocks);
		assert_int_equal(close(fd), 0);
	}
}

static void a_failed_read_travels(void **state)
{
	struct blocks *blocks;
	const char *text;
	const void *result;
	int fd = open("tests", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	(void)state;
	assert_int_equal(blocks_new(fd, 4096, &work, 1, &blocks), 0);
	assert_int_equal(blocks_next(blocks, &text, &result), -EISDIR);
	blocks_free(blocks);
	assert_int_equal(close(fd), 0);
}

static void a_stream_has_no_blocks(void **state)
{
	struct blocks *blocks;
	int ends[2];

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(blocks_new(ends[0], 4096, &work, 1, &blocks), -EAGAIN);
	assert_int_equal(close(ends[0]), 0);
	assert_int_equal(close(ends[1]), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_come_in_their_order),
		cmocka_unit_test(reading_ends_wherever_the_taker_stops),
		cmocka_unit_test(a_file_that_grows_ends_where_its_end_was_met),
		cmocka_unit_test(a_failed_read_travels),
		cmocka_unit_test(a_stream_has_no_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
