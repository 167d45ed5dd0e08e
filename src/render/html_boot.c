/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One boot on the page. */
#define _GNU_SOURCE
#include "render/html.h"

#include "explain/sentence.h"
#include "render/chart.h"
#include "render/page_parts.h"
#include "render/render_chart.h"
#include "util/cleanup.h"
#include "util/text.h"

#include <inttypes.h>
#include <string.h>

#define LOST_ROWS_OPEN 12 /* so few are shown at once */
#define LOST_ROWS_MAX 300
#define SHARES_MAX 8

void html_boot_write_graph(const struct report *report, size_t at, FILE *out)
{
	const struct report_boot *boot = &report->boots[at];
	CLEANUP(chart_done) struct chart chart = { 0 };
	const struct chart_options axes = { .x = CHART_X_EVENTS };
	char id[32];
	const struct render_svg_options svg = { .id = id, .within_page = true };

	if (!boot->n_rows)
		return;
	(void)snprintf(id, sizeof(id), "g%zu", at);
	chart_init(boot, &axes, &chart);
	fputs("<figure class=\"picture scroll\" tabindex=\"0\" role=\"group\" aria-label=\"The queue over the boot\">\n",
	      out);
	render_svg(&chart, &svg, out);
	fputs("</figure>\n", out);
}

static const char *name_row_fate(const struct report_row *row)
{
	switch (row->fate) {
	case FATE_LOST:
		return "lost whole";
	case FATE_LOST_RECOVERED:
		return row->recovered_from && strcmp(row->recovered_from, "journal") == 0
			       ? "lost, the journal has it"
			       : "lost, the kernel log has it";
	default:
		return row->lost.min ? "cut" : "perhaps cut";
	}
}

static void write_lost_row(const struct report_row *row, FILE *out)
{
	char when[TEXT_TIME_BYTES] = "", lost[SENTENCE_RANGE_BYTES];

	if (row->time_ms != TIME_UNKNOWN)
		text_when(row->time_ms, when);
	sentence_count(&row->lost, lost);
	fprintf(out, "<tr><th scope=\"row\" class=\"n\">%" PRIu64, row->serial);
	if (row->events > 1)
		fprintf(out, " to %" PRIu64, row->serial + row->events - 1);
	fprintf(out, "</th><td class=\"when\">%s</td><td class=\"n\">%s</td><td class=\"when\">%s",
		when, lost, name_row_fate(row));
	if (row->events > 1)
		fprintf(out, ", %" PRIu64 " events", row->events);
	fputs("</td><td><bdi>", out);
	html_text(row->description && *row->description ? row->description : "not known", out);
	fputs("</bdi></td></tr>\n", out);
}

static size_t count_lost_rows(const struct report_boot *boot)
{
	size_t rows = 0;

	for (size_t i = 0; i < boot->n_rows; i++)
		rows += boot->rows[i].lost.max > 0;
	return rows;
}

static void write_lost_table(const struct report_boot *boot, FILE *out)
{
	size_t written = 0;

	fputs("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Events that lost records\">"
	      "<table><thead><tr><th scope=\"col\" class=\"n\">serial</th><th scope=\"col\">time</th>"
	      "<th scope=\"col\" class=\"n\">records</th><th scope=\"col\">fate</th>"
	      "<th scope=\"col\">what it was</th></tr></thead>\n<tbody>\n",
	      out);
	for (size_t i = 0; i < boot->n_rows && written < LOST_ROWS_MAX; i++)
		if (boot->rows[i].lost.max) {
			write_lost_row(&boot->rows[i], out);
			written++;
		}
	fputs("</tbody></table></div>\n", out);
}

static void write_lost_rows(const struct report_boot *boot, FILE *out)
{
	const size_t rows = count_lost_rows(boot);

	if (!rows)
		return;
	fprintf(out, "<details%s><summary>event by event</summary>\n",
		rows <= LOST_ROWS_OPEN ? " open" : "");
	write_lost_table(boot, out);
	if (rows > LOST_ROWS_MAX)
		fprintf(out,
			"<p class=\"quiet\">and %zu more: <code>aubacklog events</code> has all of them</p>\n",
			rows - LOST_ROWS_MAX);
	fputs("</details>\n", out);
}

