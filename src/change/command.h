/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command of the system: its words, how they are shown, how it is run. */
#ifndef AUBACKLOG_COMMAND_H
#define AUBACKLOG_COMMAND_H

#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>

/* A zeroed one has no words. */
struct command {
	char **words; /* with a NULL after the last; owned */
	size_t count;
};

void command_done(struct command *command);

/* Adds a copy of a word. */
void command_add(struct command *command, const char *word);

/* Whether one of the words is this one. */
bool command_has(const struct command *command, const char *word);

/* Adds the words of a text, parted by blanks. */
void command_split(struct command *command, const char *text);

/* As one would type it in bash, whatever its words hold; the caller frees it. */
char *command_text(const struct command *command);

/* Whether command_run will find its program. Gives: 0; -ENOENT with a text. */
int command_find(const struct command *command, struct error *err);

/*
 * Runs it, found in /usr/sbin, /usr/bin, /sbin, /bin, which are its PATH too, and waits. Its
 * standard output goes to standard error; its standard input is empty. Gives: 0; -errno with a text
 * that tells how it failed.
 */
int command_run(const struct command *command, struct error *err);

/*
 * Runs it, found in the system's folders whatever PATH says, with nothing else of the environment,
 * and waits. Its standard output comes through a pipe; its errors go to standard error, and it gets
 * no standard input. Gives: 0 with a text on the heap, which ends with a NUL, and its length
 * without it; -ENODATA where it printed nothing, -EFBIG where it printed more than max_bytes;
 * otherwise as command_run.
 */
int command_read(const struct command *command, size_t max_bytes, char **ret_text,
		 size_t *ret_bytes, struct error *err);

#endif
