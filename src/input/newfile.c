/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file that is written completely before it gets its name. */
#define _GNU_SOURCE
#include "input/newfile.h"

#include "input/inside.h"
#include "util/cleanup.h"
#include "util/exit_cleanup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>

#define PREFIX ".aubacklog-"
#define RANDOM_DIGITS 16
#define TRIES_MAX 16
/* Anybody may fill the folder: stop after so many names. */
#define SWEPT_NAMES_MAX 65536

/* Signals are blocked while a temporary name exists that exit_cleanup does not know. */
static void signals_block(sigset_t *ret_old)
{
	sigset_t all;

	(void)sigfillset(&all);
	(void)sigprocmask(SIG_BLOCK, &all, ret_old);
}

static void signals_restore(const sigset_t *old)
{
	(void)sigprocmask(SIG_SETMASK, old, NULL);
}

/* Makes a name that nobody can guess. */
static int make_random_name(char ret_name[static NEWFILE_NAME_BYTES])
{
	uint64_t number;

	if (getrandom(&number, sizeof(number), 0) != sizeof(number))
		return errno ? -errno : -EIO;
	(void)snprintf(ret_name, NEWFILE_NAME_BYTES, PREFIX "%016" PRIx64, number);
	return 0;
}

static int path_of_descriptor(int fd, char ret_path[static NEWFILE_NAME_BYTES])
{
	struct stat own, by_path;

	(void)snprintf(ret_path, NEWFILE_NAME_BYTES, "/proc/self/fd/%d", fd);
	return fstat(fd, &own) == 0 && stat(ret_path, &by_path) == 0 &&
			       own.st_dev == by_path.st_dev && own.st_ino == by_path.st_ino
		       ? 0
		       : -ENOTSUP;
}

/* Gives -ENOTSUP when the file could not be linked to a name later: no O_TMPFILE, or no /proc. */
static int open_unnamed(struct newfile *file)
{
	char path[NEWFILE_NAME_BYTES];
	int fd = openat(file->folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);

	if (fd < 0)
		return errno == EISDIR || errno == EINVAL ? -ENOTSUP : -errno;
	if (path_of_descriptor(fd, path) < 0) {
		(void)close(fd);
		return -ENOTSUP;
	}
	/* Nobody else can hold the lock. A file system without locks is no error. */
	(void)flock(fd, LOCK_EX | LOCK_NB);
	file->fd = fd;
	return 0;
}

/* Another run may remove the name before this one has locked the file. */
static bool lock_is_missed(int fd)
{
	struct stat status;

	return (flock(fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK) ||
	       fstat(fd, &status) < 0 || status.st_nlink == 0;
}

static int open_named(struct newfile *file)
{
	for (unsigned i = 0; i < TRIES_MAX; i++) {
		int fd, code = make_random_name(file->name);

		if (code < 0)
			return code;
		/* O_EXCL does not follow links. */
		fd = openat(file->folder, file->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
			    0600);
		if (fd < 0)
			return -errno;
		if (!lock_is_missed(fd)) {
			file->fd = fd;
			file->doom = exit_cleanup_add(file->folder, file->name);
			return 0;
		}
		(void)close(fd);
	}
	return -EBUSY;
}

int newfile_open(int folder, struct newfile *ret_file)
{
	struct newfile file = { .folder = folder, .fd = -1, .doom = -1 };
	sigset_t old;
	int code = open_unnamed(&file);

	if (code == -ENOTSUP) {
		signals_block(&old);
		code = open_named(&file);
		signals_restore(&old);
	}
	if (code == 0)
		*ret_file = file;
	return code;
}

/* linkat(2) does not replace a file: links to a temporary name and renames that. */
static int link_over(int at, const char *from, int flags, int folder, const char *to)
{
	char name[NEWFILE_NAME_BYTES];
	sigset_t old;
	int code = make_random_name(name);

	if (code < 0)
		return code;
	signals_block(&old);
	if (linkat(at, from, folder, name, flags) < 0) {
		code = -errno;
	} else {
		code = renameat(folder, name, folder, to) < 0 ? -errno : 0;
		/* rename(2) does nothing when both names are the same file: the temporary one
		 * remains. */
		(void)unlinkat(folder, name, 0);
	}
	signals_restore(&old);
	return code;
}

int newfile_link(int folder, const char *from, const char *to)
{
	return link_over(folder, from, 0, folder, to);
}

int newfile_place(struct newfile *file, const char *name)
{
	char path[NEWFILE_NAME_BYTES];
	int code;

	if (!*file->name) {
		code = path_of_descriptor(file->fd, path);
		return code < 0 ? code
				: link_over(AT_FDCWD, path, AT_SYMLINK_FOLLOW, file->folder, name);
	}
	if (renameat(file->folder, file->name, file->folder, name) < 0)
		return -errno;
	exit_cleanup_forget(file->doom);
	*file->name = '\0';
	return 0;
}

void newfile_done(struct newfile *file)
{
	if (*file->name) {
		(void)unlinkat(file->folder, file->name, 0);
		exit_cleanup_forget(file->doom);
	}
	/* A zeroed one was never opened. */
	if (file->fd > 0)
		(void)close(file->fd);
	*file = (struct newfile){ 0 };
}

static bool is_random_name(const char *name)
{
	return strncmp(name, PREFIX, strlen(PREFIX)) == 0 &&
	       strspn(name + strlen(PREFIX), "0123456789abcdef") == RANDOM_DIGITS &&
	       name[strlen(PREFIX) + RANDOM_DIGITS] == '\0';
}

static bool is_left_file(const struct stat *status, bool of_anybody)
{
	return S_ISREG(status->st_mode) && (of_anybody || status->st_uid == geteuid());
}

static void remove_left(int folder, const char *name, bool of_anybody)
{
	CLEANUP(cleanup_close) int fd = -1;
	struct stat status;

	if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) < 0 ||
	    !is_left_file(&status, of_anybody))
		return;
	fd = inside_open_name(folder, name);
	if (fd >= 0 && fstat(fd, &status) == 0 && is_left_file(&status, of_anybody) &&
	    flock(fd, LOCK_EX | LOCK_NB) == 0)
		(void)unlinkat(folder, name, 0);
}

void newfile_sweep(int folder, bool of_anybody)
{
	int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;

	if (!directory) {
		if (fd >= 0)
			(void)close(fd);
		return;
	}
	for (unsigned i = 0; i < SWEPT_NAMES_MAX && (entry = readdir(directory)); i++)
		if (is_random_name(entry->d_name))
			remove_left(folder, entry->d_name, of_anybody);
	(void)closedir(directory);
}
