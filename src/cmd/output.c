/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The output of a verb. */
#define _GNU_SOURCE
#include "cmd/output.h"

#include "cmd/pager.h"
#include "cmd/screen.h"
#include "util/cleanup.h"
#include "util/privilege.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

static int refuse_output(const struct output *output, const char *verb, int code, struct error *err)
{
	return error_set(err, code, "cannot %s '%s': %s", verb, output->name, strerror(-code));
}

static int open_output_stream(int fd, FILE **ret_file)
{
	FILE *file = fdopen(fd, "w");
	int code = -errno;

	if (!file) {
		(void)close(fd);
		return code;
	}
	*ret_file = file;
	return 0;
}

/* Makes a new file. The stream has its own descriptor: it is closed, and checked, before the file
 * gets its name. */
static int open_new_file(struct safe_path *place, struct output *output)
{
	int fd, code;

	newfile_sweep(place->folder, false);
	code = newfile_open(place->folder, &output->new);
	if (code < 0)
		return code;
	output->place = *place;
	place->folder = -1;
	fd = fcntl(output->new.fd, F_DUPFD_CLOEXEC, 3);
	return fd < 0 ? -errno : open_output_stream(fd, &output->file);
}

/* What is on a disk is never written over, by whatever name it is reached. */
static int refuse_block_device(const char *name, const struct stat *status, struct error *err)
{
	return S_ISBLK(status->st_mode)
		       ? error_set(err, -EINVAL, "cannot write '%s': it is a block device", name)
		       : 0;
}

/* Opens a device or a pipe, unless it was replaced since it was looked at. */
static int open_device(const struct safe_path *place, const struct stat *seen)
{
	int fd = openat(place->folder, place->name, O_WRONLY | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC);
	struct stat status = { 0 };
	int code = fd < 0 || fstat(fd, &status) < 0 ? -errno : 0;

	if (code == 0 && (status.st_dev != seen->st_dev || status.st_ino != seen->st_ino))
		code = -ESTALE;
	if (code == 0)
		return fd;
	if (fd >= 0)
		(void)close(fd);
	return code;
}

/*
 * Opens a link of the proc file system. A descriptor of this process is duplicated, so that it
 * keeps its offset; opened again, it would overwrite a log that a shell appends to.
 */
