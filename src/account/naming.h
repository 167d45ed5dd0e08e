/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Puts the text of events into a report, and names those that were lost or cut. */
#ifndef AUBACKLOG_NAMING_H
#define AUBACKLOG_NAMING_H

#include "account/meaning.h"
#include "account/report.h"
#include "boots/boots.h"

/*
 * Names the events that lost records, by all that is still known of them: "root executed /bin/true
 * by /usr/bin/true".
 * Takes: the boot that the report was made of. Gives: 0, rows[].description and uninterpreted, or
 * -ENOMEM; an event of which libauparse makes nothing has its record types for a name.
 */
int naming_lost(struct meaning *meaning, const struct boot *boot, struct report_boot *report);

/*
 * Copies the raw lines of each event into the report: those on the disk, then those that are known
 * from another place only. Gives: 0 and rows[].text, or -ENOMEM.
 */
int naming_texts(const struct boot *boot, struct report_boot *report);

#endif
