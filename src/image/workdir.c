/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A private folder. */
#define _GNU_SOURCE
#include "image/workdir.h"

#include "base/cleanup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#define STEM "aubacklog-image."
#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* A run that is looking for what others have left may have taken the new folder for one. */
#define TRIES_MAX 16

static int remove_content(int folder, unsigned depth);

static int remove_named(int folder, const char *name, unsigned depth)
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
	code = depth < WORKDIR_DEPTH_MAX + 8 ? remove_content(below, depth + 1) : -ELOOP;
	if (code == 0 && unlinkat(folder, name, AT_REMOVEDIR) < 0)
		code = -errno;
	return code;
}

/* Goes on behind what cannot be removed. Gives the first error. */
static int remove_content(int folder, unsigned depth)
{
	int copy = openat(folder, ".", FOLDER_FLAGS), code = 0;
	DIR *names = copy < 0 ? NULL : fdopendir(copy);
	const struct dirent *entry;

	if (!names) {
		code = -errno;
		if (copy >= 0)
			(void)close(copy);
		return code;
	}
	while ((entry = readdir(names))) {
		int failed = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0
				     ? 0
				     : remove_named(folder, entry->d_name, depth);

		code = code ? code : failed;
	}
	(void)closedir(names);
	return code;
}

static bool is_same_file(const struct stat *left, const struct stat *right)
{
	return left->st_dev == right->st_dev && left->st_ino == right->st_ino;
}

/* Whether the name still stands for the folder. */
static bool is_still_named(int above, const char *name, int folder)
{
	struct stat named, opened;

	return fstatat(above, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	       fstat(folder, &opened) == 0 && is_same_file(&named, &opened);
}

static void remove_stale(int above, const char *name)
{
	CLEANUP(cleanup_close) int folder = openat(above, name, FOLDER_FLAGS);
	struct stat status;

	if (folder < 0 || fstat(folder, &status) < 0 || status.st_uid != geteuid() ||
	    flock(folder, LOCK_EX | LOCK_NB) < 0 || !is_still_named(above, name, folder))
		return;
	if (remove_content(folder, 0) == 0)
		(void)unlinkat(above, name, AT_REMOVEDIR);
}

static void remove_all_stale(int above)
{
	int copy = openat(above, ".", FOLDER_FLAGS);
	DIR *names = copy < 0 ? NULL : fdopendir(copy);
	const struct dirent *entry;

	if (!names) {
		if (copy >= 0)
			(void)close(copy);
		return;
	}
	while ((entry = readdir(names)))
		if (strncmp(entry->d_name, STEM, strlen(STEM)) == 0)
			remove_stale(above, entry->d_name);
	(void)closedir(names);
}

static int open_above(const char *path, int *ret_above, struct error *err)
{
	CLEANUP(cleanup_close)
	int above = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat status;

	if (above < 0 || fstat(above, &status) < 0)
		return error_set(err, -errno, "cannot use '%s': %s", path, strerror(errno));
	if ((status.st_uid != 0 && status.st_uid != geteuid()) ||
	    ((status.st_mode & (S_IWGRP | S_IWOTH)) && !(status.st_mode & S_ISVTX)))
		return error_set(err, -EACCES,
				 "cannot use '%s': others may rename what is in it (TMPDIR names "
				 "another folder)",
				 path);
	*ret_above = above;
	above = -1;
	return 0;
}

/* Gives: 0; -EAGAIN where another run has removed the folder before it was locked. */
static int make_locked(int above, char *path)
{
	CLEANUP(cleanup_close) int folder = -1;
	const char *name;

	if (!mkdtemp(path))
		return -errno;
	name = strrchr(path, '/') + 1;
	folder = openat(above, name, FOLDER_FLAGS);
	if (folder < 0)
		return errno == ENOENT ? -EAGAIN : -errno;
	if (flock(folder, LOCK_EX) < 0)
		return -errno;
	if (!is_still_named(above, name, folder))
		return -EAGAIN;
	above = folder;
	folder = -1;
	return above;
}

int workdir_make(struct workdir *ret_workdir, struct error *err)
{
	const char *set = getenv("TMPDIR");
	CLEANUP(cleanup_free) char *parent = realpath(set && *set ? set : "/var/tmp", NULL);
	int above = -1, folder = -EAGAIN, code;
	char *path = NULL;

	if (!parent)
		return error_set(err, -errno, "cannot use '%s': %s", set ? set : "/var/tmp",
				 strerror(errno));
	code = open_above(parent, &above, err);
	if (code < 0)
		return code;
	remove_all_stale(above);
	for (unsigned tries = 0; folder == -EAGAIN && tries < TRIES_MAX; tries++) {
		free(path);
		if (asprintf(&path, "%s/" STEM "XXXXXX", parent) < 0)
			path = NULL;
		folder = path ? make_locked(above, path) : -ENOMEM;
	}
	if (folder < 0) {
		free(path);
		(void)close(above);
		return error_set(err, folder, "cannot make a folder in '%s': %s", parent,
				 strerror(-folder));
	}
	*ret_workdir = (struct workdir){ .above = above, .folder = folder, .path = path };
	return 0;
}

int workdir_remove(struct workdir *workdir, struct error *err)
{
	int code;

	if (!workdir->path)
		return 0;
	code = remove_content(workdir->folder, 0);
	if (code == 0 &&
	    unlinkat(workdir->above, strrchr(workdir->path, '/') + 1, AT_REMOVEDIR) < 0)
		code = -errno;
	if (code < 0)
		(void)error_set(err, code, "cannot remove '%s': %s", workdir->path,
				strerror(-code));
	(void)close(workdir->folder);
	(void)close(workdir->above);
	free(workdir->path);
	*workdir = (struct workdir){ .above = -1, .folder = -1 };
	return code;
}
