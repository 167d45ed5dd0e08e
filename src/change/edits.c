/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The smallest changes to settings files. */
#define _GNU_SOURCE
#include "change/edits.h"

#include "base/array.h"
#include "base/cleanup.h"
#include "loader/arguments.h"
#include "loader/bootckargs.h"
#include "loader/bootdefaults.h"
#include "loader/kernelargs.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define TEXT_BYTES_MAX (1u << 20)
#define BLANKS " \t\n\v\f\r" /* as the kernel parts words */
#define REPLACED_MAX 32	     /* words; more than that is nothing that a person wrote */

struct editing {
	struct root *root;
	const struct edits_source *source;
	uint64_t limit;
	struct edits *edits;
	struct error *err;
};

/* Part of a text that gives way to another. */
struct patch {
	const char *path;
	size_t offset, length;
	const char *open, *text, *close; /* put together */
};

void edits_done(struct edits *edits)
{
	for (size_t i = 0; i < edits->count; i++) {
		free(edits->list[i].path);
		free(edits->list[i].before);
		free(edits->list[i].after);
	}
	free(edits->list);
	free(edits->refusal);
	*edits = (struct edits){ 0 };
}

bool edits_is_own(const char *path)
{
	return strcmp(path, EDITS_GRUB_DROP_IN) == 0 || strcmp(path, EDITS_BOOTC_DROP_IN) == 0;
}

char *edits_drop_in_text(const char *path, const char *arguments)
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

