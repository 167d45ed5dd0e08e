/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A disk image, opened read-only by libguestfs. */
#define _GNU_SOURCE
#include "image/guest.h"

#include "image/unlock.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <errno.h>
#include <guestfs.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

/* libguestfs limits a message to 4 MiB. */
#define READ_BYTES_MAX (2u << 20)

struct guest {
	guestfs_h *handle;
};

/* Reports the last error of libguestfs, which sometimes has a text but no errno. */
static int guest_error(guestfs_h *handle, struct error *err)
{
	const char *text = guestfs_last_error(handle);
	int code = guestfs_last_errno(handle);

	return error_set(err, code > 0 ? -code : -EIO, "%s", text ? text : "libguestfs failed");
}

static int guest_start_machine(guestfs_h *handle, const struct guest_disk *disk,
			       const char *scratch, struct error *err)
{
	struct guestfs_add_drive_opts_argv options = {
		.bitmask = GUESTFS_ADD_DRIVE_OPTS_READONLY_BITMASK,
		.readonly = 1,
	};

	if (disk->format) {
		options.bitmask |= GUESTFS_ADD_DRIVE_OPTS_FORMAT_BITMASK;
		options.format = disk->format;
	}
	guestfs_set_error_handler(handle, NULL, NULL);
	if ((!getenv("LIBGUESTFS_BACKEND") && guestfs_set_backend(handle, "direct") < 0) ||
	    guestfs_set_tmpdir(handle, scratch) < 0 ||
	    guestfs_add_drive_opts_argv(handle, disk->path, &options) < 0 ||
	    guestfs_launch(handle) < 0)
		return guest_error(handle, err);
	return 0;
}

static int compare_mount_lengths(const void *left, const void *right)
{
	const char *const *first = left, *const *second = right;
	size_t one = strlen(*first), other = strlen(*second);

	return one < other ? -1 : one > other;
}

/* Sorts by length of the path, so that a folder is mounted before the folders in it. */
static int guest_mount_all(guestfs_h *handle, const char *root, struct error *note,
			   struct error *err)
{
	char **places = guestfs_inspect_get_mountpoints(handle, root);
	size_t count = 0;
	int code = 0;

	if (!places)
		return guest_error(handle, err);
	while (places[count])
		count++;
	qsort(places, count / 2, 2 * sizeof(*places), compare_mount_lengths);
	if (count < 2 || strcmp(places[0], "/") != 0)
		code = guestfs_mount_ro(handle, root, "/") < 0 ? guest_error(handle, err) : 0;
	for (size_t i = 0; i + 1 < count && code == 0; i += 2) {
		if (guestfs_mount_ro(handle, places[i + 1], places[i]) == 0)
			continue;
		code = strcmp(places[i], "/") == 0 ? guest_error(handle, err) : 0;
		(void)guest_error(handle, note);
	}
	guest_free_names(&places);
	return code;
}

static int guest_mount_system(guestfs_h *handle, const struct unlock_rest *locked,
			      struct error *note, struct error *err)
{
	char **roots = guestfs_inspect_os(handle);
	int code;

	if (!roots)
		return guest_error(handle, err);
	if (!roots[0] && locked->count)
		code = error_set(err, -ENOKEY,
				 "it is encrypted (%s), and no key for it is given (--key)",
				 locked->first);
	else if (!roots[0])
		code = error_set(err, -ENOENT,
				 "no operating system was found in it (damaged, or no disk image "
				 "at all?)");
	else if (roots[1])
		code = error_set(err, -ENOTUNIQ, "it holds several operating systems");
	else
		code = guest_mount_all(handle, roots[0], note, err);
	guest_free_names(&roots);
	return code;
}

int guest_open(const struct guest_disk *disk, const char *scratch, struct guest **ret_guest,
	       struct error *note, struct error *err)
{
	struct guest *guest = xmalloc(sizeof(*guest));
	struct unlock_rest locked = { 0 };
	int code;

