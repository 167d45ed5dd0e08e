/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: the journal. */
#include "evidence/journal.h"

#include "evidence/journal_parts.h"
#include "input/tmpfile.h"
#include "util/cleanup.h"
#include "util/inodes.h"
#include "util/progress.h"
#include "util/text.h"
#include "util/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#define USEC_PER_MSEC 1000u

/* Files that one process lists the boots of. */
#define FILES_AT_ONCE 64

/* Descriptors for all else, and the fewest of them: the child's socket, libraries. */
#define DESCRIPTORS_BESIDE 128
#define DESCRIPTORS_NEEDED 12

/* Of all files together. */
#define BOOTS_MAX (1u << 14)
#define SPANS_MAX (1u << 16)

/* An entry has a header and one item at the least. Source: systemd journal-def.h EntryObject. */
#define ENTRY_BYTES_MIN 64

/* A file that holds a boot. */
struct span {
	size_t file;
	sd_id128_t boot;
	int64_t first_ms;
	bool mixed; /* the file has entries of other machines */
};

struct journal {
	const struct root *root; /* NULL where its files were given */
	const int *given;	 /* their descriptors, in the order of the files */
	struct journal_files files;
	struct journal_boot *boots;
	size_t n_boots, boots_capacity;
	struct span *spans;
	size_t n_spans, spans_capacity;
	const struct journal_hosts *hosts; /* until it is listed; or NULL */
	uint64_t entries, records, unreadable;
	uint64_t foreign_files, foreign_boots, foreign_entries;
	char sender[JOURNAL_ID_BYTES]; /* whose the foreign boots are; empty: none, or of several */
	uint64_t cpu_ms;	       /* that reading may still take */
	struct progress progress;
	char *damage; /* the first one, in a sentence */
	uint64_t n_damages;
};

void journal_free(struct journal *journal)
{
	if (!journal)
		return;
	progress_end(&journal->progress);
	journal_files_done(&journal->files);
	free(journal->boots);
	free(journal->spans);
	free(journal->damage);
	free(journal);
}

static char *journal_file_display(const struct journal *journal, size_t file)
{
	const char *path = journal->files.paths.names[file];

	return journal->root ? root_display(journal->root, path) : xstrdup(path);
}

/* Opens a file, or once more the one that was given. */
static int journal_open_file(const struct journal *journal, size_t file, int *ret_fd,
			     struct error *err)
{
	int fd;

	if (journal->root)
		return root_open(journal->root, journal->files.paths.names[file], ret_fd, err);
	fd = fcntl(journal->given[file], F_DUPFD_CLOEXEC, 3);
	if (fd < 0)
		return error_set(err, -errno, "cannot open '%s': %s",
				 journal->files.paths.names[file], strerror(errno));
	*ret_fd = fd;
	return 0;
}

static void journal_unname(const struct journal *journal)
{
	if (journal->root)
		root_unname_journals(journal->root);
}

/* Keeps the first damage in words and counts the others. */
__attribute__((format(printf, 2, 3))) static void add_damage(struct journal *journal,
							     const char *format, ...)
{
	va_list args;

	if (journal->n_damages++)
		return;
	va_start(args, format);
	journal->damage = xvasprintf(format, args);
	va_end(args);
}

static void add_damaged_file(struct journal *journal, size_t file, const char *verb,
			     const char *reason)
{
	CLEANUP(cleanup_free) char *shown = journal_file_display(journal, file);

	add_damage(journal, "cannot %s '%s': %s", verb, shown, reason);
}

/* The bytes of a file, without its holes. */
static uint64_t bytes_stored(int fd)
{
	struct stat status;
	uint64_t stored;

	if (fstat(fd, &status) < 0 || status.st_size < 0)
		return 0;
	stored = (uint64_t)status.st_blocks * 512;
	return stored < (uint64_t)status.st_size ? stored : (uint64_t)status.st_size;
}

/* Opens a file, unless it is open by another name: then gives -1 and 0. */
static int open_file_once(const struct journal *journal, size_t file, struct inodes *opened,
			  int *ret_fd, struct error *err)
{
	CLEANUP(cleanup_close) int fd = -1;
	struct stat status;
	int code = journal_open_file(journal, file, &fd, err);

	if (code < 0)
		return code;
	*ret_fd = -1;
	if (fstat(fd, &status) < 0 || inodes_add(opened, &status)) {
		*ret_fd = fd;
		fd = -1;
	}
	return 0;
}

