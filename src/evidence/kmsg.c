/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: the kernel's messages as text. */
#define _GNU_SOURCE
#include "evidence/kmsg.h"

#include "evidence/kmsg_export.h"
#include "evidence/kmsg_hosts.h"
#include "evidence/kmsg_json.h"
#include "evidence/kmsg_line.h"
#include "util/cleanup.h"
#include "util/lines.h"
#include "util/xalloc.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Messages of several processors come a little out of order; a new boot goes back further. */
#define BACKWARDS_US UINT64_C(1000000)

/* journalctl puts what follows the first line of a message below its text: at least this far from
 * where the lines begin. */
#define CONTINUATION_BLANKS 9

#define BLOCK_BYTES 65536

/* The messages without a number: a state of auditing, or why a record was lost. */
static bool fact_read_fixed(struct slice text, struct kmsg_fact *fact)
{
	static const struct {
		const char *text;
		enum kmsg_kind kind;
		unsigned int value; /* a state, or a reason */
	} messages[] = {
		{ "enabled (after initialization)", KMSG_STATE, 1 },
		{ "disabled (until reboot)", KMSG_STATE, 0 },
		{ "initializing netlink subsys (enabled)", KMSG_STATE, 1 },
		{ "initializing netlink subsys (disabled)", KMSG_STATE, 0 },
		{ "initializing netlink socket (enabled)", KMSG_STATE, 1 },
		{ "initializing netlink socket (disabled)", KMSG_STATE, 0 },
		{ "kauditd hold queue overflow", KMSG_REASON, KMSG_HOLD_QUEUE },
		{ "kauditd retry queue overflow", KMSG_REASON, KMSG_RETRY_QUEUE },
		{ "rate limit exceeded", KMSG_REASON, KMSG_RATE_LIMIT },
		{ "backlog limit exceeded", KMSG_REASON, KMSG_BACKLOG_LIMIT },
		{ "printk limit exceeded", KMSG_REASON, KMSG_PRINTK_LIMIT },
		{ "auditd disappeared", KMSG_REASON, KMSG_AUDITD_GONE },
	};

	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
		if (!slice_is(text, messages[i].text))
			continue;
		fact->kind = messages[i].kind;
		if (fact->kind == KMSG_STATE)
			fact->number = messages[i].value;
		else
			fact->reason = (enum kmsg_reason)messages[i].value;
		fact->text = text;
		return true;
	}
	if (!slice_take(&text, "out of memory in "))
		return false;
	fact->kind = KMSG_REASON;
	fact->reason = KMSG_OUT_OF_MEMORY;
	fact->text = text;
	return true;
}

/* "type=1302 audit(1795244646.112:14): item=0 name=…" */
static bool fact_read_record(struct slice rest, struct kmsg_fact *fact)
{
	uint64_t type;

	if (!slice_take(&rest, "type=") || !slice_take_number(&rest, UINT32_MAX, &type) ||
	    !slice_take(&rest, " ") || !record_take_stamp(&rest, &fact->time_ms, &fact->serial))
		return false;
	fact->kind = KMSG_RECORD;
	fact->type = (uint32_t)type;
	fact->text = rest;
	return true;
}

/* Takes a number of 32 bits, which some kernels print as a signed one. */
static bool fact_take_counter(struct slice *rest, uint64_t *ret_number)
{
	const bool negative = slice_take(rest, "-");

	if (!slice_take_number(rest, UINT32_MAX, ret_number))
		return false;
	if (negative)
		*ret_number = (uint32_t)(0 - *ret_number);
	return true;
}

/* "audit_lost=1 audit_rate_limit=0 audit_backlog_limit=64". A line that breaks off still has a
 * lower bound in it: a number that is cut is a smaller one. */
static bool fact_read_lost(struct slice rest, struct kmsg_fact *fact)
{
	uint64_t rate_limit;

	fact->kind = KMSG_LOST;
	if (!slice_take(&rest, "audit_lost=") || !fact_take_counter(&rest, &fact->number) ||
	    (rest.length && !strchr(" [", *rest.start)))
		return false;
	fact->cut = !slice_take(&rest, " audit_rate_limit=") ||
		    !fact_take_counter(&rest, &rate_limit) ||
		    !slice_take(&rest, " audit_backlog_limit=") ||
		    !fact_take_counter(&rest, &fact->backlog_limit) || rest.length;
	return true;
}

