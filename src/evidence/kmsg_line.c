/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands in front of a message of the kernel on a line of text. */
#define _GNU_SOURCE
#include "evidence/kmsg_line.h"

#include <ctype.h>
#include <string.h>

#define USEC_PER_SEC UINT64_C(1000000)
#define SECONDS_MAX (UINT64_MAX / USEC_PER_SEC - 1)

/* What is in brackets is a time, or the caller: no more than this. */
#define BRACKET_BYTES 64

/* Words between a date and "kernel:": zone, host, facility. */
#define SENDER_WORDS 3

/* Envelopes around one another: relays and collectors. */
#define PARTS_MAX 12

/* A part of the envelope. */
enum line_part {
	PART_NONE,
	PART_LEVEL, /* how the kernel marks its messages */
	PART_TIME,  /* in brackets */
	PART_DATE,
	PART_SENDER,
	PART_FOREIGN, /* of another sender */
};

/* slice_take for lists of texts, of which hardly one fits. */
static inline bool line_take_text(struct slice *rest, const char *text)
{
	return rest->length && *rest->start == *text && slice_take(rest, text);
}

static inline bool line_begins(struct slice text, const char *with)
{
	return line_take_text(&text, with);
}

/* Whether a message begins here that says something of auditing, or which boot it is. */
static bool line_is_at_message(struct slice rest)
{
	static const char *const beginnings[] = {
		"audit: ",
		"type=",
		"Linux version ",
		"Command line: ",
		"Kernel command line: ",
		"Kernel panic - not syncing: ",
	};

	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (line_begins(rest, beginnings[i]))
			return true;
	return false;
}

/* Takes "    5.789721", seconds with six places. */
static bool line_take_seconds(struct slice *rest, uint64_t *ret_us)
{
	struct slice at = *rest;
	uint64_t seconds, micros;

	slice_skip_blanks(&at);
	if (!slice_take_number(&at, SECONDS_MAX, &seconds) || !slice_take(&at, ".") ||
	    !kmsg_date_has_form(at, "000000") || !slice_take_number(&at, USEC_PER_SEC - 1, &micros))
		return false;
	*ret_us = seconds * USEC_PER_SEC + micros;
	*rest = at;
	return true;
}

/* The times in brackets other than seconds: "<    0.000012>", "  +0.000012", any with a clock in
 * it. */
static bool is_time_in_brackets(struct slice inside)
{
	slice_skip_blanks(&inside);
	if (kmsg_date_has_form(inside, "+0") || line_begins(inside, "<"))
		return true;
	for (; inside.length; slice_skip(&inside, 1))
		if (kmsg_date_has_form(inside, "00:00"))
			return true;
	return false;
}

/* The caller that CONFIG_PRINTK_CALLER adds. */
static bool is_caller_in_brackets(struct slice inside)
{
	slice_skip_blanks(&inside);
	return kmsg_date_has_form(inside, "T0") || kmsg_date_has_form(inside, "C0");
}

/* Takes "[    5.789721]", or another time in brackets, or the caller. */
static enum line_part line_take_bracket(struct slice *rest, struct kmsg_line *line)
{
	const size_t reach = rest->length < BRACKET_BYTES ? rest->length : BRACKET_BYTES;
	const char *end = reach ? memchr(rest->start, ']', reach) : NULL;
	struct slice inside = *rest;
	uint64_t us;

	if (!end || !slice_take(&inside, "["))
		return PART_NONE;
	inside.length = (size_t)(end - inside.start);
	if (line_take_seconds(&inside, &us)) {
		line->timed = us < UINT32_MAX * USEC_PER_SEC / 4;
		line->monotonic_us = us;
	} else if (is_time_in_brackets(inside)) {
		(void)kmsg_date_take(&inside, &line->date);
	} else if (!is_caller_in_brackets(inside)) {
		return PART_NONE;
	}
	slice_skip(rest, (size_t)(end - rest->start) + 1);
	(void)slice_take(rest, ":");
	return PART_TIME;
}

