/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads a tar archive, and keeps what can be evidence. */
#define _GNU_SOURCE
#include "files/tarball.h"

#include "base/cleanup.h"
#include "base/progress.h"
#include "base/textstream.h"
#include "files/libarchive.h"
#include "files/spool.h"
#include "files/wanted.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

const struct tarball_bounds tarball_usual = {
	.decoder = { .free_bytes = DECODER_FREE_BYTES, .ratio = DECODER_RATIO },
	.members = UINT64_C(4) << 20,
	.names_bytes = UINT64_C(256) << 20,
	.memory_bytes = UINT64_C(64) << 20,
	.member_bytes = UINT64_C(32) << 30,
	.kept_bytes = UINT64_C(64) << 30,
};

/* An archive while it is read. */
struct reading {
	struct members members;
	char *top, *note; /* the outputs */
	const struct tarball_bounds *bounds;
	const char *name;
	struct progress progress;
	struct decoder *decoder;
	struct archive *archive;
	struct error *err;
	uint64_t n_members, names_bytes, memory_bytes, kept_bytes;
	char first_top[NAME_MAX + 1]; /* the first part of the first member's path */
	char other_top[NAME_MAX + 1];
	bool found_at_top;   /* something wanted without leaving out a directory */
	bool found_below;    /* something wanted below a directory */
	uint64_t climbing;   /* names with ".." */
	uint64_t unreadable; /* members of which libarchive gives no usable name, or warns */
	char *climbing_first, *special_first, *unreadable_first;
};

static void reading_done(struct reading *reading)
{
	progress_end(&reading->progress);
	decoder_free(reading->decoder);
	if (reading->archive)
		(void)libarchive()->archive_read_free(reading->archive);
	members_done(&reading->members);
	free(reading->top);
	free(reading->note);
	free(reading->climbing_first);
	free(reading->special_first);
	free(reading->unreadable_first);
}

static int fail(const struct reading *reading, int code, const char *reason)
{
	return error_set(reading->err, code, "cannot read '%s': %s", reading->name, reason);
}

static int no_memory(const struct reading *reading)
{
	return error_memory(reading->err, "read an archive");
}

/* libarchive asks for the next bytes of the tar. */
static la_ssize_t hand_on(struct archive *archive, void *context, const void **ret_bytes)
{
	struct reading *reading = context;
	ssize_t length = decoder_read(reading->decoder, ret_bytes, reading->err);

	if (length < 0)
		libarchive()->archive_set_error(archive, (int)-length, "the bytes of the archive");
	return length < 0 ? -1 : length;
}

/* Checksums stand at the end of what is compressed. */
static int drain(const struct reading *reading)
{
	const void *bytes;
	ssize_t length;

	if (!decoder_is_compressed(reading->decoder))
		return 0;
	do {
		length = decoder_read(reading->decoder, &bytes, reading->err);
	} while (length > 0);
	return (int)length;
}

static int archive_failed(const struct reading *reading)
{
	const char *detail = libarchive()->archive_error_string(reading->archive);
	int code = libarchive()->archive_errno(reading->archive);

	/* libarchive passes off most of its lacks of memory as wrong bytes. */
	if (!reading->err->code && errno == ENOMEM)
		return no_memory(reading);
	/* Wrong bytes are the better reason why there is no tar in them. */
	if (reading->err->code || drain(reading) < 0)
		return reading->err->code;
	if (code == ENOMEM)
		return no_memory(reading);
	if (detail && strstr(detail, "Unrecognized archive format"))
		return fail(
			reading, -EBADMSG,
			"it is neither a directory nor a tar archive (a log is given without --root)");
	return error_set(reading->err, -EBADMSG,
			 "cannot read '%s': it is damaged or cut off (tar: %s)", reading->name,
			 detail ? detail : "no reason given");
}

static void keep_first(struct reading *reading, char **first, const char *name)
{
	if (!*first)
		*first = strdup(name);
	if (!*first)
		(void)no_memory(reading);
}

/*
 * "./a//b/" and "/a/b" are "a/b".
 * Gives: 0 and the path, "" for the top itself; -EXDEV when it climbs, -ENAMETOOLONG.
 */
