/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records in a block of an audit log, found by themselves: what lies before the block does not
 * matter, so that blocks can be scanned at the same time. */
#ifndef AUBACKLOG_SCAN_H
#define AUBACKLOG_SCAN_H

#include "sources/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The most that a scan holds; a block of shorter lines is left at that. */
#define SCAN_LINES 2048
#define SCAN_REPEATS 4096

/* Bytes behind a block that are looked at, and mean nothing. */
#define SCAN_BEYOND 128

/* Of a line all that a thread looks at which does not take it. */
struct scan_line {
	uint32_t node_hash; /* of its record */
	uint32_t repeats;   /* the lines of the same event right behind it: the next of repeats[] */
	bool is_start;	    /* its record is DAEMON_START */
	bool is_none;	    /* it is no record */
};

/* A line of the same event as the one before, of a kind that mostly only counts: neither
 * CONFIG_CHANGE nor DAEMON_*. */
struct scan_repeat {
	uint32_t length;      /* of the line */
	uint32_t type_length; /* of its type */
};

struct scan {
	bool has_newline;
	uint32_t begin; /* behind the newline of the line that began before the block */
	uint32_t end;	/* behind the last line that was scanned */
	uint32_t n_lines, n_repeats;
	struct scan_line lines[SCAN_LINES];
	/* Of each of them, pointing into the block; of one that is none the line only. */
	struct record records[SCAN_LINES];
	struct scan_repeat repeats[SCAN_REPEATS];
};

/*
 * Scans a block (as work of blocks_work).
 * Takes: a text up to 1 GiB with SCAN_BEYOND bytes behind it that can be read. Gives: a struct
 * scan.
 */
void scan_block(const char *text, size_t length, void *ret_scan);

/* The record of the line behind that of another record, of the same event. */
struct record scan_repeated(const struct record *before, const struct scan_repeat *repeat);

#endif
