/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzzes all of it, from a log to the reports: boots, kernel log, ledger, queue, verdict, renders.
 * Parts: the audit log, the command line, auditctl -s, the kernel log, the rules. */
#define _GNU_SOURCE
#include "analysis/account.h"
#include "analysis/limit.h"
#include "boots/boots.h"
#include "boots/match.h"
#include "evidence/auditlog.h"
#include "explain/auparse_client.h"
#include "explain/explain.h"
#include "fuzz.h"
#include "render/render_chart.h"
#include "render/render_events.h"
#include "render/render_json.h"
#include "render/render_text.h"

#include <jansson.h>

/* As in auparse_client.c. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libauparse";
}

/* What a machine has, read. */
struct machine {
	struct boots boots;
	struct cmdline cmdline;
	struct status status;
	struct rules rules;
	struct source log, kernel_log;
};

static void machine_done(struct machine *machine)
{
	boots_done(&machine->boots);
	source_done(&machine->log);
	source_done(&machine->kernel_log);
}

static void read_logs(struct machine *machine, struct slice log, struct slice kernel_log)
{
	CLEANUP(cleanup_close) int fd = fuzz_fd(log.start, log.length);
	CLEANUP(cleanup_close) int kernel_fd = fuzz_fd(kernel_log.start, kernel_log.length);
	const struct auditlog_sink sink = {
		.take = boots_add,
		.take_further = boots_add_further,
		.context = &machine->boots,
	};
	const struct kmsg_file file = { .name = "dmesg", .fd = kernel_fd };
	struct match_running running = { 0 };

	REQUIRE(auditlog_read(fd, "log", &sink, &machine->log, NULL) == 0);
	REQUIRE(boots_finish(&machine->boots) == 0);
	REQUIRE(match_kmsg(&file, BOOTLOG_TEXTS, &machine->boots, &running, &machine->kernel_log,
			   NULL) == 0);
	boots_number(&machine->boots);
}

static void read_machine(const uint8_t *data, size_t size, struct machine *machine)
{
	struct slice log = fuzz_part(&data, &size);
	struct slice cmdline = fuzz_part(&data, &size);
	struct slice status = fuzz_part(&data, &size);
	struct slice kernel_log = fuzz_part(&data, &size);
	CLEANUP(cleanup_free) char *cmdline_text = fuzz_text(cmdline.start, cmdline.length);
	CLEANUP(cleanup_free) char *status_text = fuzz_text(status.start, status.length);
	CLEANUP(cleanup_free) char *rules_text = fuzz_text(data, size);

	if (cmdline.length)
		cmdline_parse(cmdline_text, &machine->cmdline);
	(void)status_parse(status_text, &machine->status);
	if (size)
		(void)rules_parse(rules_text, &machine->rules);
	read_logs(machine, log, kernel_log);
}

static void judge(const struct machine *machine, size_t at, uint64_t what_if,
		  struct report_boot *ret_boot)
{
	const struct boot *boot = machine->boots.list[at];
	bool newest = at + 1 == machine->boots.count;
	const struct account_input input = {
		.boot = boot,
		.index = boot->index,
		.cmdline = newest && machine->cmdline.known ? &machine->cmdline
							    : &boot->bootlog.cmdline,
		.rules = newest ? &machine->rules : NULL,
		.status = newest ? &machine->status : NULL,
		.floor = LIMIT_FLOOR,
		.what_if_asked = true,
		.what_if_limit = what_if,
	};

	*ret_boot = verdict_boot(&input);
	explain_boot(ret_boot);
}

static void check_range(const struct range *range)
{
	REQUIRE(range->min <= range->max);
}

static void check_verdict(const struct report_boot *boot)
{
	const struct range *lost = &boot->records_lost;

	REQUIRE(!boot->exact || lost->min == lost->max);
	REQUIRE((boot->verdict == VERDICT_LOST) == (lost->min > 0));
	REQUIRE(boot->verdict != VERDICT_CLEAN || lost->max == 0);
	REQUIRE(!boot->exact || boot->demand.max == COUNT_UNBOUNDED ||
		boot->demand.max == boot->records_held + lost->max);
	REQUIRE(boot->verdict == VERDICT_CLEAN || boot->n_reasons || boot->exact ||
		boot->n_evidence);
}

static void check_rows(const struct report_boot *boot)
{
	for (size_t i = 0; i < boot->n_rows; i++) {
		const struct report_row *row = &boot->rows[i];

		check_range(&row->lost);
		REQUIRE(row->events > 0);
		REQUIRE(!i || row->serial >= row[-1].serial + row[-1].events);
		REQUIRE(row->fate != FATE_TRUNCATED || row->lost.max > 0);
		REQUIRE((row->fate != FATE_LOST && row->fate != FATE_LOST_RECOVERED) ||
			(row->lost.max > 0 && !row->held));
	}
}

/* The largest limit in force up to the registration; 0 when one of them was none or not known. */
static uint64_t largest_limit(const struct report_boot *boot)
{
	uint64_t largest = boot->boot_limit_source == LIMIT_UNKNOWN ? 0 : boot->boot_limit;

	for (size_t i = 0; i < boot->n_changes && largest; i++) {
		if (!boot->changes[i].before_registration)
			continue;
		if (!boot->changes[i].new_limit)
			return 0;
		if (boot->changes[i].new_limit > largest)
			largest = boot->changes[i].new_limit;
	}
	return largest;
}

