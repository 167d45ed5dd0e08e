/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: the journal. */
#define _GNU_SOURCE
#include "sources/journal.h"

#include "base/array.h"
#include "base/cleanup.h"
#include "base/progress.h"
#include "base/sandbox.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "sources/journalreader.h"
#include "sources/journalreply.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define PERSISTENT "var/log/journal"
#define VOLATILE "run/log/journal"
#define USEC_PER_MSEC 1000u
#define ID_DIGITS (JOURNAL_ID_BYTES - 1)
#define ID_FILE_BYTES_MAX 4096

/* Files that one process looks for boots in. */
#define FILES_AT_ONCE 64

/* Of all files together. */
#define BOOTS_MAX (1u << 14)
#define SPANS_MAX (1u << 16)

/* libsystemd maps windows of 8 MiB, which it gives back when there are more than 64; the tables of
 * each file stay mapped. Source: systemd src/libsystemd/sd-journal/mmap-cache.c. */
#define MAPPED_BYTES ((size_t)512 << 20)
#define MAPPED_BYTES_OF_A_FILE ((size_t)32 << 20)

/* Without an entry header and one item, no entry. Source: systemd journal-def.h EntryObject. */
#define ENTRY_BYTES_MIN 64

/* A file that holds a boot. */
struct span {
	size_t file;
	sd_id128_t boot;
	int64_t first_ms;
	bool mixed; /* the file has entries of other machines */
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
	char machine[JOURNAL_ID_BYTES]; /* this one's id; empty: not known */
	char *foreign;			/* the first folder of another machine, as shown */
	uint64_t foreign_files, foreign_boots, foreign_entries;
	uint64_t cpu_ms; /* that reading may still take */
	struct progress progress;
	char *damage; /* the first that was met, in a sentence */
	uint64_t n_damages;
};

void journal_free(struct journal *journal)
{
	if (!journal)
		return;
	progress_end(&journal->progress);
	root_names_done(&journal->files);
	free(journal->boots);
	free(journal->spans);
	free(journal->damage);
	free(journal->foreign);
	free(journal);
}

/* The reason of a code that sd-journal gives for a file. */
static const char *damage_reason(int code)
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
	case ENOMEM:
		return "it takes more memory than it may";
	case E2BIG:
		return "it names more boots than it may";
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

static int add_damaged_file(struct journal *journal, size_t file, const char *what,
			    const char *reason, struct error *err)
{
	CLEANUP(cleanup_free) char *shown = root_display(journal->root, journal->files.names[file]);

	return shown ? add_damage(journal, err, "cannot %s '%s': %s", what, shown, reason)
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

/* Whether a name is a machine's or a boot's id: 32 hexadecimal digits. */
static bool is_id(const char *name)
{
	return strspn(name, "0123456789abcdef") == ID_DIGITS && !name[ID_DIGITS];
}

/* Namespaces ("ID.NAME") hold messages of services, not the kernel's. */
static bool is_namespace(const char *name)
{
	return strspn(name, "0123456789abcdef") == ID_DIGITS && name[ID_DIGITS] == '.';
}

/* The root's own word for it; "uninitialized" and an empty file are none. */
static int read_machine_id(struct journal *journal, struct error *err)
{
	CLEANUP(cleanup_free) char *text = NULL;
	struct error reason = { 0 };
	int code =
		root_read(journal->root, "etc/machine-id", ID_FILE_BYTES_MAX, &text, NULL, &reason);

	if (code == -ENOMEM)
		return error_memory(err, "find the journal");
	if (code < 0)
		return 0;
	text[strcspn(text, "\n")] = '\0';
	if (is_id(text))
		memcpy(journal->machine, text, JOURNAL_ID_BYTES);
	return 0;
}

/* Without that the only folder that a machine has is its. Adds those of a place to the names. */
static int find_only_machine(const struct journal *journal, const char *directory,
			     char only[static JOURNAL_ID_BYTES], size_t *count, struct error *err)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	int code = root_list(journal->root, directory, &names, err);

	for (size_t i = 0; i < names.count; i++) {
		if (!is_id(names.names[i]) || strcmp(names.names[i], only) == 0)
			continue;
		memcpy(only, names.names[i], JOURNAL_ID_BYTES);
		++*count;
	}
	return code == -ENOENT ? 0 : code;
}

