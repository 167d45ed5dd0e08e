/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A boot entry, or a source that entries are made of: a command line and its file. */
#ifndef AUBACKLOG_BOOTENTRY_H
#define AUBACKLOG_BOOTENTRY_H

#include "bootloader/bootline.h"
#include "util/error.h"

#include <stdbool.h>

/* Far above the entries of any boot menu. */
#define BOOTENTRIES_MAX 8192

enum bootentry_kind {
	BOOTENTRY_RUNNING,	 /* the line that the running kernel was booted with */
	BOOTENTRY_BLS,		 /* a file of loader/entries */
	BOOTENTRY_GRUB_CFG,	 /* a menuentry of grub.cfg */
	BOOTENTRY_EXTLINUX,	 /* a label of extlinux.conf */
	BOOTENTRY_UKI,		 /* a unified kernel image */
	BOOTENTRY_CMDLINE_TXT,	 /* cmdline.txt of a Raspberry Pi's firmware */
	BOOTENTRY_ZIPL,		 /* a section of zipl.conf */
	BOOTENTRY_KERNELOPTS,	 /* kernelopts of a GRUB environment block */
	BOOTENTRY_GRUB_DEFAULTS, /* etc/default/grub and its drop-ins, as grub-mkconfig uses them */
	BOOTENTRY_KERNEL_CMDLINE, /* etc/kernel/cmdline */
	BOOTENTRY_VENDOR_CMDLINE, /* usr/lib/kernel/cmdline */
	BOOTENTRY_BOOTC,	  /* usr/lib/bootc/kargs.d */
	BOOTENTRY_U_BOOT,	  /* etc/default/u-boot */
	BOOTENTRY_XEN_DEFAULTS,	  /* the same as BOOTENTRY_GRUB_DEFAULTS, for entries of Xen */
	BOOTENTRY_KERNELSTUB,	  /* etc/kernelstub/configuration */
	BOOTENTRY_KINDS,	  /* how many there are */
};

struct bootentry {
	enum bootentry_kind kind;
	char *title;	      /* of the entry, or the name of its source; owned */
	char *path;	      /* the file it stands in, in the root; owned */
	unsigned number;      /* the line it begins in, from 1 */
	bool rescue;	      /* a rescue or recovery entry: never booted by default */
	bool uses_kernelopts; /* it takes over kernelopts of the environment block */
	bool xen;	      /* Xen starts its kernel */
	bool program;	      /* an EFI program, of Linux or not */
	bool probed;	      /* os-prober found it on another partition */
	char *kernel;	      /* what it starts; NULL where it names nothing; owned */
	char *machine_id, *sort_key, *version; /* of an entry in a file; or NULL; owned */
	char *aside;  /* why it is not one of this system's entries, or NULL; owned */
	char *broken; /* why nothing is made of this source any more, in words; or NULL; owned */
	struct bootline line;
	char *overridden; /* the argument that a later file takes back, in words; or NULL; owned */
};

struct bootentries {
	struct bootentry *list;
	size_t count, capacity;
};

/* Makes an entry without a command line yet; the texts are copied. */
void bootentry_init(struct bootentry *entry, enum bootentry_kind kind, const char *title,
		    const char *path, unsigned number);

/* Frees all that it owns, and empties it. */
void bootentry_done(struct bootentry *entry);
void bootentries_done(struct bootentries *entries);

/*
 * Adds an entry.
 * Takes: the entry over, also when it fails. Gives: 0; -E2BIG for more than BOOTENTRIES_MAX.
 */
int bootentries_add(struct bootentries *entries, struct bootentry *entry, struct error *err);

/* Says why an entry is not one of this system's; the first reason stays. */
void bootentry_set_aside(struct bootentry *entry, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Whether a title or a file name is that of a rescue or recovery entry. */
bool bootentry_names_rescue(const char *title);

/* The kind as a word of the outputs: "bls", "grub.cfg", …; static. */
const char *bootentry_kind_name(enum bootentry_kind kind);

#endif