static int normalise(const char *name, char ret_path[static PATH_MAX])
{
	size_t used = 0;

	while (*(name += strspn(name, "/"))) {
		size_t length = strcspn(name, "/");

		if (length == 2 && memcmp(name, "..", 2) == 0)
			return -EXDEV;
		if (length > NAME_MAX || used + length + 2 > PATH_MAX)
			return -ENAMETOOLONG;
		if (length != 1 || *name != '.') {
			if (used)
				ret_path[used++] = '/';
			memcpy(ret_path + used, name, length);
			used += length;
		}
		name += length;
	}
	ret_path[used] = '\0';
	return 0;
}

/* Which directory is in front of all? */
static void note_top(struct reading *reading, const char *path)
{
	size_t length = strcspn(path, "/");

	if (!reading->first_top[0])
		(void)snprintf(reading->first_top, sizeof(reading->first_top), "%.*s", (int)length,
			       path);
	else if (!reading->other_top[0] &&
		 (strncmp(reading->first_top, path, length) != 0 || reading->first_top[length]))
		(void)snprintf(reading->other_top, sizeof(reading->other_top), "%.*s", (int)length,
			       path);
}

/* As long as not all is read, the first directory may be one that is in front of all. */
static bool is_wanted(struct reading *reading, const char *path)
{
	const char *slash = strchr(path, '/');
	bool at_top = wanted_path(path), below = slash && wanted_path(slash + 1);

	reading->found_at_top |= at_top;
	reading->found_below |= below;
	return at_top || below || wanted_name(path);
}

/* Takes over target and spool, also when it fails. */
static int keep(struct reading *reading, const char *path, char *target, struct spool *spool)
{
	reading->names_bytes +=
		sizeof(struct member) + strlen(path) + (target ? strlen(target) : 0);
	if (reading->names_bytes > reading->bounds->names_bytes) {
		spool_free(spool);
		free(target);
		return fail(reading, -EFBIG, "it has more names and links than any machine");
	}
	return members_keep(&reading->members, path, target, spool) < 0 ? no_memory(reading) : 0;
}

static int keep_symbolic_link(struct reading *reading, const char *path,
			      struct archive_entry *entry)
{
	const char *target = libarchive()->archive_entry_symlink(entry);
	char *copy;

	(void)is_wanted(reading, path);
	if (!target || strlen(target) >= PATH_MAX)
		return 0;
	copy = strdup(target);
	return copy ? keep(reading, path, copy, NULL) : no_memory(reading);
}

static int keep_hard_link(struct reading *reading, const char *path, const char *target)
{
	bool wanted = is_wanted(reading, path);
	char from[PATH_MAX];
	const struct member *member =
		normalise(target, from) < 0 ? NULL : members_find(&reading->members, from);
	char *copy = NULL;

	if (!member)
		return wanted ? keep(reading, path, NULL, NULL) : 0;
	if (member->target && !(copy = strdup(member->target)))
		return no_memory(reading);
	return keep(reading, path, copy, member->spool ? spool_use(member->spool) : NULL);
}

static int cannot_keep(const struct reading *reading, const char *path, int code)
{
	return error_set(reading->err, code, "cannot keep '%s/%s' in '%s' for a while: %s",
			 reading->name, path, spool_directory(), strerror(-code));
}

static int check_size(const struct reading *reading, const char *path, uint64_t bytes)
{
	if (bytes > reading->bounds->member_bytes)
		return error_set(reading->err, -EFBIG,
				 "cannot read '%s': '%s' in it is larger than %" PRIu64 " bytes",
				 reading->name, path, reading->bounds->member_bytes);
	if (reading->kept_bytes + bytes > reading->bounds->kept_bytes)
		return error_set(reading->err, -EFBIG,
				 "cannot read '%s': it holds more than %" PRIu64
				 " bytes of evidence",
				 reading->name, reading->bounds->kept_bytes);
	return 0;
}

static int keep_block(struct reading *reading, const char *path, struct spool *spool,
		      const void *bytes, size_t length, la_int64_t offset)
{
	uint64_t end = (uint64_t)offset + length;
	int code = offset < 0 ? -EBADMSG : check_size(reading, path, end);

	if (code < 0)
		return code;
	code = spool_write(spool, (uint64_t)offset, bytes, length);
	return code < 0 ? cannot_keep(reading, path, code) : 0;
}

