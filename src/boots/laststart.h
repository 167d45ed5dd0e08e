/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the newest boot begins in a set of audit logs, found from their end. */
#ifndef AUBACKLOG_LASTSTART_H
#define AUBACKLOG_LASTSTART_H

#include "sources/evidence.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct laststart {
	size_t log;	 /* index of the log that it is in: older ones hold nothing of the boot */
	off_t offset;	 /* of auditd's start, a whole line */
	int64_t time_ms; /* of that line */
};

/*
 * Finds auditd's start of the newest boot, by reading backwards no further than to it.
 * It counts only where the records around it are two boots by the rules of boots.h, an earlier one
 * before it: a start of auditd without a reboot is passed over. The lines must be in the order in
 * which auditd wrote them, which is not looked at.
 * Takes: logs in their order, whose offsets stay. Gives: 1 and the place; 0 when there is none,
 * when a log is not a regular file, when they are of several sets or nodes: all of them are to be
 * read then; or -errno of a read that failed.
 */
int laststart_find(const struct evidence *evidence, struct laststart *ret_start);

#endif
