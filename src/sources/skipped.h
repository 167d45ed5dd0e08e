/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of an audit log was no record, and where first. */
#ifndef AUBACKLOG_SKIPPED_H
#define AUBACKLOG_SKIPPED_H

#include "base/lines.h"
#include "sources/source.h"

#include <stdbool.h>
#include <stdint.h>

struct skipped {
	uint64_t nul_bytes;
	uint64_t first_line;
	bool interpreted; /* a line of "ausearch -i" */
	bool unfinished;  /* the last line has no newline */
};

/* After a crash a file system may leave NUL bytes where a line was to be; the next record follows
 * at once: takes them off the front of the line. */
void skipped_nul(struct skipped *skipped, struct line *line);

/* Counts a line that is no record, in the source too; empty lines and those of dashes, which
 * ausearch writes between events, are none to speak of. */
void skipped_add(struct skipped *skipped, const struct line *line, uint64_t number,
		 struct source *source);

/* Notes all of it in the source. Gives: 0 or -ENOMEM. */
int skipped_note(const struct skipped *skipped, struct source *source);

#endif
