/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: files of shell assignments. */
#include "bootloader/shellvars.h"

#include "bootloader/shellwords.h"
#include "util/cleanup.h"

#include <string.h>

#define TEXT_BYTES_MAX (1u << 20)

struct shellvars_parser {
	struct shellwords words;
	struct bootvars *vars;
	int depth;	/* of if, case, loops, functions */
	bool condition; /* the command comes after && and the like */
};

static bool is_keyword_of(const struct shellword *word, const char *const *list, size_t count)
{
	for (size_t i = 0; word->plain && i < count; i++)
		if (strcmp(bootline_text(&word->line), list[i]) == 0)
			return true;
	return false;
}

#define IS_KEYWORD_OF(word, list) is_keyword_of(word, list, sizeof(list) / sizeof((list)[0]))

/* Takes NAME=VALUE or NAME+=VALUE if it stands next. */
static bool take_shell_assignment(struct shellvars_parser *parser)
{
	struct shellword word;
	struct bootline value = { 0 };
	const struct bootline *old;
	const char *name;
	size_t bytes;
	bool appends;
	unsigned number;

	if (!shellwords_assigns(&parser->words, &name, &bytes, &appends))
		return false;
	number = parser->words.number;
	old = bootvars_get(parser->vars, name, bytes);
	shellwords_value(&parser->words, &word);
	if (appends && old)
		bootline_join(&value, old);
	bootline_join(&value, &word.line);
	if (parser->depth || parser->condition)
		bootline_mark_uncertain(&value, "%s line %u: assigned under a condition",
					parser->words.path, number);
	shellword_done(&word);
	bootvars_set(parser->vars, name, bytes, &value);
	return true;
}

/* Takes the first word of a command, which is no assignment. */
static void take_command_word(struct shellvars_parser *parser, const struct shellword *word)
{
	static const char *const opens[] = { "if", "case", "for", "while", "until", "{" };
	static const char *const closes[] = { "fi", "esac", "done", "}" };
	static const char *const sets_any[] = { ".", "source", "eval", "read" };
	const char *text = bootline_text(&word->line);

	if (IS_KEYWORD_OF(word, opens) || strcmp(text, "(") == 0)
		parser->depth++;
	else if (IS_KEYWORD_OF(word, closes) || strcmp(text, ")") == 0)
		parser->depth -= parser->depth > 0;
	else if (IS_KEYWORD_OF(word, sets_any))
		bootvars_mark_uncertain(parser->vars, "%s line %u: '%s' is not followed here",
					parser->words.path, word->number, text);
}

/* Whether the command begins after this word. */
static bool is_command_prefix(const struct shellword *word)
{
	static const char *const prefixes[] = { "export", "readonly", "then", "else", "do", "{" };

	return IS_KEYWORD_OF(word, prefixes);
}

/*
 * Takes the other words of a command: those of "unset" are names. Within a case an assignment may
 * follow its pattern. Gives the end of the command.
 */
static enum shellwords_found take_operands(struct shellvars_parser *parser, bool unset)
{
	struct shellword word;
	enum shellwords_found found = SHELLWORDS_WORD;

	while (found == SHELLWORDS_WORD) {
		if (parser->depth && take_shell_assignment(parser))
			continue;
		found = shellwords_next(&parser->words, &word);
		if (found != SHELLWORDS_WORD)
			break;
		/* The body of a function: NAME () { */
		parser->depth += word.plain && strcmp(bootline_text(&word.line), "{") == 0;
		if (unset && !parser->depth)
			bootvars_unset(parser->vars, bootline_text(&word.line));
		shellword_done(&word);
	}
	return found;
}

/* Gives the end of the command. */
static enum shellwords_found take_shell_command(struct shellvars_parser *parser)
{
	struct shellword word;
	bool prefix = true, unset = false;
	enum shellwords_found found;

	while (prefix) {
		if (take_shell_assignment(parser))
			continue;
		found = shellwords_next(&parser->words, &word);
		if (found != SHELLWORDS_WORD)
			return found;
		prefix = is_command_prefix(&word);
		unset = word.plain && strcmp(bootline_text(&word.line), "unset") == 0;
		take_command_word(parser, &word);
		shellword_done(&word);
	}
	return take_operands(parser, unset);
}

void shellvars_parse(const char *text, const char *path, struct bootvars *vars)
{
	struct shellvars_parser parser = {
		.words = { .at = text, .path = path, .number = 1, .vars = vars },
		.vars = vars,
	};
	enum shellwords_found found = SHELLWORDS_COMMAND_ENDS;

	while (found != SHELLWORDS_TEXT_ENDS) {
		parser.condition = found == SHELLWORDS_CONDITION;
		found = take_shell_command(&parser);
	}
	if (parser.words.unended)
		bootvars_mark_uncertain(vars, "%s: a quote or a command without its end", path);
}

int shellvars_read(const struct root *root, const char *path, struct bootvars *vars,
		   struct error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	int code = root_read(root, path, TEXT_BYTES_MAX, &text, NULL, err);

	if (code == 0)
		shellvars_parse(text, path, vars);
	return code;
}
