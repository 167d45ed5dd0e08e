/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How to ask again. */
#include "cmd/again.h"

#include "util/textstream.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void put_shell_word(FILE *out, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_@%+=:,./-";

	fputc(' ', out);
	if (*word && !word[strspn(word, plain)]) {
		fputs(word, out);
		return;
	}
	fputc('\'', out);
	for (; *word; word++)
		fputs(*word == '\'' ? "'\\''" : (char[]){ *word, '\0' }, out);
	fputc('\'', out);
}

static void put_shell_option(FILE *out, const char *name, const char *value)
{
	if (!value)
		return;
	fprintf(out, " %s", name);
	put_shell_word(out, value);
}

bool again_is_piped(const struct options *options)
{
	bool found = options->root && strcmp(options->root, "-") == 0;

	for (size_t i = 0; i < options->n_logs; i++)
		found |= strcmp(options->logs[i], "-") == 0;
	return found;
}

static void put_evidence(FILE *out, const struct options *options)
{
	put_shell_option(out, "--root", options->root);
	for (size_t i = 0; i < options->n_kernel_logs; i++)
		put_shell_option(out, "--kernel-log", options->kernel_logs[i]);
	put_shell_option(out, "--node", options->node);
	if (options->n_logs && options->logs[0][0] == '-' && options->logs[0][1])
		fputs(" --", out);
	for (size_t i = 0; i < options->n_logs; i++)
		put_shell_word(out, options->logs[i]);
	if (again_is_piped(options))
		fputs(" <FILE", out);
}

char *again_arguments(const struct options *options)
{
	FILE *out;
	struct textstream *stream = textstream_open(&out);

	put_evidence(out, options);
	return textstream_close(stream);
}

char *again_grub_arguments(const struct options *options)
{
	FILE *out;
	struct textstream *stream = textstream_open(&out);

	if (options->floor_given)
		fprintf(out, " --floor %" PRIu64, options->floor);
	if (options->verb == VERB_CHECK)
		put_evidence(out, options);
	return textstream_close(stream);
}

char *again_check_arguments(const struct options *options)
{
	FILE *out;
	struct textstream *stream = textstream_open(&out);

	if (options->profile != POLICY_DEFAULT)
		put_shell_option(out, "--profile", policy_profile_name(options->profile));
	put_shell_option(out, "--as", options->judged_as);
	if (options->floor_given)
		fprintf(out, " --floor %" PRIu64, options->floor);
	if (options->strict)
		fputs(" --strict", out);
	if (options->boot == BOOT_INDEX)
		fprintf(out, " --boot %d", options->boot_index);
	put_evidence(out, options);
	return textstream_close(stream);
}
