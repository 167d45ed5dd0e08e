/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: the kernel command line. */
#include "evidence/cmdline.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* One word: name, and the value after the first "=" without its quotes. */
struct word {
	char name[64];
	char value[64];
	bool fits;
	const char *start;
	size_t length;
};

static void word_add_char(char *text, size_t size, size_t *used, char c, bool *fits)
{
	if (*used + 1 < size)
		text[(*used)++] = c;
	else
		*fits = false;
	text[*used] = '\0';
}

static const char *word_next(const char *at, struct word *word)
{
	bool quoted = false, in_value = false;
	size_t name_used = 0, value_used = 0;

	*word = (struct word){ .fits = true };
	while (isspace((unsigned char)*at))
		at++;
	if (!*at)
		return NULL;
	word->start = at;
	for (; *at && (quoted || !isspace((unsigned char)*at)); at++) {
		if (*at == '"')
			quoted = !quoted;
		else if (*at == '=' && !in_value)
			in_value = true;
		else if (in_value)
			word_add_char(word->value, sizeof(word->value), &value_used, *at,
				      &word->fits);
		else
			word_add_char(word->name, sizeof(word->name), &name_used, *at, &word->fits);
	}
	word->length = (size_t)(at - word->start);
	return at;
}

static bool word_has_name(const struct word *word, const char *name)
{
	size_t i;

	for (i = 0; name[i] && word->name[i]; i++)
		if ((word->name[i] == '-' ? '_' : word->name[i]) != name[i])
			return false;
	return name[i] == word->name[i];
}

/* kstrtouint(text, 0): no sign but '+', no blanks, nothing after the number, at most 32 bits. */
static bool parse_kernel_unsigned(const char *text, uint64_t *ret_number)
{
	const char *digits = *text == '+' ? text + 1 : text;
	int base = 10;
	char *end;
	unsigned long long number;

	if (digits[0] == '0' && tolower((unsigned char)digits[1]) == 'x' &&
	    isxdigit((unsigned char)digits[2])) {
		base = 16;
		digits += 2;
	} else if (digits[0] == '0') {
		base = 8;
	}
	if (!isxdigit((unsigned char)*digits))
		return false;
	number = strtoull(digits, &end, base);
	if (end == digits || *end || number > UINT32_MAX)
		return false;
	*ret_number = number;
	return true;
}

static void place_set(const struct word *word, const char *text, struct cmdline_place *place)
{
	place->offset = (size_t)(word->start - text);
	place->length = word->length;
}

/*
 * audit_enable(): "on" and "off" in any case, "1" and "0" as they stand, anything else is
 * complained about and taken as on. Off marks the audit system as disabled, and a later audit=1
 * does not take that back.
 */
static void cmdline_take_audit(const struct word *word, const char *text, struct cmdline *cmdline)
{
	bool on = strcasecmp(word->value, "on") == 0 || strcmp(word->value, "1") == 0;

	cmdline->audit_place.count++;
	if (cmdline->audit == CMDLINE_AUDIT_OFF)
		return;
	if (strcasecmp(word->value, "off") == 0 || strcmp(word->value, "0") == 0)
		cmdline->audit = CMDLINE_AUDIT_OFF;
	else
		cmdline->audit = CMDLINE_AUDIT_ON;
	cmdline->audit_odd = cmdline->audit == CMDLINE_AUDIT_ON && !on;
	place_set(word, text, &cmdline->audit_place);
}

static void cmdline_take_limit(const struct word *word, const char *text, struct cmdline *cmdline)
{
	uint64_t limit;

	cmdline->limit_place.count++;
	if (!cmdline->limit_given)
		place_set(word, text, &cmdline->limit_place);
	if (word->fits && parse_kernel_unsigned(word->value, &limit)) {
		place_set(word, text, &cmdline->limit_place);
		cmdline->limit_given = true;
		cmdline->limit_unparsable = false;
		cmdline->limit = limit;
		return;
	}
	/* The kernel leaves an earlier, readable occurrence in force. */
	cmdline->limit_unparsable = true;
	(void)snprintf(cmdline->unparsable, sizeof(cmdline->unparsable), "%.31s", word->value);
}

void cmdline_parse(const char *text, struct cmdline *ret_cmdline)
{
	struct cmdline cmdline = { .known = true, .limit = CMDLINE_DEFAULT_LIMIT };
	struct word word;
	const char *at = text;

	while ((at = word_next(at, &word)) && strcmp(word.name, "--") != 0) {
		if (word_has_name(&word, "audit"))
			cmdline_take_audit(&word, text, &cmdline);
		else if (word_has_name(&word, "audit_backlog_limit"))
			cmdline_take_limit(&word, text, &cmdline);
	}
	*ret_cmdline = cmdline;
}
