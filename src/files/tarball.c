/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads a tar archive, and keeps what can be evidence. */
#define _GNU_SOURCE
#include "files/tarball.h"

#include "base/cleanup.h"
#include "base/progress.h"
#include "base/textstream.h"
#include "files/decoder.h"
#include "files/evidence_paths.h"
#include "files/libarchive.h"
#include "files/spool.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

/* Small files have this part of the memory; names and links may have all. */
#define MEMORY_SHARE 4

/* An archive while it is read. */
struct reading {
	struct members members;
	char *top, *note; /* the outputs */
	struct budget *budget;
	const char *name;
	struct progress progress;
	struct decoder *decoder;
	struct archive *archive;
	struct error *err;
	bool in_header;
	uint64_t header_bytes;	      /* of the member that is begun */
	char first_top[NAME_MAX + 1]; /* the first part of the first member's path */
	char other_top[NAME_MAX + 1];
	bool found_at_top;   /* something wanted without leaving out a directory */
	bool found_below;    /* something wanted below a directory */
	bool found_evidence; /* the same, and it is evidence: no boot loader's */
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

static int over_budget(const struct reading *reading)
{
	return budget_fail(reading->budget, reading->name, reading->err);
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

	if (length > 0 && reading->in_header &&
	    (reading->header_bytes += (uint64_t)length) > TARBALL_HEADER_BYTES)
		length = fail(reading, -EFBIG,
			      "a header in it is larger than that of any file (4194304 bytes)");
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

static bool begins_with_any(const char *path, const char *const *beginnings)
{
	for (; *beginnings; beginnings++)
		if (strncmp(path, *beginnings, strlen(*beginnings)) == 0)
			return true;
	return false;
}

/*
 * What is looked for may be so with the first directory and without it: boot/efi/EFI/x/grub.cfg and
 * usr/lib/systemd/system/auditd.service are a tree's, boot/proc/cmdline has one in front.
 */
static void note_found(struct reading *reading, const char *rest, bool at_top, bool below)
{
	static const char *const of_a_tree[] = { "efi/", "EFI/", "lib/", NULL };
	static const char *const evidence[] = { "var/log/", "run/log/", "sos_commands/", NULL };

	if (at_top && below) {
		below = !begins_with_any(rest, of_a_tree);
		at_top = !below;
	}
	reading->found_at_top |= at_top;
	reading->found_below |= below;
	reading->found_evidence |= below && begins_with_any(rest, evidence);
}

/* As long as not all is read, the first directory may be one that is in front of all. */
static bool is_wanted(struct reading *reading, const char *path)
{
	const char *slash = strchr(path, '/');
	bool at_top = evidence_paths_has(path), below = slash && evidence_paths_has(slash + 1);

	note_found(reading, slash ? slash + 1 : "", at_top, below);
	return at_top || below || evidence_paths_is_log_name(path);
}

/* Takes over target and spool, also when it fails. */
static int keep(struct reading *reading, const char *path, char *target, struct spool *spool)
{
	int code = members_keep(&reading->members, path, target, spool);

	if (code == -EDQUOT)
		return over_budget(reading);
	return code < 0 ? no_memory(reading) : 0;
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
	if (code == -EDQUOT)
		return over_budget(reading);
	return error_set(reading->err, code, "cannot keep '%s/%s' in '%s' for a while: %s",
			 reading->name, path, spool_directory(), strerror(-code));
}

/* A hole takes no room, but who reads the file reads it. */
static int spend_hole(struct reading *reading, const struct spool *spool, uint64_t offset)
{
	uint64_t reached = spool_bytes(spool);

	return offset > reached ? budget_spend(reading->budget, BUDGET_CONTENT, offset - reached)
				: 0;
}

static int keep_block(struct reading *reading, const char *path, struct spool *spool,
		      const void *bytes, size_t length, la_int64_t offset)
{
	int code = offset < 0 ? -EBADMSG : spend_hole(reading, spool, (uint64_t)offset);

	if (code == 0)
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
		wanted = wanted || (offset == 0 && evidence_paths_is_log(bytes, length));
		if (!wanted)
			return 0;
		code = keep_block(reading, path, spool, bytes, length, offset);
		if (code < 0)
			return code;
	}
	if (code < 0 || !wanted)
		return code;
	*ret_wanted = true;
	code = spend_hole(reading, spool, (uint64_t)libarchive()->archive_entry_size(entry));
	if (code == 0)
		code = spool_resize(spool, (uint64_t)libarchive()->archive_entry_size(entry));
	return code < 0 ? cannot_keep(reading, path, code) : 0;
}

static int keep_file(struct reading *reading, const char *path, struct archive_entry *entry)
{
	bool wanted = is_wanted(reading, path);
	const struct budget *budget = reading->budget;
	bool in_memory =
		budget->spent[BUDGET_MEMORY] < budget->limits[BUDGET_MEMORY].whole / MEMORY_SHARE &&
		!evidence_paths_is_journal(path);
	struct spool *spool;
	int code;

	if (libarchive()->archive_entry_size(entry) < 0)
		return fail(reading, -EBADMSG, "a member has no size");
	spool = spool_new(reading->budget, in_memory);
	if (!spool)
		return no_memory(reading);
	code = fill(reading, path, entry, spool, &wanted);
	if (code < 0 || !wanted) {
		spool_free(spool);
		if (code == 0)
			members_drop(&reading->members, path);
		return code;
	}
	return keep(reading, path, NULL, spool);
}

/* A folder that counts although nothing in it is kept has the name that each folder has in itself.
 */
static int keep_folder(struct reading *reading, const char *path)
{
	char name[PATH_MAX];
	struct spool *spool;

	members_drop(&reading->members, path);
	if (snprintf(name, sizeof(name), "%s/.", path) >= (int)sizeof(name))
		return 0;
	name[strlen(name) - 1] = '\0';
	if (!is_wanted(reading, name))
		return 0;
	strcat(name, ".");
	spool = spool_new(reading->budget, true);
	return spool ? keep(reading, name, NULL, spool) : no_memory(reading);
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
		return keep_folder(reading, path);
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

	if (budget_spend(reading->budget, BUDGET_MEMBERS, 1) < 0)
		return over_budget(reading);
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

/* The headers of a member have their own bound: libarchive keeps what they hold in memory. */
static int next_header(struct reading *reading, struct archive_entry **ret_entry)
{
	int code;

	errno = 0;
	reading->header_bytes = 0;
	reading->in_header = true;
	code = libarchive()->archive_read_next_header(reading->archive, ret_entry);
	reading->in_header = false;
	return code;
}

static int read_members(struct reading *reading)
{
	struct archive_entry *entry;
	int code;

	for (;;) {
		code = next_header(reading, &entry);
		if (code == ARCHIVE_EOF && errno != ENOMEM)
			break;
		if (errno == ENOMEM || (code != ARCHIVE_OK && code != ARCHIVE_WARN))
			return archive_failed(reading);
		code = take_member(reading, entry, code == ARCHIVE_WARN);
		if (code < 0)
			return code;
		errno = 0;
		if (libarchive()->archive_read_data_skip(reading->archive) < ARCHIVE_WARN)
			return archive_failed(reading);
	}
	/* An error of the bytes can look like their end. */
	code = reading->err->code ? reading->err->code : check_end(reading);
	return code < 0 ? code : drain(reading);
}

/* Only where all is below one directory, and nothing is where it is looked for. */
static int find_top(struct reading *reading)
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
	reading->note = textstream_close(stream);
	return 0;
}

static int begin(struct reading *reading, int fd)
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
		return no_memory(reading);
	return libarchive_open(reading->archive, reading, hand_on) == ARCHIVE_OK
		       ? 0
		       : archive_failed(reading);
}

int tarball_read(int fd, const char *name, struct budget *budget, struct members *ret_members,
		 char **ret_top, char **ret_note, struct error *err)
{
	struct error own = { 0 };
	CLEANUP(reading_done)
	struct reading reading = {
		.budget = budget, .members.budget = budget, .name = name, .err = err ? err : &own
	};
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