static struct journal_boot *find_journal_boot(const struct journal *journal, const char *id)
{
	for (size_t i = 0; i < journal->n_boots; i++)
		if (strcmp(journal->boots[i].id, id) == 0)
			return &journal->boots[i];
	return NULL;
}

static struct journal_boot *find_or_add_boot(struct journal *journal, const char *id)
{
	struct journal_boot *boot = find_journal_boot(journal, id);

	if (boot)
		return boot;
	journal->boots = xarray_grow(journal->boots, journal->n_boots, &journal->boots_capacity,
				     sizeof(*journal->boots));
	boot = &journal->boots[journal->n_boots++];
	*boot = (struct journal_boot){ .first_ms = INT64_MAX, .last_ms = INT64_MIN };
	memcpy(boot->id, id, JOURNAL_ID_BYTES);
	return boot;
}

/* Files whose boots one process lists; an answer may end at any of them. */
struct batch {
	struct journal *journal;
	size_t files[FILES_AT_ONCE];
	int fds[FILES_AT_ONCE];
	struct inodes opened;
	size_t count, next;	    /* those before are done */
	size_t begun;		    /* the first that the process was asked about */
	struct journal_boot *found; /* of the next file */
	size_t n_found, found_capacity;
};

static void batch_done(struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++)
		(void)close(batch->fds[i]);
	inodes_done(&batch->opened);
	free(batch->found);
}

static bool has_span(const struct journal *journal, size_t file, sd_id128_t boot)
{
	for (size_t i = journal->n_spans; i > 0 && journal->spans[i - 1].file == file; i--)
		if (sd_id128_equal(journal->spans[i - 1].boot, boot))
			return true;
	return false;
}

static bool is_file_used(const struct journal *journal, size_t file)
{
	for (size_t i = 0; i < journal->n_spans; i++)
		if (journal->spans[i].file == file)
			return true;
	return false;
}

/* Adds the entries that a file holds of a boot to those of other files. */
static void add_span(struct journal *journal, const struct span *span,
		     const struct journal_boot *found)
{
	struct journal_boot *boot = find_or_add_boot(journal, found->id);

	journal->spans = xarray_grow(journal->spans, journal->n_spans, &journal->spans_capacity,
				     sizeof(*journal->spans));
	journal->spans[journal->n_spans++] = *span;
	boot->remote = span->file >= journal->files.n_own;
	if (found->first_ms < boot->first_ms)
		boot->first_ms = found->first_ms;
	if (found->last_ms <= boot->last_ms)
		return;
	boot->last_ms = found->last_ms;
	memcpy(boot->machine, found->machine, sizeof(boot->machine));
	memcpy(boot->hostname, found->hostname, sizeof(boot->hostname));
}

static bool is_wanted_host(const struct journal *journal, const char *host)
{
	for (size_t i = 0; i < journal->hosts->count; i++)
		if (text_same_host(host, journal->hosts->names[i]))
			return true;
	return false;
}

/* Nobody who sends a journal can put entries into a boot of this machine, or of a third one. */
static bool is_foreign_boot(const struct journal *journal, size_t file,
			    const struct journal_boot *found)
{
	const struct journal_boot *same = find_journal_boot(journal, found->id);

	if (file < journal->files.n_own)
		return *found->machine && strcmp(found->machine, journal->files.machine) != 0;
	return !*found->machine || !is_wanted_host(journal, found->hostname) ||
	       (same && (!same->remote || strcmp(same->machine, found->machine) != 0));
}

static void count_foreign_boot(struct journal *journal, size_t file,
			       const struct journal_boot *found)
{
	if (file >= journal->files.n_own)
		return;
	if (!journal->foreign_boots++)
		memcpy(journal->sender, found->machine, sizeof(journal->sender));
	else if (strcmp(journal->sender, found->machine) != 0)
		*journal->sender = '\0';
}

