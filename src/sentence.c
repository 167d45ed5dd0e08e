/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sentences that are put together from counts. */
#define _GNU_SOURCE
#include "sentence.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

int sentence_add_reason(struct report_boot *boot, const char *format, ...)
{
	char **grown = reallocarray(boot->reasons, boot->n_reasons + 1, sizeof(*grown));
	va_list args;
	int length;

	if (!grown)
		return -ENOMEM;
	boot->reasons = grown;
	va_start(args, format);
	length = vasprintf(&grown[boot->n_reasons], format, args);
	va_end(args);
	if (length < 0)
		return -ENOMEM;
	boot->n_reasons++;
	return 0;
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
