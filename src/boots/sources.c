/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All sources of a place, read. */
#define _GNU_SOURCE
#include "boots/sources.h"

#include "base/array.h"
#include "base/cleanup.h"
#include "base/progress.h"
#include "boots/boottime.h"
#include "boots/laststart.h"
#include "boots/recovery.h"
#include "sources/auditlog.h"
#include "sources/journal.h"
#include "sources/kernellogs.h"
#include "sources/logset.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#define TEXT_BYTES_MAX (1u << 20)

/* Records between two looks at the clock. */
#define PROGRESS_RECORDS 1024

/* Read behind the window of a boot for what came late: far more than serials of concurrent events
 * are out of order. */
#define BEHIND_BYTES ((uint64_t)1 << 20)

void sources_done(struct sources *sources)
{
	boots_done(&sources->boots);
	free(sources->boot_id);
	for (size_t i = 0; i < sources->n_list; i++)
		source_done(&sources->list[i]);
	free(sources->list);
	*sources = (struct sources){ 0 };
}

/* Takes over the source, also when it fails. */
static int add_source(struct sources *sources, struct source *source, struct error *err)
{
	struct source *grown =
		array_grow(sources->list, sources->n_list, &sources->list_capacity, sizeof(*grown));

	if (!grown || !source->path) {
		source_done(source);
		return error_memory(err, "list the sources");
	}
	sources->list = grown;
	grown[sources->n_list++] = *source;
	return 0;
}

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
	struct sources *sources;
	struct laststart start;
	bool window_only;
	bool ended; /* the window is whole, and what follows is not read */
	bool nodes;
	uint64_t behind; /* bytes taken behind the window */
	struct progress progress;
	uint64_t taken;	      /* records */
	int fd;		      /* of the log that is being read, or -1 where it has no offset */
	uint64_t bytes;	      /* of the logs before it; of a stream, of its lines */
	off_t offset;	      /* at which its reading began */
	uint64_t last_serial; /* of the newest record in the logs */
};

/* Whether the newest boot's window is over, with all that may have come late: then the rest need
 * not be read. Serials that begin again behind it are another boot. */
static bool is_over(struct reading *reading, const struct record *record)
{
	const struct boots *boots = &reading->sources->boots;
	const struct boot *boot = boots->count ? boots->list[boots->count - 1] : NULL;

	reading->nodes |= record->node.length > 0;
	if (!boot || boot->window_open || reading->nodes ||
	    serials_last(&boot->seen) > reading->last_serial)
		reading->behind = 0;
	else
		reading->behind += record->line.length + 1;
	return reading->behind > BEHIND_BYTES;
}

static void show_progress(struct reading *reading, const struct record *record)
{
	off_t at;

	if (reading->fd < 0)
		reading->bytes += record->line.length + 1;
	if (reading->taken++ % PROGRESS_RECORDS || !reading->progress.visible)
		return;
	at = reading->fd < 0 ? reading->offset : lseek(reading->fd, 0, SEEK_CUR);
	progress_show(&reading->progress, reading->bytes + (uint64_t)(at - reading->offset));
}

static int take_record(void *context, const struct record *record, bool unfinished)
{
	struct reading *reading = context;
	int code = boots_add(&reading->sources->boots, record, unfinished);

	show_progress(reading, record);
	if (code == 0 && reading->window_only && is_over(reading, record))
		reading->ended = true;
	return code < 0 ? code : reading->ended;
}

/* Each line is to be seen where the window's end is looked for, and of a stream whose progress is
 * shown. */
static uint64_t *count_records(void *context, const struct record *record)
{
	struct reading *reading = context;

	if (reading->window_only || (reading->fd < 0 && reading->progress.visible))
		return NULL;
	return boots_counter(&reading->sources->boots, record);
}

/* What of a log was left out at its beginning and at its end. */
static int note_part(const struct evidence_log *log, off_t offset, struct reading *reading,
		     struct source *source, struct error *err)
{
	off_t at = reading->ended ? lseek(log->fd, 0, SEEK_CUR) : 0;
	off_t end = reading->ended ? lseek(log->fd, 0, SEEK_END) : 0;
	int code = 0;

