/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text from a log is made harmless and stays recognisable. */
#include "analysis/report.h"
#include "unit.h"
#include "util/text.h"

#include <stdlib.h>
#include <string.h>

static void becomes(const char *text, const char *safe)
{
	char *copy = text_safe(text);

	assert_non_null(copy);
	assert_string_equal(copy, safe);
	free(copy);
}

static void neutralises(void **state)
{
	(void)state;
	becomes("plain", "plain");
	becomes("Grüße, 日本, 🙂", "Grüße, 日本, 🙂");
	becomes("\x1b[31mred\x07\r\n\t", "\\x1b[31mred\\x07\\x0d\\x0a\\x09");
	becomes("\x7f", "\\x7f");
	becomes("\xc2\x9b", "\\u{9b}");
	becomes("a\xe2\x80\xae"
		"b",
		"a\\u{202e}b");
	becomes("\xef\xbb\xbf", "\\u{feff}");
	becomes("\xe1\xa0\x8e", "\\u{180e}");
	becomes("\xef\xbf\xbe", "\\u{fffe}");
	becomes("\xf0\x9d\x85\xb3", "\\u{1d173}");
	becomes("\xf3\xa0\x84\x80", "\\u{e0100}");
	becomes("\xf4\x8f\xbf\xbf", "\\u{10ffff}");
	becomes("\xff\xfe", "\\xff\\xfe");
	becomes("\xc0\xaf", "\\xc0\\xaf");
	becomes("\xed\xa0\x80", "\\xed\\xa0\\x80");
	becomes("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80");
	becomes("cut \xe2\x80", "cut \\xe2\\x80");
}

static void writes_times(void **state)
{
	char when[TEXT_TIME_BYTES];

	(void)state;
	text_time(1795225152221, when);
	assert_string_equal(when, "2026-11-21T01:39:12.221Z");
	text_time(0, when);
	assert_string_equal(when, "1970-01-01T00:00:00.000Z");
	text_time(253402300799999, when);
	assert_string_equal(when, "9999-12-31T23:59:59.999Z");
	text_time(TIME_UNKNOWN, when);
	assert_string_equal(when, "?");
}

static void wraps_between_words(void **state)
{
	char *text = NULL;
	size_t bytes;
	FILE *out = open_memstream(&text, &bytes);

	(void)state;
	text_wrap(out, "one two three", 4, 4, 12);
	assert_int_equal(fclose(out), 0);
	assert_string_equal(text, "one two\n    three\n");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(neutralises),
		cmocka_unit_test(writes_times),
		cmocka_unit_test(wraps_between_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
