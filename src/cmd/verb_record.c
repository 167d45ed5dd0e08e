/* SPDX-License-Identifier: GPL-2.0-or-later */
/* record: packs the evidence of a machine, and the answers of its running kernel. */
#define _GNU_SOURCE
#include "cmd/verbs.h"

#include "change/command.h"
#include "cmd/output.h"
#include "cmd/recorded.h"
#include "cmd/screen.h"
#include "evidence/evidence.h"
#include "evidence/rotation.h"
#include "input/evidence_paths.h"
#include "input/libarchive.h"
#include "input/tarwriter.h"
#include "util/cleanup.h"
#include "util/contents.h"
#include "util/inodes.h"
#include "util/privilege.h"
#include "util/text.h"
#include "util/xalloc.h"

#include <errno.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* The suffix of what goes to a pipe: any tar unpacks it. */
#define STDOUT_ARCHIVE "standard output.tar.gz"

/* In both cases the archive is complete and has its name. */
enum {
	EXIT_COMPLETE = 0,
	EXIT_INCOMPLETE = 4, /* some evidence exists and could not be read */
};

/* The buffer of the kernel log is some MiB at the most. */
#define ANSWER_BYTES_MAX ((size_t)256 << 20)

/* The most that is read from a file of proc, which does not tell its size. */
#define UNSIZED_BYTES_MAX ((size_t)1 << 20)

/* The most that an archive may hold beyond the blocks of its files: holes are packed as NUL, and a
 * file once for each of its names. */
#define SURPLUS_BYTES_MAX (UINT64_C(1) << 30)

/* How often a folder is listed again until no new names appear: a rotation by auditd renames each
 * log. */
#define LISTS_MAX 8

/*
 * The programs that are asked, in this order because they cause audit records themselves: the
 * counters, the rules, the kernel log, the kernel's release. Their answers get the names of a
 * sosreport.
 */
#define ANSWERS_FOLDER "sos_commands/"
static const struct {
	const char *path, *command;
} questions[] = {
	{ .path = ANSWERS_FOLDER "auditd/auditctl_-s", .command = "auditctl -s" },
	{ .path = ANSWERS_FOLDER "auditd/auditctl_-l", .command = "auditctl -l" },
	{ .path = ANSWERS_FOLDER "kernel/dmesg", .command = "dmesg" },
	{ .path = ANSWERS_FOLDER "kernel/uname_-a", .command = "uname -a" },
};

#define N_QUESTIONS (sizeof(questions) / sizeof(questions[0]))

struct answer {
	char *text; /* NULL: no answer */
	size_t bytes;
};

struct recorder {
	const struct root *root;
	struct tarwriter *writer;
	struct error *err;
	struct answer answers[N_QUESTIONS];
	uint64_t files, bytes; /* packed */
	struct recorded recorded;
	uint64_t surplus; /* bytes of these that take no block of their own */
	struct inodes packed;
	bool has_log;	  /* an audit log is among them */
	size_t n_missing; /* not there: programs, targets of links */
	size_t n_failed;  /* there, but not read, or not completely */
};

static void free_recorder(struct recorder *recorder)
{
	for (size_t i = 0; i < N_QUESTIONS; i++)
		free(recorder->answers[i].text);
	inodes_done(&recorder->packed);
	tarwriter_free(recorder->writer);
}

static void say_left_out(const char *name, const char *reason)
{
	CLEANUP(cleanup_free) char *safe_name = text_safe(name);
	CLEANUP(cleanup_free) char *safe_reason = text_safe(reason);

	fprintf(stderr, "aubacklog: left out: %s: %s\n", safe_name, safe_reason);
}

static void note_missing(struct recorder *recorder, const char *name, const char *reason)
{
	recorder->n_missing++;
	say_left_out(name, reason);
}

static void note_failed(struct recorder *recorder, const char *name, const char *reason)
{
	recorder->n_failed++;
	say_left_out(name, reason);
}

/* Asks the running kernel, before anything else, because packing causes records too. Then gives up
 * the privileges to ask. */
