/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All sources of a place, read: the boots in its logs and the settings of its machine. */
#ifndef AUBACKLOG_SOURCES_H
#define AUBACKLOG_SOURCES_H

#include "base/error.h"
#include "boots/boots.h"
#include "sources/cmdline.h"
#include "sources/evidence.h"
#include "sources/rules.h"
#include "sources/source.h"
#include "sources/status.h"

/* Logs that together are larger are read from the newest boot on, where that is enough: what is
 * smaller takes a fraction of a second. */
#define SOURCES_LARGE_BYTES (256 << 20)

/* How much of the logs is to be read. */
enum sources_reach {
	SOURCES_WHOLE,
	SOURCES_NEWEST_OF_LARGE, /* from the newest boot on, where the logs are large */
	SOURCES_NEWEST,
	SOURCES_WINDOW, /* the newest boot's window, without its life behind it */
};

/* The command line, the rules and the status are those of the newest boot. */
struct sources {
	struct boots boots;
	struct cmdline cmdline;
	struct rules rules;
	struct status status;
	char *boot_id;	       /* of the newest boot, or NULL */
	uint64_t older_unread; /* bytes of the logs before the newest boot, not read */
	uint64_t life_unread;  /* bytes behind the window of the newest boot, not read */
	struct source *list;
	size_t n_list, list_capacity;
};

void sources_done(struct sources *sources);

/*
 * Reads what the evidence holds.
 * Takes: evidence, whose logs are used up; how much of them is enough. Logs are read from the
 * beginning of the newest boot on where that can be found (laststart.h), otherwise whole; the life
 * behind its window only where nothing speaks for another boot in it. What is left out is noted.
 * Gives: 0; -ENODATA when there is no audit record in it at all; otherwise -errno: a file that is
 * there and cannot be read is an error, one that is not there is noted in the list.
 */
int sources_read(struct evidence *evidence, enum sources_reach reach, struct sources *ret_sources,
		 struct error *err);

#endif
