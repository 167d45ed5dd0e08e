/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An audit log that is being read, as one thread sees it: lines are numbered and counted, and their
 * records dealt out to the sinks. */
#ifndef AUBACKLOG_LOGREADING_H
#define AUBACKLOG_LOGREADING_H

#include "base/error.h"
#include "sources/auditlog.h"
#include "sources/scan.h"
#include "sources/skipped.h"
#include "sources/source.h"

#include <stddef.h>
#include <stdint.h>

/* Who takes here: all sinks. */
#define LOGREADING_ALL (-1)

/* A block of the log, and what was found in it. */
struct logreading_block {
	const char *text;
	size_t length;
	const struct scan *scan;
};

/* The line that began in a block and ends in another. */
struct logreading_seam {
	char *text;    /* its beginning, room for the longest line */
	size_t length; /* of all of it */
};

struct logreading {
	const struct auditlog_sinks *sinks;
	int only;			  /* the one sink that takes here, or LOGREADING_ALL */
	const struct auditlog_sink *sink; /* of the record before; NULL: it takes elsewhere */
	const char *name;
	uint64_t number;      /* of the line before, from 1 */
	uint64_t starts;      /* of auditd without a node so far, those of earlier logs too */
	unsigned start_share; /* the sink of what follows the last of them */
	uint64_t bytes;	      /* of the blocks so far */
	uint64_t taken;	      /* of the lines so far, where each record is given by itself */
	struct logreading_seam seam;
	struct skipped skipped;
	struct source source;
};

/*
 * Begins to read.
 * Takes: the name for messages and the sinks, the caller's; who takes here. Gives: 0 or -ENOMEM.
 */
int logreading_begin(struct logreading *reading, const char *name,
		     const struct auditlog_sinks *sinks, int only);

void logreading_done(struct logreading *reading);

/* Takes the next block, and the last line, which has no newline. Give: 0 or what a sink gave. */
int logreading_take(struct logreading *reading, const struct logreading_block *block);
int logreading_take_last(struct logreading *reading);

/* The errors of a record that could not be taken and of a log that cannot be read. Give: the code.
 */
int logreading_cannot_take(const struct logreading *reading, int code, struct error *err);
int logreading_cannot_read(const struct logreading *reading, int code, struct error *err);

#endif
