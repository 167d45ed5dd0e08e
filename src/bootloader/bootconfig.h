/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All kernel command lines of a root: of the running kernel, of boot entries, of their sources. */
#ifndef AUBACKLOG_BOOTCONFIG_H
#define AUBACKLOG_BOOTCONFIG_H

#include "analysis/limit.h"
#include "bootloader/bootentry.h"
#include "bootloader/osrelease.h"
#include "evidence/cmdline.h"
#include "evidence/settings.h"
#include "input/root.h"
#include "util/error.h"

/* One command line, read as the kernel reads it. */
struct bootconfig_place {
	struct bootentry entry;
	struct cmdline cmdline;
	bool effective; /* a persistent source that new entries of this machine are made of */
};

struct bootconfig_places {
	struct bootconfig_place *list;
	size_t count;
};

struct bootconfig {
	struct osrelease os;
	char *host;			     /* the machine's name, or NULL */
	struct bootconfig_places running;    /* none or one */
	struct bootconfig_places entries;    /* those that can be booted */
	struct bootconfig_places persistent; /* the sources that entries are made of */
	const struct settings *settings;     /* borrowed */
	bool live;			     /* the root is the running host */
	char **notes;			     /* faults of files; sentences */
	size_t n_notes;
};

/* Frees all that it owns, and empties it. */
void bootconfig_done(struct bootconfig *config);

/* Whether one of the places is of this kind. */
bool bootconfig_has(const struct bootconfig_places *places, enum bootentry_kind kind);

/*
 * Reads everything there is.
 * Takes: the root; its settings, which have to live as long as the result; live: whether it is the
 * running host. Gives: 0, also when there is nothing; -errno for a file that is there and cannot be
 * read.
 */
int bootconfig_read(const struct root *root, const struct settings *settings, bool live,
		    struct bootconfig *ret_config, struct error *err);

/* The largest limit that is configured: on the command lines of ordinary entries, of effective
 * sources and of the running kernel, and, with_rules, in the audit rules. */
struct limit_configured bootconfig_limit(const struct bootconfig *config, bool with_rules);

/* The piece of the line that an argument stands in; NULL when the argument is not there. */
const struct bootline_piece *bootconfig_place_of(const struct bootconfig_place *place,
						 const struct cmdline_place *argument);

#endif
