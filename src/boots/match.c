/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Matches the boots of the journal and of kernel logs to those of the audit log. */
#define _GNU_SOURCE
#include "boots/match.h"

#include "boots/bootlog.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <errno.h>
#include <inttypes.h>
#include <libaudit.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The most that passes between a record's stamp and its entry in the journal, on a busy machine. */
#define DELAY_MS 60000

static uint64_t registration_serial(const struct boot *boot)
{
	const struct boot_setting *registration = boot_first_setting(boot, BOOT_PID, true);

	return registration ? registration->serial : 0;
}

/* The largest serial of the time before auditd registered. */
static uint64_t last_early_serial(const struct boot *boot)
{
	uint64_t registration = registration_serial(boot);

	return registration ? registration : UINT64_MAX;
}

/* When the window ended, by the stamps of its records. */
static int64_t window_end_ms(const struct boot *boot)
{
	int64_t end_ms = TIME_UNKNOWN;

	for (size_t i = 0; i < boot->window.n_events; i++)
		if (boot->window.events[i].time_ms > end_ms)
			end_ms = boot->window.events[i].time_ms;
	return end_ms == TIME_UNKNOWN ? JOURNAL_NO_END : end_ms + DELAY_MS;
}

static void add_printed_record(struct boot *boot, const struct kmsg_fact *fact)
{
	CLEANUP(cleanup_free) char *line = NULL;
	char name[TYPES_NAME_BYTES];
	struct record record;

	if (fact->serial > last_early_serial(boot))
		return;
	types_print(fact->type, name);
	line = xasprintf("type=%s msg=audit(%" PRId64 ".%03d:%" PRIu32 "): %.*s", name,
			 fact->time_ms / 1000, (int)(fact->time_ms % 1000), fact->serial,
			 (int)fact->text.length, fact->text.start);
	if (record_scan(line, strlen(line), &record) == 0)
		window_add(&boot->secondary.printed, fact->serial, &record);
}

static void add_fact(struct boot *boot, unsigned source, const struct kmsg_fact *fact)
{
	boot->bootlog.source = source;
	bootlog_add(&boot->bootlog, fact, registration_serial(boot));
	if (fact->kind == KMSG_RECORD)
		add_printed_record(boot, fact);
}

/* A boot of the journal compared with one of the log. */
struct comparison {
	const struct boot *boot;
	bool decided;
	bool same;
};

/* Stops at the first event that both have. */
static int compare_entry(void *context, const struct journal_entry *entry)
{
	struct comparison *comparison = context;
	const struct window_event *event =
		window_find(&comparison->boot->window, entry->record.serial);

	if (!event)
		return 0;
	comparison->decided = true;
	comparison->same = event->time_ms == entry->record.time_ms;
	return 1;
}

static bool is_of_same_time(const struct journal_boot *found, const struct boot *boot)
{
	int64_t end_ms = window_end_ms(boot);

	if (!boot->window.n_events)
		return false;
	return found->first_ms <= end_ms && found->last_ms >= boot->first_ms;
}

static bool is_of_other_host(const struct journal_boot *found, const struct boot *boot)
{
	return boot->node && *found->hostname && strcmp(boot->node, found->hostname) != 0;
}

/* Whether the boot of the journal is that of the log. Gives: 1, 0, or -errno. */
static int compare_boot(struct journal *journal, const struct journal_boot *found,
			const struct boot *boot, struct error *err)
{
	struct comparison comparison = { .boot = boot };
	int code;

	if (boot->id[0] || is_of_other_host(found, boot) || !is_of_same_time(found, boot))
		return 0;
	code = journal_read(journal, found->id, JOURNAL_AUDIT, window_end_ms(boot), compare_entry,
			    &comparison, err);
	if (code < 0)
		return code == -ENOENT ? 0 : code;
	/* Without a common record the time decides: auditd registered while journald ran. */
	return comparison.decided ? comparison.same
				  : found->first_ms <= window_end_ms(boot) - DELAY_MS &&
					    found->last_ms >= window_end_ms(boot) - DELAY_MS;
}

/* The boot whose entries are read. */
struct boot_entries {
	struct boot *boot;
	int64_t registered_ms; /* messages after this are of a later time */
};

static int take_journal_entry(void *context, const struct journal_entry *entry)
{
	struct boot_entries *entries = context;
	struct boot *boot = entries->boot;
	struct kmsg_fact fact;

	if (boot->started_ms == TIME_UNKNOWN)
		boot->started_ms = entry->received_ms - (int64_t)(entry->received_us / 1000);
	if (entry->kind == JOURNAL_AUDIT) {
		if (entry->record.serial <= last_early_serial(boot) &&
		    boot->secondary.journal.n_events < BOOT_WINDOW_MAX)
			window_add(&boot->secondary.journal, entry->record.serial, &entry->record);
		return 0;
	}
	boot->bootlog.later |= entry->received_ms > entries->registered_ms;
	if (kmsg_fact(entry->message, &fact))
		add_fact(boot, BOOTLOG_JOURNAL, &fact);
	return 0;
}

