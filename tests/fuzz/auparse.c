/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Holds the scanner and the boots to libauparse: of the same bytes both must see the same records,
 * each with the same type, stamp, serial and node, and the same events. Where they rightly differ:
 *
 * - libauparse takes lines that no kernel and no auditd wrote ("x y audit(1.2:3"): a record of its
 *   own is left out when the line has not the form that record.h names.
 * - libauparse takes no stamp that is not within the first 80 bytes (340 with node=), nor one of
 *   fewer than 19 bytes with its "msg=": a record of the scanner is left out for nothing else.
 * - Fields that auditd appended begin at 0x1D; where that stands in the type or the node,
 *   libauparse ends the line there, and the record is left out.
 * - Punctuation at the end of a type is taken off by libauparse: such a type has to be none.
 * - libauparse gives no stamp for the second 0 of 1970: these are left out. Of more than 999
 *   milliseconds it keeps the second, and gives serial 0: no record to the scanner.
 * - libauparse eats an EOE that comes late; nothing counts them: they are left out.
 * - libauparse drops an AVC whose list of permissions is longer than 255 bytes.
 * - libauparse splits an event when another of two seconds later comes in between: its records are
 *   put together again by (time, serial, node).
 * - It takes strings: NUL bytes are replaced, and a newline is put at the end.
 */
#define _GNU_SOURCE
#include "boots/boots.h"
#include "fuzz.h"

#include <auparse.h>
#include <errno.h>
#include <inttypes.h>
#include <libaudit.h>
#include <regex.h>

#define KEY_BYTES 512
#define SECONDS_MAX 253402300799 /* the end of the year 9999 */

/* libauparse 3.0.9 leaks the list of fields of a line that has none; LeakSanitizer asks for this.
 */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libauparse";
}

/* Records with what tells their events apart. */
struct list {
	struct entry {
		char key[KEY_BYTES]; /* seconds.millis:serial node */
		int type;	     /* -1: none that libaudit knows */
	} * entries;
	size_t count, capacity;
};

static void list_done(struct list *list)
{
	free(list->entries);
}

static void add(struct list *list, const struct record *record, int type)
{
	struct entry *entry;

	if (list->count == list->capacity) {
		list->capacity = list->capacity ? list->capacity * 2 : 64;
		list->entries = reallocarray(list->entries, list->capacity, sizeof(*entry));
		REQUIRE(list->entries);
	}
	entry = &list->entries[list->count++];
	memset(entry, 0, sizeof(*entry));
	entry->type = type;
	REQUIRE(snprintf(entry->key, sizeof(entry->key), "%" PRId64 ":%" PRIu32 " %.*s",
			 record->time_ms, record->serial, (int)record->node.length,
			 record->node.length ? record->node.start : "") > 0);
}

static int compare(const void *left, const void *right)
{
	const struct entry *one = left, *other = right;
	int order = strcmp(one->key, other->key);

	return order ? order : one->type - other->type;
}

static void sort(struct list *list)
{
	if (list->count)
		qsort(list->entries, list->count, sizeof(*list->entries), compare);
}

static bool is_left_out(const struct record *record)
{
	size_t to_stamp =
		(size_t)(record->type_name.start + record->type_name.length - record->line.start);
	const char *word = record->type_name.start + record->type_name.length + 1;
	size_t rest = record->line.length - to_stamp - 1;
	const char *blank = memchr(word, ' ', rest);
	size_t word_bytes = blank ? (size_t)(blank - word) : rest;
	size_t head = to_stamp + 1 + (size_t)(record->body.start - word);

	return head > (record->node.length ? 340 : 80) || word_bytes < 19 ||
	       memchr(record->line.start, '\x1d', head) || record->time_ms < 1000 ||
	       record->type == AUDIT_EOE;
}

static int type_of(const struct record *record)
{
	CLEANUP(cleanup_free) char *name = slice_copy(record->type_name);

	REQUIRE(name);
	return audit_name_to_msg_type(name);
}

static bool ends_in_punctuation(struct slice type)
{
	return memchr(":,')", type.start[type.length - 1], 4) != NULL;
}

/* An AVC may be dropped: none of them is compared. */
static bool is_avc(int type)
{
	return type == AUDIT_AVC || type == AUDIT_USER_AVC;
}

/* What both take in. */
static void take(const struct record *record, int type, struct list *list)
{
	/* "UNKNOWN[1320]" is one as well. */
	if (is_left_out(record) || is_avc(type) || type == AUDIT_EOE)
		return;
	add(list, record, ends_in_punctuation(record->type_name) ? -1 : type);
}

static void scan(const char *text, struct list *list, struct boots *boots)
{
	struct record record;

	for (; *text; text += strcspn(text, "\n") + 1) {
		size_t length = strcspn(text, "\n");

		if (record_scan(text, length, &record) < 0)
			continue;
		REQUIRE(boots_add(boots, &record, false) == 0);
		take(&record, type_of(&record), list);
	}
	REQUIRE(boots_finish(boots) == 0);
}

