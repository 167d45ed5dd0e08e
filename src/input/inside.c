/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Opens files inside a directory. */
#define _GNU_SOURCE
#include "input/inside.h"

#include "input/walk.h"
#include "util/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>

#ifdef SYS_openat2
#include <linux/openat2.h>
#endif

/* openat2 gives EAGAIN when something was renamed while it resolved "..". */
#define TRIES_MAX 32
#define FOLDERS_MAX 128

/* The path walked so far: the descriptors of all folders from the top down. */
struct way_in {
	int fds[FOLDERS_MAX]; /* the first is the caller's */
	int last;
};

static void leave_folder(void *at)
{
	struct way_in *way = at;

	if (way->last > 0)
		(void)close(way->fds[way->last--]);
}

static void restart_way(void *at)
{
	struct way_in *way = at;

	while (way->last > 0)
		leave_folder(way);
}

static void way_in_done(struct way_in *way)
{
	restart_way(way);
}

/* Opens a name with O_PATH; a link is not followed. O_DIRECTORY triggers automounts. */
static int hold_name(int folder, const char *name)
{
	int fd = openat(folder, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0 && errno == ENOTDIR)
		fd = openat(folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static ssize_t read_held_link(int fd, char target[static PATH_MAX])
{
	struct statfs system;
	ssize_t length;

	if (fstatfs(fd, &system) < 0)
		return -errno;
	if (system.f_type == PROC_SUPER_MAGIC)
		return -ELOOP;
	length = readlinkat(fd, "", target, PATH_MAX);
	return length < 0 ? -errno : length;
}

static ssize_t enter_folder(void *at, const char *name, char target[static PATH_MAX])
{
	struct way_in *way = at;
	int fd = hold_name(way->fds[way->last], name);
	struct stat status;
	ssize_t length;

	if (fd < 0)
		return fd;
	if (fstat(fd, &status) < 0)
		length = -errno;
	else if (S_ISLNK(status.st_mode))
		length = read_held_link(fd, target);
	else
		length = way->last + 1 < FOLDERS_MAX ? 0 : -ENAMETOOLONG;
	if (length == 0)
		way->fds[++way->last] = fd;
	else
		(void)close(fd);
	return length;
}

static int walk_in(int top, const char *path, struct way_in *way, struct walk_end *ret_end)
{
	static const struct walk_steps steps = {
		.enter = enter_folder,
		.leave = leave_folder,
		.restart = restart_way,
	};

	way->fds[0] = top;
	way->last = 0;
	return walk_path(&steps, way, path, ret_end);
}

#ifdef SYS_openat2
static int resolve_in_kernel(int top, const char *path, int flags)
{
	struct open_how how = {
		.flags = (unsigned)(flags | O_CLOEXEC),
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	long fd = -1;

	errno = EAGAIN;
	for (int i = 0; i < TRIES_MAX && fd < 0 && errno == EAGAIN; i++)
		fd = syscall(SYS_openat2, top, *path ? path : ".", &how, sizeof(how));
	return fd < 0 ? -errno : (int)fd;
}
#else
static int resolve_in_kernel(int top, const char *path, int flags)
{
	(void)top;
	(void)path;
	(void)flags;
	return -ENOSYS;
}
#endif

static int walk_and_open(int top, const char *path, int flags)
{
	CLEANUP(way_in_done) struct way_in way;
	struct walk_end end;
	int fd, code = walk_in(top, path, &way, &end);

	if (code < 0)
		return code;
	fd = flags & O_PATH ? fcntl(way.fds[way.last], F_DUPFD_CLOEXEC, 0)
			    : openat(way.fds[way.last], ".", flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* Opens the target of a path: anything with O_PATH, otherwise a folder. Seccomp filters of old
 * containers refuse an unknown call with EPERM. */
static int open_reached(int top, const char *path, int flags)
{
	int fd = resolve_in_kernel(top, path, flags);

	return fd == -ENOSYS || fd == -EPERM || fd == -EAGAIN ? walk_and_open(top, path, flags)
							      : fd;
}

int inside_open_folder(int top, const char *path)
{
	return open_reached(top, path, O_RDONLY | O_DIRECTORY);
}

int inside_open_place(int top, const char *path, char ret_name[static NAME_MAX + 1])
{
	CLEANUP(way_in_done) struct way_in way;
	struct walk_end end;
	int fd, code = walk_in(top, path, &way, &end);

	if (code == -ENOENT && !end.is_last)
		return end.in_link ? -ENOLINK : -ENOENT;
	if (code < 0 && code != -ENOENT)
		return code;
	if (!end.name[0])
		return -EISDIR;
	fd = openat(way.fds[code < 0 ? way.last : way.last - 1], ".",
		    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	memcpy(ret_name, end.name, strlen(end.name) + 1);
	return fd;
}

bool inside_leads_nowhere(int top, const char *path)
{
	CLEANUP(way_in_done) struct way_in way;
	struct walk_end end;

	return walk_in(top, path, &way, &end) == -ENOENT && end.in_link;
}

/* Opens a regular file again by its name. The caller refuses another file that has since come in
 * its place. */
static int open_by_name(int top, const char *path)
{
	char name[NAME_MAX + 1];
	CLEANUP(cleanup_close) int folder = inside_open_place(top, path, name);
	int fd = folder < 0 ? -1
			    : openat(folder, name,
				     O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	return fd >= 0 ? fd : folder < 0 ? folder : -errno;
}

/* /proc/self/fd opens exactly the held file; where proc is not mounted, it is opened by name. */
static int open_held(int held, int top, const char *path)
{
	char self[32];
	int fd;

	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", held);
	fd = open(self, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return open_by_name(top, path);
	return fd < 0 ? -errno : fd;
}

/* Holes cost their author no room, but the reader time: allows as much as an archive may unpack. */
static bool file_is_hollow(const struct stat *status)
{
	return status->st_size / 512 - status->st_blocks > INSIDE_HOLES_MAX / 512;
}

/* Opens what is held at a path. Gives -EAGAIN when it was replaced meanwhile. */
static int open_regular(int held, int top, const char *path)
{
	struct stat seen, got;
	int fd;

	if (fstat(held, &seen) < 0)
		return -errno;
	if (!S_ISREG(seen.st_mode))
		return -EINVAL;
	if (file_is_hollow(&seen))
		return -EFBIG;
	fd = open_held(held, top, path);
	if (fd < 0)
		return fd;
	if (fstat(fd, &got) == 0 && got.st_dev == seen.st_dev && got.st_ino == seen.st_ino)
		return fd;
	(void)close(fd);
	return -EAGAIN;
}

int inside_open(int top, const char *path)
{
	int fd = -EAGAIN;

	for (int i = 0; i < TRIES_MAX && fd == -EAGAIN; i++) {
		CLEANUP(cleanup_close) int held = open_reached(top, path, O_PATH);

		fd = held < 0 ? held : open_regular(held, top, path);
	}
	return fd;
}

int inside_open_name(int folder, const char *name)
{
	int fd = -EAGAIN;

	for (int i = 0; i < TRIES_MAX && fd == -EAGAIN; i++) {
		CLEANUP(cleanup_close)
		int held = openat(folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);

		fd = held < 0 ? -errno : open_regular(held, folder, name);
	}
	return fd;
}
