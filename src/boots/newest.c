/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the newest boot begins in a set of audit logs, found without reading them whole. */
#define _GNU_SOURCE
#include "boots/newest.h"

#include "boots/boots.h"
#include "evidence/envelope.h"
#include "evidence/journal.h"
#include "util/cleanup.h"
#include "util/progress.h"
#include "util/range.h"
#include "util/xalloc.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <utmpx.h>

#define BLOCK_BYTES ((off_t)256 << 10)

/* Read before and after a start of auditd, to see whether it began a boot: many times the distance
 * by which serials of concurrent events are out of order. */
#define NEAR_BYTES ((off_t)1 << 20)

/* auditd starts this soon after the kernel, or later and then nothing is in the log before it. */
#define START_WITHIN_MS 60000

/* So many starts are tried: a boot in which auditd was restarted more often is found by reading
 * all. */
#define STARTS_TRIED 64

/* A search backwards through a set. */
struct search {
	const struct logset *set;
	char *block;
	struct progress *progress;
	uint64_t before; /* bytes of earlier searches, for the progress */
	off_t end;	 /* where it began */
};

static const char start_text[] = "type=DAEMON_START ";
#define START_LENGTH ((off_t)sizeof(start_text) - 1)

static bool begins_line(const struct logset *set, const char *text, const char *at, off_t from)
{
	return at > text ? at[-1] == '\n' || logset_is_part_start(set, from + (at - text)) : false;
}

/* The last start of auditd in the text; NULL without one. The first line of all does not count: no
 * boot is before it. */
static const char *find_last_start(const struct logset *set, const char *text, size_t length,
				   off_t from)
{
	const char *last = NULL, *at = text, *end = text + length;

	while ((at = memmem(at, (size_t)(end - at), start_text, START_LENGTH))) {
		if (begins_line(set, text, at, from))
			last = at;
		at++;
	}
	return last;
}

/* Finds the last start before an end. Gives: 1 and its offset, 0, or -errno. */
static int find_start_before(const struct search *search, off_t end, off_t *ret_at)
{
	while (end > 0) {
		off_t from = end > BLOCK_BYTES ? end - BLOCK_BYTES : 0;
		int code = logset_read(search->set, search->block, from, end);
		const char *start;

		if (code <= 0)
			return code;
		start = find_last_start(search->set, search->block, (size_t)(end - from), from);
		if (start) {
			*ret_at = from + (start - search->block);
			return 1;
		}
		progress_show(search->progress, search->before + (uint64_t)(search->end - from));
		/* The next block overlaps this one by a start. */
		end = from ? from + START_LENGTH : 0;
	}
	return 0;
}

/* Adds the whole lines of a text. Gives: 1; 0 when a line names its node, or a collector did; or
 * -E2BIG. */
static int add_lines(struct boots *boots, const char *text, const char *end)
{
	const char *newline;
	struct record record;

	for (; (newline = memchr(text, '\n', (size_t)(end - text))); text = newline + 1) {
		const struct slice line = { text, (size_t)(newline - text) };

		if (record_scan(line.start, line.length, &record) < 0) {
			if (envelopes_wrap(line))
				return 0;
			continue;
		}
		if (record.node.length)
			return 0;
		if (boots_add(boots, &record, false) < 0)
			return -E2BIG;
	}
	return 1;
}

/* The text around a start of auditd. */
struct surroundings {
	char *text;
	const char *start;
	const char *end;
	bool cut; /* the text does not begin where a file does */
};

static int read_surroundings(const struct logset *set, off_t at, struct surroundings *ret)
{
	off_t from = at > NEAR_BYTES ? at - NEAR_BYTES : 0;
	off_t to = set->bytes - at > NEAR_BYTES ? at + NEAR_BYTES : set->bytes;
	CLEANUP(cleanup_free) char *text = xmalloc((size_t)(to - from));
	int code = logset_read(set, text, from, to);

	if (code <= 0)
		return code;
	*ret = (struct surroundings){
		.text = text,
		.start = text + (at - from),
		.end = text + (to - from),
		.cut = !logset_is_part_start(set, from),
	};
	text = NULL;
	return 1;
}

