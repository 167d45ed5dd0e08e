/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the files of a boot are. */
#define _GNU_SOURCE
#include "evidence/evidence.h"

#include "evidence/envelope.h"
#include "evidence/rotation.h"
#include "input/decoder.h"
#include "input/evidence_paths.h"
#include "input/tmpfile.h"
#include "util/cleanup.h"
#include "util/contents.h"
#include "util/progress.h"
#include "util/range.h"
#include "util/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#define DEFAULT_LOG "var/log/audit/audit.log"
#define BLOCK_BYTES 65536
#define LOOKS_MAX 8

/* Logs of which each pair differs at the end only would be read as often as there are pairs. */
#define COMPARISONS_MAX 8

static void log_done(struct evidence_log *log)
{
	if (log->fd > STDERR_FILENO)
		(void)close(log->fd);
	free(log->name);
	free(log->stem);
	free(log->copy_of);
}

void evidence_done(struct evidence *evidence)
{
	for (size_t i = 0; i < evidence->n_logs; i++)
		log_done(&evidence->logs[i]);
	free(evidence->logs);
	inodes_done(&evidence->opened);
	if (!evidence->root)
		free(evidence->budget);
	*evidence = (struct evidence){ 0 };
}

/* A callback: keeps the time of the first record that is not auditd's start, of one from after the
 * clock was set if there is any. */
static int take_first_time(void *context, const struct record *record)
{
	int64_t *first_ms = context;
	const bool set = time_is_set(record->time_ms);

	if (record->type == AUDIT_DAEMON_START)
		return 0;
	if (set || *first_ms == INT64_MAX)
		*first_ms = record->time_ms;
	return set;
}

/* The time of the first record in the head of a regular file, whose offset stays; INT64_MAX without
 * one. */
static int64_t log_first_time(int fd)
{
	CLEANUP(cleanup_free) char *head = xmalloc(BLOCK_BYTES);
	ssize_t length = pread(fd, head, BLOCK_BYTES, 0);
	struct envelopes envelopes = { 0 };
	int64_t first_ms = INT64_MAX;
	size_t used = 0, count;

	while (length > 0 && used < (size_t)length) {
		const char *at = head + used, *end = head + length;
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline ? newline : end;

		if (envelopes_open(&envelopes, (struct slice){ at, (size_t)(stop - at) },
				   take_first_time, &first_ms, &count) > 0)
			break;
		used = (size_t)(stop - head) + 1;
	}
	return first_ms;
}

/* Only a regular file can be told from another one. Gives: 1 for one that is open already, 0, or
 * -errno. */
static int is_open_already(struct evidence *evidence, const struct evidence_log *log,
			   struct error *err)
{
	struct stat status;

	if (fstat(log->fd, &status) < 0)
		return error_set(err, -errno, "cannot read '%s': %s", log->name, strerror(errno));
	return S_ISREG(status.st_mode) && !inodes_add(&evidence->opened, &status);
}

/* Puts the content of a compressed log in its place. */
static int log_decode(struct evidence_log *log, struct budget *budget, bool unpacked,
		      struct progress *progress, struct error *err)
{
	const struct decoder_input input = { .fd = log->fd,
					     .name = log->name,
					     .unpacked = unpacked };
	int fd = -1, code;

	if (!log->packed) {
		log->first_ms = log_first_time(log->fd);
		if (log->decoded || !rotation_suffix(log->name) || log->first_ms != INT64_MAX)
			return 0;
		return error_set(
			err, -EBADMSG,
			"cannot read '%s': it is not compressed, as its name says, and no audit log",
			log->name);
	}
	code = decoder_unpack(&input, budget, progress, &fd, err);
	if (code < 0)
		return code;
	if (log->fd > STDERR_FILENO)
		(void)close(log->fd);
	log->fd = fd;
	log->first_ms = log_first_time(fd);
	return 0;
}

