/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Changing a settings file whole or not at all. */
#include "change/rewrite.h"

#include "bootloader/arguments.h"
#include "input/inside.h"
#include "input/newfile.h"
#include "util/cleanup.h"
#include "util/contents.h"
#include "util/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#define TEXT_BYTES_MAX (1u << 20)
#define XATTR_BYTES_MAX 65536

/* A file by its folder, with its name there and that of its backup. */
struct rewrite_place {
	const struct root *root;
	const char *path; /* for messages */
	int folder;
	char *name, *backup;
	int old; /* the file that was compared with what was read, held; -1 without */
	struct stat old_status;
};

static void rewrite_place_done(struct rewrite_place *place)
{
	if (place->folder >= 0)
		(void)close(place->folder);
	if (place->old >= 0)
		(void)close(place->old);
	free(place->name);
	free(place->backup);
}

static int rewrite_fail(const struct rewrite_place *place, const char *what, int code,
			struct error *err)
{
	CLEANUP(cleanup_free) char *shown = root_display(place->root, place->path);

	return error_set(err, code, "cannot %s '%s': %s", what, shown, strerror(-code));
}

static int rewrite_place_init(struct rewrite_place *place, const struct root *root,
			      const char *path, struct error *err)
{
	int code;

	*place = (struct rewrite_place){ .root = root, .path = path, .folder = -1, .old = -1 };
	code = root_folder(root, path, &place->folder, &place->name, err);
	if (code < 0)
		return code;
	place->backup = xasprintf("%s" REWRITE_BACKUP, place->name);
	return 0;
}

/* Reads a file of the folder. Gives 0, -ENOENT, or -errno. */
static int read_beside(const struct rewrite_place *place, const char *name, char **ret_text)
{
	CLEANUP(cleanup_close) int fd = inside_open_name(place->folder, name);
	size_t bytes;

	return fd < 0 ? fd : contents_read(fd, TEXT_BYTES_MAX, ret_text, &bytes);
}

static int copy_one_xattr(int from, int to, const char *name)
{
	CLEANUP(cleanup_free) char *value = xmalloc(XATTR_BYTES_MAX);
	ssize_t length = fgetxattr(from, name, value, XATTR_BYTES_MAX);

	if (length < 0)
		return errno == ENODATA ? 0 : -errno;
	return fsetxattr(to, name, value, (size_t)length, 0) < 0 ? -errno : 0;
}

/* security.selinux, system.posix_acl_access and all others, but no privilege. */
static int copy_xattrs(int from, int to)
{
	CLEANUP(cleanup_free) char *names = xmalloc(XATTR_BYTES_MAX);
	ssize_t length = flistxattr(from, names, XATTR_BYTES_MAX);
	int code = 0;

	if (length < 0)
		return errno == ENOTSUP ? 0 : -errno;
	for (char *name = names; name < names + length && code == 0; name += strlen(name) + 1)
		if (strcmp(name, "security.capability") != 0)
			code = copy_one_xattr(from, to, name);
	return code;
}

/* Gives the new file the status of the old one, but no privilege. Owner before mode: a change of
 * owner can take bits from the mode. */
static int copy_status(const struct rewrite_place *place, int to)
{
	const struct stat *old = &place->old_status;
	struct stat new;

	if (place->old < 0)
		return fchmod(to, 0644) < 0 ? -errno : 0;
	if (fstat(to, &new) < 0)
		return -errno;
	if ((old->st_uid != new.st_uid || old->st_gid != new.st_gid) &&
	    fchown(to, old->st_uid, old->st_gid) < 0)
		return -errno;
	if (fchmod(to, old->st_mode & 0777) < 0)
		return -errno;
	return copy_xattrs(place->old, to);
}

static int write_text_whole(int fd, const char *text)
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

/* Writes the file without a name, flushes it to the disk, then gives it its name. */
static int write_new_file(const struct rewrite_place *place, const char *text)
{
	CLEANUP(newfile_done) struct newfile file = { 0 };
	int code = newfile_open(place->folder, &file);

	if (code < 0)
		return code;
	code = write_text_whole(file.fd, text);
	if (code == 0)
		code = copy_status(place, file.fd);
	if (code == 0 && fsync(file.fd) < 0)
		code = -errno;
	if (code == 0)
		code = newfile_place(&file, place->name);
	return code == 0 && fsync(place->folder) < 0 ? -errno : code;
}

