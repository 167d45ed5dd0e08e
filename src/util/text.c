/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text for people. */
#define _GNU_SOURCE
#include "util/text.h"

#include "util/range.h"
#include "util/textstream.h"
#include "util/xalloc.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Reads one character. Gives its length in bytes; 0 when the bytes are no UTF-8. */
static size_t decode_character(const unsigned char *text, uint32_t *ret_character)
{
	static const struct {
		unsigned char mask, lead;
		uint32_t least;
	} forms[] = {
		{ .mask = 0x80, .lead = 0x00, .least = 0 },
		{ .mask = 0xe0, .lead = 0xc0, .least = 0x80 },
		{ .mask = 0xf0, .lead = 0xe0, .least = 0x800 },
		{ .mask = 0xf8, .lead = 0xf0, .least = 0x10000 },
	};

	for (size_t length = 0; length < 4; length++) {
		uint32_t character = text[0] & (unsigned char)~forms[length].mask;

		if ((text[0] & forms[length].mask) != forms[length].lead)
			continue;
		for (size_t i = 1; i <= length; i++) {
			if ((text[i] & 0xc0) != 0x80)
				return 0;
			character = character << 6 | (text[i] & 0x3f);
		}
		if (character < forms[length].least || character > 0x10ffff ||
		    (character >= 0xd800 && character < 0xe000))
			return 0;
		*ret_character = character;
		return length + 1;
	}
	return 0;
}

/*
 * Characters beyond ASCII that control a terminal, change the direction of text, modify how others
 * are shown, or are invisible (categories Cc, Cf, Zl and Zp and the property
 * Default_Ignorable_Code_Point of Unicode 15). Sorted.
 */
static const struct {
	uint32_t first, last;
} harmful[] = {
	{ 0x80, 0x9f },	      { 0xad, 0xad },	    { 0x34f, 0x34f },	  { 0x600, 0x605 },
	{ 0x61c, 0x61c },     { 0x6dd, 0x6dd },	    { 0x70f, 0x70f },	  { 0x890, 0x891 },
	{ 0x8e2, 0x8e2 },     { 0x115f, 0x1160 },   { 0x17b4, 0x17b5 },	  { 0x180b, 0x180f },
	{ 0x200b, 0x200f },   { 0x2028, 0x202e },   { 0x2060, 0x206f },	  { 0x3164, 0x3164 },
	{ 0xfdd0, 0xfdef },   { 0xfe00, 0xfe0f },   { 0xfeff, 0xfeff },	  { 0xffa0, 0xffa0 },
	{ 0xfff0, 0xfffb },   { 0x110bd, 0x110bd }, { 0x110cd, 0x110cd }, { 0x13430, 0x1343f },
	{ 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a }, { 0xe0000, 0xe0fff },
};

static bool is_harmful_character(uint32_t c)
{
	if (c < 0x20 || c == 0x7f ||
	    (c & 0xfffe) == 0xfffe) /* the last two of each plane are no characters */
		return true;
	for (size_t i = 0; i < sizeof(harmful) / sizeof(harmful[0]) && c >= harmful[i].first; i++)
		if (c <= harmful[i].last)
			return true;
	return false;
}

/* The length of the plain ASCII at the beginning. Nearly all text of a log is plain. */
static size_t measure_plain_text(const char *text)
{
	size_t length = 0;

	while (text[length] >= 0x20 && text[length] < 0x7f)
		length++;
	return length;
}

static char *neutralise_text(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;
	FILE *out;
	struct textstream *stream = textstream_open(&out);

	while (*at) {
		size_t length = measure_plain_text((const char *)at);
		uint32_t character;

		if (length) {
			fwrite(at, 1, length, out);
			at += length;
			continue;
		}
		length = decode_character(at, &character);
		if (length == 0 || (is_harmful_character(character) && character < 0x80))
			fprintf(out, "\\x%02x", *at);
		else if (is_harmful_character(character))
			fprintf(out, "\\u{%x}", character);
		else
			fwrite(at, 1, length, out);
		at += length ? length : 1;
	}
	return textstream_close(stream);
}

