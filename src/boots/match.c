/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Brings to the boots of the audit log what the journal and the kernel log have of them. */
#define _GNU_SOURCE
#include "boots/match.h"

#include "base/array.h"
#include "base/cleanup.h"
#include "boots/bootlog.h"

#include <errno.h>
#include <inttypes.h>
#include <libaudit.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Between a record's stamp and the moment that journald takes it in, on a machine that is busy. */
#define DELAY_MS 60000

static uint64_t registration_of(const struct boot *boot)
{
	const struct boot_setting *registration = boot_first_setting(boot, BOOT_PID, true);

	return registration ? registration->serial : 0;
}

/* The largest serial that can be of interest. */
static uint64_t end_of(const struct boot *boot)
{
	uint64_t registration = registration_of(boot);

	return registration ? registration : UINT64_MAX;
}

/* When the window was over, by the stamps of its records. */
static int64_t end_ms_of(const struct boot *boot)
{
	int64_t end_ms = TIME_UNKNOWN;

	for (size_t i = 0; i < boot->window.n_events; i++)
		if (boot->window.events[i].time_ms > end_ms)
			end_ms = boot->window.events[i].time_ms;
	return end_ms == TIME_UNKNOWN ? JOURNAL_NO_END : end_ms + DELAY_MS;
}

static int take_printed(struct boot *boot, const struct kernellog_fact *fact)
{
	CLEANUP(cleanup_free) char *line = NULL;
	char name[TYPES_NAME_BYTES];
	struct record record;
	int length;

	if (fact->serial > end_of(boot))
		return 0;
	types_print(fact->type, name);
	length = asprintf(&line, "type=%s msg=audit(%" PRId64 ".%03d:%" PRIu32 "): %.*s", name,
			  fact->time_ms / 1000, (int)(fact->time_ms % 1000), fact->serial,
			  (int)fact->text.length, fact->text.start);
	if (length < 0)
		return -ENOMEM;
	if (record_scan(line, (size_t)length, &record) < 0)
		return 0;
	return window_add(&boot->secondary.printed, fact->serial, &record);
}

static int take_fact(struct boot *boot, unsigned source, const struct kernellog_fact *fact)
{
	boot->bootlog.source = source;
	bootlog_add(&boot->bootlog, fact, registration_of(boot));
	return fact->kind == KERNELLOG_RECORD ? take_printed(boot, fact) : 0;
}

/* A boot of the journal held against one of the log. */
struct match {
	const struct boot *boot;
	bool decided;
	bool same;
};

/* Stops at the first event that both have. */
static int compare_entry(void *context, const struct journal_entry *entry)
{
	struct match *match = context;
	const struct window_event *event = window_find(&match->boot->window, entry->record.serial);

	if (!event)
		return 0;
	match->decided = true;
	match->same = event->time_ms == entry->record.time_ms;
	return 1;
}

static bool overlaps(const struct journal_boot *found, const struct boot *boot)
{
	int64_t end_ms = end_ms_of(boot);

	if (!boot->window.n_events)
		return false;
	return found->first_ms <= end_ms && found->last_ms >= boot->first_ms;
}

static bool other_host(const struct journal_boot *found, const struct boot *boot)
{
	return boot->node && *found->hostname && strcmp(boot->node, found->hostname) != 0;
}

/* Gives 1 when the boot of the journal is that of the log, 0 when not, or -errno. */
static int is_same(struct journal *journal, const struct journal_boot *found,
		   const struct boot *boot, struct error *err)
{
	struct match match = { .boot = boot };
	int code;

	if (boot->id[0] || other_host(found, boot) || !overlaps(found, boot))
		return 0;
	code = journal_read(journal, found->id, JOURNAL_AUDIT, end_ms_of(boot), compare_entry,
			    &match, err);
	if (code < 0)
		return code == -ENOENT ? 0 : code;
	/* Without a record in common the time has to do: auditd registered while journald ran. */
	return match.decided ? match.same
			     : found->first_ms <= end_ms_of(boot) - DELAY_MS &&
				       found->last_ms >= end_ms_of(boot) - DELAY_MS;
}

/* The boot that is read into, and until when its messages are of the time before auditd. */
struct filling {
	struct boot *boot;
	int64_t registered_ms;
};

static int take_entry(void *context, const struct journal_entry *entry)
{
	struct filling *filling = context;
	struct boot *boot = filling->boot;
	struct kernellog_fact fact;

	if (boot->started_ms == TIME_UNKNOWN)
		boot->started_ms = entry->received_ms - (int64_t)(entry->received_us / 1000);
	if (entry->kind == JOURNAL_AUDIT)
		return entry->record.serial <= end_of(boot) &&
				       boot->secondary.journal.n_events < BOOT_WINDOW_MAX
			       ? window_add(&boot->secondary.journal, entry->record.serial,
					    &entry->record)
			       : 0;
	boot->bootlog.later |= entry->received_ms > filling->registered_ms;
	return kernellog_fact(entry->message, &fact) ? take_fact(boot, BOOTLOG_JOURNAL, &fact) : 0;
}

