/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph, before any device and any place on a page: of one boot, or of several (chart_trend).
 */
#ifndef AUBACKLOG_CHART_H
#define AUBACKLOG_CHART_H

#include "analysis/report.h"
#include "render/chart_axis.h"
#include "render/chart_steps.h"
#include "render/chart_words.h"

#include <stdbool.h>
#include <stddef.h>

/* The limit while the queue waits for auditd. After the registration the stack no longer tells. */
struct chart_capacity {
	double from_x, to_x;
	double limit; /* 0 = unlimited */
};

enum chart_line_kind {
	CHART_LINE_LIMIT,   /* the one that the boot began with */
	CHART_LINE_MINIMUM, /* the smallest that loses nothing */
	CHART_LINE_WHAT_IF, /* the one that the user asked about */
};

/* A limit to compare the stack with: a horizontal line with its name. */
struct chart_line {
	enum chart_line_kind kind;
	double value;
	double to_x;			/* in force up to here; from there its name is led to */
	char name[CHART_WORDS_BYTES];	/* "limit 64" */
	char detail[CHART_WORDS_BYTES]; /* "in force at boot" */
};

/* A moment: a vertical line with its name above the plot. */
struct chart_mark {
	double x;
	char name[96];
};

/* A while that was not audited. */
struct chart_blind {
	double from_x, to_x;
	bool at_start; /* from the start of the boot: it begins left of the first event */
	double from_y; /* it covers what is above */
};

/* A boot among several. */
struct chart_column {
	double from_x, to_x;				   /* of its bar */
	char lines[CHART_COLUMN_LINES][CHART_WORDS_BYTES]; /* under it */
	bool open; /* its loss has no upper bound: an arrow says so */
};

#define CHART_COLUMNS_MAX 40
#define CHART_BLINDS_MAX CHART_COLUMNS_MAX
#define CHART_CAPACITIES_MAX CHART_COLUMNS_MAX
#define CHART_LINES_MAX 3
#define CHART_MARKS_MAX 3

struct chart {
	char *title;		       /* the result */
	char *subtitle;		       /* which boot */
	char *footer;		       /* the advice, and how to read the drawing */
	char *description;	       /* what is drawn, in words: for who does not see it */
	const char *x_title, *y_title; /* static */
	struct chart_axis x, y;
	struct chart_steps steps;
	char names[CHART_AREAS][CHART_WORDS_BYTES]; /* an area without a name is empty */
	const char *details[CHART_AREAS];	    /* static */
	bool open;	    /* the loss has no upper bound: its upper edge is open */
	double open_from_x; /* from here on */
	struct chart_capacity capacities[CHART_CAPACITIES_MAX]; /* x ascending */
	size_t n_capacities;					/* 0: not known, or events */
	struct chart_line lines[CHART_LINES_MAX];		/* those beyond y included */
	size_t n_lines;
	struct chart_mark marks[CHART_MARKS_MAX]; /* x ascending */
	size_t n_marks;
	struct chart_blind blinds[CHART_BLINDS_MAX];
	size_t n_blinds;
	struct chart_column columns[CHART_COLUMNS_MAX]; /* x ascending */
	size_t n_columns; /* 0 for one boot. With columns the names are a legend of all of them */
};

/*
 * Makes the graph of a boot.
 * Takes: a boot with or without rows. Gives: a chart that the caller ends with chart_done. All
 * texts in it are safe to draw (text_safe).
 */
void chart_init(const struct report_boot *boot, const struct chart_options *options,
		struct chart *ret_chart);

/*
 * Where a blind while lies on the x axis, from 0 to 1. It has room for its name there, also where
 * no event tells how long it was.
 */
struct chart_span chart_blind_places(const struct chart *chart, const struct chart_blind *blind);

/* A zeroed chart is valid. */
void chart_done(struct chart *chart);

#endif
