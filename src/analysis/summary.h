/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a report says of several nodes, in sum. Pure. */
#ifndef AUBACKLOG_SUMMARY_H
#define AUBACKLOG_SUMMARY_H

#include "analysis/report.h"

/*
 * Sums up the boots of a report into report->summary, where they are of more than one node: the
 * order worst first, the number of each verdict, and the limit that all of them would have needed.
 */
void summary_make(struct report *report);

#endif