static uint64_t sum_filling(const struct report_filling *filling)
{
	uint64_t slots = 0;

	for (size_t i = 0; i < filling->n_shares; i++)
		slots += filling->shares[i].held + filling->shares[i].lost;
	return slots;
}

static void write_share(const struct report_share *share, const char *nameless, uint64_t most,
			uint64_t total, FILE *out)
{
	const uint64_t slots = share->held + share->lost;

	fputs(share->name ? "<tr><th scope=\"row\"><bdi>"
			  : "<tr><th scope=\"row\" class=\"quiet\"><bdi>",
	      out);
	html_text(share->name ? share->name : nameless, out);
	fputs("</bdi></th><td class=\"share\">", out);
	html_bar("share", share->held, share->lost, 0, most, out);
	fprintf(out,
		"</td><td class=\"n\">%" PRIu64 "</td><td class=\"n quiet\">%.0f %%</td></tr>\n",
		slots, 100.0 * (double)slots / (double)total);
}

/* Whether one with a name has at least a twentieth. */
static bool has_large_share(const struct report_filling *filling)
{
	const uint64_t total = sum_filling(filling);

	for (size_t i = 0; i < filling->n_shares; i++)
		if (filling->shares[i].name)
			return (filling->shares[i].held + filling->shares[i].lost) * 20 >= total;
	return false;
}

static void write_filling(const struct report_filling *filling, const char *caption,
			  const char *nameless, FILE *out)
{
	const uint64_t total = sum_filling(filling);
	const size_t rows = filling->n_shares < SHARES_MAX ? filling->n_shares : SHARES_MAX;

	if (!has_large_share(filling))
		return;
	fputs("<div>", out);
	fprintf(out,
		"<table><caption>by %s</caption><thead class=\"hidden\"><tr><th scope=\"col\">%s</th><th scope=\"col\">bar</th>"
		"<th scope=\"col\">slots</th><th scope=\"col\">share</th></tr></thead>\n<tbody>\n",
		caption, caption);
	for (size_t i = 0; i < rows; i++)
		write_share(&filling->shares[i], nameless,
			    filling->shares[0].held + filling->shares[0].lost, total, out);
	fputs("</tbody></table>\n", out);
	if (rows < filling->n_shares)
		fprintf(out, "<p class=\"quiet\">and %zu smaller</p>\n", filling->n_shares - rows);
	fputs("</div>\n", out);
}

static void write_fillings(const struct report_boot *boot, const char *heading, FILE *out)
{
	static const struct {
		enum report_filling_kind kind;
		const char *caption;
		const char *nameless;
	} parts[] = {
		{ REPORT_BY_PROGRAM, "program", "not known" },
		{ REPORT_BY_KEY, "rule key", "no rule key" },
		{ REPORT_BY_EVENT, "event", "not known" },
		{ REPORT_BY_UNIT, "unit", "no unit" },
	};
	bool told = false, open;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		told |= has_large_share(&boot->filling[parts[i].kind]);
	open = boot->filling_open && boot->verdict == VERDICT_LOST;
	if (!told && !open)
		return;
	fprintf(out, "<%s>What filled the queue (records)</%s>\n", heading, heading);
	if (open)
		fputs("<p>Of most of the lost records no source tells what they were, so what filled the queue is not known.</p>\n",
		      out);
	if (!told)
		return;
	fputs("<p class=\"quiet\">Until auditd took over: held in the queue, and lost where a source has them.</p>\n",
	      out);
	if (boot->look_at && boot->verdict == VERDICT_LOST) {
		fputs("<p>Look first at ", out);
		html_text(boot->look_at, out);
		fputs("</p>\n", out);
	}
	fputs("<div class=\"fillings\">\n", out);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		write_filling(&boot->filling[parts[i].kind], parts[i].caption, parts[i].nameless,
			      out);
	fputs("</div>\n", out);
}

void html_boot_write(struct page *page, const struct report *report, size_t at)
{
	const struct report_boot *boot = &report->boots[at];
	const char *heading = page->html == 1 ? "h2" : "h3";

	page_loss(page, report, boot);
	page_end(page);
	write_lost_rows(boot, page->out);
	write_fillings(boot, heading, page->out);
	page_proof(page, boot);
	page_end(page);
}
