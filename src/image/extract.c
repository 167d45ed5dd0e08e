/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copies the evidence out of a guest. */
#define _GNU_SOURCE
#include "image/extract.h"

#include "input/evidence_paths.h"
#include "input/scratch.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#define ENTRY_BYTES 4096
#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

struct extraction {
	struct guest *guest;
	int folder;
	uint64_t room;
	size_t entries;
	struct extract_result *result;
	struct error *err;
};

/* A folder of the guest by its path in the table, and that path with all links resolved. */
struct origin {
	const char *path; /* without "/" at its front */
	const char *real;
};

static int extraction_take_room(struct extraction *copy, uint64_t bytes)
{
	if (++copy->entries > EXTRACT_ENTRIES_MAX)
		return error_set(copy->err, -E2BIG,
				 "its evidence is more than %d files and folders",
				 EXTRACT_ENTRIES_MAX);
	if (copy->room < ENTRY_BYTES || bytes > copy->room - ENTRY_BYTES)
		return error_set(copy->err, -EFBIG,
				 "its evidence takes more than half of what is free in the folder "
				 "for temporary files, or more than 64 GiB (TMPDIR names another)");
	copy->room -= bytes + ENTRY_BYTES;
	return 0;
}

static int extraction_write_failed(struct extraction *copy, int code)
{
	return error_set(copy->err, code, "cannot write its copy: %s", strerror(-code));
}

/* Whether each part of a path is valid as a file name here, and there are not too many parts. */
static bool path_is_plain(const char *path)
{
	size_t length = strlen(path), depth = 0;

	if (length == 0 || length >= PATH_MAX)
		return false;
	for (const char *part = path; part; depth++) {
		const char *slash = strchr(part, '/');
		size_t bytes = slash ? (size_t)(slash - part) : strlen(part);

		if (bytes == 0 || bytes > NAME_MAX || (bytes == 1 && *part == '.') ||
		    (bytes == 2 && strncmp(part, "..", 2) == 0))
			return false;
		part = slash ? slash + 1 : NULL;
	}
	return depth <= SCRATCH_DEPTH_MAX;
}

/* Opens a folder inside another one, and makes it if needed. Gives a descriptor. */
static int extraction_enter_folder(struct extraction *copy, int at, const char *name)
{
	int fd, code;

	if (mkdirat(at, name, 0700) == 0) {
		code = extraction_take_room(copy, 0);
		if (code < 0)
			return code;
	} else if (errno != EEXIST) {
		return extraction_write_failed(copy, -errno);
	}
	fd = openat(at, name, FOLDER_FLAGS);
	return fd < 0 ? -errno : fd;
}

/* Makes a new file at a plain path. Gives a descriptor; -EEXIST when there is a file already,
 * -ENOTDIR when a parent is a file; otherwise an error with its reason. */
