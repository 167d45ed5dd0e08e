/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An axis of the graph: from values to places on it, and its ticks. */
#ifndef AUBACKLOG_CHART_AXIS_H
#define AUBACKLOG_CHART_AXIS_H

#include <stdbool.h>
#include <stddef.h>

#define CHART_TICKS_MAX 24
#define CHART_KNOTS_MAX 4

/* A value and where it lies: 0 is left or bottom, 1 is right or top. */
struct chart_knot {
	double value;
	double place;
};

/*
 * Straight between its knots, which ascend strictly in both members. Two knots are an ordinary
 * axis; at each knot between the first and the last the scale changes.
 */
struct chart_axis {
	struct chart_knot knots[CHART_KNOTS_MAX];
	size_t n_knots;
	double ticks[CHART_TICKS_MAX]; /* values, ascending, none at a change of scale */
	size_t n_ticks;
};

/* An axis from 0 to max with about so many ticks at 1-2-5 steps; "whole": none between integers. */
void chart_axis_init(struct chart_axis *axis, double max, size_t ticks, bool whole);

/*
 * The same, with most of the axis given to [low, high]. The values below and above share the rest;
 * a part hardly smaller than the middle one is not set apart.
 */
void chart_axis_init_magnified(struct chart_axis *axis, double low, double high, double max,
			       size_t ticks);

/* Leaves this share of the axis free, left of its first value. */
void chart_axis_indent(struct chart_axis *axis, double share);

/* The largest value on the axis. */
double chart_axis_max(const struct chart_axis *axis);

/* Whether its scale changes. */
bool chart_axis_is_broken(const struct chart_axis *axis);

/* The place of a value; values beyond the axis lie on its end. */
double chart_axis_place(const struct chart_axis *axis, double value);

/* The value at a place from 0 to 1: the inverse of chart_axis_place. */
double chart_axis_value(const struct chart_axis *axis, double place);

#endif
