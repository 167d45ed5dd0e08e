/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Alerts that wait for a receiver. */
#define _GNU_SOURCE
#include "watch/spool.h"

#include "input/newfile.h"
#include "util/cleanup.h"
#include "util/contents.h"
#include "util/xalloc.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* "0000000000000012.json" */
#define NUMBER_DIGITS 16
#define SPOOL_SUFFIX ".json"
#define SPOOL_NAME_BYTES (NUMBER_DIGITS + sizeof(SPOOL_SUFFIX))
/* The folder is root's alone; this bounds the time that a damaged one takes. */
#define SPOOL_NAMES_MAX 65536

/* The numbers in a folder. */
struct spool_extent {
	uint64_t first, last;
	size_t count;
};

void spool_done(struct spool *spool)
{
	if (spool->path)
		(void)close(spool->folder);
	free(spool->path);
	*spool = (struct spool){ 0 };
}

static void alert_name(uint64_t number, char ret_name[static SPOOL_NAME_BYTES])
{
	(void)snprintf(ret_name, SPOOL_NAME_BYTES, "%016" PRIx64 SPOOL_SUFFIX, number);
}

/* Gives 0 for a name that is no alert's. */
static uint64_t alert_number(const char *name)
{
	char again[SPOOL_NAME_BYTES];
	uint64_t number;

	if (strspn(name, "0123456789abcdef") != NUMBER_DIGITS)
		return 0;
	number = strtoull(name, NULL, 16);
	alert_name(number, again);
	return strcmp(name, again) == 0 ? number : 0;
}

static int spool_measure(const struct spool *spool, struct spool_extent *ret_extent)
{
	int fd = openat(spool->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	struct spool_extent extent = { 0 };
	const struct dirent *entry;
	int code = directory ? 0 : -errno;

	for (unsigned i = 0; directory && i < SPOOL_NAMES_MAX && (entry = readdir(directory));
	     i++) {
		uint64_t number = alert_number(entry->d_name);

		if (!number || entry->d_type == DT_DIR)
			continue;
		extent.first = !extent.count || number < extent.first ? number : extent.first;
		extent.last = number > extent.last ? number : extent.last;
		extent.count++;
	}
	if (directory)
		(void)closedir(directory);
	else if (fd >= 0)
		(void)close(fd);
	*ret_extent = extent;
	return code;
}

static int check_owner(int folder, const char *path, struct error *err)
{
	struct stat status;

	if (fstat(folder, &status) < 0)
		return error_set(err, -errno, "cannot use '%s': %s", path, strerror(errno));
	if (status.st_uid == geteuid() && !(status.st_mode & (S_IWGRP | S_IWOTH)))
		return 0;
	return error_set(err, -EPERM, "cannot use '%s': another user may write to it", path);
}

int spool_open(const char *place, const char *name, size_t most, struct spool *ret_spool,
	       struct error *err)
{
	struct spool spool = { .path = xasprintf("%s/%s", place, name), .most = most };
	int code;

	if (mkdir(spool.path, 0700) < 0 && errno != EEXIST)
		code = -errno;
	else
		code = 0;
	spool.folder = open(spool.path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (spool.folder < 0) {
		code = code < 0 ? code : -errno;
		(void)error_set(err, code, "cannot open '%s': %s", spool.path, strerror(-code));
		free(spool.path);
		return code;
	}
	code = check_owner(spool.folder, spool.path, err);
	if (code < 0) {
		spool_done(&spool);
		return code;
	}
	newfile_sweep(spool.folder, false);
	*ret_spool = spool;
	return 0;
}

uint64_t spool_last(const struct spool *spool)
{
	struct spool_extent extent;

	return spool_measure(spool, &extent) < 0 ? 0 : extent.last;
}

static int write_whole(int fd, const char *text, size_t length)
{
	while (length) {
		ssize_t got = write(fd, text, length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? -errno : -EIO;
		text += got;
		length -= (size_t)got;
	}
	return 0;
}

static int write_alert(const struct spool *spool, const char *name, const char *text, size_t length)
{
	CLEANUP(newfile_done) struct newfile file = { 0 };
	int code = newfile_open(spool->folder, &file);

	if (code == 0)
		code = write_whole(file.fd, text, length);
	if (code == 0 && fsync(file.fd) < 0)
		code = -errno;
	if (code == 0)
		code = newfile_place(&file, name);
	/* The name is to be on the disk as well. */
	if (code == 0 && fsync(spool->folder) < 0 && errno != EINVAL)
		code = -errno;
	return code;
}

/* Gives false when there is none but this one. */
static bool drop_oldest(const struct spool *spool, uint64_t but)
{
	struct spool_extent extent;

	return spool_measure(spool, &extent) == 0 && extent.count && extent.first != but &&
	       spool_remove(spool, extent.first) == 0;
}

static bool is_for_lack_of_room(int code)
{
	return code == -ENOSPC || code == -EDQUOT;
}

int spool_put(const struct spool *spool, uint64_t number, const char *text, size_t length,
	      size_t *ret_dropped, struct error *err)
{
	char name[SPOOL_NAME_BYTES];
	struct spool_extent extent;
	size_t dropped = 0;
	int code = spool_measure(spool, &extent);

	alert_name(number, name);
	for (; code == 0 && extent.count >= spool->most; extent.count--)
		dropped += drop_oldest(spool, number);
	if (code == 0)
		code = write_alert(spool, name, text, length);
	while (is_for_lack_of_room(code) && drop_oldest(spool, number)) {
		dropped++;
		code = write_alert(spool, name, text, length);
	}
	*ret_dropped = dropped;
	return code < 0 ? error_set(err, code, "cannot write '%s/%s': %s", spool->path, name,
				    strerror(-code))
			: 0;
}

/* Gives -EBADMSG for what is no alert. */
static int read_alert(const struct spool *spool, const char *name, char **ret_text,
		      size_t *ret_length)
{
	CLEANUP(cleanup_close)
	int fd = openat(spool->folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat status;
	int code;

	if (fd < 0)
		return errno == ELOOP || errno == ENXIO ? -EBADMSG : -errno;
	if (fstat(fd, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode) || !status.st_size)
		return -EBADMSG;
	code = contents_read(fd, SPOOL_ALERT_BYTES, ret_text, ret_length);
	return code == -EFBIG ? -EBADMSG : code;
}

int spool_oldest(const struct spool *spool, uint64_t *ret_number, char **ret_text,
		 size_t *ret_length)
{
	for (unsigned i = 0; i < SPOOL_NAMES_MAX; i++) {
		char name[SPOOL_NAME_BYTES];
		struct spool_extent extent;
		int code = spool_measure(spool, &extent);

		if (code < 0 || !extent.count)
			return code < 0 ? code : -ENOENT;
		alert_name(extent.first, name);
		code = read_alert(spool, name, ret_text, ret_length);
		if (code == 0)
			*ret_number = extent.first;
		if (code != -EBADMSG)
			return code;
		code = spool_remove(spool, extent.first);
		if (code < 0)
			return code;
	}
	return -ENOENT;
}

int spool_remove(const struct spool *spool, uint64_t number)
{
	char name[SPOOL_NAME_BYTES];

	alert_name(number, name);
	return unlinkat(spool->folder, name, 0) < 0 ? -errno : 0;
}
