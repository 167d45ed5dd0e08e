/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of boots, and bars. */
#include "render/html.h"

#include "explain/sentence.h"
#include "render/chart_trend.h"
#include "render/render_chart.h"
#include "util/cleanup.h"
#include "util/text.h"

#include <inttypes.h>

/* A page of more is for nobody to read; JSON has all. */
#define ROWS_MAX 1000
#define ROWS_TALL 15 /* more scroll in a box of their own */
#define TREND_BOOTS_MIN 3

void html_text(const char *text, FILE *out)
{
	CLEANUP(cleanup_free) char *safe = text_safe(text);

	if (safe)
		text_write_markup(out, safe);
}

size_t html_boots_order(const struct report *report, size_t nth)
{
	return report->summary.order ? report->summary.order[nth] : nth;
}

/* In a picture 1,000 wide, so that the style sheet decides how wide it is. */
void html_bar(const char *kind, uint64_t held, uint64_t lost, uint64_t limit, uint64_t most,
	      FILE *out)
{
	const double scale = most ? 1000.0 / (double)most : 0;

	fprintf(out,
		"<svg class=\"%s\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\""
		" aria-hidden=\"true\">",
		kind);
	if (held)
		fprintf(out, "<rect class=\"held\" width=\"%.1f\" height=\"10\"/>",
			(double)held * scale);
	if (lost)
		fprintf(out, "<rect class=\"lost\" x=\"%.1f\" width=\"%.1f\" height=\"10\"/>",
			(double)held * scale, (double)lost * scale);
	if (limit && limit <= most)
		fprintf(out, "<rect class=\"limit\" x=\"%.1f\" width=\"8\" height=\"10\"/>",
			(double)limit * scale - 4);
	fputs("</svg>", out);
}

static bool is_told(const struct report_boot *boot)
{
	return boot->verdict == VERDICT_LOST || boot->verdict == VERDICT_CLEAN;
}

/* What the bars are drawn to: the largest need. */
static uint64_t find_largest_need(const struct report *report)
{
	uint64_t most = 0;

	for (size_t i = 0; i < report->n_boots; i++)
		if (report->boots[i].demand.min > most)
			most = report->boots[i].demand.min;
	return most;
}

/* "web1", "boot -1", "web1, boot -1": what tells the boots of the table apart. */
static void write_boot_name(const struct report *report, const struct report_boot *boot, FILE *out)
{
	const bool several = report->n_boots > report->summary.n_nodes;

	if (boot->node) {
		fputs("<bdi>", out);
		html_text(boot->node, out);
		fputs("</bdi>", out);
	}
	if (several || !boot->node)
		fprintf(out, "%sboot %d", boot->node ? ", " : "", boot->index);
}

static void write_boot_link(const struct report *report, size_t at, bool has_section, FILE *out)
{
	const struct report_boot *boot = &report->boots[at];
	char when[TEXT_TIME_BYTES];

	text_when(boot->first_ms, when);
	fprintf(out, "<tr data-of-boot=\"%zu\"><th scope=\"row\" class=\"when\">", at);
	if (has_section)
		fprintf(out, "<a href=\"#boot-%zu\">", at);
	write_boot_name(report, boot, out);
	fprintf(out, "%s</th><td class=\"when\">%s</td>", has_section ? "</a>" : "", when);
}

static void write_boot_row(const struct report *report, size_t at, bool has_section, uint64_t most,
			   FILE *out)
{
	const struct report_boot *boot = &report->boots[at];
	const struct recommendation *needs = &boot->recommendation;
	const char *verdict = report_verdict_name(boot->verdict);
	char lost[SENTENCE_RANGE_BYTES] = "not known", needed[SENTENCE_RANGE_BYTES];

	write_boot_link(report, at, has_section, out);
	if (is_told(boot))
		sentence_count(&boot->records_lost, lost);
	sentence_count(&boot->demand, needed);
	fprintf(out, "<td class=\"verdict-word %s\">%s</td><td class=\"n\">%s</td>", verdict,
		verdict, lost);
	fprintf(out, "<td class=\"n\">%s</td>", needed);
	if (boot->boot_limit_source == LIMIT_UNKNOWN)
		fputs("<td class=\"n\">not known</td>", out);
	else if (!boot->boot_limit)
		fputs("<td class=\"n\">none</td>", out);
	else
		fprintf(out, "<td class=\"n\">%" PRIu64 "</td>", boot->boot_limit);
	if (needs->minimum_known && needs->fixable)
		fprintf(out, "<td class=\"n\">%" PRIu64 "</td><td>", needs->minimum);
	else
		fputs("<td class=\"n\">not known</td><td>", out);
	html_bar("trend", boot->records_held, is_told(boot) ? boot->records_lost.min : 0,
		 boot->boot_limit, most, out);
	fputs("</td></tr>\n", out);
}

void html_boots_write(const struct report *report, FILE *out)
{
	const uint64_t most = find_largest_need(report);
	const size_t rows = report->n_boots < ROWS_MAX ? report->n_boots : ROWS_MAX;

	fprintf(out, "<h2>%s</h2>\n<div class=\"scroll%s\"",
		report->summary.n_nodes ? "The nodes" : "The boots",
		rows > ROWS_TALL ? " tall" : "");
	fputs(" tabindex=\"0\" role=\"region\" aria-label=\"Table of the boots\">"
	      "<table><caption>Each boot: the bar is what it needed, held and lost; the stroke in it is its limit."
	      "</caption><thead><tr><th scope=\"col\">boot</th><th scope=\"col\">first record</th>"
	      "<th scope=\"col\">verdict</th><th scope=\"col\" class=\"n\">records lost</th>"
	      "<th scope=\"col\" class=\"n\">records needed</th><th scope=\"col\" class=\"n\">limit</th>"
	      "<th scope=\"col\" class=\"n\">smallest that loses nothing</th><th scope=\"col\">bar</th></tr></thead>\n<tbody>\n",
	      out);
	for (size_t i = 0; i < rows; i++)
		write_boot_row(report, html_boots_order(report, i), i < HTML_SECTIONS_MAX, most,
			       out);
	fputs("</tbody></table></div>\n", out);
	if (rows < report->n_boots)
		fprintf(out, "<p class=\"quiet\">and %zu more</p>\n", report->n_boots - rows);
}

void html_boots_write_trend(const struct report *report, FILE *out)
{
	CLEANUP(chart_done) struct chart chart = { 0 };
	const struct render_svg_options svg = { .id = "trend", .within_page = true };

	if (report->summary.n_nodes || report->n_boots < TREND_BOOTS_MIN)
		return;
	chart_trend_init(report, &chart);
	fputs("<figure class=\"picture trend scroll\" tabindex=\"0\" role=\"group\" aria-label=\"The boots, one after the other\">\n",
	      out);
	render_svg(&chart, &svg, out);
	fputs("</figure>\n", out);
}
