/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs a program that is given a text. */
#define _GNU_SOURCE
#include "watch/feed.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static int spawn_fed(char *const words[], char *const environment[], int in, pid_t *ret_pid)
{
	posix_spawn_file_actions_t files;
	int code = posix_spawn_file_actions_init(&files);

	if (code)
		return -code;
	code = posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
	for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO && !code; fd++)
		code = posix_spawn_file_actions_addopen(&files, fd, "/dev/null", O_WRONLY, 0);
	code = code ? code : posix_spawn(ret_pid, words[0], &files, NULL, words, environment);
	(void)posix_spawn_file_actions_destroy(&files);
	return -code;
}

/* A program that ends without having read all has its reason in its exit status. */
static void write_fed(int fd, const char *text)
{
	size_t length = strlen(text);

	while (length) {
		ssize_t got = write(fd, text, length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return;
		text += got;
		length -= (size_t)got;
	}
}

int feed_program(char *const words[], char *const environment[], const char *text,
		 struct error *err)
{
	int ends[2], status, code;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return error_set(err, -errno, "cannot run '%s': %s", words[0], strerror(errno));
	code = spawn_fed(words, environment, ends[0], &pid);
	(void)close(ends[0]);
	if (code == 0) {
		(void)signal(SIGPIPE, SIG_IGN);
		write_fed(ends[1], text);
	}
	(void)close(ends[1]);
	if (code < 0)
		return error_set(err, code, "cannot run '%s': %s", words[0], strerror(-code));
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return error_set(err, -errno, "cannot wait: %s", strerror(errno));
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	return error_set(err, -EIO, "'%s' ended with %s %d", words[0],
			 WIFEXITED(status) ? "exit status" : "signal",
			 WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
}
