/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dates as logs write them. */
#define _GNU_SOURCE
#include "evidence/kmsg_date.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define WORDS_BEFORE 4
#define WORD_BYTES 256	  /* the name of a host, or a date with its time */
#define YEAR_UNKNOWN 2000 /* which has a 29th of February */

/* What the words of a date say. */
struct date_parts {
	int year, month, day; /* 0: not said */
	int64_t day_ms;	      /* since midnight */
	bool zoned;
	int64_t zone_ms; /* east of Greenwich */
	int64_t epoch_ms;
	bool is_epoch;
};

bool kmsg_date_has_form(struct slice text, const char *pattern)
{
	size_t length = strlen(pattern);

	if (text.length < length)
		return false;
	for (size_t i = 0; i < length; i++)
		if (pattern[i] == '0' ? !isdigit((unsigned char)text.start[i])
				      : pattern[i] != text.start[i])
			return false;
	return true;
}

bool kmsg_date_take_word(struct slice *rest, struct slice *ret_word)
{
	const char *end = rest->length ? memchr(rest->start, ' ', rest->length) : NULL;

	ret_word->start = rest->start;
	ret_word->length = end ? (size_t)(end - rest->start) : rest->length;
	slice_skip(rest, ret_word->length);
	slice_skip_blanks(rest);
	return ret_word->length > 0;
}

/* Takes a number of so many digits, which are there. */
static int take_digits(struct slice *rest, size_t digits)
{
	int number = 0;

	for (size_t i = 0; i < digits; i++)
		number = number * 10 + (rest->start[i] - '0');
	slice_skip(rest, digits);
	return number;
}

/* Takes ".123456" or ",123" as milliseconds. */
static int take_fraction(struct slice *rest)
{
	int ms = 0;

	if (!kmsg_date_has_form(*rest, ".0") && !kmsg_date_has_form(*rest, ",0"))
		return 0;
	slice_skip(rest, 1);
	for (int unit = 100; rest->length && isdigit((unsigned char)*rest->start); unit /= 10)
		ms += unit * take_digits(rest, 1);
	return ms;
}

/* Takes "Z", "UTC", "+01:00", "-0530", all of a text or the end of one. */
static void take_zone(struct slice text, struct date_parts *parts)
{
	const bool west = slice_take(&text, "-");
	int hours, minutes;

	if (!west && (slice_is(text, "Z") || slice_is(text, "UTC") || slice_is(text, "GMT"))) {
		parts->zoned = true;
		return;
	}
	if ((!west && !slice_take(&text, "+")) || !kmsg_date_has_form(text, "00"))
		return;
	hours = take_digits(&text, 2);
	(void)slice_take(&text, ":");
	minutes = kmsg_date_has_form(text, "00") ? take_digits(&text, 2) : 0;
	if (text.length || hours > 14 || minutes > 59)
		return;
	parts->zoned = true;
	parts->zone_ms = (int64_t)(west ? -1 : 1) * (hours * 60 + minutes) * 60000;
}

/* Takes a word that stands for a day, a month, a year, or all of them; others say nothing. */
static void take_day(struct slice word, struct date_parts *parts)
{
	static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	size_t digits = 0;

	if (kmsg_date_has_form(word, "0000-00-00") || kmsg_date_has_form(word, "0000/00/00")) {
		parts->year = take_digits(&word, 4);
		slice_skip(&word, 1);
		parts->month = take_digits(&word, 2);
		slice_skip(&word, 1);
		parts->day = take_digits(&word, 2);
		return;
	}
	for (int i = 0; i < 12 && word.length >= 3 && !isdigit((unsigned char)*word.start); i++)
		if (strncasecmp(word.start, months + (size_t)i * 3, 3) == 0) {
			parts->month = i + 1;
			slice_skip(&word, 3);
			break;
		}
	while (digits < word.length && isdigit((unsigned char)word.start[digits]))
		digits++;
	if (digits == 4)
		parts->year = take_digits(&word, 4);
	else if (digits == 1 || digits == 2)
		parts->day = take_digits(&word, digits);
}

/* Takes a word with a time of day in it: what is before it is a date, what is behind it a zone, and
 * nothing that begins another text. */