/* What is no record to the scanner must be none by the words of record.h, read in another way. */
static void check_refused(const char *text, const au_event_t *stamp)
{
	static const char form[] =
		"^(node=[^ ]+ )?type=[^ ]+ msg=audit\\([0-9]+\\.0*[0-9]{1,3}:[0-9]+\\):";
	static regex_t regex;
	static bool compiled;
	bool matches;

	if (!compiled)
		REQUIRE(regcomp(&regex, form, REG_EXTENDED | REG_NOSUB) == 0);
	compiled = true;
	matches = regexec(&regex, text, 0, NULL, 0) == 0;
	/* Seconds beyond 2^63 are negative to libauparse. */
	REQUIRE(!matches || (uint64_t)stamp->sec > SECONDS_MAX || stamp->serial > UINT32_MAX);
}

/* One record of libauparse; its stamp is what libauparse made of it, not what the line says. */
static void take_parsed(auparse_state_t *parser, struct list *list)
{
	const char *text = auparse_get_record_text(parser);
	const au_event_t *stamp = auparse_get_timestamp(parser);
	struct record record;

	REQUIRE(text);
	if (!stamp)
		return;
	if (record_scan(text, strlen(text), &record) < 0) {
		check_refused(text, stamp);
		return;
	}
	record.time_ms = (int64_t)stamp->sec * 1000 + stamp->milli;
	record.serial = (uint32_t)stamp->serial;
	record.node = (struct slice){ .start = stamp->host,
				      .length = stamp->host ? strlen(stamp->host) : 0 };
	take(&record, auparse_get_type(parser), list);
}

static void parse(const char *text, struct list *list)
{
	auparse_state_t *parser = auparse_init(AUSOURCE_BUFFER, text);

	REQUIRE(parser);
	while (auparse_next_event(parser) > 0) {
		REQUIRE(auparse_first_record(parser) > 0);
		do {
			take_parsed(parser, list);
		} while (auparse_next_record(parser) > 0);
	}
	auparse_destroy(parser);
}

static void show(const char *which, const struct list *list)
{
	for (size_t i = 0; i < list->count; i++)
		(void)fprintf(stderr, "%s: %s type %d\n", which, list->entries[i].key,
			      list->entries[i].type);
}

static void check_same(const struct list *scanned, const struct list *parsed)
{
	bool same = scanned->count == parsed->count;

	for (size_t i = 0; i < scanned->count && same; i++)
		same = compare(&scanned->entries[i], &parsed->entries[i]) == 0;
	if (!same) {
		show("scanned", scanned);
		show("libauparse", parsed);
	}
	REQUIRE(same);
}

/*
 * The records of the events of a window, under the stamps that they have themselves: segments that
 * share an event are one boot also where another serial has two stamps (boots.h), and its records
 * are one event then.
 */
static void take_window(const struct boot *boot, struct list *list)
{
	for (size_t i = 0; i < boot->window.n_events; i++) {
		const struct window_event *event = &boot->window.events[i];
		struct record record;
		size_t position = 0;

		while (window_next(&boot->window, event, &position, &record)) {
			REQUIRE(record.serial == (uint32_t)event->serial);
			take(&record, type_of(&record), list);
		}
	}
}

static bool is_daemon(int type)
{
	return type >= AUDIT_FIRST_DAEMON && type <= AUDIT_LAST_DAEMON;
}

/* The events of the windows are some of libauparse's, with all of their records. */
static void check_windows(const struct boots *boots, const struct list *parsed)
{
	CLEANUP(list_done) struct list windows = { 0 };
	uint64_t records = 0, kept = 0, missing = 0;
	size_t at = 0;

	for (size_t i = 0; i < boots->count; i++) {
		take_window(boots->list[i], &windows);
		records += boots->list[i]->records;
		kept += boots->list[i]->window.n_records;
	}
	sort(&windows);
	for (size_t i = 0; i < parsed->count; i++) {
		bool has = at < windows.count &&
			   compare(&windows.entries[at], &parsed->entries[i]) == 0;

		missing +=
			!has && !is_daemon(parsed->entries[i].type) && parsed->entries[i].type >= 0;
		at += has;
	}
	if (at < windows.count || (missing && kept >= records)) {
		show("window", &windows);
		show("libauparse", parsed);
	}
	REQUIRE(at == windows.count);
	REQUIRE(!missing || kept < records);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(cleanup_free) char *text = malloc(size + 2);
	CLEANUP(list_done) struct list scanned = { 0 };
	CLEANUP(list_done) struct list parsed = { 0 };
	struct boots boots = { 0 };

	REQUIRE(text);
	for (size_t i = 0; i < size; i++)
		text[i] = data[i] ? (char)data[i] : '?';
	memcpy(text + size, "\n", 2);
	scan(text, &scanned, &boots);
	parse(text, &parsed);
	sort(&scanned);
	sort(&parsed);
	check_same(&scanned, &parsed);
	check_windows(&boots, &parsed);
	boots_done(&boots);
	return 0;
}
