/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What boot entries had before grubby changed them, kept in a file of the root. */
#ifndef AUBACKLOG_ENTRYUNDO_H
#define AUBACKLOG_ENTRYUNDO_H

#include "change/command.h"
#include "bootloader/bootconfig.h"

#define ENTRYUNDO_FILE "var/lib/aubacklog/entries-before"

/* The commands that are the reverse. */
struct entryundo {
	struct command *commands;
	size_t n_commands;
	bool noted; /* false: there is no note */
};

void entryundo_done(struct entryundo *undo);

/*
 * Notes what the entries have now, before they get these arguments: once for all where all have the
 * same, otherwise for each kernel. What was noted before stays, but for the arguments.
 * Gives: 0 or -errno.
 */
int entryundo_note(const struct root *root, const struct bootconfig *config, const char *arguments,
		   struct error *err);

/* Reads the note. Gives: 0, also when there is none; -EINVAL when it is not one; or -errno. */
int entryundo_read(const struct root *root, struct entryundo *ret_undo, struct error *err);

#endif
