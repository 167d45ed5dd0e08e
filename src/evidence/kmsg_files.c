/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the kernel's messages are as text. */
#define _GNU_SOURCE
#include "evidence/kmsg_files.h"

#include "evidence/rotation.h"
#include "input/decoder.h"
#include "util/cleanup.h"
#include "util/progress.h"
#include "util/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A log of a root while it is being found. */
struct finding {
	const struct root *root;
	const char *directory;
	const char *base;
	bool anyones;
	bool of_older_boots;
	kmsg_files_sink sink;
	void *context;
};

/* The path of a name in the root; the caller frees it. */
static char *finding_path(const struct finding *finding, const char *name)
{
	return xasprintf("%s/%s", finding->directory, name);
}

static void cleanup_tmpfile(struct tmpfile **tmp)
{
	tmpfile_free(*tmp);
}

/* Oldest first: numbers from the highest, then dates, then the file without either. */
static int compare_names_by_age(const void *left, const void *right, void *context)
{
	const char *const *names[] = { left, right };
	const char *base = context;
	uint64_t rotation[2] = { 0 };
	bool live[2];

	for (size_t i = 0; i < 2; i++) {
		const char *end = *names[i] + strlen(base);

		live[i] = strlen(end) == rotation_suffix(*names[i]);
		if (*end == '.' && !live[i])
			rotation[i] = strtoull(end + 1, NULL, 10) + 1;
	}
	if (live[0] != live[1])
		return live[0] ? 1 : -1;
	if (rotation[0] != rotation[1])
		return rotation[0] > rotation[1] ? -1 : 1;
	return strcmp(*names[0], *names[1]);
}

/* Leaves the names of the set, oldest first. */
static void names_keep_set(struct root_names *names, const char *base)
{
	size_t kept = 0;

	for (size_t i = 0; i < names->count; i++) {
		if (rotation_is_of_set(names->names[i], base))
			names->names[kept++] = names->names[i];
		else
			free(names->names[i]);
	}
	names->count = kept;
	if (kept)
		qsort_r(names->names, kept, sizeof(*names->names), compare_names_by_age,
			(void *)base);
}

static int set_append(const struct finding *finding, const char *name, struct progress *progress,
		      struct tmpfile *tmp, struct error *err)
{
	CLEANUP(cleanup_close) int fd = -1;
	CLEANUP(cleanup_free) char *path = finding_path(finding, name);
	CLEANUP(cleanup_free) char *shown = root_display(finding->root, path);
	int code = root_open(finding->root, path, &fd, err);

	if (code < 0)
		return code == -ENOENT ? 0 : code;
	return decoder_append(&(struct decoder_input){ .fd = fd,
						       .name = shown,
						       .unpacked = root_is_archive(finding->root) },
			      root_budget(finding->root), progress, tmp, err);
}

/* Tells the progress how many bytes the files of the set have, where it is shown. */
static void set_expect(const struct finding *finding, const struct root_names *names,
		       struct progress *progress)
{
	for (size_t i = 0; i < names->count && progress->visible; i++) {
		CLEANUP(cleanup_close) int fd = -1;
		CLEANUP(cleanup_free) char *path = finding_path(finding, names->names[i]);

		if (root_open(finding->root, path, &fd, NULL) == 0)
			progress_expect(progress, fd);
	}
}

/* Gives: 0 and a descriptor of the whole set. */
static int set_join(const struct finding *finding, const struct root_names *names, int *ret_fd,
		    struct error *err)
{
	struct budget *budget = root_budget(finding->root);
	CLEANUP(cleanup_tmpfile) struct tmpfile *tmp = tmpfile_new(budget, true);
	CLEANUP(progress_end) struct progress progress;
	int code = 0;

	progress_begin(&progress, PROGRESS_READ, 0);
	set_expect(finding, names, &progress);
	for (size_t i = 0; i < names->count && code == 0; i++)
		code = set_append(finding, names->names[i], &progress, tmp, err);
	return code < 0 ? code : decoder_finish(tmp, budget, finding->base, ret_fd, err);
}

/* Gives the log to the sink: open, or with the reason why it is not. */
static int finding_give(const struct finding *finding, struct kmsg_file *file, int code,
			const struct error *reason, struct error *err)
{
	if (code == -EDQUOT)
		return error_set(err, code, "%s", reason->text);
	if (code < 0)
		file->note = reason->text;
	return finding->sink(finding->context, file, err);
}

static int find_set(const struct finding *finding, struct error *err)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	CLEANUP(cleanup_close) int fd = -1;
	CLEANUP(cleanup_free) char *path = finding_path(finding, finding->base);
	CLEANUP(cleanup_free) char *shown = root_display(finding->root, path);
	CLEANUP(cleanup_free) char *note = NULL;
	struct error reason = { 0 };
	int code = root_list(finding->root, finding->directory, &names, &reason);

	if (code == -ENOENT)
		return 0;
	if (code == 0)
		names_keep_set(&names, finding->base);
	if (code == 0 && !names.count)
		return 0;
	if (code == 0)
		code = set_join(finding, &names, &fd, &reason);
	if (names.count > 1)
		note = xasprintf("read with its older files, %zu in all", names.count);
	return finding_give(
		finding,
		&(struct kmsg_file){
			.name = shown, .fd = fd, .note = note, .anyones = finding->anyones },
		code, &reason, err);
}

