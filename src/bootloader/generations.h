/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Generations of NixOS: each keeps the command line that it was built with. */
#ifndef AUBACKLOG_GENERATIONS_H
#define AUBACKLOG_GENERATIONS_H

#include "bootloader/bootentry.h"
#include "input/root.h"

/*
 * Sets the entries of older generations aside, which are for going back: only the one that is
 * booted by itself counts, which loader.conf names, or which is the newest. Gives: 0 or -errno.
 */
int generations_set_aside(const struct root *root, struct bootentries *entries, struct error *err);

#endif
