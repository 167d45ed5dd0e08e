/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The arguments that a command line lacks. */
#define _GNU_SOURCE
#include "change/additions.h"

#include "base/cleanup.h"
#include "bootloader/arguments.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

char *additions_drop_in_text(const char *path, const char *arguments)
{
	CLEANUP(cleanup_free) char *list = NULL;
	const char *blank = strchr(arguments, ' ');
	char *text;

	if (strcmp(path, EDITS_GRUB_DROP_IN) == 0)
		return asprintf(&text,
				"# Kernel arguments for the audit queue at boot; written by "
				"'aubacklog grub'.\n"
				"# Sourced behind /etc/default/grub; takes effect with "
				"update-grub and a reboot.\n"
				"GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX %s\"\n",
				arguments) < 0
			       ? NULL
			       : text;
	if (asprintf(&list, "\"%.*s\"%s%s%s",
		     (int)(blank ? (size_t)(blank - arguments) : strlen(arguments)), arguments,
		     blank ? ", \"" : "", blank ? blank + 1 : "", blank ? "\"" : "") < 0)
		return NULL;
	return asprintf(&text,
			"# Kernel arguments for the audit queue at boot; written by "
			"'aubacklog grub'.\n"
			"kargs = [%s]\n",
			list) < 0
		       ? NULL
		       : text;
}

/* The lines and the text of the file that is to be added to. */
static int read_before(const struct editing *editing, const char *path, struct editing_lines *lines,
		       char **ret_text, bool *ret_exists)
{
	int code = editing_read_lines(editing, lines);

	return code < 0 ? code : editing_read_text(editing, path, ret_text, ret_exists);
}

/* Where the assignment of a variable begins that is last in the text; NULL when there is none. */
static const char *last_assignment(const char *text, const char *name)
{
	const char *found = NULL;

	for (const char *at = strstr(text, name); at; at = strstr(at + 1, name)) {
		const char *equals = at + strlen(name);
		const char *line = at;

		while (line > text && line[-1] != '\n')
			line--;
		line += strspn(line, " \t");
		equals += *equals == '+';
		if (*equals == '=' && (line == at || strncmp(line, "export", 6) == 0))
			found = equals + 1;
	}
	return found;
}

/* The end of a logical line: a newline that no backslash and no quote keeps from being one. */
static const char *statement_end(const char *at)
{
	char quote = '\0';

	for (; *at && (quote || *at != '\n'); at++) {
		if (*at == '\\' && quote != '\'' && at[1])
			at++;
		else if (quote ? *at == quote : *at == '"' || *at == '\'')
			quote = quote ? '\0' : *at;
	}
	return at;
}

/* Adds words to a value at its quotes, or, in quotes of their own, where it ends without one. */
static int add_at(struct editing *editing, const struct editing_patch *where, const char *text,
		  const char *value, bool quotes, const struct editing_expected *expected,
		  bool *ret_done)
{
	const char *end = statement_end(value);
	int code = 0;

	for (const char *at = end; at >= value && code == 0 && !*ret_done; at--) {
		struct editing_patch patch = *where;

		patch.offset = (size_t)(at - text);
		if (quotes ? at < end && strchr("\"'", *at)
			   : at == end || isspace((unsigned char)*at) || *at == ';')
			code = editing_try(editing, text, &patch, expected, ret_done);
	}
	return code;
}

static int add_to_value(struct editing *editing, const char *path, const char *text,
			const char *value, const char *words, bool blank,
			const struct editing_expected *expected, bool *ret_done)
{
	const struct editing_patch quoted = {
		.path = path, .open = blank ? " " : "", .text = words, .close = ""
	};
	const struct editing_patch bare = {
		.path = path, .open = blank ? "\" " : "\"", .text = words, .close = "\""
	};
	int code = add_at(editing, &quoted, text, value, true, expected, ret_done);

	return code == 0 && !*ret_done
		       ? add_at(editing, &bare, text, value, false, expected, ret_done)
		       : code;
}

/* The file has no line for it yet. */
static int add_assignment(struct editing *editing, const char *path, const char *text,
			  const char *name, const char *words,
			  const struct editing_expected *expected, bool *ret_done)
{
	CLEANUP(cleanup_free) char *line = NULL;
	size_t length = strlen(text);
	struct editing_patch patch = {
		.path = path,
		.offset = length,
		.open = length && text[length - 1] != '\n' ? "\n" : "",
		.close = "\n",
	};

	if (asprintf(&line, "%s=\"%s\"", name, words) < 0) {
		line = NULL;
		return error_memory(editing->err, "change settings");
	}
	patch.text = line;
	return editing_try(editing, text, &patch, expected, ret_done);
}

/* The line of a rescue entry, GRUB_CMDLINE_LINUX alone, begins the ordinary one. */
static int expect_added(const struct editing_lines *lines, const char *words, bool grub,
			struct editing_expected *ret_expected)
{
	const char *whole = bootline_text(lines->ordinary);
	const char *first = grub ? bootline_text(lines->rescue) : whole;
	size_t length = strlen(first);
	const char *rest = whole + length;

	if (strncmp(whole, first, length) != 0)
		return -EINVAL;
	if (asprintf(&ret_expected->ordinary, "%s %s %s", first, words, rest) < 0)
		return ret_expected->ordinary = NULL, -ENOMEM;
	if (grub && asprintf(&ret_expected->rescue, "%s %s", first, words) < 0)
		return ret_expected->rescue = NULL, -ENOMEM;
	return 0;
}

