/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The private folder that a copy of the evidence is made in. */
#ifndef AUBACKLOG_WORKDIR_H
#define AUBACKLOG_WORKDIR_H

#include "base/error.h"

/* More folders than these below each other are not made here, and not removed. */
#define WORKDIR_DEPTH_MAX 64

/* One that is -1 and NULL is none. */
struct workdir {
	int above;  /* the folder that it is in */
	int folder; /* locked while it is in use */
	char *path; /* absolute */
};

/*
 * Makes a folder of mode 0700 in $TMPDIR, or in /var/tmp, and locks it (flock(2)). Before that it
 * removes those of this user that no run has locked: of a run that was killed.
 * Gives: 0 and a folder for workdir_remove; -EACCES where others may rename what is in $TMPDIR;
 * -errno, each with its reason.
 */
int workdir_make(struct workdir *ret_workdir, struct error *err);

/* Removes the folder with all that is in it. Gives 0, or -errno with its reason where something
 * stays. */
int workdir_remove(struct workdir *workdir, struct error *err);

#endif
