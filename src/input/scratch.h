/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A private folder for temporary files that need a name. */
#ifndef AUBACKLOG_SCRATCH_H
#define AUBACKLOG_SCRATCH_H

/* Folders nested deeper than these are not removed. */
#define SCRATCH_DEPTH_MAX 64

/*
 * It has mode 0700 and is locked (flock) for as long as it is used: an unlocked one was left by a
 * run that was killed, and the next run of that user removes it. A signal or a lack of memory that
 * ends the program removes the files in it, and itself (exit_cleanup.h).
 */
struct scratch {
	int above;  /* the folder that it is in */
	int fd;	    /* the folder itself, with the lock */
	char *path; /* NULL: there is none, and the descriptors mean nothing */
};

/* Makes one in a folder, its name the stem and six characters. Gives: 0 and a folder for
 * scratch_remove, its path as the given one has it; -EPERM where others may rename what is in the
 * given one; -errno. */
int scratch_make(const char *parent, const char *stem, struct scratch *ret_scratch);

/* Removes the folder with all that is in it; open files stay readable. Gives 0, or -errno where
 * something stays. One without a path is none. */
int scratch_remove(struct scratch *scratch);

/* Removes the folders of this user that killed runs left, by their stem; none where others may
 * rename. */
void scratch_sweep(const char *parent, const char *stem);

#endif
