/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes that are waited for, and ended when a signal asks this one to end. */
#ifndef AUBACKLOG_SUPERVISE_H
#define AUBACKLOG_SUPERVISE_H

#include "util/error.h"

#include <signal.h>

/* The signals of this process before supervise_begin: what a program that is started gets. */
struct supervision {
	sigset_t waited; /* SIGCHLD, and those of HUP, INT, QUIT and TERM that are not ignored */
	sigset_t before;
};

/* From here on these signals wait until a child is waited for. Gives 0, or -errno with its reason.
 */
int supervise_begin(struct supervision *ret_supervision, struct error *err);

/*
 * Runs a function in a process and a process group of its own, which end when this process does.
 * What the function gives is its exit status. Gives as supervise_run; whatever the group has left
 * behind is gone then.
 */
int supervise_call(const struct supervision *supervision, int (*function)(void *), void *context,
		   int *ret_status, struct error *err);

/*
 * Runs a program with its words, without a shell.
 * Gives: 0 and what waitpid(2) says of it; -EINTR when a signal ended it on our behalf; -errno with
 * its reason.
 */
int supervise_run(const struct supervision *supervision, const char *program, char **words,
		  int *ret_status, struct error *err);

#endif
