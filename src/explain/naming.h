/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Puts the text of events into a report, and names those that were lost or cut. */
#ifndef AUBACKLOG_NAMING_H
#define AUBACKLOG_NAMING_H

#include "analysis/report.h"
#include "boots/boots.h"
#include "explain/auparse_client.h"

/*
 * Names the events that lost records: "root executed /bin/true by /usr/bin/true", or the types of
 * its records where libauparse makes nothing of them. Takes: the boot that the report was made of.
 * Gives: rows[].description and uninterpreted.
 */
void naming_describe(struct auparse_client *client, const struct boot *boot,
		     struct report_boot *report);

/* Copies the raw lines of each event into rows[].text: those on the disk, then those that only
 * another source has. */
void naming_add_texts(const struct boot *boot, struct report_boot *report);

#endif
