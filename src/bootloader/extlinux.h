/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: extlinux.conf, as U-Boot and extlinux read it. */
#ifndef AUBACKLOG_EXTLINUX_H
#define AUBACKLOG_EXTLINUX_H

#include "files/root.h"
#include "bootloader/bootline.h"

/* Reads the labels and what they append. Gives: 0 or -ENOMEM. */
int extlinux_parse(const char *text, const char *path, struct bootentries *entries);

/* Reads boot/extlinux/extlinux.conf and extlinux/extlinux.conf. Gives: 0 or -errno. */
int extlinux_read(const struct root *root, struct bootentries *entries, struct error *err);

#endif
