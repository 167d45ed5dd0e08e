/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a system keeps its kernel command line, and how it is changed there. */
#ifndef AUBACKLOG_PLATFORM_H
#define AUBACKLOG_PLATFORM_H

#include "bootloader/bootconfig.h"
#include "input/root.h"

struct platform {
	const char *name;  /* a word */
	const char *about; /* how entries are made, in words */
	/*
	 * The commands to run, words parted by blanks. In a word "@" stands for the arguments, "%"
	 * for the limit, "!" for the words to take out; a word with "!" is left out where there is
	 * none, and one with "&" comes once for each. "#" is where the system's packages put a
	 * kernel. A command with "*" comes once for each file of a boot menu, which is in its
	 * place. Words in <> are the reader's to fill in.
	 */
	const char *commands[3];
	const char *menu;    /* the file for "*" where none is there yet */
	unsigned sources;    /* a bit for each enum bootentry_kind that it edits where effective */
	unsigned always;     /* those of them that are looked at even when missing */
	bool sourced;	     /* etc/default/grub.d is read */
	const char *drop_in; /* of aubacklog's own */
	bool applies;	     /* aubacklog changes it by itself */
	bool by_entry; /* the commands change entries, not only their source: undone by them too */
	bool deployments; /* the first command is for the newest deployment, the second takes away
			     the one to go back to */
	const char *document;	/* a file for the first command, to be written elsewhere; or NULL */
	const char *else_words; /* further steps, or NULL */
};

/*
 * The platform of a root, told by os-release, the entries that are there, and a few files that only
 * one has. Gives: 0 and a static table row, NULL when nothing tells; or -errno.
 */
int platform_find(const struct root *root, const struct bootconfig *config,
		  const struct platform **ret_platform, struct error *err);

/* Whether zipl has to write the boot record after a change (s390x). Gives 1, 0, or -errno. */
int platform_needs_zipl(const struct root *root, struct error *err);

#endif
