/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The arguments that a command line lacks. */
#include "change/additions.h"

#include "bootloader/arguments.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define GRUB_DROP_IN_HEAD                                                                          \
	"# Kernel arguments for the audit queue at boot; written by 'aubacklog grub'.\n"           \
	"# Sourced behind /etc/default/grub; takes effect with update-grub and a reboot.\n"
#define XEN "GRUB_CMDLINE_LINUX_XEN_REPLACE"
#define XEN_LINE XEN "=\"$" XEN " %s\"\n"

char *additions_drop_in_text(const char *path, const char *arguments)
{
	CLEANUP(cleanup_free) char *first = NULL;
	const char *blank = strchr(arguments, ' ');

	if (strcmp(path, EDITS_GRUB_DROP_IN) == 0)
		return xasprintf(GRUB_DROP_IN_HEAD
				 "GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX %s\"\n",
				 arguments);
	first = xstrndup(arguments, blank ? (size_t)(blank - arguments) : strlen(arguments));
	return xasprintf("# Kernel arguments for the audit queue at boot; written by "
			 "'aubacklog grub'.\n"
			 "kargs = [\"%s\"%s%s%s]\n",
			 first, blank ? ", \"" : "", blank ? blank + 1 : "", blank ? "\"" : "");
}

bool additions_is_own_drop_in(const char *text)
{
	CLEANUP(cleanup_free) char *own = additions_drop_in_text(EDITS_GRUB_DROP_IN, "audit=1");
	CLEANUP(cleanup_free) char *with_xen = xasprintf("%s" XEN_LINE, own, "audit=1");
	CLEANUP(cleanup_free) char *xen_alone = xasprintf(GRUB_DROP_IN_HEAD XEN_LINE, "audit=1");

	return arguments_alone_differ(text, own) || arguments_alone_differ(text, with_xen) ||
	       arguments_alone_differ(text, xen_alone);
}

/* Reads the lines, and the text of the file to add to. */
static int read_lines_and_text(const struct editing *editing, const char *path,
			       struct editing_lines *lines, char **ret_text, bool *ret_exists)
{
	int code = editing_read_lines(editing, lines);

	return code < 0 ? code : editing_read_text(editing, path, ret_text, ret_exists);
}

/* The value that the last assignment of a variable in the text gives; NULL when there is none. */
static const char *find_last_assignment(const char *text, const char *name)
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

/* The end of a logical line: a newline outside quotes and without a backslash. */
static const char *find_statement_end(const char *at)
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

/* Adds words at the closing quote of a value, or at its end, in quotes of their own. */
static int add_at_end_of_value(struct editing *editing, const struct editing_patch *where,
			       const char *text, const char *value, bool quotes,
			       const struct editing_expected *expected, bool *ret_done)
{
	const char *end = find_statement_end(value);
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
	int code = add_at_end_of_value(editing, &quoted, text, value, true, expected, ret_done);

	return code == 0 && !*ret_done
		       ? add_at_end_of_value(editing, &bare, text, value, false, expected, ret_done)
		       : code;
}

/* The file has no line for it yet. */
static int add_assignment(struct editing *editing, const char *path, const char *text,
			  const char *name, const char *words,
			  const struct editing_expected *expected, bool *ret_done)
{
	CLEANUP(cleanup_free) char *line = xasprintf("%s=\"%s\"", name, words);
	size_t length = strlen(text);
	struct editing_patch patch = {
		.path = path,
		.offset = length,
		.open = length && text[length - 1] != '\n' ? "\n" : "",
		.text = line,
		.close = "\n",
	};

	return editing_try(editing, text, &patch, expected, ret_done);
}

/* Expects the words after the line of a rescue entry, GRUB_CMDLINE_LINUX alone, which the ordinary
 * line begins with. Gives whether it does. */
static bool expect_added(const struct editing_lines *lines, const char *words, bool grub,
			 struct editing_expected *ret_expected)
{
	const char *whole = bootline_text(lines->ordinary);
	const char *first = grub ? bootline_text(lines->rescue) : whole;
	size_t length = strlen(first);
	const char *rest = whole + length;

