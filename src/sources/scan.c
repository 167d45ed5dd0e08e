/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The records in a block of an audit log. Every byte of a log comes through here: a prefix as
 * auditd writes it today is read in words of eight bytes, any other by record_scan.
 */
#include "sources/scan.h"

#include "base/bytes.h"
#include "base/lines.h"
#include "sources/types.h"

/* "audit(SSSSSSSSSS.MMM:" */
#define SERIAL_AT 21

/* The stamp that was read last, in the block: the next line mostly has the same. */
struct stamp {
	const char *text; /* "audit(" to "):" */
	size_t length;	  /* 0: none */
	int64_t time_ms;
	uint32_t serial;
};

/* What a line begins with. */
struct head {
	struct slice node, type_name;
	uint32_t node_hash;
	const char *stamp;
};

/* Reads "[node=NAME ]type=TYPE msg=" of a line, whose end is looked at by the caller. */
static inline bool read_head(const char *line, size_t length, struct head *head)
{
	const char *at = line, *blank;
	size_t word;

	head->node = (struct slice){ 0 };
	head->node_hash = 0;
	if (memcmp(at, "node=", 5) == 0) {
		at += 5;
		word = bytes_to_blank(at);
		if (word == 24) {
			blank = memchr(line, ' ', length);
			word = blank ? (size_t)(blank - at) : 0;
		}
		if (!word)
			return false;
		head->node = (struct slice){ .start = at, .length = word };
		head->node_hash = record_node_hash(head->node);
		at += word + 1;
	}
	if (memcmp(at, "type=", 5) != 0)
		return false;
	at += 5;
	word = bytes_to_blank(at);
	head->type_name = (struct slice){ .start = at, .length = word };
	head->stamp = at + word + 5;
	return word && word < 24 && memcmp(at + word, " msg=", 5) == 0;
}

/* Whether a record of this type does not only count. */
static inline bool is_special(const char *type)
{
	uint64_t first = bytes_word(type);

	return first == bytes_word("CONFIG_C") ||
	       (first & ~(UINT64_C(0xff) << 56)) == bytes_word("DAEMON_");
}

/* Whether the line is of the node and the event of the line before. */
static inline bool goes_on(const struct scan *scan, const struct head *head,
			   const struct stamp *stamp)
{
	const size_t before = (size_t)scan->n_lines - 1;

	/* A stamp is known of a line that is noted and was a record. */
	return stamp->length && head->node_hash == scan->lines[before].node_hash &&
	       bytes_same(head->stamp, stamp->text, stamp->length) &&
	       slice_same(head->node, scan->records[before].node);
}

/* The serial behind the colon of a stamp, up to "):". Gives: false for more than 32 bits. */
static inline bool read_serial(const char *text, uint32_t *ret_serial, size_t *ret_digits)
{
	uint64_t word = bytes_word(text), number;
	size_t digits = bytes_digits(word);

	number = bytes_number(word, digits);
	for (; digits >= 8 && text[digits] >= '0' && text[digits] <= '9' && digits < 10; digits++)
		number = number * 10 + (uint64_t)(text[digits] - '0');
	*ret_serial = (uint32_t)number;
	*ret_digits = digits;
	return digits && number <= UINT32_MAX && memcmp(text + digits, "):", 2) == 0;
}

/* Reads "audit(SSSSSSSSSS.MMM:SERIAL):". */
static inline bool read_stamp(const char *text, struct stamp *stamp)
{
	uint64_t seconds = bytes_word(text + 6), rest = bytes_word(text + 12);
	uint32_t last;
	size_t digits;

	/* A zero for the point. */
	rest = (rest & ~(UINT64_C(0xff) << 32)) | (uint64_t)'0' << 32;
	if (memcmp(text, "audit(", 6) != 0 || text[16] != '.' || text[SERIAL_AT - 1] != ':' ||
	    bytes_digits(seconds) < 8 || bytes_digits(rest) < 8 ||
	    !read_serial(text + SERIAL_AT, &stamp->serial, &digits))
		return false;
	/* The seconds' last four digits, a zero and the milliseconds. */
	last = (uint32_t)bytes_number(rest, 8);
	seconds = bytes_number(seconds, 8) * 100 + last / 10000 % 100;
	stamp->time_ms = (int64_t)(seconds * 1000 + last % 10000);
	stamp->text = text;
	stamp->length = SERIAL_AT + digits + 2;
	return true;
}