/* A journal that could not be read to the end says nothing of the boot, which has nothing of other
 * sources yet. */
static void forget_entries(struct boot *boot, int64_t started_ms)
{
	secondary_done(&boot->secondary);
	boot->bootlog = (struct bootlog){ 0 };
	boot->started_ms = started_ms;
}

static int read_entries_of_boot(struct journal *journal, const struct journal_boot *found,
				struct boot *boot, struct error *err)
{
	const struct boot_setting *registration = boot_first_setting(boot, BOOT_PID, true);
	struct boot_entries entries = {
		.boot = boot,
		.registered_ms = registration ? registration->time_ms + DELAY_MS : INT64_MAX,
	};
	const int64_t started_ms = boot->started_ms;
	int code = journal_read(journal, found->id, JOURNAL_AUDIT | JOURNAL_KERNEL,
				window_end_ms(boot), take_journal_entry, &entries, err);

	if (code == -ENOENT) {
		forget_entries(boot, started_ms);
		return 0;
	}
	memcpy(boot->id, found->id, sizeof(boot->id));
	return code;
}

/* The boot of the log that a boot of the journal is; NULL for none, or on an error. */
static struct boot *find_boot_of_log(struct journal *journal, const struct journal_boot *found,
				     struct boots *boots, int *ret_code, struct error *err)
{
	*ret_code = 0;
	for (size_t i = boots->count; i > 0; i--) {
		*ret_code = compare_boot(journal, found, boots->list[i - 1], err);
		if (*ret_code < 0)
			return NULL;
		if (*ret_code > 0)
			return boots->list[i - 1];
	}
	return NULL;
}

/* Whether the kernel spoke of audit records in a boot that the log does not have. */
static bool has_audit_messages(const struct boot *boot)
{
	return boot->secondary.journal.n_events || boot->bootlog.facts;
}

static int add_journal_boot(struct journal *journal, const struct journal_boot *found,
			    struct boots *boots, struct error *err)
{
	struct boot *boot = boots_insert(boots, found->first_ms, found->last_ms);
	int code = read_entries_of_boot(journal, found, boot, err);

	if (code == 0 && !has_audit_messages(boot))
		boots_remove(boots, boot);
	return code;
}

static void sort_secondary_windows(struct boots *boots)
{
	for (size_t i = 0; i < boots->count; i++) {
		window_sort(&boots->list[i]->secondary.journal);
		window_sort(&boots->list[i]->secondary.printed);
	}
}

int match_journal(struct journal *journal, struct boots *boots, struct error *err)
{
	size_t count;
	const struct journal_boot *list = journal_boots(journal, &count);
	int code = 0;

	for (size_t i = 0; i < count && code == 0; i++) {
		struct boot *boot;

		if (list[i].last_ms < boots->since_ms)
			continue;
		boot = find_boot_of_log(journal, &list[i], boots, &code, err);
		if (code >= 0)
			code = boot ? read_entries_of_boot(journal, &list[i], boot, err)
				    : add_journal_boot(journal, &list[i], boots, err);
	}
	sort_secondary_windows(boots);
	return code;
}

/* The kernel prints an event at most this much later than its stamp, beyond the time that printing
 * the other events took. */
#define PRINT_DELAY_MS 2000

/* A boot of a kernel log. */
struct log_boot {
	struct boot *is;    /* NULL: not known */
	bool has_id;	    /* journalctl names it */
	bool placed;	    /* a printed record from before auditd ties its clock to the stamps */
	int64_t started_ms; /* the beginning of its clock, by the stamps of these records */
	int64_t printed_ms; /* the last of them, by its clock */
};

struct matching {
	struct boots *boots;
	struct log_boot *log_boots; /* by their number in the log */
	size_t count, capacity;
	unsigned source;
	bool anyones;	   /* as in struct kmsg_file */
	uint64_t unplaced; /* messages of a loss that were not used */
};

static bool has_stamp(const struct boot *boot, uint64_t serial, int64_t time_ms)
{
	const struct window_event *event = window_find(&boot->window, serial);

	if (!event)
		event = window_find(&boot->secondary.journal, serial);
	return event && event->time_ms == time_ms;
}

static bool is_fact_of_boot(const struct kmsg_fact *fact, const struct boot *boot)
{
	if (fact->kind == KMSG_BOOT_ID)
		return slice_is(fact->text, boot->id);
	return fact->kind == KMSG_RECORD && has_stamp(boot, fact->serial, fact->time_ms);
}

/* Printing takes time: the record that took least time tells best when the clock began. */
static void place_boot(struct log_boot *log_boot, const struct kmsg_fact *fact)
{
	int64_t printed_ms = (int64_t)(fact->monotonic_us / 1000);
	int64_t started_ms = fact->time_ms - printed_ms;

	if (!fact->timed || fact->serial > last_early_serial(log_boot->is))
		return;
	if (!log_boot->placed || started_ms > log_boot->started_ms)
		log_boot->started_ms = started_ms;
	log_boot->printed_ms = printed_ms;
	log_boot->placed = true;
}