/* "audit_backlog_limit: 8192", "…: using default of 64, unable to parse 8192k" */
static bool fact_read_limit(struct slice rest, struct kmsg_fact *fact)
{
	fact->kind = KMSG_LIMIT;
	if (!slice_take(&rest, "audit_backlog_limit: "))
		return false;
	if (fact_take_counter(&rest, &fact->number))
		return !rest.length;
	fact->kind = KMSG_LIMIT_UNREAD;
	if (!slice_take(&rest, "using default of ") ||
	    !slice_take_number(&rest, UINT32_MAX, &fact->number) ||
	    !slice_take(&rest, ", unable to parse "))
		return false;
	fact->text = rest;
	return true;
}

/* "audit_backlog=65 > audit_backlog_limit=64" */
static bool fact_read_backlog(struct slice rest, struct kmsg_fact *fact)
{
	fact->kind = KMSG_BACKLOG;
	return slice_take(&rest, "audit_backlog=") &&
	       slice_take_number(&rest, UINT32_MAX, &fact->number) &&
	       slice_take(&rest, " > audit_backlog_limit=") &&
	       fact_take_counter(&rest, &fact->backlog_limit) && !rest.length;
}

/* "kauditd_printk_skb: 15 callbacks suppressed" */
static bool fact_read_suppressed(struct slice rest, struct kmsg_fact *fact)
{
	const char *colon = memchr(rest.start, ':', rest.length);

	if (!colon || memchr(rest.start, ' ', (size_t)(colon - rest.start)))
		return false;
	fact->kind = KMSG_SUPPRESSED;
	fact->text = (struct slice){ .start = rest.start, .length = (size_t)(colon - rest.start) };
	slice_skip(&rest, fact->text.length);
	return slice_take(&rest, ": ") && slice_take_number(&rest, UINT32_MAX, &fact->number) &&
	       slice_is(rest, " callbacks suppressed");
}

static bool fact_read_start(struct slice rest, struct kmsg_fact *fact)
{
	const char *end;

	fact->kind = KMSG_CMDLINE;
	fact->text = rest;
	if (slice_take(&fact->text, "Command line: ") ||
	    slice_take(&fact->text, "Kernel command line: "))
		return true;
	fact->kind = KMSG_VERSION;
	if (!slice_take(&fact->text, "Linux version "))
		return false;
	end = memchr(fact->text.start, ' ', fact->text.length);
	if (end)
		fact->text.length = (size_t)(end - fact->text.start);
	return true;
}

bool kmsg_fact(struct slice message, struct kmsg_fact *ret_fact)
{
	static bool (*const of_audit[])(struct slice, struct kmsg_fact *) = {
		fact_read_record, fact_read_lost,    fact_read_fixed,
		fact_read_limit,  fact_read_backlog, NULL,
	};
	static bool (*const others[])(struct slice, struct kmsg_fact *) = {
		fact_read_start,
		fact_read_record, /* up to 3.x, and on Android */
		fact_read_suppressed,
		NULL,
	};
	const bool panicked = slice_take(&message, "Kernel panic - not syncing: ");
	const bool is_audit = slice_take(&message, "audit: ");

	for (bool (*const *read)(struct slice, struct kmsg_fact *) = is_audit ? of_audit : others;
	     *read; read++) {
		struct kmsg_fact fact = { .panicked = panicked };

		if ((*read)(message, &fact)) {
			*ret_fact = fact;
			return true;
		}
	}
	return false;
}

/* The state of kmsg_read. */
struct kmsg_reader {
	struct kmsg_hosts hosts;
	bool attributed; /* lines of this log name their sender */
	bool labelled;	 /* and have a label in front */
	size_t indent;	 /* and so many blanks */
	uint64_t number; /* of the line */
	char boot_id[KMSG_ENTRY_ID_BYTES];
	kmsg_sink sink;
	void *context;
	struct kmsg_json json;
	struct kmsg_export export;
	char *buffer; /* for a line without colours */
	size_t capacity;
	struct source source;
};

static void kmsg_reader_done(struct kmsg_reader *reader)
{
	kmsg_hosts_done(&reader->hosts);
	kmsg_json_done(&reader->json);
	kmsg_export_done(&reader->export);
	free(reader->buffer);
}

/* Takes journalctl's "-- Boot ID --", or "-- Reboot --" of older ones. */
static bool is_boot_line(struct slice rest, struct slice *ret_id)
{
	if (slice_take(&rest, "-- Reboot --")) {
		*ret_id = (struct slice){ 0 };
		return true;
	}
	if (!slice_take(&rest, "-- Boot ") || rest.length < 32)
		return false;
	*ret_id = (struct slice){ .start = rest.start, .length = 32 };
	slice_skip(&rest, 32);
	return slice_take(&rest, " --");
}

static int kmsg_reader_give(struct kmsg_reader *reader, struct kmsg_boot *boot,
			    struct kmsg_fact *fact)
{
	reader->source.facts++;
	reader->source.records += fact->kind == KMSG_RECORD;
	fact->boot = kmsg_hosts_number(&reader->hosts, boot);
	fact->line = reader->number;
	return reader->sink(reader->context, fact);
}