/* Gives 0, or -EBADMSG for a boot that comes twice. */
static int add_found_boot(struct batch *batch, const struct journal_boot *found, bool mixed)
{
	struct journal *journal = batch->journal;
	struct span span = { .file = batch->files[batch->next],
			     .first_ms = found->first_ms,
			     .mixed = mixed };

	if (libsystemd()->sd_id128_from_string(found->id, &span.boot) < 0 ||
	    has_span(journal, span.file, span.boot))
		return -EBADMSG;
	if (is_foreign_boot(journal, span.file, found))
		count_foreign_boot(journal, span.file, found);
	else if (journal->n_boots >= BOOTS_MAX || journal->n_spans >= SPANS_MAX)
		add_damaged_file(journal, span.file, "read all of", journal_client_reason(-E2BIG));
	else
		add_span(journal, &span, found);
	return 0;
}

/* The answer about the file is complete: only now its boots count. */
static int batch_finish_file(struct batch *batch, bool mixed)
{
	int code = 0;

	for (size_t i = 0; i < batch->n_found && code == 0; i++)
		code = add_found_boot(batch, &batch->found[i], mixed);
	batch->n_found = 0;
	batch->next += code == 0;
	return code;
}

static int batch_keep_boot(struct batch *batch, const struct journal_reply *part)
{
	struct journal_boot boot;

	if (journal_reply_boot(part, &boot) < 0 || batch->n_found >= JOURNAL_WORKER_BOOTS_MAX)
		return -EBADMSG;
	batch->found = xarray_grow(batch->found, batch->n_found, &batch->found_capacity,
				   sizeof(*batch->found));
	batch->found[batch->n_found++] = boot;
	return 0;
}

static int batch_take_part(void *context, const struct journal_reply *part)
{
	struct batch *batch = context;

	if (batch->next >= batch->count || part->numbers[0] != batch->next - batch->begun)
		return -EBADMSG;
	switch (part->tag) {
	case JOURNAL_REPLY_BOOT:
		return batch_keep_boot(batch, part);
	case JOURNAL_REPLY_FILE:
		return batch_finish_file(batch, part->numbers[1]);
	case JOURNAL_REPLY_DAMAGE:
		add_damaged_file(batch->journal, batch->files[batch->next],
				 part->numbers[1] == JOURNAL_REPLY_OPENING ? "open" : "read all of",
				 journal_client_reason(-(int)part->numbers[2]));
		return 0;
	default:
		return -EBADMSG;
	}
}

/* Asks for the boots of the files that are left. The one at which the answer ends is left out. */
static void batch_ask(struct batch *batch)
{
	struct journal *journal = batch->journal;
	struct journal_query query = {
		.question = { .fds = batch->fds + batch->next,
			      .n_fds = batch->count - batch->next,
			      .machine = journal->files.machine },
		.take = batch_take_part,
		.context = batch,
	};

	for (size_t i = batch->next; i < batch->count; i++)
		query.bytes += bytes_stored(batch->fds[i]);
	batch->begun = batch->next;
	batch->n_found = 0;
	if (journal_client_ask(&query, &journal->cpu_ms, &journal->progress) < 0 ||
	    batch->next < batch->count)
		add_damaged_file(journal, batch->files[batch->next++], "read",
				 query.reason ? query.reason : JOURNAL_CLIENT_NO_ANSWER);
}

/* When all files are denied, that is the reason to give. */
struct denied {
	size_t count;
	struct error first;
};

static int batch_open_file(struct batch *batch, size_t file, struct denied *denied,
			   struct error *err)
{
	struct journal *journal = batch->journal;
	struct error reason = { 0 };
	int *fd = &batch->fds[batch->count];
	int code = open_file_once(journal, file, &batch->opened, fd, &reason);
	const bool is_denied = code == -EACCES || code == -EPERM;

	if (code == -ENOMEM || code == -EMFILE || code == -ENFILE)
		return error_set(err, code, "cannot read the journal: %s", strerror(-code));
	if (code < 0) {
		if (is_denied && !denied->count++)
			denied->first = reason;
		add_damaged_file(journal, file, "open", journal_client_reason(code));
		return 0;
	}
	if (*fd < 0)
		return 0;
	batch->files[batch->count++] = file;
	journal->cpu_ms += bytes_stored(*fd) * JOURNAL_CPU_MS_A_MIB / (1u << 20);
	return 0;
}

static int list_batch(struct journal *journal, size_t from, size_t end, struct denied *denied,
		      struct error *err)
{
	CLEANUP(batch_done) struct batch batch = { .journal = journal };
	int code = 0;

