/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The times of a boot window in which auditing was off. */
#ifndef AUBACKLOG_BLIND_H
#define AUBACKLOG_BLIND_H

#include "boots.h"
#include "report.h"

/*
 * Finds them: from "audit_enabled=0" to the next "audit_enabled=1", as far as they begin at or
 * before the serial. A window that began before the first record has TIME_UNKNOWN for its start.
 * "by" is the program that turned auditing off, where its SYSCALL record says so. Gives: 0 and the
 * windows in the report, or -ENOMEM.
 */
int blind_find(const struct boot *boot, uint64_t last_serial, struct report_boot *report);

#endif
