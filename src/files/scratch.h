/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A private directory for temporary files that need a name. */
#ifndef AUBACKLOG_SCRATCH_H
#define AUBACKLOG_SCRATCH_H

/*
 * It is in tmpfile_directory (tmpfile.h), of mode 0700, and locked (flock) for as long as it is
 * used: one that nobody has locked is of a run that was killed, and is removed by the next one of
 * that user.
 */
struct scratch {
	char *path; /* NULL: there is none */
	int fd;	    /* of the directory, with the lock */
};

/* Makes one. Gives: 0 and what scratch_remove takes, or -errno. */
int scratch_make(struct scratch *ret_scratch);

/* Removes it and the files in it; what is open stays readable. */
void scratch_remove(struct scratch *scratch);

/* Removes those of this user that were left. */
void scratch_sweep(void);

#endif
