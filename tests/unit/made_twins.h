/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two names of nodes for which record_node_hash gives the same number, as somebody might look for.
 */
#ifndef AUBACKLOG_MADE_TWINS_H
#define AUBACKLOG_MADE_TWINS_H

#include "sources/record.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TWIN_BYTES 16

/* Among so many names there are some 60 pairs. */
#define TWIN_TRIES 750000u

static inline struct slice twin_slice(const char *name)
{
	return (struct slice){ .start = name, .length = strlen(name) };
}

static inline void twin_name(uint32_t number, char ret_name[TWIN_BYTES])
{
	(void)snprintf(ret_name, TWIN_BYTES, "node%u", number);
}

static inline int twin_compare(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return (a > b) - (a < b);
}

static inline void find_twins(char ret_one[TWIN_BYTES], char ret_other[TWIN_BYTES])
{
	uint64_t *hashes = calloc(TWIN_TRIES, sizeof(*hashes)); /* above the number of the name */
	size_t at = 1;

	assert_non_null(hashes);
	for (uint32_t i = 0; i < TWIN_TRIES; i++) {
		twin_name(i, ret_one);
		hashes[i] = (uint64_t)record_node_hash(twin_slice(ret_one)) << 32 | i;
	}
	qsort(hashes, TWIN_TRIES, sizeof(*hashes), twin_compare);
	while (at < TWIN_TRIES && hashes[at] >> 32 != hashes[at - 1] >> 32)
		at++;
	assert_true(at < TWIN_TRIES);
	twin_name((uint32_t)hashes[at - 1], ret_one);
	twin_name((uint32_t)hashes[at], ret_other);
	free(hashes);
	assert_string_not_equal(ret_one, ret_other);
}

#endif