static int extraction_make_file(struct extraction *copy, const char *path)
{
	CLEANUP(cleanup_close) int at = fcntl(copy->folder, F_DUPFD_CLOEXEC, 0);
	CLEANUP(cleanup_free) char *parts = xstrdup(path);
	char *rest = parts;
	int fd;

	if (at < 0)
		return extraction_write_failed(copy, -errno);
	for (char *name = strsep(&rest, "/"); rest; name = strsep(&rest, "/")) {
		int next = extraction_enter_folder(copy, at, name);

		if (next < 0)
			return next;
		(void)close(at);
		at = next;
	}
	fd = openat(at, strrchr(path, '/') ? strrchr(path, '/') + 1 : path,
		    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	return fd >= 0 || errno == EEXIST ? (fd < 0 ? -EEXIST : fd)
					  : extraction_write_failed(copy, -errno);
}

static int extraction_write(struct extraction *copy, int fd, const char *bytes, size_t count)
{
	while (count) {
		ssize_t written = write(fd, bytes, count);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return extraction_write_failed(copy, written < 0 ? -errno : -EIO);
		bytes += written;
		count -= (size_t)written;
	}
	return 0;
}

/* Copies at most the size that was seen before. */
static int extraction_copy_bytes(struct extraction *copy, const char *real, uint64_t size, int fd)
{
	uint64_t done = 0;

	while (done < size) {
		CLEANUP(cleanup_free) char *bytes = NULL;
		size_t count = 0;
		int code =
			guest_read(copy->guest, real, done, size - done, &bytes, &count, copy->err);

		if (code < 0 || count == 0)
			return code;
		code = extraction_write(copy, fd, bytes, count);
		if (code < 0)
			return code;
		done += count;
	}
	return 0;
}

/* Copies a regular file, under its path in the guest before links are followed. */
static int extraction_take_file(struct extraction *copy, const char *path, const char *real)
{
	uint64_t size = 0;
	int fd, code = guest_look(copy->guest, real, &size, &copy->result->trouble);

	if (code < 0)
		return 0;
	if (!path_is_plain(path)) {
		copy->result->n_odd++;
		return 0;
	}
	fd = extraction_make_file(copy, path);
	if (fd == -EEXIST || fd == -ENOTDIR || fd == -ELOOP)
		return 0;
	if (fd < 0)
		return fd;
	code = extraction_take_room(copy, size);
	if (code == 0)
		code = extraction_copy_bytes(copy, real, size, fd);
	if (close(fd) < 0 && code == 0)
		code = extraction_write_failed(copy, -errno);
	return code;
}

/* Copies a file by its name in a folder. */
static int extraction_take_named(struct extraction *copy, const struct origin *origin,
				 const char *name)
{
	CLEANUP(cleanup_free)
	char *path = xasprintf("%s%s%s", origin->path, *origin->path ? "/" : "", name);
	CLEANUP(cleanup_free)
	char *real = xasprintf("%s/%s", strcmp(origin->real, "/") == 0 ? "" : origin->real, name);

	return extraction_take_file(copy, path, real);
}

/* Whether a name in a folder is wanted: one that begins with the base; without a base, one that the
 * table has. */
static bool guest_name_is_asked(const char *folder, const char *name, const char *base)
{
	CLEANUP(cleanup_free) char *path = NULL;

	if (base)
		return strncmp(name, base, strlen(base)) == 0;
	path = xasprintf("%s%s%s", folder, *folder ? "/" : "", name);
	return evidence_paths_has(path);
}

static int extraction_take_asked(struct extraction *copy, const struct origin *origin, char **names,
				 const char *base)
{
	int code = 0;

	for (size_t i = 0; names[i] && code == 0; i++)
		if (guest_name_is_asked(origin->path, names[i], base))
			code = extraction_take_named(copy, origin, names[i]);
	return code;
}

/* Lists a folder of the guest, with everything below it if there is no base, and copies the wanted
 * files. */
static int extraction_take_folder(struct extraction *copy, const char *path, const char *base)
{
	CLEANUP(cleanup_free) char *absolute = xasprintf("/%s", path);
	CLEANUP(cleanup_free) char *real = NULL;
	CLEANUP(guest_free_names) char **names = NULL;
	struct error reason = { 0 };
	int code = guest_resolve(copy->guest, absolute, &real, &reason);

	if (code == 0)
		code = guest_list(copy->guest, real, !base, &names, &reason);
	if (code == 0)
		return extraction_take_asked(copy, &(struct origin){ .path = path, .real = real },
					     names, base);
	if (code == -EFBIG)
		return error_set(copy->err, code, "%s", reason.text);
	if (reason.code)
		(void)error_set(&copy->result->trouble, code, "%s", reason.text);
	return 0;
}

/* The length of the folder in front of a pattern's first "*". */
static size_t pattern_folder_length(const char *pattern)
{
	size_t length = strcspn(pattern, "*");

	while (length && pattern[length - 1] != '/')
		length--;
	return length ? length - 1 : 0;
}

static bool folder_is_listed_before(size_t index, const char *folder)
{
	for (size_t i = 0; i < index; i++) {
		const char *pattern = evidence_paths_row(i);

		if (pattern[strlen(pattern) - 1] != '/' &&
		    pattern_folder_length(pattern) == strlen(folder) &&
		    strncmp(pattern, folder, strlen(folder)) == 0)
			return true;
	}
	return false;
}

static int extraction_take_table(struct extraction *copy)
{
	const char *pattern;
	int code = 0;

	for (size_t i = 0; code == 0 && (pattern = evidence_paths_row(i)); i++) {
		CLEANUP(cleanup_free)
		char *folder = xstrndup(pattern, pattern_folder_length(pattern));

		/* A folder that counts by being there: the files directly in it stand for it. */
		if (pattern[strlen(pattern) - 1] == '/')
			code = strchr(pattern, '*') ? 0 : extraction_take_folder(copy, folder, "");
		else if (!folder_is_listed_before(i, folder))
			code = extraction_take_folder(copy, folder, NULL);
	}
	return code;
}

/* Reads the guest's auditd.conf. Gives the text; "" when it cannot be read. */
static char *read_guest_auditdconf(struct extraction *copy)
{
	static const char path[] = "/etc/audit/auditd.conf";
	uint64_t size = 0;
	size_t count = 0;
	char *bytes = NULL, *text;

	if (guest_look(copy->guest, path, &size, &copy->result->trouble) < 0 ||
	    size > EVIDENCE_PATHS_CONF_MAX ||
	    guest_read(copy->guest, path, 0, size, &bytes, &count, &copy->result->trouble) < 0)
		return xstrdup("");
	text = xstrndup(bytes, count);
	free(bytes);
	return text;
}

/* log_file may be anywhere. One that aubacklog would not find in the copy is counted instead. */
static int extraction_take_log_file(struct extraction *copy)
{
	CLEANUP(cleanup_free) char *text = read_guest_auditdconf(copy);
	CLEANUP(cleanup_free) char *path = evidence_paths_log_file(text);
	char *slash;

	if (!*path || path[strlen(path) - 1] == '/')
		return 0;
	if (!path_is_plain(path)) {
		copy->result->n_odd++;
		return 0;
	}
	slash = strrchr(path, '/');
	if (!slash)
		return extraction_take_folder(copy, "", path);
	*slash = '\0';
	return extraction_take_folder(copy, path, slash + 1);
}

int extract_evidence(struct guest *guest, int folder, struct extract_result *ret_result,
		     struct error *err)
{
	struct extraction copy = {
		.guest = guest,
		.folder = folder,
		.room = EXTRACT_BYTES_MAX,
		.result = ret_result,
		.err = err,
	};
	struct statvfs status;
	int code;

	*ret_result = (struct extract_result){ 0 };
	if (fstatvfs(folder, &status) < 0)
		return extraction_write_failed(&copy, -errno);
	if (status.f_bavail / 2 < copy.room / status.f_frsize)
		copy.room = (uint64_t)status.f_bavail / 2 * status.f_frsize;
	code = extraction_take_log_file(&copy);
	return code < 0 ? code : extraction_take_table(&copy);
}