static int kmsg_reader_give_boot(struct kmsg_reader *reader, struct slice id, struct slice host)
{
	struct kmsg_boot *boot = kmsg_hosts_boot(&reader->hosts, host);
	struct kmsg_fact fact = { .kind = KMSG_BOOT_ID, .text = id, .host = host };

	kmsg_hosts_end_boot(&reader->hosts, boot);
	return id.length ? kmsg_reader_give(reader, boot, &fact) : 0;
}

/* Gives 0, a positive value to stop, or -errno. */
static int kmsg_reader_take_message(struct kmsg_reader *reader, const struct kmsg_line *line)
{
	struct kmsg_boot *boot = kmsg_hosts_boot(&reader->hosts, line->host);
	struct kmsg_fact fact = { 0 };
	const bool known = kmsg_fact(line->message, &fact);

	if ((line->timed && boot->timed && line->monotonic_us + BACKWARDS_US < boot->last_us) ||
	    (known && fact.kind == KMSG_VERSION && boot->has_version))
		kmsg_hosts_end_boot(&reader->hosts, boot);
	kmsg_hosts_note(&reader->hosts, line->host);
	if (line->timed)
		boot->last_us = line->monotonic_us;
	boot->timed |= line->timed;
	if (!known)
		return 0;
	boot->has_version |= fact.kind == KMSG_VERSION;
	fact.timed = line->timed;
	fact.monotonic_us = line->monotonic_us;
	fact.date = line->date;
	fact.host = line->host;
	return kmsg_reader_give(reader, boot, &fact);
}

static struct slice kmsg_reader_plain(struct kmsg_reader *reader, struct slice text)
{
	if (text.length > reader->capacity) {
		reader->buffer = xreallocarray(reader->buffer, text.length, 1);
		reader->capacity = text.length;
	}
	return kmsg_line_plain(text.start, text.length, reader->buffer);
}

/* Takes the next line off a message that has several. */
static struct slice take_first_line(struct slice *rest)
{
	const char *newline = memchr(rest->start, '\n', rest->length);
	struct slice line = { .start = rest->start, .length = rest->length };

	if (newline)
		line.length = (size_t)(newline - rest->start);
	slice_skip(rest, line.length + (newline ? 1 : 0));
	return line;
}

/* What a line of an entry says, and what the entry says of it. */
static bool scan_line_of_entry(const struct kmsg_entry *entry, struct slice text,
			       struct kmsg_line *ret_line)
{
	struct kmsg_fact fact;

	if (entry->sender == KMSG_KERNEL && kmsg_fact(text, &fact))
		*ret_line = (struct kmsg_line){ .message = text };
	else if (!kmsg_line_scan(text.start, text.length, ret_line))
		return false;
	if (entry->timed && !ret_line->timed) {
		ret_line->timed = true;
		ret_line->monotonic_us = entry->monotonic_us;
	}
	if (entry->date.dated)
		ret_line->date = entry->date;
	if (*entry->host)
		ret_line->host = (struct slice){ entry->host, strlen(entry->host) };
	return true;
}

static int kmsg_reader_take_entry(void *context, const struct kmsg_entry *entry)
{
	struct kmsg_reader *reader = context;
	struct slice rest = { .start = entry->message, .length = entry->length };
	int taken = 0;

	if (entry->sender == KMSG_ANOTHER)
		return 0;
	if (strlen(entry->boot_id) == KMSG_ENTRY_ID_BYTES - 1 &&
	    strcmp(entry->boot_id, reader->boot_id) != 0) {
		memcpy(reader->boot_id, entry->boot_id, sizeof(reader->boot_id));
		taken = kmsg_reader_give_boot(
			reader, (struct slice){ reader->boot_id, KMSG_ENTRY_ID_BYTES - 1 },
			(struct slice){ entry->host, strlen(entry->host) });
	}
	while (rest.length && taken == 0) {
		struct slice text = kmsg_reader_plain(reader, take_first_line(&rest));
		struct kmsg_line line;

		if (scan_line_of_entry(entry, text, &line))
			taken = kmsg_reader_take_message(reader, &line);
	}
	return taken;
}

/* Once lines name their senders, those that begin in another way are the rest of somebody's
 * message. */
static bool is_rest_of_message(const struct kmsg_reader *reader, const struct kmsg_line *line)
{
	return reader->attributed && (line->searched || line->labelled != reader->labelled ||
				      line->indent >= reader->indent + CONTINUATION_BLANKS);
}