/* Gives 1 and a block; 0 at the end of the member; or -errno. */
static int next_block(struct reading *reading, const void **ret_bytes, size_t *ret_length,
		      la_int64_t *ret_offset)
{
	int code;

	do {
		code = libarchive()->archive_read_data_block(reading->archive, ret_bytes,
							     ret_length, ret_offset);
	} while (code == ARCHIVE_OK && *ret_length == 0);
	if (code == ARCHIVE_EOF)
		return 0;
	return code == ARCHIVE_OK ? 1 : archive_failed(reading);
}

static int fill(struct reading *reading, const char *path, struct archive_entry *entry,
		struct spool *spool, bool *ret_wanted)
{
	const void *bytes;
	size_t length;
	la_int64_t offset;
	bool wanted = *ret_wanted;
	int code;

	while ((code = next_block(reading, &bytes, &length, &offset)) > 0) {
		wanted = wanted || (offset == 0 && wanted_content(bytes, length));
		if (!wanted)
			return 0;
		code = keep_block(reading, path, spool, bytes, length, offset);
		if (code < 0)
			return code;
	}
	if (code < 0 || !wanted)
		return code;
	*ret_wanted = true;
	code = check_size(reading, path, (uint64_t)libarchive()->archive_entry_size(entry));
	if (code == 0)
		code = spool_resize(spool, (uint64_t)libarchive()->archive_entry_size(entry));
	return code < 0 ? cannot_keep(reading, path, code) : 0;
}

static int keep_file(struct reading *reading, const char *path, struct archive_entry *entry)
{
	bool wanted = is_wanted(reading, path);
	bool in_memory =
		reading->memory_bytes < reading->bounds->memory_bytes && !wanted_is_journal(path);
	struct spool *spool;
	int code = libarchive()->archive_entry_size(entry) < 0 ? -EBADMSG : 0;

	if (code == 0 && wanted)
		code = check_size(reading, path, (uint64_t)libarchive()->archive_entry_size(entry));
	if (code < 0)
		return fail(reading, code, "a member has no size");
	spool = spool_new(in_memory);
	if (!spool)
		return no_memory(reading);
	code = fill(reading, path, entry, spool, &wanted);
	if (code < 0 || !wanted) {
		spool_free(spool);
		if (code == 0)
			members_drop(&reading->members, path);
		return code;
	}
	reading->kept_bytes += spool_bytes(spool);
	reading->memory_bytes += spool_in_memory(spool) ? spool_bytes(spool) : 0;
	return keep(reading, path, NULL, spool);
}

static int take_named(struct reading *reading, const char *path, struct archive_entry *entry)
{
	const char *hard_link = libarchive()->archive_entry_hardlink(entry);

	note_top(reading, path);
	if (hard_link)
		return keep_hard_link(reading, path, hard_link);
	switch (libarchive()->archive_entry_filetype(entry)) {
	case AE_IFREG:
		return keep_file(reading, path, entry);
	case AE_IFLNK:
		return keep_symbolic_link(reading, path, entry);
	case AE_IFDIR:
		members_drop(&reading->members, path);
		return 0;
	default:
		members_drop(&reading->members, path);
		if (is_wanted(reading, path))
			keep_first(reading, &reading->special_first, path);
		return 0;
	}
}

/* In a locale that lacks the characters of a name there is only its UTF-8 form. */
static const char *name_of(struct archive_entry *entry)
{
	const char *name = libarchive()->archive_entry_pathname(entry);

	return name ? name : libarchive()->archive_entry_pathname_utf8(entry);
}

static int take_member(struct reading *reading, struct archive_entry *entry, bool warned)
{
	const char *name = name_of(entry);
	const char *detail = libarchive()->archive_error_string(reading->archive);
	char path[PATH_MAX];
	int code;

	if (++reading->n_members > reading->bounds->members)
		return fail(reading, -EFBIG, "it has more members than any machine has files");
	code = name ? normalise(name, path) : -EILSEQ;
	/* Names of users in another character set are no loss. */
	if ((warned && !(detail && strstr(detail, "can't be converted"))) ||
	    code == -ENAMETOOLONG || code == -EILSEQ) {
		reading->unreadable++;
		keep_first(reading, &reading->unreadable_first, name ? name : "?");
	}
	if (code == -EXDEV) {
		reading->climbing++;
		keep_first(reading, &reading->climbing_first, name);
	}
	return code < 0 || !path[0] ? 0 : take_named(reading, path, entry);
}

/* The end mark is two blocks of NUL: without it a tar that was cut off between members looks whole.
 */