static int open_descriptor(const struct safe_path *place, struct error *err)
{
	struct stat folder, own, file;
	int fd, code;

	if (fstat(place->folder, &folder) < 0 || stat("/proc/self/fd", &own) < 0 ||
	    fstatat(place->folder, place->name, &file, 0) < 0)
		return -errno;
	code = refuse_block_device(place->name, &file, err);
	if (code < 0)
		return code;
	if (folder.st_dev == own.st_dev && folder.st_ino == own.st_ino)
		fd = fcntl((int)strtol(place->name, NULL, 10), F_DUPFD_CLOEXEC, 3);
	else
		fd = openat(place->folder, place->name, O_WRONLY | O_APPEND | O_NOCTTY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* Whether the file has only its name to give: whoever owns a folder may not lead root from the name
 * in it to a device. */
static bool file_is_replaced(const struct stat *status)
{
	return S_ISREG(status->st_mode) ||
	       (S_ISLNK(status->st_mode) && status->st_uid != geteuid() && status->st_uid != 0);
}

/* Who means a descriptor by the name of /dev/stdout, where there is no /proc or no such descriptor,
 * does not mean its link to be replaced. */
static int refuse_lost_descriptor(const char *name, struct error *err)
{
	return error_set(err, -ENXIO, "cannot write '%s': its link leads to nothing", name);
}

/*
 * Follows links of the user's own, or of root, to a device, a pipe or a descriptor.
 * Gives: a descriptor; -ENOENT when the last name is a regular file or another user's link, or does
 * not exist; otherwise -errno.
 */
static int open_existing(const struct safe_path *place, struct error *err)
{
	CLEANUP(safe_path_done) struct safe_path at = { .folder = dup(place->folder) };
	struct stat status;
	int code;

	memcpy(at.name, place->name, sizeof(at.name));
	for (unsigned i = 0; i < SAFE_PATH_LINKS_MAX; i++) {
		struct safe_path next;

		code = safe_path_look(&at, &status, err);
		if (i && code == -ENOENT && safe_path_is_in_proc(&at))
			return refuse_lost_descriptor(place->name, err);
		if (code < 0 || file_is_replaced(&status))
			return code < 0 ? code : -ENOENT;
		if (!S_ISLNK(status.st_mode)) {
			code = refuse_block_device(at.name, &status, err);
			return code < 0 ? code : open_device(&at, &status);
		}
		code = safe_path_follow(&at, &next, err);
		if (code == -ENOENT)
			return refuse_lost_descriptor(place->name, err);
		if (code < 0)
			return code == -ENOLINK ? open_descriptor(&at, err) : code;
		safe_path_done(&at);
		at = next;
	}
	return -ELOOP;
}

static int open_output_path(const char *path, struct output *output, struct error *err)
{
	CLEANUP(safe_path_done) struct safe_path place = { .folder = -1 };
	int code = safe_path_find(path, &place, err);
	int fd = code < 0 ? code : open_existing(&place, err);

	if (fd >= 0)
		code = open_output_stream(fd, &output->file);
	else if (code == 0)
		code = fd == -ENOENT ? open_new_file(&place, output) : fd;
	return code < 0 ? refuse_output(output, "create", code, err) : 0;
}

int output_open(const char *path, struct output *ret_output, struct error *err)
{
	struct output output = { .name = path, .place = { .folder = -1 } };
	int code = 0;

	if (!path || strcmp(path, "-") == 0) {
		output.name = "standard output";
		output.file = stdout;
	} else {
		privilege_raise(PRIVILEGE_WRITE);
		code = open_output_path(path, &output, err);
		privilege_lower(PRIVILEGE_WRITE);
	}
	if (code < 0) {
		output_done(&output);
		return code;
	}
	*ret_output = output;
	return 0;
}

/* Until the file is complete, its mode keeps others out. */
static int set_output_mode(const struct output *output)
{
	struct stat old;
	mode_t mode, mask;

	if (output->mode)
		return fchmod(output->new.fd, output->mode);
	mask = umask(0);
	(void)umask(mask);
	mode = 0666 & ~mask;
	if (fstatat(output->place.folder, output->place.name, &old, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISREG(old.st_mode) && old.st_uid == geteuid())
		mode &= old.st_mode;
	return fchmod(output->new.fd, mode);
}

static int close_output_checked(struct output *output)
{
	FILE *file = output->file;
	int code = 0;

	if (ferror(file))
		code = errno ? -errno : -EIO;
	if (fflush(file) != 0)
		code = -errno;
	if (code == 0 && output->new.fd > 0 &&
	    (set_output_mode(output) < 0 || fsync(output->new.fd) < 0))
		code = -errno;
	output->file = NULL;
	if (fclose(file) != 0 && code == 0)
		code = -errno;
	return code;
}

int output_commit(struct output *output, struct error *err)
{
	int code = close_output_checked(output);

	if (code < 0)
		return refuse_output(output, "write", code, err);
	if (output->new.fd <= 0)
		return 0;
	privilege_raise(PRIVILEGE_WRITE);
	code = newfile_place(&output->new, output->place.name);
	privilege_lower(PRIVILEGE_WRITE);
	return code < 0 ? refuse_output(output, "put in place", code, err) : 0;
}

void output_done(struct output *output)
{
	if (output->file && output->file != stdout)
		(void)fclose(output->file);
	if (output->new.fd > 0) {
		privilege_raise(PRIVILEGE_WRITE);
		newfile_done(&output->new);
		privilege_lower(PRIVILEGE_WRITE);
	}
	/* A zeroed output was never opened. */
	if (output->name)
		safe_path_done(&output->place);
	*output = (struct output){ 0 };
}

void output_page(struct output *output)
{
	FILE *pager = output->file == stdout && screen_rows(stdout) ? pager_open() : NULL;

	if (pager)
		output->file = pager;
}
