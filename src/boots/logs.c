/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The audit logs of a place, read into boots. */
#define _GNU_SOURCE
#include "boots/sources.h"

#include "boots/newest.h"
#include "evidence/auditlog.h"
#include "evidence/logset.h"
#include "util/cleanup.h"
#include "util/progress.h"
#include "util/xalloc.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

/* Read after the window of a boot, for late records: many times the distance by which serials of
 * concurrent events are out of order. */
#define LATE_BYTES ((uint64_t)1 << 20)

/* Logs larger than this are searched backwards for the newest boot only after other sources were
 * asked when it began. */
#define SEARCH_BYTES (16 << 20)

/* One reading of the logs. */
struct logs_reading {
	const struct evidence *evidence;
	struct boots *boots;
	struct auditlog_sink sink;
	struct progress progress;
	struct newest start; /* where it begins */
	struct logs_unread unread;
	bool window_only;
	bool ended; /* the window is whole: the rest is not read */
	bool nodes;
	uint64_t late;		  /* bytes read after the window */
	struct logset_stamp last; /* of the newest record in the logs */
};

/* Lists a log that is not read: a copy, or one without a part of the boot that was asked for.
 * Gives: false when the log is to be read. */
static bool list_unread_log(struct logs_reading *reading, size_t i, struct source *ret_source)
{
	const struct evidence_log *log = &reading->evidence->logs[i];
	char *note;

	if (log->copy_of) {
		note = xasprintf("all of it is in '%s' as well: read once", log->copy_of);
	} else if (i < reading->start.log) {
		note = xstrdup("older than the newest boot: not read");
	} else if (reading->ended) {
		off_t end = lseek(log->fd, 0, SEEK_END);

		reading->unread.life += end > 0 ? (uint64_t)end : 0;
		note = xstrdup("from after the start of the newest boot: not read");
	} else {
		return false;
	}
	*ret_source = (struct source){
		.kind = "audit-log",
		.path = xstrdup(log->name),
		.note = note,
	};
	return true;
}

/* Puts a sentence before the note of a source. */
__attribute__((format(printf, 2, 3))) static void note_first(struct source *source,
							     const char *format, ...)
{
	CLEANUP(cleanup_free) char *old = source->note;
	CLEANUP(cleanup_free) char *words = NULL;
	va_list args;

	va_start(args, format);
	words = xvasprintf(format, args);
	va_end(args);
	source->note = xasprintf("%s%s%s", words, old ? "; of this part, " : "", old ? old : "");
}

/* Whether the newest boot's window has ended, with room for late records. Serials that begin again
 * after it are another boot. */
static bool is_window_over(struct logs_reading *reading, const struct record *record)
{
	const struct boots *boots = reading->boots;
	const struct boot *boot = boots->count ? boots->list[boots->count - 1] : NULL;

	reading->nodes |= record->node.length > 0;
	if (!boot || boot->window_open || reading->nodes ||
	    serials_last(&boot->seen) > reading->last.serial)
		reading->late = 0;
	else
		reading->late += record->line.length + 1;
	return reading->late > LATE_BYTES;
}

/* As boots_add, until the window is over. */
static int add_until_window_ends(void *context, const struct record *record, bool unfinished)
{
	struct logs_reading *reading = context;
	int code = boots_add(reading->boots, record, unfinished);

	reading->ended |= code == 0 && is_window_over(reading, record);
	return code < 0 ? code : reading->ended;
}

/* Notes the parts of a log that were not read, at its beginning and at its end. */
static void note_unread_parts(const struct evidence_log *log, off_t offset,
			      struct logs_reading *reading, struct source *source)
{
	off_t at = reading->ended ? lseek(log->fd, 0, SEEK_CUR) : 0;
	off_t end = reading->ended ? lseek(log->fd, 0, SEEK_END) : 0;

	if (end > at) {
		reading->unread.life += (uint64_t)(end - at);
		note_first(
			source,
			"the last %jd bytes, from after the start of the newest boot, were not read",
			(intmax_t)(end - at));
	}
	if (offset)
		note_first(source, "read from byte %jd on, where the newest boot begins",
			   (intmax_t)offset);
}

static int read_log(struct logs_reading *reading, size_t i, struct source *ret_source,
		    struct error *err)
{
	const struct evidence_log *log = &reading->evidence->logs[i];
	const off_t offset = i == reading->start.log ? reading->start.offset : 0;
	int code;

	if (offset && !newest_is_at(log->fd, offset))
		return error_set(err, -ESTALE,
				 "cannot read '%s': it became shorter or another while it was read",
				 log->name);
	if (offset && lseek(log->fd, offset, SEEK_SET) < 0)
		return error_set(err, -errno, "cannot read '%s': %s", log->name, strerror(errno));
	code = auditlog_read(log->fd, log->name, &reading->sink, ret_source, err);
	if (code == 0)
		note_unread_parts(log, offset, reading, ret_source);
	return code;
}

/* Searches for the newest boot. Gives: 1, 0 when its beginning is not found, or -errno. */
static int search_newest_boot(struct logs_reading *reading, const struct logset *set)
{
	const struct evidence *evidence = reading->evidence;
	int64_t began_ms = TIME_UNKNOWN;
	const struct logset_stamp *last = &reading->last;
	int code = logset_last_stamp(set, &reading->last);

	if (code <= 0 || last->of_node)
		return code < 0 ? code : 0;
	if (evidence->root && !evidence->logs_given && set->bytes > SEARCH_BYTES)
		began_ms = newest_began_ms(evidence->root, last->time_ms);
	return newest_find(set, began_ms, &reading->start);
}

