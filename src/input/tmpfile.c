/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes kept temporarily. */
#define _GNU_SOURCE
#include "input/tmpfile.h"

#include "util/cleanup.h"
#include "util/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#define HOLE_BYTES 4096
#define LEAST_BYTES 256

/* The kernel memory of an open file without a name: its inode, page table and descriptor. */
#define FILE_BYTES 2048
#define SELF_BYTES 32

struct tmpfile {
	struct budget *budget;
	unsigned users;
	uint64_t bytes;
	char *memory;	 /* NUL where not written; NULL while empty, and when there is a file */
	size_t capacity; /* of the memory */
	bool in_memory;
	int fd;		 /* or -1 */
	uint64_t kernel; /* bytes of memory spent for the file */
	uint64_t copied; /* bytes of room spent for the file, which is a copy with a name */
	uint64_t behind; /* where the last write ended; its last block is spent already */
};

_Static_assert(sizeof(struct tmpfile) <= TMPFILE_STRUCT_BYTES,
	       "a tmpfile is no larger than is spent");

struct tmpfile *tmpfile_new(struct budget *budget, bool in_memory)
{
	struct tmpfile *tmp = xcalloc(1, sizeof(*tmp));

	tmp->budget = budget;
	tmp->users = 1;
	tmp->fd = -1;
	tmp->in_memory = in_memory;
	return tmp;
}

struct tmpfile *tmpfile_use(struct tmpfile *tmp)
{
	tmp->users++;
	return tmp;
}

static void tmpfile_forget_memory(struct tmpfile *tmp)
{
	free(tmp->memory);
	budget_release(tmp->budget, BUDGET_MEMORY, tmp->capacity);
	tmp->memory = NULL;
	tmp->capacity = 0;
}

void tmpfile_free(struct tmpfile *tmp)
{
	if (!tmp || --tmp->users)
		return;
	if (tmp->fd >= 0) {
		(void)close(tmp->fd);
		budget_release(tmp->budget, BUDGET_MEMORY, tmp->kernel);
	}
	tmpfile_forget_memory(tmp);
	free(tmp);
}

uint64_t tmpfile_bytes(const struct tmpfile *tmp)
{
	return tmp->bytes;
}

bool tmpfile_in_memory(const struct tmpfile *tmp)
{
	return tmp->in_memory;
}

const char *tmpfile_directory(void)
{
	const char *named = secure_getenv("TMPDIR");

	if (named && access(named, W_OK | X_OK) == 0)
		return named;
	return access("/var/tmp", W_OK | X_OK) == 0 ? "/var/tmp" : "/tmp";
}