static void kmsg_reader_note_form(struct kmsg_reader *reader, const struct kmsg_line *line,
				  bool is_kernels)
{
	if (!reader->attributed && line->attributed && is_kernels) {
		reader->labelled = line->labelled;
		reader->indent = line->indent;
	}
	reader->attributed |= line->attributed;
}

static int kmsg_reader_take_line(struct kmsg_reader *reader, const struct line *text)
{
	struct slice raw = { .start = text->text, .length = text->length }, plain, id;
	struct kmsg_line line;
	bool is_kernels;
	int taken;

	reader->number++;
	reader->source.lines++;
	taken = reader->attributed ? 0
				   : kmsg_export_take(&reader->export, raw, text->overlong,
						      kmsg_reader_take_entry, reader);
	if (taken)
		return taken == 1 ? 0 : taken;
	plain = kmsg_reader_plain(reader, raw);
	if (reader->json.depth && kmsg_json_goes_on(plain.start, plain.length))
		return kmsg_json_read(&reader->json, plain.start, plain.length,
				      kmsg_reader_take_entry, reader);
	kmsg_json_done(&reader->json);
	if (is_boot_line(plain, &id))
		return kmsg_reader_give_boot(reader, id, (struct slice){ 0 });
	is_kernels = kmsg_line_scan(plain.start, plain.length, &line);
	kmsg_reader_note_form(reader, &line, is_kernels);
	if (!is_kernels || is_rest_of_message(reader, &line))
		return 0;
	if (!reader->attributed && kmsg_json_begins(line.message.start, line.message.length))
		return kmsg_json_read(&reader->json, line.message.start, line.message.length,
				      kmsg_reader_take_entry, reader);
	return kmsg_reader_take_message(reader, &line);
}

static int kmsg_reader_read_lines(struct kmsg_reader *reader, int fd)
{
	CLEANUP(lines_done) struct lines lines = { .fd = -1 };
	struct line line;
	int taken = 0, code;

	lines_init(&lines, fd);
	while ((code = lines_next(&lines, &line)) > 0 &&
	       (taken = kmsg_reader_take_line(reader, &line)) == 0)
		;
	if (code == 0)
		taken = kmsg_export_end(&reader->export, kmsg_reader_take_entry, reader);
	return code < 0 ? code : taken;
}

/* Reads a block of JSON, line by line, so that a fact has its number. */
static int kmsg_reader_take_block(struct kmsg_reader *reader, const char *block, size_t length)
{
	int taken = 0;

	while (length && taken == 0) {
		const char *newline = memchr(block, '\n', length);
		const size_t bytes = newline ? (size_t)(newline - block) + 1 : length;

		reader->number = reader->source.lines + 1;
		reader->source.lines += newline ? 1 : 0;
		taken = kmsg_json_read(&reader->json, block, bytes, kmsg_reader_take_entry, reader);
		block += bytes;
		length -= bytes;
	}
	return taken;
}

/* A line of JSON can be as long as the log. */
static int kmsg_reader_read_json(struct kmsg_reader *reader, int fd)
{
	CLEANUP(cleanup_free) char *block = xmalloc(BLOCK_BYTES);
	ssize_t got;
	int taken = 0;

	while (taken == 0 && (got = read(fd, block, BLOCK_BYTES)) != 0) {
		if (got < 0 && errno != EINTR)
			return -errno;
		if (got > 0)
			taken = kmsg_reader_take_block(reader, block, (size_t)got);
	}
	reader->source.lines = reader->number;
	return taken;
}

/* Whether a file that can be looked into begins like JSON. */
static bool is_json_file(int fd)
{
	char head[256];
	const off_t at = lseek(fd, 0, SEEK_CUR);
	const ssize_t got = at < 0 ? -1 : pread(fd, head, sizeof(head), at);

	return got > 0 && kmsg_json_begins(head, (size_t)got);
}

int kmsg_read(int fd, const char *name, bool *apart, kmsg_sink sink, void *context,
	      struct source *ret_source, struct error *err)
{
	CLEANUP(kmsg_reader_done)
	struct kmsg_reader reader = {
		.hosts = { .apart = *apart },
		.sink = sink,
		.context = context,
		.source = { .kind = "kernel-log" },
	};
	int code = is_json_file(fd) ? kmsg_reader_read_json(&reader, fd)
				    : kmsg_reader_read_lines(&reader, fd);

	if (code < 0)
		return error_set(err, code, "cannot read '%s' after line %" PRIu64 ": %s", name,
				 reader.number,
				 code == -E2BIG ? "it holds more boots than can be told apart"
						: strerror(-code));
	*apart |= reader.hosts.mixed;
	reader.source.path = xstrdup(name);
	*ret_source = reader.source;
	return 0;
}
