/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reaches a folder to write into. */
#define _GNU_SOURCE
#include "input/safe_path.h"

#include "util/cleanup.h"
#include "util/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/vfs.h>

/* The state of walking a path. */
struct safe_walk {
	unsigned links;
	struct error *err;
};

void safe_path_done(struct safe_path *place)
{
	if (place->folder >= 0)
		(void)close(place->folder);
	place->folder = -1;
}

static bool others_may_write(const struct stat *folder)
{
	return folder->st_mode & (S_IWGRP | S_IWOTH);
}

/* Refuses a file of another user in a folder that others may write to. */
static int check_planter(int folder, const char *name, const struct stat *status, struct error *err)
{
	struct stat above;

	if (fstat(folder, &above) < 0)
		return -errno;
	if (!others_may_write(&above) || status->st_uid == geteuid() || status->st_uid == 0 ||
	    status->st_uid == above.st_uid)
		return 0;
	return error_set(err, -EACCES,
			 "cannot use '%s': it belongs to user %u, in a folder that others write to",
			 name, (unsigned)status->st_uid);
}

static bool is_in_proc(int folder)
{
	struct statfs system;

	return fstatfs(folder, &system) == 0 && system.f_type == PROC_SUPER_MAGIC;
}

/* Reads a link by its descriptor, which was checked to be safe, so that it cannot be replaced
 * meanwhile. */
static int read_own_link(int at, const char *name, int link, const struct stat *status,
			 char ret_target[static PATH_MAX], struct error *err)
{
	int code = check_planter(at, name, status, err);
	ssize_t length = code < 0 ? 0 : readlinkat(link, "", ret_target, PATH_MAX - 1);

	if (code < 0 || length < 0)
		return code < 0 ? code : -errno;
	ret_target[length] = '\0';
	return 0;
}

static int open_safe_folder(int at, const char *path, struct safe_walk *way);

/* Follows a link in a folder. Gives the folder that it leads to. */
static int enter_own_link(int at, const char *name, int link, const struct stat *status,
			  struct safe_walk *way)
{
	char target[PATH_MAX];
	int code;

	if (is_in_proc(at)) {
		code = openat(at, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
		return code < 0 ? -errno : code;
	}
	code = ++way->links > SAFE_PATH_LINKS_MAX
		       ? -ELOOP
		       : read_own_link(at, name, link, status, target, way->err);
	return code < 0 ? code : open_safe_folder(at, target, way);
}

static int enter_safe_name(int at, const char *name, struct safe_walk *way)
{
	int folder, fd = openat(at, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct stat status;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &status) < 0)
		folder = -errno;
	else if (S_ISDIR(status.st_mode))
		return fd;
	else
		folder = S_ISLNK(status.st_mode) ? enter_own_link(at, name, fd, &status, way)
						 : -ENOTDIR;
	(void)close(fd);
	return folder;
}

/* Opens a folder by its path relative to another one. Gives a descriptor or -errno. */
static int open_safe_folder(int at, const char *path, struct safe_walk *way)
{
	CLEANUP(cleanup_free) char *copy = xstrdup(path);
	char *rest = copy;
	const char *name;
	int fd;

	fd = openat(at, *path == '/' ? "/" : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	while ((name = strsep(&rest, "/"))) {
		int next = *name ? enter_safe_name(fd, name, way) : fd;

		if (next == fd)
			continue;
		(void)close(fd);
		if (next < 0)
			return next;
		fd = next;
	}
	return fd;
}

static int find_place_from(int at, const char *path, struct safe_path *ret_place, struct error *err)
{
	CLEANUP(cleanup_free) char *folder = xstrdup(path);
	struct safe_walk way = { .err = err };
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	int fd;

	if (!*name || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return *path ? -EISDIR : -ENOENT;
	if (strlen(name) > NAME_MAX)
		return -ENAMETOOLONG;
	folder[name - path] = '\0';
	fd = open_safe_folder(at, folder, &way);
	if (fd < 0)
		return fd;
	ret_place->folder = fd;
	memcpy(ret_place->name, name, strlen(name) + 1);
	return 0;
}

bool safe_path_is_in_proc(const struct safe_path *place)
{
	return is_in_proc(place->folder);
}

int safe_path_find(const char *path, struct safe_path *ret_place, struct error *err)
{
	return find_place_from(AT_FDCWD, path, ret_place, err);
}

int safe_path_look(const struct safe_path *place, struct stat *ret_status, struct error *err)
{
	struct stat status;
	int code;

	if (fstatat(place->folder, place->name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	code = S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)
		       ? 0
		       : check_planter(place->folder, place->name, &status, err);
	if (code == 0)
		*ret_status = status;
	return code;
}

int safe_path_follow(const struct safe_path *place, struct safe_path *ret_place, struct error *err)
{
	CLEANUP(cleanup_close)
	int link = openat(place->folder, place->name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	char target[PATH_MAX];
	struct stat status;
	int code;

	if (link < 0 || fstat(link, &status) < 0)
		return -errno;
	if (is_in_proc(place->folder))
		return -ENOLINK;
	code = read_own_link(place->folder, place->name, link, &status, target, err);
	return code < 0 ? code : find_place_from(place->folder, target, ret_place, err);
}
