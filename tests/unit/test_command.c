/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command that is shown can be copied into a shell: it is these words there, and nothing runs. */
#define _GNU_SOURCE
#include "change/command.h"
#include "unit.h"
#include "util/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a shell makes of the text behind "printf", each word in brackets. */
static void run(const char *text, char *ret_words, size_t size)
{
	size_t length;
	FILE *shell;

	assert_int_equal(setenv("AUBACKLOG_SHOWN", text, 1), 0);
	shell = popen("exec bash -c \"$AUBACKLOG_SHOWN\"", "r");
	assert_non_null(shell);
	length = fread(ret_words, 1, size - 1, shell);
	ret_words[length] = '\0';
	assert_int_equal(pclose(shell), 0);
}

/* The word comes out of the shell as it was, and what is shown goes to a terminal as it is. */
static void comes_back(const char *word)
{
	struct command command = { 0 };
	char words[4096], wanted[4096];
	char *text, *safe;

	command_split(&command, "printf [%s]");
	command_add(&command, word);
	text = command_text(&command);
	safe = text_safe(text);
	assert_string_equal(safe, text);
	run(text, words, sizeof(words));
	(void)snprintf(wanted, sizeof(wanted), "[%s]", word);
	assert_string_equal(words, wanted);
	free(safe);
	free(text);
	command_done(&command);
}

static void survives_a_shell(void **state)
{
	static const char *const words[] = {
		"plain",
		"",
		"audit=0>owned",
		"audit=<A>owned",
		"--delete=audit=<A>owned",
		"-`touch${IFS}owned`=x",
		"--args=audit=1 audit_backlog_limit=8192",
		"it's",
		"'; touch owned; '",
		"$(touch owned)`touch owned`",
		"a\\b\"c",
		"\x1b]0;owned\a",
		"\x1b'$(touch owned)\\",
		"\xe2\x80\xae\xff\xc2\x9b",
		"two\nlines",
		"caf\xc3\xa9 {a,b} ~ # ! ^ * ? [x] & | ; ( )",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		comes_back(words[i]);
	for (int byte = 1; byte < 256; byte++)
		comes_back((const char[]){ 'a', (char)byte, 'b', '\0' });
	assert_null(fopen("owned", "r"));
}

static void shows(const char *words, const char *shown)
{
	struct command command = { 0 };
	char *text;

	command_split(&command, words);
	text = command_text(&command);
	assert_string_equal(text, shown);
	free(text);
	command_done(&command);
}

static void leaves_what_is_to_fill_in(void **state)
{
	(void)state;
	shows("kernel-install add <VERSION> /lib/modules/<VERSION>/vmlinuz",
	      "kernel-install add <VERSION> /lib/modules/<VERSION>/vmlinuz");
	shows("ukify --key=<KEY> --output=<IMAGE>.efi", "ukify --key=<KEY> --output=<IMAGE>.efi");
	shows("rpm-ostree kargs --delete=audit=0", "rpm-ostree kargs --delete=audit=0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(survives_a_shell),
		cmocka_unit_test(leaves_what_is_to_fill_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
