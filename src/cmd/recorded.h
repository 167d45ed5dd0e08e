/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was packed of each kind of evidence, and what it costs that a kind is not there. */
#ifndef AUBACKLOG_RECORDED_H
#define AUBACKLOG_RECORDED_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { RECORDED_KINDS = 7 };

/* A zeroed one has nothing. */
struct recorded {
	struct {
		uint64_t files, bytes;
	} kinds[RECORDED_KINDS];
};

/* Counts a file. Takes: its path in the archive. */
void recorded_add(struct recorded *recorded, const char *path, uint64_t bytes);

/* Prints a line for each kind: its files and bytes, or that it is not there, and what that costs.
 */
void recorded_print(const struct recorded *recorded, FILE *out);

#endif
