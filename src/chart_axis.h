/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An axis of the graph: from values to places on it, and its ticks. */
#ifndef AUBACKLOG_CHART_AXIS_H
#define AUBACKLOG_CHART_AXIS_H

#include <stdbool.h>
#include <stddef.h>

#define CHART_TICKS_MAX 16

/*
 * Values from 0 to max lie on places from 0 to 1. On a broken axis the values up to break_value lie
 * below break_place and the rest, magnified, above.
 */
struct chart_axis {
	double max;
	bool broken;
	double break_value;
	double break_place;
	double ticks[CHART_TICKS_MAX]; /* values, ascending */
	size_t n_ticks;
};

/* An axis from 0 to max with about so many ticks at 1-2-5 steps. */
void chart_axis_init(struct chart_axis *axis, double max, size_t ticks);

/* The same with a break, so that [magnified, max] gets the upper part of the axis. */
void chart_axis_init_broken(struct chart_axis *axis, double magnified, double max, size_t ticks);

/* The place of a value; values beyond the axis lie on its end. */
double chart_axis_place(const struct chart_axis *axis, double value);

/* The value at a place from 0 to 1: the inverse of chart_axis_place. */
double chart_axis_value(const struct chart_axis *axis, double place);

#endif
