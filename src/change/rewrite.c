/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Changing a settings file whole or not at all. */
#define _GNU_SOURCE
#include "change/rewrite.h"

#include "base/cleanup.h"
#include "base/contents.h"
#include "loader/arguments.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#define TEXT_BYTES_MAX (1u << 20)
#define TEMPORARY ".aubacklog-new"
#define XATTR_BYTES_MAX 65536

/* A file by its folder, and the names that belong to it. */
struct place {
	const struct root *root;
	const char *path; /* for messages */
	int folder;
	char *name, *temporary, *backup;
};

static void place_done(struct place *place)
{
	if (place->folder >= 0)
		(void)close(place->folder);
	free(place->name);
	free(place->temporary);
	free(place->backup);
}

static int fail(const struct place *place, const char *what, int code, struct error *err)
{
	CLEANUP(cleanup_free) char *shown = root_display(place->root, place->path);

	return error_set(err, code, "cannot %s '%s': %s", what, shown ? shown : place->path,
			 strerror(-code));
}

static int place_init(struct place *place, const struct root *root, const char *path,
		      struct error *err)
{
	int code;

	*place = (struct place){ .root = root, .path = path, .folder = -1 };
	code = root_folder(root, path, &place->folder, &place->name, err);
	if (code < 0)
		return code;
	if (asprintf(&place->temporary, "%s" TEMPORARY, place->name) < 0)
		place->temporary = NULL;
	if (asprintf(&place->backup, "%s" REWRITE_BACKUP, place->name) < 0)
		place->backup = NULL;
	if (place->temporary && place->backup)
		return 0;
	(void)error_memory(err, "change a file");
	return -ENOMEM;
}

