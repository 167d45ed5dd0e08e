/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The output of a verb: complete, or not there at all. */
#ifndef AUBACKLOG_OUTPUT_H
#define AUBACKLOG_OUTPUT_H

#include "input/newfile.h"
#include "input/safe_path.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

/* Of a file that is for its owner alone, like the log; and of one that others collect. */
#define OUTPUT_SECRET 0600
#define OUTPUT_COLLECTED 0644

struct output {
	FILE *file;
	const char *name;	/* for messages */
	struct safe_path place; /* of the new file, if there is one */
	struct newfile new;	/* while it is written, in the folder of place */
	mode_t mode; /* set by the verb: of the file, whatever the umask; 0: as the umask has it */
};

/*
 * Opens an output.
 * Takes: a path; NULL or "-" for standard output. A regular file appears only at output_commit,
 * where it replaces any file or link of its name. A device, a pipe or a descriptor (/dev/stdout,
 * /dev/fd/3) is written directly, also behind a link of the user's own or of root; a block device
 * is refused. A link or pipe that another user planted in a shared folder is refused
 * (input/safe_path.h).
 * Gives: 0 or -errno.
 */
int output_open(const char *path, struct output *ret_output, struct error *err);

/*
 * Writes the buffered data, checks that all of it was accepted, and gives the file its name.
 * Without a mode of its own it has the one that the umask gives, limited to the mode of the user's
 * own file that it replaces.
 * Gives: 0, or -errno and no file.
 */
int output_commit(struct output *output, struct error *err);

/* Discards an output that was not committed; does nothing after output_commit. */
void output_done(struct output *output);

/* Shows what is written in a pager, where it goes to a terminal and is longer than it (pager.h).
 * Takes: an output that nothing was written to. */
void output_page(struct output *output);

#endif
