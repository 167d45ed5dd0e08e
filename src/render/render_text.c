/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report for a person at a terminal. */
#define _GNU_SOURCE
#include "render/render_text.h"

#include "explain/sentence.h"
#include "render/page_parts.h"
#include "util/cleanup.h"
#include "util/text.h"

#include <inttypes.h>
#include <string.h>

/* Nodes of a central log that have a report of their own after the summary. */
#define NODES_MAX 3

/* A source that is missing is told where the verdict is open for want of one. */
static bool is_source_told(const struct report *report, const struct source *source)
{
	return source->note || (source->missing && report->boots[0].verdict == VERDICT_UNKNOWN);
}

void page_sources(struct page *page, const struct report *report)
{
	page_heading(page, "What was read");
	for (size_t i = 0; i < report->n_sources; i++) {
		const struct source *source = &report->sources[i];

		if (!page->verbose && !is_source_told(report, source))
			continue;
		if (source->missing)
			page_line(page, source->kind, "%s: not %s%s", source->path,
				  source->note ? "read: " : "there",
				  source->note ? source->note : "");
		else if (source->lines)
			page_line(page, source->kind,
				  "%s: %" PRIu64 " record%s in %" PRIu64 " line%s%s%s",
				  source->path, source->records, sentence_s(source->records),
				  source->lines, sentence_s(source->lines),
				  source->note ? "; " : "", source->note ? source->note : "");
		else
			page_line(page, source->kind, "%s%s%s", source->path,
				  source->note ? ": " : "", source->note ? source->note : "");
	}
}

static bool sources_are_silent(const struct report *report)
{
	for (size_t i = 0; i < report->n_sources; i++)
		if (is_source_told(report, &report->sources[i]))
			return false;
	return true;
}

/* "2026-11-21T01:39:12Z": one word, for those who cut columns out. */
static void put_table_time(int64_t time_ms, char text[static TEXT_TIME_BYTES])
{
	char *fraction;

	text_when(time_ms, text);
	if (!time_is_set(time_ms))
		return;
	text_time(time_ms, text);
	fraction = strchr(text, '.');
	if (fraction)
		(void)strcpy(fraction, "Z");
}

static void print_boot_row(const struct report_boot *boot, bool with_kernel, FILE *out)
{
	CLEANUP(cleanup_free) char *host = text_safe(boot->host ? boot->host : "-");
	CLEANUP(cleanup_free) char *kernel = text_safe(boot->kernel ? boot->kernel : "-");
	char when[TEXT_TIME_BYTES], lost[SENTENCE_RANGE_BYTES], limit[24] = "?";

	put_table_time(boot->first_ms, when);
	sentence_count(&boot->records_lost, lost);
	if (boot->verdict == VERDICT_UNKNOWN || boot->verdict == VERDICT_BLIND)
		(void)snprintf(lost, sizeof(lost), "?");
	if (boot->boot_limit_source != LIMIT_UNKNOWN)
		(void)snprintf(limit, sizeof(limit), "%" PRIu64, boot->boot_limit);
	fprintf(out, "%4d  %-20s  %-7s  %-14s  %s", boot->index, when,
		report_verdict_name(boot->verdict), lost, limit);
	if (with_kernel)
		fprintf(out, "%*s  %s, %s", strlen(limit) < 6 ? 6 - (int)strlen(limit) : 0, "",
			host, kernel);
	fputc('\n', out);
}

/* The boots, a line each, newest first. */
static void print_boot_table(const struct report *report, bool with_kernel, FILE *out)
{
	fprintf(out, "%4s  %-20s  %-7s  %-14s  LIMIT%s\n", "BOOT", "FIRST RECORD", "VERDICT",
		"LOST", with_kernel ? "   HOST, KERNEL" : "");
	for (size_t i = 0; i < report->n_boots; i++)
		print_boot_row(&report->boots[i], with_kernel, out);
}

static void print_boot_parts(struct page *page, const struct report *report,
			     const struct report_boot *boot)
{
	page_loss(page, report, boot);
	page_queue(page, boot);
	page_proof(page, boot);
}

/* Of several boots: what they have in common stands above the report of each. Several nodes come
 * worst first; of many, only the first few have a report. */
static void print_several_boots(struct page *page, const struct report *report, bool all)
{
	const size_t *order = report->summary.order;
	size_t count = order && !all && report->n_boots > NODES_MAX ? NODES_MAX : report->n_boots;

	if (order)
		render_summary(report, page->verbose, page);
	else
		print_boot_table(report, false, page->out);
	fputc('\n', page->out);
	page_other_losses(page, report);
	page_advice(page, report);
	for (size_t i = 0; i < count; i++) {
		const struct report_boot *boot = &report->boots[order ? order[i] : i];

		fputs("\n\n", page->out);
		page_verdict(page, report, boot, false);
		print_boot_parts(page, report, boot);
	}
	if (count < report->n_boots)
		fprintf(page->out, "\nand %zu nodes more (--verbose has a report of each)\n",
			report->n_boots - count);
}

void render_text(const struct report *report, const struct render_text_options *options, FILE *out)
{
	struct page page = {
		.out = out,
		.columns = options->columns,
		.colour = options->colour,
		.utf8 = options->utf8,
		.verbose = options->verbose,
	};

	if (report->n_boots > 1) {
		print_several_boots(&page, report, options->all_boots);
	} else {
		page_verdict(&page, report, &report->boots[0], true);
		page_advice(&page, report);
		print_boot_parts(&page, report, &report->boots[0]);
	}
	if (options->verbose || !sources_are_silent(report))
		page_sources(&page, report);
}

void render_text_boots(const struct report *report, FILE *out)
{
	print_boot_table(report, true, out);
}
