/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When the newest boot of a machine began. */
#include "boots/boottime.h"

#include "base/cleanup.h"
#include "base/range.h"
#include "sources/journal.h"

#include <string.h>
#include <utmpx.h>

/* The intr line of a large machine is long, and stands in front of btime. */
#define STAT_BYTES_MAX ((size_t)16 << 20)

/* wtmp is read from its end: logins since the boot stand there too. */
#define WTMP_RECORDS 4096

/* journald writes to the disk every five minutes (SyncIntervalSec=). */
#define JOURNAL_BEHIND_MS 600000

static int64_t of_stat(const struct root *root)
{
	CLEANUP(cleanup_free) char *text = NULL;
	const char *line;
	int64_t seconds;

	if (root_read(root, "proc/stat", STAT_BYTES_MAX, &text, NULL, NULL) < 0)
		return TIME_UNKNOWN;
	line = strstr(text, "\nbtime ");
	seconds = line ? strtoll(line + strlen("\nbtime "), NULL, 10) : 0;
	return seconds > 0 && seconds < INT64_MAX / 1000 ? seconds * 1000 : TIME_UNKNOWN;
}

static void end_journal(struct journal **journal)
{
	journal_free(*journal);
}

static int64_t of_journal(const struct root *root, int64_t newest_ms)
{
	CLEANUP(end_journal) struct journal *journal = NULL;
	const struct journal_boot *boots;
	size_t count;

	if (journal_new(root, &journal, NULL) < 0)
		return TIME_UNKNOWN;
	boots = journal_boots(journal, &count);
	if (!count || boots[count - 1].last_ms < newest_ms - JOURNAL_BEHIND_MS)
		return TIME_UNKNOWN;
	return boots[count - 1].first_ms;
}

/* The newest BOOT_TIME of what can be read; records of a torn file are what they are. */
static int64_t of_wtmp(const struct root *root)
{
	CLEANUP(cleanup_free) struct utmpx *records = calloc(WTMP_RECORDS, sizeof(*records));
	CLEANUP(cleanup_close) int fd = -1;
	int64_t found = TIME_UNKNOWN;
	off_t from;
	ssize_t length;

	if (!records || root_open(root, "var/log/wtmp", &fd, NULL) < 0)
		return TIME_UNKNOWN;
	from = lseek(fd, 0, SEEK_END) / (off_t)sizeof(*records) - WTMP_RECORDS;
	length = pread(fd, records, WTMP_RECORDS * sizeof(*records),
		       from > 0 ? from * (off_t)sizeof(*records) : 0);
	for (size_t i = 0; length > 0 && i < (size_t)length / sizeof(*records); i++)
		if (records[i].ut_type == BOOT_TIME && records[i].ut_tv.tv_sec > 0)
			found = (int64_t)records[i].ut_tv.tv_sec * 1000;
	return found;
}

int64_t boottime_find(const struct root *root, int64_t newest_ms)
{
	int64_t began_ms = of_stat(root);

	if (began_ms == TIME_UNKNOWN || began_ms > newest_ms)
		began_ms = of_journal(root, newest_ms);
	if (began_ms == TIME_UNKNOWN || began_ms > newest_ms)
		began_ms = of_wtmp(root);
	return began_ms > newest_ms ? TIME_UNKNOWN : began_ms;
}
