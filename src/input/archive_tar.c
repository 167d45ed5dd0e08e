/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads a tar archive and keeps the members that can be evidence. */
#define _GNU_SOURCE
#include "input/archive_tree.h"

#include "input/decoder.h"
#include "input/evidence_paths.h"
#include "input/libarchive.h"
#include "util/cleanup.h"
#include "util/progress.h"
#include "util/textstream.h"
#include "util/xalloc.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

/* Files kept in memory may use this part of the memory; names and links may use all. */
#define MEMORY_SHARE 4

/* The state of reading an archive. */
struct tar_reading {
	struct archive_tree *tree; /* to be filled */
	struct budget *budget;
	const char *name;
	struct progress progress;
	struct decoder *decoder;
	struct archive *archive;
	struct error *err;
	bool in_header;
	uint64_t header_bytes;	      /* of the current member */
	char first_top[NAME_MAX + 1]; /* the first part of the first member's path */
	char other_top[NAME_MAX + 1];
	bool found_at_top;   /* a wanted path, with all its folders */
	bool found_below;    /* a wanted path, without its first folder */
	bool found_evidence; /* found_below, and it is evidence, not a boot loader's file */
	uint64_t climbing;   /* names with ".." */
	uint64_t unreadable; /* members whose name libarchive cannot give, or warns about */
	char *climbing_first, *special_first, *unreadable_first;
};

static void tar_reading_done(struct tar_reading *reading)
{
	progress_end(&reading->progress);
	decoder_free(reading->decoder);
	if (reading->archive)
		(void)libarchive()->archive_read_free(reading->archive);
	free(reading->climbing_first);
	free(reading->special_first);
	free(reading->unreadable_first);
}

static int tar_fail(const struct tar_reading *reading, int code, const char *reason)
{
	return error_set(reading->err, code, "cannot read '%s': %s", reading->name, reason);
}

static int tar_over_budget(const struct tar_reading *reading)
{
	return budget_fail(reading->budget, reading->name, reading->err);
}

/* A callback: gives libarchive the next bytes of the tar. */
static la_ssize_t tar_hand_on(struct archive *archive, void *context, const void **ret_bytes)
{
	struct tar_reading *reading = context;
	ssize_t length = decoder_read(reading->decoder, ret_bytes, reading->err);

	if (length > 0 && reading->in_header &&
	    (reading->header_bytes += (uint64_t)length) > ARCHIVE_TAR_HEADER_BYTES)
		length = tar_fail(reading, -EFBIG,
				  "a header in it is larger than that of any file (4194304 bytes)");
	if (length < 0)
		libarchive()->archive_set_error(archive, (int)-length, "the bytes of the archive");
	return length < 0 ? -1 : length;
}

/* The checksums are at the end of the compressed data: reads up to there. */
static int drain_tar(const struct tar_reading *reading)
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

static int tar_archive_failed(const struct tar_reading *reading)
{
	const char *detail = libarchive()->archive_error_string(reading->archive);
	int code = libarchive()->archive_errno(reading->archive);

	/* libarchive reports most lacks of memory as damaged data. */
	if (!reading->err->code && errno == ENOMEM)
		return tar_fail(reading, -ENOMEM, "out of memory");
	/* Damaged data is a better reason than that it holds no tar. */
	if (reading->err->code || drain_tar(reading) < 0)
		return reading->err->code;
	if (code == ENOMEM)
		return tar_fail(reading, -ENOMEM, "out of memory");
	if (detail && strstr(detail, "Unrecognized archive format"))
		return tar_fail(
			reading, -EBADMSG,
			"it is neither a directory nor a tar archive (a log is given without --root)");
	return error_set(reading->err, -EBADMSG,
			 "cannot read '%s': it is damaged or cut off (tar: %s)", reading->name,
			 detail ? detail : "no reason given");
}

static void keep_first_name(char **first, const char *name)
{
	if (!*first)
		*first = xstrdup(name);
}

/*
 * "./a//b/" and "/a/b" are "a/b".
 * Gives: 0 and the path, "" for the top itself; -EXDEV when it climbs, -ENAMETOOLONG.
 */
static int normalise_member_name(const char *name, char ret_path[static PATH_MAX])
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

/* Notes the first folder of a path, to find out whether all members share one. */
static void note_first_folder(struct tar_reading *reading, const char *path)
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

static bool path_begins_with(const char *path, const char *const *beginnings)
{
	for (; *beginnings; beginnings++)
		if (strncmp(path, *beginnings, strlen(*beginnings)) == 0)
			return true;
	return false;
}