static int check_end(const struct reading *reading)
{
	if (libarchive()->archive_filter_bytes(reading->archive, 0) == 0)
		return fail(reading, -ENODATA, "it is empty");
	if (libarchive()->archive_filter_bytes(reading->archive, 0) >
	    libarchive()->archive_read_header_position(reading->archive))
		return 0;
	return fail(reading, -EBADMSG, "it is cut off: the mark that ends a tar is not there");
}

static int read_members(struct reading *reading)
{
	struct archive_entry *entry;
	int code;

	for (;;) {
		errno = 0;
		code = libarchive()->archive_read_next_header(reading->archive, &entry);
		if (code == ARCHIVE_EOF && errno != ENOMEM)
			break;
		if (errno == ENOMEM || (code != ARCHIVE_OK && code != ARCHIVE_WARN))
			return archive_failed(reading);
		code = take_member(reading, entry, code == ARCHIVE_WARN);
		if (code < 0)
			return code;
	}
	/* An error of the bytes can look like their end. */
	code = reading->err->code ? reading->err->code : check_end(reading);
	return code < 0 ? code : drain(reading);
}

/* Only where all is below one directory, and nothing is where it is looked for. */
static int find_top(struct reading *reading)
{
	bool leave_out = reading->found_below && !reading->found_at_top;

	if (leave_out && reading->other_top[0])
		return error_set(
			reading->err, -EINVAL,
			"cannot read '%s': several trees are in it ('%s', '%s'): unpack it and give one",
			reading->name, reading->first_top, reading->other_top);
	if (asprintf(&reading->top, "%s%s", leave_out ? reading->first_top : "",
		     leave_out ? "/" : "") < 0) {
		reading->top = NULL;
		return no_memory(reading);
	}
	return 0;
}

static int describe(struct reading *reading)
{
	struct textstream *stream;
	FILE *out;

	if (!reading->climbing && !reading->special_first && !reading->unreadable)
		return 0;
	if (textstream_open(&stream, &out) < 0)
		return no_memory(reading);
	fputs("passed over:", out);
	if (reading->climbing)
		fprintf(out, " %" PRIu64 " name%s that climb%s out ('%s')", reading->climbing,
			reading->climbing == 1 ? "" : "s", reading->climbing == 1 ? "s" : "",
			reading->climbing_first);
	if (reading->special_first)
		fprintf(out, "%s a device or pipe in the place of evidence ('%s')",
			reading->climbing ? ";" : "", reading->special_first);
	if (reading->unreadable)
		fprintf(out, "%s %" PRIu64 " header%s that cannot be read whole ('%s')",
			reading->climbing || reading->special_first ? ";" : "", reading->unreadable,
			reading->unreadable == 1 ? "" : "s", reading->unreadable_first);
	return textstream_close(stream, &reading->note) == 0 ? 0 : no_memory(reading);
}

static int begin(struct reading *reading, int fd)
{
	int code;

	progress_begin(&reading->progress, PROGRESS_UNPACKED, 0);
	progress_expect(&reading->progress, fd);
	code = decoder_new(fd, reading->name, &reading->bounds->decoder, &reading->progress,
			   &reading->decoder, reading->err);
	if (code == 0)
		code = libarchive_load(reading->err);
	if (code < 0)
		return code;
	reading->archive = libarchive()->archive_read_new();
	if (!reading->archive ||
	    libarchive()->archive_read_support_format_tar(reading->archive) != ARCHIVE_OK ||
	    libarchive()->archive_read_support_format_empty(reading->archive) != ARCHIVE_OK)
		return no_memory(reading);
	return libarchive_open(reading->archive, reading, hand_on) == ARCHIVE_OK
		       ? 0
		       : archive_failed(reading);
}

int tarball_read(int fd, const char *name, const struct tarball_bounds *bounds,
		 struct members *ret_members, char **ret_top, char **ret_note, struct error *err)
{
	struct error own = { 0 };
	CLEANUP(reading_done)
	struct reading reading = { .bounds = bounds, .name = name, .err = err ? err : &own };
	int code = begin(&reading, fd);

	if (code == 0)
		code = read_members(&reading);
	if (code == 0)
		code = find_top(&reading);
	if (code == 0)
		code = describe(&reading);
	if (code < 0)
		return code;
	*ret_members = reading.members;
	*ret_top = reading.top;
	*ret_note = reading.note;
	reading.members = (struct members){ 0 };
	reading.top = reading.note = NULL;
	return 0;
}
