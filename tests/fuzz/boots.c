/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes the reading of a log and its splitting into boots; what one says of the log must be what
 * the others do. */
#define _GNU_SOURCE
#include "boots/boots.h"
#include "evidence/auditlog.h"
#include "fuzz.h"

static void check_serials(const struct serials *set)
{
	const struct serial_span *before = NULL;

	for (size_t i = 0; i < set->count; i++) {
		const struct serials_block *block = &set->blocks[i];

		REQUIRE(block->count > 0 && block->count <= SERIALS_BLOCK);
		for (size_t k = 0; k < block->count; before = &block->spans[k++]) {
			REQUIRE(block->spans[k].first <= block->spans[k].last);
			REQUIRE(!before || block->spans[k].first > before->last + 1);
		}
	}
	REQUIRE(!set->count || set->first == set->blocks[0].spans[0].first);
	REQUIRE(!before || set->last == before->last);
}

static uint64_t count_records(const struct window *window, const struct window_event *event)
{
	struct record record;
	size_t position = 0;
	uint64_t count = 0;

	while (window_next(window, event, &position, &record)) {
		count += record.type != AUDIT_EOE;
		REQUIRE(record.serial == (uint32_t)event->serial);
	}
	return count;
}

static void check_window(const struct boot *boot)
{
	const struct window *window = &boot->window;

	for (size_t i = 0; i < window->n_events; i++) {
		const struct window_event *event = &window->events[i];

		REQUIRE(!i || event->serial > event[-1].serial);
		REQUIRE(window_find(window, event->serial) == event);
		REQUIRE(serials_has(&boot->seen, event->serial));
		REQUIRE(event->first_record <= event->last_record);
		REQUIRE(event->last_record < window->n_records);
		REQUIRE(count_records(window, event) == event->records);
	}
}

static uint64_t check_boot(const struct boot *boot)
{
	check_serials(&boot->seen);
	check_window(boot);
	REQUIRE(boot->window.n_records <= boot->records);
	for (size_t i = 0; i < boot->n_settings; i++)
		REQUIRE(serials_has(&boot->seen, boot->settings[i].serial));
	return boot->records;
}

/* auditd's own records are no boot's. */
struct counted {
	struct boots boots;
	uint64_t kernel_records;
};

static int take(void *context, const struct record *record, bool unfinished)
{
	struct counted *counted = context;

	counted->kernel_records += !(record->flags & TYPES_OF_AUDITD);
	return boots_add(&counted->boots, record, unfinished);
}

/* How many serials are missing between a set's first and last. */
static uint64_t missing_of(const struct serials *set)
{
	return serials_missing(set, serials_first(set), serials_last(set));
}

/* Further records of an event at once, in small blocks that two threads scan: the boots must be the
 * same. */
static void check_blocks(int fd, const struct boots *boots, const struct source *read)
{
	struct boots again = { 0 };
	const struct auditlog_sink sink = {
		.take = boots_add,
		.take_further = boots_add_further,
		.context = &again,
		.threads = 2,
		.block_bytes = 200,
	};
	struct source source = { 0 };

	REQUIRE(lseek(fd, 0, SEEK_SET) == 0);
	REQUIRE(auditlog_read(fd, "log", &sink, &source, NULL) == 0);
	REQUIRE(source.lines == read->lines && source.records == read->records);
	REQUIRE(boots_finish(&again) == 0);
	boots_number(&again);
	REQUIRE(again.count == boots->count);
	for (size_t i = 0; i < again.count; i++) {
		const struct boot *one = again.list[i], *other = boots->list[i];

		REQUIRE(one->records == other->records);
		REQUIRE(one->n_settings == other->n_settings);
		REQUIRE(one->restarts == other->restarts);
		REQUIRE(one->window.n_events == other->window.n_events);
		REQUIRE(one->window.n_records == other->window.n_records);
		REQUIRE(serials_first(&one->seen) == serials_first(&other->seen));
		REQUIRE(serials_last(&one->seen) == serials_last(&other->seen));
		REQUIRE(missing_of(&one->seen) == missing_of(&other->seen));
	}
	boots_done(&again);
	source_done(&source);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(cleanup_close) int fd = fuzz_fd(data, size);
	struct counted counted = { 0 };
	const struct auditlog_sink sink = { .take = take, .context = &counted };
	struct source source = { 0 };
	uint64_t records = 0;

	REQUIRE(auditlog_read(fd, "log", &sink, &source, NULL) == 0);
	REQUIRE(source.records + source.skipped <= source.lines);
	REQUIRE(counted.kernel_records <= source.records);
	REQUIRE(boots_finish(&counted.boots) == 0);
	boots_number(&counted.boots);
	for (size_t i = 0; i < counted.boots.count; i++)
		records += check_boot(counted.boots.list[i]);
	REQUIRE(records == counted.kernel_records);
	check_blocks(fd, &counted.boots, &source);
	boots_done(&counted.boots);
	source_done(&source);
	return 0;
}