static int add_to_variable(struct editing *editing, const char *path, const char *name,
			   const char *words)
{
	CLEANUP(editing_lines_done) struct editing_lines lines = { 0 };
	CLEANUP(editing_expected_done) struct editing_expected expected = { 0 };
	CLEANUP(cleanup_free) char *text = NULL;
	bool grub = editing->source->kind == BOOTENTRY_GRUB_DEFAULTS;
	bool exists, done = false;
	const char *value;
	int code = read_before(editing, path, &lines, &text, &exists);

	if (code < 0)
		return code;
	code = expect_added(&lines, words, grub, &expected);
	if (code == -ENOMEM)
		return error_memory(editing->err, "change settings");
	value = last_assignment(text, name);
	if (code == 0 && value)
		code = add_to_value(editing, path, text, value, words,
				    *bootline_text(grub ? lines.rescue : lines.ordinary), &expected,
				    &done);
	else if (code == 0 && exists && grub)
		code = add_assignment(editing, path, text, name, words, &expected, &done);
	if (code == -EINVAL || (code == 0 && !done))
		code = editing_refuse(editing,
				      "no way to add '%s' to %s of %s is certain: do it by hand",
				      words, name, path);
	return code;
}

/* A new file, or one of aubacklog's own that lacks an argument. */
static int add_drop_in(struct editing *editing, const char *words)
{
	CLEANUP(cleanup_free) char *text = additions_drop_in_text(editing->source->drop_in, words);
	CLEANUP(cleanup_free) char *before = NULL;
	CLEANUP(editing_lines_done) struct editing_lines lines = { 0 };
	struct cmdline cmdline;
	bool exists;
	int code = editing_read_text(editing, editing->source->drop_in, &before, &exists);

	if (code < 0)
		return code;
	if (exists && editing->source->kind == BOOTENTRY_GRUB_DEFAULTS)
		return add_to_variable(editing, editing->source->drop_in, "GRUB_CMDLINE_LINUX",
				       words);
	if (exists)
		return editing_refuse(editing,
				      "%s is there and does not do what it is for: remove it",
				      editing->source->drop_in);
	if (!text)
		return error_memory(editing->err, "change settings");
	root_lay_over(editing->root, editing->source->drop_in, text);
	if (editing_keep(editing, editing->source->drop_in, NULL, text) < 0)
		return -ENOMEM;
	code = editing_read_cmdline(editing, &lines, &cmdline);
	if (code < 0)
		return code;
	if (lines.ordinary->uncertain || !arguments_met(&cmdline, editing->limit))
		return editing_refuse(
			editing, "%s would not have the last word: %s", editing->source->drop_in,
			lines.ordinary->uncertain
				? lines.ordinary->uncertain
				: "a file behind it sets the variable anew, or the line ends in '--'");
	return 0;
}

/* A line with words behind what it has. Gives: it, which the caller frees, or NULL without memory.
 */
static char *line_with(const char *old, const char *words)
{
	size_t length = strlen(old);
	char *line;

	while (length && isspace((unsigned char)old[length - 1]))
		length--;
	if (asprintf(&line, "%.*s%s%s\n", (int)length, old, length ? " " : "", words) < 0)
		return NULL;
	return line;
}

/* To the last line that is no comment, or as a new file. */
static int add_to_cmdline(struct editing *editing, const char *words)
{
	static const char path[] = "etc/kernel/cmdline";
	CLEANUP(editing_lines_done) struct editing_lines lines = { 0 };
	CLEANUP(editing_expected_done) struct editing_expected expected = { 0 };
	CLEANUP(cleanup_free) char *text = NULL;
	CLEANUP(cleanup_free) char *whole = NULL;
	bool exists, done = false;
	int code = read_before(editing, path, &lines, &text, &exists);

	if (code < 0)
		return code;
	if (!exists && !lines.ordinary->bytes)
		return editing_refuse(
			editing,
			"there is no %s, and kernel-install takes the running command "
			"line: write it there first, with '%s'",
			path, words);
	if (!exists) {
		whole = line_with(bootline_text(lines.ordinary), words);
		if (!whole)
			return error_memory(editing->err, "change settings");
		return editing_keep(editing, path, NULL, whole);
	}
	if (expect_added(&lines, words, false, &expected) < 0)
		return error_memory(editing->err, "change settings");
	for (const char *at = text + strlen(text); at >= text && code == 0 && !done; at--) {
		struct editing_patch patch = { .path = path,
					       .offset = (size_t)(at - text),
					       .open = *bootline_text(lines.ordinary) ? " " : "",
					       .text = words,
					       .close = "" };

		/* Behind the last newline a new line would begin. */
		if (*at == '\n' || (!*at && (at == text || at[-1] != '\n')))
			code = editing_try(editing, text, &patch, &expected, &done);
	}
	if (code == 0 && !done)
		code = editing_refuse(editing, "no way to add '%s' to %s is certain: do it by hand",
				      words, path);
	return code;
}

int additions_make(struct editing *editing)
{
	CLEANUP(editing_lines_done) struct editing_lines lines = { 0 };
	CLEANUP(cleanup_free) char *words = NULL;
	struct cmdline cmdline;
	int code = editing_read_cmdline(editing, &lines, &cmdline);

	if (code < 0)
		return code;
	words = arguments_missing(&cmdline, editing->limit);
	if (!*words)
		return 0;
	if (editing->source->drop_in)
		return add_drop_in(editing, words);
	switch (editing->source->kind) {
	case BOOTENTRY_GRUB_DEFAULTS:
		return add_to_variable(editing, "etc/default/grub", "GRUB_CMDLINE_LINUX", words);
	case BOOTENTRY_U_BOOT:
		return add_to_variable(editing, "etc/default/u-boot", "U_BOOT_PARAMETERS", words);
	default:
		return add_to_cmdline(editing, words);
	}
}