	if (end > at) {
		reading->sources->life_unread += (uint64_t)(end - at);
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
	const struct auditlog_sink sink = {
		.take = take_record,
		.counter = count_records,
		.may_end = reading->window_only,
		.context = reading,
	};
	struct source source;
	int code;

	if (offset && !laststart_is_at(log->fd, offset))
		return error_set(err, -ESTALE,
				 "cannot read '%s': it became shorter or another while it was read",
				 log->name);
	if (offset && lseek(log->fd, offset, SEEK_SET) < 0)
		return error_set(err, -errno, "cannot read '%s': %s", log->name, strerror(errno));
	reading->fd = offset || lseek(log->fd, 0, SEEK_CUR) >= 0 ? log->fd : -1;
	reading->offset = offset;
	code = auditlog_read(log->fd, log->name, &sink, &source, err);
	if (code < 0)
		return code;
	if (reading->fd >= 0)
		reading->bytes += (uint64_t)(lseek(log->fd, 0, SEEK_CUR) - offset);
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
		began_ms = boottime_find(evidence->root, last.time_ms);
	return laststart_find(set, began_ms, &reading->start);
}

/* Where to begin: at the newest boot when it is enough and found, otherwise at the first log. */
static int find_start(const struct evidence *evidence, enum sources_reach reach,
		      struct reading *reading, struct error *err)
{
	CLEANUP(logset_done) struct logset set = { 0 };
	int code = reach == SOURCES_WHOLE ? 0 : logset_init(evidence, &set);

	if (code > 0 && reach == SOURCES_NEWEST_OF_LARGE && set.bytes <= SOURCES_LARGE_BYTES)
		code = 0;
	/* Where no second boot is found the set is of one. */
	reading->window_only = reach == SOURCES_WINDOW && code > 0;
	if (code > 0)
		code = search(evidence, &set, reading);
	if (code < 0)
		return error_set(err, code, "cannot search the audit logs: %s", strerror(-code));
	reading->sources->boots.since_ms = reading->start.time_ms;
	reading->sources->older_unread = (uint64_t)reading->start.older;
	return 0;
}

static int finish_logs(struct sources *sources, struct error *err)
{
	if (boots_finish(&sources->boots) < 0)
		return error_memory(err, "sort the records");
	/* What stands before the start was seen to be an earlier boot. */
	if (sources->boots.since_ms && sources->boots.count)
		sources->boots.list[0]->after_reboot = true;
	return 0;
}

static void add_unread(const struct evidence_log *log, struct reading *reading)
{
	off_t end = lseek(log->fd, 0, SEEK_END);

	reading->sources->life_unread += end > 0 ? (uint64_t)end : 0;
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
static uint64_t bytes_ahead(const struct evidence *evidence, const struct laststart *start)
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

static int read_logs(const struct evidence *evidence, enum sources_reach reach,
		     struct sources *sources, struct error *err)
{
	struct reading reading = { .sources = sources };
	int code = find_start(evidence, reach, &reading, err);

	progress_begin(&reading.progress, bytes_ahead(evidence, &reading.start));
	for (size_t i = 0; i < evidence->n_logs && code == 0; i++) {
		struct source source = { 0 };

		code = take_log(evidence, i, &reading, &source, err);
		if (code == 0)
			code = add_source(sources, &source, err);
	}
	progress_end(&reading.progress);
	return code < 0 ? code : finish_logs(sources, err);
}

/*
 * Reads a small text of the root and lists it.
 * Gives: 1 and the text; 0 when it is not there, which is listed as missing; or -errno.
 */
static int read_text(const struct root *root, const char *kind, const char *path,
		     struct sources *sources, char **ret_text, struct error *err)
{
	struct source source = { .kind = kind, .path = root_display(root, path) };
	int code = root_read(root, path, TEXT_BYTES_MAX, ret_text, NULL, err);

	source.missing = code == -ENOENT;
	if (code < 0 && code != -ENOENT) {
		source_done(&source);
		return code;
	}
	if (add_source(sources, &source, err) < 0)
		return -ENOMEM;
	return code == 0;
}

static int read_cmdline(const struct root *root, struct sources *sources, struct error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	int code = read_text(root, "cmdline", "proc/cmdline", sources, &text, err);

	if (code > 0)
		cmdline_parse(text, &sources->cmdline);
	return code < 0 ? code : 0;
}

static int note(struct sources *sources, const char *format, unsigned number, struct error *err)
{
	struct source *source = &sources->list[sources->n_list - 1];

	return asprintf(&source->note, format, number) < 0 ? error_memory(err, "note a source") : 0;
}

/* Gives 1 when the file was there, 0 when not, or -errno. */
static int read_rules_file(const struct root *root, const char *path, struct sources *sources,
			   struct error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	int code = read_text(root, "rules", path, sources, &text, err);
	unsigned bad = code > 0 ? rules_parse(text, &sources->rules) : 0;

	if (bad && note(sources, "line %u: a setting whose value is not a number", bad, err) < 0)
		return -ENOMEM;
	return code;
}

static bool has_suffix(const char *name, const char *suffix)
{
	size_t length = strlen(name), wanted = strlen(suffix);

	return length > wanted && strcmp(name + length - wanted, suffix) == 0;
}

/* rules.d is what augenrules makes audit.rules of: it counts where there is none yet. */
static int read_rules_directory(const struct root *root, struct sources *sources, struct error *err)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	int code = root_list(root, "etc/audit/rules.d", &names, err);

	for (size_t i = 0; i < names.count && code >= 0; i++) {
		CLEANUP(cleanup_free) char *path = NULL;

		if (!has_suffix(names.names[i], ".rules"))
			continue;
		if (asprintf(&path, "etc/audit/rules.d/%s", names.names[i]) < 0)
			return error_memory(err, "read the rules");
		code = read_rules_file(root, path, sources, err);
	}
	return code == -ENOENT || code > 0 ? 0 : code;
}

static int read_rules(const struct root *root, struct sources *sources, struct error *err)
{
	int code = read_rules_file(root, "etc/audit/audit.rules", sources, err);

	if (code < 0)
		return code;
	return code == 0 ? read_rules_directory(root, sources, err) : 0;
}

static int take_answer(const struct status_answer *answer, struct sources *sources,
		       struct error *err)
{
	struct source source = { .kind = "status", .path = strdup("the running kernel") };

