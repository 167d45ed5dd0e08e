/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes kept for a while. */
#define _GNU_SOURCE
#include "files/spool.h"

#include "base/cleanup.h"
#include "base/descriptors.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#define HOLE_BYTES 4096
#define LEAST_BYTES 256

/* What an open file without a name takes of the kernel's memory: its inode, page table and
 * descriptor. */
#define FILE_BYTES 2048
#define SELF_BYTES 32

struct spool {
	struct budget *budget;
	unsigned users;
	uint64_t bytes;
	char *memory; /* NUL where not written; NULL while nothing is there, or once there is a file
		       */
	size_t capacity; /* of the memory */
	bool in_memory;
	int fd;		 /* the file, or -1 */
	uint64_t kernel; /* bytes of memory that are spent for it */
	uint64_t
		behind; /* the last bytes that were written: what goes on there is in their block */
};

_Static_assert(sizeof(struct spool) <= SPOOL_STRUCT_BYTES, "a spool is no larger than is spent");

struct spool *spool_new(struct budget *budget, bool in_memory)
{
	struct spool *spool = calloc(1, sizeof(*spool));

	if (!spool)
		return NULL;
	spool->budget = budget;
	spool->users = 1;
	spool->fd = -1;
	spool->in_memory = in_memory;
	return spool;
}

struct spool *spool_use(struct spool *spool)
{
	spool->users++;
	return spool;
}

static void forget_memory(struct spool *spool)
{
	free(spool->memory);
	budget_release(spool->budget, BUDGET_MEMORY, spool->capacity);
	spool->memory = NULL;
	spool->capacity = 0;
}

void spool_free(struct spool *spool)
{
	if (!spool || --spool->users)
		return;
	if (spool->fd >= 0) {
		(void)close(spool->fd);
		budget_release(spool->budget, BUDGET_MEMORY, spool->kernel);
	}
	forget_memory(spool);
	free(spool);
}

uint64_t spool_bytes(const struct spool *spool)
{
	return spool->bytes;
}

bool spool_in_memory(const struct spool *spool)
{
	return spool->in_memory;
}

const char *spool_directory(void)
{
	const char *named = secure_getenv("TMPDIR");

	if (named && access(named, W_OK | X_OK) == 0)
		return named;
	return access("/var/tmp", W_OK | X_OK) == 0 ? "/var/tmp" : "/tmp";
}

