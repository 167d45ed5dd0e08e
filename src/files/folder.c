/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A folder to write into. */
#define _GNU_SOURCE
#include "files/folder.h"

#include "base/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/vfs.h>

/* The way as it is walked. */
struct way {
	unsigned links;
	struct error *err;
};

void folder_place_done(struct folder_place *place)
{
	if (place->folder >= 0)
		(void)close(place->folder);
	place->folder = -1;
}

static bool is_shared(const struct stat *folder)
{
	return folder->st_mode & (S_IWGRP | S_IWOTH);
}

/* Refuses what somebody else may have put into a folder that is not theirs alone. */
static int check_owner(int folder, const char *name, const struct stat *status, struct error *err)
{
	struct stat above;

	if (fstat(folder, &above) < 0)
		return -errno;
	if (!is_shared(&above) || status->st_uid == geteuid() || status->st_uid == 0 ||
	    status->st_uid == above.st_uid)
		return 0;
	return error_set(err, -EACCES,
			 "cannot use '%s': it belongs to user %u, in a folder that others write to",
			 name, (unsigned)status->st_uid);
}

static bool is_of_proc(int folder)
{
	struct statfs system;

	return fstatfs(folder, &system) == 0 && system.f_type == PROC_SUPER_MAGIC;
}

/* Reads a link that is open and was seen to be one's own, so that it cannot be another by now. */
static int read_link(int at, const char *name, int link, const struct stat *status,
		     char ret_target[static PATH_MAX], struct error *err)
{
	int code = check_owner(at, name, status, err);
	ssize_t length = code < 0 ? 0 : readlinkat(link, "", ret_target, PATH_MAX - 1);

	if (code < 0 || length < 0)
		return code < 0 ? code : -errno;
	ret_target[length] = '\0';
	return 0;
}

static int open_folder(int at, const char *path, struct way *way);

/* Follows a link that stands in a folder. Gives the folder that it leads to. */
static int enter_link(int at, const char *name, int link, const struct stat *status,
		      struct way *way)
{
	char target[PATH_MAX];
	int code;

	if (is_of_proc(at)) {
		code = openat(at, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
		return code < 0 ? -errno : code;
	}
	code = ++way->links > FOLDER_LINKS_MAX
		       ? -ELOOP
		       : read_link(at, name, link, status, target, way->err);
	return code < 0 ? code : open_folder(at, target, way);
}

static int enter(int at, const char *name, struct way *way)
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
		folder =
			S_ISLNK(status.st_mode) ? enter_link(at, name, fd, &status, way) : -ENOTDIR;
	(void)close(fd);
	return folder;
}

/* Opens a folder by its path, as seen from another one. Gives a descriptor or -errno. */
static int open_folder(int at, const char *path, struct way *way)
{
	CLEANUP(cleanup_free) char *copy = strdup(path);
	char *rest = copy;
	const char *name;
	int fd;

	if (!copy)
		return -ENOMEM;
	fd = openat(at, *path == '/' ? "/" : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	while ((name = strsep(&rest, "/"))) {
		int next = *name ? enter(fd, name, way) : fd;

		if (next == fd)
			continue;
		(void)close(fd);
		if (next < 0)
			return next;
		fd = next;
	}
	return fd;
}

static int find(int at, const char *path, struct folder_place *ret_place, struct error *err)
{
	CLEANUP(cleanup_free) char *folder = strdup(path);
	struct way way = { .err = err };
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	int fd;

	if (!folder)
		return -ENOMEM;
	if (!*name || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return *path ? -EISDIR : -ENOENT;
	if (strlen(name) > NAME_MAX)
		return -ENAMETOOLONG;
	folder[name - path] = '\0';
	fd = open_folder(at, folder, &way);
	if (fd < 0)
		return fd;
	ret_place->folder = fd;
	memcpy(ret_place->name, name, strlen(name) + 1);
	return 0;
}

int folder_find(const char *path, struct folder_place *ret_place, struct error *err)
{
	return find(AT_FDCWD, path, ret_place, err);
}

int folder_look(const struct folder_place *place, struct stat *ret_status, struct error *err)
{
	struct stat status;
	int code;

	if (fstatat(place->folder, place->name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	code = S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)
		       ? 0
		       : check_owner(place->folder, place->name, &status, err);
	if (code == 0)
		*ret_status = status;
	return code;
}

int folder_follow(const struct folder_place *place, struct folder_place *ret_place,
		  struct error *err)
{
	CLEANUP(cleanup_close)
	int link = openat(place->folder, place->name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	char target[PATH_MAX];
	struct stat status;
	int code;

	if (link < 0 || fstat(link, &status) < 0)
		return -errno;
	if (is_of_proc(place->folder))
		return -ENOLINK;
	code = read_link(place->folder, place->name, link, &status, target, err);
	return code < 0 ? code : find(place->folder, target, ret_place, err);
}
