/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When the newest boot of a machine began, by what else is known of it than its audit log. */
#ifndef AUBACKLOG_BOOTTIME_H
#define AUBACKLOG_BOOTTIME_H

#include "files/root.h"

#include <stdint.h>

/*
 * Asks in this order: proc/stat (btime), the journal, var/log/wtmp. A source counts only when the
 * log's newest record is of its newest boot by the time: a journal must reach to it.
 * Takes: a root; the time of the newest record in the audit log, in ms since 1970 UTC.
 * Gives: ms since 1970 UTC, to some seconds; TIME_UNKNOWN where no source can say, which is no
 * error.
 * Source: kernel fs/proc/stat.c (btime: the real time less the time since the boot); systemd
 * src/update-utmp (BOOT_TIME, the same).
 */
int64_t boottime_find(const struct root *root, int64_t newest_ms);

#endif