	for (size_t i = from; i < end && i - from < FILES_AT_ONCE && code == 0; i++)
		code = batch_open_file(&batch, i, denied, err);
	while (code == 0 && batch.next < batch.count)
		batch_ask(&batch);
	journal_unname(journal);
	return code;
}

static int list_own_boots(struct journal *journal, struct error *err)
{
	struct denied denied = { 0 };
	const size_t count = journal->files.n_own;
	int code = 0;

	for (size_t i = 0; i < count && code == 0; i += FILES_AT_ONCE)
		code = list_batch(journal, i, count, &denied, err);
	if (code < 0 || !denied.count || denied.count < count)
		return code;
	return error_set(err, denied.first.code,
			 "%s (the journal is for root and the groups systemd-journal and adm)",
			 denied.first.text);
}

/* A file that systemd-journal-remote wrote has the id of the machine that received it in its head.
 * Where such files are given, they are of the one that sent them. */
static int list_given_boots(struct journal *journal, struct error *err)
{
	int code = list_own_boots(journal, err);

	if (code < 0 || journal->n_boots || !*journal->sender)
		return code;
	memcpy(journal->files.machine, journal->sender, sizeof(journal->files.machine));
	journal->foreign_boots = 0;
	return list_own_boots(journal, err);
}

/* The files of other machines are looked into only where one of them can be a node. */
static int list_remote_boots(struct journal *journal, struct error *err)
{
	struct denied denied = { 0 };
	const size_t count = journal->files.paths.count;
	int code = 0;

	if (journal->hosts && journal->hosts->count)
		for (size_t i = journal->files.n_own; i < count && code == 0; i += FILES_AT_ONCE)
			code = list_batch(journal, i, count, &denied, err);
	for (size_t i = journal->files.n_own; i < count; i++)
		journal->foreign_files += !is_file_used(journal, i);
	return code;
}

static int compare_first_entries(const void *left, const void *right)
{
	const struct journal_boot *a = left, *b = right;

	return a->first_ms < b->first_ms ? -1 : a->first_ms > b->first_ms;
}

/* Reads which boots there are. Takes: a journal with its files, which is freed on a failure. */
static int journal_begin(struct journal *journal, struct journal **ret_journal, struct error *err)
{
	int code = journal_worker_load(err);

	journal->cpu_ms = JOURNAL_CPU_MS;
	progress_begin(&journal->progress, PROGRESS_JOURNAL, 0);
	if (code == 0)
		code = journal->root ? list_own_boots(journal, err)
				     : list_given_boots(journal, err);
	if (code == 0)
		code = list_remote_boots(journal, err);
	journal->hosts = NULL;
	if (code < 0) {
		journal_free(journal);
		return code;
	}
	if (journal->n_boots)
		qsort(journal->boots, journal->n_boots, sizeof(*journal->boots),
		      compare_first_entries);
	*ret_journal = journal;
	return 0;
}

int journal_new(const struct root *root, const struct journal_hosts *hosts,
		struct journal **ret_journal, struct error *err)
{
	struct journal *journal = xcalloc(1, sizeof(*journal));
	int code;

	journal->root = root;
	journal->hosts = hosts;
	code = journal_files_find(root, &journal->files, err);
	if (code == 0)
		return journal_begin(journal, ret_journal, err);
	journal_free(journal);
	return code;
}

int journal_new_given(char *const *names, const int *fds, size_t count,
		      const struct journal_hosts *hosts, struct journal **ret_journal,
		      struct error *err)
{
	struct journal *journal = xcalloc(1, sizeof(*journal));

	journal->given = fds;
	journal->hosts = hosts;
	journal_files_take(&journal->files, names, fds, count);
	return journal_begin(journal, ret_journal, err);
}

const struct journal_boot *journal_boots(const struct journal *journal, size_t *ret_count)
{
	*ret_count = journal->n_boots;
	return journal->boots;
}

