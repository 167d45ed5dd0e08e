/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files that somebody gives, opened and told by their content. */
#define _GNU_SOURCE
#include "evidence/operands.h"

#include "evidence/rotation.h"
#include "input/decoder.h"
#include "input/tmpfile.h"
#include "util/cleanup.h"
#include "util/contents.h"
#include "util/progress.h"
#include "util/xalloc.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* auditd's default name of its log. */
#define LOG_NAME "audit.log"

/* auditd keeps 999 logs at the most; each is compared with all others. */
#define OPEN_MAX_LOGS 4096

/* Descriptors for all else: outputs, libraries, the journal's files; and the fewest of them. */
#define DESCRIPTORS_BESIDE 128
#define DESCRIPTORS_NEEDED 12

static void operand_done(struct operand *operand)
{
	if (operand->fd > STDERR_FILENO)
		(void)close(operand->fd);
	free(operand->name);
}

void operands_done(struct operands *operands)
{
	for (size_t i = 0; i < operands->count; i++)
		operand_done(&operands->list[i]);
	free(operands->list);
	*operands = (struct operands){ 0 };
}

int operands_allow_open(size_t count, struct error *err)
{
	uint64_t most;

	if (count > OPEN_MAX_LOGS)
		return error_set(err, -E2BIG, "cannot read %zu audit logs: %d is the most", count,
				 OPEN_MAX_LOGS);
	most = tmpfile_allow_open(count + DESCRIPTORS_BESIDE);
	if (most >= count + DESCRIPTORS_NEEDED)
		return 0;
	return error_set(err, -EMFILE,
			 "cannot open %zu audit logs: a process may have %" PRIu64
			 " files open here (ulimit -Hn)",
			 count, most);
}

static int operand_fail(const struct operand *operand, int code, struct error *err)
{
	return error_set(err, code, "cannot read '%s': %s", operand->name, strerror(-code));
}

/* Puts the content in the place of the file. */
static int operand_unpack(struct operand *operand, struct budget *budget, struct error *err)
{
	CLEANUP(progress_end) struct progress progress;
	int fd = -1, code;

	progress_begin(&progress, PROGRESS_UNPACKED, 0);
	progress_expect(&progress, operand->fd);
	code = decoder_unpack(&(struct decoder_input){ .fd = operand->fd, .name = operand->name },
			      budget, &progress, &fd, err);
	if (code < 0)
		return code;
	if (operand->fd > STDERR_FILENO)
		(void)close(operand->fd);
	operand->fd = fd;
	operand->decoded = true;
	return 0;
}

/* The first bytes of a compressed file, unpacked; the file is at its beginning afterwards. */
static ssize_t peek_packed(const struct operand *operand, struct budget *budget,
			   char head[static KIND_HEAD_BYTES], struct error *err)
{
	struct decoder *decoder = NULL;
	const struct decoder_input input = { .fd = operand->fd, .name = operand->name };
	const void *bytes;
	ssize_t length = decoder_new(&input, budget, NULL, &decoder, err);

	if (length == 0)
		length = decoder_read(decoder, &bytes, err);
	if (length > KIND_HEAD_BYTES)
		length = KIND_HEAD_BYTES;
	if (length > 0)
		memcpy(head, bytes, (size_t)length);
	decoder_free(decoder);
	if (length >= 0 && lseek(operand->fd, 0, SEEK_SET) < 0)
		return operand_fail(operand, -errno, err);
	return length;
}

/* Whether a pipe begins with a record; its bytes stay in it. */
static bool is_plain_pipe(int fd)
{
	char head[KIND_HEAD_BYTES];
	ssize_t length;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return false;
	length = tee(fd, ends[1], sizeof(head), 0);
	if (length > 0)
		length = read(ends[0], head, (size_t)length);
	(void)close(ends[0]);
	(void)close(ends[1]);
	return length > 0 && kind_is_plain_log(head, (size_t)length);
}

static int operand_tell_by_lines(struct operand *operand, struct budget *budget, struct error *err)
{
	int code = 0;

	if (decoder_would_decode(operand->fd))
		code = operand_unpack(operand, budget, err);
	if (code < 0)
		return code;
	code = kind_of_lines(operand->fd, &operand->kind);
	return code < 0 ? operand_fail(operand, code, err) : 0;
}

/* Whether a file that begins with NUL bytes is a plain log behind them. Where they are a hole they
 * are not read. The file is at its beginning afterwards. */
static bool is_plain_behind_nul(int fd)
{
	static const char nul[KIND_HEAD_BYTES];
	char head[KIND_HEAD_BYTES];
	off_t at = lseek(fd, 0, SEEK_DATA);
	ssize_t length;

	if (lseek(fd, 0, SEEK_SET) < 0 || at < 0)
		return false;
	do {
		length = contents_at(fd, head, sizeof(head), at);
		at += sizeof(head);
	} while (length == KIND_HEAD_BYTES && memcmp(head, nul, sizeof(head)) == 0);
	return length > 0 && kind_is_plain_log(head, (size_t)length);
}

