/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line of a kernel log without what a terminal, a relay or another encoding adds to it. */
#include "evidence/kmsg_line.h"

#include <string.h>

/* Texts that stand for another one. Longer ones come before their own beginnings. */
static const struct {
	const char *text;
	const char *plain;
} replacements[] = {
	{ "\xef\xbb\xbf", "" }, /* byte order marks: UTF-8, UTF-16 in both orders */
	{ "\xff\xfe", "" },	{ "\xfe\xff", "" }, { "\xc2\xa0", " " }, { "\t", " " },
	{ "&lt;", "<" },	{ "&gt;", ">" },    { "&amp;", "&" },	 { "&quot;", "\"" },
};

/* ESC itself, and how it is written by those who write no control characters: cat -v, rsyslog,
 * dmesg and JSON. */
static const char *const escapes[] = { "\033", "^[", "#033", "\\x1b", "\\x1B", "\\u001b" };

/* Takes the rest of an escape sequence: "[0;32m", "]0;title" and its end, "(B". */
static void skip_sequence(struct slice *rest)
{
	if (slice_take(rest, "[")) {
		while (rest->length && *rest->start >= ' ' && *rest->start < '@')
			slice_skip(rest, 1);
		slice_skip(rest, rest->length > 0);
	} else if (slice_take(rest, "]")) {
		while (rest->length && *rest->start != '\a' && *rest->start != '\033')
			slice_skip(rest, 1);
		slice_skip(rest, rest->length > 0);
	} else if (slice_take(rest, "(")) {
		slice_skip(rest, rest->length > 0);
	}
}

/* What stands for ESC is taken only in front of the "[" of a sequence. */
static bool take_escape(struct slice *rest)
{
	for (size_t i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++) {
		struct slice at = *rest;

		if (*at.start != *escapes[i] || !slice_take(&at, escapes[i]) ||
		    (i > 0 && (!at.length || *at.start != '[')))
			continue;
		skip_sequence(&at);
		*rest = at;
		return true;
	}
	return false;
}

/* Takes a text that stands for another one, which goes to "to". Gives the bytes that it has, or
 * -1 where there is none. */
static int take_replacement(struct slice *rest, char *to)
{
	for (size_t i = 0; i < sizeof(replacements) / sizeof(replacements[0]); i++)
		if (*rest->start == *replacements[i].text &&
		    slice_take(rest, replacements[i].text)) {
			size_t length = strlen(replacements[i].plain);

			memcpy(to, replacements[i].plain, length);
			return (int)length;
		}
	return -1;
}

/* Characters with which a sequence or a replacement can begin. */
static const bool suspects[256] = {
	['\0'] = true, ['\033'] = true, ['\t'] = true, ['^'] = true,  ['#'] = true,  ['\\'] = true,
	['&'] = true,  [0xc2] = true,	[0xef] = true, [0xfe] = true, [0xff] = true,
};

static bool may_stand_for_another(char c)
{
	return suspects[(unsigned char)c];
}

static struct slice trim_end(struct slice line)
{
	while (line.length && strchr(" \t\r", line.start[line.length - 1]) &&
	       line.start[line.length - 1])
		line.length--;
	return line;
}

struct slice kmsg_line_plain(const char *text, size_t length, char *buffer)
{
	struct slice rest = { .start = text, .length = length };
	size_t used = 0;

	while (used < length && !may_stand_for_another(text[used]))
		used++;
	if (used == length)
		return trim_end(rest);
	memcpy(buffer, text, used);
	slice_skip(&rest, used);
	while (rest.length) {
		const char c = *rest.start;
		int bytes;

		if (may_stand_for_another(c)) {
			if (take_escape(&rest))
				continue;
			bytes = take_replacement(&rest, buffer + used);
			if (bytes >= 0) {
				used += (size_t)bytes;
				continue;
			}
		}
		if (c)
			buffer[used++] = c;
		slice_skip(&rest, 1);
	}
	return trim_end((struct slice){ .start = buffer, .length = used });
}