/* A boot that is read. */
struct boot_reading {
	struct journal *journal;
	sd_id128_t boot;
	const char *machine; /* whose it is */
	int *fds;	     /* the files that hold it */
	struct inodes opened;
	size_t *files;
	size_t count;
	uint64_t bytes;
	uint64_t entries_left; /* for which the files have room */
	unsigned kinds;	       /* that are still to be read */
	int64_t audit_end_ms;
	char *line; /* JOURNAL_REPLY_LINE_BYTES, for a record */
	journal_sink sink;
	void *context;
	int code;	  /* of the sink */
	bool mixed;	  /* the files have entries of other machines */
	unsigned suspect; /* the kind at which libsystemd dropped a file; 0: none */
};

static void boot_reading_done(struct boot_reading *reading)
{
	for (size_t i = 0; i < reading->count; i++)
		(void)close(reading->fds[i]);
	inodes_done(&reading->opened);
	free(reading->fds);
	free(reading->files);
	free(reading->line);
}

/* Those that begin after all that is wanted are left alone. */
static bool boot_reading_wants(const struct boot_reading *reading, const struct span *span)
{
	return sd_id128_equal(span->boot, reading->boot) &&
	       (reading->kinds != JOURNAL_AUDIT || span->first_ms <= reading->audit_end_ms ||
		span->first_ms - reading->audit_end_ms <= JOURNAL_LAG_MS);
}

/* Takes: a new descriptor, which is the lowest that was free. Gives 0 or -EMFILE. */
static int boot_reading_allow_files(const struct boot_reading *reading, int lowest)
{
	uint64_t wanted = (uint64_t)lowest;

	for (size_t i = 0; i < reading->journal->n_spans; i++)
		wanted += boot_reading_wants(reading, &reading->journal->spans[i]);
	return tmpfile_allow_open(wanted + DESCRIPTORS_BESIDE) < wanted + DESCRIPTORS_NEEDED
		       ? -EMFILE
		       : 0;
}

static int boot_reading_open_file(struct boot_reading *reading, const struct span *span,
				  struct error *err)
{
	int fd, code = open_file_once(reading->journal, span->file, &reading->opened, &fd, err);

	if (code < 0 || fd < 0)
		return code;
	reading->fds[reading->count] = fd;
	reading->files[reading->count++] = span->file;
	reading->bytes += bytes_stored(fd);
	reading->mixed |= span->mixed;
	return reading->count == 1 ? boot_reading_allow_files(reading, fd) : 0;
}

/* Opens the files that hold the boot. */
static int boot_reading_open(struct boot_reading *reading, struct error *err)
{
	const struct journal *journal = reading->journal;
	int code = 0;

	reading->fds = xcalloc(journal->n_spans, sizeof(*reading->fds));
	reading->files = xcalloc(journal->n_spans, sizeof(*reading->files));
	reading->line = xmalloc(JOURNAL_REPLY_LINE_BYTES);
	for (size_t i = 0; i < journal->n_spans && code == 0; i++)
		if (boot_reading_wants(reading, &journal->spans[i]))
			code = boot_reading_open_file(reading, &journal->spans[i], err);
	reading->entries_left = reading->bytes / ENTRY_BYTES_MIN;
	return code;
}

static int boot_reading_take_entry(struct boot_reading *reading, const struct journal_reply *part)
{
	struct journal *journal = reading->journal;
	const bool is_audit = part->tag == JOURNAL_REPLY_AUDIT;
	struct journal_entry entry;

	if (!reading->entries_left-- ||
	    !((is_audit ? JOURNAL_AUDIT : JOURNAL_KERNEL) & reading->kinds) ||
	    (is_audit && part->numbers[4] / USEC_PER_MSEC > (uint64_t)reading->audit_end_ms))
		return -EBADMSG;
	progress_add(&journal->progress, part->text.length);
	if (journal_reply_entry(part, reading->line, &entry) < 0) {
		journal->unreadable++;
		return 0;
	}
	journal->entries++;
	journal->records += is_audit;
	reading->code = reading->sink(reading->context, &entry);
	if (reading->code)
		reading->kinds = 0;
	return reading->code ? 1 : 0;
}

static void boot_reading_take_damage(struct boot_reading *reading, const struct journal_reply *part)
{
	struct journal *journal = reading->journal;
	CLEANUP(cleanup_free)
	char *shown = journal_file_display(journal, reading->files[part->numbers[0]]);
	char last[TEXT_TIME_BYTES] = "its beginning";

	if (part->numbers[3])
		text_time((int64_t)(part->numbers[3] / USEC_PER_MSEC), last);
	if (part->numbers[1] == JOURNAL_REPLY_BEYOND)
		add_damage(journal, "cannot read '%s' beyond %s: damaged", shown, last);
	else
		add_damage(journal, "cannot read all of the journal: %s",
			   journal_client_reason(-(int)part->numbers[2]));
}