/*
 * Some paths are in the table with their first folder and without it. In boot/efi/EFI/x/grub.cfg
 * and usr/lib/systemd/system/auditd.service the first folder is part of the path; in
 * boot/proc/cmdline it is the folder that all members share.
 */
static void note_found_evidence(struct tar_reading *reading, const char *rest, bool at_top,
				bool below)
{
	static const char *const of_a_tree[] = { "efi/", "EFI/", "lib/", NULL };
	static const char *const evidence[] = { "var/log/", "run/log/", "sos_commands/", NULL };

	if (at_top && below) {
		below = !path_begins_with(rest, of_a_tree);
		at_top = !below;
	}
	reading->found_at_top |= at_top;
	reading->found_below |= below;
	reading->found_evidence |= below && path_begins_with(rest, evidence);
}

/* Until the whole archive is read, the first folder of any path may be one that all share. */
static bool member_is_wanted(struct tar_reading *reading, const char *path)
{
	const char *slash = strchr(path, '/');
	bool at_top = evidence_paths_has(path), below = slash && evidence_paths_has(slash + 1);

	note_found_evidence(reading, slash ? slash + 1 : "", at_top, below);
	return at_top || below || evidence_paths_is_log_name(path);
}

/* Takes over target and tmp, also on failure. */
static int keep_member(struct tar_reading *reading, const char *path, char *target,
		       struct tmpfile *tmp)
{
	return archive_tree_keep(reading->tree, path, target, tmp) < 0 ? tar_over_budget(reading)
								       : 0;
}

static int keep_symbolic_link(struct tar_reading *reading, const char *path,
			      struct archive_entry *entry)
{
	const char *target = libarchive()->archive_entry_symlink(entry);

	(void)member_is_wanted(reading, path);
	if (!target || strlen(target) >= PATH_MAX)
		return 0;
	return keep_member(reading, path, xstrdup(target), NULL);
}

static int keep_hard_link(struct tar_reading *reading, const char *path, const char *target)
{
	bool wanted = member_is_wanted(reading, path);
	char from[PATH_MAX];
	const struct archive_member *member = normalise_member_name(target, from) < 0
						      ? NULL
						      : archive_tree_find(reading->tree, from);

	if (!member)
		return wanted ? keep_member(reading, path, NULL, NULL) : 0;
	return keep_member(reading, path, xstrdup_or_null(member->target),
			   member->tmp ? tmpfile_use(member->tmp) : NULL);
}

static int tar_cannot_keep(const struct tar_reading *reading, const char *path, int code)
{
	if (code == -EDQUOT)
		return tar_over_budget(reading);
	return error_set(reading->err, code, "cannot keep '%s/%s' in '%s' for a while: %s",
			 reading->name, path, tmpfile_directory(), strerror(-code));
}

/* A hole takes no room, but it is read like other contents. */
static int spend_member_hole(struct tar_reading *reading, const struct tmpfile *tmp,
			     uint64_t offset)
{
	uint64_t reached = tmpfile_bytes(tmp);

	return offset > reached ? budget_spend(reading->budget, BUDGET_CONTENT, offset - reached)
				: 0;
}

static int keep_member_block(struct tar_reading *reading, const char *path, struct tmpfile *tmp,
			     const void *bytes, size_t length, la_int64_t offset)
{
	int code = offset < 0 ? -EBADMSG : spend_member_hole(reading, tmp, (uint64_t)offset);

	if (code == 0)
		code = tmpfile_write(tmp, (uint64_t)offset, bytes, length);
	return code < 0 ? tar_cannot_keep(reading, path, code) : 0;
}

/* Gives 1 and a block; 0 at the end of the member; or -errno. */
static int next_member_block(struct tar_reading *reading, const void **ret_bytes,
			     size_t *ret_length, la_int64_t *ret_offset)
{
	int code;

	do {
		code = libarchive()->archive_read_data_block(reading->archive, ret_bytes,
							     ret_length, ret_offset);
	} while (code == ARCHIVE_OK && *ret_length == 0);
	if (code == ARCHIVE_EOF)
		return 0;
	return code == ARCHIVE_OK ? 1 : tar_archive_failed(reading);
}

static int fill_member_file(struct tar_reading *reading, const char *path,
			    struct archive_entry *entry, struct tmpfile *tmp, bool *ret_wanted)
{
	const void *bytes;
	size_t length;
	la_int64_t offset;
	bool wanted = *ret_wanted;
	int code;