/* Gives a file of the folder a second name, and flushes that to the disk. */
static int link_beside(const struct rewrite_place *place, const char *from, const char *to)
{
	int code = newfile_link(place->folder, from, to);

	return code == 0 && fsync(place->folder) < 0 ? -errno : code;
}

/* A backup is a second name of the old file itself: whole, with all its attributes, and without any
 * room of its own. */
static int make_backup(const struct rewrite_place *place, const char *before)
{
	CLEANUP(cleanup_free) char *old = NULL;
	bool alone = false;
	int code = read_beside(place, place->backup, &old);

	if (code == 0)
		alone = arguments_alone_differ(old, before);
	if (alone || (code < 0 && code != -ENOENT))
		return code;
	return link_beside(place, place->name, place->backup);
}

/* Makes the folder that the file is to be in. */
static int make_parent_folder(const struct root *root, const char *path, struct error *err)
{
	CLEANUP(rewrite_place_done) struct rewrite_place place = { .folder = -1, .old = -1 };
	CLEANUP(cleanup_free) char *folder = xstrdup(path);
	char *slash = strrchr(folder, '/');
	int code;

	if (!slash)
		return error_set(err, -ENOENT, "cannot make '%s': no such folder", folder);
	*slash = '\0';
	code = rewrite_place_init(&place, root, folder, err);
	if (code < 0)
		return code == -ENOENT
			       ? error_set(err, code, "cannot make '%s': no such folder", folder)
			       : code;
	if (mkdirat(place.folder, place.name, 0755) < 0 && errno != EEXIST)
		return rewrite_fail(&place, "make", -errno, err);
	return fsync(place.folder) < 0 ? rewrite_fail(&place, "make", -errno, err) : 0;
}

/* Somebody may have changed the file since it was read. Holds the file that it looks at. */
static int check_before(struct rewrite_place *place, const char *before)
{
	CLEANUP(cleanup_free) char *now = NULL;
	int fd = inside_open_name(place->folder, place->name);
	size_t bytes;
	int code;

	if (fd == -ENOENT)
		return before ? -ESTALE : 0;
	if (fd < 0)
		return fd;
	place->old = fd;
	if (fstat(fd, &place->old_status) < 0)
		return -errno;
	code = contents_read(fd, TEXT_BYTES_MAX, &now, &bytes);
	if (code < 0)
		return code;
	return before && strcmp(now, before) == 0 ? 0 : -ESTALE;
}

int rewrite_file(const struct root *root, const char *path, const char *before, const char *after,
		 bool backup, struct error *err)
{
	CLEANUP(rewrite_place_done) struct rewrite_place place = { .folder = -1, .old = -1 };
	int code = rewrite_place_init(&place, root, path, err);

	if (code == -ENOENT) {
		rewrite_place_done(&place);
		place = (struct rewrite_place){ .folder = -1, .old = -1 };
		code = make_parent_folder(root, path, err);
		if (code < 0)
			return code;
		code = rewrite_place_init(&place, root, path, err);
	}
	if (code < 0)
		return code;
	newfile_sweep(place.folder, true);
	code = check_before(&place, before);
	if (code < 0)
		return code == -ESTALE
			       ? rewrite_fail(&place, "change the file that was read,", code, err)
			       : rewrite_fail(&place, "read", code, err);
	if (before && backup) {
		code = make_backup(&place, before);
		if (code < 0)
			return rewrite_fail(&place, "keep a backup of", code, err);
	}
	code = write_new_file(&place, after);
	return code < 0 ? rewrite_fail(&place, "write", code, err) : 0;
}

static bool is_own_backup(const struct rewrite_place *place)
{
	struct stat left, right;

	return fstatat(place->folder, place->name, &left, AT_SYMLINK_NOFOLLOW) == 0 &&
	       fstatat(place->folder, place->backup, &right, AT_SYMLINK_NOFOLLOW) == 0 &&
	       left.st_ino == right.st_ino && left.st_dev == right.st_dev;
}

static int compare_with_backup(const struct rewrite_place *place)
{
	CLEANUP(cleanup_free) char *old = NULL;
	CLEANUP(cleanup_free) char *now = NULL;
	bool alone = false;
	int code = read_beside(place, place->backup, &old);

	if (code == 0)
		code = read_beside(place, place->name, &now);
	if (code == 0)
		alone = arguments_alone_differ(old, now);
	return code == 0 && !alone ? -ESTALE : code;
}

