/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the newest boot lost: the report's numbers, by the report's code, in a process of its own.
 */
#ifndef AUBACKLOG_JUDGE_H
#define AUBACKLOG_JUDGE_H

#include "util/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

/* The word on the command line that makes the program the process that judges. */
#define JUDGE_OPTION "--judge"

/*
 * In that process: diagnoses the newest boot as "aubacklog report --newest-only" does, and writes
 * what an alert needs as one object.
 * Takes: a root, or NULL for this machine.
 */
int judge_write(const char *root, FILE *out, struct error *err);

/* A zeroed one does not run. */
struct judge {
	pid_t pid;
	int fd; /* what it writes */
	char *text;
	size_t length;
	int64_t until_ms;
};

void judge_done(struct judge *judge);

/* Begins the process. It holds none of this one's files. Gives: 0 or -errno. */
int judge_begin(struct judge *judge, const char *root, int64_t now_ms);

/*
 * Looks whether it has answered, without waiting; one that takes longer than 15 minutes is ended.
 * Gives: true when it is over, and the answer, which the caller releases: NULL for none.
 */
bool judge_has_ended(struct judge *judge, int64_t now_ms, json_t **ret_answer);

#endif
