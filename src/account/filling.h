/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What filled the queue: slots by event, record type, rule key, program and unit. */
#ifndef AUBACKLOG_FILLING_H
#define AUBACKLOG_FILLING_H

#include "account/report.h"
#include "boots/boots.h"

/*
 * Fills report->filling and report->look_at from the rows up to the registration: what was held,
 * and what was lost of which a source still knows what it was. Lost records that no source knows
 * have a share without a name. Takes: the boot that the report was made of.
 */
void filling_find(const struct boot *boot, struct report_boot *report);

#endif
