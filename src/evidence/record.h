/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One line of an audit log: its prefix and, on demand, a field. */
#ifndef AUBACKLOG_RECORD_H
#define AUBACKLOG_RECORD_H

#include "evidence/types.h"
#include "util/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Text that points into a line; not terminated. */
struct slice {
	const char *start;
	size_t length;
};

/* Points into the scanned line and lives as long as it does. */
struct record {
	struct slice line;	/* without the newline */
	struct slice node;	/* empty when the line has no node= */
	struct slice type_name; /* as printed: "SYSCALL", "UNKNOWN[1329]" */
	struct slice body;	/* the text after "msg=audit(…): " */
	uint16_t type;		/* as AUDIT_SYSCALL; 0: a name without a number */
	uint16_t flags;		/* of the type, of enum types_flag */
	uint32_t serial;
	int64_t time_ms; /* since 1970 UTC */
};

/*
 * Reads the prefix "[node=NAME ]type=TYPE msg=audit(SECONDS.MILLIS:SERIAL):" of a line.
 * Takes: the line without its newline; it may hold any bytes.
 * Gives: 0, or -EBADMSG for a line that is no raw audit record.
 * Source: kernel/audit.c audit_log_start() and audit-userspace src/auditd-event.c format_raw().
 */
int record_scan(const char *line, size_t length, struct record *ret_record);

/* Whether two texts are the same. */
static inline bool slice_same(struct slice left, struct slice right)
{
	return left.length == right.length &&
	       (!left.length || bytes_same(left.start, right.start, left.length));
}

/* Whether two records are of one type. */
static inline bool record_same_type(const struct record *left, const struct record *right)
{
	return left->type == right->type &&
	       (left->type || slice_same(left->type_name, right->type_name));
}

/*
 * Finds a field "name=value" that stands as a word of its own outside quotes, before the enriched
 * part (0x1D). Gives: true and the value (quotes taken off), or false.
 */
bool record_field(const struct record *record, const char *name, struct slice *ret_value);

struct record_name {
	const char *name;
	size_t length;
};

#define RECORD_NAME(text)                                                                          \
	{                                                                                          \
		.name = (text), .length = sizeof(text) - 1                                         \
	}

/*
 * As record_field for several names in one pass.
 * Gives: a value for each name; its start is NULL where there is no such field.
 */
void record_fields(const struct record *record, const struct record_name names[], size_t count,
		   struct slice ret_values[]);

/* As record_field for an unsigned decimal number; false when the value is not one. */
bool record_number(const struct record *record, const char *name, uint64_t *ret_number);

/* The same for a number that may be larger than 32 bits. */
bool record_number_up_to(const struct record *record, const char *name, uint64_t most,
			 uint64_t *ret_number);

/*
 * Reads "audit(SECONDS.MILLIS:SERIAL):" and the blank after it off the front of a text.
 * Gives: false when there is none; the text may have lost a part of it then.
 */
bool record_take_stamp(struct slice *rest, int64_t *ret_time_ms, uint32_t *ret_serial);

bool slice_is(struct slice slice, const char *text);

/* How often a character is in it. */
size_t slice_count(struct slice slice, char c);

static inline void slice_skip(struct slice *rest, size_t bytes)
{
	rest->start += bytes;
	rest->length -= bytes;
}

static inline void slice_skip_blanks(struct slice *rest)
{
	while (rest->length && *rest->start == ' ')
		slice_skip(rest, 1);
}

/* Takes a text off the front of a slice. Gives: false, and the slice as it was, for another. */
bool slice_take(struct slice *rest, const char *text);

/* Takes an unsigned decimal number up to max off the front of a slice. Gives: false when there is
 * none, and the slice as it was. */
bool slice_take_number(struct slice *rest, uint64_t max, uint64_t *ret_number);

/* Reads all of a slice as an unsigned decimal number of 32 bits. Gives: false when it is none. */
bool slice_number(struct slice slice, uint64_t *ret_number);

/* A copy that the caller frees. */
char *slice_copy(struct slice slice);

#endif
