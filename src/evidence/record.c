/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One line of an audit log: its prefix and, on demand, a field. */
#define _GNU_SOURCE
#include "evidence/record.h"

#include "util/bytes.h"
#include "util/xalloc.h"

#include <errno.h>
#include <string.h>

/* Ends the fields that the kernel wrote; those that auditd appends (log_format=ENRICHED) follow. */
#define ENRICHMENT '\x1d'

bool slice_is(struct slice slice, const char *text)
{
	return slice.length == strlen(text) && memcmp(slice.start, text, slice.length) == 0;
}

size_t slice_count(struct slice slice, char c)
{
	size_t count = 0;

	for (size_t i = 0; i < slice.length; i++)
		count += slice.start[i] == c;
	return count;
}

char *slice_copy(struct slice slice)
{
	return xstrndup(slice.start ? slice.start : "", slice.length);
}

/* Inlined, so that the length of a literal is known and the comparison is a few instructions: every
 * line of a log comes through here. */
static inline __attribute__((always_inline)) bool slice_take_text(struct slice *rest,
								  const char *text)
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
	return slice_take_text(rest, text);
}

/* The length of the word at the front, up to its blank; 0 when there is none. */
static inline size_t word_length(const struct slice *rest)
{
	size_t length = rest->length >= 24 ? bytes_to_blank(rest->start) : 24;
	const char *blank;

	if (length < 24)
		return length;
	blank = memchr(rest->start, ' ', rest->length);
	return blank ? (size_t)(blank - rest->start) : 0;
}

static inline bool take_word(struct slice *rest, struct slice *ret_word)
{
	size_t length = word_length(rest);

	if (!length)
		return false;
	*ret_word = (struct slice){ .start = rest->start, .length = length };
	rest->start += length + 1;
	rest->length -= length + 1;
	return true;
}

/* Inlined, so that the maximum is known. */
static inline __attribute__((always_inline)) bool take_number(struct slice *rest, uint64_t max,
							      uint64_t *ret_number)
{
	uint64_t number = 0;
	size_t digits = 0;

	for (; digits < rest->length; digits++) {
		uint64_t digit = (uint64_t)(unsigned char)rest->start[digits] - '0';

		if (digit > 9)
			break;
		number = number * 10 + digit;
		if (number > max)
			return false;
	}
	if (!digits)
		return false;
	rest->start += digits;
	rest->length -= digits;
	*ret_number = number;
	return true;
}

bool slice_take_number(struct slice *rest, uint64_t max, uint64_t *ret_number)
{
	return take_number(rest, max, ret_number);
}

bool slice_number(struct slice slice, uint64_t *ret_number)
{
	uint64_t number;

	if (!take_number(&slice, UINT32_MAX, &number) || slice.length)
		return false;
	*ret_number = number;
	return true;
}

/* Seconds beyond the year 9999 are no time that anything can print. */
#define SECONDS_MAX 253402300799u

/* "audit(SSSSSSSSSS.MMM:" */
#define SERIAL_AT 21

/* How many decimal digits a word begins with. */
static inline size_t count_digits(uint64_t word)
{
	uint64_t digits = word ^ BYTES_01 * '0';
	uint64_t others = ((digits + BYTES_01 * 0x76) | digits) & BYTES_80;

	return others ? (size_t)__builtin_ctzll(others) / 8 : 8;
}

/* The number that a word begins with, of 1 to 8 digits: each is added to ten times its neighbour,
 * then pairs, then fours. */
static inline uint64_t number_of_word(uint64_t word, size_t n_digits)
{
	const uint64_t halves = UINT64_C(0x000000ff000000ff);
	uint64_t digits = (word ^ BYTES_01 * '0') << (64 - 8 * n_digits);

	digits = digits * 10 + (digits >> 8);
	return ((digits & halves) * (100 + (UINT64_C(1000000) << 32)) +
		(digits >> 16 & halves) * (1 + (UINT64_C(10000) << 32))) >>
	       32;
}

/* Takes "audit(SSSSSSSSSS.MMM:", as all stamps since 2001 begin, in two words of eight digits. */
static inline bool take_usual_time(struct slice *rest, int64_t *ret_time_ms)
{
	const char *text = rest->start;
	uint64_t first, last;

	if (rest->length < SERIAL_AT || memcmp(text, "audit(", 6) != 0 || text[16] != '.' ||
	    text[SERIAL_AT - 1] != ':')
		return false;
	first = bytes_word(text + 6);
	last = bytes_word(text + 12);
	/* A zero for the point: the seconds' last four digits, a zero and the milliseconds. */
	last = (last & ~(UINT64_C(0xff) << 32)) | (uint64_t)'0' << 32;
	if (count_digits(first) < 8 || count_digits(last) < 8)
		return false;
	last = number_of_word(last, 8);
	first = number_of_word(first, 8) * 100 + last / 10000 % 100;
	*ret_time_ms = (int64_t)(first * 1000 + last % 10000);
	rest->start += SERIAL_AT;
	rest->length -= SERIAL_AT;
	return true;
}

