/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sentences that are put together from counts. */
#define _GNU_SOURCE
#include "account/sentence.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

__attribute__((format(printf, 3, 0))) static int add(char ***sentences, size_t *count,
						     const char *format, va_list args)
{
	char **grown = reallocarray(*sentences, *count + 1, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	*sentences = grown;
	if (vasprintf(&grown[*count], format, args) < 0)
		return -ENOMEM;
	++*count;
	return 0;
}

int sentence_add_reason(struct report_boot *boot, const char *format, ...)
{
	va_list args;
	int code;

	va_start(args, format);
	code = add(&boot->reasons, &boot->n_reasons, format, args);
	va_end(args);
	return code;
}

int sentence_add_cause(struct report_later *later, const char *format, ...)
{
	va_list args;
	int code;

	va_start(args, format);
	code = add(&later->causes, &later->n_causes, format, args);
	va_end(args);
	return code;
}

int sentence_add_evidence(struct report_boot *boot, const struct report_evidence *evidence,
			  const char *format, ...)
{
	struct report_evidence *grown =
		reallocarray(boot->evidence, boot->n_evidence + 1, sizeof(*grown));
	va_list args;
	int length;

	if (!grown)
		return -ENOMEM;
	boot->evidence = grown;
	grown[boot->n_evidence] = *evidence;
	va_start(args, format);
	length = vasprintf(&grown[boot->n_evidence].says, format, args);
	va_end(args);
	if (length < 0)
		return -ENOMEM;
	boot->n_evidence++;
	return 0;
}

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
