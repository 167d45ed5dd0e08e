/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The audit logs of a place, read into boots. */
#define _GNU_SOURCE
#include "boots/logs.h"

#include "base/cleanup.h"
#include "base/progress.h"
#include "boots/newest.h"
#include "sources/auditlog.h"
#include "sources/logset.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

/* Read behind the window of a boot for what came late: far more than serials of concurrent events
 * are out of order. */
#define BEHIND_BYTES ((uint64_t)1 << 20)

/* A copy is listed, and not read. */
static int list_copy(const struct evidence_log *log, struct source *ret_source, struct error *err)
{
	struct source source = { .kind = "audit-log", .path = strdup(log->name) };

	if (!source.path ||
	    asprintf(&source.note, "all of it is in '%s' as well: read once", log->copy_of) < 0) {
		free(source.path);
		return error_memory(err, "list the sources");
	}
	*ret_source = source;
	return 0;
}

/* A log that is not of the boot that was asked for is listed, and not read. */
static int list_unread(const struct evidence_log *log, const char *why, struct source *ret_source,
		       struct error *err)
{
	struct source source = {
		.kind = "audit-log",
		.path = strdup(log->name),
		.note = strdup(why),
	};

	if (!source.path || !source.note) {
		source_done(&source);
		return error_memory(err, "list the sources");
	}
	*ret_source = source;
	return 0;
}

/* Puts a sentence in front of what is noted already. */
__attribute__((format(printf, 3, 4))) static int note_before(struct source *source,
							     struct error *err, const char *format,
							     ...)
{
	CLEANUP(cleanup_free) char *old = source->note;
	CLEANUP(cleanup_free) char *words = NULL;
	va_list args;
	int length;

	source->note = NULL;
	va_start(args, format);
	length = vasprintf(&words, format, args);
	va_end(args);
	if (length < 0)
		words = NULL;
	if (!words || asprintf(&source->note, "%s%s%s", words, old ? "; of this part, " : "",
			       old ? old : "") < 0) {
		source->note = NULL;
		return error_memory(err, "list the sources");
	}
	return 0;
}

/* The reading of the logs, from where it begins. */
struct reading {
	struct boots *boots;
	struct auditlog_sink sink;
	struct logs_unread unread;
	struct newest start;
	bool window_only;
	bool ended; /* the window is whole, and what follows is not read */
	bool nodes;
	uint64_t behind; /* bytes taken behind the window */
	struct progress progress;
	uint64_t total;	      /* bytes of the logs from the start on; 0: not known */
	uint64_t bytes;	      /* of the logs before */
	uint64_t log_bytes;   /* of the log that is being read, so far */
	uint64_t last_serial; /* of the newest record in the logs */
};

/* Whether the newest boot's window is over, with all that may have come late: then the rest need
 * not be read. Serials that begin again behind it are another boot. */
static bool is_over(struct reading *reading, const struct record *record)
{
	const struct boots *boots = reading->boots;
	const struct boot *boot = boots->count ? boots->list[boots->count - 1] : NULL;

	reading->nodes |= record->node.length > 0;
	if (!boot || boot->window_open || reading->nodes ||
	    serials_last(&boot->seen) > reading->last_serial)
		reading->behind = 0;
	else
		reading->behind += record->line.length + 1;
	return reading->behind > BEHIND_BYTES;
}

static void show_progress(void *context, uint64_t bytes)
{
	struct reading *reading = context;

	reading->log_bytes = bytes;
	progress_show(&reading->progress, reading->bytes + bytes);
}

static int take(void *context, const struct record *record, bool unfinished)
{
	const struct reading *reading = context;

	return boots_add(reading->boots, record, unfinished);
}

static int take_further(void *context, const struct record *first, size_t count)
{
	const struct reading *reading = context;

	return boots_add_further(reading->boots, first, count);
}

/* Each line is to be seen where the window's end is looked for. */
static int take_to_window(void *context, const struct record *record, bool unfinished)
{
	struct reading *reading = context;
	int code = boots_add(reading->boots, record, unfinished);

	reading->ended |= code == 0 && is_over(reading, record);
	return code < 0 ? code : reading->ended;
}

/* What of a log was left out at its beginning and at its end. */
static int note_part(const struct evidence_log *log, off_t offset, struct reading *reading,
		     struct source *source, struct error *err)
{
	off_t at = reading->ended ? lseek(log->fd, 0, SEEK_CUR) : 0;
	off_t end = reading->ended ? lseek(log->fd, 0, SEEK_END) : 0;
	int code = 0;

	if (end > at) {
		reading->unread.life += (uint64_t)(end - at);
		code = note_before(
			source, err,
			"the last %jd bytes, behind the window of the newest boot, were not read",
			(intmax_t)(end - at));
	}
	if (code == 0 && offset)
		code = note_before(source, err,
				   "read from byte %jd on, where the newest boot begins",
				   (intmax_t)offset);
	return code;
}

static int read_log(const struct evidence_log *log, off_t offset, struct reading *reading,
		    struct source *ret_source, struct error *err)
{
	struct source source;
	int code;

	if (offset && !newest_is_at(log->fd, offset))
		return error_set(err, -ESTALE,
				 "cannot read '%s': it became shorter or another while it was read",
				 log->name);
	if (offset && lseek(log->fd, offset, SEEK_SET) < 0)
		return error_set(err, -errno, "cannot read '%s': %s", log->name, strerror(errno));
	code = auditlog_read(log->fd, log->name, &reading->sink, &source, err);
	if (code < 0)
		return code;
	reading->bytes += reading->log_bytes;
	code = note_part(log, offset, reading, &source, err);
	if (code < 0)
		source_done(&source);
	else
		*ret_source = source;
	return code;
}

