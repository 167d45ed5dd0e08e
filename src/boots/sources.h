/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All sources of a place, read: the boots in its logs and the settings of its machine. */
#ifndef AUBACKLOG_SOURCES_H
#define AUBACKLOG_SOURCES_H

#include "boots/boots.h"
#include "boots/match.h"
#include "evidence/cmdline.h"
#include "evidence/evidence.h"
#include "evidence/readers.h"
#include "evidence/rules.h"
#include "evidence/source.h"
#include "evidence/status.h"
#include "util/error.h"

#include <stdint.h>

/* Logs that together are larger than this are read from the newest boot on, where that is enough.
 * Smaller ones take a fraction of a second. */
#define LOGS_LARGE_BYTES (256 << 20)

/* How much of the logs is to be read. */
enum logs_reach {
	LOGS_WHOLE,
	LOGS_LIST,	      /* whole; no text of a record will be shown */
	LOGS_NEWEST_OF_LARGE, /* from the newest boot on, where the logs are large */
	LOGS_NEWEST,
	LOGS_WINDOW, /* the newest boot's window, and nothing after it */
};

/* Bytes of the logs that were not read. */
struct logs_unread {
	uint64_t older; /* before the newest boot */
	uint64_t life;	/* after the window of the newest boot */
};

/*
 * Reads the logs of the evidence. They are read from the newest boot on where that is enough and
 * its beginning is found (newest.h), otherwise whole. The life after its window is left out only
 * where nothing shows another boot in it.
 * Takes: evidence, whose descriptors are used up; how much of the logs is enough; no boots yet.
 * Gives: 0, the boots finished, a source for each log, the bytes left out; or -errno.
 */
int logs_read(const struct evidence *evidence, enum logs_reach reach, struct boots *boots,
	      struct source_list *list, struct logs_unread *ret_unread, struct error *err);

/* What kept the running machine's audit log or counters from being read. */
enum sources_access {
	SOURCES_OPEN,	  /* nothing */
	SOURCES_FOR_ROOT, /* this is an ordinary user's */
	SOURCES_OF_HOST,  /* the kernel does not answer this container */
};

/* The command line, the rules, the status and the readers are those of the newest boot; what is of
 * another is left out, and noted. */
struct sources {
	struct boots boots;
	struct cmdline cmdline;
	struct rules rules;
	struct status status;	    /* of several that were given the oldest */
	struct status later_status; /* and the newest */
	struct readers readers;
	enum sources_access access;
	char *boot_id;		      /* of the boot that the machine ran, or NULL */
	const char *host;	      /* the machine's name by its files, or NULL; the settings' */
	struct match_running running; /* while the kernel logs are matched */
	struct logs_unread unread;
	struct source_list list;
};

void sources_done(struct sources *sources);

/*
 * Reads the evidence.
 * Takes: evidence, whose logs are used up; how much of them is enough. Parts left out are noted.
 * Gives: 0; -ENODATA when there is no audit record in it at all; otherwise -errno: a file that is
 * there and cannot be read is an error, one that is not there is noted in the list.
 */
int sources_read(struct evidence *evidence, enum logs_reach reach, struct sources *ret_sources,
		 struct error *err);

#endif
