/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: an audit log. Gives its records in the order of the file and counts what is none. */
#ifndef AUBACKLOG_AUDITLOG_H
#define AUBACKLOG_AUDITLOG_H

#include "base/error.h"
#include "sources/record.h"
#include "sources/source.h"

/* Who takes the records. */
struct auditlog_sink {
	/*
	 * Takes each record as it is read; "unfinished" when the file ends in the middle of the
	 * line, so that the record is there but its fields may be cut. Gives 0, a positive value to
	 * end the reading behind it, or -errno to stop, with the reason in its own error.
	 */
	int (*take)(void *context, const struct record *record, bool unfinished);
	/*
	 * What of further records of the event that was just taken only the number matters to (of
	 * all kinds but CONFIG_CHANGE and DAEMON_*): gives where to count them instead of taking
	 * them, or NULL to be given each. May be NULL.
	 */
	uint64_t *(*counter)(void *context, const struct record *record);
	bool may_end; /* it may end the reading: this is by one thread then */
	void *context;
};

/*
 * Reads an audit log to its end, or to where the sink ends it.
 * Takes: a descriptor (the caller's), whose offset is behind the last line taken afterwards; the
 * name that messages use, a sink.
 * Gives: 0 and what was read: lines, records, what was skipped and where first (an owned source, to
 * be freed by report_done); otherwise -errno: a read that failed, a file that became shorter
 * (-ESTALE), or what the sink gave.
 */
int auditlog_read(int fd, const char *name, const struct auditlog_sink *sink,
		  struct source *ret_source, struct error *err);

/*
 * As auditlog_read does with large files where there is more than one processor: the same, sooner.
 * Takes: a regular file; the bytes of a block, up to 1 GiB; how many threads scan blocks beside
 * this one, which takes the records in their order; a sink that does not end the reading.
 */
int auditlog_read_blocks(int fd, const char *name, const struct auditlog_sink *sink,
			 size_t block_bytes, unsigned helpers, struct source *ret_source,
			 struct error *err);

#endif