/* Above this it pays to ask other sources when the newest boot began, before the logs are searched
 * backwards for it. */
#define SEARCH_BYTES (16 << 20)

/* Where the newest boot begins in the set. Gives: 1, 0 when it is not found, or -errno. */
static int search(const struct evidence *evidence, const struct logset *set,
		  struct reading *reading)
{
	int64_t began_ms = TIME_UNKNOWN;
	struct logset_stamp last;
	int code = logset_last_stamp(set, &last);

	if (code <= 0 || last.of_node)
		return code < 0 ? code : 0;
	reading->last_serial = last.serial;
	if (evidence->root && !evidence->logs_given && set->bytes > SEARCH_BYTES)
		began_ms = newest_began_ms(evidence->root, last.time_ms);
	return newest_find(set, began_ms, &reading->start);
}

/* Where to begin: at the newest boot when it is enough and found, otherwise at the first log. */
static int find_start(const struct evidence *evidence, enum logs_reach reach,
		      struct reading *reading, struct error *err)
{
	CLEANUP(logset_done) struct logset set = { 0 };
	int code = reach <= LOGS_LIST ? 0 : logset_init(evidence, &set);

	if (code > 0 && reach == LOGS_NEWEST_OF_LARGE && set.bytes <= LOGS_LARGE_BYTES)
		code = 0;
	/* Where no second boot is found the set is of one. */
	reading->window_only = reach == LOGS_WINDOW && code > 0;
	if (code > 0)
		code = search(evidence, &set, reading);
	if (code < 0)
		return error_set(err, code, "cannot search the audit logs: %s", strerror(-code));
	reading->boots->since_ms = reading->start.time_ms;
	reading->unread.older = (uint64_t)reading->start.older;
	return 0;
}

static int finish(struct boots *boots, struct error *err)
{
	if (boots_finish(boots) < 0)
		return error_memory(err, "sort the records");
	/* What stands before the start was seen to be an earlier boot. */
	if (boots->since_ms && boots->count)
		boots->list[0]->after_reboot = true;
	return 0;
}

static void add_unread(const struct evidence_log *log, struct reading *reading)
{
	off_t end = lseek(log->fd, 0, SEEK_END);

	reading->unread.life += end > 0 ? (uint64_t)end : 0;
}

static int take_log(const struct evidence *evidence, size_t i, struct reading *reading,
		    struct source *ret_source, struct error *err)
{
	const struct evidence_log *log = &evidence->logs[i];

	if (log->copy_of)
		return list_copy(log, ret_source, err);
	if (i < reading->start.log)
		return list_unread(log, "older than the newest boot: not read", ret_source, err);
	if (!reading->ended)
		return read_log(log, i == reading->start.log ? reading->start.offset : 0, reading,
				ret_source, err);
	add_unread(log, reading);
	return list_unread(log, "behind the window of the newest boot: not read", ret_source, err);
}

/* What there is to read; 0 where one of the logs has no size. */
static uint64_t bytes_ahead(const struct evidence *evidence, const struct newest *start)
{
	uint64_t bytes = 0;
	struct stat status;

	for (size_t i = start->log; i < evidence->n_logs; i++) {
		if (evidence->logs[i].copy_of)
			continue;
		if (fstat(evidence->logs[i].fd, &status) < 0 || !S_ISREG(status.st_mode))
			return 0;
		bytes += (uint64_t)status.st_size;
	}
	return bytes > (uint64_t)start->offset ? bytes - (uint64_t)start->offset : 0;
}

static int read_logs(const struct evidence *evidence, struct reading *reading,
		     enum progress_kind kind, struct source_list *list, struct error *err)
{
	int code = 0;

	progress_begin(&reading->progress, kind, reading->total);
	for (size_t i = 0; i < evidence->n_logs && code == 0; i++) {
		struct source source = { 0 };

		code = take_log(evidence, i, reading, &source, err);
		if (code == 0)
			source_list_add(list, &source);
	}
	progress_end(&reading->progress);
	return code;
}

/* Takes: whether to leave the texts of records out. */
static int read_all(const struct evidence *evidence, enum logs_reach reach, bool texts_out,
		    enum progress_kind kind, struct boots *boots, struct source_list *list,
		    struct logs_unread *ret_unread, struct error *err)
{
	struct reading reading = { .boots = boots };
	int code = find_start(evidence, reach, &reading, err);

	if (code < 0)
		return code;
	reading.total = bytes_ahead(evidence, &reading.start);
	reading.sink = (struct auditlog_sink){
		.take = reading.window_only ? take_to_window : take,
		.take_further = reading.window_only ? NULL : take_further,
		.passed = show_progress,
		.context = &reading,
	};
	boots->texts_out = texts_out;
	code = read_logs(evidence, &reading, kind, list, err);
	if (code == 0)
		code = finish(boots, err);
	if (code == 0)
		*ret_unread = reading.unread;
	return code;
}

/* Whether all logs are files that can be read once more. */
static bool are_files(const struct evidence *evidence)
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

static int begin_again(const struct evidence *evidence, struct boots *boots,
		       struct source_list *list, size_t listed, struct error *err)
{
	boots_done(boots);
	source_list_cut(list, listed);
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
	const size_t listed = list->count;
	const bool texts_out = reach == LOGS_LIST && are_files(evidence);
	int code =
		read_all(evidence, reach, texts_out, PROGRESS_READ, boots, list, ret_unread, err);

	if (code < 0 || !boots_need_texts(boots))
		return code;
	code = begin_again(evidence, boots, list, listed, err);
	return code < 0 ? code
			: read_all(evidence, reach, false, PROGRESS_AGAIN, boots, list, ret_unread,
				   err);
}