/* A line whose prefix is not as auditd writes it today. */
static void note_odd(struct scan *scan, struct slice line, struct stamp *stamp)
{
	struct record *record = &scan->records[scan->n_lines];
	bool is_none;

	stamp->length = 0;
	*record = (struct record){ .line = line };
	is_none = line.length > LINES_LONGEST || record_scan(line.start, line.length, record) < 0;
	scan->lines[scan->n_lines++] = (struct scan_line){
		.node_hash = record->node_hash,
		.is_start = record->type == AUDIT_DAEMON_START,
		.is_none = is_none,
	};
}

static inline void note_record(struct scan *scan, struct slice line, const struct head *head,
			       const struct stamp *stamp)
{
	const struct types_found type = types_find(head->type_name.start, head->type_name.length);
	const char *body = head->stamp + stamp->length, *end = line.start + line.length;

	body += body < end && *body == ' ';
	scan->records[scan->n_lines] = (struct record){
		.line = line,
		.node = head->node,
		.type_name = head->type_name,
		.body = { .start = body, .length = (size_t)(end - body) },
		.type = type.number,
		.flags = type.flags,
		.node_hash = head->node_hash,
		.serial = stamp->serial,
		.time_ms = stamp->time_ms,
	};
	scan->lines[scan->n_lines++] = (struct scan_line){
		.node_hash = head->node_hash,
		.is_start = type.number == AUDIT_DAEMON_START,
	};
}

static inline void note_repeat(struct scan *scan, struct slice line, const struct head *head)
{
	scan->repeats[scan->n_repeats++] = (struct scan_repeat){
		.length = (uint32_t)line.length,
		.type_length = (uint32_t)head->type_name.length,
	};
	scan->lines[scan->n_lines - 1].repeats++;
}

/* Notes a line, of whatever kind. */
static inline void scan_line(struct scan *scan, struct slice line, struct stamp *stamp)
{
	struct head head;
	bool is_known, is_whole;

	if (line.length > LINES_LONGEST || !read_head(line.start, line.length, &head)) {
		note_odd(scan, line, stamp);
		return;
	}
	is_known = goes_on(scan, &head, stamp);
	is_whole = is_known || read_stamp(head.stamp, stamp);
	/* What was read may have gone on behind the line. */
	if (!is_whole || head.stamp + stamp->length > line.start + line.length)
		note_odd(scan, line, stamp);
	else if (is_known && !is_special(head.type_name.start) && scan->n_repeats < SCAN_REPEATS)
		note_repeat(scan, line, &head);
	else
		note_record(scan, line, &head, stamp);
}

void scan_block(const char *text, size_t length, void *ret_scan)
{
	struct scan *scan = ret_scan;
	const char *newline = memchr(text, '\n', length), *end = text + length;
	struct stamp stamp = { 0 };

	scan->has_newline = newline;
	scan->begin = scan->end = newline ? (uint32_t)(newline - text) + 1 : 0;
	scan->n_lines = scan->n_repeats = 0;
	while (newline && scan->n_lines < SCAN_LINES) {
		const char *line = text + scan->end;

		newline = memchr(line, '\n', (size_t)(end - line));
		if (!newline)
			break;
		scan_line(scan, (struct slice){ .start = line, .length = (size_t)(newline - line) },
			  &stamp);
		scan->end = (uint32_t)(newline - text) + 1;
	}
}

/* The bytes of " msg=audit(SECONDS.MILLIS:SERIAL):" behind the type of a record. */
static inline size_t stamp_bytes(const struct record *record)
{
	const char *end = record->body.start;

	return (size_t)(end - record->type_name.start) - record->type_name.length -
	       (end[-1] == ' ');
}

struct record scan_repeated(const struct record *before, const struct scan_repeat *repeat)
{
	const char *line = before->line.start + before->line.length + 1;
	const size_t type_at = (size_t)(before->type_name.start - before->line.start);
	size_t body_at = type_at + repeat->type_length + stamp_bytes(before);
	struct record record = *before;
	struct types_found found;

	body_at += body_at < repeat->length && line[body_at] == ' ';
	record.line = (struct slice){ .start = line, .length = repeat->length };
	if (record.node.length)
		record.node.start = line + (before->node.start - before->line.start);
	record.type_name = (struct slice){ .start = line + type_at, .length = repeat->type_length };
	record.body = (struct slice){ .start = line + body_at, .length = repeat->length - body_at };
	found = types_find(record.type_name.start, record.type_name.length);
	record.type = found.number;
	record.flags = found.flags;
	return record;
}
