/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: boot entries as the Boot Loader Specification has them, a file each. */
#ifndef AUBACKLOG_BLS_H
#define AUBACKLOG_BLS_H

#include "files/root.h"
#include "bootloader/bootvars.h"

/*
 * Reads one entry.
 * Takes: the text of the file, its path, the variables that stand for $NAME in its options (those
 * of the environment block and of grub.cfg). Options given more than once are one line, in order.
 * An entry without options takes default_kernelopts, as GRUB's blscfg does. An entry whose kernel
 * is a unified image is noted as unclear. Gives: 0 or -ENOMEM.
 */
int bls_parse(const char *text, const char *path, const struct bootvars *vars,
	      struct bootentries *entries);

/* Reads the entries of boot/loader, boot/efi/loader and efi/loader. Gives: 0 or -errno. */
int bls_read(const struct root *root, const struct bootvars *vars, struct bootentries *entries,
	     struct error *err);

#endif