/* The kind that is read first of several. */
static unsigned first_kind(unsigned kinds)
{
	return kinds & JOURNAL_AUDIT ? JOURNAL_AUDIT : kinds;
}

static int boot_reading_take_part(void *context, const struct journal_reply *part)
{
	struct boot_reading *reading = context;

	switch (part->tag) {
	case JOURNAL_REPLY_AUDIT:
	case JOURNAL_REPLY_KERNEL:
		return boot_reading_take_entry(reading, part);
	case JOURNAL_REPLY_DAMAGE:
		boot_reading_take_damage(reading, part);
		return 0;
	case JOURNAL_REPLY_LEFT:
		if (!reading->kinds || reading->suspect)
			return -EBADMSG;
		reading->journal->unreadable += part->numbers[0];
		reading->journal->foreign_entries += part->numbers[1];
		reading->suspect = part->numbers[2] ? first_kind(reading->kinds) : 0;
		reading->kinds &= ~first_kind(reading->kinds);
		return 0;
	default:
		return -EBADMSG;
	}
}

/* Whose entries of the boot count. */
static const char *machine_of_boot(const struct journal *journal, sd_id128_t boot)
{
	char id[JOURNAL_ID_BYTES];
	const struct journal_boot *found =
		find_journal_boot(journal, libsystemd()->sd_id128_to_string(boot, id));

	return found && found->remote ? found->machine : journal->files.machine;
}

static bool holds_boot(const struct journal *journal, sd_id128_t boot)
{
	for (size_t i = 0; i < journal->n_spans; i++)
		if (sd_id128_equal(journal->spans[i].boot, boot))
			return true;
	return false;
}

/* Of a boot that cannot be read to its end nothing counts. Gives -ENOENT: it is as if the journal
 * had never had it. */
static int leave_boot_out(struct journal *journal, sd_id128_t boot, const char *reason)
{
	char id[JOURNAL_ID_BYTES];
	size_t kept = 0;

	for (size_t i = 0; i < journal->n_spans; i++)
		if (!sd_id128_equal(journal->spans[i].boot, boot))
			journal->spans[kept++] = journal->spans[i];
	journal->n_spans = kept;
	add_damage(journal, "cannot read boot %s of the journal, which is left out: %s",
		   libsystemd()->sd_id128_to_string(boot, id), reason);
	return -ENOENT;
}

/* Asks a process for the kinds that are left. It ends after a kind at which libsystemd dropped a
 * file, and another one is asked for the file. Gives: 0 when a kind was read or no more is wanted,
 * or -ECHILD. */
static int boot_reading_ask(struct boot_reading *reading, const char **ret_reason)
{
	struct journal *journal = reading->journal;
	struct journal_query query = {
		.question = { .fds = reading->fds,
			      .n_fds = reading->count,
			      .kinds = reading->kinds,
			      .boot = reading->boot,
			      .machine = reading->mixed ? reading->machine : NULL,
			      .audit_end_us = UINT64_MAX },
		.bytes = reading->bytes,
		.take = boot_reading_take_part,
		.context = reading,
	};
	int code;

	if ((uint64_t)reading->audit_end_ms < INT64_MAX / USEC_PER_MSEC)
		query.question.audit_end_us =
			(uint64_t)reading->audit_end_ms * USEC_PER_MSEC + USEC_PER_MSEC - 1;
	reading->suspect = 0;
	code = journal_client_ask(&query, &journal->cpu_ms, &journal->progress);
	if (code == 0 && reading->kinds && !reading->suspect) {
		query.reason = JOURNAL_CLIENT_NO_ANSWER;
		code = -ECHILD;
	}
	if (code == 0 && reading->suspect) {
		query.question.kinds = reading->suspect;
		query.question.check = true;
		code = journal_client_ask(&query, &journal->cpu_ms, &journal->progress);
	}
	*ret_reason = query.reason;
	return code;
}

