/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A disk image, opened read-only by libguestfs. Names and bytes from it are data, and never used as
 * names on this machine. */
#ifndef AUBACKLOG_GUEST_H
#define AUBACKLOG_GUEST_H

#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The greatest size of one list of names, each with a NUL. */
#define GUEST_NAMES_BYTES_MAX (16u << 20)

#define GUEST_KEYS_MAX 16

struct guest;

struct guest_disk {
	const char *path;		  /* absolute */
	const char *format;		  /* NULL: libguestfs detects it */
	const char *keys[GUEST_KEYS_MAX]; /* DEVICE|UUID:key:KEY or DEVICE|UUID:file:FILE */
	size_t n_keys;
};

/*
 * Starts libguestfs's appliance with the disk, opens encrypted disks with the keys, and mounts the
 * only operating system in it read-only.
 * Takes: a folder of this machine for libguestfs's files.
 * Gives: 0 and a guest for guest_free; an error with its reason. File systems other than the root
 * that could not be mounted are noted.
 */
int guest_open(const struct guest_disk *disk, const char *scratch, struct guest **ret_guest,
	       struct error *note, struct error *err);

void guest_free(struct guest *guest);

/* Resolves all links in an absolute path of a folder, inside the guest. Gives: 0 and the path on
 * the heap; -ENOENT, or -errno with its reason. */
int guest_resolve(struct guest *guest, const char *path, char **ret_path, struct error *err);

/*
 * Lists the names in a folder, or with "below" everything below it, as relative paths.
 * Gives: 0 and a list that ends with NULL, for guest_free_names; -ENOENT without a reason; -EFBIG
 * for more than GUEST_NAMES_BYTES_MAX; -errno. SIGXFSZ is ignored from then on.
 */
int guest_list(struct guest *guest, const char *folder, bool below, char ***ret_names,
	       struct error *err);

void guest_free_names(char ***names);

/* Gives: 0 and the size of a regular file, after following links inside the guest; -ENOENT when
 * there is none; -errno with its reason. */
int guest_look(struct guest *guest, const char *path, uint64_t *ret_bytes, struct error *err);

/* Reads a file at an offset. Gives: at most "most" bytes and at most 2 MiB, on the heap, and their
 * number, 0 at the end; -errno with its reason. */
int guest_read(struct guest *guest, const char *path, uint64_t offset, uint64_t most,
	       char **ret_bytes, size_t *ret_count, struct error *err);

#endif
