/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stands in front of libauparse: an event whose text has one of the words below is its undoing, as
 * a bug that an attacker uses would be. Preloaded by tests/cli, part of
 * tests/unit/test_auparse_client.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <auparse.h>
#include <dlfcn.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Where util/sandbox.c leaves the socket. */
#define SOCKET 3

/* A reply: its length, then "text", of which so many bytes are sent. */
static void answer(uint32_t length, const char *text, size_t bytes)
{
	(void)send(SOCKET, &length, sizeof(length), 0);
	(void)send(SOCKET, text, bytes, 0);
}

static void misbehave(const char *text)
{
	static const char good[] = "aforged\0.";

	if (strstr(text, "crash-here"))
		(void)raise(SIGSEGV);
	if (strstr(text, "abort-here"))
		abort();
	if (strstr(text, "hang-here"))
		for (;;)
			;
	if (strstr(text, "nonsense-here"))
		answer(12, "no such tag.", 12);
	if (strstr(text, "cut-here")) {
		answer(sizeof(good), good, 4);
		_exit(0);
	}
	if (strstr(text, "long-here"))
		answer(UINT32_MAX, good, sizeof(good));
	if (strstr(text, "forged-here"))
		answer(sizeof(good), good, sizeof(good));
}

int auparse_feed(auparse_state_t *parser, const char *data, size_t length)
{
	int (*next)(auparse_state_t *, const char *, size_t) =
		(int (*)(auparse_state_t *, const char *, size_t))dlsym(RTLD_NEXT, "auparse_feed");

	misbehave(data);
	return next(parser, data, length);
}
