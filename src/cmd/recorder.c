/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packs the evidence of a root, and what the running kernel answers. */
#define _GNU_SOURCE
#include "cmd/recorder.h"

#include "change/command.h"
#include "evidence/evidence.h"
#include "evidence/rotation.h"
#include "input/evidence_paths.h"
#include "util/cleanup.h"
#include "util/contents.h"
#include "util/text.h"

#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* The kernel log's buffer is some MiB at the most. */
#define ANSWER_BYTES_MAX ((size_t)256 << 20)

/* The most that a file of the kernel's, which does not say what it holds, is read for. */
#define UNSIZED_BYTES_MAX ((size_t)1 << 20)

/* So often a folder is listed until nothing new is in it: auditd moves each log on by one name. */
#define LISTS_MAX 8

/* Under the names that a sosreport has for them. */
#define ANSWERS_FOLDER "sos_commands/"
static const struct {
	const char *path, *command;
} questions[RECORDER_ANSWERS] = {
	{ .path = ANSWERS_FOLDER "auditd/auditctl_-s", .command = "auditctl -s" },
	{ .path = ANSWERS_FOLDER "auditd/auditctl_-l", .command = "auditctl -l" },
	{ .path = ANSWERS_FOLDER "kernel/dmesg", .command = "dmesg" },
	{ .path = ANSWERS_FOLDER "kernel/uname_-a", .command = "uname -a" },
};

struct recorder {
	const struct root *root;
	struct tarwriter *writer;
	struct recorder_result *result;
	struct error *err;
};

void recorder_answers_done(struct recorder_answers *answers)
{
	for (size_t i = 0; i < RECORDER_ANSWERS; i++)
		free(answers->texts[i]);
	*answers = (struct recorder_answers){ 0 };
}

static void say_left_out(struct recorder_result *result, const char *what, const char *reason)
{
	CLEANUP(cleanup_free) char *safe_what = text_safe(what);
	CLEANUP(cleanup_free) char *safe_reason = text_safe(reason);

	result->left_out++;
	fprintf(stderr, "aubacklog: left out: %s: %s\n", safe_what ? safe_what : "?",
		safe_reason ? safe_reason : "out of memory");
}

int recorder_ask(struct recorder_answers *ret_answers, struct recorder_result *result,
		 struct error *err)
{
	CLEANUP(recorder_answers_done) struct recorder_answers answers = { 0 };

	for (size_t i = 0; i < RECORDER_ANSWERS; i++) {
		CLEANUP(command_done) struct command command = { 0 };
		struct error reason = { 0 };
		int code;

		command_split(&command, questions[i].command);
		code = command_read(&command, ANSWER_BYTES_MAX, &answers.texts[i],
				    &answers.bytes[i], &reason);
		if (code == -ENOMEM)
			return error_memory(err, "ask the kernel");
		if (code < 0)
			say_left_out(result, questions[i].command, reason.text);
	}
	*ret_answers = answers;
	answers = (struct recorder_answers){ 0 };
	return 0;
}

static int pack_text(struct recorder *recorder, const char *path, const char *text, size_t bytes,
		     time_t changed)
{
	int code = tarwriter_begin_file(recorder->writer, path, bytes, changed, recorder->err);

	recorder->result->files++;
	recorder->result->bytes += bytes;
	return code < 0 ? code : tarwriter_write(recorder->writer, text, bytes, recorder->err);
}

static int pack_answers(struct recorder *recorder, const struct recorder_answers *answers)
{
	int code = 0;

	for (size_t i = 0; i < RECORDER_ANSWERS && code == 0; i++)
		if (answers->texts[i])
			code = pack_text(recorder, questions[i].path, answers->texts[i],
					 answers->bytes[i], time(NULL));
	return code;
}

/* A file of the kernel's, or an empty one. */
static int pack_unsized(struct recorder *recorder, const char *path, int fd, time_t changed)
{
	CLEANUP(cleanup_free) char *text = NULL;
	size_t bytes;
	int code = contents_read(fd, UNSIZED_BYTES_MAX, &text, &bytes);

	if (code == -ENOMEM)
		return error_memory(recorder->err, "pack");
	if (code == 0)
		return pack_text(recorder, path, text, bytes, changed);
	say_left_out(recorder->result, path, strerror(-code));
	return 0;
}

/* As many bytes as it had when it was opened, so that a log may grow meanwhile. */
static int pack_bytes(struct recorder *recorder, const char *path, int fd, uint64_t bytes)
{
	char buffer[1 << 16];
	int code = 0;

	while (bytes && code == 0) {
		size_t wanted = bytes < sizeof(buffer) ? (size_t)bytes : sizeof(buffer);
		ssize_t got = read(fd, buffer, wanted);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			say_left_out(recorder->result, path,
				     got < 0 ? strerror(errno)
					     : "it became shorter while it was read: its end");
			return 0;
		}
		code = tarwriter_write(recorder->writer, buffer, (size_t)got, recorder->err);
		bytes -= (uint64_t)got;
	}
	return code;
}

static int pack_open(struct recorder *recorder, const char *path, int fd)
{
	struct stat status;
	int code;

	if (fstat(fd, &status) < 0) {
		say_left_out(recorder->result, path, strerror(errno));
		return 0;
	}
	if (status.st_size == 0)
		return pack_unsized(recorder, path, fd, status.st_mtime);
	code = tarwriter_begin_file(recorder->writer, path, (uint64_t)status.st_size,
				    status.st_mtime, recorder->err);
	recorder->result->files++;
	recorder->result->bytes += (uint64_t)status.st_size;
	return code < 0 ? code : pack_bytes(recorder, path, fd, (uint64_t)status.st_size);
}

