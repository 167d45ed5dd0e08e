/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records in a block of an audit log, found by themselves: nothing before the block matters,
 * so that several can be scanned at the same time. */
#ifndef AUBACKLOG_SCAN_H
#define AUBACKLOG_SCAN_H

#include "evidence/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The most lines that a scan notes; a block of shorter ones is left at that. */
#define SCAN_LINES 2048

struct scan_line {
	struct record record; /* points into the block; of a line that is none only the line */
	uint32_t further;     /* lines of the same event right after it, which mostly only count:
				 neither CONFIG_CHANGE nor auditd's own */
	bool is_none;	      /* it is no record */
};

struct scan {
	bool has_newline;
	uint32_t begin; /* after the newline of the line that began before the block */
	uint32_t end;	/* after the last line that was scanned */
	uint32_t n_lines;
	struct scan_line lines[SCAN_LINES];
};

/* Scans a block. Takes: a text up to 1 GiB. */
void scan_block(const char *text, size_t length, struct scan *ret_scan);

/* The record of the line after another one's, which is a further one of its event. */
struct record scan_further(const struct record *before);

#endif
