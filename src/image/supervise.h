/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes that are waited for, and ended when a signal tells this one to end. */
#ifndef AUBACKLOG_SUPERVISE_H
#define AUBACKLOG_SUPERVISE_H

#include "util/error.h"

#include <signal.h>

/* The signal masks; programs that are started get the one from before supervise_begin. */
struct supervision {
	sigset_t waited; /* SIGCHLD, and those of HUP, INT, QUIT and TERM that are not ignored */
	sigset_t before;
};

/* Blocks these signals until a child is waited for. Gives 0, or -errno with its reason. */
int supervise_begin(struct supervision *ret_supervision, struct error *err);

/*
 * Runs a function in a process and a process group of its own, which end when this process does.
 * The function's result is the exit status. Gives: as supervise_run; no process of the group is
 * left.
 */
int supervise_call(const struct supervision *supervision, int (*function)(void *), void *context,
		   int *ret_status, struct error *err);

/*
 * Runs a program with its arguments, without a shell.
 * Gives: 0 and the status as of waitpid(2); -EINTR when a signal to this process ended it; -errno
 * with its reason.
 */
int supervise_run(const struct supervision *supervision, const char *program, char **words,
		  int *ret_status, struct error *err);

#endif
