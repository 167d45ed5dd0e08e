/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of the stream is in the log on disk. */
#define _GNU_SOURCE
#include "watch/disklog.h"

#include "evidence/evidence.h"
#include "evidence/record.h"
#include "util/cleanup.h"
#include "util/lines.h"
#include "util/xalloc.h"

#include <sys/stat.h>

/* auditd rotates at 8 MB by default. */
#define TAIL_BYTES (8 << 20)

void disklog_done(struct disklog *log)
{
	serials_done(&log->all);
	serials_done(&log->settings);
	*log = (struct disklog){ 0 };
}

static void disklog_take(struct disklog *log, const struct line *line)
{
	struct record record;

	if (record_scan(line->text, line->length, &record) < 0)
		return;
	/* Serials of an earlier boot may be the same. */
	if (record.type == AUDIT_DAEMON_START)
		disklog_done(log);
	if ((record.flags & TYPES_OF_AUDITD) || !record.serial)
		return;
	serials_add(&log->all, record.serial);
	if (record.type == AUDIT_CONFIG_CHANGE)
		serials_add(&log->settings, record.serial);
}

/* Takes the end of a file. Gives how many bytes it has; 0 where there is none. */
static off_t disklog_take_file(const struct root *root, const char *path, struct disklog *log)
{
	CLEANUP(cleanup_close) int fd = -1;
	CLEANUP(lines_done) struct lines lines = { .fd = -1 };
	struct error ignored = { 0 };
	struct stat status;
	struct line line;

	if (root_open(root, path, &fd, &ignored) < 0 || fstat(fd, &status) < 0)
		return 0;
	if (status.st_size > TAIL_BYTES)
		(void)lseek(fd, status.st_size - TAIL_BYTES, SEEK_SET);
	lines_init(&lines, fd);
	while (lines_next(&lines, &line) > 0)
		if (!line.unfinished)
			disklog_take(log, &line);
	return status.st_size;
}

static off_t file_bytes(const struct root *root, const char *path)
{
	CLEANUP(cleanup_close) int fd = -1;
	struct error ignored = { 0 };
	struct stat status;

	return root_open(root, path, &fd, &ignored) == 0 && fstat(fd, &status) == 0 ? status.st_size
										    : 0;
}

bool disklog_read(const struct root *root, struct disklog *ret_log)
{
	CLEANUP(cleanup_free) char *path = NULL;
	CLEANUP(cleanup_free) char *older = NULL;
	struct error ignored = { 0 };

	if (evidence_log_path(root, &path, &ignored) < 0)
		return false;
	older = xasprintf("%s.1", path);
	*ret_log = (struct disklog){ 0 };
	if (file_bytes(root, path) < TAIL_BYTES)
		(void)disklog_take_file(root, older, ret_log);
	return disklog_take_file(root, path, ret_log) > 0;
}
