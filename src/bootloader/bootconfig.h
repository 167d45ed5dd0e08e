/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All that a root says of kernel command lines: what runs, what boots next, what new entries get.
 */
#ifndef AUBACKLOG_BOOTCONFIG_H
#define AUBACKLOG_BOOTCONFIG_H

#include "account/limit.h"
#include "base/error.h"
#include "files/root.h"
#include "bootloader/bootline.h"
#include "bootloader/osrelease.h"
#include "sources/cmdline.h"
#include "sources/settings.h"

/* One command line, read as the kernel reads it. */
struct bootconfig_place {
	struct bootentry entry;
	struct cmdline cmdline;
	bool decides; /* a persistent source that new entries of this machine are made of */
};

struct bootconfig_places {
	struct bootconfig_place *list;
	size_t count;
};

struct bootconfig {
	struct osrelease os;
	char *host;			     /* the machine's name, or NULL */
	struct bootconfig_places running;    /* none or one */
	struct bootconfig_places entries;    /* what can be booted */
	struct bootconfig_places persistent; /* what entries are made of */
	const struct settings *settings;     /* not this struct's */
	bool live;			     /* the root is the running host */
	char **notes;			     /* what is wrong with files; sentences */
	size_t n_notes;
};

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

/* The largest limit that is configured: on the command lines of ordinary entries, of what they are
 * made of and of the running kernel, and, where they are asked for, in the rules. */
struct limit_configured bootconfig_limit(const struct bootconfig *config, bool with_rules);

/* Where an argument stands: the piece of the line that holds it; NULL when it is not there. */
const struct bootline_piece *bootconfig_place_of(const struct bootconfig_place *place,
						 const struct cmdline_place *argument);

#endif
