/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an event means, in words: libauparse on the records that are there. */
#ifndef AUBACKLOG_MEANING_H
#define AUBACKLOG_MEANING_H

#include "boots.h"
#include "report.h"

/*
 * Names the events that lost records and still have some: "root started-service …".
 * Takes: the boot that the report was made of. Gives: 0 and rows[].what, or -ENOMEM; an event that
 * libauparse cannot make sense of keeps its record types as its name.
 */
int meaning_name_lost(const struct boot *boot, struct report_boot *report);

#endif