static int find_machine(struct journal *journal, struct error *err)
{
	char only[JOURNAL_ID_BYTES] = "";
	size_t count = 0;
	int code = read_machine_id(journal, err);

	if (code < 0 || *journal->machine)
		return code;
	code = find_only_machine(journal, PERSISTENT, only, &count, err);
	if (code == 0)
		code = find_only_machine(journal, VOLATILE, only, &count, err);
	if (code == 0 && count == 1)
		memcpy(journal->machine, only, sizeof(only));
	return code;
}

/* Counts the journals of a folder of another machine. */
static int count_foreign(struct journal *journal, const char *directory, struct error *err)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	struct error reason = { 0 };
	uint64_t before = journal->foreign_files;

	/* One that may not be listed has nothing for this machine either. */
	if (root_list(journal->root, directory, &names, &reason) == -ENOMEM)
		return error_memory(err, "list the journal");
	for (size_t i = 0; i < names.count; i++)
		journal->foreign_files += is_journal(names.names[i]);
	if (journal->foreign || journal->foreign_files == before)
		return 0;
	journal->foreign = root_display(journal->root, directory);
	return journal->foreign ? 0 : error_memory(err, "list the journal");
}

static int find_files_of(struct journal *journal, const char *directory, struct error *err)
{
	CLEANUP(root_names_done) struct root_names names = { 0 };
	int code = root_list(journal->root, directory, &names, err);

	for (size_t i = 0; i < names.count && code == 0; i++) {
		CLEANUP(cleanup_free) char *folder = NULL;
		const char *name = names.names[i];

		if (name[0] == '.' || is_namespace(name))
			continue;
		if (asprintf(&folder, "%s/%s", directory, name) < 0)
			return error_memory(err, "list the journal");
		code = *journal->machine && strcmp(name, journal->machine) == 0
			       ? find_files(journal, folder, err)
			       : count_foreign(journal, folder, err);
	}
	return code == -ENOENT ? 0 : code;
}

