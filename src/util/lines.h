/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads a file or stream by lines, in memory that does not grow with it. */
#ifndef AUBACKLOG_LINES_H
#define AUBACKLOG_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Far above the kernel's longest record (MAX_AUDIT_MESSAGE_LENGTH 8970), enriched by auditd. */
#define LINES_LONGEST 65536

struct lines {
	int fd; /* the caller's; not closed here */
	char *block;
	char *buffer; /* the last block, preceded by the beginning of its first line */
	size_t start;
	size_t end;
	bool eof;
	bool discarding; /* skipping the rest of a line that was too long */
	uint64_t number; /* of the last line given, from 1 */
};

struct line {
	const char *text; /* valid until the next call; no newline in it */
	size_t length;
	bool unfinished; /* the file ends without a newline */
	bool overlong;	 /* longer than LINES_LONGEST: text is its beginning */
};

void lines_init(struct lines *lines, int fd);

void lines_done(struct lines *lines);

/* Gives 1 and a line, 0 at the end, or -errno of the read that failed. */
int lines_next(struct lines *lines, struct line *ret_line);

#endif
