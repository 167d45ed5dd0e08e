/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: files of shell assignments. */
#define _GNU_SOURCE
#include "bootloader/shellvars.h"

#include "base/cleanup.h"
#include "bootloader/shellwords.h"

#include <errno.h>
#include <string.h>

#define TEXT_BYTES_MAX (1u << 20)

struct parser {
	struct shellwords words;
	struct bootvars *vars;
	int depth;	/* of if, case, loops, functions */
	bool condition; /* behind && and the like */
};

static bool is_one_of(const struct shellword *word, const char *const *list, size_t count)
{
	for (size_t i = 0; word->plain && i < count; i++)
		if (strcmp(bootline_text(&word->line), list[i]) == 0)
			return true;
	return false;
}

#define IS_ONE_OF(word, list) is_one_of(word, list, sizeof(list) / sizeof((list)[0]))

static int assign(struct parser *parser, const char *name, size_t bytes, bool appends)
{
	const struct bootline *old = bootvars_get(parser->vars, name, bytes);
	struct shellword word = { 0 };
	struct bootline value = { 0 };
	unsigned number = parser->words.number;
	int code = shellwords_value(&parser->words, &word);

	if (code == 0 && appends && old)
		code = bootline_join(&value, old);
	if (code == 0)
		code = bootline_join(&value, &word.line);
	if (code == 0 && (parser->depth || parser->condition))
		code = bootline_doubt(&value, "%s line %u: assigned under a condition",
				      parser->words.path, number);
	shellword_done(&word);
	if (code < 0) {
		bootline_done(&value);
		return code;
	}
	return bootvars_set(parser->vars, name, bytes, &value);
}

/* A command that is not an assignment. */
static int take_word(struct parser *parser, const struct shellword *word)
{
	static const char *const opens[] = { "if", "case", "for", "while", "until", "{" };
	static const char *const closes[] = { "fi", "esac", "done", "}" };
	static const char *const sets_any[] = { ".", "source", "eval", "read" };
	const char *text = bootline_text(&word->line);

	if (IS_ONE_OF(word, opens) || strcmp(text, "(") == 0)
		parser->depth++;
	else if (IS_ONE_OF(word, closes) || strcmp(text, ")") == 0)
		parser->depth -= parser->depth > 0;
	else if (IS_ONE_OF(word, sets_any) && !parser->vars->unclear &&
		 asprintf(&parser->vars->unclear, "%s line %u: '%s' is not followed here",
			  parser->words.path, word->number, text) < 0)
		return -ENOMEM;
	return 0;
}

static bool is_prefix(const struct shellword *word)
{
	static const char *const prefixes[] = { "export", "readonly", "then", "else", "do", "{" };

	return IS_ONE_OF(word, prefixes);
}

/*
 * The words behind the first of a command: of "unset", the names. Within a case an assignment may
 * stand behind its pattern.
 */
static int take_operands(struct parser *parser, bool unset)
{
	struct shellword word;
	const char *name;
	size_t bytes;
	bool appends;
	int found = SHELLWORDS_WORD;

	while (found == SHELLWORDS_WORD) {
		if (parser->depth && shellwords_assigns(&parser->words, &name, &bytes, &appends)) {
			found = assign(parser, name, bytes, appends) < 0 ? -ENOMEM : found;
			continue;
		}
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

/* Gives what ended the command, or -ENOMEM. */
static int take_command(struct parser *parser)
{
	struct shellword word;
	const char *name;
	size_t bytes;
	bool appends, prefix = true, unset = false;
	int found, code;

	while (prefix) {
		if (shellwords_assigns(&parser->words, &name, &bytes, &appends)) {
			code = assign(parser, name, bytes, appends);
			if (code < 0)
				return code;
			continue;
		}
		found = shellwords_next(&parser->words, &word);
		if (found != SHELLWORDS_WORD)
			return found;
		prefix = is_prefix(&word);
		unset = word.plain && strcmp(bootline_text(&word.line), "unset") == 0;
		code = take_word(parser, &word);
		shellword_done(&word);
		if (code < 0)
			return code;
	}
	return take_operands(parser, unset);
}

int shellvars_parse(const char *text, const char *path, struct bootvars *vars)
{
	struct parser parser = {
		.words = { .at = text, .path = path, .number = 1, .vars = vars },
		.vars = vars,
	};
	int found = SHELLWORDS_COMMAND_ENDS;

	while (found >= 0 && found != SHELLWORDS_TEXT_ENDS) {
		parser.condition = found == SHELLWORDS_CONDITION;
		found = take_command(&parser);
	}
	if (found >= 0 && parser.words.unended && !vars->unclear &&
	    asprintf(&vars->unclear, "%s: a quote or a command without its end", path) < 0) {
		vars->unclear = NULL;
		return -ENOMEM;
	}
	return found < 0 ? found : 0;
}

int shellvars_read(const struct root *root, const char *path, struct bootvars *vars,
		   struct error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	int code = root_read(root, path, TEXT_BYTES_MAX, &text, NULL, err);

	if (code == 0 && shellvars_parse(text, path, vars) < 0)
		code = error_memory(err, "read shell assignments");
	return code;
}