	*guest = (struct guest){ .handle = guestfs_create() };
	if (!guest->handle)
		code = error_set(err, -ENOMEM, "libguestfs cannot begin");
	else
		code = guest_start_machine(guest->handle, disk, scratch, err);
	if (code == 0)
		code = unlock_disks(guest->handle, disk, &locked, err);
	if (code == 0)
		code = guest_mount_system(guest->handle, &locked, note, err);
	if (code == 0)
		*ret_guest = guest;
	else
		guest_free(guest);
	return code;
}

void guest_free(struct guest *guest)
{
	if (!guest)
		return;
	if (guest->handle)
		guestfs_close(guest->handle);
	free(guest);
}

void guest_free_names(char ***names)
{
	for (size_t i = 0; *names && (*names)[i]; i++)
		free((*names)[i]);
	free(*names);
	*names = NULL;
}

/* A link that leads nowhere, or to itself, is no file. */
static bool is_absence(int code)
{
	return code == ENOENT || code == ENOTDIR || code == ELOOP;
}

static int guest_absence_or_error(struct guest *guest, struct error *err)
{
	return is_absence(guestfs_last_errno(guest->handle)) ? -ENOENT
							     : guest_error(guest->handle, err);
}

int guest_resolve(struct guest *guest, const char *path, char **ret_path, struct error *err)
{
	char *real = guestfs_realpath(guest->handle, path);

	if (!real)
		return guest_absence_or_error(guest, err);
	*ret_path = real;
	return 0;
}

/* libguestfs writes a list to a file first: a limit on file sizes bounds the list. */
static int limit_files(struct rlimit *ret_before, struct error *err)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_FSIZE, ret_before) < 0)
		return error_set(err, -errno, "cannot bound its lists: %s", strerror(errno));
	limit = *ret_before;
	if (limit.rlim_cur > GUEST_NAMES_BYTES_MAX)
		limit.rlim_cur = GUEST_NAMES_BYTES_MAX;
	if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR || setrlimit(RLIMIT_FSIZE, &limit) < 0)
		return error_set(err, -errno, "cannot bound its lists: %s", strerror(errno));
	return 0;
}

int guest_list(struct guest *guest, const char *folder, bool below, char ***ret_names,
	       struct error *err)
{
	struct rlimit before;
	char **names;
	int code = limit_files(&before, err);

	if (code < 0)
		return code;
	names = below ? guestfs_find(guest->handle, folder) : guestfs_ls(guest->handle, folder);
	(void)setrlimit(RLIMIT_FSIZE, &before);
	if (!names && guestfs_last_errno(guest->handle) == EFBIG)
		return error_set(err, -EFBIG, "'%s' in it lists more than %u MiB of names", folder,
				 GUEST_NAMES_BYTES_MAX >> 20);
	if (!names)
		return guest_absence_or_error(guest, err);
	/* With libguestfs 1.48 each path begins with the "/" that follows the folder. */
	for (size_t i = 0; names[i]; i++)
		if (names[i][0] == '/')
			memmove(names[i], names[i] + 1, strlen(names[i]));
	*ret_names = names;
	return 0;
}

int guest_look(struct guest *guest, const char *path, uint64_t *ret_bytes, struct error *err)
{
	struct guestfs_statns *status = guestfs_statns(guest->handle, path);
	int code = 0;

	if (!status)
		return guest_absence_or_error(guest, err);
	if (!S_ISREG((mode_t)status->st_mode))
		code = -ENOENT;
	else if (status->st_size < 0)
		code = error_set(err, -EOVERFLOW, "'%s' in it has no size", path);
	else
		*ret_bytes = (uint64_t)status->st_size;
	guestfs_free_statns(status);
	return code;
}

int guest_read(struct guest *guest, const char *path, uint64_t offset, uint64_t most,
	       char **ret_bytes, size_t *ret_count, struct error *err)
{
	int wanted = most < READ_BYTES_MAX ? (int)most : (int)READ_BYTES_MAX;
	size_t count = 0;
	char *bytes = guestfs_pread(guest->handle, path, wanted, (int64_t)offset, &count);

	if (!bytes)
		return guest_error(guest->handle, err);
	*ret_bytes = bytes;
	*ret_count = count < (size_t)wanted ? count : (size_t)wanted;
	return 0;
}
