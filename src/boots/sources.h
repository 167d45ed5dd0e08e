/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All sources of a place, read: the boots in its logs and the settings of its machine. */
#ifndef AUBACKLOG_SOURCES_H
#define AUBACKLOG_SOURCES_H

#include "boots/boots.h"
#include "boots/logs.h"
#include "evidence/cmdline.h"
#include "evidence/evidence.h"
#include "evidence/rules.h"
#include "evidence/source.h"
#include "evidence/status.h"
#include "util/error.h"

/* The command line, the rules and the status are those of the newest boot. */
struct sources {
	struct boots boots;
	struct cmdline cmdline;
	struct rules rules;
	struct status status;
	char *boot_id; /* of the newest boot, or NULL */
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
