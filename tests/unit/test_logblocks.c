/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The blocks of a log come in their order, scanned, however many threads there are. */
#define _GNU_SOURCE
#include "evidence/logblocks.h"
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A newline in every 251 bytes. */
static char byte_at(size_t at)
{
	return at % 251 ? (char)('a' + at * 31 % 25) : '\n';
}

/* Gives a descriptor, which stands at the beginning. */
static int make_file(size_t length)
{
	int fd = memfd_create("blocks", MFD_CLOEXEC);
	char *text = malloc(length + 1);

	assert_true(fd >= 0);
	assert_non_null(text);
	for (size_t i = 0; i < length; i++)
		text[i] = byte_at(i);
	assert_int_equal(write(fd, text, length), length);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	free(text);
	return fd;
}

/* Who takes the blocks of a file from a place on. */
struct taking {
	size_t at;	/* of the next byte */
	size_t blocks;	/* taken */
	size_t ends_at; /* the block that it ends the reading with, from 1 */
	int fd;
	size_t grows; /* bytes to write behind the end for each block */
};

static void take_block(struct taking *taking, const struct logblock *block)
{
	const char *newline = memchr(block->text, '\n', block->length);
	char more[100];

	assert_true(block->length > 0);
	for (size_t i = 0; i < block->length; i++)
		assert_int_equal(block->text[i], byte_at(taking->at + i));
	assert_int_equal(block->scan.has_newline, newline != NULL);
	if (newline)
		assert_int_equal(block->scan.begin, newline - block->text + 1);
	taking->at += block->length;
	taking->blocks++;
	for (size_t i = 0; i < taking->grows; i++)
		more[i] = byte_at((size_t)lseek(taking->fd, 0, SEEK_END) + i);
	if (taking->grows)
		assert_int_equal(
			pwrite(taking->fd, more, taking->grows, lseek(taking->fd, 0, SEEK_END)),
			taking->grows);
}

/* Gives: 0, or the failure of the last block. */
static int read_with(struct taking *taking, int fd, unsigned threads, size_t block_bytes)
{
	struct logblocks *blocks = logblocks_open(fd, threads, block_bytes);
	const struct logblock *block;
	int failed = 0;

	taking->fd = fd;
	while ((!taking->ends_at || taking->blocks < taking->ends_at) &&
	       (block = logblocks_next(blocks))) {
		failed = block->failed;
		if (!failed)
			take_block(taking, block);
	}
	if (!taking->ends_at)
		assert_null(logblocks_next(blocks));
	logblocks_close(blocks);
	return failed;
}

static void all_blocks_come_in_their_order(void **state)
{
	static const size_t lengths[] = { 0, 1, 4095, 4096, 4097, 100000, 3 };
	static const size_t sizes[] = { 4096, 100, 1 << 20 };

	(void)state;
	for (size_t i = 0; i < 400; i++) {
		const size_t length = lengths[i % 7], begin = i % 2 ? length / 3 : 0;
		struct taking taking = { .at = begin };
		int fd = make_file(length);

		assert_int_equal(lseek(fd, (off_t)begin, SEEK_SET), begin);
		assert_int_equal(read_with(&taking, fd, (unsigned)i % LOGBLOCKS_THREADS_MAX + 1,
					   sizes[i % 3]),
				 0);
		assert_int_equal(taking.at, length);
		assert_int_equal(close(fd), 0);
	}
}

/* The others wait for room then, read, scan, or are at the end. */
static void reading_ends_wherever_the_taker_ends_it(void **state)
{
	int fd = make_file(40000);

	(void)state;
	for (size_t i = 0; i < 400; i++) {
		struct taking taking = { .ends_at = i / 4 + 1 };
		bool ends = taking.ends_at <= 79;

		assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
		assert_int_equal(read_with(&taking, fd, (unsigned)i % 4 + 1, 512), 0);
		assert_int_equal(taking.blocks, ends ? taking.ends_at : 79);
	}
	assert_int_equal(close(fd), 0);
}

/* What is written behind the end that was met is not read: no gap can come of it. */
static void a_file_that_grows_ends_where_its_end_was_met(void **state)
{
	(void)state;
	for (size_t i = 0; i < 200; i++) {
		struct taking taking = { .grows = i % 100 };
		int fd = make_file(10000);

		assert_int_equal(read_with(&taking, fd, (unsigned)i % 3 + 2, 1000 - i), 0);
		assert_true(taking.at >= 10000);
		assert_int_equal(close(fd), 0);
	}
}

static void a_failed_read_travels(void **state)
{
	int folder = open("tests", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	(void)state;
	for (unsigned threads = 1; threads <= LOGBLOCKS_THREADS_MAX; threads++) {
		struct taking taking = { 0 };

		assert_int_equal(read_with(&taking, folder, threads, 4096), -EISDIR);
		assert_int_equal(taking.blocks, 0);
	}
	assert_int_equal(close(folder), 0);
}

/* What a pipe gives at once is less than a block. */
static void a_stream_is_read_in_whole_blocks(void **state)
{
	struct taking taking = { 0 };
	int ends[2];
	pid_t child;

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		for (size_t at = 0; at < 10000; at++) {
			const char byte = byte_at(at);

			if (write(ends[1], &byte, 1) != 1)
				_exit(1);
		}
		_exit(0);
	}
	assert_int_equal(close(ends[1]), 0);
	assert_int_equal(read_with(&taking, ends[0], 1, 512), 0);
	assert_int_equal(taking.at, 10000);
	assert_int_equal(taking.blocks, 20);
	assert_int_equal(close(ends[0]), 0);
}

static void there_is_a_thread_for_each_processor_up_to_the_most(void **state)
{
	cpu_set_t kept, one;

	(void)state;
	assert_in_range(logblocks_processors(), 1, LOGBLOCKS_THREADS_MAX);
	assert_int_equal(sched_getaffinity(0, sizeof(kept), &kept), 0);
	CPU_ZERO(&one);
	for (int cpu = 0; cpu < CPU_SETSIZE && !CPU_COUNT(&one); cpu++)
		if (CPU_ISSET(cpu, &kept))
			CPU_SET(cpu, &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	assert_int_equal(logblocks_processors(), 1);
	assert_int_equal(sched_setaffinity(0, sizeof(kept), &kept), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_blocks_come_in_their_order),
		cmocka_unit_test(reading_ends_wherever_the_taker_ends_it),
		cmocka_unit_test(a_file_that_grows_ends_where_its_end_was_met),
		cmocka_unit_test(a_failed_read_travels),
		cmocka_unit_test(a_stream_is_read_in_whole_blocks),
		cmocka_unit_test(there_is_a_thread_for_each_processor_up_to_the_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
