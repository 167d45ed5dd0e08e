/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Matches the boots of the journal to those of the audit log. */
#define _GNU_SOURCE
#include "boots/match.h"

#include "boots/bootlog.h"
#include "boots/match_parts.h"
#include "util/cleanup.h"
#include "util/text.h"
#include "util/xalloc.h"

#include <errno.h>
#include <inttypes.h>
#include <libaudit.h>
#include <string.h>

static uint64_t registration_serial(const struct boot *boot)
{
	const struct boot_setting *registration = boot_first_setting(boot, BOOT_PID, true);

	return registration ? registration->serial : 0;
}

uint64_t match_last_early_serial(const struct boot *boot)
{
	uint64_t registration = registration_serial(boot);

	return registration ? registration : UINT64_MAX;
}

/* When the window ended, by the stamps of its records; TIME_UNKNOWN without any. */
static int64_t window_end_ms(const struct boot *boot)
{
	int64_t end_ms = TIME_UNKNOWN;

	for (size_t i = 0; i < boot->window.n_events; i++)
		if (boot->window.events[i].time_ms > end_ms)
			end_ms = boot->window.events[i].time_ms;
	return end_ms;
}

/* The end of its records in the journal. */
static int64_t records_end_ms(const struct boot *boot)
{
	int64_t end_ms = window_end_ms(boot);

	return end_ms == TIME_UNKNOWN ? JOURNAL_NO_END : end_ms + HANDED_OVER_MS;
}

static void add_printed_record(struct boot *boot, const struct kmsg_fact *fact)
{
	CLEANUP(cleanup_free) char *line = NULL;
	char name[TYPES_NAME_BYTES];
	struct record record;

	if (fact->serial > match_last_early_serial(boot))
		return;
	types_print(fact->type, name);
	line = xasprintf("type=%s msg=audit(%" PRId64 ".%03d:%" PRIu32 "): %.*s", name,
			 fact->time_ms / 1000, (int)(fact->time_ms % 1000), fact->serial,
			 (int)fact->text.length, fact->text.start);
	if (record_scan(line, strlen(line), &record) == 0)
		window_add(&boot->secondary.printed, fact->serial, &record);
}

void match_add_fact(struct boot *boot, unsigned source, const struct kmsg_fact *fact)
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

/* Whether the journal of a boot can have been taken in while the window was written, or so late
 * behind it as journald may be. */
static bool is_of_same_time(const struct journal_boot *found, const struct boot *boot)
{
	return boot->window.n_events && found->last_ms >= boot->first_ms &&
	       found->first_ms <= window_end_ms(boot) + JOURNAL_LAG_MS;
}

/* A journal that another machine sent is of a node that is called like it. */
static bool is_of_other_host(const struct journal_boot *found, const struct boot *boot)
{
	if (found->remote)
		return !boot->node || !text_same_host(found->hostname, boot->node);
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
	code = journal_read(journal, found->id, JOURNAL_AUDIT, records_end_ms(boot), compare_entry,
			    &comparison, err);
	if (code < 0)
		return code == -ENOENT ? 0 : code;
	if (comparison.decided || found->remote)
		return comparison.same;
	/* Without a common record the time decides: auditd registered while journald ran. */
	return found->first_ms <= window_end_ms(boot) && found->last_ms >= window_end_ms(boot);
}

/* The boot whose entries are read. */
struct boot_entries {
	struct boot *boot;
	int64_t registered_ms; /* messages up to this are of an earlier time, */
	int64_t later_ms;      /* and those after this of a later one */
};

/* A boot without an audit log has its settings, and who registered, in the journal alone. */
static void take_setting_of_journal(struct boot_entries *entries, const struct record *record)
{
	struct boot *boot = entries->boot;
	const bool was_known = boot_first_setting(boot, BOOT_PID, true);

	if (boot->records)
		return;
	boot_take_setting(boot, record->serial, record);
	if (!was_known && boot_first_setting(boot, BOOT_PID, true))
		entries->registered_ms = record->time_ms + HANDED_OVER_MS;
}

/* When a kernel message was printed, by the clock as it was when journald took it in. */
static int64_t message_printed_ms(const struct journal_entry *entry)
{
	if (!entry->monotonic_us || entry->monotonic_us > entry->received_us)
		return entry->received_ms;
	return entry->received_ms - (int64_t)((entry->received_us - entry->monotonic_us) / 1000);
}