char *text_safe(const char *text)
{
	if (!text)
		return NULL;
	return text[measure_plain_text(text)] ? neutralise_text(text) : xstrdup(text);
}

void text_write_markup(FILE *out, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '&':
			fputs("&amp;", out);
			break;
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		case '\'':
			fputs("&#39;", out);
			break;
		default:
			fputc(*text, out);
		}
}

void text_time(int64_t time_ms, char ret_text[static TEXT_TIME_BYTES])
{
	time_t seconds = (time_t)(time_ms / 1000);
	struct tm parts;
	size_t used;

	(void)snprintf(ret_text, TEXT_TIME_BYTES, "?");
	if (time_ms == TIME_UNKNOWN || !gmtime_r(&seconds, &parts))
		return;
	used = strftime(ret_text, TEXT_TIME_BYTES, "%Y-%m-%dT%H:%M:%S", &parts);
	(void)snprintf(ret_text + used, TEXT_TIME_BYTES - used, ".%03dZ", (int)(time_ms % 1000));
}

void text_when(int64_t time_ms, char ret_text[static TEXT_TIME_BYTES])
{
	time_t seconds = (time_t)(time_ms / 1000);
	struct tm parts;

	if (time_ms != TIME_UNKNOWN && !time_is_set(time_ms))
		(void)snprintf(ret_text, TEXT_TIME_BYTES, "before the clock was set");
	else if (time_ms == TIME_UNKNOWN || !gmtime_r(&seconds, &parts) ||
		 !strftime(ret_text, TEXT_TIME_BYTES, "%Y-%m-%d %H:%M:%S UTC", &parts))
		(void)snprintf(ret_text, TEXT_TIME_BYTES, "?");
}

static int count_text_columns(const char *text, size_t bytes)
{
	int columns = 0;

	for (size_t i = 0; i < bytes; i++)
		columns += ((unsigned char)text[i] & 0xc0) != 0x80;
	return columns;
}

void text_wrap(FILE *out, const char *text, int column, int indent, int columns)
{
	bool fresh = true;

	while (*(text += strspn(text, " "))) {
		size_t bytes = strcspn(text, " ");
		int width = count_text_columns(text, bytes);

		if (!fresh && column + 1 + width > columns) {
			fprintf(out, "\n%*s", indent, "");
			column = indent;
			fresh = true;
		}
		fprintf(out, "%s%.*s", fresh ? "" : " ", (int)bytes, text);
		column += width + !fresh;
		fresh = false;
		text += bytes;
	}
	fputc('\n', out);
}

bool text_ends_in(const char *name, const char *end)
{
	size_t length = strlen(name), wanted = strlen(end);

	return length > wanted && strcmp(name + length - wanted, end) == 0;
}

static unsigned find_smallest(unsigned a, unsigned b, unsigned c)
{
	unsigned least = a < b ? a : b;

	return least < c ? least : c;
}

unsigned text_distance(const char *word, const char *other, unsigned most)
{
	unsigned row[16];
	size_t length = strlen(other);

	if (strlen(word) > length + most || length + 1 > sizeof(row) / sizeof(row[0]))
		return most + 1;
	for (unsigned i = 0; i <= length; i++)
		row[i] = i;
	for (unsigned at = 1; word[at - 1]; at++) {
		unsigned corner = row[0];

		row[0] = at;
		for (size_t i = 1; i <= length; i++) {
			unsigned above = row[i];

			row[i] = find_smallest(corner + (word[at - 1] != other[i - 1]), above + 1,
					       row[i - 1] + 1);
			corner = above;
		}
	}
	return row[length];
}

bool text_same_host(const char *left, const char *right)
{
	const size_t left_length = strcspn(left, "."), right_length = strcspn(right, ".");

	if (left[left_length] && right[right_length])
		return strcmp(left, right) == 0;
	return left_length && left_length == right_length && strncmp(left, right, left_length) == 0;
}
