/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts that are not fully known. */
#include "util/range.h"

void range_add(struct range *sum, const struct range *more)
{
	sum->min += more->min;
	if (sum->max == COUNT_UNBOUNDED || more->max == COUNT_UNBOUNDED)
		sum->max = COUNT_UNBOUNDED;
	else
		sum->max += more->max;
}
