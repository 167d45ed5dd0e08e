/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The times of a boot window in which auditing was off. */
#ifndef AUBACKLOG_AUDIT_OFF_H
#define AUBACKLOG_AUDIT_OFF_H

#include "analysis/report.h"
#include "boots/boots.h"

/*
 * Fills report->blind: each time in which auditing was off, up to the end of the window.
 * Takes: the boot; whether its command line left auditing off, so that it was blind from the start;
 * where the window ends.
 */
void audit_off_find(const struct boot *boot, bool off_from_start, uint64_t last_serial,
		    struct report_boot *report);

#endif