	while ((code = next_member_block(reading, &bytes, &length, &offset)) > 0) {
		wanted = wanted || (offset == 0 && evidence_paths_is_log(bytes, length));
		if (!wanted)
			return 0;
		code = keep_member_block(reading, path, tmp, bytes, length, offset);
		if (code < 0)
			return code;
	}
	if (code < 0 || !wanted)
		return code;
	*ret_wanted = true;
	code = spend_member_hole(reading, tmp, (uint64_t)libarchive()->archive_entry_size(entry));
	if (code == 0)
		code = tmpfile_resize(tmp, (uint64_t)libarchive()->archive_entry_size(entry));
	return code < 0 ? tar_cannot_keep(reading, path, code) : 0;
}

static int keep_member_file(struct tar_reading *reading, const char *path,
			    struct archive_entry *entry)
{
	bool wanted = member_is_wanted(reading, path);
	const struct budget *budget = reading->budget;
	bool in_memory =
		budget->spent[BUDGET_MEMORY] < budget->limits[BUDGET_MEMORY].whole / MEMORY_SHARE &&
		!evidence_paths_is_journal(path);
	struct tmpfile *tmp;
	int code;

	if (libarchive()->archive_entry_size(entry) < 0)
		return tar_fail(reading, -EBADMSG, "a member has no size");
	tmp = tmpfile_new(reading->budget, in_memory);
	code = fill_member_file(reading, path, entry, tmp, &wanted);
	if (code < 0 || !wanted) {
		tmpfile_free(tmp);
		if (code == 0)
			archive_tree_drop(reading->tree, path);
		return code;
	}
	return keep_member(reading, path, NULL, tmp);
}

/* A folder that is evidence by being there, whatever is in it, is kept as a member "FOLDER/.". */
static int keep_member_folder(struct tar_reading *reading, const char *path)
{
	char name[PATH_MAX], *dot;

	archive_tree_drop(reading->tree, path);
	if (snprintf(name, sizeof(name), "%s/.", path) >= (int)sizeof(name))
		return 0;
	dot = name + strlen(name) - 1;
	*dot = '\0';
	if (!member_is_wanted(reading, name))
		return 0;
	*dot = '.';
	return keep_member(reading, name, NULL, tmpfile_new(reading->budget, true));
}

static int take_named_member(struct tar_reading *reading, const char *path,
			     struct archive_entry *entry)
{
	const char *hard_link = libarchive()->archive_entry_hardlink(entry);

	note_first_folder(reading, path);
	if (hard_link)
		return keep_hard_link(reading, path, hard_link);
	switch (libarchive()->archive_entry_filetype(entry)) {
	case AE_IFREG:
		return keep_member_file(reading, path, entry);
	case AE_IFLNK:
		return keep_symbolic_link(reading, path, entry);
	case AE_IFDIR:
		return keep_member_folder(reading, path);
	default:
		archive_tree_drop(reading->tree, path);
		if (member_is_wanted(reading, path))
			keep_first_name(&reading->special_first, path);
		return 0;
	}
}

/* When the locale lacks the characters of a name, libarchive gives only its UTF-8 form. */
static const char *member_name(struct archive_entry *entry)
{
	const char *name = libarchive()->archive_entry_pathname(entry);

	return name ? name : libarchive()->archive_entry_pathname_utf8(entry);
}

static int take_tar_member(struct tar_reading *reading, struct archive_entry *entry, bool warned)
{
	const char *name = member_name(entry);
	const char *detail = libarchive()->archive_error_string(reading->archive);
	char path[PATH_MAX];
	int code;

	if (budget_spend(reading->budget, BUDGET_MEMBERS, 1) < 0)
		return tar_over_budget(reading);
	code = name ? normalise_member_name(name, path) : -EILSEQ;
	/* A user's name in another character set does not matter. */
	if ((warned && !(detail && strstr(detail, "can't be converted"))) ||
	    code == -ENAMETOOLONG || code == -EILSEQ) {
		reading->unreadable++;
		keep_first_name(&reading->unreadable_first, name ? name : "?");
	}
	if (code == -EXDEV) {
		reading->climbing++;
		keep_first_name(&reading->climbing_first, name);
	}
	return code < 0 || !path[0] ? 0 : take_named_member(reading, path, entry);
}

/* A tar ends with two blocks of NUL. Without this check, one that was cut off between members looks
 * whole. */
