/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Opens the encrypted disks of an image with the given keys. */
#ifndef AUBACKLOG_UNLOCK_H
#define AUBACKLOG_UNLOCK_H

#include "image/guest.h"
#include "util/error.h"

#include <guestfs.h>
#include <stdbool.h>

/* The disks without a key. */
struct unlock_rest {
	size_t count;
	char first[64]; /* the device of the first one */
};

/* Whether a text is a key for --key: DEVICE|UUID:key:KEY or DEVICE|UUID:file:FILE. */
bool unlock_is_key(const char *selector);

/*
 * Opens LUKS and BitLocker disks read-only: partitions, then those on logical volumes.
 * Gives: 0 and the disks that stay locked; -EKEYREJECTED for a wrong key; -errno; each with its
 * reason.
 */
int unlock_disks(guestfs_h *handle, const struct guest_disk *disk, struct unlock_rest *ret_rest,
		 struct error *err);

#endif
