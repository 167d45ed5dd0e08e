/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of match.h share. */
#ifndef AUBACKLOG_MATCH_PARTS_H
#define AUBACKLOG_MATCH_PARTS_H

#include "boots/boots.h"
#include "evidence/kmsg.h"

/* So long after the registration what was held is handed over: no record of the window has a later
 * stamp, and what the kernel says later is of a later time. */
#define HANDED_OVER_MS 60000

/* The largest serial of the time before auditd registered. */
uint64_t match_last_early_serial(const struct boot *boot);

/* Gives a boot a fact of the kernel's messages. Takes: the number of their source, as in struct
 * bootlog. */
void match_add_fact(struct boot *boot, unsigned source, const struct kmsg_fact *fact);

/* Sorts what the boots have of other sources than their log. */
void match_sort_windows(struct boots *boots);

#endif
