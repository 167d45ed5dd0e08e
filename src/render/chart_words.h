/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All words of the graph: a label of any device is found in chart_words.c. */
#ifndef AUBACKLOG_CHART_WORDS_H
#define AUBACKLOG_CHART_WORDS_H

#include "analysis/report.h"
#include "render/chart_steps.h"

#include <stdbool.h>
#include <stdio.h>

/* Labels that are the same in every graph. */
enum chart_label {
	CHART_LABEL_X_EVENTS, /* the titles of the axes */
	CHART_LABEL_X_TIME,
	CHART_LABEL_Y_RECORDS,
	CHART_LABEL_Y_EVENTS,
	CHART_LABEL_AUDITD_STARTS, /* moments */
	CHART_LABEL_AUDITD_REGISTERS,
	CHART_LABEL_LIMIT_AT_BOOT, /* the second line of a limit's name */
	CHART_LABEL_LIMIT_CHANGED, /* for one that was changed before the registration */
	CHART_LABEL_LIMIT_MINIMUM,
	CHART_LABEL_MINIMUM_RAISED,   /* the same for the smallest one */
	CHART_LABEL_LIMIT_ABOVE,      /* a limit above the plot */
	CHART_LABEL_LOSS_OPEN,	      /* the edge of a loss without an upper bound */
	CHART_LABEL_LOSS_NOT_COUNTED, /* a loss without any count */
	CHART_LABEL_NOT_AUDITED,      /* a while in which auditing was off */
	CHART_LABEL_X_TOTALS,	      /* the x axis where no event is known */
	CHART_LABEL_X_BOOTS,	      /* of several boots: the axes */
	CHART_LABEL_X_NODES,
	CHART_LABEL_Y_NEEDED,
	CHART_LABEL_TREND_LIMIT, /* its legend: the limits of the boots, */
	CHART_LABEL_TREND_ABOVE,
	CHART_LABEL_TREND_OPEN,
	CHART_LABEL_TREND_MINIMUM, /* the smallest for all of them */
	CHART_LABEL_EMPTY,	   /* in the place of an empty plot */
	CHART_LABELS,
};

/* Gives the words of a label, static. */
const char *chart_words_label(enum chart_label label) __attribute__((const, returns_nonnull));

/*
 * The result and the host. Takes: the amounts of the areas, for a graph of events; NULL for one of
 * records. Each gives a text that the caller frees, safe to draw (text_safe).
 */
char *chart_words_title(const struct report_boot *boot, const double *events)
	__attribute__((returns_nonnull));
char *chart_words_subtitle(const struct report_boot *boot) __attribute__((returns_nonnull));

/* The parts of a drawing that the footer has to explain. */
struct chart_remarks {
	bool spread;	 /* the loss is spread over its events */
	bool unplaced;	 /* some loss belongs to no event */
	bool totals;	 /* no event is known, but a loss */
	bool open;	 /* the loss has no upper bound */
	bool clock_back; /* events after the clock went back are drawn late */
	bool magnified;	 /* a scale changes */
};

/* Whether something was lost, or may have been, and no more than is known: a limit can be named. */
bool chart_words_loses(const struct range *lost);

/* The advice, the reason of an uncertain result, and how to read the drawing. Gives as above. */
char *chart_words_footer(const struct report_boot *boot, const struct chart_remarks *remarks)
	__attribute__((returns_nonnull));

#define CHART_WORDS_BYTES 64
#define CHART_COLUMN_LINES 4

/* What stands under a boot among several: which, when, what it needed and lost, its limit. */
void chart_words_column(const struct report_boot *boot, bool several_nodes,
			char ret_lines[CHART_COLUMN_LINES][CHART_WORDS_BYTES]);

/* Names an area in a legend of several boots. */
void chart_words_trend_area(enum chart_area area, char ret_name[static CHART_WORDS_BYTES],
			    const char **ret_detail);

/* The texts of a graph of several boots, which are in its order. Each gives as above. */
char *chart_words_trend_title(const struct report_boot *const *boots, size_t count)
	__attribute__((returns_nonnull));
char *chart_words_trend_subtitle(const struct report_boot *const *boots, size_t count)
	__attribute__((returns_nonnull));
char *chart_words_trend_footer(const struct report *report, size_t drawn)
	__attribute__((returns_nonnull));

/* Names an area by its amount: "390 records lost". "open": there may be more. */
void chart_words_area(enum chart_area area, double amount, enum chart_unit unit, bool open,
		      char ret_words[static CHART_WORDS_BYTES]);

/* The second line under the name of an area; static. */
const char *chart_words_detail(enum chart_area area, enum chart_unit unit, bool open);

/* " Not audited: from 20 to 21.": a while for who does not see it, between places on the x axis. */
void chart_words_blind(bool at_start, double from_x, double to_x, FILE *out);

/* "limit 64". */
void chart_words_limit(uint64_t limit, char ret_words[static CHART_WORDS_BYTES]);

/* "would have lost 390": the second line of a limit that the user asked about. */
void chart_words_what_if(const struct range *lost, char ret_words[static CHART_WORDS_BYTES]);

/* "limit set to 8192", and whether that was too late for the boot. */
void chart_words_resize(uint64_t limit, bool too_late, char ret_words[static CHART_WORDS_BYTES]);

#endif
