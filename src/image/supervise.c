/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes that are waited for. */
#define _GNU_SOURCE
#include "image/supervise.h"

#include <errno.h>
#include <spawn.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

int supervise_begin(struct supervision *ret_supervision, struct error *err)
{
	static const int endings[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
	struct sigaction action;

	(void)sigemptyset(&ret_supervision->waited);
	(void)sigaddset(&ret_supervision->waited, SIGCHLD);
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (sigaction(endings[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
			(void)sigaddset(&ret_supervision->waited, endings[i]);
	if (signal(SIGCHLD, SIG_DFL) == SIG_ERR ||
	    sigprocmask(SIG_BLOCK, &ret_supervision->waited, &ret_supervision->before) < 0)
		return error_set(err, -errno, "cannot wait for signals: %s", strerror(errno));
	return 0;
}

static int wait_for_end(pid_t child, int *ret_status, struct error *err)
{
	while (waitpid(child, ret_status, 0) < 0)
		if (errno != EINTR)
			return error_set(err, -errno, "cannot wait: %s", strerror(errno));
	return 0;
}

/* Waits for a child or a signal; a signal ends the child, or its whole group. */
static int wait_or_end(const struct supervision *supervision, pid_t child, bool group,
		       int *ret_status, struct error *err)
{
	int code;

	for (;;) {
		int number = sigwaitinfo(&supervision->waited, NULL);
		pid_t ended;

		if (number > 0 && number != SIGCHLD)
			break;
		ended = waitpid(child, ret_status, WNOHANG);
		if (ended == child)
			return 0;
		if (ended < 0 && errno != EINTR)
			return error_set(err, -errno, "cannot wait: %s", strerror(errno));
	}
	(void)kill(group ? -child : child, group ? SIGKILL : SIGTERM);
	code = wait_for_end(child, ret_status, err);
	return code < 0 ? code : -EINTR;
}

/* In the child: does not return. */
static void begin_call(const struct supervision *supervision, pid_t parent, int (*function)(void *),
		       void *context)
{
	/* With SIGTTOU ignored it may print from the background of a terminal. */
	if (setpgid(0, 0) < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent ||
	    signal(SIGTTOU, SIG_IGN) == SIG_ERR ||
	    sigprocmask(SIG_SETMASK, &supervision->before, NULL) < 0)
		_exit(127);
	_exit(function(context));
}

int supervise_call(const struct supervision *supervision, int (*function)(void *), void *context,
		   int *ret_status, struct error *err)
{
	pid_t parent = getpid(), child;
	int code;

	/* A process of the group whose parent ends becomes a child of this one, which can wait for
	 * it. */
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
		return error_set(err, -errno, "cannot wait: %s", strerror(errno));
	child = fork();
	if (child < 0)
		return error_set(err, -errno, "cannot begin a process: %s", strerror(errno));
	if (child == 0)
		begin_call(supervision, parent, function, context);
	(void)setpgid(child, child);
	code = wait_or_end(supervision, child, true, ret_status, err);
	(void)kill(-child, SIGKILL);
	while (waitpid(-child, NULL, 0) > 0 || errno == EINTR)
		;
	return code;
}

int supervise_run(const struct supervision *supervision, const char *program, char **words,
		  int *ret_status, struct error *err)
{
	posix_spawnattr_t attributes;
	pid_t child;
	int code = posix_spawnattr_init(&attributes);

	if (code)
		return error_set(err, -code, "cannot run '%s': %s", program, strerror(code));
	code = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	if (code == 0)
		code = posix_spawnattr_setsigmask(&attributes, &supervision->before);
	if (code == 0)
		code = posix_spawn(&child, program, NULL, &attributes, words, environ);
	(void)posix_spawnattr_destroy(&attributes);
	if (code)
		return error_set(err, -code, "cannot run '%s': %s", program, strerror(code));
	return wait_or_end(supervision, child, false, ret_status, err);
}
