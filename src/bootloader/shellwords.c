/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words as sh and GRUB's script language read them. */
#include "bootloader/shellwords.h"

#include <ctype.h>
#include <string.h>

void shellword_done(struct shellword *word)
{
	bootline_done(&word->line);
}

static void append_character(struct shellwords *words, struct shellword *word, char c, bool quoted)
{
	word->spaced |= quoted && isspace((unsigned char)c);
	bootline_append(&word->line, &c, 1, words->path, words->number);
}

static void mark_word_uncertain(struct shellwords *words, struct shellword *word,
				const char *reason)
{
	bootline_mark_uncertain(&word->line, "%s line %u: %s", words->path, words->number, reason);
}

/* Without an end the rest of the text was taken for a part of the word. */
static void mark_word_unended(struct shellwords *words, struct shellword *word, const char *reason)
{
	words->unended = true;
	mark_word_uncertain(words, word, reason);
}

/* From an opening quote to the closing one, or to the end. */
static void skip_quoted_text(struct shellwords *words)
{
	char quote = *words->at;

	while (words->at[1] && words->at[1] != quote) {
		words->at++;
		words->number += *words->at == '\n';
		if (quote == '"' && *words->at == '\\' && words->at[1])
			words->at++;
	}
	words->at += words->at[1] != '\0';
}

/* Steps past the character that closes what was opened; false when there is none. */
static bool skip_past_close(struct shellwords *words, char open, char close)
{
	int depth = 1;

	for (; *words->at; words->at++) {
		words->number += *words->at == '\n';
		if (*words->at == '\\' && words->at[1])
			words->at++;
		else if (open == '(' && strchr("'\"", *words->at))
			skip_quoted_text(words);
		else if (*words->at == close)
			depth--;
		else if (*words->at == open)
			depth++;
		if (depth)
			continue;
		words->at++;
		return true;
	}
	return false;
}

static void skip_substitution(struct shellwords *words, struct shellword *word, char open,
			      char close)
{
	mark_word_uncertain(words, word, "what a command puts out is not known here");
	if (!skip_past_close(words, open, close))
		mark_word_unended(words, word, "a command without its end");
}

static size_t variable_name_length(const char *text)
{
	size_t length = 0;

	if (!isalpha((unsigned char)*text) && *text != '_')
		return 0;
	while (isalnum((unsigned char)text[length]) || text[length] == '_')
		length++;
	return length;
}

static void append_variable_value(struct shellwords *words, struct shellword *word,
				  const char *name, size_t bytes, bool quoted)
{
	const struct bootline *value = words->vars ? bootvars_get(words->vars, name, bytes) : NULL;

	if (!value)
		return;
	word->spaced |= quoted && strpbrk(bootline_text(value), " \t");
	bootline_join(&word->line, value);
}

/* At "${" before a name that no "}" ends. */
static void skip_operator(struct shellwords *words, struct shellword *word)
{
	words->at += 2;
	if (skip_past_close(words, '{', '}'))
		mark_word_uncertain(words, word, "only $NAME and ${NAME} are read");
	else
		mark_word_unended(words, word, "a brace without its end");
}

/* At a dollar sign. */
static void read_dollar(struct shellwords *words, struct shellword *word, bool quoted)
{
	bool braced = words->at[1] == '{';
	const char *name = words->at + 1 + braced;
	size_t bytes = variable_name_length(name);

	if (words->at[1] == '(') {
		words->at += 2;
		skip_substitution(words, word, '(', ')');
	} else if (braced && name[bytes] != '}') {
		skip_operator(words, word);
	} else if (!bytes && (isspace((unsigned char)*name) || !*name || *name == '"')) {
		words->at++;
		append_character(words, word, '$', quoted);
	} else if (!bytes) {
		words->at += 2;
		mark_word_uncertain(words, word, "only $NAME and ${NAME} are read");
	} else {
		words->at = name + bytes + braced;
		append_variable_value(words, word, name, bytes, quoted);
	}
}

