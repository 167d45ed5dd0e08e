/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A folder of small settings files, which are read in whole. */
#ifndef AUBACKLOG_DROPINS_H
#define AUBACKLOG_DROPINS_H

#include "input/root.h"

/* The most bytes of one file. */
#define DROPINS_FILE_BYTES_MAX (1u << 20)

/* Which files, and how many: anybody who may write one could write any number of them. */
struct dropins {
	const char *folder; /* in the root */
	const char *suffix; /* of the names */
	bool hidden;	    /* names that begin with a dot too */
	size_t files_max;
	size_t bytes_max; /* of all files together */
};

/* Takes one file: its path in the root, and its text; NULL when the name leads to no file. Gives 0
 * to go on, or -errno with its text. */
typedef int (*dropins_take)(void *context, const char *path, const char *text, struct error *err);

/*
 * Reads the files in byte order of their names.
 * Gives: 0; -ENOENT without an error text when there is no such folder; -E2BIG for more files, or
 * more bytes, than the bounds: more files before one is taken; otherwise as root_read, or as take.
 */
int dropins_read(const struct root *root, const struct dropins *dropins, dropins_take take,
		 void *context, struct error *err);

#endif