/* Some file systems (overlay before Linux 6.3) lack O_TMPFILE. */
static int open_unnamed_tmpfile(void)
{
	char path[PATH_MAX];
	int fd = open(tmpfile_directory(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd >= 0 || errno == EMFILE)
		return fd < 0 ? -errno : fd;
	if ((size_t)snprintf(path, sizeof(path), "%s/aubacklog-XXXXXX", tmpfile_directory()) <
	    sizeof(path)) {
		fd = mkostemp(path, O_CLOEXEC);
		if (fd >= 0)
			(void)unlink(path);
	}
	if (fd < 0)
		fd = memfd_create("aubacklog", MFD_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* Gives false when the soft limit of open files is at the hard one, or cannot be raised to it. */
static bool raise_file_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= limit.rlim_max)
		return false;
	limit.rlim_cur = limit.rlim_max;
	return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

uint64_t tmpfile_allow_open(uint64_t wanted)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return UINT64_MAX;
	if (limit.rlim_cur >= wanted || !raise_file_limit())
		return limit.rlim_cur;
	return limit.rlim_max;
}

/* Each kept file takes a descriptor: raises the limit when they run out. */
static int open_tmpfile(void)
{
	int fd = open_unnamed_tmpfile();

	return fd == -EMFILE && raise_file_limit() ? open_unnamed_tmpfile() : fd;
}

/* A file system of memory (memfd) has no room of its own: it gets the budget's memory. */
static void look_for_room(struct budget *budget, int fd)
{
	struct statvfs system;

	if (fstatvfs(fd, &system) < 0)
		return;
	budget_have_room(budget, system.f_blocks ? system.f_bavail * system.f_frsize
						 : budget->limits[BUDGET_MEMORY].whole);
}

static uint64_t round_to_blocks(uint64_t bytes)
{
	return (bytes + HOLE_BYTES - 1) / HOLE_BYTES * HOLE_BYTES;
}

/* Spends each block once, as long as the file is written in order. */
static int tmpfile_spend_room(struct tmpfile *tmp, uint64_t offset, size_t length)
{
	uint64_t end = round_to_blocks(offset + length);
	uint64_t begin =
		offset == tmp->behind ? round_to_blocks(offset) : offset / HOLE_BYTES * HOLE_BYTES;

	tmp->behind = offset + length;
	return budget_spend(tmp->budget, BUDGET_ROOM, end - begin);
}

static bool is_all_nul(const char *bytes, size_t length)
{
	return !bytes[0] && memcmp(bytes, bytes + 1, length - 1) == 0;
}

static int tmpfile_write_all(int fd, const char *bytes, size_t length, uint64_t offset)
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

/* Takes: the file whose room is spent, or NULL. */
static int tmpfile_write_block(struct tmpfile *tmp, int fd, const char *bytes, size_t length,
			       uint64_t offset)
{
	int code = tmp ? tmpfile_spend_room(tmp, offset, length) : 0;

	return code < 0 ? code : tmpfile_write_all(fd, bytes, length, offset);
}

/* The file is new: bytes that are not written read as NUL. */
static int tmpfile_write_holes(struct tmpfile *tmp, int fd, const char *bytes, size_t length,
			       uint64_t offset)
{
	int code = 0;

	while (length && code == 0) {
		size_t step = HOLE_BYTES - offset % HOLE_BYTES;

		if (step > length)
			step = length;
		if (!is_all_nul(bytes, step))
			code = tmpfile_write_block(tmp, fd, bytes, step, offset);
		bytes += step;
		length -= step;
		offset += step;
	}
	return code;
}

static int tmpfile_write_blocks(struct tmpfile *tmp, int fd, const char *bytes, size_t length,
				uint64_t offset)
{
	/* Blocks of text have no holes: they are written in one piece. */
	if (memmem(bytes, length, "\0\0\0\0\0\0\0", 8))
		return tmpfile_write_holes(tmp, fd, bytes, length, offset);
	return tmpfile_write_block(tmp, fd, bytes, length, offset);
}

/* Takes over a file and moves the bytes in memory to it; owns the file even on failure. Takes: the
 * kernel memory of the file; the tmp when its blocks take room, or NULL. */
static int tmpfile_adopt(struct tmpfile *tmp, int fd, uint64_t kernel, struct tmpfile *with_room)
{
	int code = budget_spend(tmp->budget, BUDGET_MEMORY, kernel);

	if (code < 0) {
		(void)close(fd);
		return code;
	}
	if (tmp->bytes)
		code = tmpfile_write_blocks(with_room, fd, tmp->memory, (size_t)tmp->bytes, 0);
	tmpfile_forget_memory(tmp);
	tmp->in_memory = false;
	tmp->kernel = kernel;
	tmp->fd = fd;
	return code;
}

static int tmpfile_move_to_disk(struct tmpfile *tmp)
{
	int fd;

	if (tmp->fd >= 0)
		return 0;
	fd = open_tmpfile();
	if (fd < 0)
		return fd;
	look_for_room(tmp->budget, fd);
	return tmpfile_adopt(tmp, fd, FILE_BYTES, tmp);
}

/* Makes the memory reach to "end", or moves to a file. */
static int tmpfile_make_room(struct tmpfile *tmp, uint64_t end)
{
	size_t capacity = tmp->capacity ? tmp->capacity : LEAST_BYTES;
	int code;

	if (end && (!tmp->in_memory || end > TMPFILE_MEMORY_BYTES))
		return tmpfile_move_to_disk(tmp);
	if (end <= tmp->capacity)
		return 0;
	while (capacity < end)
		capacity *= 2;
	code = budget_spend(tmp->budget, BUDGET_MEMORY, capacity - tmp->capacity);
	if (code < 0)
		return code;
	tmp->memory = xreallocarray(tmp->memory, capacity, 1);
	memset(tmp->memory + tmp->capacity, 0, capacity - tmp->capacity);
	tmp->capacity = capacity;
	return 0;
}

int tmpfile_write(struct tmpfile *tmp, uint64_t offset, const void *bytes, size_t length)
{
	uint64_t end = offset + length;
	int code;

	if (end < offset || end > INT64_MAX)
		return -EFBIG;
	code = tmpfile_make_room(tmp, end);
	if (code < 0)
		return code;
	if (tmp->in_memory && length)
		memcpy(tmp->memory + offset, bytes, length);
	else if (!tmp->in_memory)
		code = tmpfile_write_blocks(tmp, tmp->fd, bytes, length, offset);
	if (code == 0 && end > tmp->bytes)
		tmp->bytes = end;
	return code;
}

int tmpfile_resize(struct tmpfile *tmp, uint64_t bytes)
{
	int code = tmpfile_make_room(tmp, bytes);

	if (code == 0 && tmp->fd >= 0 && ftruncate(tmp->fd, (off_t)bytes) < 0)
		code = -errno;
	if (code == 0)
		tmp->bytes = bytes;
	return code;
}

/* Opens a file again, for reading, with an offset of its own. */
static int reopen_for_reading(int fd)
{
	char self[SELF_BYTES];
	int again;

	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	again = open(self, O_RDONLY | O_CLOEXEC);
	if (again < 0 && errno == EMFILE && raise_file_limit())
		again = open(self, O_RDONLY | O_CLOEXEC);
	return again < 0 ? -errno : again;
}

/* The file is made once: more descriptors of it take no more memory. */
int tmpfile_open(struct tmpfile *tmp)
{
	int fd, code;

	if (tmp->fd >= 0)
		return reopen_for_reading(tmp->fd);
	fd = memfd_create("aubacklog", MFD_CLOEXEC);
	if (fd < 0 && errno == EMFILE && raise_file_limit())
		fd = memfd_create("aubacklog", MFD_CLOEXEC);
	if (fd < 0)
		return -errno;
	code = tmpfile_adopt(tmp, fd, FILE_BYTES + round_to_blocks(tmp->bytes), NULL);
	return code < 0 ? code : reopen_for_reading(tmp->fd);
}

/* Spends the room that the copy takes. Gives a descriptor of it, or -errno. */
static int tmpfile_copy_to(struct tmpfile *tmp, int from, int directory, const char *name)
{
	int to = openat(directory, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	CLEANUP(cleanup_free) char *buffer = xmalloc(TMPFILE_MEMORY_BYTES);
	uint64_t offset = 0;
	ssize_t got = 0;
	int code = 0;

	if (to < 0)
		return -errno;
	look_for_room(tmp->budget, to);
	tmp->behind = 0;
	while (code == 0 && (got = pread(from, buffer, TMPFILE_MEMORY_BYTES, (off_t)offset)) > 0) {
		code = tmpfile_write_blocks(tmp, to, buffer, (size_t)got, offset);
		offset += (uint64_t)got;
	}
	if (code == 0 && (got < 0 || ftruncate(to, (off_t)offset) < 0))
		code = -errno;
	if (code == 0)
		return to;
	(void)close(to);
	(void)unlinkat(directory, name, 0);
	return code;
}

static int tmpfile_link_to(const struct tmpfile *tmp, int directory, const char *name)
{
	char self[SELF_BYTES];

	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", tmp->fd);
	return tmp->fd >= 0 ? linkat(AT_FDCWD, self, directory, name, AT_SYMLINK_FOLLOW) : -1;
}

/* A copy takes the place of the file: as long as it has a name, more names are links to it. */
int tmpfile_open_named(struct tmpfile *tmp, int directory, const char *name)
{
	CLEANUP(cleanup_close) int from = -1;
	uint64_t before = tmp->budget->spent[BUDGET_ROOM];
	int copy;

	if (tmpfile_link_to(tmp, directory, name) == 0)
		return reopen_for_reading(tmp->fd);
	from = tmpfile_open(tmp);
	if (from < 0)
		return from;
	copy = tmpfile_copy_to(tmp, from, directory, name);
	if (copy < 0)
		return copy;
	(void)close(tmp->fd);
	tmp->fd = copy;
	/* The copy before this one, which has no name any more, is gone with its readers. */
	budget_release(tmp->budget, BUDGET_ROOM, tmp->copied);
	tmp->copied = tmp->budget->spent[BUDGET_ROOM] - (before - tmp->copied);
	return reopen_for_reading(copy);
}