static int ask_running_kernel(struct recorder *recorder, struct error *err)
{
	for (size_t i = 0; i < N_QUESTIONS; i++) {
		CLEANUP(command_done) struct command command = { 0 };
		struct answer *answer = &recorder->answers[i];
		struct error reason = { 0 };
		int code;

		command_split(&command, questions[i].command);
		code = command_read(&command, ANSWER_BYTES_MAX, &answer->text, &answer->bytes,
				    &reason);
		if (code == -ENOENT)
			note_missing(recorder, questions[i].command, reason.text);
		else if (code < 0)
			note_failed(recorder, questions[i].command, reason.text);
	}
	return privilege_give_up(PRIVILEGE_ASK | PRIVILEGE_LOG, err);
}

static void count_packed(struct recorder *recorder, const char *path, uint64_t bytes)
{
	recorder->files++;
	recorder->bytes += bytes;
	recorded_add(&recorder->recorded, path, bytes);
}

static int pack_text(struct recorder *recorder, const char *path, const char *text, size_t bytes,
		     time_t changed)
{
	int code = tarwriter_begin_file(recorder->writer, path, bytes, changed, recorder->err);

	count_packed(recorder, path, bytes);
	return code < 0 ? code : tarwriter_write(recorder->writer, text, bytes, recorder->err);
}

static int pack_answers(struct recorder *recorder)
{
	int code = 0;

	for (size_t i = 0; i < N_QUESTIONS && code == 0; i++)
		if (recorder->answers[i].text)
			code = pack_text(recorder, questions[i].path, recorder->answers[i].text,
					 recorder->answers[i].bytes, time(NULL));
	return code;
}

static bool is_answer(const char *path)
{
	return strncmp(path, ANSWERS_FOLDER, strlen(ANSWERS_FOLDER)) == 0;
}

/* An answer in a tree can have been kept empty, and nobody told. */
static void say_empty(const char *path)
{
	CLEANUP(cleanup_free) char *safe_path = text_safe(path);

	fprintf(stderr, "aubacklog: packed, but empty: %s\n", safe_path);
}

/* Packs a file of proc, or an empty file. */
static int pack_unsized(struct recorder *recorder, const char *path, int fd, time_t changed)
{
	CLEANUP(cleanup_free) char *text = NULL;
	size_t bytes;
	int code = contents_read(fd, UNSIZED_BYTES_MAX, &text, &bytes);

	if (code < 0) {
		note_failed(recorder, path, strerror(-code));
		return 0;
	}
	if (!bytes && is_answer(path))
		say_empty(path);
	return pack_text(recorder, path, text, bytes, changed);
}

/* Packs as many bytes as the file had when it was opened: a log may grow meanwhile. */
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
			note_failed(recorder, path,
				    got < 0 ? strerror(errno)
					    : "it became shorter while it was read: its end");
			return 0;
		}
		code = tarwriter_write(recorder->writer, buffer, (size_t)got, recorder->err);
		bytes -= (uint64_t)got;
	}
	return code;
}

/* Counts a file's bytes that take no block of their own. Gives false when they are too many. */
static bool take_surplus(struct recorder *recorder, const struct stat *status)
{
	const uint64_t bytes = (uint64_t)status->st_size;
	uint64_t stored = 0, surplus;

	if (inodes_add(&recorder->packed, status))
		stored = (uint64_t)status->st_blocks * 512;
	surplus = bytes > stored ? bytes - stored : 0;
	if (surplus > SURPLUS_BYTES_MAX - recorder->surplus)
		return false;
	recorder->surplus += surplus;
	return true;
}

static int pack_open(struct recorder *recorder, const char *path, int fd)
{
	struct stat status;
	int code;

	if (fstat(fd, &status) < 0) {
		note_failed(recorder, path, strerror(errno));
		return 0;
	}
	if (status.st_size == 0)
		return pack_unsized(recorder, path, fd, status.st_mtime);
	if (!take_surplus(recorder, &status)) {
		note_failed(recorder, path,
			    "holes, and files under several names, come to more than 1 GiB");
		return 0;
	}
	code = tarwriter_begin_file(recorder->writer, path, (uint64_t)status.st_size,
				    status.st_mtime, recorder->err);
	count_packed(recorder, path, (uint64_t)status.st_size);
	return code < 0 ? code : pack_bytes(recorder, path, fd, (uint64_t)status.st_size);
}

