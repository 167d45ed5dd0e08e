/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: the kernel's messages as text. */
#define _GNU_SOURCE
#include "evidence/kmsg.h"

#include "util/cleanup.h"
#include "util/lines.h"
#include "util/xalloc.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#define USEC_PER_SEC UINT64_C(1000000)

/* Messages of several processors come a little out of order; a new boot goes back further. */
#define BACKWARDS_US USEC_PER_SEC

#define SECONDS_MAX (UINT64_MAX / USEC_PER_SEC - 1)

/* "dmesg --time-format iso", which names no sender; everybody else puts a point where the comma is.
 */
#define DMESG_ISO "0000-00-00T00:00:00,000000"

static void slice_skip(struct slice *rest, size_t bytes)
{
	rest->start += bytes;
	rest->length -= bytes;
}

static void slice_skip_blanks(struct slice *rest)
{
	while (rest->length && *rest->start == ' ')
		slice_skip(rest, 1);
}

static bool slice_begins(struct slice text, const char *with)
{
	return slice_take(&text, with);
}

/* Whether a word begins with the form of a pattern, in which 0 stands for a digit and a for a
 * letter. */
static bool slice_has_form(struct slice word, const char *pattern)
{
	size_t length = strlen(pattern);

	if (word.length < length)
		return false;
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)word.start[i];

		if (pattern[i] == '0'	? !isdigit(c)
		    : pattern[i] == 'a' ? !isalpha(c)
					: c != (unsigned char)pattern[i])
			return false;
	}
	return true;
}

/* Takes "    5.789721", seconds with six places. */
static bool line_take_seconds(struct slice *rest, uint64_t *ret_us)
{
	struct slice at = *rest;
	uint64_t seconds, micros;

	slice_skip_blanks(&at);
	if (!slice_take_number(&at, SECONDS_MAX, &seconds) || !slice_take(&at, ".") ||
	    !slice_has_form(at, "000000") || !slice_take_number(&at, USEC_PER_SEC - 1, &micros))
		return false;
	*ret_us = seconds * USEC_PER_SEC + micros;
	*rest = at;
	return true;
}

/* The times in brackets other than seconds: a date, "+0.000012", "5.789721 <    0.000012>". */
static bool slice_is_bracket_time(struct slice inside)
{
	slice_skip_blanks(&inside);
	return slice_has_form(inside, "0") || slice_has_form(inside, "+0") ||
	       slice_has_form(inside, "<") || slice_has_form(inside, "aaa0") ||
	       slice_has_form(inside, "aaa 0") || slice_has_form(inside, "aaa aaa ");
}

/* Takes "[    5.789721]", and with it the caller's "[   T12]" that CONFIG_PRINTK_CALLER adds. */
static bool line_take_bracket(struct slice *rest, struct kmsg_line *line)
{
	const char *end = memchr(rest->start, ']', rest->length < 64 ? rest->length : 64);
	struct slice inside, caller;
	uint64_t us;

	if (!end || *rest->start != '[')
		return false;
	inside = (struct slice){ .start = rest->start + 1,
				 .length = (size_t)(end - rest->start - 1) };
	if (!slice_is_bracket_time(inside))
		return false;
	if (line_take_seconds(&inside, &us)) {
		line->timed = true;
		line->monotonic_us = us;
	}
	slice_skip(rest, (size_t)(end - rest->start) + 1);
	slice_skip_blanks(rest);
	caller = *rest;
	if (!slice_take(&caller, "["))
		return true;
	slice_skip_blanks(&caller);
	end = memchr(caller.start, ']', caller.length < 16 ? caller.length : 16);
	if (end && (slice_has_form(caller, "T0") || slice_has_form(caller, "C0"))) {
		*rest = caller;
		slice_skip(rest, (size_t)(end - caller.start) + 1);
		slice_skip_blanks(rest);
	}
	return true;
}

/* Takes the date in front of a syslog or journalctl line: "Nov 21 07:12:01", "2026-11-21T07:…",
 * "Sat 2026-11-21 07:12:01 UTC", "1795244646.112233". */
