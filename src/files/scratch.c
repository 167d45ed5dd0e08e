/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A private directory for temporary files that need a name. */
#define _GNU_SOURCE
#include "files/scratch.h"

#include "base/cleanup.h"
#include "files/tmpfile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#define PREFIX ".aubacklog-names-"
#define TRIES 100

/* Anybody may fill the directory for temporary files. */
#define LOOKS_MAX 100000

/* Gives 0; -EAGAIN when somebody else has the lock or the directory was removed. */
static int lock_scratch(int fd)
{
	struct stat status;

	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		return errno == EWOULDBLOCK ? -EAGAIN : -errno;
	if (fstat(fd, &status) < 0)
		return -errno;
	return status.st_nlink ? 0 : -EAGAIN;
}

/* Another run may take it for one that was left, until it is locked. */
static int try_scratch(struct scratch *ret_scratch)
{
	CLEANUP(cleanup_free) char *path = NULL;
	CLEANUP(cleanup_close) int fd = -1;
	int code;

	if (asprintf(&path, "%s/" PREFIX "XXXXXX", tmpfile_directory()) < 0) {
		path = NULL;
		return -ENOMEM;
	}
	if (!mkdtemp(path))
		return -errno;
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? -EAGAIN : -errno;
	code = lock_scratch(fd);
	if (code < 0)
		return code;
	*ret_scratch = (struct scratch){ .path = path, .fd = fd };
	path = NULL;
	fd = -1;
	return 0;
}

int scratch_make(struct scratch *ret_scratch)
{
	int code = -EAGAIN;

	for (int i = 0; i < TRIES && code == -EAGAIN; i++)
		code = try_scratch(ret_scratch);
	return code;
}

static void empty_scratch(int fd)
{
	int again = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = again < 0 ? NULL : fdopendir(again);
	struct dirent *entry;

	if (!directory && again >= 0)
		(void)close(again);
	while (directory && (entry = readdir(directory)))
		(void)unlinkat(fd, entry->d_name, 0);
	if (directory)
		(void)closedir(directory);
}

void scratch_remove(struct scratch *scratch)
{
	if (!scratch->path)
		return;
	empty_scratch(scratch->fd);
	(void)rmdir(scratch->path);
	(void)close(scratch->fd);
	free(scratch->path);
	*scratch = (struct scratch){ .fd = -1 };
}

static bool is_own_scratch(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 && status.st_uid == geteuid() &&
	       (status.st_mode & 07777) == 0700;
}

static void sweep_one(int above, const char *name)
{
	CLEANUP(cleanup_close)
	int fd = openat(above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0 || !is_own_scratch(fd) || lock_scratch(fd) < 0)
		return;
	empty_scratch(fd);
	(void)unlinkat(above, name, AT_REMOVEDIR);
}

void scratch_sweep(void)
{
	DIR *directory = opendir(tmpfile_directory());
	struct dirent *entry;

	for (int i = 0; directory && i < LOOKS_MAX && (entry = readdir(directory)); i++)
		if (strncmp(entry->d_name, PREFIX, sizeof(PREFIX) - 1) == 0)
			sweep_one(dirfd(directory), entry->d_name);
	if (directory)
		(void)closedir(directory);
}
