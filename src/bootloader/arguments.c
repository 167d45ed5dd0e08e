/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The two kernel arguments that are asked for. */
#include "bootloader/arguments.h"

#include "analysis/limit.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

bool arguments_audit_met(const struct cmdline *cmdline)
{
	return cmdline->audit == CMDLINE_AUDIT_ON && !cmdline->audit_odd;
}

bool arguments_limit_met(const struct cmdline *cmdline, uint64_t limit)
{
	return cmdline->limit_given && limit_reaches(cmdline->limit, limit);
}

bool arguments_met(const struct cmdline *cmdline, uint64_t limit)
{
	return arguments_audit_met(cmdline) && arguments_limit_met(cmdline, limit);
}

char *arguments_missing(const struct cmdline *cmdline, uint64_t limit)
{
	bool audit = !cmdline || !cmdline->audit_place.count;
	bool backlog = !cmdline || !cmdline->limit_place.count;
	char number[64] = "";

	if (backlog)
		(void)snprintf(number, sizeof(number), "audit_backlog_limit=%" PRIu64, limit);
	return xasprintf("%s%s%s", audit ? "audit=1" : "", audit && backlog ? " " : "", number);
}

/* The length of such an argument at the start of the text; 0 for another word. */
static size_t argument_length(const char *text)
{
	static const char *const names[] = { "audit=", "audit_backlog_limit=",
					     "audit-backlog-limit=" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t length = strlen(names[i]);

		if (strncmp(text, names[i], length) == 0)
			return length + strcspn(text + length, " \t\n\"'\\,");
	}
	return 0;
}

/* Ends a line, or drops it when it is empty or sets a variable to nothing. */
static void end_stripped_line(const char *line, char **to)
{
	bool empty = *to == line || (*to)[-1] == '=';

	if (empty)
		*to = (char *)line;
	else
		*(*to)++ = '\n';
}

/* The text without the arguments, blanks, quotes and empty lines. */
static char *strip_arguments(const char *text)
{
	char *stripped = xmalloc(strlen(text) + 2);
	char *to = stripped, *line = stripped;
	bool starts = true;

	while (*text) {
		size_t length = starts ? argument_length(text) : 0;

		text += length;
		if (length)
			continue;
		starts = strchr(" \t\n\"'=", *text) != NULL;
		if (*text == '\n') {
			end_stripped_line(line, &to);
			line = to;
		} else if (!strchr(" \t\"'", *text)) {
			*to++ = *text;
		}
		text += *text != '\0';
	}
	end_stripped_line(line, &to);
	*to = '\0';
	return stripped;
}

bool arguments_alone_differ(const char *left, const char *right)
{
	CLEANUP(cleanup_free) char *left_rest = strip_arguments(left);
	CLEANUP(cleanup_free) char *right_rest = strip_arguments(right);

	return strcmp(left_rest, right_rest) == 0;
}
