/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: the journal. */
#define _GNU_SOURCE
#include "sources/journal.h"

#include "base/array.h"
#include "base/cleanup.h"
#include "base/lines.h"
#include "base/progress.h"
#include "base/text.h"
#include "sources/libsystemd.h"

#include <errno.h>
#include <inttypes.h>
#include <libaudit.h>
#include <stdarg.h>
#include <string.h>

#define PERSISTENT "var/log/journal"
#define VOLATILE "run/log/journal"
#define USEC_PER_MSEC 1000u

/* "type=UNKNOWN[4294967295] msg=audit(18446744073709.999:4294967295): " */
#define PREFIX_BYTES 128

/* A file that holds a boot. */
struct span {
	size_t file;
	sd_id128_t boot;
	int64_t first_ms;
};

struct journal {
	const struct root *root;
	struct root_names files; /* paths in the root */
	size_t files_capacity;
	bool persistent; /* some are of the folder that outlives the boot */
	struct journal_boot *boots;
	size_t n_boots, boots_capacity;
	struct span *spans;
	size_t n_spans, spans_capacity;
	uint64_t entries, records, unreadable;
	struct progress progress;
	char *damage; /* the first that was met, in a sentence */
	uint64_t n_damages;
};

static void cleanup_journal(sd_journal **handle)
{
	if (*handle)
		libsystemd()->sd_journal_close(*handle);
}

void journal_free(struct journal *journal)
{
	if (!journal)
		return;
	progress_end(&journal->progress);
	root_names_done(&journal->files);
	free(journal->boots);
	free(journal->spans);
	free(journal->damage);
	free(journal);
}

/* The reason of a code that sd-journal gives for a file. */
static const char *reason_of(int code)
{
	switch (-code) {
	case EBADMSG:
	case EIO:
	case EADDRNOTAVAIL:
		return "damaged";
	case ENODATA:
		return "empty or cut short";
	case EPROTONOSUPPORT:
	case EOPNOTSUPP:
		return "in a format that this libsystemd does not know";
	default:
		return strerror(-code);
	}
}

/* Keeps the first damage in words and counts the others. Gives 0 or -ENOMEM. */
__attribute__((format(printf, 3, 4))) static int add_damage(struct journal *journal,
							    struct error *err, const char *format,
							    ...)
{
	va_list args;
	int length;

	if (journal->n_damages++)
		return 0;
	va_start(args, format);
	length = vasprintf(&journal->damage, format, args);
	va_end(args);
	if (length >= 0)
		return 0;
	journal->damage = NULL;
	return error_memory(err, "note a damaged journal");
}

static int add_damaged_file(struct journal *journal, size_t file, const char *what, int code,
			    struct error *err)
{
	CLEANUP(cleanup_free) char *shown = root_display(journal->root, journal->files.names[file]);

	return shown ? add_damage(journal, err, "cannot %s '%s': %s", what, shown, reason_of(code))
		     : error_memory(err, "note a damaged journal");
}

static bool is_journal(const char *name)
{
	const char *suffix = strrchr(name, '.');

	return suffix && (strcmp(suffix, ".journal") == 0 || strcmp(suffix, ".journal~") == 0) &&
	       strncmp(name, "user-", 5) != 0;
}

static int add_file(struct journal *journal, const char *directory, const char *name,
		    struct error *err)
{
	char **grown = array_grow(journal->files.names, journal->files.count,
				  &journal->files_capacity, sizeof(*grown));

	if (!grown)
		return error_memory(err, "list the journal");
	journal->files.names = grown;
	if (asprintf(&grown[journal->files.count], "%s/%s", directory, name) < 0)
		return error_memory(err, "list the journal");
	journal->files.count++;
	return 0;
}

static int find_files(struct journal *journal, const char *directory, struct error *err)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	int code = root_list(journal->root, directory, &names, err);

	for (size_t i = 0; i < names.count && code == 0; i++)
		if (is_journal(names.names[i]))
			code = add_file(journal, directory, names.names[i], err);
	return code == -ENOENT ? 0 : code;
}

static int find_machines(struct journal *journal, const char *directory, struct error *err)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	int code = root_list(journal->root, directory, &names, err);

	for (size_t i = 0; i < names.count && code == 0; i++) {
		CLEANUP(cleanup_free) char *machine = NULL;

		if (names.names[i][0] == '.')
			continue;
		if (asprintf(&machine, "%s/%s", directory, names.names[i]) < 0)
			return error_memory(err, "list the journal");
		code = find_files(journal, machine, err);
	}
	return code == -ENOENT ? 0 : code;
}