/* Takes "<6>", facility and level in one number, and the version that RFC 5424 puts behind it. */
static enum line_part line_take_level(struct slice *rest)
{
	struct slice at = *rest;
	uint64_t number;

	if (!slice_take(&at, "<") || !slice_take_number(&at, 1023, &number) ||
	    !slice_take(&at, ">"))
		return PART_NONE;
	(void)slice_take(&at, "1 ");
	*rest = at;
	return number < 8 ? PART_LEVEL : PART_FOREIGN;
}

/* Takes "6,1234,5789721,-;", the head of a message in /dev/kmsg and of an extended netconsole:
 * level with facility, number, microseconds, flags and more. */
static enum line_part line_take_head(struct slice *rest, struct kmsg_line *line)
{
	struct slice at = *rest;
	uint64_t level, number, us;
	const char *end;

	if (!slice_take_number(&at, UINT32_MAX, &level) || !slice_take(&at, ",") ||
	    !slice_take_number(&at, UINT64_MAX / 16, &number) || !slice_take(&at, ",") ||
	    !slice_take_number(&at, UINT64_MAX / 16, &us) || !line_begins(at, ","))
		return PART_NONE;
	end = memchr(at.start, ';', at.length < BRACKET_BYTES ? at.length : BRACKET_BYTES);
	if (!end)
		return PART_NONE;
	slice_skip(&at, (size_t)(end - at.start) + 1);
	line->timed = true;
	line->monotonic_us = us;
	*rest = at;
	return level < 8 ? PART_LEVEL : PART_FOREIGN;
}

/* Takes "kern", "user", "local0" and the like. Gives: PART_LEVEL for the kernel's. */
static enum line_part line_take_facility_name(struct slice *rest)
{
	static const char *const names[] = {
		"kern", "user", "mail", "daemon", "authpriv", "auth",  "syslog",
		"lpr",	"news", "uucp", "cron",	  "ftp",      "local",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!line_take_text(rest, names[i]))
			continue;
		while (rest->length && isdigit((unsigned char)*rest->start))
			slice_skip(rest, 1);
		return i == 0 ? PART_LEVEL : PART_FOREIGN;
	}
	return PART_NONE;
}

/* Takes "kern  :info  : " (dmesg -x), "kern:    info: " or "kern.warn". */
static enum line_part line_take_facility(struct slice *rest)
{
	static const char *const levels[] = {
		"emerg", "alert", "crit", "err", "warn", "notice", "info", "debug", "panic",
	};
	struct slice at = *rest, word;
	enum line_part part = line_take_facility_name(&at);

	slice_skip_blanks(&at);
	if (part == PART_NONE || (!slice_take(&at, ":") && !slice_take(&at, ".")))
		return PART_NONE;
	slice_skip_blanks(&at);
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		if (!line_begins(at, levels[i]))
			continue;
		(void)kmsg_date_take_word(&at, &word);
		(void)slice_take(&at, ":");
		*rest = at;
		return part;
	}
	return PART_NONE;
}

/* Takes the "- - - " that RFC 5424 has for no process and no message's name, and its data in
 * brackets or another "-". */
static bool line_take_nil_values(struct slice *rest)
{
	struct slice at = *rest;
	const char *end;

	if (!slice_take(&at, "- - "))
		return false;
	if (line_begins(at, "[")) {
		end = memmem(at.start, at.length, "] ", 2);
		if (!end)
			return false;
		slice_skip(&at, (size_t)(end - at.start) + 1);
	} else if (!slice_take(&at, "-")) {
		return false;
	}
	slice_skip_blanks(&at);
	*rest = at;
	return true;
}

/* Whether "[    5.789721]" is next. */
static bool line_is_at_seconds(struct slice rest)
{
	uint64_t us;

	return slice_take(&rest, "[") && line_take_seconds(&rest, &us) && line_begins(rest, "]");
}

