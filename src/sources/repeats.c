/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Further records of an event. */
#include "sources/repeats.h"

#include "base/bytes.h"

/* Types are shorter: "INTEGRITY_EVM_XATTR" is long for one. Others are left to record_scan. */
#define TYPE_LONGEST 24

/* What the lines have to begin with. */
struct head {
	const char *start; /* "node=NAME type=" */
	size_t length;
	const char *stamp; /* "audit(SECONDS.MILLIS:SERIAL):" */
	size_t stamp_length;
};

/*
 * The length of the type, to its blank; 0 when it is empty, long, or of a kind that does not only
 * count.
 */
static inline size_t type_length(const char *type)
{
	uint64_t first = bytes_word(type);
	size_t length;

	if (first == bytes_word("CONFIG_C") ||
	    (first & ~(UINT64_C(0xff) << 56)) == bytes_word("DAEMON_"))
		return 0;
	length = bytes_to_blank(type);
	return length < TYPE_LONGEST ? length : 0;
}

/* Most logs have no node. */
static inline bool begins(const struct head *head, const char *line)
{
	if (head->length == 5)
		return memcmp(line, "type=", 5) == 0;
	return bytes_same(line, head->start, head->length);
}

/* The length of the type of a line that begins like the head and has its stamp; 0 for another. */
static inline size_t same_event(const struct head *head, const char *line)
{
	const char *type = line + head->length;
	size_t length;

	if (!begins(head, line))
		return 0;
	length = type_length(type);
	if (!length || memcmp(type + length, " msg=", 5) != 0 ||
	    !bytes_same(type + length + 5, head->stamp, head->stamp_length))
		return 0;
	return length;
}

static struct head head_of(const struct record_memo *memo, const struct record *record)
{
	return (struct head){
		.start = record->line.start,
		.length = (size_t)(record->type.start - record->line.start),
		.stamp = memo->text,
		.stamp_length = memo->length,
	};
}

struct repeats repeats_count(const struct record_memo *memo, const struct record *record,
			     const char *text, size_t length, size_t longest,
			     struct repeats_list noted)
{
	const struct head head = head_of(memo, record);
	/* No look at a line goes further than this: no test for its end is needed before. */
	size_t reach = head.length + TYPE_LONGEST + 8 + head.stamp_length;
	struct repeats repeats = { 0 };

	if (!head.stamp_length)
		return repeats;
	while (length - repeats.bytes > reach && (!noted.n_list || repeats.lines < noted.n_list)) {
		const char *line = text + repeats.bytes;
		size_t type = same_event(&head, line);
		const char *newline = type ? memchr(line, '\n', length - repeats.bytes) : NULL;

		/* A newline inside the type: it was never one line. */
		if (!newline ||
		    (size_t)(newline - line) < head.length + type + 5 + head.stamp_length ||
		    (size_t)(newline - line) > longest)
			break;
		if (noted.n_list)
			noted.list[repeats.lines] = (struct repeat){
				.length = (uint32_t)(newline - line),
				.type_length = (uint32_t)type,
			};
		repeats.lines++;
		repeats.bytes += (size_t)(newline - line) + 1;
	}
	return repeats;
}

/* The bytes of " msg=audit(SECONDS.MILLIS:SERIAL):" behind the type of a record. */
static size_t stamp_bytes(const struct record *record)
{
	const char *end = record->body.start;

	return (size_t)(end - record->type.start) - record->type.length - (end[-1] == ' ');
}

struct record repeats_record(const struct record *before, const char *line,
			     const struct repeat *repeat)
{
	struct record record = *before;
	size_t type_at = (size_t)(before->type.start - before->line.start);
	size_t body_at = type_at + repeat->type_length + stamp_bytes(before);

	body_at += body_at < repeat->length && line[body_at] == ' ';
	record.line = (struct slice){ .start = line, .length = repeat->length };
	if (record.node.length)
		record.node.start = line + (before->node.start - before->line.start);
	record.type = (struct slice){ .start = line + type_at, .length = repeat->type_length };
	record.body = (struct slice){ .start = line + body_at, .length = repeat->length - body_at };
	record.kind = record_kind_of(record.type);
	return record;
}
