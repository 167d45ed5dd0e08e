/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a result goes: whole, or not at all. */
#ifndef AUBACKLOG_OUTPUT_H
#define AUBACKLOG_OUTPUT_H

#include "base/error.h"
#include "files/folder.h"

#include <stdbool.h>
#include <stdio.h>

struct output {
	FILE *file;
	const char *name;	   /* for messages */
	struct folder_place place; /* of the file to be, when there is a temporary one */
	char temporary[32];	   /* the file as it is written, beside the one to be; or "" */
	bool secret; /* set by the verb: a new file is for its owner alone, as the log is */
};

/*
 * Opens a destination.
 * Takes: a path, or NULL or "-" for standard output. A regular file appears only with
 * output_commit, in the place of what had its name, a link too; a device, a pipe or a descriptor
 * (/dev/stdout, /dev/fd/3) is written as it is. Nothing that another user planted in a shared
 * folder is followed, waited for or replaced (folder.h). Gives: 0 or -errno.
 */
int output_open(const char *path, struct output *ret_output, struct error *err);

/*
 * Writes the rest, checks that all of it was taken, and puts the file in its place. Its mode is
 * that of the user's own file which it replaces; otherwise as the umask says. Gives: 0, or -errno
 * and no file.
 */
int output_commit(struct output *output, struct error *err);

/* Takes back what was not committed; nothing after output_commit. */
void output_done(struct output *output);

#endif
