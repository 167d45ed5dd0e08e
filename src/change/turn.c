/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One run at a time changes a tree. */
#define _GNU_SOURCE
#include "change/turn.h"

#include "base/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>

#define LOCK_FILE "run/aubacklog.lock"
#define TRIES_A_SECOND 20

/* Anybody could hold a lock of the top directory of the running system for ever. */
static int open_own_turn(const struct root *root)
{
	CLEANUP(cleanup_close) int folder = -1;
	CLEANUP(cleanup_free) char *name = NULL;
	int fd, code = root_folder(root, LOCK_FILE, &folder, &name, NULL);

	if (code < 0)
		return code;
	fd = openat(folder, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
	return fd < 0 ? -errno : fd;
}

static int open_turn(const struct root *root, bool live)
{
	int fd = live ? open_own_turn(root) : -ENOENT;

	/* A chroot may have no /run; and who may not write there is told what else is not
	 * permitted. */
	if (fd != -ENOENT && fd != -EACCES && fd != -EROFS)
		return fd;
	fd = openat(root_top(root), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int wait_for_turn(int fd)
{
	const struct timespec pause = { .tv_nsec = 1000000000 / TRIES_A_SECOND };

	for (unsigned i = 0; flock(fd, LOCK_EX | LOCK_NB) < 0; i++) {
		if (errno == EBADF || errno == ENOLCK || errno == EOPNOTSUPP || errno == ENOSYS)
			return 0;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return -errno;
		if (i == TURN_SECONDS * TRIES_A_SECOND)
			return -EBUSY;
		(void)nanosleep(&pause, NULL);
	}
	return 0;
}

int turn_take(const struct root *root, bool live, int *ret_fd, struct error *err)
{
	CLEANUP(cleanup_free) char *shown = root_display(root, live ? LOCK_FILE : "");
	CLEANUP(cleanup_close) int fd = -1;
	int code;

	if (!shown)
		return error_memory(err, "lock a tree");
	fd = open_turn(root, live);
	code = fd < 0 ? fd : wait_for_turn(fd);
	if (code == -EBUSY)
		return error_set(err, code,
				 "cannot lock '%s': another run has held it for %d seconds; try "
				 "again when it is done",
				 shown, TURN_SECONDS);
	if (code < 0)
		return error_set(err, code, "cannot lock '%s': %s", shown, strerror(-code));
	*ret_fd = fd;
	fd = -1;
	return 0;
}