static int refuse(struct editing *editing, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static int refuse(struct editing *editing, const char *format, ...)
{
	va_list args;
	int length;

	if (editing->edits->refusal)
		return 0;
	va_start(args, format);
	length = vasprintf(&editing->edits->refusal, format, args);
	va_end(args);
	if (length >= 0)
		return 0;
	editing->edits->refusal = NULL;
	return error_memory(editing->err, "change settings");
}

static int read_source(const struct editing *editing, struct bootentries *entries)
{
	switch (editing->source->kind) {
	case BOOTENTRY_GRUB_DEFAULTS:
		return bootdefaults_read_grub(editing->root, editing->source->sourced, entries,
					      editing->err);
	case BOOTENTRY_U_BOOT:
		return bootdefaults_read_u_boot(editing->root, entries, editing->err);
	case BOOTENTRY_BOOTC:
		return bootckargs_read(editing->root, entries, editing->err);
	default:
		return kernelargs_read(editing->root, entries, editing->err);
	}
}

/* The ordinary line as text, and that of rescue entries; "" where there is none. */
struct lines_read {
	struct bootentries entries;
	struct bootline none;
	const struct bootline *ordinary, *rescue;
};

static void lines_read_done(struct lines_read *lines)
{
	bootentries_done(&lines->entries);
}

static int read_lines(const struct editing *editing, struct lines_read *lines)
{
	int code = read_source(editing, &lines->entries);

	lines->ordinary = &lines->none;
	lines->rescue = &lines->none;
	for (size_t i = lines->entries.count; code == 0 && i > 0; i--) {
		const struct bootentry *entry = &lines->entries.list[i - 1];

		if (entry->kind == editing->source->kind)
			*(entry->rescue ? &lines->rescue : &lines->ordinary) = &entry->line;
	}
	return code;
}

/* A text of the edits, or of the file; "" for none. Gives 0 or -errno. */
static int read_text(const struct editing *editing, const char *path, char **ret_text,
		     bool *ret_exists)
{
	size_t bytes;
	int code = root_read(editing->root, path, TEXT_BYTES_MAX, ret_text, &bytes, editing->err);

	*ret_exists = code == 0;
	if (code == 0 && strlen(*ret_text) != bytes)
		return error_set(editing->err, -EINVAL, "cannot change '%s': it holds a NUL byte",
				 path);
	if (code != -ENOENT)
		return code;
	*ret_text = strdup("");
	if (*ret_text)
		return 0;
	(void)error_memory(editing->err, "change settings");
	return -ENOMEM;
}

static struct edit *find_edit(struct edits *edits, const char *path)
{
	for (size_t i = 0; i < edits->count; i++)
		if (strcmp(edits->list[i].path, path) == 0)
			return &edits->list[i];
	return NULL;
}

static int add_edit(struct edits *edits, const char *path, const char *before, const char *after)
{
	struct edit *grown =
		array_grow(edits->list, edits->count, &edits->capacity, sizeof(*grown));
	struct edit *edit;

	if (!grown)
		return -ENOMEM;
	edits->list = grown;
	edit = &grown[edits->count++];
	*edit = (struct edit){
		.path = strdup(path),
		.before = before ? strdup(before) : NULL,
		.after = strdup(after),
	};
	return edit->path && edit->after && (!before || edit->before) ? 0 : -ENOMEM;
}

/* Keeps a change; the first text of a file is the one that it had. */
static int keep(struct editing *editing, const char *path, const char *before, const char *after)
{
	struct edit *edit = find_edit(editing->edits, path);
	char *copy;

	if (!edit)
		return add_edit(editing->edits, path, before, after) < 0
			       ? error_memory(editing->err, "change settings")
			       : 0;
	copy = strdup(after);
	if (!copy)
		return error_memory(editing->err, "change settings");
	free(edit->after);
	edit->after = copy;
	return 0;
}

/* What both lines are to be after a change. */
struct expected {
	char *ordinary, *rescue; /* rescue: NULL when it may become anything */
};

static void expected_done(struct expected *expected)
{
	free(expected->ordinary);
	free(expected->rescue);
}

/* The same words, however many blanks are between them. */
static bool same_words(const char *left, const char *right)
{
	for (;;) {
		left += strspn(left, BLANKS);
		right += strspn(right, BLANKS);
		while (*left && *left == *right && !strchr(BLANKS, *left)) {
			left++;
			right++;
		}
		if (!*left && !*right)
			return true;
		if ((*left && !strchr(BLANKS, *left)) || (*right && !strchr(BLANKS, *right)))
			return false;
	}
}

static bool is_as_expected(const struct lines_read *lines, const struct expected *expected)
{
	return !lines->ordinary->unclear &&
	       same_words(bootline_text(lines->ordinary), expected->ordinary) &&
	       (!expected->rescue || same_words(bootline_text(lines->rescue), expected->rescue));
}

/* Lays a text over the file and looks what comes of it; keeps it when that is what is expected. */
static int try_text(struct editing *editing, const char *path, const char *before,
		    const char *after, const struct expected *expected, bool *ret_fits)
{
	CLEANUP(lines_read_done) struct lines_read lines = { 0 };
	const struct edit *edit = find_edit(editing->edits, path);
	int code = root_lay_over(editing->root, path, after) < 0
			   ? error_memory(editing->err, "change settings")
			   : 0;

	if (code == 0)
		code = read_lines(editing, &lines);
	if (code < 0)
		return code;
	*ret_fits = is_as_expected(&lines, expected);
	if (*ret_fits)
		return keep(editing, path, before, after);
	return root_lay_over(editing->root, path, edit ? edit->after : NULL) < 0
		       ? error_memory(editing->err, "change settings")
		       : 0;
}

static int try_patch(struct editing *editing, const char *before, const struct patch *patch,
		     const struct expected *expected, bool *ret_fits)
{
	CLEANUP(cleanup_free) char *after = NULL;

	if (asprintf(&after, "%.*s%s%s%s%s", (int)patch->offset, before, patch->open, patch->text,
		     patch->close, before + patch->offset + patch->length) < 0) {
		after = NULL;
		return error_memory(editing->err, "change settings");
	}
	return try_text(editing, patch->path, before, after, expected, ret_fits);
}

/* A line of a text by its number, from 1. */
static const char *line_at(const char *text, unsigned number)
{
	while (--number && *text) {
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return text;
}

/* The word at a place of a line, and the line with another in its place. */
static int expect_replaced(const struct bootline *line, const struct cmdline_place *place,
			   const char *word, char **ret_line)
{
	return asprintf(ret_line, "%.*s%s%s", (int)place->offset, bootline_text(line), word,
			bootline_text(line) + place->offset + place->length) < 0
		       ? (*ret_line = NULL, -ENOMEM)
		       : 0;
}

/* Puts a word in the place of each occurrence of another in a line of a file, until one fits. */
static int try_line(struct editing *editing, const struct bootline_piece *piece, const char *old,
		    const char *word, const struct expected *expected, bool *ret_fits)
{
	struct patch patch = {
		.path = piece->path, .length = strlen(old), .open = "", .text = word, .close = ""
	};
	CLEANUP(cleanup_free) char *text = NULL;
	const char *at, *end;
	bool exists;
	int code = read_text(editing, piece->path, &text, &exists);

	if (code < 0)
		return code;
	at = line_at(text, piece->number);
	end = at + strcspn(at, "\n");
	while (code == 0 && !*ret_fits && (at = strstr(at, old)) && at < end) {
		patch.offset = (size_t)(at - text);
		code = try_patch(editing, text, &patch, expected, ret_fits);
		at++;
	}
	return code;
}

/*
 * Puts a word in the place of one that decides. Where the same word stands more than once in its
 * line of the file, in a comment perhaps, the one is taken that makes the difference.
 */
static int replace(struct editing *editing, const struct bootline *line,
		   const struct cmdline_place *place, const char *word, bool *ret_done)
{
	CLEANUP(expected_done) struct expected expected = { 0 };
	CLEANUP(cleanup_free)
	char *old = strndup(bootline_text(line) + place->offset, place->length);
	const struct bootline_piece *piece = bootline_place(line, place->offset);
	int code = -ENOMEM;

	*ret_done = false;
	if (old && piece)
		code = expect_replaced(line, place, word, &expected.ordinary);
	if (code < 0)
		return error_memory(editing->err, "change settings");
	code = try_line(editing, piece, old, word, &expected, ret_done);
	if (code == 0 && !*ret_done)
		code = refuse(editing,
			      "'%s' in %s:%u stands there in a way that is not read for "
			      "certain: change it by hand",
			      old, piece->path, piece->number);
	return code;
}

/* The vendor's file is not changed; etc/kernel/cmdline can take its place, with more words. */
static int refuse_vendor(struct editing *editing, const struct cmdline *cmdline)
{
	if ((!cmdline->audit_place.count || arguments_audit_met(cmdline)) &&
	    (!cmdline->limit_place.count || arguments_limit_met(cmdline, editing->limit)))
		return 0;
	return refuse(editing, "usr/lib/kernel/cmdline, which is the vendor's, has one of the "
			       "arguments: write etc/kernel/cmdline in its place");
}

/* One word that does not do; false in ret_more when there is none, or no way to change it. */
static int replace_one(struct editing *editing, bool *ret_more)
{
	CLEANUP(lines_read_done) struct lines_read lines = { 0 };
	struct cmdline cmdline;
	char word[64];
	int code = read_lines(editing, &lines);

	*ret_more = false;
	if (code < 0)
		return code;
	if (lines.ordinary->unclear)
		return refuse(editing, "%s", lines.ordinary->unclear);
	cmdline_parse(bootline_text(lines.ordinary), &cmdline);
	if (editing->source->kind == BOOTENTRY_VENDOR_CMDLINE)
		return refuse_vendor(editing, &cmdline);
	if (cmdline.audit_place.count && !arguments_audit_met(&cmdline))
		return replace(editing, lines.ordinary, &cmdline.audit_place, "audit=1", ret_more);
	if (!cmdline.limit_place.count || arguments_limit_met(&cmdline, editing->limit))
		return 0;
	(void)snprintf(word, sizeof(word), "audit_backlog_limit=%" PRIu64, editing->limit);
	return replace(editing, lines.ordinary, &cmdline.limit_place, word, ret_more);
}

static int replace_all(struct editing *editing)
{
	bool more = true;
	int code = 0;

	for (unsigned i = 0; more && code == 0; i++) {
		if (i == REPLACED_MAX)
			return refuse(editing, "the arguments stand there too often");
		code = replace_one(editing, &more);
	}
	return code;
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
static int add_at(struct editing *editing, const struct patch *where, const char *text,
		  const char *value, bool quotes, const struct expected *expected, bool *ret_done)
{
	const char *end = statement_end(value);
	int code = 0;

	for (const char *at = end; at >= value && code == 0 && !*ret_done; at--) {
		struct patch patch = *where;

		patch.offset = (size_t)(at - text);
		if (quotes ? at < end && strchr("\"'", *at)
			   : at == end || isspace((unsigned char)*at) || *at == ';')
			code = try_patch(editing, text, &patch, expected, ret_done);
	}
	return code;
}

static int add_to_value(struct editing *editing, const char *path, const char *text,
			const char *value, const char *words, bool blank,
			const struct expected *expected, bool *ret_done)
{
	const struct patch quoted = {
		.path = path, .open = blank ? " " : "", .text = words, .close = ""
	};
	const struct patch bare = {
		.path = path, .open = blank ? "\" " : "\"", .text = words, .close = "\""
	};
	int code = add_at(editing, &quoted, text, value, true, expected, ret_done);

	return code == 0 && !*ret_done
		       ? add_at(editing, &bare, text, value, false, expected, ret_done)
		       : code;
}

/* The file has no line for it yet. */
static int add_assignment(struct editing *editing, const char *path, const char *text,
			  const char *name, const char *words, const struct expected *expected,
			  bool *ret_done)
{
	CLEANUP(cleanup_free) char *line = NULL;
	size_t length = strlen(text);
	struct patch patch = {
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
	return try_patch(editing, text, &patch, expected, ret_done);
}

/* The line of a rescue entry, GRUB_CMDLINE_LINUX alone, begins the ordinary one. */
static int expect_added(const struct lines_read *lines, const char *words, bool grub,
			struct expected *ret_expected)
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
	CLEANUP(lines_read_done) struct lines_read lines = { 0 };
	CLEANUP(expected_done) struct expected expected = { 0 };
	CLEANUP(cleanup_free) char *text = NULL;
	bool grub = editing->source->kind == BOOTENTRY_GRUB_DEFAULTS;
	bool exists, done = false;
	const char *value;
	int code = read_lines(editing, &lines);

	if (code < 0)
		return code;
	code = read_text(editing, path, &text, &exists);
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
		code = refuse(editing, "no way to add '%s' to %s of %s is certain: do it by hand",
			      words, name, path);
	return code;
}

/* A new file, or one of aubacklog's own that lacks an argument. */
static int add_drop_in(struct editing *editing, const char *words)
{
	CLEANUP(cleanup_free) char *text = edits_drop_in_text(editing->source->drop_in, words);
	CLEANUP(cleanup_free) char *before = NULL;
	CLEANUP(lines_read_done) struct lines_read lines = { 0 };
	struct cmdline cmdline;
	bool exists;
	int code = read_text(editing, editing->source->drop_in, &before, &exists);

	if (code < 0)
		return code;
	if (exists && editing->source->kind == BOOTENTRY_GRUB_DEFAULTS)
		return add_to_variable(editing, editing->source->drop_in, "GRUB_CMDLINE_LINUX",
				       words);
	if (exists)
		return refuse(editing, "%s is there and does not do what it is for: remove it",
			      editing->source->drop_in);
	if (!text || root_lay_over(editing->root, editing->source->drop_in, text) < 0)
		return error_memory(editing->err, "change settings");
	if (keep(editing, editing->source->drop_in, NULL, text) < 0)
		return -ENOMEM;
	code = read_lines(editing, &lines);
	if (code < 0)
		return code;
	cmdline_parse(bootline_text(lines.ordinary), &cmdline);
	if (lines.ordinary->unclear || !arguments_met(&cmdline, editing->limit))
		return refuse(
			editing, "%s would not have the last word: %s", editing->source->drop_in,
			lines.ordinary->unclear
				? lines.ordinary->unclear
				: "a file behind it sets the variable anew, or the line ends in '--'");
	return 0;
}

/* To the last line that is no comment, or as a new file. */
static int add_to_cmdline(struct editing *editing, const char *words)
{
	static const char path[] = "etc/kernel/cmdline";
	CLEANUP(lines_read_done) struct lines_read lines = { 0 };
	CLEANUP(expected_done) struct expected expected = { 0 };
	CLEANUP(cleanup_free) char *text = NULL;
	CLEANUP(cleanup_free) char *whole = NULL;
	bool exists, done = false;
	int code = read_lines(editing, &lines);

	if (code < 0)
		return code;
	code = read_text(editing, path, &text, &exists);
	if (code < 0)
		return code;
	if (!exists && !lines.ordinary->bytes)
		return refuse(editing,
			      "there is no %s, and kernel-install takes the running command "
			      "line: write it there first, with '%s'",
			      path, words);
	if (!exists) {
		const char *old = bootline_text(lines.ordinary);
		size_t length = strlen(old);

		while (length && isspace((unsigned char)old[length - 1]))
			length--;
		if (asprintf(&whole, "%.*s%s%s\n", (int)length, old, length ? " " : "", words) < 0)
			return whole = NULL, error_memory(editing->err, "change settings");
		return keep(editing, path, NULL, whole);
	}
	if (expect_added(&lines, words, false, &expected) < 0)
		return error_memory(editing->err, "change settings");
	for (const char *at = text + strlen(text); at >= text && code == 0 && !done; at--) {
		struct patch patch = { .path = path,
				       .offset = (size_t)(at - text),
				       .open = *bootline_text(lines.ordinary) ? " " : "",
				       .text = words,
				       .close = "" };

		/* Behind the last newline a new line would begin. */
		if (*at == '\n' || (!*at && (at == text || at[-1] != '\n')))
			code = try_patch(editing, text, &patch, &expected, &done);
	}
	if (code == 0 && !done)
		code = refuse(editing, "no way to add '%s' to %s is certain: do it by hand", words,
			      path);
	return code;
}

static int add_missing(struct editing *editing)
{
	CLEANUP(lines_read_done) struct lines_read lines = { 0 };
	CLEANUP(cleanup_free) char *words = NULL;
	struct cmdline cmdline;
	int code = read_lines(editing, &lines);

	if (code < 0)
		return code;
	cmdline_parse(bootline_text(lines.ordinary), &cmdline);
	words = arguments_missing(&cmdline, editing->limit);
	if (!words)
		return error_memory(editing->err, "change settings");
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

/* Behind "--" the kernel leaves words to init: what was added there has no effect. */
static int check_result(struct editing *editing)
{
	CLEANUP(lines_read_done) struct lines_read lines = { 0 };
	struct cmdline cmdline;
	int code = read_lines(editing, &lines);

	if (code < 0 || editing->source->kind == BOOTENTRY_VENDOR_CMDLINE)
		return code;
	cmdline_parse(bootline_text(lines.ordinary), &cmdline);
	if (arguments_met(&cmdline, editing->limit))
		return 0;
	return refuse(editing,
		      "%s: what is added has no effect, behind '--' perhaps: change it by "
		      "hand",
		      lines.ordinary->n_pieces ? lines.ordinary->pieces[0].path
					       : "the command line");
}

int edits_make(struct root *root, const struct edits_source *source, uint64_t limit,
	       struct edits *edits, struct error *err)
{
	struct editing editing = {
		.root = root, .source = source, .limit = limit, .edits = edits, .err = err
	};
	int code = replace_all(&editing);

	if (code == 0 && !edits->refusal)
		code = add_missing(&editing);
	return code == 0 && !edits->refusal ? check_result(&editing) : code;
}
