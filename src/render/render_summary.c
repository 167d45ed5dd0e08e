/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The summary of several nodes. */
#include "render/render_text.h"

#include "explain/sentence.h"
#include "util/cleanup.h"
#include "util/text.h"

#include <inttypes.h>
#include <string.h>

#define LINES_MAX 30

void render_summary_counts(const struct report *report, FILE *out)
{
	static const char *const words[VERDICTS] = {
		[VERDICT_LOST] = "with losses",
		[VERDICT_BLIND] = "blind",
		[VERDICT_UNKNOWN] = "unknown",
		[VERDICT_CLEAN] = "clean",
	};
	const size_t nodes = report->summary.n_nodes;
	size_t counts[VERDICTS] = { 0 };
	const char *before = ": ";

	for (size_t i = 0; i < report->n_boots; i++)
		counts[report->boots[i].verdict]++;
	fprintf(out, "%zu %s", nodes ? nodes : report->n_boots, nodes ? "NODES" : "BOOTS");
	if (nodes && report->n_boots > nodes)
		fprintf(out, ", %zu boots", report->n_boots);
	for (size_t i = 0; i < VERDICTS; i++) {
		const enum verdict verdict = report_worst_first[i];

		if (!counts[verdict])
			continue;
		fprintf(out, "%s%zu %s", before, counts[verdict], words[verdict]);
		before = ", ";
	}
}

/* Node, boot, verdict, lost, needed, minimum: what is needed goes where there is no room for it. */
static void print_table_line(struct page *page, const char *const cells[6])
{
	const bool wide = page_columns(page) >= PAGE_COLUMNS;

	fprintf(page->out, "  %-*s  %4s  %-8s  %-14s", wide ? 20 : 16, cells[0], cells[1], cells[2],
		cells[3]);
	if (wide)
		fprintf(page->out, "  %-14s", cells[4]);
	fprintf(page->out, "  %s\n", cells[5]);
}

static void print_summary_line(const struct report_boot *boot, struct page *page)
{
	CLEANUP(cleanup_free) char *node = text_safe(boot->node ? boot->node : "-");
	const struct recommendation *needs = &boot->recommendation;
	char lost[SENTENCE_RANGE_BYTES], needed[SENTENCE_RANGE_BYTES], minimum[24] = "?";
	char index[16];

	(void)snprintf(index, sizeof(index), "%d", boot->index);
	sentence_count(&boot->records_lost, lost);
	sentence_count(&boot->demand, needed);
	if (boot->verdict == VERDICT_UNKNOWN || boot->verdict == VERDICT_BLIND)
		(void)strcpy(lost, "?");
	if (needs->minimum_known && needs->fixable)
		(void)snprintf(minimum, sizeof(minimum), "%" PRIu64, needs->minimum);
	print_table_line(page,
			 (const char *const[]){ node, index, report_verdict_name(boot->verdict),
						lost, needed, minimum });
}

static void print_common_limit(const struct report *report, struct page *page)
{
	const struct report_summary *summary = &report->summary;
	const char *node = report->boots[summary->decider].node;

	fputc('\n', page->out);
	if (!node)
		node = "without a name";
	if (summary->minimum_known)
		page_line(page, "all of them",
			  "a limit of %" PRIu64 " would have lost nothing on any; node %s needs it",
			  summary->minimum, node);
	else if (summary->minimum)
		page_line(page, "all of them",
			  "at least %" PRIu64
			  " is needed, by node %s; what all of them need is not known",
			  summary->minimum, node);
	else
		page_line(page, "all of them", "what they need is not known");
}

void render_summary(const struct report *report, bool all, struct page *page)
{
	size_t lines = all || report->n_boots <= LINES_MAX ? report->n_boots : LINES_MAX;

	fputs(page->colour ? "\x1b[1m" : "", page->out);
	render_summary_counts(report, page->out);
	fprintf(page->out, "%s\n\n", page->colour ? "\x1b[0m" : "");
	print_table_line(page, (const char *const[]){ "NODE", "BOOT", "VERDICT", "LOST", "NEEDED",
						      "MINIMUM" });
	for (size_t i = 0; i < lines; i++)
		print_summary_line(&report->boots[report->summary.order[i]], page);
	if (lines < report->n_boots)
		fprintf(page->out, "  and %zu more, none of them worse (--verbose has all)\n",
			report->n_boots - lines);
	print_common_limit(report, page);
}
