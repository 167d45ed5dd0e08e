/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words as sh and GRUB's script language read them. */
#include "bootloader/shellwords.h"

#include <ctype.h>
#include <string.h>

/* Of ${…} within one another. */
#define NESTED_MAX 16

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

/* Whether what is read next is glued to a word that names one of the arguments. */
static bool continues_argument(const struct bootline *before)
{
	const char *text = bootline_text(before);
	const char *start = text + before->bytes;

	while (start > text && !isspace((unsigned char)start[-1]))
		start--;
	return strncmp(start, "audit", strlen("audit")) == 0;
}

static void skip_substitution(struct shellwords *words, struct shellword *word, char open,
			      char close)
{
	(continues_argument(&word->line) ? bootline_mark_uncertain : bootline_mark_open)(
		&word->line, "%s line %u: what a command puts out is not known here", words->path,
		words->number);
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

/* Names that GRUB or a tool sets to what has nothing to do with auditing. */
static bool is_harmless_name(const char *name, size_t bytes)
{
	static const char *const names[] = {
		"root",		"prefix",     "cmdpath",     "extra_cmdline",	  "tuned_params",
		"tuned_initrd", "vt_handoff", "grub_cpu",    "grub_platform",	  "grub_users",
		"grub_arg",	"grub_class", "xen_rm_opts", "default_kernelopts"
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i]) == bytes && strncmp(names[i], name, bytes) == 0)
			return true;
	return false;
}

bool shellwords_leaves_open(const struct bootvars *vars, const char *name, size_t bytes,
			    const struct bootline *before)
{
	const char *text = bootline_text(before);
	bool starts = !before->bytes || isspace((unsigned char)text[before->bytes - 1]);

	return vars && vars->unset_is_open && !is_harmless_name(name, bytes) &&
	       (starts || continues_argument(before));
}

static void append_variable_value(struct shellwords *words, struct shellword *word,
				  const char *name, size_t bytes, bool quoted)
{
	const struct bootline *value = words->vars ? bootvars_get(words->vars, name, bytes) : NULL;

	if (!value && shellwords_leaves_open(words->vars, name, bytes, &word->line))
		bootline_mark_uncertain(&word->line, "%s line %u: $%.*s is set nowhere here",
					words->path, words->number, (int)bytes, name);
	if (!value)
		return;
	if (continues_argument(&word->line) && (value->varies || value->uncertain))
		mark_word_uncertain(words, word,
				    "the value is set under a condition or by a command");
	word->spaced |= quoted && strpbrk(bootline_text(value), " \t");
	bootline_join(&word->line, value);
}

static void read_word_character(struct shellwords *words, struct shellword *word, bool quoted);

/* Reads the word behind an operator, up to its brace. */
static void read_operand(struct shellwords *words, struct shellword *operand, bool quoted)
{
	while (*words->at && *words->at != '}') {
		if (*words->at == '\n')
			words->number++;
		read_word_character(words, operand, quoted);
	}
	if (*words->at)
		words->at++;
	else
		mark_word_unended(words, operand, "a brace without its end");
}

/* ${NAME-WORD}, ${NAME:-WORD}, ${NAME+WORD}, ${NAME:+WORD}: one of the two. */
static void choose_operand(struct shellwords *words, struct shellword *word, const char *name,
			   size_t bytes, bool quoted)
{
	const struct bootline *value = words->vars ? bootvars_get(words->vars, name, bytes) : NULL;
	const char *at = name + bytes;
	bool colon = *at == ':';
	bool set = value && (!colon || value->bytes), unless = at[colon] == '-';
	struct shellword operand = { 0 };

	words->at = at + colon + 1;
	words->nested++;
	read_operand(words, &operand, quoted);
	words->nested--;
	if (value && value->uncertain)
		bootline_mark_open(&word->line, "%s", value->uncertain);
	if (set != unless)
		bootline_join(&word->line, &operand.line);
	else if (set)
		append_variable_value(words, word, name, bytes, quoted);
	word->spaced |= quoted && strpbrk(bootline_text(&word->line), " \t");
	if (operand.line.uncertain && words->unended)
		mark_word_uncertain(words, word, "a brace without its end");
	shellword_done(&operand);
}

/* ${NAME%PATTERN} and the like give a part of a value, which is none of the arguments where the
 * value has none. */
static void take_part_of_value(struct shellwords *words, struct shellword *word, const char *name,
			       size_t bytes)
{
	const struct bootline *value =
		bytes && words->vars ? bootvars_get(words->vars, name, bytes) : NULL;
	bool part = bytes && strchr("%#", name[bytes]);

	words->bad_substitution |= bytes && strchr("/^,@[", name[bytes]);
	words->at += 2;
	if (!skip_past_close(words, '{', '}'))
		mark_word_unended(words, word, "a brace without its end");
	else if (!part || continues_argument(&word->line) ||
		 (value && (value->uncertain || strstr(bootline_text(value), "audit"))))
		mark_word_uncertain(words, word, "${…} is not read with this operator");
	else if (value)
		bootline_join(&word->line, value);
}

/* At "${" before a name that no "}" ends. */
static void read_operator(struct shellwords *words, struct shellword *word, const char *name,
			  size_t bytes, bool quoted)
{
	const char *at = name + bytes;

	if (bytes && at[*at == ':'] && strchr("-+", at[*at == ':']) && words->nested < NESTED_MAX)
		choose_operand(words, word, name, bytes, quoted);
	else
		take_part_of_value(words, word, name, bytes);
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
		read_operator(words, word, name, bytes, quoted);
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

static bool is_word_end(const struct shellwords *words, char c)
{
	/* Of blanks only these part words, in any locale. In GRUB (hd0) begins a path. */
	return !c || strchr(words->plain_brackets ? " \t\n;&|" : " \t\n;&|()<>", c);
}

/* Reads what a character begins. Takes: quoted: within double quotes, where a single quote is none.
 */
static void read_word_character(struct shellwords *words, struct shellword *word, bool quoted)
{
	switch (*words->at) {
	case '\\':
		read_backslash(words, word, quoted);
		break;
	case '\'':
		if (quoted)
			append_character(words, word, *words->at++, true);
		else
			read_single_quoted(words, word);
		break;
	case '"':
		read_double_quoted(words, word);
		break;
	case '$':
		read_dollar(words, word, quoted);
		break;
	case '`':
		words->at++;
		skip_substitution(words, word, '\0', '`');
		break;
	default:
		append_character(words, word, *words->at++, quoted);
	}
}

void shellwords_value(struct shellwords *words, struct shellword *ret_word)
{
	*ret_word = (struct shellword){ .plain = true, .number = words->number };
	while (!is_word_end(words, *words->at)) {
		ret_word->plain &= !strchr("\\'\"$`", *words->at);
		read_word_character(words, ret_word, false);
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
	if (is_word_end(words, c)) {
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
