/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: grub.cfg. */
#include "bootloader/bootreaders.h"

#include "bootloader/grubdirs.h"
#include "bootloader/shellwords.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#define TEXT_BYTES_MAX (1u << 22)
/* Of the files in all folders of an EFI partition. */
#define MENUS_BYTES_MAX (16u << 20)
#define BLOCKS_MAX 32
#define GUARD_BYTES 64

/* A pair of braces: a menu entry, or a block without a title. */
struct grubcfg_block {
	char *title; /* NULL: not a menu entry */
	bool rescue;
};

struct grubcfg_parser {
	struct shellwords words;
	struct bootvars *vars;
	struct bootentries *entries;
	struct grubcfg_block blocks[BLOCKS_MAX];
	size_t n_blocks;
	int depth;		 /* of if and loops */
	char guard[GUARD_BYTES]; /* the NAME of the last if [ -z "${NAME}" ]; "" for another if */
	struct error *err;
};

static void grubcfg_parser_done(struct grubcfg_parser *parser)
{
	for (size_t i = 0; i < parser->n_blocks; i++)
		free(parser->blocks[i].title);
}

static bool names_audit_argument(const struct bootline *line)
{
	return line && strstr(bootline_text(line), "audit");
}

/* A value that is set under a condition is uncertain if it changes an audit argument. */
static void weigh_condition(struct grubcfg_parser *parser, const struct bootline *old,
			    struct bootline *value)
{
	if (!names_audit_argument(old) && !names_audit_argument(value))
		return;
	if (!old || strcmp(bootline_text(old), bootline_text(value)) != 0)
		bootline_mark_uncertain(value,
					"%s line %u: set under a condition that is not known here",
					parser->words.path, parser->words.number);
}

static void set_grub_variable(struct grubcfg_parser *parser, const char *name, size_t bytes)
{
	const struct bootline *old = bootvars_get(parser->vars, name, bytes);
	bool guarded = parser->depth && strlen(parser->guard) == bytes &&
		       strncmp(parser->guard, name, bytes) == 0;
	struct shellword word;

	shellwords_value(&parser->words, &word);
	if (parser->depth && !guarded)
		weigh_condition(parser, old, &word.line);
	if (guarded && old && old->bytes)
		shellword_done(&word);
	else
		bootvars_set(parser->vars, name, bytes, &word.line);
}

/* Takes NAME=VALUE if it stands next. */
static void take_grub_assignment(struct grubcfg_parser *parser)
{
	const char *name;
	size_t bytes;
	bool appends;

	if (shellwords_assigns(&parser->words, &name, &bytes, &appends))
		set_grub_variable(parser, name, bytes);
}

/* Keeps the name that [ -z "${NAME}" ] or [ -z "$NAME" ] asks for. */
static void take_guard(struct grubcfg_parser *parser)
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

/* Skips the rest of a command, or of its words up to "{". Gives its end. */
static enum shellwords_found skip_command(struct grubcfg_parser *parser, bool *ret_opens)
{
	struct shellword word;
	enum shellwords_found found;

	while ((found = shellwords_next(&parser->words, &word)) == SHELLWORDS_WORD) {
		*ret_opens = strcmp(bootline_text(&word.line), "{") == 0;
		shellword_done(&word);
		if (*ret_opens)
			return SHELLWORDS_COMMAND_ENDS;
	}
	return found;
}

static int open_block(struct grubcfg_parser *parser, const char *title, const char *raw,
		      size_t raw_bytes)
{
	struct grubcfg_block *block = &parser->blocks[parser->n_blocks];
	char *span;

	if (parser->n_blocks == BLOCKS_MAX)
		return error_set(parser->err, -ELOOP,
				 "cannot read '%s': more than %d blocks within one another",
				 parser->words.path, BLOCKS_MAX);
	parser->n_blocks++;
	/* The id, which follows the title, is not translated. */
	span = xstrndup(raw, raw_bytes);
	*block = (struct grubcfg_block){
		.title = xstrdup_or_null(title),
		.rescue = bootentry_names_rescue(span),
	};
	free(span);
	return 0;
}

static void close_block(struct grubcfg_parser *parser)
{
	if (parser->n_blocks)
		free(parser->blocks[--parser->n_blocks].title);
}

/* menuentry TITLE … {, submenu TITLE … {, function NAME {. Gives the command's end, or -ELOOP. */
static int take_grub_block(struct grubcfg_parser *parser, bool is_entry)
{
	const char *raw = parser->words.at;
	struct shellword title;
	bool opens = false;
	enum shellwords_found found = shellwords_next(&parser->words, &title);
	int code = 0;

	if (found != SHELLWORDS_WORD)
		return found;
	found = skip_command(parser, &opens);
	if (opens)
		code = open_block(parser, is_entry ? bootline_text(&title.line) : NULL, raw,
				  (size_t)(parser->words.at - raw));
	shellword_done(&title);
	return code < 0 ? code : (int)found;
}

/* GRUB puts an argument with a blank in it into quotes again. */
static void append_argument(struct grubcfg_parser *parser, const struct shellword *word,
			    struct bootline *line)
{
	const char *path = parser->words.path;

	if (line->bytes)
		bootline_append(line, " ", 1, path, word->number);
	if (word->spaced)
		bootline_append(line, "\"", 1, path, word->number);
	bootline_join(line, &word->line);
	if (word->spaced)
		bootline_append(line, "\"", 1, path, word->number);
}

