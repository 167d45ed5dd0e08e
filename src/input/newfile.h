/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file that is written whole before it takes its name. */
#ifndef AUBACKLOG_NEWFILE_H
#define AUBACKLOG_NEWFILE_H

#include <stdbool.h>

#define NEWFILE_NAME_BYTES 32

/*
 * A file as it is written. Where the file system can (O_TMPFILE) it has no name until
 * newfile_place, so that whatever ends the program leaves nothing. Elsewhere it has one of 64
 * random bits, which exit_cleanup.h removes should a signal end the program.
 */
struct newfile {
	int folder;		       /* the caller's, open as long as this is */
	int fd;			       /* locked (flock) for as long as it is open */
	char name[NEWFILE_NAME_BYTES]; /* "" as long as it has none */
	int doom;		       /* of exit_cleanup_add */
};

/* Makes an empty file, mode 0600, in a folder; the descriptor of the folder may be O_PATH. Gives: 0
 * or -errno. */
int newfile_open(int folder, struct newfile *ret_file);

/* Gives the file its name, in the place of what had it. What is written is the caller's to flush.
 * Gives: 0 or -errno. */
int newfile_place(struct newfile *file, const char *name);

/* Closes it; removes it unless it was put in its place. A zeroed one is none. */
void newfile_done(struct newfile *file);

/* Gives a file of a folder a second name there, in the place of what had it. Gives: 0 or -errno. */
int newfile_link(int folder, const char *from, const char *to);

/*
 * Removes what runs that were killed left in a folder: regular files by the names that are given
 * here, that nobody holds open to write them. Takes: of_anybody: not the user's own alone. What
 * cannot be removed stays.
 */
void newfile_sweep(int folder, bool of_anybody);

#endif
