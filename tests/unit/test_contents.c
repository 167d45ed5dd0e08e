/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a file holds, in memory: lengths, bounds, files that do not say how long they are. */
#define _GNU_SOURCE
#include "unit.h"
#include "util/cleanup.h"
#include "util/contents.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

#define MAX_BYTES 10000

/* A file of so many bytes, each another than its neighbours. */
static int file_of(size_t bytes)
{
	int fd = memfd_create("test", MFD_CLOEXEC);

	assert_true(fd >= 0);
	for (size_t i = 0; i < bytes; i++) {
		const char byte = (char)('a' + i % 23);

		assert_int_equal(pwrite(fd, &byte, 1, (off_t)i), 1);
	}
	return fd;
}

static void is_right(const char *text, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		assert_int_equal(text[i], 'a' + (int)(i % 23));
	assert_int_equal(text[bytes], 0);
}

static void reads_what_is_there(void **state)
{
	static const size_t lengths[] = { 0,	1,    4095, 4096,	   4097,
					  8191, 8192, 8193, MAX_BYTES - 1, MAX_BYTES };

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		CLEANUP(cleanup_close) int fd = file_of(lengths[i]);
		CLEANUP(cleanup_free) char *text = NULL;
		size_t bytes = 0;

		assert_int_equal(contents_read(fd, MAX_BYTES, &text, &bytes), 0);
		assert_int_equal(bytes, lengths[i]);
		is_right(text, bytes);
		if (bytes)
			assert_true(malloc_usable_size(text) <= bytes + 64);
	}
}

static void refuses_more_than_the_bound(void **state)
{
	CLEANUP(cleanup_close) int fd = file_of(MAX_BYTES + 1);
	char untouched, *text = &untouched;
	size_t bytes = 7;

	(void)state;
	assert_int_equal(contents_read(fd, MAX_BYTES, &text, &bytes), -EFBIG);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	assert_int_equal(contents_read(fd, 0, &text, &bytes), -EFBIG);
	assert_int_equal(contents_read(-1, MAX_BYTES, &text, &bytes), -EBADF);
	assert_ptr_equal(text, &untouched);
	assert_int_equal(bytes, 7);
}

/* What /proc holds has no length. */
static void reads_what_has_no_length(void **state)
{
	CLEANUP(cleanup_close) int fd = open("/proc/kallsyms", O_RDONLY | O_CLOEXEC);
	CLEANUP(cleanup_free) char *text = NULL;
	size_t bytes = 0;

	(void)state;
	if (fd < 0 || contents_read(fd, 1u << 26, &text, &bytes) < 0)
		skip();
	assert_true(bytes > 4096);
	assert_int_equal(strlen(text), bytes);
	assert_int_equal(text[bytes - 1], '\n');
}

static void reads_a_place(void **state)
{
	CLEANUP(cleanup_close) int fd = file_of(100);
	char buffer[101] = "";

	(void)state;
	assert_int_equal(contents_at(fd, buffer, 46, 0), 46);
	is_right(buffer, 46);
	assert_int_equal(contents_at(fd, buffer, 100, 23), 77);
	assert_int_equal(contents_at(fd, buffer, 100, 100), 0);
	assert_int_equal(lseek(fd, 0, SEEK_CUR), 0);
	assert_int_equal(contents_at(-1, buffer, 100, 0), -EBADF);
}

static void wake(int signal_number)
{
	(void)signal_number;
}

static void say_slowly(int fd)
{
	for (int i = 0; i < 3; i++) {
		const char byte = (char)('a' + i);

		(void)kill(getppid(), SIGUSR1);
		(void)usleep(5000);
		if (write(fd, &byte, 1) != 1)
			_exit(1);
		(void)usleep(5000);
	}
	_exit(0);
}

/* Pieces, and signals between them. */
static void goes_on_after_a_signal(void **state)
{
	const struct sigaction action = { .sa_handler = wake };
	CLEANUP(cleanup_free) char *text = NULL;
	size_t bytes = 0;
	int ends[2], ended;
	pid_t child;

	(void)state;
	assert_int_equal(sigaction(SIGUSR1, &action, NULL), 0);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	child = fork();
	if (child == 0)
		say_slowly(ends[1]);
	(void)close(ends[1]);
	assert_int_equal(contents_read(ends[0], MAX_BYTES, &text, &bytes), 0);
	assert_string_equal(text, "abc");
	assert_int_equal(bytes, 3);
	assert_int_equal(waitpid(child, &ended, 0), child);
	assert_int_equal(ended, 0);
	(void)close(ends[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_is_there),
		cmocka_unit_test(refuses_more_than_the_bound),
		cmocka_unit_test(reads_what_has_no_length),
		cmocka_unit_test(reads_a_place),
		cmocka_unit_test(goes_on_after_a_signal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
