/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file that is written completely before it gets its name. */
#ifndef AUBACKLOG_NEWFILE_H
#define AUBACKLOG_NEWFILE_H

#include <stdbool.h>

#define NEWFILE_NAME_BYTES 32

/*
 * A file while it is written. Where the file system has O_TMPFILE it has no name until
 * newfile_place, so nothing stays if the program ends. Elsewhere it has a name with 64 random bits,
 * which exit_cleanup.h removes if a signal ends the program.
 */
struct newfile {
	int folder;		       /* the caller's, open for as long as this is */
	int fd;			       /* locked (flock) for as long as it is open */
	char name[NEWFILE_NAME_BYTES]; /* "" while it has none */
	int doom;		       /* of exit_cleanup_add */
};

/*
 * Makes an empty file, mode 0600, in a folder, whose descriptor may be O_PATH. Gives: 0 or -errno.
 */
int newfile_open(int folder, struct newfile *ret_file);

/* Gives the file its name, replacing any file of that name. The caller has flushed its writes.
 * Gives: 0 or -errno. */
int newfile_place(struct newfile *file, const char *name);

/* Closes the file, and removes it unless it was placed. Does nothing to a zeroed one. */
void newfile_done(struct newfile *file);

/* Links a file of a folder to a second name there, replacing any file of that name. Gives: 0 or
 * -errno. */
int newfile_link(int folder, const char *from, const char *to);

/*
 * Removes the files that killed runs left in a folder: regular files with the temporary names of
 * this module that are not locked by a writer. Takes: whether those of other users are removed as
 * well. Errors are ignored.
 */
void newfile_sweep(int folder, bool of_anybody);

#endif