/* Takes "HOST kernel: ", with up to so many words that are no sender in front of "kernel:"; or
 * such words in front of the kernel's own time. */
static enum line_part line_take_sender(struct slice *rest, int words, struct kmsg_line *line)
{
	struct slice at = *rest, word, facility, host = { 0 };

	for (; words >= 0 && kmsg_date_take_word(&at, &word); words--) {
		if (slice_is(word, "kernel:") ||
		    (slice_is(word, "kernel") && line_take_nil_values(&at))) {
			line->attributed = true;
			line->host = host;
			*rest = at;
			return PART_SENDER;
		}
		facility = word;
		switch (line_take_facility(&facility)) {
		case PART_LEVEL:
			continue;
		case PART_FOREIGN:
			return PART_NONE;
		default:
			host = word;
		}
		if (word.start[word.length - 1] == ':' || slice_is(word, "-") ||
		    memchr(word.start, '[', word.length))
			return PART_NONE;
		if (line_is_at_seconds(at)) {
			*rest = at;
			return PART_LEVEL;
		}
	}
	return PART_NONE;
}

/* Takes the tag that fluentd puts in front of a record in JSON. */
static enum line_part line_take_tag(struct slice *rest)
{
	struct slice at = *rest, word;

	if (!kmsg_date_take_word(&at, &word) || word.start[word.length - 1] != ':' ||
	    !line_begins(at, "{\""))
		return PART_NONE;
	*rest = at;
	return PART_LEVEL;
}

/* Takes the next part, whose kind depends on the one before. */
static enum line_part line_take_part(struct slice *rest, enum line_part before,
				     struct kmsg_line *line)
{
	enum line_part part = PART_NONE;

	slice_skip_blanks(rest);
	if (!rest->length || line_is_at_message(*rest))
		return PART_NONE;
	part = line_take_level(rest);
	if (part == PART_NONE)
		part = line_take_head(rest, line);
	if (part == PART_NONE)
		part = line_take_facility(rest);
	if (part == PART_NONE)
		part = line_take_bracket(rest, line);
	if (part == PART_NONE && !line->timed && !line->attributed &&
	    kmsg_date_take(rest, &line->date))
		part = PART_DATE;
	if (part == PART_NONE && before == PART_DATE)
		part = line_take_tag(rest);
	if (part == PART_NONE && before != PART_NONE && !line->attributed)
		part = line_take_sender(rest, before == PART_DATE ? SENDER_WORDS : 1, line);
	return part;
}

/* Whether this needs no sender: a date that dmesg or a collector wrote, in front of a message. */
static bool is_dated_message(const struct kmsg_line *line, struct slice rest)
{
	static const char suppressed[] = " callbacks suppressed";
	const size_t length = sizeof(suppressed) - 1;

	if (line->date.dated != KMSG_DATED)
		return false;
	return line_is_at_message(rest) || line_begins(rest, "{\"") ||
	       (rest.length > length &&
		memcmp(rest.start + rest.length - length, suppressed, length) == 0);
}

/* Takes all parts in front of the message. Gives: the last; PART_FOREIGN for a line of another
 * sender; PART_NONE where there is none. */
static enum line_part line_take_envelope(struct slice *rest, struct kmsg_line *line)
{
	enum line_part last = PART_NONE, part;

	for (int i = 0; i < PARTS_MAX; i++) {
		part = line_take_part(rest, last, line);
		if (part == PART_NONE)
			break;
		last = part;
		if (part == PART_FOREIGN)
			return part;
	}
	/* Behind another date comes a sender, but for the head of an entry of journalctl -o
	 * verbose.
	 */
	if (last == PART_DATE && !is_dated_message(line, *rest)) {
		line->attributed = !line_begins(*rest, "[s=");
		return PART_FOREIGN;
	}
	return last;
}

