/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All kernel command lines of a root: of the running kernel, of boot entries, of their sources. */
#ifndef AUBACKLOG_BOOTCONFIG_H
#define AUBACKLOG_BOOTCONFIG_H

#include "analysis/limit.h"
#include "bootloader/bootentry.h"
#include "bootloader/loader.h"
#include "bootloader/osrelease.h"
#include "evidence/cmdline.h"
#include "evidence/settings.h"
#include "input/root.h"
#include "util/error.h"

/*
 * The longest command line that the kernel takes, with the NUL at its end: what is beyond is not
 * read. Source: COMMAND_LINE_SIZE of arch/x86, arm64 and powerpc; of arch/s390.
 */
#define BOOTCONFIG_LINE_BYTES 2048
#define BOOTCONFIG_LINE_BYTES_S390 4096

/* One command line, read as the kernel reads it. */
struct bootconfig_place {
	struct bootentry entry;
	struct cmdline cmdline;
	size_t bytes;	/* of the line as the kernel gets it, at the least */
	bool cut;	/* the kernel does not read all of it */
	bool effective; /* a persistent source that new entries of this machine are made of */
};

struct bootconfig_places {
	struct bootconfig_place *list;
	size_t count, capacity;
};

struct bootconfig {
	struct osrelease os;
	struct bootconfig_places running;    /* none or one */
	struct bootconfig_places entries;    /* those that boot this system */
	struct bootconfig_places aside;	     /* others, each with the reason */
	struct bootconfig_places persistent; /* the sources that entries are made of */
	struct loader_signs signs;
	const struct settings *settings; /* borrowed */
	bool live;			 /* the root is the running host */
	char **notes;			 /* faults of files; sentences */
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

/* How many entries are ordinary, not a rescue system's. */
size_t bootconfig_ordinary(const struct bootconfig *config);

/* Whether the files of a system image are all there is: it is never booted from this tree, and its
 * entries are made where it is installed. */
bool bootconfig_is_image(const struct bootconfig *config);

/* Why no ordinary entry was read, as a sentence that the caller frees; NULL where one was, or where
 * an image has none. */
char *bootconfig_no_entry(const struct bootconfig *config);

/* Whether there is neither a kernel nor a boot loader: a container. */
bool bootconfig_is_container(const struct bootconfig *config);

/* The largest limit that is configured: on the command lines of ordinary entries, of effective
 * sources and of the running kernel, and, with_rules, in the audit rules. */
struct limit_configured bootconfig_limit(const struct bootconfig *config, bool with_rules);

/* The piece of the line that an argument stands in; NULL when the argument is not there. */
const struct bootline_piece *bootconfig_place_of(const struct bootconfig_place *place,
						 const struct cmdline_place *argument);

#endif
