/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The answer of the process that reads the journal. */
#define _GNU_SOURCE
#include "evidence/journal_parts.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define USEC_PER_MSEC 1000u
#define ERRNO_MAX 4095

/* In front of the text of each part. */
struct reply_head {
	uint64_t numbers[JOURNAL_REPLY_NUMBERS];
	uint32_t length;
	char tag;
} __attribute__((packed));

void journal_reply_put(struct frame *frame, const struct journal_reply *reply)
{
	struct reply_head head = { .length = (uint32_t)reply->text.length,
				   .tag = (char)reply->tag };

	memcpy(head.numbers, reply->numbers, sizeof(head.numbers));
	frame_add(frame, &head, sizeof(head));
	frame_add(frame, reply->text.start, reply->text.length);
}

#define ANY UINT64_MAX

/* The bounds of each part: the largest of each number, and the length of its text. */
static const struct part_bounds {
	enum journal_reply_tag tag;
	bool of_file; /* the first number is a file's */
	uint64_t most[JOURNAL_REPLY_NUMBERS];
	size_t shortest, longest;
} parts[] = {
	{ .tag = JOURNAL_REPLY_BOOT,
	  .of_file = true,
	  .most = { ANY, ANY, ANY },
	  .shortest = JOURNAL_REPLY_ID_BYTES + 1,
	  .longest = JOURNAL_REPLY_ID_BYTES + JOURNAL_ID_BYTES + JOURNAL_HOSTNAME_BYTES },
	{ .tag = JOURNAL_REPLY_FILE, .of_file = true, .most = { ANY, 1 } },
	{ .tag = JOURNAL_REPLY_DAMAGE,
	  .of_file = true,
	  .most = { ANY, JOURNAL_REPLY_ALL, ERRNO_MAX, ANY } },
	{ .tag = JOURNAL_REPLY_AUDIT,
	  .most = { ANY, ANY, UINT32_MAX, UINT32_MAX, ANY },
	  .longest = LINES_LONGEST },
	{ .tag = JOURNAL_REPLY_KERNEL, .most = { ANY, ANY, ANY }, .longest = LINES_LONGEST },
	{ .tag = JOURNAL_REPLY_LEFT, .most = { UINT32_MAX, UINT32_MAX, 1 } },
	{ .tag = JOURNAL_REPLY_FAILED, .most = { ERRNO_MAX } },
	{ .tag = JOURNAL_REPLY_END },
};

static const struct part_bounds *part_bounds_of(char tag)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if ((char)parts[i].tag == tag)
			return &parts[i];
	return NULL;
}

static bool is_within_bounds(const struct reply_head *head, size_t left, size_t n_files)
{
	const struct part_bounds *bounds = part_bounds_of(head->tag);

	if (!bounds || (bounds->of_file && head->numbers[0] >= n_files))
		return false;
	for (size_t i = 0; i < JOURNAL_REPLY_NUMBERS; i++)
		if (head->numbers[i] > bounds->most[i])
			return false;
	return head->length >= bounds->shortest && head->length <= bounds->longest &&
	       head->length <= left;
}

int journal_reply_take(struct slice *rest, size_t n_files, struct journal_reply *ret_reply)
{
	struct journal_reply reply = { 0 };
	struct reply_head head;

	if (!rest->length)
		return 0;
	if (rest->length < sizeof(head))
		return -EBADMSG;
	memcpy(&head, rest->start, sizeof(head));
	if (!is_within_bounds(&head, rest->length - sizeof(head), n_files))
		return -EBADMSG;
	reply.tag = (enum journal_reply_tag)head.tag;
	memcpy(reply.numbers, head.numbers, sizeof(reply.numbers));
	reply.text = (struct slice){ .start = rest->start + sizeof(head), .length = head.length };
	rest->start += sizeof(head) + head.length;
	rest->length -= sizeof(head) + head.length;
	*ret_reply = reply;
	return 1;
}

/* Copies up to a NUL, and no more than there is room for. */
static void reply_copy_name(struct slice from, char *to, size_t size)
{
	size_t length = strnlen(from.start, from.length < size - 1 ? from.length : size - 1);

	memcpy(to, from.start, length);
	to[length] = '\0';
}

int journal_reply_boot(const struct journal_reply *reply, struct journal_boot *ret_boot)
{
	struct journal_boot boot = {
		.first_ms = (int64_t)(reply->numbers[1] / USEC_PER_MSEC),
		.last_ms = (int64_t)(reply->numbers[2] / USEC_PER_MSEC),
	};
	struct slice machine = { .start = reply->text.start + JOURNAL_REPLY_ID_BYTES,
				 .length = reply->text.length - JOURNAL_REPLY_ID_BYTES };
	const char *nul = memchr(machine.start, '\0', machine.length);
	struct slice hostname;

	if (!nul)
		return -EBADMSG;
	hostname.start = nul + 1;
	hostname.length = machine.length - (size_t)(hostname.start - machine.start);
	for (size_t i = 0; i < JOURNAL_REPLY_ID_BYTES; i++)
		(void)snprintf(boot.id + 2 * i, 3, "%02x", (unsigned char)reply->text.start[i]);
	reply_copy_name(machine, boot.machine, sizeof(boot.machine));
	reply_copy_name(hostname, boot.hostname, sizeof(boot.hostname));
	*ret_boot = boot;
	return 0;
}

/* As auditd does with a record that it writes raw: one line, and no blank at its end. */
static size_t one_line(char *text, size_t length)
{
	char *newline = text;

	while ((newline = memchr(newline, '\n', length - (size_t)(newline - text))))
		*newline = ' ';
	return length && text[length - 1] == ' ' ? length - 1 : length;
}

static int reply_make_record(const struct journal_reply *reply,
			     char line[static JOURNAL_REPLY_LINE_BYTES],
			     struct journal_entry *entry)
{
	const uint64_t stamp_us = reply->numbers[4];
	char name[TYPES_NAME_BYTES];
	int prefix;

	entry->type = (uint32_t)reply->numbers[2];
	types_print(entry->type, name);
	prefix = snprintf(line, JOURNAL_REPLY_PREFIX_BYTES,
			  "type=%s msg=audit(%" PRIu64 ".%03" PRIu64 ":%" PRIu64 "): ", name,
			  stamp_us / 1000000, stamp_us / 1000 % 1000, reply->numbers[3]);
	if (reply->text.length)
		memcpy(line + prefix, reply->text.start, reply->text.length);
	return record_scan(line, one_line(line, (size_t)prefix + reply->text.length),
			   &entry->record);
}

int journal_reply_entry(const struct journal_reply *reply,
			char line[static JOURNAL_REPLY_LINE_BYTES], struct journal_entry *ret_entry)
{
	struct journal_entry entry = {
		.received_ms = (int64_t)(reply->numbers[0] / USEC_PER_MSEC),
		.received_us = reply->numbers[1],
		.monotonic_us = reply->numbers[1],
	};
	int code = 0;

	if (reply->tag == JOURNAL_REPLY_AUDIT) {
		entry.kind = JOURNAL_AUDIT;
		code = reply_make_record(reply, line, &entry);
	} else {
		entry.kind = JOURNAL_KERNEL;
		entry.monotonic_us = reply->numbers[2];
		entry.message = reply->text;
	}
	if (code == 0)
		*ret_entry = entry;
	return code;
}