/* Finds a message's time on a line that another program began on the console. */
static bool line_find_time(struct slice *rest, struct kmsg_line *line)
{
	struct slice at = *rest;
	const char *bracket;

	while (at.length && (bracket = memchr(at.start, '[', at.length))) {
		slice_skip(&at, (size_t)(bracket - at.start));
		if (line_is_at_seconds(at)) {
			*rest = at;
			return line_take_envelope(rest, line) == PART_TIME;
		}
		slice_skip(&at, 1);
	}
	return false;
}

/* The name of a file with a line's number, a host: each colon in it is tried. */
#define LABEL_BYTES_MAX 256

/* Takes what is behind a ":" of the first word, where it is an envelope: of "kern.log:12:Nov 21 …",
 * "10.0.0.1: kern: info: […". */
static enum line_part line_take_behind_label(struct slice *rest, struct kmsg_line *line)
{
	for (size_t i = 0; i < rest->length && i < LABEL_BYTES_MAX && rest->start[i] != ' '; i++) {
		struct slice at = *rest;
		struct kmsg_line labelled = *line;
		enum line_part part;

		if (rest->start[i] != ':')
			continue;
		slice_skip(&at, i + 1);
		part = line_take_envelope(&at, &labelled);
		if (part == PART_NONE || part == PART_FOREIGN)
			continue;
		*line = labelled;
		line->labelled = true;
		*rest = at;
		return part;
	}
	return PART_NONE;
}

/* Marks of quotation, and those that a test protocol or a log viewer puts in front. */
static size_t line_skip_marks(struct slice *rest)
{
	const size_t length = rest->length;

	while (rest->length && *rest->start && strchr(" >|#*+`\"'", *rest->start))
		slice_skip(rest, 1);
	return length - rest->length;
}

static bool line_is_foreign(struct slice text)
{
	struct kmsg_line line = { 0 };

	return line_take_envelope(&text, &line) == PART_FOREIGN;
}

/* Leaves what a carriage return began anew: a line of the console behind a progress bar. One within
 * a message begins none, and behind another sender's head all is that sender's. */
static bool line_skip_overwritten(struct slice *rest)
{
	const char *last = rest->length ? memrchr(rest->start, '\r', rest->length) : NULL;
	const size_t length = last ? (size_t)(last - rest->start) : 0;
	struct slice behind = *rest, begun;
	struct kmsg_line line = { 0 };

	if (!last || line_is_foreign((struct slice){ rest->start, length }))
		return false;
	slice_skip(&behind, length + 1);
	begun = behind;
	(void)line_skip_marks(&begun);
	if (!line_is_at_message(begun) && line_take_envelope(&begun, &line) == PART_NONE)
		return false;
	*rest = behind;
	return true;
}

/* The kernel's messages have some 1,000 bytes; what stands in front is looked for in several ways.
 */
#define SCANNED_BYTES_MAX 8192

bool kmsg_line_scan(const char *text, size_t length, struct kmsg_line *ret_line)
{
	struct kmsg_line line = { 0 };
	struct slice rest = {
		.start = text,
		.length = length < SCANNED_BYTES_MAX ? length : SCANNED_BYTES_MAX,
	};
	enum line_part part;

	while (rest.length && rest.start[rest.length - 1] == '\r')
		rest.length--;
	line.searched = line_skip_overwritten(&rest);
	line.indent = line_skip_marks(&rest);
	part = line_take_envelope(&rest, &line);
	if (part == PART_NONE && line_begins(rest, "{\""))
		part = PART_LEVEL; /* JSON, whose fields say what a line's head says */
	if (part == PART_NONE)
		part = line_take_behind_label(&rest, &line);
	ret_line->attributed = line.attributed;
	if (part == PART_FOREIGN)
		return false;
	if (part == PART_NONE) {
		line.searched = true;
		(void)line_find_time(&rest, &line);
	}
	slice_skip_blanks(&rest);
	/* The end of a field in CSV. */
	if (rest.length && rest.start[rest.length - 1] == '"' && rest.start > text &&
	    memchr(text, '"', (size_t)(rest.start - text)))
		rest.length--;
	line.message = rest;
	*ret_line = line;
	return true;
}