static int take_journal_entry(void *context, const struct journal_entry *entry)
{
	struct boot_entries *entries = context;
	struct boot *boot = entries->boot;
	struct kmsg_fact fact;
	int64_t printed_ms;

	if (boot->started_ms == TIME_UNKNOWN)
		boot->started_ms = entry->received_ms - (int64_t)(entry->received_us / 1000);
	if (entry->kind == JOURNAL_AUDIT) {
		take_setting_of_journal(entries, &entry->record);
		if (entry->record.serial <= match_last_early_serial(boot) &&
		    boot->secondary.journal.n_events < BOOT_WINDOW_MAX)
			window_add(&boot->secondary.journal, entry->record.serial, &entry->record);
		boot_take_lost_setting(boot, entry->record.serial, &entry->record);
		return 0;
	}
	printed_ms = message_printed_ms(entry);
	boot->bootlog.early = printed_ms <= entries->registered_ms;
	boot->bootlog.handed_over = printed_ms > entries->later_ms;
	if (boot->bootlog.handed_over)
		bootlog_go_later(&boot->bootlog);
	if (kmsg_fact(entry->message, &fact))
		match_add_fact(boot, BOOTLOG_JOURNAL, &fact);
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
		.registered_ms = registration ? registration->time_ms : TIME_UNKNOWN,
		.later_ms = registration ? registration->time_ms + HANDED_OVER_MS : INT64_MAX,
	};
	const int64_t started_ms = boot->started_ms;
	int code = journal_read(journal, found->id, JOURNAL_AUDIT | JOURNAL_KERNEL,
				records_end_ms(boot), take_journal_entry, &entries, err);

	boot_sort_settings(boot);
	if (code == -ENOENT) {
		forget_entries(boot, started_ms);
		return 0;
	}
	memcpy(boot->id, found->id, sizeof(boot->id));
	free(boot->host);
	boot->host = *found->hostname ? xstrdup(found->hostname) : NULL;
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

/* Whether the records and the kernel that were read tell that the boot of the journal is not that
 * of the log, though its time fits, or an event is in both: machines that begin with the same clock
 * can share one by chance. */
static bool is_another_boot(const struct boot *boot)
{
	const struct window *journal = &boot->secondary.journal;
	size_t shared = 0, clashing = 0;

	for (size_t i = 0; i < journal->n_events; i++) {
		const struct window_event *event =
			window_find(&boot->window, journal->events[i].serial);

		if (event && event->time_ms == journal->events[i].time_ms)
			shared++;
		else if (event)
			clashing++;
	}
	if (shared || clashing)
		return clashing > shared;
	return boot->auditd.kernel && *boot->bootlog.kernel &&
	       strcmp(boot->auditd.kernel, boot->bootlog.kernel) != 0;
}

static int add_journal_boot(struct journal *journal, const struct journal_boot *found,
			    struct boots *boots, struct error *err)
{
	struct boot *boot = boots_insert(boots, found->hostname, found->first_ms, found->last_ms);
	int code = read_entries_of_boot(journal, found, boot, err);

	if (code == 0 && !has_audit_messages(boot))
		boots_remove(boots, boot);
	return code;
}

void match_sort_windows(struct boots *boots)
{
	for (size_t i = 0; i < boots->count; i++) {
		window_sort(&boots->list[i]->secondary.journal);
		window_sort(&boots->list[i]->secondary.printed);
	}
}

/* Gives: 1; 0 where the boot is another one; or -errno. */
static int take_journal_boot(struct journal *journal, const struct journal_boot *found,
			     struct boot *boot, struct error *err)
{
	const int64_t started_ms = boot->started_ms;
	int code = read_entries_of_boot(journal, found, boot, err);

	if (code < 0 || !is_another_boot(boot))
		return code < 0 ? code : 1;
	forget_entries(boot, started_ms);
	*boot->id = '\0';
	free(boot->host);
	boot->host = NULL;
	return 0;
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
		if (code >= 0 && boot)
			code = take_journal_boot(journal, &list[i], boot, err);
		if (code == 0 && !list[i].remote)
			code = add_journal_boot(journal, &list[i], boots, err);
		code = code > 0 ? 0 : code;
	}
	match_sort_windows(boots);
	return code;
}