static bool is_folder(const struct recorder *recorder, const char *path)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };

	return root_list(recorder->root, path, &names, NULL) == 0;
}

/* Packs a file. Takes: whether its name was seen in a listing of its folder. */
static int pack_file(struct recorder *recorder, const char *path, bool was_listed)
{
	CLEANUP(cleanup_close) int fd = -1;
	struct error reason = { 0 };
	int code = root_open(recorder->root, path, &fd, &reason);

	if (code == 0)
		return pack_open(recorder, path, fd);
	if (code == -ENOENT && was_listed)
		note_missing(recorder, path,
			     "a link that leads to nothing in the root, or it was moved");
	else if (code != -ENOENT && !is_folder(recorder, path))
		note_failed(recorder, path, reason.text);
	return 0;
}

static int pack_folder(struct recorder *recorder, const char *path)
{
	return is_folder(recorder, path)
		       ? tarwriter_add_folder(recorder->writer, path, recorder->err)
		       : 0;
}

static int compare_names(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

/* Takes names in byte order. */
static bool names_have(const struct root_names *names, const char *name)
{
	return names->count &&
	       bsearch(&name, names->names, names->count, sizeof(*names->names), compare_names);
}

static int pack_row(struct recorder *recorder, const char *folder, const char *row);

/* Packs one name in a folder. Takes: the rest of the row after this name. */
static int pack_name(struct recorder *recorder, const char *folder, const char *name,
		     const char *rest, bool was_listed)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s%s%s", folder, *folder ? "/" : "", name) >=
	    (int)sizeof(path)) {
		note_failed(recorder, folder, "a path in it is too long");
		return 0;
	}
	return *rest ? pack_row(recorder, path, rest + 1) : pack_file(recorder, path, was_listed);
}

/* Packs the new names that match the pattern. Gives: how many, or -errno. */
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

		if (code < 0 && code != -ENOENT)
			note_failed(recorder, folder, reason.text);
		if (code < 0)
			return 0;
		count = pack_new_names(recorder, folder, pattern, rest, &names, &seen);
		root_names_done(&seen);
		seen = names;
	}
	return count < 0 ? count : 0;
}

/* Packs the files that a row of evidence_paths, or the rest of one, matches in a folder. */
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

/* Packs the audit log that auditd.conf names, and its rotated ones, unless a row covers them. */
static int pack_log_set(struct recorder *recorder, const char *folder, const char *base)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	struct error reason = { 0 };
	char path[PATH_MAX];
	int code = root_list(recorder->root, folder, &names, &reason);

	(void)snprintf(path, sizeof(path), "%s%s%s", folder, *folder ? "/" : "", base);
	if (code < 0 && code != -ENOENT && !evidence_paths_has(path))
		note_failed(recorder, folder, reason.text);
	for (size_t i = 0; i < names.count; i++) {
		if (!rotation_is_of_set(names.names[i], base))
			continue;
		recorder->has_log = true;
		(void)snprintf(path, sizeof(path), "%s%s%s", folder, *folder ? "/" : "",
			       names.names[i]);
		code = evidence_paths_has(path)
			       ? 0
			       : pack_name(recorder, folder, names.names[i], "", true);
		if (code < 0)
			return code;
	}
	return 0;
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

/*
 * Packs each file of the root that evidence_paths names, and the audit logs that auditd.conf puts
 * elsewhere, under the path that readers ask for: a link is packed as the file that it leads to
 * inside the root. Only regular files are opened.
 */
static int pack_evidence(struct recorder *recorder, bool has_answers)
{
	int code = has_answers ? pack_answers(recorder) : 0;
	const char *row;

	if (root_has_mounted_proc(recorder->root))
		note_missing(recorder, "proc", ROOT_MOUNTED_PROC);
	for (size_t i = 0; code == 0 && (row = evidence_paths_row(i)); i++)
		if (!has_answers || !is_answer(row))
			code = pack_row(recorder, "", row);
	return code < 0 ? code : pack_logs(recorder);
}

