/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: an audit log. Gives its records in the order of the file and counts the other lines. */
#ifndef AUBACKLOG_AUDITLOG_H
#define AUBACKLOG_AUDITLOG_H

#include "evidence/record.h"
#include "evidence/source.h"
#include "util/error.h"
#include "util/progress.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Who takes records. */
struct auditlog_sink {
	/*
	 * Takes each record as it is read; "unfinished" when the file ends in the middle of the
	 * line, so that the record is there but its fields may be cut. Gives 0, a positive value to
	 * end the reading after it, or -errno to stop, with the reason in its own error.
	 */
	int (*take)(void *context, const struct record *record, bool unfinished);
	/*
	 * Takes further records of the event whose record was just taken, at once: neither
	 * CONFIG_CHANGE nor DAEMON_*, made by scan_further. Gives: 0 or -errno. NULL where take is
	 * to be given each, and may end the reading.
	 */
	int (*take_further)(void *context, const struct record *first, size_t count);
	void *context;
	struct progress *progress; /* the bytes read are added to it; may be NULL */
	/* Threads, more than one only for a regular file, and the bytes of their blocks; 0: as fits
	 * the size of the log. */
	unsigned threads;
	size_t block_bytes;
};

/*
 * Reads an audit log to its end, or to where the sink ends it. Several threads read and scan a
 * large file; the sink is always called by the caller's.
 * Takes: a descriptor (the caller's), whose offset stands after the last line taken in the end; the
 * name that messages use.
 * Gives: 0 and the account: lines, records, lines skipped and the first of them (source_done frees
 * it); otherwise -errno: a read that failed, a file that became shorter
 * (-ESTALE), or the code of a sink.
 */
int auditlog_read(int fd, const char *name, const struct auditlog_sink *sink,
		  struct source *ret_source, struct error *err);

#endif