static int boot_reading_read(struct boot_reading *reading, struct error *err)
{
	struct journal *journal = reading->journal;
	const struct journal before = *journal;
	const char *reason = NULL;
	int code = 0;

	while (reading->kinds && code == 0)
		code = boot_reading_ask(reading, &reason);
	if (reading->code < 0)
		return error_set(err, reading->code, "cannot use the journal: %s",
				 strerror(-reading->code));
	if (code == 0)
		return 0;
	journal->entries = before.entries;
	journal->records = before.records;
	journal->unreadable = before.unreadable;
	journal->foreign_entries = before.foreign_entries;
	return leave_boot_out(journal, reading->boot, reason);
}

int journal_read(struct journal *journal, const char *boot_id, unsigned kinds, int64_t audit_end_ms,
		 journal_sink sink, void *context, struct error *err)
{
	CLEANUP(boot_reading_done)
	struct boot_reading reading = {
		.journal = journal,
		.kinds = kinds,
		.audit_end_ms = audit_end_ms < 0 ? 0 : audit_end_ms,
		.sink = sink,
		.context = context,
	};
	int code;

	if (libsystemd()->sd_id128_from_string(boot_id, &reading.boot) < 0)
		return error_set(err, -EINVAL,
				 "cannot read boot '%s' of the journal: not a boot id", boot_id);
	if (!holds_boot(journal, reading.boot))
		return -ENOENT;
	reading.machine = machine_of_boot(journal, reading.boot);
	code = boot_reading_open(&reading, err);
	if (code == -ENOENT)
		code = leave_boot_out(journal, reading.boot, "a file of it is gone; try again");
	if (code == -EMFILE)
		code = leave_boot_out(
			journal, reading.boot,
			"it has more files than a process may have open here (ulimit -Hn)");
	if (code == 0 && reading.count)
		code = boot_reading_read(&reading, err);
	journal_unname(journal);
	return code;
}

/* "left out as of other machines: 2 files (in 'X')"; "" for none. The caller frees it. */
static char *describe_foreign(const struct journal *journal)
{
	const struct {
		uint64_t count;
		const char *name, *names;
	} kinds[] = {
		{ .count = journal->foreign_files, .name = "file", .names = "files" },
		{ .count = journal->foreign_boots, .name = "boot", .names = "boots" },
		{ .count = journal->foreign_entries, .name = "entry", .names = "entries" },
	};
	char text[160] = "";
	size_t length = 0;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].count)
			length += (size_t)snprintf(
				text + length, sizeof(text) - length, "%s%" PRIu64 " %s",
				length ? ", " : "", kinds[i].count,
				kinds[i].count == 1 ? kinds[i].name : kinds[i].names);
	if (!length)
		return xstrdup("");
	return xasprintf("left out as of other machines: %s%s%s%s", text,
			 journal->files.foreign ? " (in '" : "",
			 journal->files.foreign ? journal->files.foreign : "",
			 journal->files.foreign ? "')" : "");
}

/* "cannot open 'X': damaged (and 2 more); 3 entries cannot be read"; NULL without any. The caller
 * frees it. */
static char *describe_notes(const struct journal *journal)
{
	CLEANUP(cleanup_free) char *foreign = describe_foreign(journal);
	char more[48] = "", entries[64] = "";
	const bool any = journal->damage || journal->unreadable;

	if (!any && !*foreign)
		return NULL;
	if (journal->n_damages > 1)
		(void)snprintf(more, sizeof(more), " (and %" PRIu64 " more)",
			       journal->n_damages - 1);
	if (journal->unreadable)
		(void)snprintf(entries, sizeof(entries), "%s%" PRIu64 " entr%s cannot be read",
			       journal->damage ? "; " : "", journal->unreadable,
			       journal->unreadable == 1 ? "y" : "ies");
	return xasprintf("%s%s%s%s%s", journal->damage ? journal->damage : "", more, entries,
			 any && *foreign ? "; " : "", foreign);
}

struct source journal_source(const struct journal *journal)
{
	return (struct source){
		.kind = "journal",
		.path = journal->root ? root_display(journal->root, journal->files.folder)
				      : xstrdup(journal->files.folder),
		.lines = journal->entries,
		.records = journal->records,
		.skipped = journal->unreadable,
		.note = describe_notes(journal),
	};
}
