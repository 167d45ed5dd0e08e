/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the kernel's messages are as text: files of a root, or files that somebody names. */
#ifndef AUBACKLOG_KMSG_FILES_H
#define AUBACKLOG_KMSG_FILES_H

#include "input/root.h"
#include "util/error.h"

#include <stdbool.h>

/* One kernel log, open. */
struct kmsg_file {
	const char *name;    /* as a person finds it; lives until the sink returns */
	int fd;		     /* can be read twice; -1 where it cannot be read */
	bool of_older_boots; /* its last boot is not the newest, by its name */
	bool given;	     /* by the user, who wants to know if there is nothing in it */
	bool anyones;	     /* a syslog daemon's: whoever may log can imitate the kernel in it */
	const char
		*note; /* why it cannot be read, or that older files were read with it; or NULL */
};

/* Gives 0 to go on, or -errno to fail with. */
typedef int (*kmsg_files_sink)(void *context, const struct kmsg_file *file, struct error *err);

/*
 * Finds the kernel logs of a root, the one that tells most first: dmesg of a sosreport or an
 * Insights archive; var/log/dmesg; journalctl's output in these; var/log/kern.log; what kdump kept
 * of crashed boots. Those of var/log with their
 * rotated files, compressed or not, oldest first, as one log, because a boot can be in two of them.
 * One that is not there is left out; one that cannot be read (permission, damage) is given with the
 * reason; beyond the budget (-EDQUOT) nothing is given.
 */
int kmsg_files_of_root(const struct root *root, kmsg_files_sink sink, void *context,
		       struct error *err);

/*
 * The same for the logs of a syslog daemon, which holds others' messages besides and can be large:
 * var/log/messages and var/log/syslog. For a root without anything else.
 */
int kmsg_files_of_syslog(const struct root *root, kmsg_files_sink sink, void *context,
			 struct error *err);

/* Gives one that somebody names; compressed or not, a pipe as well. Its unpacked bytes are spent
 * from the budget. One that cannot be read is an error. */
int kmsg_files_given(const char *name, struct budget *budget, kmsg_files_sink sink, void *context,
		     struct error *err);

#endif