static int find_all_files(struct journal *journal, struct error *err)
{
	int code = find_machine(journal, err);

	if (code == 0)
		code = find_files_of(journal, PERSISTENT, err);
	journal->persistent = journal->files.count > 0 || journal->foreign_files > 0;
	if (code == 0)
		code = find_files_of(journal, VOLATILE, err);
	if (code == 0 && !journal->files.count && !journal->foreign_files)
		code = -ENOENT;
	return code;
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

/* What is asked of a process that reads, and who takes the parts of its answer. */
struct asking {
	struct journal *journal;
	struct journalreader_question question;
	uint64_t bytes; /* of its files */
	/* Gives 0 to go on, 1 to stop, -EBADMSG for what is no answer. */
	int (*take)(void *context, const struct journalreply *part);
	void *context;
	const char *reason; /* why there is no answer */
};

/* Of a file with holes only what is there counts. */
static uint64_t bytes_stored(int fd)
{
	struct stat status;
	uint64_t stored;

	if (fstat(fd, &status) < 0 || status.st_size < 0)
		return 0;
	stored = (uint64_t)status.st_blocks * 512;
	return stored < (uint64_t)status.st_size ? stored : (uint64_t)status.st_size;
}

/* Seconds of processor time, of what the journal as a whole has left; 0 when nothing is. */
static unsigned seconds_allowed(const struct asking *asking)
{
	uint64_t ms = JOURNAL_CPU_ASK_MS + asking->bytes * JOURNAL_CPU_ASK_MS_A_MIB / (1u << 20);

	if (ms > asking->journal->cpu_ms)
		ms = asking->journal->cpu_ms;
	return (unsigned)((ms + 999) / 1000);
}

/* Gives 0 when the frame was taken, 1 when it ended the answer or the taker wants no more,
 * -EBADMSG, or -ECHILD with the reason that came. */
static int take_frame(struct asking *asking, struct slice frame)
{
	struct journalreply part;
	int code;

	while ((code = journalreply_take(&frame, asking->question.n_fds, &part)) > 0) {
		if (part.tag == JOURNALREPLY_FAILED)
			asking->reason = damage_reason(-(int)part.numbers[0]);
		if (part.tag == JOURNALREPLY_FAILED || part.tag == JOURNALREPLY_END)
			return frame.length ? -EBADMSG : asking->reason ? -ECHILD : 1;
		code = asking->take(asking->context, &part);
		if (code)
			return code;
	}
	return code;
}

static int receive_answer(struct asking *asking, int fd)
{
	int code = 0;

	while (code == 0) {
		CLEANUP(cleanup_free) char *bytes = NULL;
		int patience_ms = JOURNAL_PATIENCE_MS;
		size_t length = 0;

		code = frame_receive(fd, JOURNALREPLY_FRAME_MAX, &patience_ms, &bytes, &length);
		progress_add(&asking->journal->progress, 0);
		if (code == 0)
			code = take_frame(asking,
					  (struct slice){ .start = bytes, .length = length });
	}
	return code;
}

/* Why there was no whole answer. */
static const char *reason_of_end(int code, int status)
{
	if (code == -ETIMEDOUT || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU))
		return "reading it does not end";
	if (code == -EPIPE && WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS)
		return "it became shorter while it was read; try again";
	if (code == -EPIPE)
		return "libsystemd failed on it";
	return code == -ENOMEM ? damage_reason(code) : "what libsystemd made of it is no answer";
}

/* Gives 0 when it was answered or the taker wants no more, or -ECHILD with a reason. */
static int ask_process(struct asking *asking)
{
	struct journal *journal = asking->journal;
	struct sandbox sandbox = { 0 };
	struct sandbox_end end = { 0 };
	const struct sandbox_job job = {
		.run = journalreader_answer,
		.context = &asking->question,
		.fds = asking->question.fds,
		.n_fds = asking->question.n_fds,
		.mapped = MAPPED_BYTES + asking->question.n_fds * MAPPED_BYTES_OF_A_FILE,
		.cpu_seconds = seconds_allowed(asking),
	};
	int code = job.cpu_seconds ? sandbox_begin(&job, &sandbox) : -ETIMEDOUT;

	if (code == 0)
		code = receive_answer(asking, sandbox.fd);
	sandbox_end(&sandbox, &end);
	journal->cpu_ms -= end.cpu_ms < journal->cpu_ms ? end.cpu_ms : journal->cpu_ms;
	if (code >= 0)
		return 0;
	if (!asking->reason)
		asking->reason = reason_of_end(code, end.status);
	return -ECHILD;
}

/* Files that one process looks for boots in, and what it said of the one that it is at. */
struct batch {
	struct journal *journal;
	size_t files[FILES_AT_ONCE];
	int fds[FILES_AT_ONCE];
	size_t count, next; /* those before are done */
	size_t begun;	    /* from which on the process was asked */
	struct journal_boot *found;
	size_t n_found, found_capacity;
	struct error *err;
	int code; /* of something that failed here */
};

static void batch_done(struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++)
		(void)close(batch->fds[i]);
	free(batch->found);
}

static bool has_span(const struct journal *journal, size_t file, sd_id128_t boot)
{
	for (size_t i = journal->n_spans; i > 0 && journal->spans[i - 1].file == file; i--)
		if (sd_id128_equal(journal->spans[i - 1].boot, boot))
			return true;
	return false;
}

