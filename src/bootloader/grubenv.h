/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: GRUB's environment block. */
#ifndef AUBACKLOG_GRUBENV_H
#define AUBACKLOG_GRUBENV_H

#include "files/root.h"
#include "bootloader/bootvars.h"

/* A block has this size, whatever is in it: GRUB writes it in place (grub-core/lib/envblk.c). */
#define GRUBENV_BYTES 1024

struct grubenv {
	bool known; /* false: there is none */
	char *path; /* in the root; owned */
	char *note; /* what is wrong with the block, in words; or NULL; owned */
	struct bootvars vars;
};

void grubenv_done(struct grubenv *env);

/*
 * Reads a block: name=value, a line each, a backslash before a backslash and a newline in a value.
 * A block without its signature or of another size is read all the same, and that is noted. Gives:
 * 0 or -ENOMEM.
 */
int grubenv_parse(const char *text, size_t bytes, const char *path, struct grubenv *ret_env);

/*
 * Reads the block of a root: boot/grub2/grubenv, boot/grub/grubenv, or that of an EFI folder.
 * Gives: 0, also when there is none; otherwise -errno.
 */
int grubenv_read(const struct root *root, struct grubenv *ret_env, struct error *err);

#endif