/* "journalctl --no-pager --boot -1", in whose name sos puts underscores for blanks. */
static bool is_of_older_boots(const char *name)
{
	static const char *const options[] = { "--boot_-", "--boot=-", "_-b_-" };

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (strstr(name, options[i]))
			return true;
	return false;
}

static int find_file(const struct finding *finding, const char *name, struct error *err)
{
	struct kmsg_file file = { .of_older_boots =
					  finding->of_older_boots || is_of_older_boots(name) };
	CLEANUP(cleanup_close) int fd = -1;
	CLEANUP(cleanup_free) char *path = finding_path(finding, name);
	CLEANUP(cleanup_free) char *shown = root_display(finding->root, path);
	struct error reason = { 0 };
	int code = root_open(finding->root, path, &fd, &reason);

	if (code == -ENOENT)
		return 0;
	file.name = shown;
	file.fd = fd;
	return finding_give(finding, &file, code, &reason, err);
}

/* All files of the folder whose names begin with the base. */
static int find_beginning(const struct finding *finding, struct error *err)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	int code = root_list(finding->root, finding->directory, &names, err);

	for (size_t i = 0; i < names.count && code == 0; i++)
		if (strncmp(names.names[i], finding->base, strlen(finding->base)) == 0)
			code = find_file(finding, names.names[i], err);
	return code == -ENOENT ? 0 : code;
}

/* A folder of each crash, with one file in it that tells of the boot that crashed. */
static int find_crashes(const struct finding *finding, struct error *err)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	int code = root_list(finding->root, finding->directory, &names, err);

	for (size_t i = 0; i < names.count && code == 0; i++) {
		CLEANUP(cleanup_free)
		char *name = xasprintf("%s/%s", names.names[i], finding->base);

		code = find_file(finding, name, err);
	}
	return code == -ENOENT ? 0 : code;
}

/* Where they are, in order. */
static const struct place {
	const char *directory;
	const char *base;
	bool of_older_boots;
	int (*find)(const struct finding *finding, struct error *err);
} places[] = {
	{ .directory = "sos_commands/kernel", .base = "dmesg", .find = find_beginning },
	{ .directory = "insights_commands", .base = "dmesg", .find = find_beginning },
	{ .directory = "var/log", .base = "dmesg", .find = find_set },
	{ .directory = "sos_commands/logs", .base = "journalctl_", .find = find_beginning },
	{ .directory = "insights_commands", .base = "journalctl_", .find = find_beginning },
	{ .directory = "var/log", .base = "kern.log", .find = find_set },
	{ .directory = "var/crash",
	  .base = "vmcore-dmesg.txt",
	  .of_older_boots = true,
	  .find = find_crashes },
}, syslogs[] = {
	{ .directory = "var/log", .base = "messages", .find = find_set },
	{ .directory = "var/log", .base = "syslog", .find = find_set },
};

static int find_all(const struct root *root, const struct place *list, size_t count, bool anyones,
		    kmsg_files_sink sink, void *context, struct error *err)
{
	int code = 0;

	for (size_t i = 0; i < count && code == 0; i++) {
		const struct finding finding = {
			.root = root,
			.directory = list[i].directory,
			.base = list[i].base,
			.anyones = anyones,
			.of_older_boots = list[i].of_older_boots,
			.sink = sink,
			.context = context,
		};

		code = list[i].find(&finding, err);
	}
	return code;
}

int kmsg_files_of_root(const struct root *root, kmsg_files_sink sink, void *context,
		       struct error *err)
{
	return find_all(root, places, sizeof(places) / sizeof(places[0]), false, sink, context,
			err);
}

int kmsg_files_of_syslog(const struct root *root, kmsg_files_sink sink, void *context,
			 struct error *err)
{
	return find_all(root, syslogs, sizeof(syslogs) / sizeof(syslogs[0]), true, sink, context,
			err);
}

int kmsg_files_given(const char *name, struct budget *budget, kmsg_files_sink sink, void *context,
		     struct error *err)
{
	CLEANUP(cleanup_close) int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	CLEANUP(cleanup_close) int decoded = -1;
	CLEANUP(progress_end) struct progress progress = { 0 };
	struct stat status;
	int code;

	if (fd < 0 || fstat(fd, &status) < 0)
		return error_set(err, -errno, "cannot open '%s': %s", name, strerror(errno));
	if (S_ISDIR(status.st_mode))
		return error_set(err, -EISDIR, "cannot read '%s': it is a directory", name);
	progress_begin(&progress, PROGRESS_READ, 0);
	progress_expect(&progress, fd);
	code = decoder_unpack(&(struct decoder_input){ .fd = fd, .name = name }, budget, &progress,
			      &decoded, err);
	if (code < 0)
		return code;
	progress_end(&progress);
	return sink(context, &(struct kmsg_file){ .name = name, .fd = decoded, .given = true },
		    err);
}