static bool is_to_stdout(const struct options *options)
{
	return strcmp(options->output, "-") == 0;
}

static int refuse_record_options(const struct options *options, struct error *err)
{
	if (options->n_logs)
		return error_set(err, ERROR_USAGE,
				 "cannot record '%s': record takes -o FILE and --root DIR only",
				 options->logs[0]);
	if (!options->output)
		return error_set(err, ERROR_USAGE, "cannot record: -o FILE is needed");
	if (is_to_stdout(options))
		return screen_has(stdout) ? error_set(err, ERROR_USAGE,
						      "cannot write an archive to a terminal: "
						      "-o FILE, or a pipe, is needed")
					  : 0;
	if (!tarwriter_knows(options->output))
		return error_set(
			err, ERROR_USAGE,
			"cannot write '%s': its name ends in none of .tar .tar.gz .tar.xz .tar.zst",
			options->output);
	return 0;
}

static int write_archive(struct recorder *recorder, const struct options *options, FILE *out)
{
	struct error *err = recorder->err;
	int code = tarwriter_new(is_to_stdout(options) ? STDOUT_ARCHIVE : options->output, out,
				 &recorder->writer, err);

	if (code == 0)
		code = pack_evidence(recorder, !options->root);
	if (code == 0 && !recorder->files)
		code = error_set(err, -ENOENT, "cannot record: no evidence is there");
	return code < 0 ? code : tarwriter_finish(recorder->writer, err);
}

/* "auditctl -s, dmesg" or "nothing". The caller frees it. */
static char *list_answers(const struct recorder *recorder)
{
	char *list = NULL;

	for (size_t i = 0; i < N_QUESTIONS; i++) {
		CLEANUP(cleanup_free) char *before = NULL;

		if (!recorder->answers[i].text)
			continue;
		before = list;
		list = xasprintf("%s%s%s", before ? before : "", before ? ", " : "",
				 questions[i].command);
	}
	return list ? list : xstrdup("nothing");
}

/* What one types to look at it. */
static void say_next(const char *archive)
{
	CLEANUP(command_done) struct command command = { 0 };
	CLEANUP(cleanup_free) char *text = NULL;

	command_add(&command, "aubacklog");
	command_add(&command, archive);
	text = command_text(&command);
	fprintf(stderr, "  %-13s %s\n", "next", text);
}

static void say_packed(const struct recorder *recorder, const struct options *options)
{
	CLEANUP(cleanup_free) char *answers = options->root ? NULL : list_answers(recorder);

	fprintf(stderr,
		"aubacklog: packed %" PRIu64 " files, %" PRIu64
		" bytes%s%s%s; left out, as named: %zu\n",
		recorder->files, recorder->bytes,
		recorder->has_log ? "" : ", and no audit log is among them",
		answers ? "; the kernel answered: " : "", answers ? answers : "",
		recorder->n_missing + recorder->n_failed);
	recorded_print(&recorder->recorded, stderr);
	if (!is_to_stdout(options))
		say_next(options->output);
}

int verb_record(const struct options *options, int *ret_exit, struct error *err)
{
	CLEANUP(root_done) struct root *root = NULL;
	CLEANUP(output_done) struct output output = { 0 };
	CLEANUP(free_recorder) struct recorder recorder = { .err = err };
	int code = refuse_record_options(options, err);

	if (code == 0 && !options->root)
		code = ask_running_kernel(&recorder, err);
	if (code == 0)
		code = root_new(options->root ? options->root : "/", &root, err);
	/* Loaded before the file is made: without memory the dynamic linker ends the program. */
	if (code == 0)
		code = libarchive_load(err);
	if (code == 0)
		code = output_open(options->output, &output, err);
	output.mode = OUTPUT_SECRET; /* it holds records, like the log */
	recorder.root = root;
	if (code == 0)
		code = write_archive(&recorder, options, output.file);
	if (code == 0)
		code = output_commit(&output, err);
	if (code < 0)
		return code;
	say_packed(&recorder, options);
	*ret_exit = recorder.n_failed ? EXIT_INCOMPLETE : EXIT_COMPLETE;
	return 0;
}
