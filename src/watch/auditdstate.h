/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What auditd says of itself: auditd.state. */
#ifndef AUBACKLOG_AUDITDSTATE_H
#define AUBACKLOG_AUDITDSTATE_H

#include "input/root.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct auditdstate {
	uint64_t queue_depth, queue_most, queue_size; /* events for plugins, in auditd */
	bool overflowed;			      /* it dropped some */
	bool suspended;				      /* it passes on none */
};

/* Reads the text of the file. Gives: false where it says nothing of the queue. */
bool auditdstate_parse(const char *text, struct auditdstate *ret_state);

/* Whether a process is an auditd. */
bool auditdstate_is_auditd(pid_t pid);

/*
 * Asks auditd to write the file (SIGCONT); it does so soon after.
 * Takes: its pid, as the kernel has it; what is no auditd is sent nothing.
 */
void auditdstate_ask(pid_t pid);

/* Reads it from a root. Gives: false where there is none that can be read. */
bool auditdstate_read(const struct root *root, struct auditdstate *ret_state);

#endif
