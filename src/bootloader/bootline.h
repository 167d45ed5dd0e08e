/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel command line as files of a boot loader give it, with the place of every part. */
#ifndef AUBACKLOG_BOOTLINE_H
#define AUBACKLOG_BOOTLINE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Far above the longest command line that a kernel takes (COMMAND_LINE_SIZE, 4096 at most) and what
 * a boot menu holds: variables that are made of themselves do not fill memory.
 */
#define BOOTLINE_BYTES_MAX 16384
#define BOOTENTRIES_MAX 8192

/* From an offset of the text on, the text stands in this line of this file. */
struct bootline_piece {
	size_t offset;
	char *path;	 /* in the root; owned */
	unsigned number; /* of the line, from 1 */
};

/* A text that is put together of parts of several files. A zeroed one is an empty text. */
struct bootline {
	char *text; /* NULL when empty; owned */
	size_t bytes;
	struct bootline_piece *pieces;
	size_t n_pieces;
	char *unclear; /* what of it could not be understood, in words; NULL when all was; owned */
};

void bootline_done(struct bootline *line);

/*
 * Appends bytes that stand in a line of a file. What goes over BOOTLINE_BYTES_MAX is left out and
 * noted as unclear. Gives 0 or -ENOMEM.
 */
int bootline_append(struct bootline *line, const char *text, size_t bytes, const char *path,
		    unsigned number);

/* Appends another line with its places and its doubts. Gives 0 or -ENOMEM. */
int bootline_join(struct bootline *line, const struct bootline *other);

/* Notes what could not be understood; the first note stays. Gives 0 or -ENOMEM. */
int bootline_doubt(struct bootline *line, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The piece that an offset of the text falls into; NULL for an empty text. */
const struct bootline_piece *bootline_place(const struct bootline *line, size_t offset);

/* The text, never NULL. */
const char *bootline_text(const struct bootline *line);

enum bootentry_kind {
	BOOTENTRY_RUNNING,	  /* what the kernel was booted with */
	BOOTENTRY_BLS,		  /* a file of loader/entries */
	BOOTENTRY_GRUB_CFG,	  /* a menuentry of grub.cfg */
	BOOTENTRY_EXTLINUX,	  /* a label of extlinux.conf */
	BOOTENTRY_UKI,		  /* a unified kernel image */
	BOOTENTRY_KERNELOPTS,	  /* kernelopts of a GRUB environment block */
	BOOTENTRY_GRUB_DEFAULTS,  /* what etc/default/grub and its drop-ins make of it */
	BOOTENTRY_KERNEL_CMDLINE, /* etc/kernel/cmdline */
	BOOTENTRY_VENDOR_CMDLINE, /* usr/lib/kernel/cmdline */
	BOOTENTRY_BOOTC,	  /* usr/lib/bootc/kargs.d */
	BOOTENTRY_U_BOOT,	  /* etc/default/u-boot */
};

/* One command line with what it belongs to. */
struct bootentry {
	enum bootentry_kind kind;
	char *title;	      /* of the entry, or the name of what holds it; owned */
	char *path;	      /* the file it stands in, in the root; owned */
	unsigned number;      /* the line it begins in, from 1 */
	bool rescue;	      /* a rescue or recovery entry: not what the machine boots by itself */
	bool uses_kernelopts; /* it takes over kernelopts of the environment block */
	struct bootline line;
	char *overridden; /* what a later file takes back of it, in words; or NULL; owned */
};

struct bootentries {
	struct bootentry *list;
	size_t count, capacity;
};

void bootentry_done(struct bootentry *entry);
void bootentries_done(struct bootentries *entries);

/*
 * Adds an entry.
 * Takes: the entry over, also when it fails. Gives: 0; -ENOMEM; -E2BIG for more than
 * BOOTENTRIES_MAX.
 */
int bootentries_add(struct bootentries *entries, struct bootentry *entry);

/* Says why a file of entries was not read: -E2BIG or -ENOMEM. Gives the code. */
int bootentries_fail(int code, const char *path, struct error *err);

/*
 * Makes an entry without a command line yet.
 * Takes: the title as bytes, the path. Gives: 0 or -ENOMEM.
 */
int bootentry_init(struct bootentry *entry, enum bootentry_kind kind, const char *title,
		   size_t title_bytes, const char *path, unsigned number);

/* Whether a title or a file name is that of a rescue or recovery entry. */
bool bootentry_names_rescue(const char *title);

/* The kind as a word of the outputs: "bls", "grub.cfg", …; static. */
const char *bootentry_kind_name(enum bootentry_kind kind);

#endif
