/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What filled the queue: slots by event, record type, rule key, program and unit. */
#ifndef AUBACKLOG_QUEUE_USAGE_H
#define AUBACKLOG_QUEUE_USAGE_H

#include "analysis/report.h"
#include "boots/boots.h"

/*
 * Fills report->filling and report->look_at from the rows up to the registration: what was held,
 * and what was lost of which a source still knows what it was. Lost records that no source knows
 * have a share without a name. Takes: the boot that the report was made of.
 */
void queue_usage_find(const struct boot *boot, struct report_boot *report);

#endif
