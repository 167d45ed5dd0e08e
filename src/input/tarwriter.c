/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes a tar archive to a stream. */
#define _GNU_SOURCE
#include "input/tarwriter.h"

#include "input/libarchive.h"
#include "util/text.h"
#include "util/xalloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct tarwriter {
	const char *name;
	FILE *out;
	struct archive *archive;
	struct archive_entry *entry;
};

enum tar_filter { TAR_PLAIN, TAR_GZIP, TAR_XZ, TAR_ZSTD };

static const struct {
	const char *end;
	enum tar_filter filter;
} tar_suffixes[] = {
	{ .end = ".tar", .filter = TAR_PLAIN }, { .end = ".tar.gz", .filter = TAR_GZIP },
	{ .end = ".tgz", .filter = TAR_GZIP },	{ .end = ".tar.xz", .filter = TAR_XZ },
	{ .end = ".txz", .filter = TAR_XZ },	{ .end = ".tar.zst", .filter = TAR_ZSTD },
};

void tarwriter_free(struct tarwriter *writer)
{
	if (!writer)
		return;
	if (writer->entry)
		libarchive()->archive_entry_free(writer->entry);
	if (writer->archive)
		(void)libarchive()->archive_write_free(writer->archive);
	free(writer);
}

/* Gives the index of the suffix, or -1. */
static int find_tar_suffix(const char *name)
{
	for (size_t i = 0; i < sizeof(tar_suffixes) / sizeof(tar_suffixes[0]); i++)
		if (text_ends_in(name, tar_suffixes[i].end))
			return (int)i;
	return -1;
}

bool tarwriter_knows(const char *name)
{
	return find_tar_suffix(name) >= 0;
}

static int tarwriter_fail(const struct tarwriter *writer, struct error *err)
{
	int number = libarchive()->archive_errno(writer->archive);
	const char *reason = libarchive()->archive_error_string(writer->archive);

	if (number == ENOMEM)
		xalloc_end();
	return error_set(err, number > 0 ? -number : -EIO, "cannot pack '%s': %s", writer->name,
			 reason ? reason : strerror(number > 0 ? number : EIO));
}

/* A callback: libarchive has bytes of the archive to write. */
static la_ssize_t write_packed(struct archive *archive, void *context, const void *bytes,
			       size_t length)
{
	struct tarwriter *writer = context;

	errno = 0;
	if (fwrite(bytes, 1, length, writer->out) == length)
		return (la_ssize_t)length;
	libarchive()->archive_set_error(archive, errno ? errno : EIO, "%s",
					strerror(errno ? errno : EIO));
	return -1;
}

static int add_tar_filter(struct archive *archive, enum tar_filter filter)
{
	switch (filter) {
	case TAR_GZIP: {
		int code = libarchive()->archive_write_add_filter_gzip(archive);

		/* No time in the header of gzip: the same evidence makes the same archive. */
		return code != ARCHIVE_OK ? code
					  : libarchive()->archive_write_set_filter_option(
						    archive, "gzip", "timestamp", NULL);
	}
	case TAR_XZ:
		return libarchive()->archive_write_add_filter_xz(archive);
	case TAR_ZSTD:
		return libarchive()->archive_write_add_filter_zstd(archive);
	default:
		return libarchive()->archive_write_add_filter_none(archive);
	}
}

static int tarwriter_begin(struct tarwriter *writer, enum tar_filter filter, struct error *err)
{
	writer->archive = libarchive()->archive_write_new();
	writer->entry = libarchive()->archive_entry_new();
	if (!writer->archive || !writer->entry)
		xalloc_end();
	/* GNU's format keeps the bytes of a name; pax wants UTF-8. A filter gives ARCHIVE_WARN when
	 * libarchive was built without it and would run a program instead. */
	if (libarchive()->archive_write_set_format_gnutar(writer->archive) != ARCHIVE_OK ||
	    add_tar_filter(writer->archive, filter) != ARCHIVE_OK ||
	    libarchive()->archive_write_set_bytes_in_last_block(writer->archive, 1) != ARCHIVE_OK ||
	    libarchive()->archive_write_open(writer->archive, writer, NULL, write_packed, NULL) !=
		    ARCHIVE_OK)
		return tarwriter_fail(writer, err);
	return 0;
}

int tarwriter_new(const char *name, FILE *out, struct tarwriter **ret_writer, struct error *err)
{
	int suffix = find_tar_suffix(name), code = libarchive_load(err);
	struct tarwriter *writer;

	if (code < 0)
		return code;
	writer = xcalloc(1, sizeof(*writer));
	writer->name = name;
	writer->out = out;
	code = tarwriter_begin(writer, tar_suffixes[suffix < 0 ? 0 : suffix].filter, err);
	if (code < 0) {
		tarwriter_free(writer);
		return code;
	}
	*ret_writer = writer;
	return 0;
}

static int tarwriter_add_header(struct tarwriter *writer, const char *path, struct error *err)
{
	libarchive()->archive_entry_copy_pathname(writer->entry, path);
	/* The warning: a name has characters that the locale lacks. It is written unchanged. */
	return libarchive()->archive_write_header(writer->archive, writer->entry) < ARCHIVE_WARN
		       ? tarwriter_fail(writer, err)
		       : 0;
}

int tarwriter_begin_file(struct tarwriter *writer, const char *path, uint64_t bytes, time_t changed,
			 struct error *err)
{
	(void)libarchive()->archive_entry_clear(writer->entry);
	libarchive()->archive_entry_set_filetype(writer->entry, AE_IFREG);
	libarchive()->archive_entry_set_perm(writer->entry, 0600);
	libarchive()->archive_entry_set_size(writer->entry, (la_int64_t)bytes);
	libarchive()->archive_entry_set_mtime(writer->entry, changed, 0);
	return tarwriter_add_header(writer, path, err);
}

int tarwriter_write(struct tarwriter *writer, const void *bytes, size_t length, struct error *err)
{
	la_ssize_t written = libarchive()->archive_write_data(writer->archive, bytes, length);

	return written == (la_ssize_t)length ? 0 : tarwriter_fail(writer, err);
}

int tarwriter_add_folder(struct tarwriter *writer, const char *path, struct error *err)
{
	(void)libarchive()->archive_entry_clear(writer->entry);
	libarchive()->archive_entry_set_filetype(writer->entry, AE_IFDIR);
	libarchive()->archive_entry_set_perm(writer->entry, 0700);
	return tarwriter_add_header(writer, path, err);
}

int tarwriter_finish(struct tarwriter *writer, struct error *err)
{
	return libarchive()->archive_write_close(writer->archive) != ARCHIVE_OK
		       ? tarwriter_fail(writer, err)
		       : 0;
}