/* All are open by now: how much there is to unpack is known, and none can be rotated away. */
static int decode_logs(struct evidence *evidence, struct error *err)
{
	CLEANUP(progress_end) struct progress progress;
	bool unpacked = !evidence->logs_given && evidence->root && root_is_archive(evidence->root);
	int code = 0;

	progress_begin(&progress, PROGRESS_UNPACKED, 0);
	for (size_t i = 0; i < evidence->n_logs; i++) {
		struct evidence_log *log = &evidence->logs[i];

		log->packed = decoder_would_decode(log->fd);
		log->decoded |= log->packed;
		if (log->packed)
			progress_expect(&progress, log->fd);
	}
	for (size_t i = 0; i < evidence->n_logs && code == 0; i++)
		code = log_decode(&evidence->logs[i], evidence->budget, unpacked, &progress, err);
	return code;
}

/* Takes over the descriptor, and closes it where it is not kept. */
static int evidence_add_log(struct evidence *evidence, size_t *capacity, const char *name, int fd,
			    struct error *err)
{
	struct evidence_log log = { .fd = fd, .name = xstrdup(name) };
	int code = is_open_already(evidence, &log, err);

	if (code) {
		log_done(&log);
		return code < 0 ? code : 0;
	}
	log.stem = rotation_split(name, &log.rotation);
	evidence->logs = xarray_grow(evidence->logs, evidence->n_logs, capacity, sizeof(log));
	evidence->logs[evidence->n_logs++] = log;
	return 0;
}

/* Takes over the audit logs that somebody gave. */
static int take_given(struct evidence *evidence, struct operands *operands, struct error *err)
{
	size_t capacity = 0;
	int code = 0;

	for (size_t i = 0; i < operands->count && code == 0; i++) {
		struct operand *operand = &operands->list[i];
		const size_t before = evidence->n_logs;

		if (!(operand->kind.of & KIND_AUDIT_LOG))
			continue;
		/* Read for the kernel's messages as well, or for its counters. */
		if (operand->kind.of != KIND_AUDIT_LOG)
			code = evidence_add_log(evidence, &capacity, operand->name,
						fcntl(operand->fd, F_DUPFD_CLOEXEC, 3), err);
		else
			code = evidence_add_log(evidence, &capacity, operand->name, operand->fd,
						err);
		if (operand->kind.of == KIND_AUDIT_LOG)
			operand->fd = -1;
		if (evidence->n_logs > before)
			evidence->logs[before].decoded = operand->decoded;
	}
	return code;
}

int evidence_log_path(const struct root *root, char **ret_path, struct error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	CLEANUP(cleanup_free) char *path = NULL;
	struct error reason = { 0 };
	int code = root_read(root, "etc/audit/auditd.conf", EVIDENCE_PATHS_CONF_MAX, &text, NULL,
			     &reason);

	if (code == -EIO) {
		(void)error_set(err, code, "%s", reason.text);
		return code;
	}
	if (code == 0)
		path = evidence_paths_log_file(text);
	*ret_path = xstrdup(path && *path ? path : DEFAULT_LOG);
	return 0;
}

/* A log behind a dead link is missing from the evidence; only one that is simply not there can be
 * of a machine whose auditd did not start. Without a rotated one there is an answer all the same.
 */
static int check_dead_link(const struct root *root, const char *path, bool rotated,
			   struct error *err)
{
	static const char reason[] = "it is, or is behind, a link that leads nowhere";
	CLEANUP(cleanup_free) char *shown = NULL;

	if (!root_leads_nowhere(root, path))
		return 0;
	shown = root_display(root, path);
	if (!rotated)
		return error_set(err, -ENOLINK, "cannot open '%s': %s", shown, reason);
	error_note(err, "'%s' is left out: %s", shown, reason);
	return 0;
}

static int open_in_root(struct evidence *evidence, const char *directory, const char *name,
			bool rotated, size_t *capacity, struct error *err)
{
	CLEANUP(cleanup_free)
	char *path = xasprintf("%s%s%s", directory, *directory ? "/" : "", name);
	CLEANUP(cleanup_free) char *shown = root_display(evidence->root, path);
	int fd = -1, code = root_open(evidence->root, path, &fd, err);

	if (code == -ENOENT)
		return check_dead_link(evidence->root, path, rotated, err);
	if (code < 0)
		return code;
	return evidence_add_log(evidence, capacity, shown, fd, err);
}

static size_t count_logs(const struct root_names *names, const char *base)
{
	size_t count = 0;

	for (size_t i = 0; i < names->count; i++)
		count += rotation_is_of_set(names->names[i], base);
	return count;
}