static const struct grubcfg_block *innermost_menuentry(const struct grubcfg_parser *parser)
{
	for (size_t i = parser->n_blocks; i > 0; i--)
		if (parser->blocks[i - 1].title)
			return &parser->blocks[i - 1];
	return NULL;
}

static void begin_linux_entry(struct grubcfg_parser *parser, const struct shellword *kernel,
			      struct bootentry *entry)
{
	const struct grubcfg_block *block = innermost_menuentry(parser);
	const char *title = block ? block->title : bootline_text(&kernel->line);

	bootentry_init(entry, BOOTENTRY_GRUB_CFG, title, parser->words.path, kernel->number);
	entry->rescue = block && block->rescue;
}

/* linux KERNEL ARGUMENT… Gives the command's end, or -E2BIG. */
static int take_linux(struct grubcfg_parser *parser)
{
	const char *raw = parser->words.at, *kernelopts;
	struct shellword word;
	struct bootentry entry;
	enum shellwords_found found = shellwords_next(&parser->words, &word);
	int code;

	if (found != SHELLWORDS_WORD)
		return found;
	begin_linux_entry(parser, &word, &entry);
	shellword_done(&word);
	while ((found = shellwords_next(&parser->words, &word)) == SHELLWORDS_WORD) {
		append_argument(parser, &word, &entry.line);
		shellword_done(&word);
	}
	kernelopts = strstr(raw, "kernelopts");
	entry.uses_kernelopts = kernelopts && kernelopts < parser->words.at;
	code = bootentries_add(parser->entries, &entry, parser->err);
	return code < 0 ? code : (int)found;
}

enum grub_command {
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

static enum grub_command grub_command_of(const struct shellword *word)
{
	static const struct {
		const char *name;
		enum grub_command command;
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

/* Whether a linux or module2 command loads a kernel: the ramdisk of a Xen entry is a module2 too.
 */
static bool loads_kernel(const struct grubcfg_parser *parser, const char *command)
{
	const char *path = parser->words.at + strspn(parser->words.at, " \t");
	const char *kernel = strstr(path, "vmlinuz");

	return strcmp(command, "module2") != 0 ||
	       (kernel && kernel < path + strcspn(path, " \t\n"));
}

/* Takes the rest of a command by its first word. Gives the command's end, or -errno. */
static int take_grub_words(struct grubcfg_parser *parser, const struct shellword *word)
{
	bool ignored;

	switch (grub_command_of(word)) {
	case COMMAND_SET:
		take_grub_assignment(parser);
		break;
	case COMMAND_MENUENTRY:
		return take_grub_block(parser, true);
	case COMMAND_BLOCK:
		return take_grub_block(parser, false);
	case COMMAND_LINUX:
		if (loads_kernel(parser, bootline_text(&word->line)))
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
	return skip_command(parser, &ignored);
}

/* Gives the command's end, or -errno. */
static int take_grub_command(struct grubcfg_parser *parser)
{
	struct shellword word;
	int found;

	take_grub_assignment(parser);
	found = shellwords_next(&parser->words, &word);
	if (found != SHELLWORDS_WORD)
		return found;
	found = take_grub_words(parser, &word);
	shellword_done(&word);
	return found;
}

/* Entries may be hidden in the text that was taken for a part of a quote: an uncertain entry stands
 * for them. */
static int add_hidden_entry(struct grubcfg_parser *parser)
{
	struct bootentry entry;

	bootentry_init(&entry, BOOTENTRY_GRUB_CFG, "what follows a quote without its end",
		       parser->words.path, parser->words.number);
	bootline_mark_uncertain(&entry.line, "%s: a quote without its end", parser->words.path);
	return bootentries_add(parser->entries, &entry, parser->err);
}

int grubcfg_parse(const char *text, const char *path, struct bootvars *vars,
		  struct bootentries *entries, struct error *err)
{
	CLEANUP(grubcfg_parser_done)
	struct grubcfg_parser parser = {
		.words = { .at = text, .path = path, .number = 1, .vars = vars },
		.vars = vars,
		.entries = entries,
		.err = err,
	};
	int found = SHELLWORDS_COMMAND_ENDS;

	while (found >= 0 && found != SHELLWORDS_TEXT_ENDS)
		found = take_grub_command(&parser);
	if (found >= 0 && parser.words.unended)
		found = add_hidden_entry(&parser);
	return found < 0 ? found : 0;
}

static int read_menu_files(const struct root *root, const char *name, struct bootvars *vars,
			   struct bootentries *entries, struct error *err)
{
	CLEANUP(root_names_done) struct root_names paths = { 0 };
	size_t sum = 0;
	int code = grubdirs_list(root, name, &paths, err);

	for (size_t i = 0; i < paths.count && code == 0; i++) {
		CLEANUP(cleanup_free) char *text = NULL;
		size_t bytes = 0;

		code = root_read(root, paths.names[i], TEXT_BYTES_MAX, &text, &bytes, err);
		sum += bytes;
		if (sum > MENUS_BYTES_MAX)
			return error_set(
				err, -E2BIG,
				"cannot read '%s': all %s together have more than %u bytes",
				paths.names[i], name, MENUS_BYTES_MAX);
		if (code == 0)
			code = grubcfg_parse(text, paths.names[i], vars, entries, err);
		code = code == -ENOENT ? 0 : code;
	}
	return code;
}

int grubcfg_read(const struct root *root, struct bootvars *vars, struct bootentries *entries,
		 struct error *err)
{
	int code = read_menu_files(root, "grub.cfg", vars, entries, err);

	return code < 0 ? code : read_menu_files(root, "custom.cfg", vars, entries, err);
}
