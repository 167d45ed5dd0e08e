/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A private folder for temporary files that need a name. */
#define _GNU_SOURCE
#include "input/scratch.h"

#include "util/cleanup.h"
#include "util/exit_cleanup.h"
#include "util/xalloc.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#define TRIES_MAX 100

/* What mkdtemp replaces by letters and digits. */
#define NAME_PATTERN "XXXXXX"

/* Anybody may fill the folder for temporary files: stop after so many names. */
#define LOOKS_MAX 100000

static int scratch_remove_content(int folder, unsigned depth);

static int scratch_remove_name(int folder, const char *name, unsigned depth)
{
	CLEANUP(cleanup_close) int below = -1;
	int code;

	if (unlinkat(folder, name, 0) == 0)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return -errno;
	below = openat(folder, name, FOLDER_FLAGS);
	if (below < 0)
		return -errno;
	code = depth < SCRATCH_DEPTH_MAX + 8 ? scratch_remove_content(below, depth + 1) : -ELOOP;
	if (code == 0 && unlinkat(folder, name, AT_REMOVEDIR) < 0)
		code = -errno;
	return code;
}

/* Opens a folder for listing, with an offset of its own. */
static DIR *open_listing(int folder)
{
	int fd = openat(folder, ".", FOLDER_FLAGS);
	DIR *listing = fd < 0 ? NULL : fdopendir(fd);

	if (!listing && fd >= 0)
		(void)close(fd);
	return listing;
}

/* Goes on after a name that cannot be removed. Gives the first error. */
static int scratch_remove_content(int folder, unsigned depth)
{
	DIR *listing = open_listing(folder);
	const struct dirent *entry;
	int code = 0;

	if (!listing)
		return -errno;
	while ((entry = readdir(listing))) {
		int failed = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0
				     ? 0
				     : scratch_remove_name(folder, entry->d_name, depth);

		code = code ? code : failed;
	}
	(void)closedir(listing);
	return code;
}

/* Gives 0; -EAGAIN when another run holds the lock or removed the folder. */
static int scratch_lock(int above, const char *name, int fd)
{
	struct stat named, opened;

	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		return errno == EWOULDBLOCK ? -EAGAIN : -errno;
	if (fstat(fd, &opened) < 0)
		return -errno;
	return fstatat(above, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
			       named.st_dev == opened.st_dev && named.st_ino == opened.st_ino
		       ? 0
		       : -EAGAIN;
}

/* Until it is locked, another run may take the folder for a leftover and remove it. */
static int scratch_try(int above, char *path, int *ret_fd)
{
	const char *name;
	int fd, code;

	if (!mkdtemp(path))
		return -errno;
	name = strrchr(path, '/') + 1;
	fd = openat(above, name, FOLDER_FLAGS);
	if (fd < 0)
		return errno == ENOENT ? -EAGAIN : -errno;
	code = scratch_lock(above, name, fd);
	if (code < 0)
		(void)close(fd);
	else
		*ret_fd = fd;
	return code;
}

/* Opens a folder in which only this user or root can rename a folder of this user; elsewhere a name
 * may later mean another one. Gives a descriptor; -EPERM for a folder where others can; -errno. */
static int open_parent(const char *parent)
{
	int fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC), code = 0;
	struct stat status;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &status) < 0)
		code = -errno;
	else if ((status.st_uid != 0 && status.st_uid != geteuid()) ||
		 ((status.st_mode & (S_IWGRP | S_IWOTH)) && !(status.st_mode & S_ISVTX)))
		code = -EPERM;
	if (code == 0)
		return fd;
	(void)close(fd);
	return code;
}

int scratch_make(const char *parent, const char *stem, struct scratch *ret_scratch)
{
	int fd = -1, code = -EAGAIN, above = open_parent(parent);
	char *path = NULL;

	if (above < 0)
		return above;
	for (int i = 0; i < TRIES_MAX && code == -EAGAIN; i++) {
		free(path);
		path = xasprintf("%s/%s" NAME_PATTERN, parent, stem);
		code = scratch_try(above, path, &fd);
	}
	if (code < 0) {
		free(path);
		(void)close(above);
		return code;
	}
	exit_cleanup_add_folder(above, strrchr(path, '/') + 1, fd);
	*ret_scratch = (struct scratch){ .above = above, .fd = fd, .path = path };
	return 0;
}

int scratch_remove(struct scratch *scratch)
{
	int code;

	if (!scratch->path)
		return 0;
	code = scratch_remove_content(scratch->fd, 0);
	if (code == 0 &&
	    unlinkat(scratch->above, strrchr(scratch->path, '/') + 1, AT_REMOVEDIR) < 0)
		code = -errno;
	exit_cleanup_forget_folder(scratch->fd);
	(void)close(scratch->fd);
	(void)close(scratch->above);
	free(scratch->path);
	*scratch = (struct scratch){ .above = -1, .fd = -1 };
	return code;
}

static bool is_own_scratch(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 && status.st_uid == geteuid() &&
	       (status.st_mode & 07777) == 0700;
}

static void scratch_sweep_name(int above, const char *name)
{
	CLEANUP(cleanup_close) int fd = openat(above, name, FOLDER_FLAGS);

	if (fd >= 0 && is_own_scratch(fd) && scratch_lock(above, name, fd) == 0 &&
	    scratch_remove_content(fd, 0) == 0)
		(void)unlinkat(above, name, AT_REMOVEDIR);
}

/* Whether mkdtemp may have made the name: a user's own folder may begin with the stem too. */
static bool is_scratch_name(const char *name, const char *stem)
{
	size_t bytes = strlen(stem), drawn = 0;

	if (strncmp(name, stem, bytes) != 0)
		return false;
	while (isalnum((unsigned char)name[bytes + drawn]))
		drawn++;
	return drawn == strlen(NAME_PATTERN) && !name[bytes + drawn];
}

void scratch_sweep(const char *parent, const char *stem)
{
	int above = open_parent(parent);
	DIR *listing = above < 0 ? NULL : fdopendir(above);
	const struct dirent *entry;

	if (!listing && above >= 0)
		(void)close(above);
	for (int i = 0; listing && i < LOOKS_MAX && (entry = readdir(listing)); i++)
		if (is_scratch_name(entry->d_name, stem))
			scratch_sweep_name(dirfd(listing), entry->d_name);
	if (listing)
		(void)closedir(listing);
}
