/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The summary of several nodes, in front of their reports. */
#ifndef AUBACKLOG_RENDER_SUMMARY_H
#define AUBACKLOG_RENDER_SUMMARY_H

#include "account/report.h"
#include "base/error.h"
#include "base/page.h"

/*
 * Prints the number of each verdict, a table of the worst boots, and the limit for all of them.
 * Takes: a report with a summary; whether every boot is to have a line. Gives: 0 or -ENOMEM.
 */
int render_summary(const struct report *report, bool all, struct page *page, struct error *err);

#endif
