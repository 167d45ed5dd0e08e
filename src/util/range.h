/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts and times that are not fully known. */
#ifndef AUBACKLOG_RANGE_H
#define AUBACKLOG_RANGE_H

#include <stdbool.h>
#include <stdint.h>

#define COUNT_UNBOUNDED UINT64_MAX
#define TIME_UNKNOWN INT64_MIN

/* 2004, when the audit system came into Linux: a time before it is of a clock that was not set. */
#define TIME_SET_MS INT64_C(1072915200000)

/* Whether a time is known, and of a clock that was set. */
static inline bool time_is_set(int64_t time_ms)
{
	return time_ms >= TIME_SET_MS;
}

/* A count known to lie in [min, max]; max is COUNT_UNBOUNDED when the evidence gives no upper
 * bound. */
struct range {
	uint64_t min;
	uint64_t max;
};

/* Orders counts: negative, 0, positive. */
static inline int range_compare_counts(uint64_t left, uint64_t right)
{
	return (left > right) - (left < right);
}

/* Adds a range to a sum, which has no upper bound as soon as one of the ranges has none, or when it
 * is too large to be counted. */
static inline void range_add(struct range *sum, const struct range *more)
{
	if (__builtin_add_overflow(sum->min, more->min, &sum->min) || sum->min > INT64_MAX)
		sum->min = INT64_MAX;
	if (sum->max == COUNT_UNBOUNDED || more->max == COUNT_UNBOUNDED ||
	    __builtin_add_overflow(sum->max, more->max, &sum->max))
		sum->max = COUNT_UNBOUNDED;
}

#endif
