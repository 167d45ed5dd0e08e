/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Encrypted disks. */
#define _GNU_SOURCE
#include "image/unlock.h"

#include "util/cleanup.h"
#include "util/xalloc.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The disks to open, and the progress so far. */
struct unlocking {
	guestfs_h *handle;
	const struct guest_disk *disk;
	struct unlock_rest *rest;
	unsigned opened;
	struct error *err;
};

static int guestfs_failed(guestfs_h *handle, struct error *err)
{
	const char *text = guestfs_last_error(handle);

	return error_set(err, -EIO, "%s", text ? text : "libguestfs failed");
}

/* Reads the first line of a key file, as guestfish does. */
static int read_key_file(const char *name, char **ret_key, struct error *err)
{
	CLEANUP(cleanup_fclose) FILE *file = fopen(name, "re");
	size_t room = 0;
	ssize_t length;

	if (!file)
		return error_set(err, -errno, "cannot open key '%s': %s", name, strerror(errno));
	length = getline(ret_key, &room, file);
	if (length < 0)
		return error_set(err, -EINVAL, "cannot read key '%s': it is empty", name);
	(*ret_key)[strcspn(*ret_key, "\n")] = '\0';
	return 0;
}

/* Splits ID:TYPE:VALUE. Gives the value; NULL when the selector has another type. */
static const char *find_key_value(const char *selector, const char *type)
{
	const char *colon = strstr(selector, type);

	return colon && colon > selector && strchr(selector, ':') == colon ? colon + strlen(type)
									   : NULL;
}

bool unlock_is_key(const char *selector)
{
	return find_key_value(selector, ":key:") || find_key_value(selector, ":file:");
}

static bool key_is_for(struct unlocking *state, const char *selector, const char *device,
		       const char *uuid)
{
	CLEANUP(cleanup_free)
	char *name = xstrndup(selector, strcspn(selector, ":"));
	CLEANUP(cleanup_free) char *canonical = NULL;

	if (strncmp(name, "/dev/", 5) == 0)
		canonical = guestfs_canonical_device_name(state->handle, name);
	return (strcmp(name, device) == 0 || (uuid && strcmp(name, uuid) == 0) ||
		(canonical && strcmp(canonical, device) == 0));
}

static int open_locked(struct unlocking *state, const char *device, const char *selector)
{
	struct guestfs_cryptsetup_open_argv options = {
		.bitmask = GUESTFS_CRYPTSETUP_OPEN_READONLY_BITMASK,
		.readonly = 1,
	};
	CLEANUP(cleanup_free) char *from_file = NULL;
	const char *key = find_key_value(selector, ":key:");
	char mapped[32];

	if (!key) {
		int code =
			read_key_file(find_key_value(selector, ":file:"), &from_file, state->err);

		if (code < 0)
			return code;
		key = from_file;
	}
	(void)snprintf(mapped, sizeof(mapped), "opened%u", state->opened);
	if (guestfs_cryptsetup_open_argv(state->handle, device, key, mapped, &options) < 0)
		return error_set(state->err, -EKEYREJECTED,
				 "it is encrypted, and the key of %s is not the one given (--key)",
				 device);
	state->opened++;
	return 0;
}

static int unlock_device(struct unlocking *state, const char *device)
{
	CLEANUP(cleanup_free) char *type = guestfs_vfs_type(state->handle, device);
	CLEANUP(cleanup_free) char *uuid = NULL;

	if (!type || (strcmp(type, "crypto_LUKS") != 0 && strcmp(type, "BitLocker") != 0))
		return 0;
	uuid = guestfs_vfs_uuid(state->handle, device);
	for (size_t i = 0; i < state->disk->n_keys; i++)
		if (key_is_for(state, state->disk->keys[i], device, uuid))
			return open_locked(state, device, state->disk->keys[i]);
	if (!state->rest->count++)
		(void)snprintf(state->rest->first, sizeof(state->rest->first), "%s", device);
	return 0;
}

/* Takes over the list. */
static int unlock_listed(struct unlocking *state, char **devices)
{
	int code = devices ? 0 : guestfs_failed(state->handle, state->err);

	for (size_t i = 0; devices && devices[i] && code == 0; i++)
		code = unlock_device(state, devices[i]);
	guest_free_names(&devices);
	return code;
}

int unlock_disks(guestfs_h *handle, const struct guest_disk *disk, struct unlock_rest *ret_rest,
		 struct error *err)
{
	struct unlocking state = { .handle = handle, .disk = disk, .rest = ret_rest, .err = err };
	int code = unlock_listed(&state, guestfs_list_devices(handle));

	if (code == 0)
		code = unlock_listed(&state, guestfs_list_partitions(handle));
	if (code == 0 && state.opened && guestfs_lvm_scan(handle, 1) < 0)
		code = guestfs_failed(handle, err);
	if (code == 0)
		code = unlock_listed(&state, guestfs_lvs(handle));
	if (code == 0 && state.opened && guestfs_lvm_scan(handle, 1) < 0)
		code = guestfs_failed(handle, err);
	return code;
}
