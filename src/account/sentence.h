/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sentences that are put together from counts. */
#ifndef AUBACKLOG_SENTENCE_H
#define AUBACKLOG_SENTENCE_H

#include "account/report.h"

/* Each gives 0 or -ENOMEM; what it adds is the boot's, or that of what was lost later. */
int sentence_add_reason(struct report_boot *boot, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
int sentence_add_cause(struct report_later *later, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
int sentence_add_evidence(struct report_boot *boot, const struct report_evidence *evidence,
			  const char *format, ...) __attribute__((format(printf, 3, 4)));

/* "s" where the count asks for a plural. */
const char *sentence_s(uint64_t count);

/*
 * A range in words: "390 records", "0 to 1 record", "at least 1 record", "a number of records that
 * is not known". Takes: the noun in the singular. Gives: a text of at most SENTENCE_RANGE_BYTES.
 */
#define SENTENCE_RANGE_BYTES 96
void sentence_range(const struct range *range, const char *noun,
		    char ret_text[static SENTENCE_RANGE_BYTES]);

/* The same without the noun: "390", "0 to 1", "at least 1", "not known". */
void sentence_count(const struct range *range, char ret_text[static SENTENCE_RANGE_BYTES]);

#endif
