/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: files of shell assignments. */
#include "bootloader/shellvars.h"

#include "bootloader/shellbranch.h"
#include "bootloader/shellwords.h"
#include "util/cleanup.h"

#include <string.h>

#define TEXT_BYTES_MAX (1u << 20)

struct shellvars_parser {
	struct shellwords words;
	struct bootvars *vars;
	struct shellbranches branches; /* of if, case, loops, functions */
	bool condition;		       /* the command comes after && and the like */
};

static bool is_keyword_of(const struct shellword *word, const char *const *list, size_t count)
{
	for (size_t i = 0; word->plain && i < count; i++)
		if (strcmp(bootline_text(&word->line), list[i]) == 0)
			return true;
	return false;
}

#define IS_KEYWORD_OF(word, list) is_keyword_of(word, list, sizeof(list) / sizeof((list)[0]))

static void break_shell(struct shellvars_parser *parser, unsigned number, const char *what)
{
	if (parser->vars->ends_on_error)
		bootvars_mark_broken(parser->vars, "%s line %u: %s", parser->words.path, number,
				     what);
}

/* Sets a variable; one that is set under a condition is weighed when the condition ends. */
static void set_shell_variable(struct shellvars_parser *parser, const char *name, size_t bytes,
			       struct bootline *value)
{
	if (parser->condition)
		shellbranch_open(&parser->branches);
	shellbranch_note(&parser->branches, parser->vars, name, bytes);
	bootvars_set(parser->vars, name, bytes, value);
	if (parser->condition)
		shellbranch_close(&parser->branches, parser->vars, parser->words.path,
				  parser->words.number);
}

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
	if (appends && parser->vars->plain_sh)
		break_shell(parser, number, "'+=' is bash's, and sh runs it as a command");
	if (*parser->words.at == '(' && parser->vars->plain_sh)
		break_shell(parser, number, "an array is bash's, and a fault in sh");
	if (appends && old)
		bootline_join(&value, old);
	bootline_join(&value, &word.line);
	shellword_done(&word);
	set_shell_variable(parser, name, bytes, &value);
	return true;
}

/* Takes the first word of a command, which is no assignment. */
static void take_command_word(struct shellvars_parser *parser, const struct shellword *word)
{
	static const char *const opens[] = { "if", "case", "for", "while", "until", "{" };
	static const char *const closes[] = { "fi", "esac", "done", "}" };
	static const char *const parts[] = { "else", "elif" };
	static const char *const sets_any[] = { ".", "source", "eval", "read" };
	static const char *const of_bash[] = { "source", "declare",  "typeset", "let",
					       "shopt",	 "function", "mapfile", "pushd" };
	const char *text = bootline_text(&word->line);
	struct shellbranches *branches = &parser->branches;

	if (parser->vars->plain_sh && !shellbranch_depth(branches) && !parser->condition &&
	    IS_KEYWORD_OF(word, of_bash))
		break_shell(parser, word->number, "a command of bash, which sh does not have");
	if (IS_KEYWORD_OF(word, opens) || strcmp(text, "(") == 0)
		shellbranch_open(branches);
	else if (IS_KEYWORD_OF(word, closes) || strcmp(text, ")") == 0)
		shellbranch_close(branches, parser->vars, parser->words.path, word->number);
	else if (IS_KEYWORD_OF(word, parts))
		shellbranch_next(branches, parser->vars, strcmp(text, "else") == 0);
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

/* A pattern of a case ends at its parenthesis: another branch. */
static void take_pattern_end(struct shellvars_parser *parser, const struct shellword *word)
{
	if (strcmp(bootline_text(&word->line), ")") == 0 && parser->words.at[-1] == ')')
		shellbranch_next(&parser->branches, parser->vars, false);
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
		if (shellbranch_depth(&parser->branches) && take_shell_assignment(parser))
			continue;
		found = shellwords_next(&parser->words, &word);
		if (found != SHELLWORDS_WORD)
			break;
		/* The body of a function: NAME () { */
		if (word.plain && strcmp(bootline_text(&word.line), "{") == 0)
			shellbranch_open(&parser->branches);
		if (shellbranch_depth(&parser->branches))
			take_pattern_end(parser, &word);
		if (unset && !shellbranch_depth(&parser->branches))
			bootvars_unset(parser->vars, bootline_text(&word.line));
		shellword_done(&word);
	}
	return found;
}

/* "NAME=VALUE WORD" runs WORD, and "NAME = VALUE" runs NAME: people who write it mean a value. */
static void weigh_command(struct shellvars_parser *parser, const struct shellword *word,
			  bool assigned)
{
	static const char *const known[] = { "export", "readonly", ":", "true", "unset" };
	const char *next = parser->words.at + strspn(parser->words.at, " \t");
	bool alone = word->plain && *next == '=' && next[1] != '=';

	if (parser->condition || shellbranch_depth(&parser->branches) ||
	    strpbrk(bootline_text(&word->line), "()<>"))
		return;
	if (assigned && !IS_KEYWORD_OF(word, known))
		break_shell(
			parser, word->number,
			"a value of several words without quotes: the second is run as a command");
	else if (alone)
		break_shell(parser, word->number,
			    "a blank before '=': the name is run as a command");
}

/* Gives the end of the command. */
static enum shellwords_found take_shell_command(struct shellvars_parser *parser)
{
	struct shellword word;
	bool prefix = true, prefixed = false, unset = false, assigned = false;
	enum shellwords_found found;

	while (prefix) {
		if (take_shell_assignment(parser)) {
			assigned = true;
			continue;
		}
		found = shellwords_next(&parser->words, &word);
		if (found != SHELLWORDS_WORD)
			return found;
		weigh_command(parser, &word, assigned && !prefixed);
		prefix = is_command_prefix(&word);
		prefixed |= prefix;
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
	while (shellbranch_depth(&parser.branches))
		shellbranch_close(&parser.branches, vars, path, parser.words.number);
	if (parser.words.unended)
		bootvars_mark_uncertain(vars, "%s: a quote or a command without its end", path);
	if (parser.words.bad_substitution && vars->plain_sh)
		break_shell(&parser, parser.words.number,
			    "a substitution before this line is bash's, and a fault in sh");
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