static inline bool take_serial(struct slice *rest, uint64_t *ret_serial)
{
	const uint64_t word = rest->length >= 8 ? bytes_word(rest->start) : 0;
	const size_t digits = count_digits(word);

	if (!digits || digits == 8)
		return take_number(rest, UINT32_MAX, ret_serial);
	*ret_serial = number_of_word(word, digits);
	rest->start += digits;
	rest->length -= digits;
	return true;
}

static inline bool take_any_time(struct slice *rest, int64_t *ret_time_ms)
{
	uint64_t seconds, millis;

	if (!slice_take_text(rest, "audit(") || !take_number(rest, SECONDS_MAX, &seconds) ||
	    !slice_take_text(rest, ".") || !take_number(rest, 999, &millis) ||
	    !slice_take_text(rest, ":"))
		return false;
	*ret_time_ms = (int64_t)(seconds * 1000 + millis);
	return true;
}

static inline __attribute__((always_inline)) bool take_stamp(struct slice *rest,
							     int64_t *ret_time_ms,
							     uint32_t *ret_serial)
{
	uint64_t serial;

	if ((!take_usual_time(rest, ret_time_ms) && !take_any_time(rest, ret_time_ms)) ||
	    !take_serial(rest, &serial) || !slice_take_text(rest, "):"))
		return false;
	(void)slice_take_text(rest, " ");
	*ret_serial = (uint32_t)serial;
	return true;
}

bool record_take_stamp(struct slice *rest, int64_t *ret_time_ms, uint32_t *ret_serial)
{
	return take_stamp(rest, ret_time_ms, ret_serial);
}

/* A name ends with a NUL elsewhere: with one in it two nodes would be called the same. */
static bool take_node(struct slice *rest, struct slice *ret_node)
{
	return take_word(rest, ret_node) && !memchr(ret_node->start, '\0', ret_node->length);
}

/* Reads the prefix up to the stamp. */
static inline __attribute__((always_inline)) bool take_head(struct slice *rest,
							    struct record *record)
{
	if (slice_take_text(rest, "node=") && !take_node(rest, &record->node))
		return false;
	return slice_take_text(rest, "type=") && take_word(rest, &record->type_name) &&
	       slice_take_text(rest, "msg=");
}

int record_scan(const char *line, size_t length, struct record *ret_record)
{
	struct slice rest = { .start = line, .length = length };
	struct record record = { .line = rest };
	struct types_found found;

	if (!take_head(&rest, &record) ||
	    !record_take_stamp(&rest, &record.time_ms, &record.serial))
		return -EBADMSG;
	record.body = rest;
	found = types_find(record.type_name.start, record.type_name.length);
	record.type = found.number;
	record.flags = found.flags;
	*ret_record = record;
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

/* The end of the kernel's fields. */
static const char *fields_end(const struct record *record)
{
	const char *end = memchr(record->body.start, ENRICHMENT, record->body.length);

	return end ? end : record->body.start + record->body.length;
}

bool record_field(const struct record *record, const char *name, struct slice *ret_value)
{
	const char *at = record->body.start, *end = fields_end(record);
	size_t length = strlen(name);

	for (; at < end; at = skip_word(at, end)) {
		if ((size_t)(end - at) > length && at[length] == '=' &&
		    memcmp(at, name, length) == 0) {
			*ret_value = value_at(at + length + 1, end);
			return true;
		}
	}
	return false;
}

void record_fields(const struct record *record, const struct record_name names[], size_t count,
		   struct slice ret_values[])
{
	const char *at = record->body.start, *end = fields_end(record), *equals;

	memset(ret_values, 0, count * sizeof(*ret_values));
	for (; at < end; at = skip_word(at, end)) {
		equals = memchr(at, '=', (size_t)(end - at));
		if (!equals)
			return;
		for (size_t i = 0; i < count; i++)
			if ((size_t)(equals - at) == names[i].length && !ret_values[i].start &&
			    memcmp(at, names[i].name, names[i].length) == 0)
				ret_values[i] = value_at(equals + 1, end);
	}
}

bool record_number_up_to(const struct record *record, const char *name, uint64_t most,
			 uint64_t *ret_number)
{
	struct slice value;
	uint64_t number;

	if (!record_field(record, name, &value) || !take_number(&value, most, &number) ||
	    value.length)
		return false;
	*ret_number = number;
	return true;
}

bool record_number(const struct record *record, const char *name, uint64_t *ret_number)
{
	return record_number_up_to(record, name, UINT32_MAX, ret_number);
}
