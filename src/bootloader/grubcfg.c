/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: grub.cfg. */
#define _GNU_SOURCE
#include "bootloader/grubcfg.h"

#include "base/cleanup.h"
#include "bootloader/efidirs.h"
#include "bootloader/shellwords.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#define TEXT_BYTES_MAX (1u << 22)
#define BLOCKS_MAX 32
#define GUARD_BYTES 64

/* What stands between braces: a menu entry, or something without a title. */
struct block {
	char *title; /* NULL: not a menu entry */
	bool rescue;
};

struct parser {
	struct shellwords words;
	struct bootvars *vars;
	struct bootentries *entries;
	struct block blocks[BLOCKS_MAX];
	size_t n_blocks;
	int depth;		 /* of if and loops */
	char guard[GUARD_BYTES]; /* the NAME of the last if [ -z "${NAME}" ]; "" for another if */
};

static void parser_done(struct parser *parser)
{
	for (size_t i = 0; i < parser->n_blocks; i++)
		free(parser->blocks[i].title);
}

static bool names_audit(const struct bootline *line)
{
	return line && strstr(bootline_text(line), "audit");
}

/* What of an assignment under a condition is not certain. */
static int weigh(struct parser *parser, const struct bootline *old, struct bootline *value)
{
	if (!names_audit(old) && !names_audit(value))
		return 0;
	if (old && strcmp(bootline_text(old), bootline_text(value)) == 0)
		return 0;
	return bootline_doubt(value, "%s line %u: set under a condition that is not known here",
			      parser->words.path, parser->words.number);
}

static int assign(struct parser *parser, const char *name, size_t bytes)
{
	const struct bootline *old = bootvars_get(parser->vars, name, bytes);
	bool guarded = parser->depth && strlen(parser->guard) == bytes &&
		       strncmp(parser->guard, name, bytes) == 0;
	struct shellword word = { 0 };
	int code = shellwords_value(&parser->words, &word);

	if (code == 0 && parser->depth && !guarded)
		code = weigh(parser, old, &word.line);
	if (code < 0 || (guarded && old && old->bytes)) {
		shellword_done(&word);
		return code;
	}
	return bootvars_set(parser->vars, name, bytes, &word.line);
}

/* Keeps the name that [ -z "${NAME}" ] or [ -z "$NAME" ] asks for. */
static void take_guard(struct parser *parser)
{
	const char *at = parser->words.at + strspn(parser->words.at, " \t");
	size_t bytes = 0;

	parser->guard[0] = '\0';
	if (strncmp(at, "[ -z \"$", 7) != 0)
		return;
	at += 7;
	at += *at == '{';
	while (isalnum((unsigned char)at[bytes]) || at[bytes] == '_')
		bytes++;
	if (bytes < GUARD_BYTES) {
		memcpy(parser->guard, at, bytes);
		parser->guard[bytes] = '\0';
	}
}

/* Reads the rest of a command whose words say nothing here. Gives what ended it, or -ENOMEM. */
static int skip_command(struct parser *parser, bool *ret_opens)
{
	struct shellword word;
	int found;

	while ((found = shellwords_next(&parser->words, &word)) == SHELLWORDS_WORD) {
		*ret_opens = strcmp(bootline_text(&word.line), "{") == 0;
		shellword_done(&word);
		if (*ret_opens)
			return SHELLWORDS_COMMAND_ENDS;
	}
	return found;
}

static int open_block(struct parser *parser, const char *title, const char *raw, size_t raw_bytes)
{
	struct block *block = &parser->blocks[parser->n_blocks];
	char *span;

	if (parser->n_blocks == BLOCKS_MAX)
		return -ELOOP;
	*block = (struct block){ .title = title ? strdup(title) : NULL };
	if (title && !block->title)
		return -ENOMEM;
	parser->n_blocks++;
	/* The id behind the title is not translated. */
	span = strndup(raw, raw_bytes);
	if (!span)
		return -ENOMEM;
	block->rescue = bootentry_names_rescue(span);
	free(span);
	return 0;
}

/* menuentry TITLE … {, submenu TITLE … {, function NAME { */
static int take_block(struct parser *parser, bool is_entry)
{
	const char *raw = parser->words.at;
	struct shellword title = { 0 };
	bool opens = false;
	int found = shellwords_next(&parser->words, &title), code = 0;

	if (found != SHELLWORDS_WORD)
		return found;
	found = skip_command(parser, &opens);
	if (found >= 0 && opens)
		code = open_block(parser, is_entry ? bootline_text(&title.line) : NULL, raw,
				  (size_t)(parser->words.at - raw));
	shellword_done(&title);
	return code < 0 ? code : found;
}

