/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: unified kernel images, for the command line inside them. */
#ifndef AUBACKLOG_UKI_H
#define AUBACKLOG_UKI_H

#include "files/root.h"
#include "bootloader/bootline.h"

/*
 * Reads the section .cmdline of an image.
 * Takes: a descriptor of the image, its path. An image without the section,
 * one that is no PE image, or is cut, is noted as unclear. Gives: 0 or -ENOMEM. Source: the PE
 * format; systemd-stub(7).
 */
int uki_parse(int fd, const char *path, struct bootline *line);

/*
 * Reads the images in EFI/Linux of boot/efi, efi and boot. Addons, which append to the line, are
 * not read: an image that may have some is noted as unclear. Gives: 0 or -errno.
 */
int uki_read(const struct root *root, struct bootentries *entries, struct error *err);

#endif
