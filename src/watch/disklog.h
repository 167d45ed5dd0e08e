/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of the stream is in the log on disk. */
#ifndef AUBACKLOG_DISKLOG_H
#define AUBACKLOG_DISKLOG_H

#include "boots/serials.h"
#include "input/root.h"

#include <stdbool.h>

/* The serials in the end of a log, behind auditd's last start. */
struct disklog {
	struct serials all;
	struct serials settings; /* of the records that are changes of settings */
};

void disklog_done(struct disklog *log);

/* Reads the last megabytes of a root's log, of the one before it too where that is short. Gives:
 * false where there is none. */
bool disklog_read(const struct root *root, struct disklog *ret_log);

#endif