static void close_block(struct parser *parser)
{
	if (parser->n_blocks)
		free(parser->blocks[--parser->n_blocks].title);
}

/* GRUB puts an argument with a blank in it into quotes again. */
static int add_argument(struct parser *parser, const struct shellword *word, struct bootline *line)
{
	const char *path = parser->words.path;
	int code = line->bytes ? bootline_append(line, " ", 1, path, word->number) : 0;

	if (code == 0 && word->spaced)
		code = bootline_append(line, "\"", 1, path, word->number);
	if (code == 0)
		code = bootline_join(line, &word->line);
	if (code == 0 && word->spaced)
		code = bootline_append(line, "\"", 1, path, word->number);
	return code;
}

static const struct block *innermost(const struct parser *parser)
{
	for (size_t i = parser->n_blocks; i > 0; i--)
		if (parser->blocks[i - 1].title)
			return &parser->blocks[i - 1];
	return NULL;
}

static int begin_entry(struct parser *parser, const struct shellword *kernel,
		       struct bootentry *entry)
{
	const struct block *block = innermost(parser);
	const char *title = block ? block->title : bootline_text(&kernel->line);
	int code = bootentry_init(entry, BOOTENTRY_GRUB_CFG, title, strlen(title),
				  parser->words.path, kernel->number);

	if (code == 0)
		entry->rescue = block && block->rescue;
	return code;
}

/* linux KERNEL ARGUMENT… Gives what ended the command, or -ENOMEM. */
static int take_linux(struct parser *parser)
{
	const char *raw = parser->words.at;
	struct shellword word;
	struct bootentry entry;
	const char *kernelopts;
	int found = shellwords_next(&parser->words, &word), code;

	if (found != SHELLWORDS_WORD)
		return found;
	code = begin_entry(parser, &word, &entry);
	shellword_done(&word);
	if (code < 0)
		return code;
	while (code == 0 && (found = shellwords_next(&parser->words, &word)) == SHELLWORDS_WORD) {
		code = add_argument(parser, &word, &entry.line);
		shellword_done(&word);
	}
	if (code < 0 || found < 0) {
		bootentry_done(&entry);
		return -ENOMEM;
	}
	kernelopts = strstr(raw, "kernelopts");
	entry.uses_kernelopts = kernelopts && kernelopts < parser->words.at;
	code = bootentries_add(parser->entries, &entry);
	return code < 0 ? code : found;
}

enum command {
	COMMAND_OTHER,
	COMMAND_SET,
	COMMAND_MENUENTRY,
	COMMAND_BLOCK,
	COMMAND_CLOSE,
	COMMAND_LINUX,
	COMMAND_IF,
	COMMAND_LOOP,
	COMMAND_END,
	COMMAND_PREFIX,
};

static enum command command_of(const struct shellword *word)
{
	static const struct {
		const char *name;
		enum command command;
	} commands[] = {
		{ .name = "set", .command = COMMAND_SET },
		{ .name = "menuentry", .command = COMMAND_MENUENTRY },
		{ .name = "submenu", .command = COMMAND_BLOCK },
		{ .name = "function", .command = COMMAND_BLOCK },
		{ .name = "}", .command = COMMAND_CLOSE },
		{ .name = "linux", .command = COMMAND_LINUX },
		{ .name = "linux16", .command = COMMAND_LINUX },
		{ .name = "linuxefi", .command = COMMAND_LINUX },
		{ .name = "module2", .command = COMMAND_LINUX },
		{ .name = "if", .command = COMMAND_IF },
		{ .name = "for", .command = COMMAND_LOOP },
		{ .name = "while", .command = COMMAND_LOOP },
		{ .name = "until", .command = COMMAND_LOOP },
		{ .name = "fi", .command = COMMAND_END },
		{ .name = "done", .command = COMMAND_END },
		{ .name = "then", .command = COMMAND_PREFIX },
		{ .name = "else", .command = COMMAND_PREFIX },
		{ .name = "do", .command = COMMAND_PREFIX },
	};

	for (size_t i = 0; word->plain && i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(bootline_text(&word->line), commands[i].name) == 0)
			return commands[i].command;
	return COMMAND_OTHER;
}