static int check_tar_end(const struct tar_reading *reading)
{
	if (libarchive()->archive_filter_bytes(reading->archive, 0) == 0)
		return tar_fail(reading, -ENODATA, "it is empty");
	if (libarchive()->archive_filter_bytes(reading->archive, 0) >
	    libarchive()->archive_read_header_position(reading->archive))
		return 0;
	return tar_fail(reading, -EBADMSG, "it is cut off: the mark that ends a tar is not there");
}

/* Headers have a bound of their own: libarchive keeps their contents in memory. */
static int next_member_header(struct tar_reading *reading, struct archive_entry **ret_entry)
{
	int code;

	errno = 0;
	reading->header_bytes = 0;
	reading->in_header = true;
	code = libarchive()->archive_read_next_header(reading->archive, ret_entry);
	reading->in_header = false;
	return code;
}

static int read_tar_members(struct tar_reading *reading)
{
	struct archive_entry *entry;
	int code;

	for (;;) {
		code = next_member_header(reading, &entry);
		if (code == ARCHIVE_EOF && errno != ENOMEM)
			break;
		if (errno == ENOMEM || (code != ARCHIVE_OK && code != ARCHIVE_WARN))
			return tar_archive_failed(reading);
		code = take_tar_member(reading, entry, code == ARCHIVE_WARN);
		if (code < 0)
			return code;
		errno = 0;
		if (libarchive()->archive_read_data_skip(reading->archive) < ARCHIVE_WARN)
			return tar_archive_failed(reading);
	}
	/* Damaged data can look like the end of the tar. */
	code = reading->err->code ? reading->err->code : check_tar_end(reading);
	return code < 0 ? code : drain_tar(reading);
}

/* Gives the folder that all members share, when wanted paths were found below it and none that
 * begin with it. Refuses an archive that leaves this open. */
static int find_common_top(const struct tar_reading *reading, char **ret_top)
{
	bool leave_out = reading->found_below && !reading->found_at_top;

	if (reading->found_at_top && reading->found_evidence && !reading->other_top[0])
		return error_set(
			reading->err, -EINVAL,
			"cannot read '%s': '%s' in it can be a tree's folder, or hold a tree: unpack it and give the tree",
			reading->name, reading->first_top);
	if (leave_out && reading->other_top[0])
		return error_set(
			reading->err, -EINVAL,
			"cannot read '%s': several trees are in it ('%s', '%s'): unpack it and give one",
			reading->name, reading->first_top, reading->other_top);
	*ret_top = xasprintf("%s%s", leave_out ? reading->first_top : "", leave_out ? "/" : "");
	return 0;
}

/* Gives the note, or NULL when nothing was passed over. */
static char *describe_passed_over(const struct tar_reading *reading)
{
	struct textstream *stream;
	FILE *out;

	if (!reading->climbing && !reading->special_first && !reading->unreadable)
		return NULL;
	stream = textstream_open(&out);
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
	return textstream_close(stream);
}

static int begin_tar(struct tar_reading *reading, int fd)
{
	int code;

	progress_begin(&reading->progress, PROGRESS_UNPACKED, 0);
	progress_expect(&reading->progress, fd);
	code = decoder_new(&(struct decoder_input){ .fd = fd, .name = reading->name },
			   reading->budget, &reading->progress, &reading->decoder, reading->err);
	if (code == 0)
		code = libarchive_load(reading->err);
	if (code < 0)
		return code;
	reading->archive = libarchive()->archive_read_new();
	if (!reading->archive ||
	    libarchive()->archive_read_support_format_tar(reading->archive) != ARCHIVE_OK ||
	    libarchive()->archive_read_support_format_empty(reading->archive) != ARCHIVE_OK)
		xalloc_end();
	return libarchive_open(reading->archive, reading, tar_hand_on) == ARCHIVE_OK
		       ? 0
		       : tar_archive_failed(reading);
}

int archive_tar_read(int fd, const char *name, struct budget *budget, struct archive_tree *tree,
		     char **ret_top, char **ret_note, struct error *err)
{
	struct error own = { 0 };
	CLEANUP(tar_reading_done)
	struct tar_reading reading = {
		.tree = tree, .budget = budget, .name = name, .err = err ? err : &own
	};
	int code = begin_tar(&reading, fd);

	if (code == 0)
		code = read_tar_members(&reading);
	if (code == 0)
		code = find_common_top(&reading, ret_top);
	if (code == 0)
		*ret_note = describe_passed_over(&reading);
	return code;
}