static bool line_take_date(struct slice *rest)
{
	static const char *const forms[][4] = {
		{ "aaa", "0000-00-00", "00:00:00", "aaa" },
		{ "aaa", "0", "00:00:00", NULL },
		{ "0000-00-00T00:00:00", NULL, NULL, NULL },
		{ "0000-00-00", "00:00:00", NULL, NULL },
		{ "0000000000.000000", NULL, NULL, NULL },
	};

	for (size_t form = 0; form < sizeof(forms) / sizeof(forms[0]); form++) {
		struct slice at = *rest, word;
		bool fits = true;

		for (size_t i = 0; fits && i < 4 && forms[form][i]; i++) {
			slice_skip_blanks(&at);
			fits = slice_take_word(&at, &word) && slice_has_form(word, forms[form][i]);
		}
		if (fits) {
			*rest = at;
			return true;
		}
	}
	return false;
}

/* Takes "HOST kernel: ". */
static bool line_take_sender(struct slice *rest)
{
	struct slice at = *rest, host;

	if (!slice_take_word(&at, &host) || !slice_take(&at, "kernel: "))
		return false;
	*rest = at;
	return true;
}

/* Takes "<6>", facility and level in one number. Gives false for a facility other than the
 * kernel's. */
static bool line_take_level(struct slice *rest)
{
	struct slice at = *rest;
	uint64_t number;

	if (!slice_take(&at, "<") || !slice_take_number(&at, 1023, &number) ||
	    !slice_take(&at, ">"))
		return true;
	*rest = at;
	return number < 8;
}

/* Takes "kern  :info  : ", as dmesg -x has it. Gives as take_level. */
static bool line_take_facility(struct slice *rest)
{
	static const char *const names[] = {
		"kern", "user", "mail", "daemon",   "auth", "syslog", "lpr",
		"news", "uucp", "cron", "authpriv", "ftp",  "local",
	};
	struct slice at;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *end;

		at = *rest;
		if (!slice_take(&at, names[i]))
			continue;
		while (at.length && (*at.start == ' ' || isdigit((unsigned char)*at.start)))
			slice_skip(&at, 1);
		end = memchr(at.start, ':', at.length);
		if (!end || end != at.start || !slice_has_form(at, ":aaa"))
			continue;
		slice_skip(&at, 1);
		end = memchr(at.start, ':', at.length < 16 ? at.length : 16);
		if (!end)
			continue;
		slice_skip(&at, (size_t)(end - at.start) + 1);
		slice_skip_blanks(&at);
		*rest = at;
		return i == 0;
	}
	return true;
}

/* Finds a message's time on a line that another program began on the console. */
static bool line_find_time(struct slice *rest, struct kmsg_line *line)
{
	struct slice at = *rest;
	const char *bracket;

	while ((bracket = memchr(at.start, '[', at.length))) {
		struct slice inside;
		uint64_t us;

		slice_skip(&at, (size_t)(bracket - at.start));
		inside = at;
		slice_skip(&inside, 1);
		if (line_take_seconds(&inside, &us) && slice_begins(inside, "]") &&
		    line_take_bracket(&at, line)) {
			*rest = at;
			return true;
		}
		slice_skip(&at, 1);
	}
	return false;
}

bool kmsg_scan(const char *text, size_t length, struct kmsg_line *ret_line)
{
	struct kmsg_line line = { 0 };
	struct slice date, rest = { .start = text, .length = length };

	while (rest.length && rest.start[rest.length - 1] == '\r')
		rest.length--;
	ret_line->attributed = false;
	if (!line_take_level(&rest) || !line_take_facility(&rest))
		return false;
	if (slice_has_form(rest, DMESG_ISO)) {
		(void)slice_take_word(&rest, &date);
	} else if (line_take_date(&rest)) {
		line.attributed = ret_line->attributed = true;
		if (!line_take_sender(&rest))
			return false;
		(void)line_take_bracket(&rest, &line);
	} else if (line_take_bracket(&rest, &line)) {
		line.attributed = line_take_sender(&rest);
	} else {
		line.searched = true;
		(void)line_find_time(&rest, &line);
	}
	line.message = rest;
	*ret_line = line;
	return true;
}

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
	if (!slice_begins(text, "out of memory in "))
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
		*ret_number = (uint64_t)UINT32_MAX + 1 - *ret_number;
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
	uint64_t boot;
	bool has_facts;	  /* of this boot */
	bool has_version; /* of this boot */
	bool timed;
	bool attributed; /* lines of this log name their sender */
	uint64_t last_us;
	kmsg_sink sink;
	void *context;
	struct source source;
};