/* The ramdisk of a Xen entry is a module2 as well. */
static bool boots_kernel(const struct parser *parser, const char *command)
{
	const char *path = parser->words.at + strspn(parser->words.at, " \t");
	const char *kernel = strstr(path, "vmlinuz");

	return strcmp(command, "module2") != 0 ||
	       (kernel && kernel < path + strcspn(path, " \t\n"));
}

static int take_assignment(struct parser *parser)
{
	const char *name;
	size_t bytes;
	bool appends;

	return shellwords_assigns(&parser->words, &name, &bytes, &appends)
		       ? assign(parser, name, bytes)
		       : 0;
}

/* Does what the first word of a command asks for. Gives what ended the command, or -ENOMEM. */
static int obey(struct parser *parser, const struct shellword *word)
{
	bool ignored;
	int code = 0;

	switch (command_of(word)) {
	case COMMAND_SET:
		code = take_assignment(parser);
		break;
	case COMMAND_MENUENTRY:
		return take_block(parser, true);
	case COMMAND_BLOCK:
		return take_block(parser, false);
	case COMMAND_LINUX:
		if (boots_kernel(parser, bootline_text(&word->line)))
			return take_linux(parser);
		break;
	case COMMAND_CLOSE:
		close_block(parser);
		break;
	case COMMAND_IF:
		take_guard(parser);
		parser->depth++;
		break;
	case COMMAND_LOOP:
		parser->depth++;
		break;
	case COMMAND_END:
		parser->depth -= parser->depth > 0;
		break;
	case COMMAND_PREFIX:
		return SHELLWORDS_COMMAND_ENDS;
	case COMMAND_OTHER:
		break;
	}
	return code < 0 ? code : skip_command(parser, &ignored);
}

static int take_command(struct parser *parser)
{
	struct shellword word;
	int found, code = take_assignment(parser);

	if (code < 0)
		return code;
	found = shellwords_next(&parser->words, &word);
	if (found != SHELLWORDS_WORD)
		return found;
	found = obey(parser, &word);
	shellword_done(&word);
	return found;
}

/* Entries may be hidden in what was taken for a part of a quote: one that is unclear stands for
 * them. */
static int add_hidden(struct parser *parser)
{
	static const char title[] = "what follows a quote without its end";
	struct bootentry entry;
	int code = bootentry_init(&entry, BOOTENTRY_GRUB_CFG, title, strlen(title),
				  parser->words.path, parser->words.number);

	if (code == 0)
		code = bootline_doubt(&entry.line, "%s: a quote without its end",
				      parser->words.path);
	return code < 0 ? code : bootentries_add(parser->entries, &entry);
}

int grubcfg_parse(const char *text, const char *path, struct bootvars *vars,
		  struct bootentries *entries)
{
	CLEANUP(parser_done)
	struct parser parser = {
		.words = { .at = text, .path = path, .number = 1, .vars = vars },
		.vars = vars,
		.entries = entries,
	};
	int found = SHELLWORDS_COMMAND_ENDS;

	while (found >= 0 && found != SHELLWORDS_TEXT_ENDS)
		found = take_command(&parser);
	if (found >= 0 && parser.words.unended)
		found = add_hidden(&parser);
	return found < 0 ? found : 0;
}

static int read_files(const struct root *root, const char *name, struct bootvars *vars,
		      struct bootentries *entries, struct error *err)
{
	CLEANUP(root_names_done) struct root_names paths = { 0 };
	int code = efidirs_list(root, name, &paths, err);

	for (size_t i = 0; i < paths.count && code == 0; i++) {
		CLEANUP(cleanup_free) char *text = NULL;

		code = root_read(root, paths.names[i], TEXT_BYTES_MAX, &text, NULL, err);
		if (code == 0) {
			code = grubcfg_parse(text, paths.names[i], vars, entries);
			if (code == -ELOOP)
				return error_set(err, code,
						 "cannot read '%s': more than %d blocks within "
						 "one another",
						 paths.names[i], BLOCKS_MAX);
			if (code < 0)
				return bootentries_fail(code, paths.names[i], err);
		}
		code = code == -ENOENT ? 0 : code;
	}
	return code;
}

int grubcfg_read(const struct root *root, struct bootvars *vars, struct bootentries *entries,
		 struct error *err)
{
	int code = read_files(root, "grub.cfg", vars, entries, err);

	return code < 0 ? code : read_files(root, "custom.cfg", vars, entries, err);
}