	if (strncmp(whole, first, length) != 0)
		return false;
	ret_expected->ordinary = xasprintf("%s %s %s", first, words, rest);
	if (grub)
		ret_expected->rescue = xasprintf("%s %s", first, words);
	return true;
}

static int add_to_variable(struct editing *editing, const char *path, const char *name,
			   const char *words)
{
	CLEANUP(editing_lines_done) struct editing_lines lines = { 0 };
	CLEANUP(editing_expected_done) struct editing_expected expected = { 0 };
	CLEANUP(cleanup_free) char *text = NULL;
	bool grub = editing->source->kind == BOOTENTRY_GRUB_DEFAULTS ||
		    editing->source->kind == BOOTENTRY_XEN_DEFAULTS;
	bool exists, certain, done = false;
	const char *value;
	int code = read_lines_and_text(editing, path, &lines, &text, &exists);

	if (code < 0)
		return code;
	certain = expect_added(&lines, words, grub, &expected);
	value = find_last_assignment(text, name);
	if (certain && value)
		code = add_to_value(editing, path, text, value, words,
				    *bootline_text(grub ? lines.rescue : lines.ordinary), &expected,
				    &done);
	else if (certain && exists && grub)
		code = add_assignment(editing, path, text, name, words, &expected, &done);
	if (code == 0 && !done)
		editing_refuse(editing, "no way to add '%s' to %s of %s is certain: do it by hand",
			       words, name, path);
	return code;
}

/* A file that is sourced later may have the last word. */
static int check_drop_in(struct editing *editing)
{
	CLEANUP(editing_lines_done) struct editing_lines lines = { 0 };
	struct cmdline cmdline;
	int code = editing_read_cmdline(editing, &lines, &cmdline);

	if (code == 0 && ((lines.ordinary->uncertain && !lines.ordinary->open_start) ||
			  !arguments_met(&cmdline, editing->limit)))
		editing_refuse(
			editing, "%s would not have the last word: %s", editing->source->drop_in,
			lines.ordinary->uncertain
				? lines.ordinary->uncertain
				: "a file behind it sets the variable anew, or the line ends in '--'");
	return code;
}

/* A line for entries of Xen, at the end of the drop-in, which may be new. */
static int add_xen_line(struct editing *editing, const char *before, bool exists, const char *words)
{
	const char *path = editing->source->drop_in;
	CLEANUP(cleanup_free)
	char *text = xasprintf("%s" XEN_LINE, exists ? before : GRUB_DROP_IN_HEAD, words);

	root_lay_over(editing->root, path, text);
	editing_keep(editing, path, exists ? before : NULL, text);
	return check_drop_in(editing);
}

/* Adds to a new file, or to one of aubacklog's own that lacks an argument. */
static int add_to_drop_in(struct editing *editing, const char *words)
{
	const char *path = editing->source->drop_in;
	CLEANUP(cleanup_free) char *text = additions_drop_in_text(path, words);
	CLEANUP(cleanup_free) char *before = NULL;
	bool exists;
	int code = editing_read_text(editing, path, &before, &exists);

	if (code < 0)
		return code;
	if (editing->source->kind == BOOTENTRY_XEN_DEFAULTS)
		return find_last_assignment(before, XEN)
			       ? add_to_variable(editing, path, XEN, words)
			       : add_xen_line(editing, before, exists, words);
	if (exists && editing->source->kind == BOOTENTRY_GRUB_DEFAULTS)
		return add_to_variable(editing, path, "GRUB_CMDLINE_LINUX", words);
	if (exists) {
		editing_refuse(editing, "%s is there and does not do what it is for: remove it",
			       path);
		return 0;
	}
	root_lay_over(editing->root, path, text);
	editing_keep(editing, path, NULL, text);
	return check_drop_in(editing);
}

#define KERNEL_CMDLINE "etc/kernel/cmdline"

