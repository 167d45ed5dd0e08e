/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The audit logs of a place, read into boots: whole, from the newest boot on, or its window. */
#ifndef AUBACKLOG_LOGS_H
#define AUBACKLOG_LOGS_H

#include "boots/boots.h"
#include "evidence/evidence.h"
#include "evidence/source.h"
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

#endif
