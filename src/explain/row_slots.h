/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What became of each record of a row. */
#ifndef AUBACKLOG_ROW_SLOTS_H
#define AUBACKLOG_ROW_SLOTS_H

#include "analysis/report.h"
#include "boots/boots.h"

/* What became of the slots of one record. */
struct row_slots {
	uint64_t held, passed, lost;
};

/*
 * Calls for each record of a row with its type: those on the disk were held or passed, the others
 * lost; slots that are left over are the EOE's, or of a type that is not known (NULL).
 * Takes: the place with the most records of the event.
 */
void row_slots_each(const struct boot *boot, const struct report_row *row,
		    const struct secondary_event *best,
		    void (*call)(void *context, const char *type, const struct row_slots *slots),
		    void *context);

#endif