	sources->status = answer->status;
	if (answer->reason.code < 0) {
		source.missing = true;
		source.note = strdup(answer->reason.text);
	}
	return add_source(sources, &source, err);
}

static int read_status(const struct root *root, struct sources *sources, struct error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	int code =
		read_text(root, "status", "sos_commands/auditd/auditctl_-s", sources, &text, err);

	if (code > 0 && status_parse(text, &sources->status) < 0)
		code = note(sources, "it holds no 'lost' counter and was not used", 0, err);
	return code < 0 ? code : 0;
}

static void end_journal(struct journal **journal)
{
	journal_free(*journal);
}

/* A journal that may not be read is listed, not an error: much can be said without it. */
static int note_no_journal(struct sources *sources, int code, const struct error *reason,
			   struct error *err)
{
	struct source source = { .kind = "journal", .missing = true };

	source.path = strdup("var/log/journal");
	if (code != -ENOENT)
		source.note = strdup(reason->text);
	return add_source(sources, &source, err);
}

static int read_journal(const struct root *root, struct sources *sources, struct error *err)
{
	CLEANUP(end_journal) struct journal *journal = NULL;
	struct source source = { 0 };
	struct error reason = { 0 };
	int code = journal_new(root, &journal, &reason);

	if (code == -ENOENT || code == -EACCES || code == -EPERM || code == -ELIBACC)
		return note_no_journal(sources, code, &reason, err);
	if (code < 0)
		return error_set(err, code, "%s", reason.text);
	code = recovery_journal(journal, &sources->boots, err);
	if (code == 0)
		code = journal_source(journal, &source, err);
	return code < 0 ? code : add_source(sources, &source, err);
}

static int add_kernellog(void *context, const struct kernellogs_file *file, struct error *err)
{
	struct sources *sources = context;
	struct source source = { .kind = "kernel-log", .missing = file->fd < 0 };
	unsigned number = BOOTLOG_TEXTS + (unsigned)sources->n_list;
	int code = 0;

	if (!source.missing)
		code = recovery_kernellog(file, number, &sources->boots, &source, err);
	if (code < 0)
		return code;
	if (source.missing) {
		source.path = strdup(file->name);
		source.note = file->note ? strdup(file->note) : NULL;
	}
	return add_source(sources, &source, err);
}

static bool has_kernellog(const struct boots *boots)
{
	for (size_t i = 0; i < boots->count; i++)
		if (boots->list[i]->bootlog.source)
			return true;
	return false;
}

static int read_kernellogs(const struct root *root, struct sources *sources, struct error *err)
{
	int code = kernellogs_of_root(root, add_kernellog, sources, err);

	if (code == 0 && !has_kernellog(&sources->boots))
		code = kernellogs_of_syslog(root, add_kernellog, sources, err);
	return code;
}

static int read_given_kernellogs(const struct evidence *evidence, struct sources *sources,
				 struct error *err)
{
	int code = 0;

