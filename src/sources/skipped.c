/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of an audit log was no record. */
#define _GNU_SOURCE
#include "sources/skipped.h"

#include "base/cleanup.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

void skipped_nul(struct skipped *skipped, struct line *line)
{
	while (line->length && *line->text == '\0') {
		line->text++;
		line->length--;
		skipped->nul_bytes++;
	}
}

/* "ausearch -i" writes the stamp as a date: "msg=audit(11/21/2026 01:47:31.000:12) : ". */
static bool is_interpreted(const struct line *line)
{
	const char *stamp = memmem(line->text, line->length, "msg=audit(", 10);

	return stamp && memchr(stamp, '/', (size_t)(line->text + line->length - stamp)) &&
	       memmem(stamp, (size_t)(line->text + line->length - stamp), ") : ", 4);
}

static bool is_separator(const struct line *line)
{
	return line->length == 0 || (line->length == 4 && memcmp(line->text, "----", 4) == 0);
}

void skipped_add(struct skipped *skipped, const struct line *line, uint64_t number,
		 struct source *source)
{
	if (is_separator(line) && !skipped->nul_bytes)
		return;
	source->skipped++;
	if (!skipped->first_line)
		skipped->first_line = number;
	skipped->interpreted |= is_interpreted(line);
}

int skipped_note(const struct skipped *skipped, struct source *source)
{
	CLEANUP(cleanup_free) char *lines = NULL;
	char nul[48] = "";
	int code = 0;

	if (skipped->nul_bytes)
		(void)snprintf(nul, sizeof(nul), "; %" PRIu64 " NUL bytes stepped over",
			       skipped->nul_bytes);
	if (source->skipped)
		code = asprintf(
			&lines,
			"%" PRIu64 " line%s no audit record, the first is line %" PRIu64 "%s",
			source->skipped, source->skipped == 1 ? " is" : "s are",
			skipped->first_line,
			skipped->interpreted
				? " (this looks like the output of ausearch -i: raw records are needed)"
				: "");
	if (code < 0)
		return -ENOMEM;
	if (!source->skipped && !skipped->nul_bytes && !skipped->unfinished)
		return 0;
	code = asprintf(&source->note, "%s%s%s", lines ? lines : "all lines are records", nul,
			skipped->unfinished ? "; the last line is cut off" : "");
	return code < 0 ? -ENOMEM : 0;
}