/* Copies a field of the current entry. Gives its length (cut to what fits), or -errno. */
static ssize_t get_field(sd_journal *handle, const char *name, char *text, size_t size)
{
	size_t length, skip = strlen(name) + 1;
	const void *data;
	int code = libsystemd()->sd_journal_get_data(handle, name, &data, &length);

	if (code < 0)
		return code;
	if (length < skip)
		return -EBADMSG;
	length -= skip;
	if (length >= size)
		length = size - 1;
	memcpy(text, (const char *)data + skip, length);
	text[length] = '\0';
	return (ssize_t)length;
}

static int get_number(sd_journal *handle, const char *name, uint64_t *ret_number)
{
	char text[24], *end;
	ssize_t length = get_field(handle, name, text, sizeof(text));

	if (length < 0)
		return (int)length;
	if (text[0] < '0' || text[0] > '9')
		return -EBADMSG;
	errno = 0;
	*ret_number = strtoull(text, &end, 10);
	return errno || *end ? -EBADMSG : 0;
}

static int get_received(sd_journal *handle, int64_t *ret_ms)
{
	uint64_t us;
	int code = libsystemd()->sd_journal_get_realtime_usec(handle, &us);

	if (code == 0)
		*ret_ms = (int64_t)(us / USEC_PER_MSEC);
	return code;
}

static int match_boot(sd_journal *handle, sd_id128_t boot)
{
	char match[] = "_BOOT_ID=0123456789abcdef0123456789abcdef";

	libsystemd()->sd_journal_flush_matches(handle);
	(void)libsystemd()->sd_id128_to_string(boot, match + strlen("_BOOT_ID="));
	return libsystemd()->sd_journal_add_match(handle, match, 0);
}

static struct journal_boot *find_boot(struct journal *journal, const char *id, struct error *err)
{
	struct journal_boot *grown;

	for (size_t i = 0; i < journal->n_boots; i++)
		if (strcmp(journal->boots[i].id, id) == 0)
			return &journal->boots[i];
	grown = array_grow(journal->boots, journal->n_boots, &journal->boots_capacity,
			   sizeof(*grown));
	if (!grown) {
		(void)error_memory(err, "list the boots of the journal");
		return NULL;
	}
	journal->boots = grown;
	grown += journal->n_boots++;
	*grown = (struct journal_boot){ .first_ms = INT64_MAX, .last_ms = INT64_MIN };
	memcpy(grown->id, id, JOURNAL_ID_BYTES);
	return grown;
}

/* Puts what the file holds of a boot to what is known of it; the handle stands on its last entry.
 */
static int add_span(struct journal *journal, sd_journal *handle, const struct span *span,
		    int64_t last_ms, struct error *err)
{
	char id[JOURNAL_ID_BYTES];
	struct journal_boot *boot =
		find_boot(journal, libsystemd()->sd_id128_to_string(span->boot, id), err);
	struct span *grown = array_grow(journal->spans, journal->n_spans, &journal->spans_capacity,
					sizeof(*grown));

	if (grown)
		journal->spans = grown;
	if (!boot || !grown)
		return error_memory(err, "list the boots of the journal");
	grown[journal->n_spans++] = *span;
	if (span->first_ms < boot->first_ms)
		boot->first_ms = span->first_ms;
	if (last_ms <= boot->last_ms)
		return 0;
	boot->last_ms = last_ms;
	(void)get_field(handle, "_MACHINE_ID", boot->machine, sizeof(boot->machine));
	(void)get_field(handle, "_HOSTNAME", boot->hostname, sizeof(boot->hostname));
	return 0;
}

static int seek_first(sd_journal *handle)
{
	int code = libsystemd()->sd_journal_seek_head(handle);

	return code < 0 ? code : libsystemd()->sd_journal_next(handle);
}

static int seek_last(sd_journal *handle)
{
	int code = libsystemd()->sd_journal_seek_tail(handle);

	return code < 0 ? code : libsystemd()->sd_journal_previous(handle);
}

/* Goes to an end and gives when the entry there was taken in; none is a damage, for the boot's id
 * is in the file. */
