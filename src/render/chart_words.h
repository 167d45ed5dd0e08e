/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of the graph: what it says, not where it says it. */
#ifndef AUBACKLOG_CHART_WORDS_H
#define AUBACKLOG_CHART_WORDS_H

#include "account/report.h"
#include "render/chart_steps.h"

#include <stdbool.h>

/* Each writes a text that the caller frees, safe to draw (text_safe). Gives 0 or -ENOMEM. */
int chart_words_title(const struct report_boot *boot, char **ret_title);
int chart_words_subtitle(const struct report_boot *boot, char **ret_subtitle);

/* What the footer has to explain about the drawing. */
struct chart_remarks {
	bool spread;	 /* the loss is spread over its events */
	bool unplaced;	 /* some loss belongs to no event */
	bool open;	 /* the loss has no upper bound */
	bool clock_back; /* what came after the clock went back is drawn late */
	bool magnified;	 /* a scale changes */
};

/* What to do, why the result is not certain, and how to read what is not plain. */
int chart_words_footer(const struct report_boot *boot, const struct chart_remarks *remarks,
		       char **ret_footer);

/* Names an area by how much is in it: "390 records lost". "open": there may be more. */
#define CHART_WORDS_BYTES 64
void chart_words_area(enum chart_area area, double amount, enum chart_unit unit, bool open,
		      char ret_words[static CHART_WORDS_BYTES]);

/* The second line under that name; static. */
const char *chart_words_detail(enum chart_area area, enum chart_unit unit, bool open);

#endif
