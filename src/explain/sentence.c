/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts in words. */
#include "explain/sentence.h"

#include <inttypes.h>
#include <stdio.h>

const char *sentence_s(uint64_t count)
{
	return count == 1 ? "" : "s";
}

void sentence_count(const struct range *range, char ret_text[static SENTENCE_RANGE_BYTES])
{
	if (range->max == COUNT_UNBOUNDED && !range->min)
		(void)snprintf(ret_text, SENTENCE_RANGE_BYTES, "not known");
	else if (range->max == COUNT_UNBOUNDED)
		(void)snprintf(ret_text, SENTENCE_RANGE_BYTES, "at least %" PRIu64, range->min);
	else if (range->min == range->max)
		(void)snprintf(ret_text, SENTENCE_RANGE_BYTES, "%" PRIu64, range->min);
	else
		(void)snprintf(ret_text, SENTENCE_RANGE_BYTES, "%" PRIu64 " to %" PRIu64,
			       range->min, range->max);
}

void sentence_range(const struct range *range, const char *noun,
		    char ret_text[static SENTENCE_RANGE_BYTES])
{
	bool unbounded = range->max == COUNT_UNBOUNDED;
	char count[SENTENCE_RANGE_BYTES];

	if (unbounded && !range->min) {
		(void)snprintf(ret_text, SENTENCE_RANGE_BYTES, "a number of %ss that is not known",
			       noun);
		return;
	}
	sentence_count(range, count);
	(void)snprintf(ret_text, SENTENCE_RANGE_BYTES, "%.60s %s%s", count, noun,
		       sentence_s(unbounded ? range->min : range->max));
}