/* The first whole line before the start; the start itself when there is none. */
static const char *find_first_line(const struct surroundings *around)
{
	const char *newline = memchr(around->text, '\n', (size_t)(around->start - around->text));

	if (!around->cut)
		return around->text;
	return newline ? newline + 1 : around->start;
}

/* The boots of the lines before the start, and of those with the lines after it. Gives: as
 * add_lines, or -errno of boots_finish. */
static int make_boots_around(const struct surroundings *around, struct boots *before,
			     struct boots *both)
{
	const char *first = find_first_line(around);
	int code = add_lines(before, first, around->start);

	if (code > 0)
		code = add_lines(both, first, around->start);
	if (code > 0)
		code = add_lines(both, around->start, around->end);
	if (code <= 0)
		return code;
	code = boots_finish(before);
	if (code == 0)
		code = boots_finish(both);
	return code < 0 ? code : 1;
}

/* Whether the lines after the start make one boot more, which has this start. */
static int is_start_of_boot(const struct surroundings *around, int64_t *ret_time_ms)
{
	CLEANUP(boots_done) struct boots before = { 0 };
	CLEANUP(boots_done) struct boots both = { 0 };
	const char *newline = memchr(around->start, '\n', (size_t)(around->end - around->start));
	const struct boot *boot;
	struct record start;
	int code;

	if (!newline || record_scan(around->start, (size_t)(newline - around->start), &start) < 0)
		return 0;
	code = make_boots_around(around, &before, &both);
	if (code <= 0 || before.count == 0 || both.count <= before.count)
		return code < 0 ? code : 0;
	boot = both.list[before.count];
	*ret_time_ms = start.time_ms;
	return boot->auditd.known && boot->auditd.start_ms == start.time_ms;
}

/* Whether a boot begins at this start of auditd. Gives: 1 and its time, 0, or -errno. */
static int is_boot_begun_at(const struct logset *set, off_t at, int64_t *ret_time_ms)
{
	struct surroundings around;
	int code = read_surroundings(set, at, &around);

	if (code <= 0)
		return code;
	code = is_start_of_boot(&around, ret_time_ms);
	free(around.text);
	return code;
}

/* The last start before an end at which a boot begins. */
static int find_boot_before(const struct logset *set, off_t end, struct progress *progress,
			    struct newest *ret_start)
{
	CLEANUP(cleanup_free) char *block = xmalloc((size_t)BLOCK_BYTES);
	const struct search search = {
		.set = set,
		.block = block,
		.progress = progress,
		.before = progress->bytes,
		.end = end,
	};
	const struct logset_part *part;
	int64_t time_ms = 0;
	off_t at = end;
	int code = 0;

	for (size_t tried = 0; code == 0; tried++) {
		code = tried < STARTS_TRIED ? find_start_before(&search, at, &at) : 0;
		if (code <= 0)
			return code;
		code = is_boot_begun_at(set, at, &time_ms);
	}
	if (code < 0)
		return code;
	part = logset_part_at(set, at);
	*ret_start = (struct newest){
		.log = part->log,
		.offset = at - part->start,
		.older = at,
		.time_ms = time_ms,
	};
	return 1;
}

/* Where the stamps pass a time, as far as they ascend. Gives: 1, 0 when that cannot be told, or
 * -errno. */
static int bisect_stamps(const struct logset *set, int64_t time_ms, off_t *ret_at)
{
	off_t older = 0, newer = set->bytes;

	while (newer - older > NEAR_BYTES) {
		off_t middle = older + (newer - older) / 2;
		struct logset_stamp stamp;
		int code = logset_stamp_at(set, middle, &stamp);

		if (code <= 0)
			return code;
		if (stamp.time_ms < time_ms)
			older = middle;
		else
			newer = middle;
	}
	*ret_at = newer;
	return 1;
}

/* Whether the whole set is of the boot, by the stamp of its first record. Takes: a set in which no
 * start begins another boot. */
static int is_all_of_boot(const struct logset *set, int64_t began_ms, struct newest *ret_start)
{
	struct logset_stamp first;
	int code = logset_stamp_at(set, 0, &first);

	if (code <= 0)
		return code;
	if (first.time_ms < began_ms - NEWEST_CLOCK_MS)
		return 0;
	*ret_start = (struct newest){ .log = set->parts[0].log };
	return 1;
}

