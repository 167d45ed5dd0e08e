/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The output of a verb: whole, or not at all. */
#ifndef AUBACKLOG_OUTPUT_H
#define AUBACKLOG_OUTPUT_H

#include "input/newfile.h"
#include "input/safe_path.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdio.h>

struct output {
	FILE *file;
	const char *name;	/* for messages */
	struct safe_path place; /* of the file to be, when there is a new one */
	struct newfile new;	/* as it is written; its folder is the place's */
	bool secret; /* set by the verb: the file is for its owner alone, as the log is */
};

/*
 * Opens a destination.
 * Takes: a path, or NULL or "-" for standard output. A regular file appears only with
 * output_commit, and replaces the file or link of its name; a device, a pipe or a descriptor
 * (/dev/stdout, /dev/fd/3) is written as it is. Nothing that another user planted in a shared
 * folder is followed, waited for or replaced (input/safe_path.h). Gives: 0 or -errno.
 */
int output_open(const char *path, struct output *ret_output, struct error *err);

/*
 * Writes the rest, checks that all of it was taken, and puts the file in its place. Its mode is
 * 0600 where it is secret; otherwise as the umask says, and never more than the mode of the user's
 * own file that it replaces. Gives: 0, or -errno and no file.
 */
int output_commit(struct output *output, struct error *err);

/* Takes back an output that was not committed; does nothing after output_commit. */
void output_done(struct output *output);

/* Whether a stream shows colour: a terminal, and neither --no-color, NO_COLOR nor TERM=dumb. */
bool output_has_colour(FILE *out, bool no_color);

/* Whether the locale's characters are UTF-8. */
bool output_has_utf8(void);

#endif
