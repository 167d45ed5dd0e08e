/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph of several boots: what each needed, lost and had as its limit. */
#ifndef AUBACKLOG_CHART_TREND_H
#define AUBACKLOG_CHART_TREND_H

#include "analysis/report.h"
#include "render/chart.h"

/*
 * Makes the graph of all boots of a report, a column each, the oldest first; of several nodes, node
 * by node. Of more than CHART_COLUMNS_MAX the newest are drawn, or of several nodes the worst, and
 * the footer says so.
 * Takes: a report with a boot or more. Gives: a chart that the caller ends with chart_done. All
 * texts in it are safe to draw (text_safe).
 */
void chart_trend_init(const struct report *report, struct chart *ret_chart);

#endif