/* A journal that could not be read to the end says nothing of the boot. Nothing else has been
 * brought to it yet. */
static void forget_entries(struct boot *boot, int64_t started_ms)
{
	secondary_done(&boot->secondary);
	boot->bootlog = (struct bootlog){ 0 };
	boot->started_ms = started_ms;
}

static int fill(struct journal *journal, const struct journal_boot *found, struct boot *boot,
		struct error *err)
{
	const struct boot_setting *registration = boot_first_setting(boot, BOOT_PID, true);
	struct filling filling = {
		.boot = boot,
		.registered_ms = registration ? registration->time_ms + DELAY_MS : INT64_MAX,
	};
	const int64_t started_ms = boot->started_ms;
	int code = journal_read(journal, found->id, JOURNAL_AUDIT | JOURNAL_KERNEL, end_ms_of(boot),
				take_entry, &filling, err);

	if (code == -ENOENT) {
		forget_entries(boot, started_ms);
		return 0;
	}
	memcpy(boot->id, found->id, sizeof(boot->id));
	return code;
}

static struct boot *boot_of(struct journal *journal, const struct journal_boot *found,
			    struct boots *boots, int *ret_code, struct error *err)
{
	*ret_code = 0;
	for (size_t i = boots->count; i > 0; i--) {
		*ret_code = is_same(journal, found, boots->list[i - 1], err);
		if (*ret_code < 0)
			return NULL;
		if (*ret_code > 0)
			return boots->list[i - 1];
	}
	return NULL;
}

/* Whether the kernel spoke of audit records in a boot that the log does not have. */
static bool is_worth(const struct boot *boot)
{
	return boot->secondary.journal.n_events || boot->bootlog.facts;
}

static int add_boot(struct journal *journal, const struct journal_boot *found, struct boots *boots,
		    struct error *err)
{
	struct boot *boot = boots_insert(boots, found->first_ms, found->last_ms);
	int code;

	if (!boot)
		return error_memory(err, "list the boots");
	code = fill(journal, found, boot, err);
	if (code == 0 && !is_worth(boot))
		boots_remove(boots, boot);
	return code;
}

static int sort_windows(struct boots *boots)
{
	int code = 0;

	for (size_t i = 0; i < boots->count && code == 0; i++) {
		struct secondary *secondary = &boots->list[i]->secondary;

		code = window_sort(&secondary->journal);
		if (code == 0)
			code = window_sort(&secondary->printed);
	}
	return code;
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
		boot = boot_of(journal, &list[i], boots, &code, err);
		if (code >= 0)
			code = boot ? fill(journal, &list[i], boot, err)
				    : add_boot(journal, &list[i], boots, err);
	}
	if (code == 0 && sort_windows(boots) < 0)
		code = error_memory(err, "sort the journal");
	return code;
}

/* What the kernel prints of an event comes this much later than its stamp at the most, beyond what
 * the other events took. */
#define PRINT_DELAY_MS 2000

/* A boot of a kernel log. */
struct log_boot {
	struct boot *is;    /* NULL: not known */
	bool has_id;	    /* journalctl names it */
	bool placed;	    /* a printed record from before auditd ties its clock to the log's */
	int64_t started_ms; /* when that clock began, by the stamps of these records */
	int64_t printed_ms; /* the last of them, by that clock */
};

struct matching {
	struct boots *boots;
	struct log_boot *log_boots; /* by their number in the log */
	size_t count, capacity;
	unsigned source;
	bool anyones;	   /* as of the file */
	uint64_t unplaced; /* messages of a loss that were left out of account */
};

static bool has_event(const struct boot *boot, uint64_t serial, int64_t time_ms)
{
	const struct window_event *event = window_find(&boot->window, serial);

	if (!event)
		event = window_find(&boot->secondary.journal, serial);
	return event && event->time_ms == time_ms;
}

static bool is_of(const struct kernellog_fact *fact, const struct boot *boot)
{
	if (fact->kind == KERNELLOG_BOOT_ID)
		return slice_is(fact->text, boot->id);
	return fact->kind == KERNELLOG_RECORD && has_event(boot, fact->serial, fact->time_ms);
}