/* Tells what a file is that can be read twice. */
static int operand_tell_file(struct operand *operand, struct budget *budget, struct error *err)
{
	char head[KIND_HEAD_BYTES];
	ssize_t length = decoder_would_decode(operand->fd)
				 ? peek_packed(operand, budget, head, err)
				 : contents_at(operand->fd, head, sizeof(head), 0);

	if (length < 0)
		return err->code ? (int)length : operand_fail(operand, (int)length, err);
	if (!length || (kind_is_plain_log(head, (size_t)length) &&
			(decoder_would_decode(operand->fd) || kind_ends_plain(operand->fd)))) {
		operand->kind.of = KIND_AUDIT_LOG;
		return 0;
	}
	if (kind_of_head(head, (size_t)length, &operand->kind))
		return 0;
	if (!*head && !decoder_would_decode(operand->fd) && is_plain_behind_nul(operand->fd)) {
		operand->kind.of = KIND_AUDIT_LOG;
		return 0;
	}
	return operand_tell_by_lines(operand, budget, err);
}

static int operand_tell(struct operand *operand, struct budget *budget, struct error *err)
{
	struct stat status;
	int code;

	if (fstat(operand->fd, &status) < 0)
		return operand_fail(operand, -errno, err);
	operand->is_folder = S_ISDIR(status.st_mode);
	if (operand->is_folder)
		return 0;
	if (!S_ISREG(status.st_mode) && is_plain_pipe(operand->fd)) {
		operand->kind.of = KIND_AUDIT_LOG;
		return 0;
	}
	code = S_ISREG(status.st_mode) ? 0 : operand_unpack(operand, budget, err);
	if (code == 0)
		code = operand_tell_file(operand, budget, err);
	/* libsystemd wants a file with a name. */
	if (code == 0 && operand->kind.of == KIND_JOURNAL &&
	    (operand->decoded || decoder_would_decode(operand->fd)))
		return error_set(err, -EBADMSG,
				 "cannot use '%s': a journal is read from a file, not compressed",
				 operand->name);
	if (code == 0 && !operand->kind.of)
		return error_set(err, -EBADMSG, "cannot use '%s': it is %s, no evidence of a boot",
				 operand->name, operand->kind.what);
	return code;
}

static struct operand *add_operand(struct operands *operands, const char *name, int fd)
{
	operands->list = xarray_grow(operands->list, operands->count, &operands->capacity,
				     sizeof(*operands->list));
	operands->list[operands->count] = (struct operand){ .name = xstrdup(name), .fd = fd };
	return &operands->list[operands->count++];
}

static int open_file(struct operands *operands, const char *name, struct budget *budget,
		     struct error *err)
{
	const bool is_stdin = strcmp(name, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return error_set(err, -errno, "cannot open '%s': %s", name, strerror(errno));
	return operand_tell(add_operand(operands, name, fd), budget, err);
}

static void close_folder(DIR **folder)
{
	if (*folder)
		(void)closedir(*folder);
}

/* Opens the logs of a folder that is itself auditd's, and no tree. */
static int open_folder_of_logs(struct operands *operands, const char *name, struct budget *budget,
			       struct error *err)
{
	CLEANUP(close_folder) DIR *folder = opendir(name);
	const struct dirent *entry;
	int code = 0;

	while (folder && code == 0 && (entry = readdir(folder))) {
		CLEANUP(cleanup_free) char *path = xasprintf("%s/%s", name, entry->d_name);

		if (rotation_is_of_set(entry->d_name, LOG_NAME))
			code = operands_allow_open(operands->count + 1, err);
		if (code == 0 && rotation_is_of_set(entry->d_name, LOG_NAME))
			code = open_file(operands, path, budget, err);
	}
	return code;
}

static int open_operand(struct operands *operands, const char *name, struct budget *budget,
			struct error *err)
{
	const size_t before = operands->count;
	int code = open_file(operands, name, budget, err);
	struct operand *operand = &operands->list[before];

	if (code < 0 || !operand->is_folder ||
	    faccessat(operand->fd, LOG_NAME, F_OK, AT_EACCESS) < 0)
		return code;
	operand_done(operand);
	operands->count--;
	return open_folder_of_logs(operands, name, budget, err);
}

int operands_open(char *const *names, size_t count, struct budget *budget,
		  struct operands *ret_operands, struct error *err)
{
	CLEANUP(operands_done) struct operands operands = { 0 };
	int code = operands_allow_open(count, err);

	for (size_t i = 0; i < count && code == 0; i++)
		code = open_operand(&operands, names[i], budget, err);
	if (code < 0)
		return code;
	*ret_operands = operands;
	operands = (struct operands){ 0 };
	return 0;
}

int operands_find_tree(struct operands *operands, struct operand **ret_tree, struct error *err)
{
	struct operand *tree = NULL;

	for (size_t i = 0; i < operands->count; i++) {
		struct operand *operand = &operands->list[i];

		if (!operand->is_folder && operand->kind.of != KIND_ARCHIVE)
			continue;
		if (tree)
			return error_set(err, -EINVAL,
					 "cannot use '%s' with '%s': each is a tree of evidence",
					 operand->name, tree->name);
		tree = operand;
	}
	*ret_tree = tree;
	return 0;
}
