/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records in a block of an audit log, found by themselves: what lies before the block does not
 * matter, so that blocks can be scanned at the same time. */
#ifndef AUBACKLOG_SCAN_H
#define AUBACKLOG_SCAN_H

#include "sources/record.h"
#include "sources/repeats.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The most that a scan holds; a block of shorter lines is left at that. */
#define SCAN_RECORDS 2048
#define SCAN_REPEATS 4096

/* A line, and the lines of the same event right behind it. Places are in bytes. */
struct scan_record {
	bool plain;   /* a line that is no record, or not one at a glance: only its place is set */
	uint8_t kind; /* enum record_kind */
	uint32_t serial; /* what follows is as in struct record */
	int64_t time_ms;
	uint32_t at; /* in the block */
	uint32_t length;
	uint32_t type_at; /* in the line */
	uint32_t type_length;
	uint32_t body_at; /* in the line */
	uint32_t repeats; /* lines behind it, the next ones of repeats[] */
	uint32_t repeats_bytes;
};

struct scan {
	bool has_newline;
	uint32_t begin; /* behind the newline of the line that began before the block */
	uint32_t end;	/* behind the last line that was scanned */
	uint32_t n_records, n_repeats;
	struct scan_record records[SCAN_RECORDS];
	struct repeat repeats[SCAN_REPEATS];
};

/* Scans a block (as work of blocks_work): takes its text, gives a struct scan. */
void scan_block(const char *text, size_t length, void *ret_scan);

/* The record of a line that is not plain; its slices point into the text of the block. */
struct record scan_to_record(const struct scan_record *scanned, const char *text);

#endif