/* Printing takes time: the record that took least says best when the clock began. */
static void place(struct log_boot *log_boot, const struct kernellog_fact *fact)
{
	int64_t printed_ms = (int64_t)(fact->monotonic_us / 1000);
	int64_t started_ms = fact->time_ms - printed_ms;

	if (!fact->timed || fact->serial > end_of(log_boot->is))
		return;
	if (!log_boot->placed || started_ms > log_boot->started_ms)
		log_boot->started_ms = started_ms;
	log_boot->printed_ms = printed_ms;
	log_boot->placed = true;
}

static int match_fact(void *context, const struct kernellog_fact *fact)
{
	struct matching *matching = context;
	struct log_boot *log_boot;

	while (matching->count <= fact->boot) {
		struct log_boot *grown = array_grow(matching->log_boots, matching->count,
						    &matching->capacity, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		matching->log_boots = grown;
		grown[matching->count++] = (struct log_boot){ 0 };
	}
	log_boot = &matching->log_boots[fact->boot];
	log_boot->has_id |= fact->kind == KERNELLOG_BOOT_ID;
	for (size_t i = 0; !log_boot->is && i < matching->boots->count; i++)
		if (is_of(fact, matching->boots->list[i]))
			log_boot->is = matching->boots->list[i];
	if (fact->kind == KERNELLOG_RECORD && log_boot->is && is_of(fact, log_boot->is))
		place(log_boot, fact);
	return 0;
}

/*
 * Whether a message was printed before auditd registered. By the clock where it can be told: behind
 * it, anybody who gets a line into this log could say what was lost at boot. In a log that is
 * everybody's to write, a message without a time is of no time.
 */
static bool is_before(const struct log_boot *log_boot, bool anyones,
		      const struct kernellog_fact *fact)
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

static bool is_of_loss(const struct kernellog_fact *fact)
{
	return fact->kind == KERNELLOG_LOST || fact->kind == KERNELLOG_REASON ||
	       fact->kind == KERNELLOG_RECORD;
}

static int use_fact(void *context, const struct kernellog_fact *fact)
{
	struct matching *matching = context;
	const struct log_boot *log_boot = &matching->log_boots[fact->boot];
	struct boot *boot = log_boot->is;
	bool before;

	if (!boot || fact->kind == KERNELLOG_BOOT_ID)
		return 0;
	/* The same messages again, from another place, add nothing; but what came first can begin
	 * behind the command line, as dmesg does whose ring was full. */
	if (boot->bootlog.source && boot->bootlog.source != matching->source) {
		if (fact->kind == KERNELLOG_CMDLINE)
			bootlog_add(&boot->bootlog, fact, registration_of(boot));
		return 0;
	}
	before = !is_of_loss(fact) || is_before(log_boot, matching->anyones, fact);
	if (!before && matching->anyones) {
		matching->unplaced++;
		return 0;
	}
	boot->bootlog.later |= !before;
	return take_fact(boot, matching->source, fact);
}

/* The last boot of a log is the newest one where nothing speaks against it. */
static void match_newest(struct matching *matching)
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

static void matching_done(struct matching *matching)
{
	free(matching->log_boots);
}

/* What was read with the file, and what was not believed. Gives 0 or -ENOMEM. */
static int describe(const struct kernellogs_file *file, const struct matching *matching,
		    struct source *source)
{
	const char *note = file->note ? file->note : "";
	int length = 0;

	if (matching->unplaced)
		length = asprintf(
			&source->note,
			"%s%s%" PRIu64
			" message%s of lost records left out: whoever may log can imitate the kernel here, and nothing shows that auditd had not registered yet",
			note, *note ? "; " : "", matching->unplaced,
			matching->unplaced == 1 ? "" : "s");
	else if (file->note)
		length = asprintf(&source->note, "%s", note);
	return length < 0 ? -ENOMEM : 0;
}

int match_kernellog(const struct kernellogs_file *file, unsigned source, struct boots *boots,
		    struct source *ret_source, struct error *err)
{
	CLEANUP(matching_done)
	struct matching matching = { .boots = boots, .source = source, .anyones = file->anyones };
	struct source first = { 0 };
	int fd = file->fd;
	const char *name = file->name;
	int code = kernellog_read(fd, name, match_fact, &matching, &first, err);

	free(first.path);
	free(first.note);
	if (code < 0)
		return code;
	if (!file->of_older_boots)
		match_newest(&matching);
	if (lseek(fd, 0, SEEK_SET) < 0)
		return error_set(err, -errno, "cannot read '%s' again: %s", name, strerror(errno));
	code = kernellog_read(fd, name, use_fact, &matching, ret_source, err);
	if (code < 0)
		return code;
	if (sort_windows(boots) == 0 && describe(file, &matching, ret_source) == 0)
		return 0;
	source_done(ret_source);
	return error_memory(err, "sort the kernel log");
}