static bool take_clock(struct slice word, struct date_parts *parts)
{
	size_t at = 0;
	struct slice rest;

	while (at < word.length &&
	       !kmsg_date_has_form((struct slice){ word.start + at, word.length - at }, "00:00:00"))
		at++;
	if (at == word.length)
		return false;
	rest = (struct slice){ .start = word.start + at, .length = word.length - at };
	if (at)
		take_day((struct slice){ .start = word.start, .length = at }, parts);
	parts->day_ms = take_digits(&rest, 2) * INT64_C(3600000);
	slice_skip(&rest, 1);
	parts->day_ms += take_digits(&rest, 2) * INT64_C(60000);
	slice_skip(&rest, 1);
	parts->day_ms += take_digits(&rest, 2) * INT64_C(1000);
	parts->day_ms += take_fraction(&rest);
	take_zone(rest, parts);
	return !rest.length || !memchr(rest.start, '"', rest.length);
}

/* "1795244646.112233" */
static bool take_epoch(struct slice word, struct date_parts *parts)
{
	uint64_t seconds;

	if (!kmsg_date_has_form(word, "0000000000.0") ||
	    !slice_take_number(&word, UINT32_MAX, &seconds))
		return false;
	parts->is_epoch = true;
	parts->epoch_ms = (int64_t)seconds * 1000;
	parts->epoch_ms += take_fraction(&word);
	return true;
}

static struct kmsg_date date_of_parts(const struct date_parts *parts)
{
	struct tm tm = {
		.tm_year = (parts->year ? parts->year : YEAR_UNKNOWN) - 1900,
		.tm_mon = parts->month - 1,
		.tm_mday = parts->day,
	};

	if (parts->is_epoch)
		return (struct kmsg_date){ .dated = KMSG_DATED, .ms = parts->epoch_ms };
	if (parts->month < 1 || parts->month > 12 || parts->day < 1 || parts->day > 31 ||
	    parts->day_ms >= INT64_C(86401000) || (parts->year && parts->year < 1970))
		return (struct kmsg_date){ .dated = KMSG_UNDATED };
	return (struct kmsg_date){
		.dated = !parts->year	? KMSG_DATED_YEARLESS
			 : parts->zoned ? KMSG_DATED
					: KMSG_DATED_LOCAL,
		.ms = (int64_t)timegm(&tm) * 1000 + parts->day_ms - parts->zone_ms,
	};
}

/* Whether a word can stand in front of a time: none that names a sender, a field or a text. */
static bool can_precede_clock(struct slice word)
{
	for (size_t i = 0; i < word.length; i++)
		if (memchr(":[=(\"<{", word.start[i], 7))
			return false;
	return true;
}

/* Takes the year and the zone behind a time. */
static void take_behind_clock(struct slice *rest, struct date_parts *parts)
{
	for (int words = 0; words < 2; words++) {
		struct slice at = *rest, word;
		const bool zoned = parts->zoned;
		bool is_year;

		if (!kmsg_date_take_word(&at, &word))
			return;
		is_year = !parts->year && word.length == 4 &&
			  (kmsg_date_has_form(word, "2000") || kmsg_date_has_form(word, "1900"));
		if (is_year)
			take_day(word, parts);
		else if (!zoned)
			take_zone(word, parts);
		if (!is_year && parts->zoned == zoned)
			return;
		*rest = at;
	}
}

bool kmsg_date_take(struct slice *rest, struct kmsg_date *ret_date)
{
	struct date_parts parts = { 0 };
	struct slice at = *rest, word;

	slice_skip_blanks(&at);
	for (int words = 0; words <= WORDS_BEFORE && kmsg_date_take_word(&at, &word); words++) {
		if (word.length > WORD_BYTES || word.start[word.length - 1] == ':')
			return false;
		if (!take_clock(word, &parts) && !take_epoch(word, &parts)) {
			if (!can_precede_clock(word))
				return false;
			take_day(word, &parts);
			continue;
		}
		take_behind_clock(&at, &parts);
		*ret_date = date_of_parts(&parts);
		*rest = at;
		return true;
	}
	return false;
}