static int open_listed(struct evidence *evidence, const char *directory, const char *base,
		       size_t *capacity, struct error *err)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	int code = root_list(evidence->root, directory, &names, err);

	if (code == -ENOENT)
		return check_dead_link(evidence->root, directory, false, err);
	if (code == 0)
		code = operands_allow_open(count_logs(&names, base), err);
	for (size_t i = 0; i < names.count && code == 0; i++) {
		if (rotation_is_of_set(names.names[i], base))
			code = open_in_root(evidence, directory, names.names[i],
					    strcmp(names.names[i], base) != 0, capacity, err);
	}
	return code;
}

/* Between the list and the opening auditd may have moved each file on by one name, and the oldest
 * been missed: the set is complete when another look finds nothing new. */
static int open_set(struct evidence *evidence, struct error *err)
{
	CLEANUP(cleanup_free) char *directory = NULL;
	size_t capacity = 0, before;
	int looks = 0, code = evidence_log_path(evidence->root, &directory, err);
	char *base;

	if (code < 0)
		return code;
	base = strrchr(directory, '/');
	if (!base)
		return open_in_root(evidence, "", directory, false, &capacity, err);
	*base++ = '\0';
	do {
		before = evidence->n_logs;
		code = open_listed(evidence, directory, base, &capacity, err);
	} while (code == 0 && evidence->n_logs > before && !root_is_archive(evidence->root) &&
		 ++looks < LOOKS_MAX);
	if (looks == LOOKS_MAX)
		return error_set(
			err, -EAGAIN,
			"cannot read '/%s': its logs are rotated faster than they are opened",
			directory);
	return code;
}

/* A set stands where its oldest file stands. */
static void date_sets(struct evidence *evidence, int64_t *set_ms)
{
	for (size_t i = 0; i < evidence->n_logs; i++) {
		set_ms[i] = evidence->logs[i].first_ms;
		for (size_t k = 0; k < evidence->n_logs; k++)
			if (strcmp(evidence->logs[i].stem, evidence->logs[k].stem) == 0 &&
			    evidence->logs[k].first_ms < set_ms[i])
				set_ms[i] = evidence->logs[k].first_ms;
	}
}

static int compare_log_ages(const struct evidence_log *left, int64_t left_ms,
			    const struct evidence_log *right, int64_t right_ms)
{
	if (strcmp(left->stem, right->stem) == 0 && left->rotation == right->rotation)
		return left->first_ms < right->first_ms ? -1 : left->first_ms > right->first_ms;
	if (strcmp(left->stem, right->stem) == 0)
		return left->rotation < right->rotation ? 1 : -1;
	return left_ms < right_ms ? -1 : left_ms > right_ms;
}

/* Gives 1 when the bytes of the shorter file are the beginning of the longer one; 0; -EDQUOT when
 * there are no bytes left to compare; -errno. */
static int is_beginning_of(int shorter, int longer, uint64_t *left_bytes)
{
	CLEANUP(cleanup_free) char *blocks = xmalloc((size_t)2 * BLOCK_BYTES);
	char *other = blocks + BLOCK_BYTES;
	off_t offset = 0;
	ssize_t got, of_longer;

	do {
		got = contents_at(shorter, blocks, BLOCK_BYTES, offset);
		of_longer = got > 0 ? contents_at(longer, other, BLOCK_BYTES, offset) : 0;
		if (got < 0 || of_longer < 0)
			return (int)(got < 0 ? got : of_longer);
		if ((uint64_t)got > *left_bytes)
			return -EDQUOT;
		*left_bytes -= (uint64_t)got;
		if (of_longer < got || memcmp(blocks, other, (size_t)got) != 0)
			return 0;
		offset += got;
	} while (got == BLOCK_BYTES);
	return 1;
}

/* Puts the one that may be a copy first: the shorter, the compressed, the later. Gives: false when
 * one is no regular file. */