/* Reads a file of the folder. Gives 0, -ENOENT, or -errno. */
static int read_at(const struct place *place, const char *name, char **ret_text)
{
	CLEANUP(cleanup_close)
	int fd = openat(place->folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	struct stat status;
	size_t bytes;

	if (fd < 0 || fstat(fd, &status) < 0)
		return -errno;
	return S_ISREG(status.st_mode) ? contents_read(fd, TEXT_BYTES_MAX, ret_text, &bytes)
				       : -EINVAL;
}

static int copy_attribute(int from, int to, const char *name)
{
	CLEANUP(cleanup_free) char *value = malloc(XATTR_BYTES_MAX);
	ssize_t length = value ? fgetxattr(from, name, value, XATTR_BYTES_MAX) : -1;

	if (!value)
		return -ENOMEM;
	if (length < 0)
		return errno == ENODATA ? 0 : -errno;
	return fsetxattr(to, name, value, (size_t)length, 0) < 0 ? -errno : 0;
}

/* security.selinux, system.posix_acl_access and what else there is. */
static int copy_attributes(int from, int to)
{
	CLEANUP(cleanup_free) char *names = malloc(XATTR_BYTES_MAX);
	ssize_t length = names ? flistxattr(from, names, XATTR_BYTES_MAX) : -1;
	int code = 0;

	if (!names)
		return -ENOMEM;
	if (length < 0)
		return errno == ENOTSUP ? 0 : -errno;
	for (char *name = names; name < names + length && code == 0; name += strlen(name) + 1)
		code = copy_attribute(from, to, name);
	return code;
}

/* Owner before mode, which a change of owner can take bits from. */
static int be_like(const struct place *place, int to)
{
	CLEANUP(cleanup_close)
	int from = openat(place->folder, place->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct stat old, new;

	if (from < 0)
		return errno == ENOENT ? (fchmod(to, 0644) < 0 ? -errno : 0) : -errno;
	if (fstat(from, &old) < 0 || fstat(to, &new) < 0)
		return -errno;
	if ((old.st_uid != new.st_uid || old.st_gid != new.st_gid) &&
	    fchown(to, old.st_uid, old.st_gid) < 0)
		return -errno;
	if (fchmod(to, old.st_mode & 07777) < 0)
		return -errno;
	return copy_attributes(from, to);
}

static int write_all(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left) {
		ssize_t put = write(fd, text, left);

		if (put < 0 && errno != EINTR)
			return -errno;
		if (put == 0)
			return -EIO;
		text += put > 0 ? put : 0;
		left -= put > 0 ? (size_t)put : 0;
	}
	return 0;
}

/* Writes the temporary file; it is on the disk when this comes back with 0. */
static int write_temporary(const struct place *place, const char *text)
{
	int fd, code;

	/* One of an earlier run that was killed. */
	if (unlinkat(place->folder, place->temporary, 0) < 0 && errno != ENOENT)
		return -errno;
	fd = openat(place->folder, place->temporary,
		    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	code = write_all(fd, text);
	if (code == 0)
		code = be_like(place, fd);
	if (code == 0 && fsync(fd) < 0)
		code = -errno;
	if (close(fd) < 0 && code == 0)
		code = -errno;
	return code;
}

static int put_in_place(const struct place *place, const char *from, const char *to)
{
	if (renameat(place->folder, from, place->folder, to) < 0 || fsync(place->folder) < 0)
		return -errno;
	return 0;
}

/*
 * A backup is a second name of the old file itself: whole by nature, with all its attributes, and
 * it takes no room.
 */
static int make_backup(const struct place *place, const char *before)
{
	CLEANUP(cleanup_free) char *old = NULL;
	bool alone = false;
	int code = read_at(place, place->backup, &old);

	if (code == 0 && arguments_alone_differ(old, before, &alone) < 0)
		return -ENOMEM;
	if (alone || (code < 0 && code != -ENOENT))
		return code;
	if (unlinkat(place->folder, place->temporary, 0) < 0 && errno != ENOENT)
		return -errno;
	if (linkat(place->folder, place->name, place->folder, place->temporary, 0) < 0)
		return -errno;
	return put_in_place(place, place->temporary, place->backup);
}

/* Makes the folder that the file is to be in. */
static int make_folder(const struct root *root, const char *path, struct error *err)
{
	CLEANUP(place_done) struct place place = { .folder = -1 };
	CLEANUP(cleanup_free) char *folder = strdup(path);
	char *slash = folder ? strrchr(folder, '/') : NULL;
	int code;

	if (!slash)
		return error_memory(err, "make a folder");
	*slash = '\0';
	code = place_init(&place, root, folder, err);
	if (code < 0)
		return code == -ENOENT
			       ? error_set(err, code, "cannot make '%s': no such folder", folder)
			       : code;
	if (mkdirat(place.folder, place.name, 0755) < 0 && errno != EEXIST)
		return fail(&place, "make", -errno, err);
	return fsync(place.folder) < 0 ? fail(&place, "make", -errno, err) : 0;
}

/* Somebody may have changed the file since it was read. */
static int check_before(const struct place *place, const char *before)
{
	CLEANUP(cleanup_free) char *now = NULL;
	int code = read_at(place, place->name, &now);

	if (code < 0 && code != -ENOENT)
		return code;
	return (!now && !before) || (now && before && strcmp(now, before) == 0) ? 0 : -ESTALE;
}

int rewrite_file(const struct root *root, const char *path, const char *before, const char *after,
		 bool backup, struct error *err)
{
	CLEANUP(place_done) struct place place = { .folder = -1 };
	int code = place_init(&place, root, path, err);

	if (code == -ENOENT) {
		place_done(&place);
		place = (struct place){ .folder = -1 };
		code = make_folder(root, path, err);
		if (code < 0)
			return code;
		code = place_init(&place, root, path, err);
	}
	if (code < 0)
		return code;
	code = check_before(&place, before);
	if (code < 0)
		return code == -ESTALE ? fail(&place, "change the file that was read,", code, err)
				       : fail(&place, "read", code, err);
	if (before && backup) {
		code = make_backup(&place, before);
		if (code < 0)
			return fail(&place, "keep a backup of", code, err);
	}
	code = write_temporary(&place, after);
	if (code == 0)
		code = put_in_place(&place, place.temporary, place.name);
	if (code == 0)
		return 0;
	(void)unlinkat(place.folder, place.temporary, 0);
	return fail(&place, "write", code, err);
}

static bool is_same_file(const struct place *place)
{
	struct stat left, right;

	return fstatat(place->folder, place->name, &left, AT_SYMLINK_NOFOLLOW) == 0 &&
	       fstatat(place->folder, place->backup, &right, AT_SYMLINK_NOFOLLOW) == 0 &&
	       left.st_ino == right.st_ino && left.st_dev == right.st_dev;
}

static int compare_with_backup(const struct place *place)
{
	CLEANUP(cleanup_free) char *old = NULL;
	CLEANUP(cleanup_free) char *now = NULL;
	bool alone = false;
	int code = read_at(place, place->backup, &old);

	if (code == 0)
		code = read_at(place, place->name, &now);
	if (code == 0)
		code = arguments_alone_differ(old, now, &alone);
	return code == 0 && !alone ? -ESTALE : code;
}

/* What somebody else has written is not thrown away. */
static int check_restore(const struct place *place, struct error *err)
{
	int code = is_same_file(place) ? 0 : compare_with_backup(place);

	if (code == -ESTALE)
		return error_set(err, code,
				 "cannot undo '%s': it was changed since in more than these "
				 "arguments; what it was is in %s",
				 place->path, place->backup);
	return code < 0 ? fail(place, "undo", code, err) : 0;
}

int rewrite_check_restore(const struct root *root, const char *path, struct error *err)
{
	CLEANUP(place_done) struct place place = { .folder = -1 };
	int code = place_init(&place, root, path, err);

	return code < 0 ? code : check_restore(&place, err);
}

int rewrite_restore(const struct root *root, const char *path, struct error *err)
{
	CLEANUP(place_done) struct place place = { .folder = -1 };
	int code = place_init(&place, root, path, err);

	if (code == 0)
		code = check_restore(&place, err);
	if (code < 0 || is_same_file(&place))
		return code;
	if (unlinkat(place.folder, place.temporary, 0) < 0 && errno != ENOENT)
		return fail(&place, "undo", -errno, err);
	if (linkat(place.folder, place.backup, place.folder, place.temporary, 0) < 0)
		return fail(&place, "undo", -errno, err);
	code = put_in_place(&place, place.temporary, place.name);
	if (code == 0)
		return 0;
	(void)unlinkat(place.folder, place.temporary, 0);
	return fail(&place, "undo", code, err);
}

int rewrite_rename(const struct root *root, const char *path, const char *suffix, struct error *err)
{
	CLEANUP(place_done) struct place place = { .folder = -1 };
	CLEANUP(cleanup_free) char *to = NULL;
	int code = place_init(&place, root, path, err);

	if (code < 0)
		return code == -ENOENT ? 0 : code;
	if (suffix && asprintf(&to, "%s%s", place.name, suffix) < 0) {
		to = NULL;
		return error_memory(err, "rename a file");
	}
	if (to ? renameat(place.folder, place.name, place.folder, to) < 0
	       : unlinkat(place.folder, place.name, 0) < 0)
		return errno == ENOENT ? 0 : fail(&place, "take away", -errno, err);
	return fsync(place.folder) < 0 ? fail(&place, "take away", -errno, err) : 0;
}
