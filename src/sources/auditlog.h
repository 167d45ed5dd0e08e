/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: an audit log. Gives its records in the order of the file and counts what is none. */
#ifndef AUBACKLOG_AUDITLOG_H
#define AUBACKLOG_AUDITLOG_H

#include "base/blocks.h"
#include "base/error.h"
#include "sources/record.h"
#include "sources/scan.h"
#include "sources/source.h"

/* Who takes records. */
struct auditlog_sink {
	/*
	 * Takes each record as it is read; "unfinished" when the file ends in the middle of the
	 * line, so that the record is there but its fields may be cut. Gives 0, a positive value to
	 * end the reading behind it, or -errno to stop, with the reason in its own error.
	 */
	int (*take)(void *context, const struct record *record, bool unfinished);
	/*
	 * Takes further records of the event whose record was just taken, at once: neither
	 * CONFIG_CHANGE nor DAEMON_*. Takes: that record; what scan_repeated makes them of, from
	 * the line behind it on. Gives: as take does. May be NULL where take is to be given each.
	 */
	int (*take_further)(void *context, const struct record *first,
			    const struct scan_repeat repeats[], size_t count);
	void *context;
	uint64_t *line; /* gets the number of a record's line before it is taken; or NULL */
};

/*
 * The sinks of one log after the other. The records are dealt out so that those which may be of one
 * boot go to the same sink, in their order: by node, and without a node from one start of auditd to
 * the next. A large file is read by the threads of "blocks", one for each sink, which call take and
 * take_further: not those of one sink at the same time.
 */
struct auditlog_sinks {
	const struct auditlog_sink *list;
	unsigned count;	       /* 1 to THREADS_MAX; only one where it may end the reading */
	struct blocks *blocks; /* of logblocks_new, the caller's; or NULL: this thread reads */
	/* Is called every so often, with the bytes of the log that were read. May be NULL. */
	void (*passed)(void *context, uint64_t bytes);
	void *context;
	uint64_t lines;	 /* of the logs read before; goes on */
	uint64_t starts; /* of auditd without a node in them; goes on */
};

/*
 * Reads an audit log to its end, or to where a sink ends it.
 * Takes: a descriptor (the caller's), whose offset is behind the last line taken afterwards; the
 * name that messages use, the sinks.
 * Gives: 0 and what was read: lines, records, what was skipped and where first (an owned source, to
 * be freed by report_done); otherwise -errno: a read that failed, a file that became shorter
 * (-ESTALE), or what a sink gave.
 */
int auditlog_read(int fd, const char *name, struct auditlog_sinks *sinks, struct source *ret_source,
		  struct error *err);

/* As auditlog_read, for a file of any size by the threads of "blocks". Takes: a regular file. */
int auditlog_read_blocks(int fd, const char *name, struct auditlog_sinks *sinks,
			 struct source *ret_source, struct error *err);

#endif