static int find_near_time(const struct logset *set, int64_t began_ms, struct progress *progress,
			  struct newest *ret_start)
{
	struct newest start;
	off_t at;
	int code = bisect_stamps(set, began_ms + START_WITHIN_MS, &at);

	if (code <= 0)
		return code;
	if (set->bytes - at > NEAR_BYTES)
		at += NEAR_BYTES;
	else
		at = set->bytes;
	code = find_boot_before(set, at, progress, &start);
	if (code == 0)
		return is_all_of_boot(set, began_ms, ret_start);
	if (code < 0 || start.time_ms < began_ms - NEWEST_CLOCK_MS)
		return code < 0 ? code : 0;
	*ret_start = start;
	return 1;
}

int newest_find(const struct logset *set, int64_t began_ms, struct newest *ret_start)
{
	CLEANUP(progress_end) struct progress progress;
	int code = 0;

	progress_begin(&progress, PROGRESS_SEARCHED, (uint64_t)set->bytes);
	if (began_ms != TIME_UNKNOWN)
		code = find_near_time(set, began_ms, &progress, ret_start);
	return code == 0 ? find_boot_before(set, set->bytes, &progress, ret_start) : code;
}

bool newest_is_at(int fd, off_t offset)
{
	char text[START_LENGTH];

	return pread(fd, text, sizeof(text), offset) == START_LENGTH &&
	       memcmp(text, start_text, sizeof(text)) == 0;
}

/* The intr line of a large machine is long, and comes before btime. */
#define STAT_BYTES_MAX ((size_t)16 << 20)

/* Read from the end of wtmp, which has the logins since the boot too. */
#define WTMP_RECORDS 4096

/* journald writes to the disk every five minutes (SyncIntervalSec=). */
#define JOURNAL_BEHIND_MS 600000

int64_t newest_stat_ms(const struct root *root)
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

static void free_journal_of_newest(struct journal **journal)
{
	journal_free(*journal);
}

static int64_t began_by_journal(const struct root *root, int64_t newest_ms)
{
	CLEANUP(free_journal_of_newest) struct journal *journal = NULL;
	const struct journal_boot *boots;
	size_t count;

	if (journal_new(root, NULL, &journal, NULL) < 0)
		return TIME_UNKNOWN;
	boots = journal_boots(journal, &count);
	if (!count || boots[count - 1].last_ms < newest_ms - JOURNAL_BEHIND_MS)
		return TIME_UNKNOWN;
	return boots[count - 1].first_ms;
}

/* The newest BOOT_TIME among the last records. */
static int64_t began_by_wtmp(const struct root *root)
{
	CLEANUP(cleanup_free) struct utmpx *records = xcalloc(WTMP_RECORDS, sizeof(*records));
	CLEANUP(cleanup_close) int fd = -1;
	int64_t found = TIME_UNKNOWN;
	off_t from;
	ssize_t length;

	if (root_open(root, "var/log/wtmp", &fd, NULL) < 0)
		return TIME_UNKNOWN;
	from = lseek(fd, 0, SEEK_END) / (off_t)sizeof(*records) - WTMP_RECORDS;
	length = pread(fd, records, WTMP_RECORDS * sizeof(*records),
		       from > 0 ? from * (off_t)sizeof(*records) : 0);
	for (size_t i = 0; length > 0 && i < (size_t)length / sizeof(*records); i++)
		if (records[i].ut_type == BOOT_TIME && records[i].ut_tv.tv_sec > 0)
			found = (int64_t)records[i].ut_tv.tv_sec * 1000;
	return found;
}

int64_t newest_began_ms(const struct root *root, int64_t newest_ms)
{
	int64_t began_ms = newest_stat_ms(root);

	if (began_ms == TIME_UNKNOWN || began_ms > newest_ms)
		began_ms = began_by_journal(root, newest_ms);
	if (began_ms == TIME_UNKNOWN || began_ms > newest_ms)
		began_ms = began_by_wtmp(root);
	return began_ms > newest_ms ? TIME_UNKNOWN : began_ms;
}
