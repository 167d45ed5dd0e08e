/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An axis of the graph. */
#include "render/chart_axis.h"

#include <math.h>

/* Where the magnified part of an axis begins and ends. */
#define MAGNIFIED_FROM 0.3
#define MAGNIFIED_TO 0.75
/* Numbers at ticks nearer than this share of the axis would touch. */
#define TICKS_APART 0.055

static double choose_tick_step(double range, size_t ticks)
{
	double rough = range / (double)(ticks ? ticks : 1);
	double power = pow(10, floor(log10(rough)));
	double factor = rough / power;

	if (factor <= 1)
		return power;
	if (factor <= 2)
		return 2 * power;
	return factor <= 5 ? 5 * power : 10 * power;
}

/* Whether a tick is far enough from the tick before it and from the sign of a change of scale. */
static bool has_tick_room(const struct chart_axis *axis, double value)
{
	double place = chart_axis_place(axis, value);

	for (size_t i = 1; i + 1 < axis->n_knots; i++)
		if (fabs(axis->knots[i].place - place) < TICKS_APART)
			return false;
	return !axis->n_ticks ||
	       place - chart_axis_place(axis, axis->ticks[axis->n_ticks - 1]) >= TICKS_APART;
}

static void add_axis_ticks(struct chart_axis *axis, double from, double to, size_t ticks,
			   bool whole)
{
	double step = choose_tick_step(to - from, ticks), first;

	if (whole && step < 1)
		step = 1;
	first = ceil(from / step - 1e-9);
	for (double i = 0; (first + i) * step <= to * (1 + 1e-9) && axis->n_ticks < CHART_TICKS_MAX;
	     i++)
		if (has_tick_room(axis, (first + i) * step))
			axis->ticks[axis->n_ticks++] = (first + i) * step;
}

void chart_axis_init(struct chart_axis *axis, double max, size_t ticks, bool whole)
{
	*axis = (struct chart_axis){
		.knots = { { .value = 0, .place = 0 }, { .value = max > 0 ? max : 1, .place = 1 } },
		.n_knots = 2,
	};
	add_axis_ticks(axis, 0, chart_axis_max(axis), ticks, whole);
}

static void add_axis_knot(struct chart_axis *axis, double value, double place)
{
	axis->knots[axis->n_knots++] = (struct chart_knot){ .value = value, .place = place };
}

void chart_axis_init_magnified(struct chart_axis *axis, double low, double high, double max,
			       size_t ticks)
{
	bool below = low > 2 * (high - low), above = max - high > 2 * (high - low);

	*axis = (struct chart_axis){ 0 };
	add_axis_knot(axis, 0, 0);
	if (below)
		add_axis_knot(axis, low, MAGNIFIED_FROM);
	if (above)
		add_axis_knot(axis, high, MAGNIFIED_TO);
	add_axis_knot(axis, above ? max : high, 1);
	for (size_t i = 1; i < axis->n_knots; i++) {
		double share = axis->knots[i].place - axis->knots[i - 1].place;

		add_axis_ticks(axis, axis->knots[i - 1].value, axis->knots[i].value,
			       (size_t)fmax(share * (double)ticks, 2), true);
	}
}

void chart_axis_indent(struct chart_axis *axis, double share)
{
	for (size_t i = 0; i < axis->n_knots; i++)
		axis->knots[i].place = share + axis->knots[i].place * (1 - share);
}

double chart_axis_max(const struct chart_axis *axis)
{
	return axis->knots[axis->n_knots - 1].value;
}

bool chart_axis_is_broken(const struct chart_axis *axis)
{
	return axis->n_knots > 2;
}

static double interpolate_knots(double at, double from, double to, double ret_from, double ret_to)
{
	double share = (at - from) / (to - from);

	return ret_from + fmin(fmax(share, 0), 1) * (ret_to - ret_from);
}

double chart_axis_place(const struct chart_axis *axis, double value)
{
	const struct chart_knot *knot = axis->knots;

	while (knot + 2 < axis->knots + axis->n_knots && knot[1].value < value)
		knot++;
	return interpolate_knots(value, knot[0].value, knot[1].value, knot[0].place, knot[1].place);
}

double chart_axis_value(const struct chart_axis *axis, double place)
{
	const struct chart_knot *knot = axis->knots;

	while (knot + 2 < axis->knots + axis->n_knots && knot[1].place < place)
		knot++;
	return interpolate_knots(place, knot[0].place, knot[1].place, knot[0].value, knot[1].value);
}
