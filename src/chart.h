/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph of one boot as geometry, before any device: every render draws this and computes
 * nothing. */
#ifndef AUBACKLOG_CHART_H
#define AUBACKLOG_CHART_H

#include "chart_axis.h"
#include "error.h"
#include "report.h"

#include <stdbool.h>
#include <stddef.h>

enum chart_x {
	CHART_X_EVENTS, /* the number of the event in the boot, by serial */
	CHART_X_TIME,	/* seconds since the first record */
};

enum chart_unit {
	CHART_UNIT_RECORDS,
	CHART_UNIT_EVENTS,
};

struct chart_options {
	enum chart_x x;
	enum chart_unit unit;
};

/* So many steps are more than a screen has columns. */
#define CHART_STEPS_MAX 2000

/*
 * The stack at one x, as cumulative tops: held <= lost <= perhaps <= passed. Between two steps the
 * tops are joined by straight lines. Values are counts of records, or of events with
 * CHART_UNIT_EVENTS.
 */
struct chart_step {
	double x;
	double held;	/* in the queue */
	double lost;	/* and lost for certain */
	double perhaps; /* and lost perhaps */
	double passed;	/* and written by auditd without the queue */
};

/* The limit from x on; 0 = unlimited. */
struct chart_capacity {
	double x;
	double limit;
};

/* A moment: a vertical line with its label above the plot. */
struct chart_mark {
	double x;
	char label[48];
	int lane;      /* 0 is next to the plot; labels of one lane do not overlap */
	bool leftward; /* the label ends at the line instead of beginning there */
};

#define CHART_MARKS_MAX 4
#define CHART_CAPACITIES_MAX 8

/* The plot is so many em wide and high where text is placed; a render scales to it. */
#define CHART_WIDTH_EM 72.0
#define CHART_HEIGHT_EM 28.0
/* A character is about so wide. */
#define CHART_CHARACTER_EM 0.56

/* Words that name an area or a line, in or beside it. */
struct chart_label {
	char text[128];
	double x, y;	/* the place of its anchor, 0 to 1 of the plot */
	bool rightward; /* the text begins at the anchor; otherwise it ends there */
	bool leader;	/* a line leads from it to the point named */
	double to_x, to_y;
	bool on_area; /* it stands on a filled area */
};

enum chart_label_of {
	CHART_LABEL_HELD,
	CHART_LABEL_LOST,
	CHART_LABEL_PASSED,
	CHART_LABEL_CAPACITY,
	CHART_LABEL_MINIMUM,
	CHART_LABELS,
};

struct chart {
	enum chart_unit unit;
	char *title;	/* the result */
	char *subtitle; /* which boot */
	char *footer;	/* what to do, and how to read what is not certain */
	const char *x_title;
	const char *y_title;
	struct chart_axis x, y;
	struct chart_step *steps; /* x ascending, the first at 0 */
	size_t n_steps;
	struct chart_capacity capacities[CHART_CAPACITIES_MAX];
	size_t n_capacities; /* 0: the limit is not known */
	bool has_minimum;
	double minimum; /* the smallest limit that loses nothing */
	struct chart_mark marks[CHART_MARKS_MAX];
	size_t n_marks;
	int lanes;				 /* used by the marks */
	struct chart_label labels[CHART_LABELS]; /* an empty text is not drawn */
};

/*
 * Lays out the graph of a boot.
 * Takes: a boot with or without rows. Gives: 0 and a chart that the caller ends with chart_done, or
 * -ENOMEM. All texts in it are safe to draw (text_safe).
 */
int chart_init(const struct report_boot *boot, const struct chart_options *options,
	       struct chart *ret_chart, struct error *err);
void chart_done(struct chart *chart);

/* The stack at any x, between its steps. */
struct chart_step chart_step_at(const struct chart *chart, double x);

#endif
