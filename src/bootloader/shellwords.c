/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words as sh and GRUB's script language read them. */
#include "bootloader/shellwords.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

void shellword_done(struct shellword *word)
{
	bootline_done(&word->line);
}

static int put(struct shellwords *words, struct shellword *word, char c, bool quoted)
{
	word->spaced |= quoted && isspace((unsigned char)c);
	return bootline_append(&word->line, &c, 1, words->path, words->number);
}

static int doubt(struct shellwords *words, struct shellword *word, const char *what)
{
	return bootline_doubt(&word->line, "%s line %u: %s", words->path, words->number, what);
}

/* Without an end everything that follows was taken for a part of it. */
static int doubt_end(struct shellwords *words, struct shellword *word, const char *what)
{
	words->unended = true;
	return doubt(words, word, what);
}

/* From an opening quote to the closing one, or to the end. */
static void skip_quoted(struct shellwords *words)
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

/* Steps behind the character that closes what was opened; counts lines. */
static bool skip_to(struct shellwords *words, char open, char close)
{
	int depth = 1;

	for (; *words->at; words->at++) {
		words->number += *words->at == '\n';
		if (*words->at == '\\' && words->at[1])
			words->at++;
		else if (open == '(' && strchr("'\"", *words->at))
			skip_quoted(words);
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

static int substitution(struct shellwords *words, struct shellword *word, char open, char close)
{
	int code = doubt(words, word, "what a command puts out is not known here");

	return skip_to(words, open, close) ? code
					   : doubt_end(words, word, "a command without its end");
}

static size_t name_length(const char *text)
{
	size_t length = 0;

	if (!isalpha((unsigned char)*text) && *text != '_')
		return 0;
	while (isalnum((unsigned char)text[length]) || text[length] == '_')
		length++;
	return length;
}

static int expand(struct shellwords *words, struct shellword *word, const char *name, size_t bytes,
		  bool quoted)
{
	const struct bootline *value = words->vars ? bootvars_get(words->vars, name, bytes) : NULL;

	if (!value)
		return 0;
	word->spaced |= quoted && strpbrk(bootline_text(value), " \t");
	return bootline_join(&word->line, value);
}

/* At a dollar sign. */
static int variable(struct shellwords *words, struct shellword *word, bool quoted)
{
	bool braced = words->at[1] == '{';
	const char *name = words->at + 1 + braced;
	size_t bytes = name_length(name);

	if (words->at[1] == '(') {
		words->at += 2;
		return substitution(words, word, '(', ')');
	}
	if (braced && name[bytes] != '}') {
		words->at += 2;
		if (!skip_to(words, '{', '}'))
			return doubt_end(words, word, "a brace without its end");
		return doubt(words, word, "only $NAME and ${NAME} are read");
	}
	if (!bytes && (isspace((unsigned char)*name) || !*name || *name == '"')) {
		words->at++;
		return put(words, word, '$', quoted);
	}
	if (!bytes) {
		words->at += 2;
		return doubt(words, word, "only $NAME and ${NAME} are read");
	}
	words->at = name + bytes + braced;
	return expand(words, word, name, bytes, quoted);
}

/* At a backslash. Within double quotes it stands for itself before most characters. */
static int backslash(struct shellwords *words, struct shellword *word, bool quoted)
{
	char next = words->at[1];
	int code = 0;

	words->at += next ? 2 : 1;
	if (next == '\n') {
		words->number++;
		return 0;
	}
	if (quoted && !strchr("$`\"\\", next))
		code = put(words, word, '\\', true);
	return code < 0 || !next ? code : put(words, word, next, true);
}

static int single_quoted(struct shellwords *words, struct shellword *word)
{
	int code = 0;

	for (words->at++; *words->at && *words->at != '\'' && code == 0; words->at++) {
		code = put(words, word, *words->at, true);
		words->number += *words->at == '\n';
	}
	if (!*words->at)
		return doubt_end(words, word, "a quote without its end");
	words->at++;
	return code;
}

static int double_quoted(struct shellwords *words, struct shellword *word)
{
	int code = 0;

	words->at++;
	while (*words->at && *words->at != '"' && code == 0) {
		if (*words->at == '\\') {
			code = backslash(words, word, true);
		} else if (*words->at == '$') {
			code = variable(words, word, true);
		} else if (*words->at == '`') {
			words->at++;
			code = substitution(words, word, '\0', '`');
		} else {
			code = put(words, word, *words->at, true);
			words->number += *words->at++ == '\n';
		}
	}
	if (!*words->at)
		return doubt_end(words, word, "a quote without its end");
	words->at++;
	return code;
}

static bool ends_word(char c)
{
	/* Of blanks only these part words, in any locale. */
	return !c || strchr(" \t\n;&|()<>", c);
}

int shellwords_value(struct shellwords *words, struct shellword *ret_word)
{
	struct shellword word = { .plain = true, .number = words->number };
	int code = 0;

	while (code == 0 && !ends_word(*words->at)) {
		word.plain &= !strchr("\\'\"$`", *words->at);
		switch (*words->at) {
		case '\\':
			code = backslash(words, &word, false);
			break;
		case '\'':
			code = single_quoted(words, &word);
			break;
		case '"':
			code = double_quoted(words, &word);
			break;
		case '$':
			code = variable(words, &word, false);
			break;
		case '`':
			words->at++;
			code = substitution(words, &word, '\0', '`');
			break;
		default:
			code = put(words, &word, *words->at++, false);
		}
	}
	if (code < 0) {
		shellword_done(&word);
		return code;
	}
	*ret_word = word;
	return 0;
}

void shellwords_skip_line(struct shellwords *words)
{
	words->at += strcspn(words->at, "\n");
	if (*words->at) {
		words->at++;
		words->number++;
	}
}

static void skip_blanks(struct shellwords *words)
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

int shellwords_next(struct shellwords *words, struct shellword *ret_word)
{
	char c;
	int code;

	skip_blanks(words);
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
		code = put(words, ret_word, c, false);
		words->at++;
	} else {
		code = shellwords_value(words, ret_word);
	}
	return code < 0 ? code : SHELLWORDS_WORD;
}

bool shellwords_assigns(struct shellwords *words, const char **ret_name, size_t *ret_bytes,
			bool *ret_appends)
{
	size_t bytes;
	bool appends;

	skip_blanks(words);
	bytes = name_length(words->at);
	appends = bytes && words->at[bytes] == '+';
	if (!bytes || words->at[bytes + appends] != '=')
		return false;
	*ret_name = words->at;
	*ret_bytes = bytes;
	*ret_appends = appends;
	words->at += bytes + appends + 1;
	return true;
}