	for (size_t i = 0; i < evidence->n_kernel_logs && code == 0; i++)
		code = kernellogs_given(evidence->kernel_logs[i], add_kernellog, sources, err);
	return code;
}

/* As journalctl writes it. */
static void drop_dashes(char *id)
{
	char *to = id;

	for (const char *from = id; *from; from++)
		if (*from != '-')
			*to++ = *from;
	*to = '\0';
}

static int read_boot_id(const struct root *root, struct sources *sources, struct error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	int code = root_read(root, "proc/sys/kernel/random/boot_id", 4096, &text, NULL, err);

	if (code < 0)
		return code == -ENOENT ? 0 : code;
	sources->boot_id = strndup(text, strcspn(text, "\n"));
	if (!sources->boot_id)
		return error_memory(err, "read the boot id");
	drop_dashes(sources->boot_id);
	return 0;
}

static int read_machine(const struct evidence *evidence, struct sources *sources, struct error *err)
{
	int code = read_cmdline(evidence->root, sources, err);

	if (code == 0)
		code = read_rules(evidence->root, sources, err);
	if (code == 0)
		code = evidence->asked ? take_answer(evidence->asked, sources, err)
				       : read_status(evidence->root, sources, err);
	if (code == 0)
		code = read_boot_id(evidence->root, sources, err);
	if (code == 0)
		code = read_journal(evidence->root, sources, err);
	if (code == 0)
		code = read_given_kernellogs(evidence, sources, err);
	if (code == 0)
		code = read_kernellogs(evidence->root, sources, err);
	return code;
}

/* What an archive held and was not taken. */
static int note_root(const struct root *root, struct sources *sources, struct error *err)
{
	struct source source = { .kind = "archive", .path = root_display(root, "") };
	const char *note = root_note(root);

	if (note)
		source.note = strdup(note);
	if (note && source.note && source.path)
		return add_source(sources, &source, err);
	source_done(&source);
	return note ? error_memory(err, "list the sources") : 0;
}

/* No record at all: nothing can be said, not even that the boot is unknown. */
static int check_records(const struct sources *sources, const struct evidence *evidence,
			 struct error *err)
{
	uint64_t records = 0;
	const struct source *first = NULL;

	for (size_t i = 0; i < sources->n_list; i++) {
		records += sources->list[i].records;
		if (!first && strcmp(sources->list[i].kind, "audit-log") == 0)
			first = &sources->list[i];
	}
	if (records || sources->boots.count)
		return 0;
	if (!evidence->n_logs || !first)
		return error_set(
			err, -ENODATA,
			"cannot find an audit log in the evidence: give the log, or --root with var/log/audit in it");
	return error_set(err, -ENODATA, "cannot find an audit record in '%s': %s", first->path,
			 first->note ? first->note : "it is empty");
}

int sources_read(struct evidence *evidence, enum sources_reach reach, struct sources *ret_sources,
		 struct error *err)
{
	CLEANUP(sources_done) struct sources sources = { 0 };
	int code = read_logs(evidence, reach, &sources, err);

	if (code == 0 && evidence->root)
		code = note_root(evidence->root, &sources, err);
	if (code == 0 && evidence->root)
		code = read_machine(evidence, &sources, err);
	if (code == 0 && !evidence->root)
		code = read_given_kernellogs(evidence, &sources, err);
	if (code == 0)
		code = check_records(&sources, evidence, err);
	if (code == 0 && boots_number(&sources.boots) < 0)
		code = error_memory(err, "number the boots");
	if (code < 0)
		return code;
	*ret_sources = sources;
	sources = (struct sources){ 0 };
	return 0;
}