/* Puts what a file holds of a boot to what is known of it. */
static int add_span(struct journal *journal, const struct span *span,
		    const struct journal_boot *found, struct error *err)
{
	struct journal_boot *boot = find_boot(journal, found->id, err);
	struct span *grown = array_grow(journal->spans, journal->n_spans, &journal->spans_capacity,
					sizeof(*grown));

	if (grown)
		journal->spans = grown;
	if (!boot || !grown)
		return error_memory(err, "list the boots of the journal");
	grown[journal->n_spans++] = *span;
	if (found->first_ms < boot->first_ms)
		boot->first_ms = found->first_ms;
	if (found->last_ms <= boot->last_ms)
		return 0;
	boot->last_ms = found->last_ms;
	memcpy(boot->machine, found->machine, sizeof(boot->machine));
	memcpy(boot->hostname, found->hostname, sizeof(boot->hostname));
	return 0;
}

static bool is_foreign_boot(const struct journal *journal, const struct journal_boot *found)
{
	return *found->machine && strcmp(found->machine, journal->machine) != 0;
}

/* Gives 0, -EBADMSG for a boot that comes twice, or -ENOMEM. */
static int take_found(struct batch *batch, const struct journal_boot *found, bool mixed)
{
	struct journal *journal = batch->journal;
	struct span span = { .file = batch->files[batch->next],
			     .first_ms = found->first_ms,
			     .mixed = mixed };

	if (libsystemd()->sd_id128_from_string(found->id, &span.boot) < 0 ||
	    has_span(journal, span.file, span.boot))
		return -EBADMSG;
	if (is_foreign_boot(journal, found)) {
		journal->foreign_boots++;
		return 0;
	}
	if (journal->n_boots >= BOOTS_MAX || journal->n_spans >= SPANS_MAX)
		return add_damaged_file(journal, span.file, "read all of", damage_reason(-E2BIG),
					batch->err);
	return add_span(journal, &span, found, batch->err);
}

/* The file was answered whole: only now it counts. */
static int finish_file(struct batch *batch, bool mixed)
{
	int code = 0;

	for (size_t i = 0; i < batch->n_found && code == 0; i++)
		code = take_found(batch, &batch->found[i], mixed);
	batch->n_found = 0;
	batch->next += code == 0;
	return code;
}

static int keep_found(struct batch *batch, const struct journalreply *part)
{
	struct journal_boot *grown, boot;
	int code = journalreply_boot(part, &boot);

	if (code < 0 || batch->n_found >= JOURNALREADER_BOOTS_MAX)
		return -EBADMSG;
	grown = array_grow(batch->found, batch->n_found, &batch->found_capacity, sizeof(*grown));
	if (!grown)
		return error_memory(batch->err, "list the boots of the journal");
	batch->found = grown;
	grown[batch->n_found++] = boot;
	return 0;
}

static int take_index_part(struct batch *batch, const struct journalreply *part)
{
	if (batch->next >= batch->count || part->numbers[0] != batch->next - batch->begun)
		return -EBADMSG;
	switch (part->tag) {
	case JOURNALREPLY_BOOT:
		return keep_found(batch, part);
	case JOURNALREPLY_FILE:
		return finish_file(batch, part->numbers[1]);
	case JOURNALREPLY_DAMAGE:
		return add_damaged_file(batch->journal, batch->files[batch->next],
					part->numbers[1] == JOURNALREPLY_OPENING ? "open"
										 : "read all of",
					damage_reason(-(int)part->numbers[2]), batch->err);
	default:
		return -EBADMSG;
	}
}

static int take_index(void *context, const struct journalreply *part)
{
	struct batch *batch = context;
	int code = take_index_part(batch, part);

	if (code != -ENOMEM)
		return code;
	batch->code = code;
	return 1;
}

static uint64_t bytes_from(const struct batch *batch, size_t from)
{
	uint64_t bytes = 0;

	for (size_t i = from; i < batch->count; i++)
		bytes += bytes_stored(batch->fds[i]);
	return bytes;
}

