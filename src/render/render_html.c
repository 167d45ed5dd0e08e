/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report as one page of HTML. */
#include "render/render_html.h"

#include "render/html.h"
#include "render/html_data.h"
#include "render/html_document.h"
#include "render/page_parts.h"
#include "render/render_text.h"
#include "util/cleanup.h"
#include "util/textstream.h"
#include "util/version.h"

#include <inttypes.h>

/* The page in a line: the result of the boot, or how many of each there are. */
static char *make_headline(const struct report *report)
{
	FILE *out;
	struct textstream *stream = textstream_open(&out);
	char result[PAGE_RESULT_BYTES];

	if (report->n_boots > 1) {
		render_summary_counts(report, out);
	} else {
		page_format_result(&report->boots[0], result);
		fputs(result, out);
	}
	return textstream_close(stream);
}

static enum verdict find_worst_verdict(const struct report *report)
{
	static const enum verdict worst_first[] = { VERDICT_LOST, VERDICT_BLIND, VERDICT_UNKNOWN };

	for (size_t i = 0; i < sizeof(worst_first) / sizeof(worst_first[0]); i++)
		for (size_t j = 0; j < report->n_boots; j++)
			if (report->boots[j].verdict == worst_first[i])
				return worst_first[i];
	return VERDICT_CLEAN;
}

static void write_advice(struct page *page, const struct report *report)
{
	const int level = page->html;

	page->html = 1;
	page_heading(page, "What to do");
	page_advice(page, report);
	page_end(page);
	page->html = level;
}

static void write_one_boot(struct page *page, const struct report *report)
{
	page->html = 1;
	fputs("<header>\n", page->out);
	page_verdict(page, report, &report->boots[0], true);
	page_end(page);
	fputs("</header>\n<main>\n", page->out);
	write_advice(page, report);
	html_boot_write_graph(report, 0, page->out);
	html_boot_write(page, report, 0);
}

static void write_boot_section(struct page *page, const struct report *report, size_t at,
			       bool graph)
{
	page->html = 2;
	fprintf(page->out, "<section id=\"boot-%zu\" data-boot=\"%zu\">\n", at, at);
	page_verdict(page, report, &report->boots[at], false);
	page_end(page);
	if (graph)
		html_boot_write_graph(report, at, page->out);
	html_boot_write(page, report, at);
	fputs("</section>\n", page->out);
}

static void write_many_boots(struct page *page, const struct report *report, const char *headline)
{
	const size_t sections =
		report->n_boots < HTML_SECTIONS_MAX ? report->n_boots : HTML_SECTIONS_MAX;

	page->html = 1;
	fputs("<header>\n", page->out);
	page_result(page, "", report_verdict_name(find_worst_verdict(report)), headline);
	page_other_losses(page, report);
	page_end(page);
	fputs("</header>\n<main>\n", page->out);
	write_advice(page, report);
	html_boots_write(report, page->out);
	html_boots_write_trend(report, page->out);
	fputs("<p id=\"chooser\"></p>\n", page->out);
	for (size_t i = 0; i < sections; i++)
		write_boot_section(page, report, html_boots_order(report, i), i < HTML_GRAPHS_MAX);
	if (report->n_boots > sections)
		fprintf(page->out,
			"<p class=\"quiet\">%zu more boots are in the table alone; with --node or --boot each has a page.</p>\n",
			report->n_boots - sections);
}

/* Hidden until the script has something to show in it. */
static void write_explorer(const struct report *report, FILE *out)
{
	const size_t stretch = html_data_stretch(report);

	fputs("<section id=\"explore\" hidden>\n<h2>The events, grouped</h2>\n", out);
	if (stretch > 1)
		fprintf(out,
			"<p class=\"quiet\">The page has more than %d events: of each %zu in a row those alike are told"
			" as one, with their number. All sums are exact.</p>\n",
			HTML_DATA_EVENTS_MAX, stretch);
	fputs("</section>\n", out);
}

void render_html(const struct report *report, FILE *out)
{
	CLEANUP(cleanup_free) char *headline = make_headline(report);
	CLEANUP(cleanup_free) char *data = html_data_make(report);
	struct page page = { .out = out, .html = 1 };

	html_document_begin(headline, &html_assets_page, out);
	if (report->n_boots > 1)
		write_many_boots(&page, report, headline);
	else
		write_one_boot(&page, report);
	write_explorer(report, out);
	page.html = 1;
	page.verbose = true;
	page_sources(&page, report);
	page_end(&page);
	fprintf(out,
		"</main>\n<footer>aubacklog %s. The kernel queues audit records until the audit daemon takes over. "
		"What the queue has no room for is dropped, and the daemon's log does not say so: this page does. "
		"Times are UTC.</footer>\n",
		AUBACKLOG_VERSION);
	html_document_end(data, &html_assets_page, out);
}
