/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the newest boot begins in a set of audit logs, found without reading them whole. */
#ifndef AUBACKLOG_NEWEST_H
#define AUBACKLOG_NEWEST_H

#include "evidence/logset.h"
#include "input/root.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The clock of the early boot may differ from the one that says when the boot began: a start of
 * auditd that is older by more than this is of an earlier boot. */
#define NEWEST_CLOCK_MS 600000

struct newest {
	size_t log;	 /* index of its log: those before hold nothing of the boot */
	off_t offset;	 /* of the line of auditd's start, in that log */
	off_t older;	 /* bytes of the set before it */
	int64_t time_ms; /* of that line; 0 when nothing is before it */
};

/*
 * Finds auditd's start of the newest boot.
 * A start of auditd without a reboot is passed over: the records before and after it must be two
 * boots by the rules of boots.h. The lines must be in the order in which auditd wrote them, which
 * is not checked.
 * Takes: the set; when the newest boot began, or TIME_UNKNOWN. Where it is known the stamps are
 * bisected for it and the start is searched backwards from there, otherwise from the end. A clock
 * that was set meanwhile makes no difference, as long as every record from the place on is read.
 * Gives: 1 and the place; 0 when there is none or lines name their nodes; or -errno.
 */
int newest_find(const struct logset *set, int64_t began_ms, struct newest *ret_start);

/* Whether a start of auditd is still at an offset of a log: false once the log was cut or written
 * anew. */
bool newest_is_at(int fd, off_t offset);

/* When the machine that a root is of began, by proc/stat, in ms since 1970 UTC; or TIME_UNKNOWN.
 * Source: kernel fs/proc/stat.c (btime: the real time less the time since the boot). */
int64_t newest_stat_ms(const struct root *root);

/*
 * When the newest boot began by other sources than the audit log, in this order: proc/stat (btime),
 * the journal, var/log/wtmp. A source counts only when by its time the log's newest record is of
 * its newest boot: a journal must reach to it.
 * Takes: a root; the time of the newest record in the audit log, in ms since 1970 UTC.
 * Gives: ms since 1970 UTC, to some seconds; TIME_UNKNOWN where no source can say, which is no
 * error.
 * Source: systemd src/update-utmp (BOOT_TIME, the same as btime).
 */
int64_t newest_began_ms(const struct root *root, int64_t newest_ms);

#endif