/* A text that somebody else wrote is not thrown away. */
static int check_restore(const struct rewrite_place *place, struct error *err)
{
	int code = is_own_backup(place) ? 0 : compare_with_backup(place);

	if (code == -ESTALE)
		return error_set(err, code,
				 "cannot undo '%s': it was changed since in more than these "
				 "arguments; what it was is in %s",
				 place->path, place->backup);
	return code < 0 ? rewrite_fail(place, "undo", code, err) : 0;
}

int rewrite_check_restore(const struct root *root, const char *path, struct error *err)
{
	CLEANUP(rewrite_place_done) struct rewrite_place place = { .folder = -1, .old = -1 };
	int code = rewrite_place_init(&place, root, path, err);

	return code < 0 ? code : check_restore(&place, err);
}

int rewrite_restore(const struct root *root, const char *path, struct error *err)
{
	CLEANUP(rewrite_place_done) struct rewrite_place place = { .folder = -1, .old = -1 };
	int code = rewrite_place_init(&place, root, path, err);

	if (code == 0)
		code = check_restore(&place, err);
	if (code < 0 || is_own_backup(&place))
		return code;
	newfile_sweep(place.folder, true);
	code = link_beside(&place, place.backup, place.name);
	return code < 0 ? rewrite_fail(&place, "undo", code, err) : 0;
}

bool rewrite_has_backup(const struct root *root, const char *path)
{
	CLEANUP(rewrite_place_done) struct rewrite_place place = { .folder = -1, .old = -1 };
	struct stat status;

	return rewrite_place_init(&place, root, path, NULL) == 0 &&
	       fstatat(place.folder, place.backup, &status, AT_SYMLINK_NOFOLLOW) == 0;
}

/* The path of an open directory. Gives its length or -errno. */
static ssize_t read_descriptor_path(int fd, char ret_path[static PATH_MAX])
{
	char link[32];
	ssize_t length;

	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = readlink(link, ret_path, PATH_MAX - 1);
	if (length < 0)
		return -errno;
	ret_path[length] = '\0';
	return length;
}

char *rewrite_backup_path(const struct root *root, const char *path)
{
	CLEANUP(rewrite_place_done) struct rewrite_place place = { .folder = -1, .old = -1 };
	CLEANUP(cleanup_free) char *inside = NULL;
	char top[PATH_MAX], folder[PATH_MAX];
	const char *rest = "";
	ssize_t length;

	if (rewrite_place_init(&place, root, path, NULL) < 0) {
		inside = xasprintf("%s" REWRITE_BACKUP, path);
		return root_display(root, inside);
	}
	length = read_descriptor_path(root_top(root), top);
	if (length > 0 && read_descriptor_path(place.folder, folder) >= length &&
	    strncmp(top, folder, (size_t)length) == 0)
		rest = folder + length + strspn(folder + length, "/");
	inside = xasprintf("%s%s%s", rest, *rest ? "/" : "", place.backup);
	return root_display(root, inside);
}

int rewrite_forget(const struct root *root, const char *path, struct error *err)
{
	CLEANUP(rewrite_place_done) struct rewrite_place place = { .folder = -1, .old = -1 };
	int code = rewrite_place_init(&place, root, path, err);

	if (code < 0)
		return code == -ENOENT ? 0 : code;
	if (unlinkat(place.folder, place.backup, 0) < 0)
		return errno == ENOENT
			       ? 0
			       : rewrite_fail(&place, "take away the backup of", -errno, err);
	return fsync(place.folder) < 0
		       ? rewrite_fail(&place, "take away the backup of", -errno, err)
		       : 0;
}

int rewrite_rename(const struct root *root, const char *path, const char *suffix, struct error *err)
{
	CLEANUP(rewrite_place_done) struct rewrite_place place = { .folder = -1, .old = -1 };
	CLEANUP(cleanup_free) char *to = NULL;
	int code = rewrite_place_init(&place, root, path, err);

	if (code < 0)
		return code == -ENOENT ? 0 : code;
	if (suffix)
		to = xasprintf("%s%s", place.name, suffix);
	if (to ? renameat(place.folder, place.name, place.folder, to) < 0
	       : unlinkat(place.folder, place.name, 0) < 0)
		return errno == ENOENT ? 0 : rewrite_fail(&place, "take away", -errno, err);
	return fsync(place.folder) < 0 ? rewrite_fail(&place, "take away", -errno, err) : 0;
}
