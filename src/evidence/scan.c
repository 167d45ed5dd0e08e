/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records in a block of an audit log. */
#define _GNU_SOURCE
#include "evidence/scan.h"

#include "util/bytes.h"
#include "util/lines.h"

#include <string.h>

/* Longer names of types are left to record_scan. */
#define NAME_BYTES 24

/* The bytes of " msg=audit(SECONDS.MILLIS:SERIAL):" after the type of a record. */
static inline size_t stamp_bytes(const struct record *record)
{
	const char *end = record->body.start;

	return (size_t)(end - record->type_name.start) - record->type_name.length -
	       (end[-1] == ' ');
}

/* Whether two texts of which most are "type=" are the same. */
static inline bool same_head(const char *left, const char *right, size_t length)
{
	return length == 5 ? memcmp(left, right, 5) == 0 : memcmp(left, right, length) == 0;
}

/* Whether a line is a further one of a record's event: but for the type its prefix is the same to
 * the byte. */
static inline bool is_further(const struct record *record, struct slice line)
{
	const size_t type_at = (size_t)(record->type_name.start - record->line.start);
	const size_t stamp = stamp_bytes(record);
	const char *name = line.start + type_at;
	struct types_found type;
	size_t length;

	if (line.length > LINES_LONGEST || line.length < type_at + NAME_BYTES + stamp ||
	    !same_head(line.start, record->line.start, type_at))
		return false;
	length = bytes_to_blank(name);
	if (!length || length == NAME_BYTES ||
	    !bytes_same(name + length, record->type_name.start + record->type_name.length, stamp))
		return false;
	/* Neither CONFIG_CHANGE, DAEMON_*, a span nor a number, which most names are not. */
	if (*name > 'D' && *name != 'U')
		return true;
	type = types_find(name, length);
	return type.number != AUDIT_CONFIG_CHANGE && !(type.flags & (TYPES_OF_AUDITD | TYPES_SPAN));
}

/* Notes a line, of whatever kind. */
static inline void note_line(struct scan *scan, struct slice line)
{
	struct scan_line *before = scan->n_lines ? &scan->lines[scan->n_lines - 1] : NULL;
	struct scan_line *next = &scan->lines[scan->n_lines];

	if (before && !before->is_none && is_further(&before->record, line)) {
		before->further++;
		return;
	}
	next->further = 0;
	next->is_none = line.length > LINES_LONGEST ||
			record_scan(line.start, line.length, &next->record) < 0;
	if (next->is_none)
		next->record = (struct record){ .line = line };
	scan->n_lines++;
}

void scan_block(const char *text, size_t length, struct scan *ret_scan)
{
	const char *newline = memchr(text, '\n', length), *end = text + length;

	ret_scan->has_newline = newline;
	ret_scan->begin = ret_scan->end = newline ? (uint32_t)(newline - text) + 1 : 0;
	ret_scan->n_lines = 0;
	while (newline && ret_scan->n_lines < SCAN_LINES) {
		const char *line = text + ret_scan->end;

		newline = memchr(line, '\n', (size_t)(end - line));
		if (!newline)
			break;
		note_line(ret_scan, (struct slice){ line, (size_t)(newline - line) });
		ret_scan->end = (uint32_t)(newline - text) + 1;
	}
}

struct record scan_further(const struct record *before)
{
	const char *line = before->line.start + before->line.length + 1;
	const char *name = line + (before->type_name.start - before->line.start);
	const char *end = rawmemchr(name, '\n');
	const size_t length = bytes_to_blank(name);
	const char *body = name + length + stamp_bytes(before);
	const struct types_found type = types_find(name, length);
	struct record record = *before;

	body += body < end && *body == ' ';
	record.line = (struct slice){ line, (size_t)(end - line) };
	if (record.node.length)
		record.node.start = line + (before->node.start - before->line.start);
	record.type_name = (struct slice){ name, length };
	record.body = (struct slice){ body, (size_t)(end - body) };
	record.type = type.number;
	record.flags = type.flags;
	return record;
}
