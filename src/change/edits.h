/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The smallest changes to settings files that give a kernel command line the arguments. */
#ifndef AUBACKLOG_EDITS_H
#define AUBACKLOG_EDITS_H

#include "bootloader/bootentry.h"
#include "bootloader/bootline.h"
#include "input/root.h"

#include <stdbool.h>
#include <stdint.h>

/* A file as it is and as it should be. */
struct edit {
	char *path;   /* in the root; owned */
	char *before; /* NULL: the file is new; owned */
	char *after;  /* owned */
};

struct edits {
	struct edit *list;
	size_t count, capacity;
	char *refusal; /* why nothing is changed, in a sentence; or NULL; owned */
};

void edits_done(struct edits *edits);

/* The settings to change. */
struct edits_source {
	enum bootentry_kind kind; /* a persistent one */
	bool sourced;		  /* etc/default/grub.d is sourced after etc/default/grub */
	const char *drop_in;	  /* the file for missing arguments; NULL: the one line itself */
};

/* Whether a line of which something is not known has both arguments behind that, in aubacklog's own
 * drop-in: they count, whatever stands before them. */
bool edits_are_last_words(const struct bootline *line, uint64_t limit);

/* The drop-ins that are aubacklog's own. */
#define EDITS_GRUB_DROP_IN "etc/default/grub.d/zz-aubacklog.cfg"
#define EDITS_CMDLINE_DROP_IN "etc/cmdline.d/zz-aubacklog.conf"
#define EDITS_BOOTC_DROP_IN "usr/lib/bootc/kargs.d/50-aubacklog.toml"

/* Whether a path is that of a drop-in of aubacklog's own. */
bool edits_is_own(const char *path);

/*
 * Changes a persistent source so that its ordinary command line has audit=1 and at least that
 * limit.
 * Takes: the root, over which the new texts are laid. An argument in effect that does not do is
 * replaced where it stands, a missing one is added. Each change is read back by the readers of
 * these files before it is kept: it does this and nothing else. Where none does, or where the line
 * could not be read for certain, a refusal is set. Gives: 0 or -errno.
 */
int edits_make(struct root *root, const struct edits_source *source, uint64_t limit,
	       struct edits *edits, struct error *err);

#endif
