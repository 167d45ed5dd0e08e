/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts in words. */
#ifndef AUBACKLOG_SENTENCE_H
#define AUBACKLOG_SENTENCE_H

#include "util/range.h"

#include <stdbool.h>

/* "s" where the count asks for a plural. */
const char *sentence_s(uint64_t count);

/*
 * A range in words: "390 records", "0 to 1 record", "at least 1 record", "a number of records that
 * is not known".
 * Takes: the noun in the singular. Gives: a text of at most SENTENCE_RANGE_BYTES.
 */
#define SENTENCE_RANGE_BYTES 96
void sentence_range(const struct range *range, const char *noun,
		    char ret_text[static SENTENCE_RANGE_BYTES]);

/* The same without the noun: "390", "0 to 1", "at least 1", "not known". */
void sentence_count(const struct range *range, char ret_text[static SENTENCE_RANGE_BYTES]);

#endif
