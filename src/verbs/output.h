/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a result goes: whole, or not at all. */
#ifndef AUBACKLOG_OUTPUT_H
#define AUBACKLOG_OUTPUT_H

#include "base/error.h"

#include <stdio.h>

struct output {
	FILE *file;
	const char *name; /* for messages */
	char *path;	  /* the file to be, or NULL when what is written goes out at once */
	char *temporary;  /* the file as it is written, beside the one to be */
};

/*
 * Opens a destination.
 * Takes: a path, or NULL or "-" for standard output. A regular file appears only with
 * output_commit; a device or a pipe is written as it is. Gives: 0 or -errno.
 */
int output_open(const char *path, struct output *ret_output, struct error *err);

/* Writes the rest, checks that all of it was taken, and puts the file in its place. Gives: 0, or
 * -errno and no file. */
int output_commit(struct output *output, struct error *err);

/* Takes back what was not committed; nothing after output_commit. */
void output_done(struct output *output);

#endif
