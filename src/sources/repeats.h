/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Further records of an event: lines that need not be read, only counted. */
#ifndef AUBACKLOG_REPEATS_H
#define AUBACKLOG_REPEATS_H

#include "sources/record.h"

/* A number of whole lines. */
struct repeats {
	uint64_t lines;
	size_t bytes; /* with their newlines */
};

/* One of them: by the record before it, all that record_scan would find of it. */
struct repeat {
	uint32_t length; /* of the line, without its newline */
	uint32_t type_length;
};

/* Where to note each of them; n_list 0: they are only counted, as many as there are. */
struct repeats_list {
	struct repeat *list;
	size_t n_list;
};

/*
 * Counts the lines at the front of a text that record_scan would take for records of the same node
 * and event as the record before them, and which are neither CONFIG_CHANGE nor DAEMON_*.
 * Takes: the record and the memo of record_scan_next, of the line right before the text and where
 * that line still is; the text; the longest line that counts, without its newline; where to note
 * them. Gives: what is sure at a glance; a line that it stops at may still be one of them.
 */
struct repeats repeats_count(const struct record_memo *memo, const struct record *record,
			     const char *text, size_t length, size_t longest,
			     struct repeats_list noted);

/*
 * The record that such a line is.
 * Takes: the record before it, and where the line begins now. Gives: what record_scan would give.
 */
struct record repeats_record(const struct record *before, const char *line,
			     const struct repeat *repeat);

#endif