/* Of counts that are called exact the queue can never have held more than its limit. */
static void check_held(const struct report_boot *boot)
{
	uint64_t largest = largest_limit(boot);

	if (boot->exact && largest)
		REQUIRE(boot->records_held <= largest);
}

static void check_boot(const struct report_boot *boot)
{
	check_range(&boot->records_lost);
	check_range(&boot->demand);
	check_range(&boot->what_if_lost);
	check_range(&boot->later.lost);
	check_verdict(boot);
	check_rows(boot);
	check_held(boot);
	REQUIRE(!boot->registration.known || boot->registration.row <= boot->n_rows);
	REQUIRE(!boot->auditd_start.known || boot->auditd_start.row <= boot->n_rows);
	REQUIRE(boot->recommendation.unlimited ||
		boot->recommendation.limit >= boot->recommendation.floor);
	REQUIRE(boot->recommendation.limit == 0 ||
		boot->recommendation.limit >= boot->recommendation.minimum);
}

/* By the model, the minimum loses nothing, and one less does. */
static void check_minimum(const struct machine *machine, size_t at,
			  const struct recommendation *recommendation)
{
	struct report_boot boot;

	if (!recommendation->minimum || !recommendation->minimum_known || !recommendation->fixable)
		return;
	judge(machine, at, recommendation->minimum, &boot);
	REQUIRE(boot.what_if_lost.max == 0);
	report_boot_done(&boot);
	if (recommendation->minimum == 1)
		return;
	judge(machine, at, recommendation->minimum - 1, &boot);
	REQUIRE(boot.what_if_lost.max > 0);
	report_boot_done(&boot);
}

static void name_boot(const struct machine *machine, size_t at, struct auparse_client *client,
		      struct report_boot *boot)
{
	naming_describe(client, machine->boots.list[at], boot);
	queue_usage_find(machine->boots.list[at], boot);
	naming_add_texts(machine->boots.list[at], boot);
}

/* Control characters of the log must not get out; newlines and tabs are the renders' own. */
static void check_printable(const char *text, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		REQUIRE((unsigned char)text[i] >= ' ' || text[i] == '\n' || text[i] == '\t');
}

static void check_json(const char *text, size_t bytes)
{
	json_error_t error;
	json_t *parsed = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, &error);

	REQUIRE(parsed);
	json_decref(parsed);
}

/* A JSON object each line. */
static void check_json_lines(const char *text, size_t bytes)
{
	const char *end = text + bytes;

	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));

		REQUIRE(newline);
		check_json(text, (size_t)(newline - text));
		text = newline + 1;
	}
}

/* A stream into memory. */
struct page_of {
	FILE *out;
	char *text;
	size_t bytes;
};

static void begin(struct page_of *page)
{
	page->out = open_memstream(&page->text, &page->bytes);
	REQUIRE(page->out);
}

static void end(struct page_of *page, void (*check)(const char *text, size_t bytes))
{
	REQUIRE(fclose(page->out) == 0);
	check(page->text, page->bytes);
	check_printable(page->text, page->bytes);
	free(page->text);
}

static void draw(const struct report_boot *boot, bool time)
{
	const struct chart_options axes = { .x = time ? CHART_X_TIME : CHART_X_EVENTS };
	const struct render_terminal_options terminal = { .columns = 80, .rows = 24, .utf8 = time };
	CLEANUP(chart_done) struct chart chart = { 0 };
	struct page_of page;

	chart_init(boot, &axes, &chart);
	begin(&page);
	render_terminal(&chart, &terminal, page.out);
	end(&page, check_printable);
	begin(&page);
	render_gnuplot(&chart, page.out);
	end(&page, check_printable);
}

static void render_all(const struct report *report, struct auparse_client *client)
{
	const struct render_text_options text = { .verbose = true, .utf8 = true };
	struct page_of page;

	begin(&page);
	render_text(report, &text, page.out);
	render_text_boots(report, page.out);
	end(&page, check_printable);
	begin(&page);
	REQUIRE(render_json(report, page.out, NULL) == 0);
	end(&page, check_json);
	begin(&page);
	REQUIRE(render_json_boots(report, page.out, NULL) == 0);
	end(&page, check_json);
	for (size_t i = 0; i < report->n_boots; i++) {
		begin(&page);
		REQUIRE(render_events_json(&report->boots[i], &(struct render_events_options){ 0 },
					   client, page.out, NULL) == 0);
		end(&page, check_json_lines);
		begin(&page);
		render_events_heading(&report->boots[i], page.out);
		render_events_text(&report->boots[i], &(struct render_events_options){ 0 }, client,
				   page.out);
		end(&page, check_printable);
		draw(&report->boots[i], i % 2);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(machine_done) struct machine machine = { 0 };
	CLEANUP(report_done) struct report report = { 0 };
	/* One process for all inputs: to begin one takes longer than all the rest. */
	static struct auparse_client *client;

	if (!client)
		client = auparse_client_new();
	read_machine(data, size, &machine);
	report.boots = calloc(machine.boots.count + 1, sizeof(*report.boots));
	REQUIRE(report.boots);
	report.n_boots_found = machine.boots.count;
	for (size_t i = machine.boots.count; i > 0; i--) {
		struct report_boot *boot = &report.boots[report.n_boots];

		judge(&machine, i - 1, 64, boot);
		report.n_boots++;
		check_boot(boot);
		check_minimum(&machine, i - 1, &boot->recommendation);
		name_boot(&machine, i - 1, client, boot);
	}
	if (report.n_boots)
		report.recommendation = limit_copy(&report.boots[0].recommendation);
	render_all(&report, client);
	return 0;
}
