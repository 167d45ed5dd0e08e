/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of verbs, options and values in sentences. */
#include "cmd/option_words.h"

#include "cmd/option_table.h"
#include "util/cleanup.h"
#include "util/text.h"
#include "util/textstream.h"
#include "util/xalloc.h"

#include <string.h>

/* A word with so many wrong letters may be meant; of a short name, fewer than it has. */
#define NEAR_DISTANCE 2

static void join_next(FILE *out, const char *name, bool first, bool last)
{
	fprintf(out, "%s%s", first ? "" : last ? " or " : ", ", name);
}

char *option_words_join(unsigned bits, const char *(*name_of)(unsigned bit))
{
	FILE *out;
	struct textstream *text = textstream_open(&out);
	bool first = true;

	for (unsigned bit = 0; bits >> bit; bit++) {
		if (!(bits >> bit & 1))
			continue;
		join_next(out, name_of(bit), first, !(bits >> bit >> 1));
		first = false;
	}
	return textstream_close(text);
}

const char *option_words_verb(unsigned verb)
{
	return verb_rows[verb].name;
}

char *option_words_choices(const char *choices)
{
	CLEANUP(cleanup_free) char *names = xstrdup(choices);
	FILE *out;
	struct textstream *text = textstream_open(&out);
	char *rest = names, *name;

	while ((name = strsep(&rest, "|")))
		join_next(out, name, name == names, !rest);
	return textstream_close(text);
}

bool option_words_has(const char *choices, const char *value)
{
	const size_t length = strlen(value);

	if (strchr(value, '|'))
		return false;
	for (const char *at = choices; at; at = strchr(at, '|')) {
		at += *at == '|';
		if (strncmp(at, value, length) == 0 && (at[length] == '|' || !at[length]))
			return true;
	}
	return false;
}

/* The nearest of the names that were tried. */
struct near_name {
	const char *name; /* or NULL */
	unsigned distance;
};

static void try_name(struct near_name *nearest, const char *word, const char *name)
{
	unsigned distance = text_distance(word, name, NEAR_DISTANCE);

	if (distance > NEAR_DISTANCE || distance >= strlen(name) ||
	    (nearest->name && distance >= nearest->distance))
		return;
	*nearest = (struct near_name){ .name = name, .distance = distance };
}

static char *ask_for_name(const struct near_name *nearest, const char *dashes)
{
	return nearest->name ? xasprintf("; did you mean %s%s?", dashes, nearest->name)
			     : xstrdup("");
}

char *option_words_like_verb(const char *word)
{
	struct near_name nearest = { 0 };

	for (size_t i = 0; i < VERB_COUNT; i++)
		try_name(&nearest, word, verb_rows[i].name);
	try_name(&nearest, word, "help");
	try_name(&nearest, word, "version");
	return ask_for_name(&nearest, "");
}

/* Those that begin with it: getopt_long(3) takes the beginning of one option alone. */
static char *ask_for_beginning(const char *name)
{
	const char *before = NULL;
	FILE *out;
	struct textstream *text = textstream_open(&out);

	for (size_t i = 0; i < option_rows_count && *name; i++) {
		if (!option_rows[i].help || strncmp(option_rows[i].name, name, strlen(name)) != 0)
			continue;
		if (before)
			fprintf(out, "--%s or ", before);
		else
			fputs("; did you mean ", out);
		before = option_rows[i].name;
	}
	if (before)
		fprintf(out, "--%s?", before);
	return textstream_close(text);
}

char *option_words_like_option(const char *word)
{
	const char *begin = word + strspn(word, "-");
	CLEANUP(cleanup_free) char *name = xstrndup(begin, strcspn(begin, "="));
	CLEANUP(cleanup_free) char *longer = ask_for_beginning(name);
	struct near_name nearest = { 0 };

	if (*longer)
		return xstrdup(longer);
	for (size_t i = 0; i < option_rows_count; i++)
		if (option_rows[i].help)
			try_name(&nearest, name, option_rows[i].name);
	return ask_for_name(&nearest, "--");
}

char *option_words_like_choice(const char *word, const char *choices)
{
	CLEANUP(cleanup_free) char *names = xstrdup(choices);
	struct near_name nearest = { 0 };
	char *rest = names, *name;

	while ((name = strsep(&rest, "|")))
		try_name(&nearest, word, name);
	return ask_for_name(&nearest, "");
}
