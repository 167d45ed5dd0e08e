/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts, ranges, texts and times as JSON values. */
#ifndef AUBACKLOG_VALUE_H
#define AUBACKLOG_VALUE_H

#include "util/error.h"
#include "util/range.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Each gives a value that the caller owns. */
json_t *value_number(uint64_t value);
json_t *value_number_or_null(bool known, uint64_t value);
json_t *value_text(const char *value);		/* control characters neutralised; null for NULL */
json_t *value_moment(int64_t time_ms);		/* RFC 3339 in UTC; null for TIME_UNKNOWN */
json_t *value_range(const struct range *value); /* {"min", "max"}; max is null without a bound */

/*
 * Add a value, which is then the list's or the object's. NULL, as jansson gives it without memory,
 * ends the program.
 */
void value_append(json_t *list, json_t *value);
void value_set(json_t *object, const char *key, json_t *value);

/* Writes a whole document, with a newline behind it. NULL, as above, ends the program. Gives: 0, or
 * -errno. */
int value_dump(const json_t *root, FILE *out, struct error *err);

/* For "CLEANUP(value_release) json_t *value". */
void value_release(json_t **value);

#endif