static void kmsg_reader_next_boot(struct kmsg_reader *reader)
{
	reader->boot += reader->has_facts;
	reader->has_facts = reader->has_version = reader->timed = false;
}

/* Takes journalctl's "-- Boot ID --", or "-- Reboot --" of older ones. */
static bool is_boot_line(const struct line *line, struct slice *ret_id)
{
	struct slice rest = { .start = line->text, .length = line->length };

	if (slice_take(&rest, "-- Reboot --")) {
		*ret_id = (struct slice){ 0 };
		return true;
	}
	if (!slice_take(&rest, "-- Boot ") || rest.length < 32)
		return false;
	*ret_id = (struct slice){ .start = rest.start, .length = 32 };
	slice_skip(&rest, 32);
	return slice_begins(rest, " --");
}

static int kmsg_reader_give(struct kmsg_reader *reader, struct kmsg_fact *fact, uint64_t number)
{
	reader->has_facts = true;
	reader->source.records += fact->kind == KMSG_RECORD;
	fact->boot = reader->boot;
	fact->line = number;
	return reader->sink(reader->context, fact);
}

/* Gives 0, a positive value to stop, or -errno. */
static int kmsg_reader_take_line(struct kmsg_reader *reader, const struct line *text,
				 uint64_t number)
{
	struct kmsg_fact fact = { 0 };
	struct kmsg_line line;
	struct slice id;
	bool known, is_kernels;

	reader->source.lines++;
	if (is_boot_line(text, &id)) {
		kmsg_reader_next_boot(reader);
		fact.text = id;
		return id.length ? kmsg_reader_give(reader, &fact, number) : 0;
	}
	is_kernels = kmsg_scan(text->text, text->length, &line);
	reader->attributed |= line.attributed;
	if (!is_kernels || (reader->attributed && line.searched))
		return 0;
	known = kmsg_fact(line.message, &fact);
	if ((line.timed && reader->timed && line.monotonic_us + BACKWARDS_US < reader->last_us) ||
	    (known && fact.kind == KMSG_VERSION && reader->has_version))
		kmsg_reader_next_boot(reader);
	if (line.timed)
		reader->last_us = line.monotonic_us;
	reader->timed |= line.timed;
	if (!known)
		return 0;
	reader->has_version |= fact.kind == KMSG_VERSION;
	fact.timed = line.timed;
	fact.monotonic_us = line.monotonic_us;
	return kmsg_reader_give(reader, &fact, number);
}

int kmsg_read(int fd, const char *name, kmsg_sink sink, void *context, struct source *ret_source,
	      struct error *err)
{
	CLEANUP(lines_done) struct lines lines = { .fd = -1 };
	struct kmsg_reader reader = { .sink = sink,
				      .context = context,
				      .source = { .kind = "kernel-log" } };
	struct line line;
	int taken = 0, code;

	lines_init(&lines, fd);
	while ((code = lines_next(&lines, &line)) > 0 &&
	       (taken = kmsg_reader_take_line(&reader, &line, lines.number)) == 0)
		;
	if (taken < 0)
		return error_set(err, taken, "cannot take in '%s' line %" PRIu64 ": %s", name,
				 lines.number, strerror(-taken));
	if (code < 0)
		return error_set(err, code, "cannot read '%s' after line %" PRIu64 ": %s", name,
				 lines.number, strerror(-code));
	reader.source.path = xstrdup(name);
	*ret_source = reader.source;
	return 0;
}
