/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of the graph: title, footer, labels and where they stand. */
#ifndef AUBACKLOG_CHART_WORDS_H
#define AUBACKLOG_CHART_WORDS_H

#include "chart.h"

/* Writes title, subtitle and footer of a chart. Gives 0 or -ENOMEM. */
int chart_words_write(const struct report_boot *boot, struct chart *chart);

/* Writes the labels of areas and lines. Takes: a chart whose steps and axes are there. */
void chart_words_label(const struct report_boot *boot, struct chart *chart);

#endif
