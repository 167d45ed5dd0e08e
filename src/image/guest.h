/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A disk image, opened read-only by libguestfs: names and bytes out of it are data, never a name of
 * this machine. */
#ifndef AUBACKLOG_GUEST_H
#define AUBACKLOG_GUEST_H

#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All names that one list may have, with a NUL each. */
#define GUEST_NAMES_BYTES_MAX (16u << 20)

#define GUEST_KEYS_MAX 16

struct guest;

struct guest_disk {
	const char *path;		  /* absolute */
	const char *format;		  /* NULL: as libguestfs sees it */
	const char *keys[GUEST_KEYS_MAX]; /* DEVICE|UUID:key:KEY or DEVICE|UUID:file:FILE */
	size_t n_keys;
};

/*
 * Starts libguestfs's machine with the disk, opens what the keys open, and mounts the one operating
 * system in it read-only.
 * Takes: a folder of this machine for libguestfs's files. Gives: 0 and a guest for guest_free; an
 * error with its reason. What could not be mounted beside the root is noted.
 */
int guest_open(const struct guest_disk *disk, const char *scratch, struct guest **ret_guest,
	       struct error *note, struct error *err);

void guest_free(struct guest *guest);

/* Follows all links of an absolute path of a folder inside the guest. Gives: 0 and the path on the
 * heap; -ENOENT, or -errno with its reason. */
int guest_resolve(struct guest *guest, const char *path, char **ret_path, struct error *err);

/*
 * Lists the names in a folder, or with "below" everything below it, as paths relative to it.
 * Gives: 0 and a list for guest_free_names, which ends with NULL; -ENOENT; -EFBIG for more than
 * GUEST_NAMES_BYTES_MAX; -errno, each but the first with its reason. Ignores SIGXFSZ from then on.
 */
int guest_list(struct guest *guest, const char *folder, bool below, char ***ret_names,
	       struct error *err);

void guest_free_names(char ***names);

/* Gives: 0 and the size of a regular file, links to it followed inside the guest; -ENOENT where
 * there is none by that name; -errno with its reason. */
int guest_look(struct guest *guest, const char *path, uint64_t *ret_bytes, struct error *err);

/* Gives: the bytes at a place of a file, at most "most" and 2 MiB, on the heap, and how many they
 * are, 0 at its end; -errno with its reason. */
int guest_read(struct guest *guest, const char *path, uint64_t offset, uint64_t most,
	       char **ret_bytes, size_t *ret_count, struct error *err);

#endif