/* Finds where to begin: at the newest boot where that is enough and found, otherwise at the first
 * log. */
static int find_reading_start(struct logs_reading *reading, enum logs_reach reach,
			      struct error *err)
{
	CLEANUP(logset_done) struct logset set = { 0 };
	int code = reach <= LOGS_LIST ? 0 : logset_init(reading->evidence, &set);

	if (code > 0 && reach == LOGS_NEWEST_OF_LARGE && set.bytes <= LOGS_LARGE_BYTES)
		code = 0;
	/* Where no second boot is found the set is of one. */
	reading->window_only = reach == LOGS_WINDOW && code > 0;
	if (code > 0)
		code = search_newest_boot(reading, &set);
	if (code < 0)
		return error_set(err, code, "cannot search the audit logs: %s", strerror(-code));
	reading->boots->since_ms = reading->start.time_ms;
	reading->unread.older = (uint64_t)reading->start.older;
	return 0;
}

/* The bytes to be read; 0 where one of the logs has no size. */
static uint64_t count_bytes_ahead(const struct logs_reading *reading)
{
	const struct evidence *evidence = reading->evidence;
	const uint64_t offset = (uint64_t)reading->start.offset;
	uint64_t bytes = 0;
	struct stat status;

	for (size_t i = reading->start.log; i < evidence->n_logs; i++) {
		if (evidence->logs[i].copy_of)
			continue;
		if (fstat(evidence->logs[i].fd, &status) < 0 || !S_ISREG(status.st_mode))
			return 0;
		bytes += (uint64_t)status.st_size;
	}
	return bytes > offset ? bytes - offset : 0;
}

static int begin_reading(struct logs_reading *reading, enum logs_reach reach, bool again,
			 struct error *err)
{
	int code = find_reading_start(reading, reach, err);

	if (code < 0)
		return code;
	progress_begin(&reading->progress, again ? PROGRESS_AGAIN : PROGRESS_READ,
		       count_bytes_ahead(reading));
	reading->sink = (struct auditlog_sink){
		.take = boots_add,
		.take_further = boots_add_further,
		.context = reading->boots,
		.progress = &reading->progress,
	};
	if (reading->window_only) {
		reading->sink.take = add_until_window_ends;
		reading->sink.take_further = NULL;
		reading->sink.context = reading;
	}
	return 0;
}

static int end_reading(struct logs_reading *reading, struct error *err)
{
	struct boots *boots = reading->boots;

	if (boots_finish(boots) < 0)
		return error_set(
			err, -EBADMSG,
			"cannot put the parts of a boot together: its log changed while it was read");
	/* Of what was not read after the window, the time of the last record is known. */
	if (reading->ended && boots->count &&
	    boots->list[boots->count - 1]->latest_ms < reading->last.time_ms)
		boots->list[boots->count - 1]->latest_ms = reading->last.time_ms;
	/* The search for the start saw an earlier boot before it. */
	if (boots->since_ms && boots->count)
		boots->list[0]->after_reboot = true;
	return 0;
}

/* Whether all logs are files that can be read once more. */
static bool can_read_again(const struct evidence *evidence)
{
	struct stat status;

	for (size_t i = 0; i < evidence->n_logs; i++) {
		int fd = evidence->logs[i].fd;

		if (evidence->logs[i].copy_of)
			continue;
		if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) ||
		    lseek(fd, 0, SEEK_CUR) != 0)
			return false;
	}
	return true;
}

/* Goes back to the beginning of the logs, with no boots and sources. */
static int rewind_logs(const struct evidence *evidence, struct boots *boots,
		       struct source_list *list, size_t n_listed, struct error *err)
{
	boots_done(boots);
	source_list_cut(list, n_listed);
	for (size_t i = 0; i < evidence->n_logs; i++) {
		const struct evidence_log *log = &evidence->logs[i];

		if (!log->copy_of && lseek(log->fd, 0, SEEK_SET) < 0)
			return error_set(err, -errno, "cannot read '%s': %s", log->name,
					 strerror(errno));
	}
	return 0;
}

int logs_read(const struct evidence *evidence, enum logs_reach reach, struct boots *boots,
	      struct source_list *list, struct logs_unread *ret_unread, struct error *err)
{
	const size_t n_listed = list->count;
	struct logs_reading reading = { .evidence = evidence, .boots = boots };
	bool again = false;
	int code;

	boots->texts_out = reach == LOGS_LIST && can_read_again(evidence);
	do {
		code = begin_reading(&reading, reach, again, err);
		for (size_t i = 0; i < evidence->n_logs && code == 0; i++) {
			struct source source = { 0 };

			if (!list_unread_log(&reading, i, &source))
				code = read_log(&reading, i, &source, err);
			if (code == 0)
				source_list_add(list, &source);
		}
		progress_end(&reading.progress);
		if (code == 0)
			code = end_reading(&reading, err);
		again = code == 0 && boots_need_texts(boots);
		if (again)
			code = rewind_logs(evidence, boots, list, n_listed, err);
	} while (again && code == 0);
	if (code == 0)
		*ret_unread = reading.unread;
	return code;
}