static bool is_folder(const struct recorder *recorder, const char *path)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };

	return root_list(recorder->root, path, &names, NULL) == 0;
}

/* Takes whether its name was seen in its folder. */
static int pack_file(struct recorder *recorder, const char *path, bool was_listed)
{
	CLEANUP(cleanup_close) int fd = -1;
	struct error reason = { 0 };
	int code = root_open(recorder->root, path, &fd, &reason);

	if (code == 0)
		return pack_open(recorder, path, fd);
	if (code == -ENOMEM)
		return error_memory(recorder->err, "pack");
	if ((code == -ENOENT && !was_listed) || (code != -ENOENT && is_folder(recorder, path)))
		return 0;
	say_left_out(recorder->result, path,
		     code == -ENOENT ? "a link that leads to nothing in the root, or it was moved"
				     : reason.text);
	return 0;
}

static int pack_folder(struct recorder *recorder, const char *path)
{
	return is_folder(recorder, path)
		       ? tarwriter_add_folder(recorder->writer, path, recorder->err)
		       : 0;
}

static bool names_have(const struct root_names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->names[i], name) == 0)
			return true;
	return false;
}

static int pack_row(struct recorder *recorder, const char *folder, const char *row);

/* One name of a folder, where the row goes on behind it. */
static int pack_name(struct recorder *recorder, const char *folder, const char *name,
		     const char *rest, bool was_listed)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s%s%s", folder, *folder ? "/" : "", name) >=
	    (int)sizeof(path)) {
		say_left_out(recorder->result, folder, "a path in it is too long");
		return 0;
	}
	return *rest ? pack_row(recorder, path, rest + 1) : pack_file(recorder, path, was_listed);
}

/* Those of the names that the pattern matches and that were not seen before. Gives how many, or
 * -errno. */
static int pack_new_names(struct recorder *recorder, const char *folder, const char *pattern,
			  const char *rest, const struct root_names *names,
			  const struct root_names *seen)
{
	int code, count = 0;

	for (size_t i = 0; i < names->count; i++) {
		const char *name = names->names[i];

		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
		    fnmatch(pattern, name, 0) != 0 || names_have(seen, name))
			continue;
		code = pack_name(recorder, folder, name, rest, true);
		if (code < 0)
			return code;
		count++;
	}
	return count;
}

static int pack_matching(struct recorder *recorder, const char *folder, const char *pattern,
			 const char *rest)
{
	CLEANUP(root_names_done) struct root_names seen = { 0 };
	int count = 1;

	for (int lists = 0; lists < LISTS_MAX && count > 0; lists++) {
		struct root_names names = { 0 };
		struct error reason = { 0 };
		int code = root_list(recorder->root, folder, &names, &reason);

		if (code == -ENOMEM)
			return error_memory(recorder->err, "pack");
		if (code < 0 && code != -ENOENT)
			say_left_out(recorder->result, folder, reason.text);
		if (code < 0)
			return 0;
		count = pack_new_names(recorder, folder, pattern, rest, &names, &seen);
		root_names_done(&seen);
		seen = names;
	}
	return count < 0 ? count : 0;
}

/* What a row of evidence_paths, or the rest of one, stands for in a folder. */
static int pack_row(struct recorder *recorder, const char *folder, const char *row)
{
	const char *rest = strchrnul(row, '/');
	char part[NAME_MAX + 1];

	if (!*row)
		return pack_folder(recorder, folder);
	(void)snprintf(part, sizeof(part), "%.*s", (int)(rest - row), row);
	return strpbrk(part, "*?[") ? pack_matching(recorder, folder, part, rest)
				    : pack_name(recorder, folder, part, rest, false);
}

/* The audit logs that auditd.conf names, with those that were rotated, where no row has them. */
static int pack_log_set(struct recorder *recorder, const char *folder, const char *base)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	int code = root_list(recorder->root, folder, &names, NULL);

	for (size_t i = 0; i < names.count; i++) {
		char path[PATH_MAX];

		if (!rotation_is_of_set(names.names[i], base))
			continue;
		recorder->result->has_log = true;
		(void)snprintf(path, sizeof(path), "%s%s%s", folder, *folder ? "/" : "",
			       names.names[i]);
		code = evidence_paths_has(path)
			       ? 0
			       : pack_name(recorder, folder, names.names[i], "", true);
		if (code < 0)
			return code;
	}
	return code == -ENOMEM ? error_memory(recorder->err, "pack") : 0;
}

static int pack_logs(struct recorder *recorder)
{
	CLEANUP(cleanup_free) char *path = NULL;
	int code = evidence_log_path(recorder->root, &path, recorder->err);
	char *start, *slash;

	if (code < 0)
		return code;
	start = path + strspn(path, "/");
	slash = strrchr(start, '/');
	if (!slash)
		return pack_log_set(recorder, "", start);
	*slash = '\0';
	return pack_log_set(recorder, start, slash + 1);
}

int recorder_pack(const struct root *root, const struct recorder_answers *answers,
		  struct tarwriter *writer, struct recorder_result *result, struct error *err)
{
	struct recorder recorder = { .root = root, .writer = writer, .result = result, .err = err };
	size_t length = strlen(ANSWERS_FOLDER);
	int code = answers ? pack_answers(&recorder, answers) : 0;
	const char *row;

	for (size_t i = 0; code == 0 && (row = evidence_paths_row(i)); i++)
		if (!answers || strncmp(row, ANSWERS_FOLDER, length) != 0)
			code = pack_row(&recorder, "", row);
	return code < 0 ? code : pack_logs(&recorder);
}