static bool order_pair(struct evidence_log **copy, struct evidence_log **other)
{
	struct stat left, right;
	struct evidence_log *swap = *copy;
	bool exchange;

	if (fstat((*copy)->fd, &left) < 0 || fstat((*other)->fd, &right) < 0 ||
	    !S_ISREG(left.st_mode) || !S_ISREG(right.st_mode))
		return false;
	exchange = left.st_size == right.st_size ? (*other)->decoded && !(*copy)->decoded
						 : left.st_size > right.st_size;
	if (exchange) {
		*copy = *other;
		*other = swap;
	}
	return true;
}

static int mark_pair(struct evidence_log *copy, struct evidence_log *other, uint64_t *left_bytes)
{
	int code;

	if (copy->copy_of || other->copy_of || copy->first_ms == INT64_MAX ||
	    copy->first_ms != other->first_ms || !order_pair(&copy, &other))
		return 0;
	code = is_beginning_of(copy->fd, other->fd, left_bytes);
	if (code > 0)
		copy->copy_of = xstrdup(other->name);
	return code < 0 ? code : 0;
}

/* The bytes that comparing may read: some times those of all logs. */
static uint64_t bytes_to_compare(const struct evidence *evidence)
{
	uint64_t bytes = BLOCK_BYTES;
	struct stat status;

	for (size_t i = 0; i < evidence->n_logs; i++)
		if (fstat(evidence->logs[i].fd, &status) == 0 && S_ISREG(status.st_mode))
			bytes += (uint64_t)status.st_size + BLOCK_BYTES;
	return COMPARISONS_MAX * bytes;
}

/*
 * Marks the logs whose bytes are those of another, or its beginning, whatever their names are:
 * compress(1) with its input kept leaves such a pair, and so does a copy taken while auditd went on
 * writing. Of two that are equal the compressed one is the copy, or the later one. Only logs with a
 * record can be copies, only regular files are compared, and their offsets stay.
 */
static int mark_copies(struct evidence *evidence, struct error *err)
{
	uint64_t left_bytes = bytes_to_compare(evidence);
	int code = 0;

	for (size_t i = 1; i < evidence->n_logs; i++)
		for (size_t k = 0; k < i && code == 0; k++)
			code = mark_pair(&evidence->logs[i], &evidence->logs[k], &left_bytes);
	if (code == -EDQUOT)
		return error_set(err, code,
				 "cannot compare the audit logs: many of them begin alike "
				 "and go on differently (give those that are to be read)");
	if (code < 0)
		return error_set(err, code, "cannot compare the audit logs: %s", strerror(-code));
	return 0;
}

/* Insertion sort: few files, and files of equal age stay in the order given. */
static void order_logs(struct evidence *evidence)
{
	CLEANUP(cleanup_free) int64_t *set_ms = xcalloc(evidence->n_logs, sizeof(*set_ms));

	date_sets(evidence, set_ms);
	for (size_t i = 1; i < evidence->n_logs; i++) {
		for (size_t k = i;
		     k > 0 && compare_log_ages(&evidence->logs[k], set_ms[k],
					       &evidence->logs[k - 1], set_ms[k - 1]) < 0;
		     k--) {
			struct evidence_log log = evidence->logs[k];
			int64_t ms = set_ms[k];

			evidence->logs[k] = evidence->logs[k - 1];
			set_ms[k] = set_ms[k - 1];
			evidence->logs[k - 1] = log;
			set_ms[k - 1] = ms;
		}
	}
}

/* Whether there is an audit log among the files. */
static bool has_given_log(const struct operands *operands)
{
	for (size_t i = 0; i < operands->count; i++)
		if (operands->list[i].kind.of & KIND_AUDIT_LOG)
			return true;
	return false;
}

int evidence_find(struct root *root, struct operands *operands, struct evidence *ret_evidence,
		  struct error *err)
{
	CLEANUP(evidence_done)
	struct evidence evidence = { .root = root,
				     .budget = root ? root_budget(root) : budget_new(),
				     .operands = operands,
				     .logs_given = has_given_log(operands) };
	int code = 0;

	if (evidence.logs_given)
		code = take_given(&evidence, operands, err);
	else if (root)
		code = open_set(&evidence, err);
	if (code == 0)
		code = decode_logs(&evidence, err);
	if (code == 0)
		code = mark_copies(&evidence, err);
	if (code < 0)
		return code;
	order_logs(&evidence);
	*ret_evidence = evidence;
	evidence = (struct evidence){ 0 };
	return 0;
}
