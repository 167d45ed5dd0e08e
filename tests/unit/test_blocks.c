/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The blocks of a file come in their order, worked on, however many threads there are. */
#define _GNU_SOURCE
#include "base/blocks.h"
#include "base/threads.h"
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
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

#define BEYOND 16

static const struct blocks_work work = {
	.work = add_up,
	.result_bytes = sizeof(struct sum),
	.beyond = BEYOND,
};

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

/* Who takes the blocks of a file from a place on. */
struct taker {
	size_t at;	/* of the next byte */
	size_t blocks;	/* taken */
	size_t ends_at; /* the block that it ends the reading with, from 1 */
	pthread_t thread;
	int fd;
	size_t grows; /* bytes to write behind the end for each block */
};

static void grow(const struct taker *taker)
{
	struct stat status;
	char more[100];

	assert_int_equal(fstat(taker->fd, &status), 0);
	for (size_t i = 0; i < taker->grows; i++)
		more[i] = byte_at((size_t)status.st_size + i);
	assert_int_equal(pwrite(taker->fd, more, taker->grows, status.st_size), taker->grows);
}

static int take(void *context, const char *text, size_t length, const void *result)
{
	const struct sum *sum = result;
	struct taker *taker = context;
	uint64_t expected = 0;

	assert_true(!taker->blocks || pthread_equal(taker->thread, pthread_self()));
	taker->thread = pthread_self();
	for (size_t i = 0; i < length; i++) {
		assert_int_equal(text[i], byte_at(taker->at + i));
		expected += (unsigned char)text[i];
	}
	for (size_t i = 0; i < BEYOND; i++)
		assert_int_equal(text[length + i], 0);
	assert_int_equal(sum->of_bytes, expected);
	taker->at += length;
	if (taker->grows)
		grow(taker);
	return ++taker->blocks == taker->ends_at;
}

static struct blocks *make_blocks(unsigned count, size_t block_bytes)
{
	struct blocks *blocks = NULL;

	assert_int_equal(blocks_new(count, block_bytes, &work, &blocks), 0);
	return blocks;
}

static int read_with(struct blocks *blocks, struct taker takers[], unsigned count, int fd)
{
	struct blocks_taker list[THREADS_MAX];

	for (unsigned i = 0; i < count; i++) {
		takers[i].fd = fd;
		list[i] = (struct blocks_taker){ .take = take, .context = &takers[i] };
	}
	return blocks_read(blocks, fd, list);
}

/* Reads a file from a place on. */
static void check_file(struct blocks *blocks, unsigned count, int fd, size_t begin, size_t length)
{
	struct taker takers[THREADS_MAX] = { 0 };

	for (unsigned i = 0; i < count; i++)
		takers[i].at = begin;
	assert_int_equal(lseek(fd, (off_t)begin, SEEK_SET), begin);
	assert_int_equal(read_with(blocks, takers, count, fd), 0);
	assert_int_equal(lseek(fd, 0, SEEK_CUR), begin);
	for (unsigned i = 0; i < count; i++)
		assert_int_equal(takers[i].at, length);
	for (unsigned i = 1; i < count && length > begin; i++)
		assert_false(pthread_equal(takers[i].thread, takers[i - 1].thread));
	if (length > begin)
		assert_true(pthread_equal(takers[0].thread, pthread_self()));
}

/* One file after the other, by the same threads. */
static void each_taker_gets_all_blocks_in_their_order(void **state)
{
	static const size_t lengths[] = { 0, 1, 4095, 4096, 4097, 100000, 3 };
	static const size_t sizes[] = { 4096, 100, 1 << 20 };

	(void)state;
	for (unsigned count = 2; count <= THREADS_MAX; count++) {
		for (size_t size = 0; size < 3; size++) {
			struct blocks *blocks = make_blocks(count, sizes[size]);

			for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
				int fd = make_file(lengths[i]);

				check_file(blocks, count, fd, 0, lengths[i]);
				check_file(blocks, count, fd, lengths[i] / 3, lengths[i]);
				assert_int_equal(close(fd), 0);
			}
			blocks_free(blocks);
		}
	}
}

/* The others wait for room then, read, take, or are at the end; the next file is read all the same.
 */
static void reading_ends_wherever_a_taker_ends_it(void **state)
{
	int fd = make_file(40000);

	(void)state;
	for (size_t i = 0; i < 400; i++) {
		struct taker takers[THREADS_MAX] = { 0 };
		const unsigned count = (unsigned)i % 3 + 2;
		struct blocks *blocks = make_blocks(count, 512);
		const size_t last = i / 5 + 1;

		takers[i % count].ends_at = last;
		assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
		assert_int_equal(read_with(blocks, takers, count, fd), 0);
		assert_int_equal(takers[i % count].blocks, last < 79 ? last : 79);
		check_file(blocks, count, fd, 0, 40000);
		blocks_free(blocks);
	}
	assert_int_equal(close(fd), 0);
}

static void threads_end_that_had_nothing_to_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < 100; i++)
		blocks_free(make_blocks(4, 512));
	blocks_free(NULL);
}

/* What is written behind the end that was met is not read: no gap can come of it. */
static void a_file_that_grows_ends_where_its_end_was_met(void **state)
{
	(void)state;
	for (size_t i = 0; i < 50; i++) {
		struct taker takers[2] = { { .grows = i % 3 ? 90 : 0 },
					   { .grows = i % 2 ? 10 : 0 } };
		struct blocks *blocks = make_blocks(2, 1000 - i);
		int fd = make_file(10000);

		assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
		assert_int_equal(read_with(blocks, takers, 2, fd), 0);
		assert_true(takers[0].at >= 10000);
		assert_int_equal(takers[0].at, takers[1].at);
		assert_int_equal(close(fd), 0);
		blocks_free(blocks);
	}
}

static void a_failed_read_travels(void **state)
{
	struct blocks *blocks = make_blocks(2, 4096);
	int folder = open("tests", O_RDONLY | O_DIRECTORY | O_CLOEXEC), file = make_file(5000);
	struct taker takers[2] = { 0 };

	(void)state;
	assert_int_equal(read_with(blocks, takers, 2, folder), -EISDIR);
	assert_int_equal(takers[0].blocks, 0);
	check_file(blocks, 2, file, 0, 5000);
	assert_int_equal(close(folder), 0);
	assert_int_equal(close(file), 0);
	blocks_free(blocks);
}

static void a_stream_has_no_blocks(void **state)
{
	struct blocks *blocks = make_blocks(2, 4096);
	struct taker takers[2] = { 0 };
	int ends[2];

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(read_with(blocks, takers, 2, ends[0]), -ESPIPE);
	assert_int_equal(close(ends[0]), 0);
	assert_int_equal(close(ends[1]), 0);
	blocks_free(blocks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_taker_gets_all_blocks_in_their_order),
		cmocka_unit_test(reading_ends_wherever_a_taker_ends_it),
		cmocka_unit_test(threads_end_that_had_nothing_to_read),
		cmocka_unit_test(a_file_that_grows_ends_where_its_end_was_met),
		cmocka_unit_test(a_failed_read_travels),
		cmocka_unit_test(a_stream_has_no_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
