/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text for people. */
#define _GNU_SOURCE
#include "base/text.h"

#include "base/range.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Reads one character. Gives its length in bytes; 0 when the bytes are no UTF-8. */
static size_t decode(const unsigned char *text, uint32_t *ret_character)
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

/* Characters that control a terminal, change the direction of text, or do not show. */
static bool is_harmful(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c ||
	       (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
	       (c >= 0xe0000 && c <= 0xe007f);
}

/* How many characters from here on need no look: nearly all that a log holds. */
static size_t plain_length(const char *text)
{
	size_t length = 0;

	while (text[length] >= 0x20 && text[length] < 0x7f)
		length++;
	return length;
}

static char *neutralise(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;
	char *copy = NULL;
	size_t bytes;
	FILE *out = open_memstream(&copy, &bytes);

	if (!out)
		return NULL;
	while (*at) {
		size_t length = plain_length((const char *)at);
		uint32_t character;

		if (length) {
			fwrite(at, 1, length, out);
			at += length;
			continue;
		}
		length = decode(at, &character);
		if (length == 0 || (is_harmful(character) && character < 0x80))
			fprintf(out, "\\x%02x", *at);
		else if (is_harmful(character))
			fprintf(out, "\\u{%x}", character);
		else
			fwrite(at, 1, length, out);
		at += length ? length : 1;
	}
	if (fclose(out) != 0) {
		free(copy);
		return NULL;
	}
	return copy;
}

char *text_safe(const char *text)
{
	if (!text)
		return NULL;
	return text[plain_length(text)] ? neutralise(text) : strdup(text);
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

static int columns_of(const char *text, size_t bytes)
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
		int width = columns_of(text, bytes);

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
