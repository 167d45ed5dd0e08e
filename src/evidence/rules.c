/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: the audit rules. */
#define _GNU_SOURCE
#include "evidence/rules.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *option;
	size_t offset;
} settings[] = {
	{ .option = "-b", .offset = offsetof(struct rules, backlog_limit) },
	{ .option = "-f", .offset = offsetof(struct rules, failure) },
	{ .option = "-e", .offset = offsetof(struct rules, enabled) },
	{ .option = "-r", .offset = offsetof(struct rules, rate_limit) },
	{ .option = "--backlog_wait_time", .offset = offsetof(struct rules, backlog_wait_time) },
};

#define BLANKS " \t\r"

/* The value of an option at the start of a line: "-b 8192", "-b8192", "--backlog_wait_time=60000".
 */
static const char *rules_option_value(const char *line, const char *option)
{
	size_t length = strlen(option);

	if (strncmp(line, option, length) != 0)
		return NULL;
	line += length;
	if (length > 2 && *line != '=' && !strchr(BLANKS "\n", *line))
		return NULL;
	return line + strspn(line, BLANKS "=");
}

static bool rules_read_number(const char *text, uint64_t *ret_value)
{
	char *end;
	unsigned long long value;

	if (*text < '0' || *text > '9')
		return false;
	value = strtoull(text, &end, 0);
	end += strspn(end, BLANKS);
	if ((*end && *end != '\n') || value > UINT32_MAX)
		return false;
	*ret_value = value;
	return true;
}

/* "-a always,exclude -F msgtype=EOE", in any order. */
static bool rules_exclude(const char *line, const char *type)
{
	const char *const wanted[] = { "exclude", "always", "msgtype=", type };
	const size_t length = strcspn(line, "\n");

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (!memmem(line, length, wanted[i], strlen(wanted[i])))
			return false;
	return strncmp(line, "-a", 2) == 0 || strncmp(line, "-A", 2) == 0;
}

/* Takes: a text that begins with the line. Gives: false for a setting without a number. */
static bool rules_parse_line(const char *line, unsigned line_number, struct rules *rules)
{
	line += strspn(line, BLANKS);
	rules->excludes_eoe |= rules_exclude(line, "EOE") || rules_exclude(line, "1320");
	rules->excludes_proctitle |=
		rules_exclude(line, "PROCTITLE") || rules_exclude(line, "1327");
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		const char *text = rules_option_value(line, settings[i].option);
		struct rules_number number = { .given = true, .line = line_number };

		if (!text)
			continue;
		if (!rules_read_number(text, &number.value))
			return false;
		memcpy((char *)rules + settings[i].offset, &number, sizeof(number));
		return true;
	}
	return true;
}

unsigned rules_parse(const char *text, struct rules *rules)
{
	unsigned number = 0, first_bad = 0;

	rules->known = true;
	while (*text) {
		number++;
		if (!rules_parse_line(text, number, rules) && !first_bad)
			first_bad = number;
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return first_bad;
}
