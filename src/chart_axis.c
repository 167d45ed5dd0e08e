/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An axis of the graph. */
#include "chart_axis.h"

#include <math.h>

/* How much of a broken axis the unmagnified part gets. */
#define BREAK_PLACE 0.3

static double step_for(double range, size_t ticks)
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

static void add_ticks(struct chart_axis *axis, double from, double to, size_t ticks, bool whole)
{
	double step = step_for(to - from, ticks);

	if (whole && step < 1)
		step = 1;
	for (double value = ceil(from / step) * step;
	     value <= to * (1 + 1e-9) && axis->n_ticks < CHART_TICKS_MAX; value += step)
		axis->ticks[axis->n_ticks++] = value;
}

void chart_axis_init(struct chart_axis *axis, double max, size_t ticks)
{
	*axis = (struct chart_axis){ .max = max > 0 ? max : 1 };
	add_ticks(axis, 0, axis->max, ticks, axis->max >= 2);
}

void chart_axis_init_broken(struct chart_axis *axis, double magnified, double max, size_t ticks)
{
	*axis = (struct chart_axis){
		.max = max,
		.broken = true,
		.break_value = magnified,
		.break_place = BREAK_PLACE,
	};
	add_ticks(axis, 0, magnified * 0.9, 2, true);
	add_ticks(axis, magnified, max, ticks, true);
}

double chart_axis_place(const struct chart_axis *axis, double value)
{
	if (value <= 0)
		return 0;
	if (value >= axis->max)
		return 1;
	if (!axis->broken)
		return value / axis->max;
	if (value <= axis->break_value)
		return value / axis->break_value * axis->break_place;
	return axis->break_place + (value - axis->break_value) / (axis->max - axis->break_value) *
					   (1 - axis->break_place);
}

double chart_axis_value(const struct chart_axis *axis, double place)
{
	if (!axis->broken)
		return place * axis->max;
	if (place <= axis->break_place)
		return place / axis->break_place * axis->break_value;
	return axis->break_value + (place - axis->break_place) / (1 - axis->break_place) *
					   (axis->max - axis->break_value);
}