/* Asks for the boots of the files that are left. The one at which there is no answer is left out.
 */
static int ask_for_boots(struct batch *batch, struct error *err)
{
	struct asking asking = {
		.journal = batch->journal,
		.question = { .fds = batch->fds + batch->next,
			      .n_fds = batch->count - batch->next,
			      .machine = batch->journal->machine },
		.bytes = bytes_from(batch, batch->next),
		.take = take_index,
		.context = batch,
	};
	int code;

	batch->begun = batch->next;
	batch->n_found = 0;
	code = ask_process(&asking);
	if (batch->code < 0)
		return batch->code;
	if (code == 0 && batch->next == batch->count)
		return 0;
	return add_damaged_file(batch->journal, batch->files[batch->next++], "read",
				code == 0 ? reason_of_end(-EBADMSG, 0) : asking.reason, err);
}

static bool is_denied(int code)
{
	return code == -EACCES || code == -EPERM;
}

/* When all files are denied, that is the reason to give. */
struct denied {
	size_t count;
	struct error first;
};

static int open_one(struct batch *batch, size_t file, struct denied *denied, struct error *err)
{
	struct journal *journal = batch->journal;
	struct error reason = { 0 };
	int *fd = &batch->fds[batch->count];
	int code = root_open(journal->root, journal->files.names[file], fd, &reason);

	if (code == -ENOMEM || code == -EMFILE || code == -ENFILE)
		return error_set(err, code, "cannot read the journal: %s", strerror(-code));
	if (code < 0) {
		denied->count += is_denied(code);
		if (is_denied(code) && !denied->first.code)
			denied->first = reason;
		return add_damaged_file(journal, file, "open", damage_reason(code), err);
	}
	batch->files[batch->count++] = file;
	journal->cpu_ms += bytes_stored(*fd) * JOURNAL_CPU_MS_A_MIB / (1u << 20);
	return 0;
}

static int index_batch(struct journal *journal, size_t from, struct denied *denied,
		       struct error *err)
{
	CLEANUP(batch_done) struct batch batch = { .journal = journal, .err = err };
	int code = 0;

	for (size_t i = from; i < journal->files.count && i - from < FILES_AT_ONCE && code == 0;
	     i++)
		code = open_one(&batch, i, denied, err);
	while (code == 0 && batch.next < batch.count)
		code = ask_for_boots(&batch, err);
	root_unname_journals(journal->root);
	return code;
}