static int match_fact_to_boot(void *context, const struct kmsg_fact *fact)
{
	struct matching *matching = context;
	struct log_boot *log_boot;

	while (matching->count <= fact->boot) {
		matching->log_boots = xarray_grow(matching->log_boots, matching->count,
						  &matching->capacity, sizeof(*log_boot));
		matching->log_boots[matching->count++] = (struct log_boot){ 0 };
	}
	log_boot = &matching->log_boots[fact->boot];
	log_boot->has_id |= fact->kind == KMSG_BOOT_ID;
	for (size_t i = 0; !log_boot->is && i < matching->boots->count; i++)
		if (is_fact_of_boot(fact, matching->boots->list[i]))
			log_boot->is = matching->boots->list[i];
	if (fact->kind == KMSG_RECORD && log_boot->is && is_fact_of_boot(fact, log_boot->is))
		place_boot(log_boot, fact);
	return 0;
}

/*
 * Whether a message was printed before auditd registered, by the clock where it can be told: later
 * ones may come from whoever gets a line into this log. In a log that anyone can write to, a
 * message without a time does not count as earlier.
 */
static bool is_before_registration(const struct log_boot *log_boot, bool anyones,
				   const struct kmsg_fact *fact)
{
	const struct boot_setting *registration = boot_first_setting(log_boot->is, BOOT_PID, true);
	int64_t last_ms;

	if (!registration || !log_boot->placed || !fact->timed)
		return !anyones;
	last_ms = registration->time_ms - log_boot->started_ms;
	if (last_ms < log_boot->printed_ms)
		last_ms = log_boot->printed_ms;
	return (int64_t)(fact->monotonic_us / 1000) <= last_ms + PRINT_DELAY_MS;
}

static bool is_fact_of_loss(const struct kmsg_fact *fact)
{
	return fact->kind == KMSG_LOST || fact->kind == KMSG_REASON || fact->kind == KMSG_RECORD;
}

static int take_fact_of_log(void *context, const struct kmsg_fact *fact)
{
	struct matching *matching = context;
	const struct log_boot *log_boot = &matching->log_boots[fact->boot];
	struct boot *boot = log_boot->is;
	bool before;

	if (!boot || fact->kind == KMSG_BOOT_ID)
		return 0;
	/* The same messages from another place add nothing, except the command line, which the
	 * first place can lack: a dmesg whose ring was full. */
	if (boot->bootlog.source && boot->bootlog.source != matching->source) {
		if (fact->kind == KMSG_CMDLINE)
			bootlog_add(&boot->bootlog, fact, registration_serial(boot));
		return 0;
	}
	before =
		!is_fact_of_loss(fact) || is_before_registration(log_boot, matching->anyones, fact);
	if (!before && matching->anyones) {
		matching->unplaced++;
		return 0;
	}
	boot->bootlog.later |= !before;
	add_fact(boot, matching->source, fact);
	return 0;
}

/* The last boot of a log is the newest one where nothing speaks against it. */
static void match_newest_boot(struct matching *matching)
{
	struct boot *newest =
		matching->boots->count ? matching->boots->list[matching->boots->count - 1] : NULL;
	struct log_boot *last = matching->count ? &matching->log_boots[matching->count - 1] : NULL;

	if (!newest || !last || last->is || (last->has_id && newest->id[0]))
		return;
	for (size_t i = 0; i < matching->count; i++)
		if (matching->log_boots[i].is == newest)
			return;
	last->is = newest;
}

static void free_matching(struct matching *matching)
{
	free(matching->log_boots);
}

/* Notes files that were read with this one, and messages that were not used. */
static void note_matching(const struct kmsg_file *file, const struct matching *matching,
			  struct source *source)
{
	const char *note = file->note ? file->note : "";

	if (matching->unplaced)
		source->note = xasprintf(
			"%s%s%" PRIu64
			" message%s of lost records left out: whoever may log can imitate the kernel here, and nothing shows that auditd had not registered yet",
			note, *note ? "; " : "", matching->unplaced,
			matching->unplaced == 1 ? "" : "s");
	else if (file->note)
		source->note = xstrdup(note);
}

int match_kmsg(const struct kmsg_file *file, unsigned source, struct boots *boots,
	       struct source *ret_source, struct error *err)
{
	CLEANUP(free_matching)
	struct matching matching = { .boots = boots, .source = source, .anyones = file->anyones };
	struct source first = { 0 };
	int fd = file->fd;
	const char *name = file->name;
	int code = kmsg_read(fd, name, match_fact_to_boot, &matching, &first, err);

	free(first.path);
	free(first.note);
	if (code < 0)
		return code;
	if (!file->of_older_boots)
		match_newest_boot(&matching);
	if (lseek(fd, 0, SEEK_SET) < 0)
		return error_set(err, -errno, "cannot read '%s' again: %s", name, strerror(errno));
	code = kmsg_read(fd, name, take_fact_of_log, &matching, ret_source, err);
	if (code < 0)
		return code;
	sort_secondary_windows(boots);
	note_matching(file, &matching, ret_source);
	return 0;
}
