/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The stack of the graph: from the rows of a boot to cumulative steps. */
#ifndef AUBACKLOG_CHART_STEPS_H
#define AUBACKLOG_CHART_STEPS_H

#include "analysis/report.h"

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

/* The areas of the stack, from the bottom up. */
enum chart_area {
	CHART_AREA_HELD,	  /* in the queue */
	CHART_AREA_LOST,	  /* lost for certain */
	CHART_AREA_POSSIBLY_LOST, /* between the bounds of the loss */
	CHART_AREA_DIRECT,	  /* written by auditd without the queue */
	CHART_AREAS,
};

/* More than a screen has columns. */
#define CHART_STEPS_MAX 2000

/*
 * The stack at one x: area i lies between tops[i - 1] (the first: 0) and tops[i]. Between two steps
 * each top is a straight line. Values are counts of records (slots), or of events with
 * CHART_UNIT_EVENTS.
 */
struct chart_step {
	double x;
	double tops[CHART_AREAS];
};

/* The place of a row of the boot on the x axis; a row with a known time is a point there. */
struct chart_span {
	double from, to;
};

struct chart_steps {
	struct chart_step *list; /* x ascending, the first all 0; at most CHART_STEPS_MAX; owned */
	size_t count;		 /* at least 1 */
	struct chart_span *rows; /* one for each row of the boot, and one after them; owned */
	bool spread;	 /* the loss of each event is not known: the total is spread over them */
	bool unplaced;	 /* some loss belongs to no row: it is put where auditd registers */
	bool totals;	 /* there is no row: the totals of records stand from x 0 to 1 */
	bool clock_back; /* on the axis of time: events after the clock went back are drawn late */
};

/*
 * Makes the steps of a boot. Their loss adds up to records_lost, whatever the single rows know: its
 * lower bound as lost, the rest up to its upper bound as possibly lost. Many rows are reduced
 * without moving the loss, the registration or the end.
 * Gives: steps that the caller ends with chart_steps_done.
 */
void chart_steps_init(const struct report_boot *boot, const struct chart_options *options,
		      struct chart_steps *ret_steps);
void chart_steps_done(struct chart_steps *steps);

/* The loss at a step, with the possible loss. */
double chart_steps_loss(const struct chart_step *step);

/* The stack at any x, between its steps. */
struct chart_step chart_steps_at(const struct chart_steps *steps, double x);

/*
 * Adds a step at this x of the stack, so that no line between steps leads across a change of scale
 * there. Does nothing when there are CHART_STEPS_MAX.
 */
void chart_steps_split(struct chart_steps *steps, double x);

#endif
