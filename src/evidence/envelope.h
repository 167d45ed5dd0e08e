/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records in a line as collectors write it: behind a header, in JSON, in CSV, as fluent-bit
 * prints them. */
#ifndef AUBACKLOG_ENVELOPE_H
#define AUBACKLOG_ENVELOPE_H

#include "evidence/record.h"

#include <stdbool.h>
#include <stddef.h>

/* Takes a record, which lives until it returns: its line is the raw one, with the collector's host
 * as node where it names none. Gives 0 to go on, anything else to end with. */
typedef int (*envelope_take)(void *context, const struct record *record);

/* What is known of the lines so far. A zeroed one is a new file's. */
struct envelopes {
	unsigned host_column; /* of CSV with a header, from 1; 0: none */
	char comma;	      /* between its fields */
	bool collected;	      /* a collector passed lines on, and may have lost others */
};

/*
 * Finds the records of a line: behind what header_read knows; in the messages of jsonline_read, one
 * in another up to three deep; in a field of CSV. "#035", "^]" and the like are 0x1D where a field
 * of auditd's own follows, and a byte order mark in front and carriage returns at the end are taken
 * off. The first "msg=audit(" of a text is its record's, or none is: text within a record or within
 * another message is never a record.
 * Takes: a line without its newline; any bytes.
 * Gives: 0, or what "take" ended with; the number of records.
 */
int envelopes_open(struct envelopes *envelopes, struct slice line, envelope_take take,
		   void *context, size_t *ret_count);

/* Whether a line begins a row of CSV that goes on in the next line: a quoted field is not closed.
 * All lines of the row are one text, whose records are of the row's host. Only where the header
 * names a host. */
bool envelopes_opens_row(const struct envelopes *envelopes, struct slice line);

/* Whether a line is no raw record as it is, and holds one. */
bool envelopes_wrap(struct slice line);

/* Whether a line is better read by envelopes_open: it holds a record in an envelope, or one whose
 * bytes a collector or an editor changed. */
bool envelopes_changed(struct slice line);

#endif
