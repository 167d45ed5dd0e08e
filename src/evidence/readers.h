/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: which programs of a machine can read or keep the kernel's audit records, by the files
 * that install them. */
#ifndef AUBACKLOG_READERS_H
#define AUBACKLOG_READERS_H

#include "input/root.h"
#include "util/error.h"

#include <stdbool.h>

enum reader {
	READER_AUDITD,
	/* In auditd's place: only one program can be registered with the kernel. */
	READER_AUDITBEAT,
	READER_GO_AUDIT,
	READER_OSQUERY,
	/* Beside auditd, or without any. */
	READER_LAUREL, /* a plugin of auditd's */
	READER_RSYSLOG,
	READERS,
};

/* A zeroed struct knows nothing. */
struct readers {
	bool known; /* the root has units of systemd: what is not installed can be told */
	bool installed[READERS]; /* as far as units and settings tell */
	bool writes_no_log;	 /* write_logs = no in auditd.conf */
};

/* The word for one; static. */
const char *readers_name(enum reader reader);

/*
 * Looks for them in a root. A file that may not be read is there.
 * Gives: 0, or -errno for one that cannot be read for another reason.
 */
int readers_find(const struct root *root, struct readers *ret_readers, struct error *err);

#endif