static int index_files(struct journal *journal, struct error *err)
{
	struct denied denied = { 0 };
	int code = 0;

	for (size_t i = 0; i < journal->files.count && code == 0; i += FILES_AT_ONCE)
		code = index_batch(journal, i, &denied, err);
	if (code < 0 || !denied.count || denied.count < journal->files.count)
		return code;
	return error_set(err, denied.first.code,
			 "%s (the journal is for root and the groups systemd-journal and adm)",
			 denied.first.text);
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
	journal->cpu_ms = JOURNAL_CPU_MS;
	progress_begin(&journal->progress, PROGRESS_JOURNAL, 0);
	code = find_all_files(journal, err);
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

/* The files that hold a boot, and what is taken of them. */
struct reading {
	struct journal *journal;
	int *fds;
	size_t *files;
	size_t count;
	uint64_t bytes;
	uint64_t entries_left; /* for which the files have room */
	unsigned kinds;
	int64_t end_ms;
	char *line; /* room for the one that is made */
	journal_sink sink;
	void *context;
	struct error *err;
	int code;      /* of what failed here */
	bool mixed;    /* the files have entries of other machines */
	bool finished; /* all entries were given, or no more are wanted */
	bool suspect;  /* libsystemd dropped a file */
};

static void boot_reading_done(struct reading *reading)
{
	for (size_t i = 0; i < reading->count; i++)
		(void)close(reading->fds[i]);
	free(reading->fds);
	free(reading->files);
	free(reading->line);
}

/* Opens the files that hold the boot up to the end; those that begin later are left alone. */
static int open_boot(struct reading *reading, sd_id128_t boot, struct error *err)
{
	const struct journal *journal = reading->journal;

	reading->fds = calloc(journal->n_spans + 1, sizeof(*reading->fds));
	reading->files = calloc(journal->n_spans + 1, sizeof(*reading->files));
	reading->line = malloc(JOURNALREPLY_LINE_BYTES);
	if (!reading->fds || !reading->files || !reading->line)
		return error_memory(err, "read the journal");
	for (size_t i = 0; i < journal->n_spans; i++) {
		const struct span *span = &journal->spans[i];
		int *fd = &reading->fds[reading->count], code;

		if (!sd_id128_equal(span->boot, boot) || span->first_ms > reading->end_ms)
			continue;
		code = root_open(journal->root, journal->files.names[span->file], fd, err);
		if (code < 0)
			return code;
		reading->files[reading->count++] = span->file;
		reading->bytes += bytes_stored(*fd);
		reading->mixed |= span->mixed;
	}
	reading->entries_left = reading->bytes / ENTRY_BYTES_MIN;
	return 0;
}

static int take_entry_part(struct reading *reading, const struct journalreply *part)
{
	struct journal *journal = reading->journal;
	const unsigned kind = part->tag == JOURNALREPLY_AUDIT ? JOURNAL_AUDIT : JOURNAL_KERNEL;
	struct journal_entry entry;
	int code;

	if (!reading->entries_left-- || !(kind & reading->kinds) ||
	    part->numbers[0] / USEC_PER_MSEC > (uint64_t)reading->end_ms)
		return -EBADMSG;
	progress_add(&journal->progress, part->text.length);
	if (journalreply_entry(part, reading->line, &entry) < 0) {
		journal->unreadable++;
		return 0;
	}
	journal->entries++;
	journal->records += entry.kind == JOURNAL_AUDIT;
	code = reading->sink(reading->context, &entry);
	if (code < 0)
		reading->code = error_set(reading->err, code, "cannot take in the journal: %s",
					  strerror(-code));
	reading->finished = code != 0;
	return code ? 1 : 0;
}

static int take_damage(struct reading *reading, const struct journalreply *part)
{
	struct journal *journal = reading->journal;
	CLEANUP(cleanup_free)
	char *shown =
		root_display(journal->root, journal->files.names[reading->files[part->numbers[0]]]);
	char last[TEXT_TIME_BYTES] = "its beginning";

	if (part->numbers[3])
		text_time((int64_t)(part->numbers[3] / USEC_PER_MSEC), last);
	if (!shown)
		return error_memory(reading->err, "note a damaged journal");
	if (part->numbers[1] == JOURNALREPLY_BEYOND)
		return add_damage(journal, reading->err, "cannot read '%s' beyond %s: damaged",
				  shown, last);
	return add_damage(journal, reading->err, "cannot read all of the journal: %s",
			  damage_reason(-(int)part->numbers[2]));
}

static int take_boot_part(void *context, const struct journalreply *part)
{
	struct reading *reading = context;

	switch (part->tag) {
	case JOURNALREPLY_AUDIT:
	case JOURNALREPLY_KERNEL:
		return take_entry_part(reading, part);
	case JOURNALREPLY_DAMAGE:
		reading->code = take_damage(reading, part);
		return reading->code < 0 ? 1 : 0;
	case JOURNALREPLY_LEFT:
		reading->journal->unreadable += part->numbers[0];
		reading->journal->foreign_entries += part->numbers[1];
		reading->suspect = part->numbers[2];
		reading->finished = true;
		return 0;
	default:
		return -EBADMSG;
	}
}

static bool holds_boot(const struct journal *journal, sd_id128_t boot)
{
	for (size_t i = 0; i < journal->n_spans; i++)
		if (sd_id128_equal(journal->spans[i].boot, boot))
			return true;
	return false;
}

/* As if the journal had never had it. */
static void forget_spans(struct journal *journal, sd_id128_t boot)
{
	size_t kept = 0;

	for (size_t i = 0; i < journal->n_spans; i++)
		if (!sd_id128_equal(journal->spans[i].boot, boot))
			journal->spans[kept++] = journal->spans[i];
	journal->n_spans = kept;
}

/* Nothing of an answer that was not whole counts: what is missing of it nobody knows. */
static int leave_boot_out(struct journal *journal, sd_id128_t boot, const char *reason,
			  struct error *err)
{
	char id[JOURNAL_ID_BYTES];

	forget_spans(journal, boot);
	(void)libsystemd()->sd_id128_to_string(boot, id);
	return add_damage(journal, err, "cannot read boot %s of the journal, which is left out: %s",
			  id, reason) < 0
		       ? -ENOMEM
		       : -ENOENT;
}

static void forget_counts(struct journal *journal, const struct journal *before)
{
	journal->entries = before->entries;
	journal->records = before->records;
	journal->unreadable = before->unreadable;
	journal->foreign_entries = before->foreign_entries;
}

static int ask_for_entries(struct reading *reading, sd_id128_t boot, struct error *err)
{
	const struct journal before = *reading->journal;
	struct asking asking = {
		.journal = reading->journal,
		.question = { .fds = reading->fds,
			      .n_fds = reading->count,
			      .kinds = reading->kinds,
			      .boot = boot,
			      .machine = reading->mixed ? reading->journal->machine : NULL,
			      .end_us = UINT64_MAX },
		.bytes = reading->bytes,
		.take = take_boot_part,
		.context = reading,
	};
	int code;

	if ((uint64_t)reading->end_ms < INT64_MAX / USEC_PER_MSEC)
		asking.question.end_us =
			(uint64_t)reading->end_ms * USEC_PER_MSEC + USEC_PER_MSEC - 1;
	code = ask_process(&asking);
	if (code == 0 && !reading->finished && !reading->code) {
		asking.reason = reason_of_end(-EBADMSG, 0);
		code = -ECHILD;
	}
	if (code == 0 && reading->suspect) {
		asking.question.check = true;
		code = ask_process(&asking);
	}
	if (reading->code < 0)
		return reading->code;
	if (code == 0)
		return 0;
	forget_counts(reading->journal, &before);
	return leave_boot_out(reading->journal, boot, asking.reason, err);
}

int journal_read(struct journal *journal, const char *boot_id, unsigned kinds, int64_t end_ms,
		 journal_sink sink, void *context, struct error *err)
{
	CLEANUP(boot_reading_done)
	struct reading reading = {
		.journal = journal,
		.kinds = kinds,
		.end_ms = end_ms < 0 ? 0 : end_ms,
		.sink = sink,
		.context = context,
		.err = err,
	};
	sd_id128_t boot;
	int code;

	if (libsystemd()->sd_id128_from_string(boot_id, &boot) < 0)
		return error_set(err, -EINVAL,
				 "cannot read boot '%s' of the journal: not a boot id", boot_id);
	if (!holds_boot(journal, boot))
		return -ENOENT;
	code = open_boot(&reading, boot, err);
	if (code == -ENOENT)
		code = leave_boot_out(journal, boot, "a file of it is gone; try again", err);
	if (code == 0 && reading.count)
		code = ask_for_entries(&reading, boot, err);
	root_unname_journals(journal->root);
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
			 journal->foreign ? " (in '" : "", journal->foreign ? journal->foreign : "",
			 journal->foreign ? "')" : "");
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
		.path = root_display(journal->root, journal->persistent ? PERSISTENT : VOLATILE),
		.lines = journal->entries,
		.records = journal->records,
		.skipped = journal->unreadable,
		.note = describe_notes(journal),
	};
}