/* At a backslash. Within double quotes it stands for itself before most characters. */
static void read_backslash(struct shellwords *words, struct shellword *word, bool quoted)
{
	char next = words->at[1];

	words->at += next ? 2 : 1;
	if (next == '\n') {
		words->number++;
		return;
	}
	if (quoted && !strchr("$`\"\\", next))
		append_character(words, word, '\\', true);
	if (next)
		append_character(words, word, next, true);
}

static void read_single_quoted(struct shellwords *words, struct shellword *word)
{
	for (words->at++; *words->at && *words->at != '\''; words->at++) {
		append_character(words, word, *words->at, true);
		words->number += *words->at == '\n';
	}
	if (*words->at)
		words->at++;
	else
		mark_word_unended(words, word, "a quote without its end");
}

static void read_double_quoted(struct shellwords *words, struct shellword *word)
{
	words->at++;
	while (*words->at && *words->at != '"') {
		if (*words->at == '\\') {
			read_backslash(words, word, true);
		} else if (*words->at == '$') {
			read_dollar(words, word, true);
		} else if (*words->at == '`') {
			words->at++;
			skip_substitution(words, word, '\0', '`');
		} else {
			append_character(words, word, *words->at, true);
			words->number += *words->at++ == '\n';
		}
	}
	if (*words->at)
		words->at++;
	else
		mark_word_unended(words, word, "a quote without its end");
}

static bool is_word_end(char c)
{
	/* Of blanks only these part words, in any locale. */
	return !c || strchr(" \t\n;&|()<>", c);
}

void shellwords_value(struct shellwords *words, struct shellword *ret_word)
{
	*ret_word = (struct shellword){ .plain = true, .number = words->number };
	while (!is_word_end(*words->at)) {
		ret_word->plain &= !strchr("\\'\"$`", *words->at);
		switch (*words->at) {
		case '\\':
			read_backslash(words, ret_word, false);
			break;
		case '\'':
			read_single_quoted(words, ret_word);
			break;
		case '"':
			read_double_quoted(words, ret_word);
			break;
		case '$':
			read_dollar(words, ret_word, false);
			break;
		case '`':
			words->at++;
			skip_substitution(words, ret_word, '\0', '`');
			break;
		default:
			append_character(words, ret_word, *words->at++, false);
		}
	}
}

/* Blanks, continued lines, a comment. */
static void skip_shell_blanks(struct shellwords *words)
{
	for (;;) {
		words->at += strspn(words->at, " \t");
		if (words->at[0] != '\\' || words->at[1] != '\n')
			break;
		words->at += 2;
		words->number++;
	}
	if (*words->at == '#')
		words->at += strcspn(words->at, "\n");
}

enum shellwords_found shellwords_next(struct shellwords *words, struct shellword *ret_word)
{
	char c;

	skip_shell_blanks(words);
	c = *words->at;
	if (!c)
		return SHELLWORDS_TEXT_ENDS;
	if (c == '\n' || c == ';') {
		words->at++;
		words->number += c == '\n';
		return SHELLWORDS_COMMAND_ENDS;
	}
	if (c == '&' || c == '|') {
		words->at += strspn(words->at, "&|");
		return SHELLWORDS_CONDITION;
	}
	if (strchr("()<>", c)) {
		*ret_word = (struct shellword){ .number = words->number };
		append_character(words, ret_word, c, false);
		words->at++;
	} else {
		shellwords_value(words, ret_word);
	}
	return SHELLWORDS_WORD;
}

bool shellwords_assigns(struct shellwords *words, const char **ret_name, size_t *ret_bytes,
			bool *ret_appends)
{
	size_t bytes;
	bool appends;

	skip_shell_blanks(words);
	bytes = variable_name_length(words->at);
	appends = bytes && words->at[bytes] == '+';
	if (!bytes || words->at[bytes + appends] != '=')
		return false;
	*ret_name = words->at;
	*ret_bytes = bytes;
	*ret_appends = appends;
	words->at += bytes + appends + 1;
	return true;
}