static int seek_ms(sd_journal *handle, int (*seek)(sd_journal *), int64_t *ret_ms)
{
	int code = seek(handle);

	if (code == 0)
		return -EBADMSG;
	return code < 0 ? code : get_received(handle, ret_ms);
}

static int index_boot(struct journal *journal, sd_journal *handle, size_t file, sd_id128_t boot,
		      struct error *err)
{
	struct span span = { .file = file, .boot = boot };
	int64_t last_ms = INT64_MIN;
	int code = match_boot(handle, boot);

	if (code >= 0)
		code = seek_ms(handle, seek_first, &span.first_ms);
	if (code >= 0)
		code = seek_ms(handle, seek_last, &last_ms);
	if (code < 0)
		return code == -ENOMEM ? error_memory(err, "read the journal")
				       : add_damaged_file(journal, file, "read all of", code, err);
	return add_span(journal, handle, &span, last_ms, err);
}

struct ids {
	sd_id128_t *list;
	size_t count, capacity;
};

static void ids_done(struct ids *ids)
{
	free(ids->list);
}

/* The boots that a file names. Gives 0 or -errno, and then those met before. */
static int list_ids(sd_journal *handle, struct ids *ids)
{
	size_t length, skip = strlen("_BOOT_ID=");
	const void *data;
	int code = libsystemd()->sd_journal_query_unique(handle, "_BOOT_ID");

	while (code >= 0 &&
	       (code = libsystemd()->sd_journal_enumerate_unique(handle, &data, &length)) > 0) {
		char text[JOURNAL_ID_BYTES] = "";
		sd_id128_t *grown =
			array_grow(ids->list, ids->count, &ids->capacity, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		ids->list = grown;
		if (length == skip + 32)
			memcpy(text, (const char *)data + skip, 32);
		if (libsystemd()->sd_id128_from_string(text, &grown[ids->count]) < 0)
			return -EBADMSG;
		ids->count++;
	}
	return code;
}

/* Opens a file of the journal. Gives 0, or -errno with its text unless the file is damaged. */
static int open_file(const struct journal *journal, size_t file, int *ret_fd,
		     sd_journal **ret_handle, struct error *err)
{
	int code = root_open(journal->root, journal->files.names[file], ret_fd, err);

	if (code < 0)
		return code;
	code = libsystemd()->sd_journal_open_files_fd(ret_handle, ret_fd, 1, 0);
	root_unname_journals(journal->root);
	return code;
}

static int index_file(struct journal *journal, size_t file, struct error *err)
{
	CLEANUP(ids_done) struct ids ids = { 0 };
	CLEANUP(cleanup_close) int fd = -1;
	CLEANUP(cleanup_journal) sd_journal *handle = NULL;
	int listed, code = open_file(journal, file, &fd, &handle, err);

	if (code < 0)
		return code;
	listed = list_ids(handle, &ids);
	for (size_t i = 0; i < ids.count && code >= 0; i++)
		code = index_boot(journal, handle, file, ids.list[i], err);
	if (listed < 0 && code >= 0)
		code = add_damaged_file(journal, file, "read all of", listed, err);
	return code < 0 ? code : 0;
}

static bool is_denied(int code)
{
	return code == -EACCES || code == -EPERM;
}

/* One file that cannot be opened is noted; when all are denied, that is the reason to give. */
static int index_files(struct journal *journal, struct error *err)
{
	struct error denied = { 0 };
	size_t n_denied = 0;

	for (size_t i = 0; i < journal->files.count; i++) {
		struct error reason = { 0 };
		int code = index_file(journal, i, &reason);

		if (code == -ENOMEM || code == -EMFILE || code == -ENFILE)
			return error_set(err, code, "cannot read the journal: %s", strerror(-code));
		if (code < 0 && add_damaged_file(journal, i, "open", code, err) < 0)
			return -ENOMEM;
		n_denied += is_denied(code);
		if (is_denied(code) && !denied.code)
			denied = reason;
	}
	if (!n_denied || n_denied < journal->files.count)
		return 0;
	return error_set(err, denied.code,
			 "%s (the journal is for root and the groups systemd-journal and adm)",
			 denied.text);
}

static int by_first(const void *left, const void *right)
{
	const struct journal_boot *a = left, *b = right;

	return a->first_ms < b->first_ms ? -1 : a->first_ms > b->first_ms;
}

int journal_new(const struct root *root, struct journal **ret_journal, struct error *err)
{
	struct journal *journal = calloc(1, sizeof(*journal));
	int code;

	if (!journal)
		return error_memory(err, "open the journal");
	journal->root = root;
	progress_begin(&journal->progress, PROGRESS_JOURNAL, 0);
	code = find_machines(journal, PERSISTENT, err);
	journal->persistent = journal->files.count > 0;
	if (code == 0)
		code = find_machines(journal, VOLATILE, err);
	if (code == 0 && !journal->files.count)
		code = -ENOENT;
	if (code == 0)
		code = libsystemd_load(err);
	if (code == 0)
		code = index_files(journal, err);
	if (code < 0) {
		journal_free(journal);
		return code;
	}
	if (journal->n_boots)
		qsort(journal->boots, journal->n_boots, sizeof(*journal->boots), by_first);
	*ret_journal = journal;
	return 0;
}

const struct journal_boot *journal_boots(const struct journal *journal, size_t *ret_count)
{
	*ret_count = journal->n_boots;
	return journal->boots;
}

/* Several files of the journal, read as one. */
struct handle {
	sd_journal *journal;
	int *fds;
	size_t *files;
	size_t count;
};

static void handle_done(struct handle *handle)
{
	libsystemd()->sd_journal_close(handle->journal);
	for (size_t i = 0; i < handle->count; i++)
		(void)close(handle->fds[i]);
	free(handle->fds);
	free(handle->files);
	*handle = (struct handle){ 0 };
}

/* What is read of the journal. */
struct part {
	sd_id128_t boot;
	unsigned kinds; /* of enum journal_kind */
	int64_t end_ms;
};

/* The boot's entries of these kinds, and nothing of the rest. */
static int match_entries(sd_journal *handle, const struct part *part)
{
	int code = match_boot(handle, part->boot);

	if (code >= 0 && (part->kinds & JOURNAL_AUDIT))
		code = libsystemd()->sd_journal_add_match(handle, "_TRANSPORT=audit", 0);
	if (code >= 0 && (part->kinds & JOURNAL_KERNEL))
		code = libsystemd()->sd_journal_add_match(handle, "_TRANSPORT=kernel", 0);
	return code;
}

/* Opens the files that hold the boot up to the end; those that begin later are left alone. */
static int open_boot(const struct journal *journal, const struct part *part, struct handle *handle,
		     struct error *err)
{
	int code = 0;

	handle->fds = calloc(journal->n_spans + 1, sizeof(*handle->fds));
	handle->files = calloc(journal->n_spans + 1, sizeof(*handle->files));
	if (!handle->fds || !handle->files)
		return error_memory(err, "read the journal");
	for (size_t i = 0; i < journal->n_spans; i++) {
		const struct span *span = &journal->spans[i];

		if (!sd_id128_equal(span->boot, part->boot) || span->first_ms > part->end_ms)
			continue;
		code = root_open(journal->root, journal->files.names[span->file],
				 &handle->fds[handle->count], err);
		if (code < 0)
			return code;
		handle->files[handle->count++] = span->file;
	}
	if (handle->count)
		code = libsystemd()->sd_journal_open_files_fd(&handle->journal, handle->fds,
							      (unsigned)handle->count, 0);
	root_unname_journals(journal->root);
	if (code >= 0 && handle->count)
		code = match_entries(handle->journal, part);
	return code < 0 ? error_set(err, code, "cannot read the journal: %s", reason_of(code)) : 0;
}

/* A line of the journal being rebuilt, and the message it is made of. */
struct reader {
	struct journal *journal;
	sd_journal *handle;
	char *message;
	char *line;
	journal_sink sink;
	void *context;
};

/* As auditd does with a record that it writes raw: one line, and no blank at its end. */
static size_t one_line(char *text, size_t length)
{
	char *newline = text;

	while ((newline = memchr(newline, '\n', length - (size_t)(newline - text))))
		*newline = ' ';
	return length && text[length - 1] == ' ' ? length - 1 : length;
}

/* Rebuilds the line of an audit record. Gives 0, or -EBADMSG for an entry that is none. */
static int get_record(struct reader *reader, struct journal_entry *entry)
{
	uint64_t type, serial, stamp_us;
	char name[TYPES_NAME_BYTES];
	const char *body;
	ssize_t length;
	int prefix;

	if (get_number(reader->handle, "_AUDIT_TYPE", &type) < 0 || type > UINT32_MAX ||
	    get_number(reader->handle, "_AUDIT_ID", &serial) < 0 || serial > UINT32_MAX ||
	    get_number(reader->handle, "_SOURCE_REALTIME_TIMESTAMP", &stamp_us) < 0)
		return -EBADMSG;
	length = get_field(reader->handle, "MESSAGE", reader->message, LINES_LONGEST);
	body = length < 0 ? NULL : memchr(reader->message, ' ', (size_t)length);
	if (!body)
		return -EBADMSG;
	body++;
	entry->type = (uint32_t)type;
	types_print(entry->type, name);
	prefix = snprintf(reader->line, PREFIX_BYTES,
			  "type=%s msg=audit(%" PRIu64 ".%03" PRIu64 ":%" PRIu64 "): ", name,
			  stamp_us / 1000000, stamp_us / 1000 % 1000, serial);
	length -= body - reader->message;
	memcpy(reader->line + prefix, body, (size_t)length);
	return record_scan(reader->line, one_line(reader->line, (size_t)(prefix + length)),
			   &entry->record);
}

/* Gives 1 for a message of the kernel's own, 0 for one that user space wrote to /dev/kmsg. */
static int get_message(struct reader *reader, struct journal_entry *entry)
{
	uint64_t facility = 0;
	ssize_t length;
	int code = get_number(reader->handle, "SYSLOG_FACILITY", &facility);

	if (code < 0 && code != -ENOENT)
		return code;
	if (facility)
		return 0;
	length = get_field(reader->handle, "MESSAGE", reader->message, LINES_LONGEST);
	if (length < 0)
		return (int)length;
	entry->message = (struct slice){ .start = reader->message, .length = (size_t)length };
	(void)get_number(reader->handle, "_SOURCE_MONOTONIC_TIMESTAMP", &entry->monotonic_us);
	return 1;
}

/* Gives 1 and an entry, 0 for one that is left out, or -errno for one that cannot be read. */
static int get_entry(struct reader *reader, struct journal_entry *entry)
{
	char transport[8];
	sd_id128_t boot;
	ssize_t length = get_field(reader->handle, "_TRANSPORT", transport, sizeof(transport));
	int code = length < 0 ? (int)length
			      : libsystemd()->sd_journal_get_monotonic_usec(
					reader->handle, &entry->monotonic_us, &boot);

	if (code < 0)
		return code;
	entry->received_us = entry->monotonic_us;
	entry->kind = strcmp(transport, "audit") == 0 ? JOURNAL_AUDIT : JOURNAL_KERNEL;
	if (entry->kind == JOURNAL_KERNEL)
		return get_message(reader, entry);
	code = get_record(reader, entry);
	return code < 0 ? code : 1;
}

/* Takes in the entry on which the handle stands. Gives 0, a positive value to stop, or -errno. */
static int take_entry(struct reader *reader, int64_t end_ms)
{
	struct journal_entry entry = { 0 };
	int code = get_received(reader->handle, &entry.received_ms);

	if (code >= 0 && entry.received_ms > end_ms)
		return 1;
	if (code >= 0)
		code = get_entry(reader, &entry);
	progress_add(&reader->journal->progress,
		     entry.kind == JOURNAL_AUDIT ? entry.record.line.length : entry.message.length);
	if (code == -ENOMEM)
		return code;
	if (code < 0)
		reader->journal->unreadable++;
	if (code <= 0)
		return 0;
	reader->journal->entries++;
	reader->journal->records += entry.kind == JOURNAL_AUDIT;
	return reader->sink(reader->context, &entry);
}

/* Notes a file that cannot be read to its end, with the last time that was. */
static int check_file(struct journal *journal, size_t file, const struct part *part,
		      struct error *err)
{
	CLEANUP(cleanup_close) int fd = -1;
	CLEANUP(cleanup_journal) sd_journal *handle = NULL;
	CLEANUP(cleanup_free) char *shown = root_display(journal->root, journal->files.names[file]);
	char last[TEXT_TIME_BYTES] = "its beginning";
	int64_t last_ms = INT64_MIN;
	int code = open_file(journal, file, &fd, &handle, err);

	if (code >= 0)
		code = match_entries(handle, part);
	if (code >= 0)
		code = seek_first(handle);
	while (code > 0 && get_received(handle, &last_ms) >= 0 && last_ms <= part->end_ms) {
		text_time(last_ms, last);
		code = libsystemd()->sd_journal_next(handle);
	}
	if (code > 0 || (code == 0 && seek_last(handle) > 0))
		return 0;
	return shown ? add_damage(journal, err, "cannot read '%s' beyond %s: damaged", shown, last)
		     : error_memory(err, "note a damaged journal");
}

/* sd-journal quietly drops a file that fails it on the way: then its files take up less. */
static int check_files(struct journal *journal, const struct handle *handle, uint64_t bytes_before,
		       const struct part *part, struct error *err)
{
	uint64_t bytes;
	int code = 0;

	if (libsystemd()->sd_journal_get_usage(handle->journal, &bytes) >= 0 &&
	    bytes >= bytes_before)
		return 0;
	for (size_t i = 0; i < handle->count && code == 0; i++)
		code = check_file(journal, handle->files[i], part, err);
	return code;
}

static int read_entries(struct reader *reader, int64_t end_ms, struct error *err)
{
	int taken = 0, code = seek_first(reader->handle);

	while (code > 0 && (taken = take_entry(reader, end_ms)) == 0)
		code = libsystemd()->sd_journal_next(reader->handle);
	if (code == -ENOMEM || taken == -ENOMEM)
		return error_memory(err, "read the journal");
	if (taken < 0)
		return error_set(err, taken, "cannot take in the journal: %s", strerror(-taken));
	if (code < 0)
		return add_damage(reader->journal, err, "cannot read all of the journal: %s",
				  reason_of(code));
	return 0;
}

static bool holds_boot(const struct journal *journal, sd_id128_t boot)
{
	for (size_t i = 0; i < journal->n_spans; i++)
		if (sd_id128_equal(journal->spans[i].boot, boot))
			return true;
	return false;
}

int journal_read(struct journal *journal, const char *boot_id, unsigned kinds, int64_t end_ms,
		 journal_sink sink, void *context, struct error *err)
{
	CLEANUP(handle_done) struct handle handle = { 0 };
	CLEANUP(cleanup_free) char *message = malloc(LINES_LONGEST);
	CLEANUP(cleanup_free) char *line = malloc(LINES_LONGEST + PREFIX_BYTES);
	struct reader reader = { .message = message, .line = line, .journal = journal };
	struct part part = { .kinds = kinds, .end_ms = end_ms };
	uint64_t bytes = 0;
	int code;

	if (!message || !line)
		return error_memory(err, "read the journal");
	if (libsystemd()->sd_id128_from_string(boot_id, &part.boot) < 0)
		return error_set(err, -EINVAL,
				 "cannot read boot '%s' of the journal: not a boot id", boot_id);
	if (!holds_boot(journal, part.boot))
		return -ENOENT;
	code = open_boot(journal, &part, &handle, err);
	if (code < 0 || !handle.journal)
		return code;
	reader.handle = handle.journal;
	reader.sink = sink;
	reader.context = context;
	(void)libsystemd()->sd_journal_get_usage(handle.journal, &bytes);
	code = read_entries(&reader, end_ms, err);
	return code < 0 ? code : check_files(journal, &handle, bytes, &part, err);
}

/* "cannot open 'X': damaged (and 2 more like it); 3 entries cannot be read". Gives 0 or -ENOMEM. */
static int describe(const struct journal *journal, struct source *source)
{
	char more[48] = "", entries[64] = "";

	if (journal->n_damages > 1)
		(void)snprintf(more, sizeof(more), " (and %" PRIu64 " more)",
			       journal->n_damages - 1);
	if (journal->unreadable)
		(void)snprintf(entries, sizeof(entries), "%s%" PRIu64 " entr%s cannot be read",
			       journal->damage ? "; " : "", journal->unreadable,
			       journal->unreadable == 1 ? "y" : "ies");
	if (!journal->damage && !journal->unreadable)
		return 0;
	return asprintf(&source->note, "%s%s%s", journal->damage ? journal->damage : "", more,
			entries) < 0
		       ? -ENOMEM
		       : 0;
}

int journal_source(const struct journal *journal, struct source *ret_source, struct error *err)
{
	struct source source = {
		.kind = "journal",
		.path = root_display(journal->root, journal->persistent ? PERSISTENT : VOLATILE),
		.lines = journal->entries,
		.records = journal->records,
		.skipped = journal->unreadable,
	};

	if (!source.path || describe(journal, &source) < 0) {
		free(source.path);
		return error_memory(err, "describe the journal");
	}
	*ret_source = source;
	return 0;
}
