/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stands in the place of libsystemd (tests/cli/73-hostile-journal.bats), as one that a journal has
 * taken over would: REAL names the real one, WHEN "index" or "read", HOW what it does then instead
 * of going on.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <systemd/sd-journal.h>
#include <time.h>
#include <unistd.h>

/* Where util/sandbox.c leaves the socket. */
#define SOCKET 3

static void *real;

__attribute__((constructor)) static void find_real(void)
{
	const char *path = getenv("REAL");

	real = path ? dlopen(path, RTLD_NOW) : NULL;
	if (!real)
		abort();
}

/* A frame of so many bytes, of which these are sent. */
static void answer(uint32_t length, const void *bytes, size_t sent)
{
	(void)send(SOCKET, &length, sizeof(length), MSG_NOSIGNAL);
	(void)send(SOCKET, bytes, sent, MSG_NOSIGNAL);
}

/* A part as evidence/journal_reply.c has it: five numbers, the length of the text, a letter. */
static void answer_part(char tag, uint64_t file, const char *text, uint32_t length)
{
	char part[256] = { 0 };

	memcpy(part, &file, sizeof(file));
	memcpy(part + 40, &length, sizeof(length));
	part[44] = tag;
	memcpy(part + 45, text, length);
	answer(45 + length, part, 45 + length);
}

static void eat_memory(void)
{
	for (;;) {
		char *block = malloc(1 << 20);

		if (!block)
			abort();
		memset(block, 1, 1 << 20);
	}
}

static void flood(void)
{
	for (;;)
		answer_part('k', 0, "flood", 5);
}

/* Empty frames, as of one that is at work; the filter leaves no other call to sleep by. */
static void trickle(void)
{
	const struct timespec pause = { .tv_nsec = 20000000 };
	uint32_t word = 0;

	for (;;) {
		answer(0, "", 0);
		(void)syscall(SYS_futex, &word, FUTEX_WAIT, 0, &pause, NULL, 0);
	}
}

static void misbehave(const char *when)
{
	const char *how = getenv("HOW");

	if (!how || !getenv("WHEN") || strcmp(getenv("WHEN"), when) != 0)
		return;
	if (strcmp(how, "crash") == 0)
		(void)raise(SIGSEGV);
	if (strcmp(how, "bus") == 0)
		(void)raise(SIGBUS);
	if (strcmp(how, "abort") == 0)
		abort();
	if (strcmp(how, "kill") == 0)
		(void)kill(getpid(), SIGKILL);
	if (strcmp(how, "exit") == 0)
		_exit(0);
	if (strcmp(how, "starved") == 0)
		_exit(4);
	if (strcmp(how, "hang") == 0)
		for (;;)
			;
	if (strcmp(how, "memory") == 0)
		eat_memory();
	if (strcmp(how, "nonsense") == 0)
		answer(12, "no such tag.", 12);
	if (strcmp(how, "cut") == 0)
		answer(100, "half", 4);
	if (strcmp(how, "long") == 0)
		answer(UINT32_MAX, "long", 4);
	if (strcmp(how, "other-file") == 0)
		answer_part('f', 7, "", 0);
	if (strcmp(how, "early-end") == 0)
		answer_part('.', 0, "", 0);
	if (strcmp(how, "boot") == 0)
		answer_part('b', 0, "0123456789abcdef\0", 17);
	if (strcmp(how, "flood") == 0)
		flood();
	if (strcmp(how, "trickle") == 0)
		trickle();
	_exit(0);
}

#define FORWARD(name, parameters, ...)                                                             \
	int name parameters                                                                        \
	{                                                                                          \
		int(*next) parameters = (int(*) parameters)dlsym(real, #name);                     \
                                                                                                   \
		return next(__VA_ARGS__);                                                          \
	}

FORWARD(sd_id128_from_string, (const char *text, sd_id128_t *id), text, id)
FORWARD(sd_journal_add_match, (sd_journal * j, const void *data, size_t size), j, data, size)
FORWARD(sd_journal_enumerate_unique, (sd_journal * j, const void **data, size_t *length), j, data,
	length)
FORWARD(sd_journal_get_data, (sd_journal * j, const char *field, const void **data, size_t *length),
	j, field, data, length)
FORWARD(sd_journal_get_monotonic_usec, (sd_journal * j, uint64_t *us, sd_id128_t *id), j, us, id)
FORWARD(sd_journal_get_realtime_usec, (sd_journal * j, uint64_t *us), j, us)
FORWARD(sd_journal_get_usage, (sd_journal * j, uint64_t *bytes), j, bytes)
FORWARD(sd_journal_open_files_fd, (sd_journal * *j, int fds[], unsigned count, int flags), j, fds,
	count, flags)
FORWARD(sd_journal_previous, (sd_journal * j), j)
FORWARD(sd_journal_seek_head, (sd_journal * j), j)
FORWARD(sd_journal_seek_tail, (sd_journal * j), j)

char *sd_id128_to_string(sd_id128_t id, char text[static SD_ID128_STRING_MAX])
{
	char *(*next)(sd_id128_t, char *) =
		(char *(*)(sd_id128_t, char *))dlsym(real, "sd_id128_to_string");

	return next(id, text);
}

void sd_journal_close(sd_journal *j)
{
	((void (*)(sd_journal *))dlsym(real, "sd_journal_close"))(j);
}

void sd_journal_flush_matches(sd_journal *j)
{
	((void (*)(sd_journal *))dlsym(real, "sd_journal_flush_matches"))(j);
}

int sd_journal_query_unique(sd_journal *j, const char *field)
{
	misbehave("index");
	return ((int (*)(sd_journal *, const char *))dlsym(real, "sd_journal_query_unique"))(j,
											     field);
}

/* The twentieth of a process is one of a boot that is being read. */
int sd_journal_next(sd_journal *j)
{
	static unsigned calls;

	if (++calls == 20)
		misbehave("read");
	return ((int (*)(sd_journal *))dlsym(real, "sd_journal_next"))(j);
}
