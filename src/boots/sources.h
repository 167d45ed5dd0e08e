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

/* The command line, the rules and the status are those of the newest boot. */
struct sources {
	struct boots boots;
	struct cmdline cmdline;
	struct rules rules;
	struct status status;
	char *boot_id; /* of the newest boot, or NULL */
	struct source *list;
	size_t n_list, list_capacity;
};

void sources_done(struct sources *sources);

/*
 * Reads what the evidence holds.
 * Takes: evidence, whose logs are used up; whether the newest boot is enough, so that logs are read
 * from its beginning on, where that can be found (laststart.h); what is left out is noted. Gives:
 * 0; -ENODATA when there is no audit record in it at all; otherwise -errno: a file that is there
 * and cannot be read is an error, one that is not there is noted in the list.
 */
int sources_read(struct evidence *evidence, bool newest_only, struct sources *ret_sources,
		 struct error *err);

#endif