/* Adds to the last line of the file that is no comment. */
static int add_to_last_line(struct editing *editing, const struct editing_lines *lines,
			    const char *text, const char *words)
{
	CLEANUP(editing_expected_done) struct editing_expected expected = { 0 };
	bool done = false;
	int code = 0;

	(void)expect_added(lines, words, false, &expected);
	for (const char *at = text + strlen(text); at >= text && code == 0 && !done; at--) {
		struct editing_patch patch = { .path = KERNEL_CMDLINE,
					       .offset = (size_t)(at - text),
					       .open = *bootline_text(lines->ordinary) ? " " : "",
					       .text = words,
					       .close = "" };

		/* After the last newline a new line would begin. */
		if (*at == '\n' || (!*at && (at == text || at[-1] != '\n')))
			code = editing_try(editing, text, &patch, &expected, &done);
	}
	if (code == 0 && !done)
		editing_refuse(editing, "no way to add '%s' to %s is certain: do it by hand", words,
			       KERNEL_CMDLINE);
	return code;
}

/* Makes the file of the line that kernel-install uses in its absence. */
static void add_cmdline_file(struct editing *editing, const char *line, const char *words)
{
	CLEANUP(cleanup_free) char *text = NULL;
	size_t length = strlen(line);

	while (length && isspace((unsigned char)line[length - 1]))
		length--;
	text = xasprintf("%.*s%s%s\n", (int)length, line, length ? " " : "", words);
	editing_keep(editing, KERNEL_CMDLINE, NULL, text);
}

/* Whether the line is mkinitcpio's, of the files in a folder. */
static bool is_made_of_pieces(const struct editing_lines *lines)
{
	for (size_t i = 0; i < lines->entries.count; i++)
		if (lines->entries.list[i].kind == BOOTENTRY_KERNEL_CMDLINE &&
		    strcmp(lines->entries.list[i].path, "etc/cmdline.d") == 0)
			return true;
	return false;
}

static int add_to_cmdline(struct editing *editing, const char *words)
{
	CLEANUP(editing_lines_done) struct editing_lines lines = { 0 };
	CLEANUP(cleanup_free) char *text = NULL;
	bool exists;
	int code = read_lines_and_text(editing, KERNEL_CMDLINE, &lines, &text, &exists);

	if (code < 0)
		return code;
	if (exists)
		return add_to_last_line(editing, &lines, text, words);
	if (is_made_of_pieces(&lines)) {
		CLEANUP(cleanup_free) char *line = xasprintf("%s\n", words);

		editing_keep(editing, EDITS_CMDLINE_DROP_IN, NULL, line);
		root_lay_over(editing->root, EDITS_CMDLINE_DROP_IN, line);
		return 0;
	}
	if (lines.ordinary->bytes)
		add_cmdline_file(editing, bootline_text(lines.ordinary), words);
	else
		editing_refuse(editing,
			       "there is no %s, and kernel-install takes the running command "
			       "line: write it there first, with '%s'",
			       KERNEL_CMDLINE, words);
	return 0;
}

int additions_make(struct editing *editing)
{
	CLEANUP(editing_lines_done) struct editing_lines lines = { 0 };
	CLEANUP(cleanup_free) char *words = NULL;
	struct cmdline cmdline;
	int code = editing_read_cmdline(editing, &lines, &cmdline);

	if (code < 0)
		return code;
	if (edits_are_last_words(lines.ordinary, editing->limit))
		return 0;
	/* Behind what is not known both are said again. */
	words = arguments_missing(lines.ordinary->uncertain ? NULL : &cmdline, editing->limit);
	if (!*words)
		return 0;
	if (editing->source->drop_in)
		return add_to_drop_in(editing, words);
	switch (editing->source->kind) {
	case BOOTENTRY_GRUB_DEFAULTS:
		return add_to_variable(editing, "etc/default/grub", "GRUB_CMDLINE_LINUX", words);
	case BOOTENTRY_XEN_DEFAULTS:
		return add_to_variable(editing, "etc/default/grub", XEN, words);
	case BOOTENTRY_U_BOOT:
		return add_to_variable(editing, "etc/default/u-boot", "U_BOOT_PARAMETERS", words);
	default:
		return add_to_cmdline(editing, words);
	}
}
