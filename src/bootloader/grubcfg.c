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
	bool probed; /* os-prober has found it */
	bool xen;    /* a command of it starts Xen */
};

struct grubcfg_parser {
	struct shellwords words;
	struct bootvars *vars;
	struct bootentries *entries;
	struct grubcfg_menu *menu;
	const char *section; /* the next comment that names the script of what follows; or NULL */
	bool probing;	     /* which is os-prober's */
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

#define SECTION "### BEGIN /etc/grub.d/"

/* Keeps in mind which script of grub.d has written what follows: a comment says it. */
static void pass_sections(struct grubcfg_parser *parser)
{
	while (parser->section && parser->section < parser->words.at) {
		const char *name = parser->section + strlen(SECTION);
		size_t bytes = strcspn(name, " \n");
		CLEANUP(cleanup_free) char *script = xstrndup(name, bytes < 64 ? bytes : 64);

		parser->probing = strstr(script, "os-prober") != NULL;
		parser->section = strstr(name, SECTION);
	}
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
		.probed = parser->probing || strstr(span, "osprober-") ||
			  (title && strstr(title, "(on /dev/")),
	};
	parser->menu->found |= title != NULL;
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
	pass_sections(parser);
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

static struct grubcfg_block *innermost_menuentry(struct grubcfg_parser *parser)
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
	entry->probed = block && block->probed;
	entry->xen = block && block->xen;
	entry->kernel = xstrdup(bootline_text(&kernel->line));
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
	COMMAND_XEN,
	COMMAND_BLSCFG,
	COMMAND_SETS, /* its option --set NAME sets a variable to what it finds */
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
		{ .name = "module", .command = COMMAND_LINUX },
		{ .name = "module2", .command = COMMAND_LINUX },
		{ .name = "xen_module", .command = COMMAND_LINUX },
		{ .name = "chainloader", .command = COMMAND_LINUX },
		{ .name = "multiboot", .command = COMMAND_XEN },
		{ .name = "multiboot2", .command = COMMAND_XEN },
		{ .name = "xen_hypervisor", .command = COMMAND_XEN },
		{ .name = "blscfg", .command = COMMAND_BLSCFG },
		{ .name = "probe", .command = COMMAND_SETS },
		{ .name = "search", .command = COMMAND_SETS },
		{ .name = "regexp", .command = COMMAND_SETS },
		{ .name = "smbios", .command = COMMAND_SETS },
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

	/* A variable can name a command, but no keyword. */
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(bootline_text(&word->line), commands[i].name) == 0 &&
		    (word->plain || commands[i].command == COMMAND_LINUX))
			return commands[i].command;
	return COMMAND_OTHER;
}

/* Whether a command loads a kernel: the ramdisk of a Xen entry is a module too, and a chainloader
 * starts any EFI program. */
static bool loads_kernel(const struct grubcfg_parser *parser, const char *command)
{
	static const char *const names[] = { "vmlinu", "bzImage", "/linux-" };
	const char *path = parser->words.at + strspn(parser->words.at, " \t");
	CLEANUP(cleanup_free) char *first = xstrndup(path, strcspn(path, " \t\n"));

	if (strncmp(command, "linux", strlen("linux")) == 0)
		return true;
	if (strcmp(command, "chainloader") == 0 && strstr(first, ".efi"))
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strstr(first, names[i]))
			return true;
	return false;
}

/* multiboot2 IMAGE: the modules of a Xen are kernels that it starts. */
static void take_hypervisor(struct grubcfg_parser *parser)
{
	struct grubcfg_block *block = innermost_menuentry(parser);
	const char *path = parser->words.at + strspn(parser->words.at, " \t");
	const char *name = strstr(path, "xen");

	if (block)
		block->xen = name && name < path + strcspn(path, " \t\n");
}

/* probe --set=NAME …, search --set NAME: the value is an identifier, and no argument. */
static void take_found_variable(struct grubcfg_parser *parser)
{
	const char *at = parser->words.at, *end = at + strcspn(at, "\n");
	const char *set = strstr(at, "--set");
	struct bootline value = { 0 };
	size_t bytes = 0;

	if (!set || set >= end)
		return;
	set += strlen("--set");
	set += strspn(set, " =");
	while (isalnum((unsigned char)set[bytes]) || set[bytes] == '_')
		bytes++;
	if (bytes && !bootvars_get(parser->vars, set, bytes))
		bootvars_set(parser->vars, set, bytes, &value);
}

/* An entry whose kernel and arguments cannot be read. */
static int add_unread_entry(struct grubcfg_parser *parser, const char *title, unsigned number,
			    const char *why)
{
	struct bootentry entry;

	bootentry_init(&entry, BOOTENTRY_GRUB_CFG, title, parser->words.path, number);
	bootline_mark_uncertain(&entry.line, "%s line %u: %s", parser->words.path, number, why);
	return bootentries_add(parser->entries, &entry, parser->err);
}

