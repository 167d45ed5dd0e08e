/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One line of an audit log: its prefix and, on demand, a field. */
#define _GNU_SOURCE
#include "sources/record.h"

#include <errno.h>
#include <string.h>

/* Ends the fields that the kernel wrote; what auditd appended (log_format=ENRICHED) follows. */
#define ENRICHMENT '\x1d'

bool slice_is(struct slice slice, const char *text)
{
	return slice.length == strlen(text) && memcmp(slice.start, text, slice.length) == 0;
}

char *slice_copy(struct slice slice)
{
	return strndup(slice.start ? slice.start : "", slice.length);
}

/* Inlined, so that the length of a literal is known and the comparison is a few instructions: every
 * line of a log comes through here. */
static inline __attribute__((always_inline)) bool take(struct slice *rest, const char *text)
{
	size_t length = strlen(text);

	if (rest->length < length || memcmp(rest->start, text, length) != 0)
		return false;
	rest->start += length;
	rest->length -= length;
	return true;
}

bool slice_take(struct slice *rest, const char *text)
{
	return take(rest, text);
}

static bool take_word(struct slice *rest, struct slice *ret_word)
{
	const char *space = memchr(rest->start, ' ', rest->length);

	if (!space || space == rest->start)
		return false;
	*ret_word = (struct slice){ .start = rest->start, .length = (size_t)(space - rest->start) };
	rest->length -= ret_word->length + 1;
	rest->start = space + 1;
	return true;
}

bool slice_take_number(struct slice *rest, uint64_t max, uint64_t *ret_number)
{
	uint64_t number = 0;
	size_t digits = 0;

	while (digits < rest->length && rest->start[digits] >= '0' && rest->start[digits] <= '9') {
		number = number * 10 + (uint64_t)(rest->start[digits] - '0');
		if (number > max)
			return false;
		digits++;
	}
	if (!digits)
		return false;
	rest->start += digits;
	rest->length -= digits;
	*ret_number = number;
	return true;
}

#define KIND(text, of)                                                                             \
	{                                                                                          \
		.name = (text), .length = sizeof(text) - 1, .kind = (of)                           \
	}

static enum record_kind kind_of(struct slice type)
{
	static const struct {
		const char *name;
		size_t length;
		enum record_kind kind;
	} kinds[] = {
		KIND("SYSCALL", RECORD_SYSCALL),
		KIND("URINGOP", RECORD_URINGOP),
		KIND("PROCTITLE", RECORD_PROCTITLE),
		KIND("UNKNOWN[1336]", RECORD_URINGOP), /* URINGOP to an older auditd */
		KIND("EOE", RECORD_EOE),
		KIND("CONFIG_CHANGE", RECORD_CONFIG_CHANGE),
		KIND("DAEMON_START", RECORD_DAEMON_START),
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (type.length == kinds[i].length &&
		    memcmp(type.start, kinds[i].name, kinds[i].length) == 0)
			return kinds[i].kind;
	if (type.length > 7 && memcmp(type.start, "DAEMON_", 7) == 0)
		return RECORD_DAEMON_OTHER;
	return RECORD_OTHER;
}

/* Seconds beyond the year 9999 are no time that anything can print. */
#define SECONDS_MAX 253402300799u

bool record_take_stamp(struct slice *rest, int64_t *ret_time_ms, uint32_t *ret_serial)
{
	uint64_t seconds, millis, serial;

	if (!take(rest, "audit(") || !slice_take_number(rest, SECONDS_MAX, &seconds) ||
	    !take(rest, ".") || !slice_take_number(rest, 999, &millis) || !take(rest, ":") ||
	    !slice_take_number(rest, UINT32_MAX, &serial) || !take(rest, "):"))
		return false;
	(void)take(rest, " ");
	*ret_time_ms = (int64_t)(seconds * 1000 + millis);
	*ret_serial = (uint32_t)serial;
	return true;
}

/* Reads the prefix up to the stamp. */
static inline __attribute__((always_inline)) bool take_head(struct slice *rest,
							    struct record *record)
{
	if (take(rest, "node=") && !take_word(rest, &record->node))
		return false;
	return take(rest, "type=") && take_word(rest, &record->type) && take(rest, "msg=");
}

int record_scan(const char *line, size_t length, struct record *ret_record)
{
	struct slice rest = { .start = line, .length = length };
	struct record record = { .line = rest };

	if (!take_head(&rest, &record) ||
	    !record_take_stamp(&rest, &record.time_ms, &record.serial))
		return -EBADMSG;
	record.body = rest;
	record.kind = kind_of(record.type);
	*ret_record = record;
	return 0;
}

/* Reads the stamp, or knows it again: the same bytes up to "):" are the same stamp. */
static bool take_next_stamp(struct record_memo *memo, struct slice *rest, struct record *record)
{
	const char *start = rest->start;
	size_t length;

	if (memo->length && rest->length >= memo->length &&
	    memcmp(start, memo->text, memo->length) == 0) {
		rest->start += memo->length;
		rest->length -= memo->length;
		(void)take(rest, " ");
		record->time_ms = memo->time_ms;
		record->serial = memo->serial;
		return true;
	}
	if (!record_take_stamp(rest, &record->time_ms, &record->serial))
		return false;
	length = (size_t)(rest->start - start) - (rest->start[-1] == ' ');
	memo->length = length <= sizeof(memo->text) ? length : 0;
	memcpy(memo->text, start, memo->length);
	memo->time_ms = record->time_ms;
	memo->serial = record->serial;
	return true;
}

int record_scan_next(struct record_memo *memo, const char *line, size_t length,
		     struct record *ret_record)
{
	struct slice rest = { .start = line, .length = length };

	*ret_record = (struct record){ .line = rest };
	if (!take_head(&rest, ret_record) || !take_next_stamp(memo, &rest, ret_record))
		return -EBADMSG;
	ret_record->body = rest;
	ret_record->kind = kind_of(ret_record->type);
	return 0;
}

/* The length of a value: to the closing quote, or to the next space. */
static struct slice value_at(const char *start, const char *end)
{
	const char *stop;

	if (start < end && (*start == '"' || *start == '\'')) {
		stop = memchr(start + 1, *start, (size_t)(end - start - 1));
		return (struct slice){ .start = start + 1,
				       .length = (size_t)((stop ? stop : end) - start - 1) };
	}
	stop = memchr(start, ' ', (size_t)(end - start));
	return (struct slice){ .start = start, .length = (size_t)((stop ? stop : end) - start) };
}

static const char *skip_word(const char *at, const char *end)
{
	char quote = 0;

	for (; at < end && (quote || *at != ' '); at++) {
		if (quote)
			quote = *at == quote ? 0 : quote;
		else if (*at == '"' || *at == '\'')
			quote = *at;
	}
	while (at < end && *at == ' ')
		at++;
	return at;
}

bool record_field(const struct record *record, const char *name, struct slice *ret_value)
{
	const char *at = record->body.start;
	const char *end = memchr(at, ENRICHMENT, record->body.length);
	size_t length = strlen(name);

	if (!end)
		end = at + record->body.length;
	for (; at < end; at = skip_word(at, end)) {
		if ((size_t)(end - at) > length && at[length] == '=' &&
		    memcmp(at, name, length) == 0) {
			*ret_value = value_at(at + length + 1, end);
			return true;
		}
	}
	return false;
}

bool record_number(const struct record *record, const char *name, uint64_t *ret_number)
{
	struct slice value;
	uint64_t number;

	if (!record_field(record, name, &value) ||
	    !slice_take_number(&value, UINT32_MAX, &number) || value.length)
		return false;
	*ret_number = number;
	return true;
}