/* Some file systems (overlay before Linux 6.3) make no file without a name. */
static int make_unnamed(void)
{
	char path[PATH_MAX];
	int fd = open(spool_directory(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd >= 0 || errno == EMFILE)
		return fd < 0 ? -errno : fd;
	if ((size_t)snprintf(path, sizeof(path), "%s/aubacklog-XXXXXX", spool_directory()) <
	    sizeof(path)) {
		fd = mkostemp(path, O_CLOEXEC);
		if (fd >= 0)
			(void)unlink(path);
	}
	if (fd < 0)
		fd = memfd_create("aubacklog", MFD_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* A kept file each costs a descriptor. */
static int make_file(void)
{
	int fd = make_unnamed();

	return fd == -EMFILE && descriptors_raise() ? make_unnamed() : fd;
}

/* A file that is memory (memfd) has no more room than memory may be spent. */
static void look_for_room(struct budget *budget, int fd)
{
	struct statvfs system;

	if (fstatvfs(fd, &system) < 0)
		return;
	budget_have_room(budget, system.f_blocks ? system.f_bavail * system.f_frsize
						 : budget->limits[BUDGET_MEMORY].whole);
}

static uint64_t round_up(uint64_t bytes)
{
	return (bytes + HOLE_BYTES - 1) / HOLE_BYTES * HOLE_BYTES;
}

/* Each block once, as long as what is written follows what was written. */
static int spend_room(struct spool *spool, uint64_t offset, size_t length)
{
	uint64_t end = round_up(offset + length);
	uint64_t begin =
		offset == spool->behind ? round_up(offset) : offset / HOLE_BYTES * HOLE_BYTES;

	spool->behind = offset + length;
	return budget_spend(spool->budget, BUDGET_ROOM, end - begin);
}

static bool is_nul(const char *bytes, size_t length)
{
	return !bytes[0] && memcmp(bytes, bytes + 1, length - 1) == 0;
}

static int write_whole(int fd, const char *bytes, size_t length, uint64_t offset)
{
	while (length) {
		ssize_t written = pwrite(fd, bytes, length, (off_t)offset);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -errno;
		bytes += written;
		length -= (size_t)written;
		offset += (uint64_t)written;
	}
	return 0;
}

/* Takes: a spool whose room is spent, or NULL. */
static int write_block(struct spool *spool, int fd, const char *bytes, size_t length,
		       uint64_t offset)
{
	int code = spool ? spend_room(spool, offset, length) : 0;

	return code < 0 ? code : write_whole(fd, bytes, length, offset);
}

/* The file is new, so that what is not written is a hole. */
static int write_with_holes(struct spool *spool, int fd, const char *bytes, size_t length,
			    uint64_t offset)
{
	int code = 0;

	while (length && code == 0) {
		size_t step = HOLE_BYTES - offset % HOLE_BYTES;

		if (step > length)
			step = length;
		if (!is_nul(bytes, step))
			code = write_block(spool, fd, bytes, step, offset);
		bytes += step;
		length -= step;
		offset += step;
	}
	return code;
}

static int write_file(struct spool *spool, int fd, const char *bytes, size_t length,
		      uint64_t offset)
{
	/* Most blocks hold text: they are written in one piece. */
	if (memmem(bytes, length, "\0\0\0\0\0\0\0", 8))
		return write_with_holes(spool, fd, bytes, length, offset);
	return write_block(spool, fd, bytes, length, offset);
}

/* Takes over the file and puts into it what was in memory, also when it fails.
 * Takes: what the file takes of the kernel's memory; the spool, where its blocks take room. */
static int adopt_file(struct spool *spool, int fd, uint64_t kernel, struct spool *with_room)
{
	int code = budget_spend(spool->budget, BUDGET_MEMORY, kernel);

	if (code < 0) {
		(void)close(fd);
		return code;
	}
	if (spool->bytes)
		code = write_file(with_room, fd, spool->memory, (size_t)spool->bytes, 0);
	forget_memory(spool);
	spool->in_memory = false;
	spool->kernel = kernel;
	spool->fd = fd;
	return code;
}

static int move_to_file(struct spool *spool)
{
	int fd;

	if (spool->fd >= 0)
		return 0;
	fd = make_file();
	if (fd < 0)
		return fd;
	look_for_room(spool->budget, fd);
	return adopt_file(spool, fd, FILE_BYTES, spool);
}

/* Makes the memory reach to "end", or goes over to a file. */
static int make_room(struct spool *spool, uint64_t end)
{
	size_t capacity = spool->capacity ? spool->capacity : LEAST_BYTES;
	char *grown;
	int code;

	if (end && (!spool->in_memory || end > SPOOL_MEMORY_BYTES))
		return move_to_file(spool);
	if (end <= spool->capacity)
		return 0;
	while (capacity < end)
		capacity *= 2;
	code = budget_spend(spool->budget, BUDGET_MEMORY, capacity - spool->capacity);
	if (code < 0)
		return code;
	grown = realloc(spool->memory, capacity);
	if (!grown) {
		budget_release(spool->budget, BUDGET_MEMORY, capacity - spool->capacity);
		return -ENOMEM;
	}
	memset(grown + spool->capacity, 0, capacity - spool->capacity);
	spool->memory = grown;
	spool->capacity = capacity;
	return 0;
}

int spool_write(struct spool *spool, uint64_t offset, const void *bytes, size_t length)
{
	uint64_t end = offset + length;
	int code;

	if (end < offset || end > INT64_MAX)
		return -EFBIG;
	code = make_room(spool, end);
	if (code < 0)
		return code;
	if (spool->in_memory && length)
		memcpy(spool->memory + offset, bytes, length);
	else if (!spool->in_memory)
		code = write_file(spool, spool->fd, bytes, length, offset);
	if (code == 0 && end > spool->bytes)
		spool->bytes = end;
	return code;
}

int spool_resize(struct spool *spool, uint64_t bytes)
{
	int code = make_room(spool, bytes);

	if (code == 0 && spool->fd >= 0 && ftruncate(spool->fd, (off_t)bytes) < 0)
		code = -errno;
	if (code == 0)
		spool->bytes = bytes;
	return code;
}

/* A fresh description, for reading, of an open file. */
static int reopen(int fd)
{
	char self[SELF_BYTES];
	int again;

	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	again = open(self, O_RDONLY | O_CLOEXEC);
	if (again < 0 && errno == EMFILE && descriptors_raise())
		again = open(self, O_RDONLY | O_CLOEXEC);
	return again < 0 ? -errno : again;
}

/* Links to one file in any number cost one. */
int spool_open(struct spool *spool)
{
	int fd, code;

	if (spool->fd >= 0)
		return reopen(spool->fd);
	fd = memfd_create("aubacklog", MFD_CLOEXEC);
	if (fd < 0 && errno == EMFILE && descriptors_raise())
		fd = memfd_create("aubacklog", MFD_CLOEXEC);
	if (fd < 0)
		return -errno;
	code = adopt_file(spool, fd, FILE_BYTES + round_up(spool->bytes), NULL);
	return code < 0 ? code : reopen(spool->fd);
}

static int copy_named(struct spool *spool, int directory, const char *name)
{
	CLEANUP(cleanup_close) int from = spool_open(spool);
	CLEANUP(cleanup_close)
	int to = openat(directory, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	CLEANUP(cleanup_free) char *buffer = malloc(SPOOL_MEMORY_BYTES);
	uint64_t offset = 0;
	ssize_t got = 0;
	int code = 0;

	if (from < 0)
		return from;
	if (to < 0 || !buffer)
		return to < 0 ? -errno : -ENOMEM;
	while (code == 0 && (got = read(from, buffer, SPOOL_MEMORY_BYTES)) > 0) {
		code = write_file(NULL, to, buffer, (size_t)got, offset);
		offset += (uint64_t)got;
	}
	if (code == 0 && (got < 0 || ftruncate(to, (off_t)offset) < 0))
		code = -errno;
	return code < 0 ? code : reopen(to);
}

int spool_open_named(struct spool *spool, int directory, const char *name)
{
	char self[SELF_BYTES];

	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", spool->fd);
	if (spool->fd >= 0 && linkat(AT_FDCWD, self, directory, name, AT_SYMLINK_FOLLOW) == 0)
		return reopen(spool->fd);
	return copy_named(spool, directory, name);
}