/* $NAME … in a menu entry, where nothing tells which command that is. */
static int take_named_command(struct grubcfg_parser *parser, const struct shellword *word)
{
	const struct grubcfg_block *block = innermost_menuentry(parser);
	const char *text = bootline_text(&word->line);
	bool ignored, known = *text && !word->line.uncertain;
	int code = 0;

	if (!word->plain && block && !block->probed &&
	    !(known && (strncmp(text, "initrd", 6) == 0 || strcmp(text, "echo") == 0)))
		code = add_unread_entry(parser, block->title, word->number,
					"a variable names the command, which may start a kernel");
	return code < 0 ? code : (int)skip_command(parser, &ignored);
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
	case COMMAND_XEN:
		take_hypervisor(parser);
		break;
	case COMMAND_BLSCFG:
		parser->menu->found = true;
		parser->menu->blscfg = true;
		break;
	case COMMAND_SETS:
		take_found_variable(parser);
		break;
	case COMMAND_OTHER:
		return take_named_command(parser, word);
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

int grubcfg_parse(const char *text, const char *path, struct bootvars *vars,
		  struct bootentries *entries, struct grubcfg_menu *menu, struct error *err)
{
	CLEANUP(grubcfg_parser_done)
	struct grubcfg_parser parser = {
		.words = { .at = text,
			   .path = path,
			   .number = 1,
			   .vars = vars,
			   .plain_brackets = true },
		.vars = vars,
		.entries = entries,
		.menu = menu,
		.section = strstr(text, SECTION),
		.err = err,
	};
	int found = SHELLWORDS_COMMAND_ENDS;

	while (found >= 0 && found != SHELLWORDS_TEXT_ENDS)
		found = take_grub_command(&parser);
	/* Entries may be hidden in the text that was taken for a part of a quote. */
	if (found >= 0 && parser.words.unended)
		found = add_unread_entry(&parser, "what follows a quote without its end",
					 parser.words.number, "a quote without its end");
	return found < 0 ? found : 0;
}

/* All files of one name, as they are read. */
struct grubcfg_files {
	const struct root *root;
	const struct grubdirs_paths *paths;
	const char *name;
	struct bootentries *entries;
	struct grubcfg_menu *menu;
	size_t bytes;
	struct error *err;
};

static int read_menu_file(struct grubcfg_files *files, const char *path, struct bootvars *vars)
{
	CLEANUP(cleanup_free) char *text = NULL;
	size_t bytes = 0;
	int code = root_read(files->root, path, TEXT_BYTES_MAX, &text, &bytes, files->err);

	if (code < 0)
		return code == -ENOENT ? 0 : code;
	files->bytes += bytes;
	if (files->bytes > MENUS_BYTES_MAX)
		return error_set(files->err, -E2BIG,
				 "cannot read '%s': all %s together have more than %u bytes", path,
				 files->name, MENUS_BYTES_MAX);
	return grubcfg_parse(text, path, vars, files->entries, files->menu, files->err);
}

/* Those of this system, and those of which nothing tells whose they are. */
static int read_own_menus(struct grubcfg_files *files, struct bootvars *vars)
{
	int code = 0;

	for (size_t i = 0; i < files->paths->names.count && code == 0; i++)
		if (!files->paths->foreign[i])
			code = read_menu_file(files, files->paths->names.names[i], vars);
	return code;
}

/* Those in folders of other systems: their variables are their own, and so are their entries where
 * this system has a menu. */
static int read_foreign_menus(struct grubcfg_files *files, bool own)
{
	struct grubcfg_menu ignored = { 0 };
	int code = 0;

	if (own)
		files->menu = &ignored;
	for (size_t i = 0; i < files->paths->names.count && code == 0; i++) {
		CLEANUP(bootvars_done) struct bootvars vars = { .unset_is_open = true };
		const char *path = files->paths->names.names[i];
		size_t first = files->entries->count;

		if (!files->paths->foreign[i])
			continue;
		code = read_menu_file(files, path, &vars);
		for (size_t k = first; own && k < files->entries->count; k++)
			bootentry_set_aside(&files->entries->list[k], "%s is another system's menu",
					    path);
	}
	return code;
}

static int read_menu_files(struct grubcfg_files *files, const struct osrelease *os,
			   struct bootvars *vars, bool *own)
{
	CLEANUP(grubdirs_paths_done) struct grubdirs_paths paths = { 0 };
	int code = grubdirs_list(files->root, os, files->name, &paths, files->err);

	files->paths = &paths;
	files->bytes = 0;
	if (code == 0)
		code = read_own_menus(files, vars);
	*own |= files->menu->found || paths.own_folder;
	return code == 0 ? read_foreign_menus(files, *own) : code;
}

int grubcfg_read(const struct root *root, const struct osrelease *os, struct bootvars *vars,
		 struct bootentries *entries, struct grubcfg_menu *ret_menu, struct error *err)
{
	static const char *const names[] = { "grub.cfg", "custom.cfg" };
	bool own = false;
	int code = 0;

	vars->unset_is_open = true;
	*ret_menu = (struct grubcfg_menu){ 0 };
	for (size_t i = 0; i < 2 && code == 0; i++) {
		struct grubcfg_files files = {
			.root = root,
			.name = names[i],
			.entries = entries,
			.menu = ret_menu,
			.err = err,
		};

		code = read_menu_files(&files, os, vars, &own);
	}
	return code;
}
