/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The arguments that boot entries had before grubby changed them, kept in a file of the root. */
#ifndef AUBACKLOG_GRUBBY_UNDO_H
#define AUBACKLOG_GRUBBY_UNDO_H

#include "bootloader/bootconfig.h"
#include "change/command.h"

#define GRUBBY_UNDO_FILE "var/lib/aubacklog/entries-before"

/* The commands that are the reverse. */
struct grubby_undo {
	struct command *commands;
	size_t n_commands;
	bool noted; /* false: there is no note */
};

void grubby_undo_done(struct grubby_undo *undo);

/*
 * Notes the arguments of the entries, before these take their place: once for all where all have
 * the same, otherwise for each kernel. Where a note is there, only its new arguments change. Gives:
 * 0 or -errno.
 */
int grubby_undo_note(const struct root *root, const struct bootconfig *config,
		     const char *arguments, struct error *err);

/* Reads the note. Takes: a zeroed struct. Gives: 0, also when there is none; -EINVAL for a file
 * that is no note; or -errno. */
int grubby_undo_read(const struct root *root, struct grubby_undo *ret_undo, struct error *err);

#endif
