/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A private folder for temporary files that need a name. */
#ifndef AUBACKLOG_SCRATCH_H
#define AUBACKLOG_SCRATCH_H

/* Folders nested deeper than this are not removed. */
#define SCRATCH_DEPTH_MAX 64

/*
 * The folder has mode 0700, and is locked (flock) while it is used. An unlocked one was left by a
 * killed run; the user's next run removes it. When a signal or a lack of memory ends the program,
 * the folder and the files in it are removed (exit_cleanup.h).
 */
struct scratch {
	int above;  /* the folder that contains it */
	int fd;	    /* the folder itself, with the lock */
	char *path; /* NULL: there is none, and the descriptors are not valid */
};

/*
 * Makes a folder in another one; its name is the stem and six characters. Gives: 0 and a folder for
 * scratch_remove, with a path that begins as the given one; -EPERM when others could rename
 * something in the given one; -errno.
 */
int scratch_make(const char *parent, const char *stem, struct scratch *ret_scratch);

/* Removes the folder with its contents; open files stay readable. Gives 0, or -errno when something
 * stays. Does nothing to one without a path. */
int scratch_remove(struct scratch *scratch);

/* Removes the folders with this stem and six letters or digits behind it that killed runs of this
 * user left; none where others could rename something. */
void scratch_sweep(const char *parent, const char *stem);

#endif
