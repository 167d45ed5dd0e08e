/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fleet as one page of HTML. */
#define _GNU_SOURCE
#include "fleet/fleet_words.h"
#include "fleet/groups.h"
#include "render/html.h"
#include "render/html_document.h"
#include "render/value.h"
#include "util/cleanup.h"
#include "util/text.h"
#include "util/version.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <string.h>

/* So many hosts, the worst, are for the script to filter; so many rows are there without it. */
#define HOSTS_MAX 10000
#define HOSTS_TOLD 100
#define GROUPS_TOLD 25

static const char table_begins[] =
	"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"%s\"><table><caption>%s"
	"</caption>\n<thead><tr>";

/* Takes: headings; one that begins with "#" is of numbers. */
static void begin_table(const char *name, const char *caption, const char *const *heads,
			size_t n_heads, FILE *out)
{
	fprintf(out, table_begins, name, caption);
	for (size_t i = 0; i < n_heads; i++)
		fprintf(out, "<th scope=\"col\"%s>%s</th>", *heads[i] == '#' ? " class=\"n\"" : "",
			heads[i] + (*heads[i] == '#'));
	fputs("</tr></thead>\n<tbody>\n", out);
}

static void end_table(FILE *out)
{
	fputs("</tbody></table></div>\n", out);
}

static void write_name_cell(const char *tag, const char *name, FILE *out)
{
	fprintf(out, "<%s%s><bdi>", tag, strcmp(tag, "th") == 0 ? " scope=\"row\"" : "");
	html_text(name, out);
	fprintf(out, "</bdi></%s>", tag);
}

static void write_coverage_table(const struct fleet *fleet,
				 const struct render_fleet_options *options, FILE *out)
{
	static const char *const heads[] = { "#limit", "#holds", "#loses", "#not known", "bar" };
	const uint64_t limit = render_fleet_limit(fleet, options->floor);

	fputs("<h2>What each limit would hold</h2>\n", out);
	begin_table("Table of limits",
		    "The bar: those that lose nothing, then those that lose records, for certain; "
		    "of the rest it is not known. The line that stands out is the limit for all.",
		    heads, sizeof(heads) / sizeof(heads[0]), out);
	for (size_t i = 0; i < fleet->n_coverage; i++) {
		const struct fleet_coverage *row = &fleet->coverage[i];

		if (!fleet_words_is_told(fleet, options, i))
			continue;
		fprintf(out,
			"<tr%s><th scope=\"row\" class=\"n\">%" PRIu64
			"</th><td class=\"n\">%zu</td><td class=\"n\">%zu</td><td class=\"n\">%zu</td><td>",
			row->limit == limit ? " class=\"on\"" : "", row->limit, row->holds,
			row->beyond, fleet->count - row->holds - row->beyond);
		html_bar("coverage", row->holds, row->beyond, 0, fleet->count, out);
		fputs("</td></tr>\n", out);
	}
	end_table(out);
}

static void write_host_cells(const struct card *card, FILE *out)
{
	const char *verdict = report_verdict_name(card->verdict);
	CLEANUP(cleanup_free) char *lost = fleet_words_lost(card);
	CLEANUP(cleanup_free) char *need = fleet_words_need(card);
	const char *filler = fleet_words_filler(card);

	fputs("<tr>", out);
	write_name_cell("th", card->node ? card->node : "without a name", out);
	fprintf(out, "<td class=\"verdict-word %s\">%s</td><td class=\"n\">", verdict, verdict);
	html_text(lost, out);
	if (!card->limit_known)
		fputs("</td><td class=\"n\">?", out);
	else if (!card->limit)
		fputs("</td><td class=\"n\">none", out);
	else
		fprintf(out, "</td><td class=\"n\">%" PRIu64, card->limit);
	fputs("</td><td class=\"n\">", out);
	html_text(need, out);
	fputs("</td>", out);
	write_name_cell("td", filler ? filler : "?", out);
	write_name_cell("td", card->kernel ? card->kernel : "?", out);
	fputs("</tr>\n", out);
}

static void write_host_table(const struct fleet *fleet, const struct render_fleet_options *options,
			     FILE *out)
{
	const char *const heads[] = { options->all_boots ? "boot of" : "host",
				      "verdict",
				      "#records lost",
				      "#limit",
				      "#limit needed",
				      "filled by",
				      "kernel" };
	const size_t rows = fleet->count < HOSTS_TOLD ? fleet->count : HOSTS_TOLD;

	fprintf(out, "<h2>%s, worst first</h2>\n", options->all_boots ? "Boots" : "Hosts");
	begin_table("Table of the worst", "&gt;= is at least, ? is not known.", heads,
		    sizeof(heads) / sizeof(heads[0]), out);
	for (size_t i = 0; i < rows; i++)
		write_host_cells(fleet->machines[i], out);
	end_table(out);
	if (rows < fleet->count)
		fprintf(out, "<p class=\"quiet\">and %zu more</p>\n", fleet->count - rows);
}

static void write_group_row(const struct fleet_group *group, FILE *out)
{
	fputs("<tr>", out);
	write_name_cell("th", group->name ? group->name : "not known", out);
	fprintf(out,
		"<td class=\"n\">%zu</td><td class=\"n\">%zu</td><td class=\"n\">%zu</td><td class=\"n\">%zu"
		"</td><td class=\"n\">",
		group->machines, group->verdicts[VERDICT_LOST], group->verdicts[VERDICT_CLEAN],
		group->verdicts[VERDICT_BLIND] + group->verdicts[VERDICT_UNKNOWN]);
	if (group->minimum)
		fprintf(out, "%" PRIu64 "</td></tr>\n", group->minimum);
	else
		fputs("?</td></tr>\n", out);
}

static void write_group_table(const struct fleet_grouping *grouping,
			      const struct render_fleet_options *options, FILE *out)
{
	CLEANUP(cleanup_free) char *by = text_safe(grouping->by);
	const char *const heads[] = { "name",	options->all_boots ? "#boots" : "#hosts",
				      "#lost",	"#clean",
				      "#other", "#limit needed" };
	const size_t rows = grouping->count < GROUPS_TOLD ? grouping->count : GROUPS_TOLD;

	fputs("<h2>By ", out);
	html_text(by, out);
	fputs("</h2>\n", out);
	begin_table("Table of groups", "Those with the most losses first.", heads,
		    sizeof(heads) / sizeof(heads[0]), out);
	for (size_t i = 0; i < rows; i++)
		write_group_row(&grouping->groups[i], out);
	end_table(out);
	if (rows < grouping->count)
		fprintf(out, "<p class=\"quiet\">and %zu more</p>\n", grouping->count - rows);
}

/* What the script is given: the hosts as columns, which deflate well. */

static void put_column(json_t *object, const char *key, const struct fleet *fleet, size_t count,
		       json_t *(*value)(const struct card *card))
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		value_append(list, value(fleet->machines[i]));
	value_set(object, key, list);
}

static json_t *column_node(const struct card *card)
{
	return value_text(card->node);
}

static json_t *column_first(const struct card *card)
{
	return value_moment(card->first_ms);
}

static json_t *column_verdict(const struct card *card)
{
	return json_string(report_verdict_name(card->verdict));
}

static json_t *column_lost(const struct card *card)
{
	return value_number(card->lost.min);
}

static json_t *column_most(const struct card *card)
{
	return value_number_or_null(card->lost.max != COUNT_UNBOUNDED, card->lost.max);
}

static json_t *column_limit(const struct card *card)
{
	return value_number_or_null(card->limit_known, card->limit);
}

static json_t *column_known(const struct card *card)
{
	return value_number(card->minimum_known);
}

static json_t *column_need(const struct card *card)
{
	return value_number(card->minimum);
}

static json_t *make_trait(const struct fleet *fleet, size_t count, const char *by)
{
	json_t *names = json_array();

	for (size_t i = 0; i < count; i++)
		value_append(names, value_text(groups_trait(fleet->machines[i], by)));
	return json_pack("{s:o, s:o}", "by", value_text(by), "names", names);
}

/* The traits that all cards have, and those by which the caller, or a label, groups. */
static json_t *make_traits(const struct fleet *fleet, size_t count)
{
	json_t *list = json_array();
	const char *usual;

	for (size_t i = 0; (usual = groups_usual(i)); i++)
		value_append(list, make_trait(fleet, count, usual));
	for (size_t i = 0; i < fleet->n_groupings; i++)
		if (!groups_is_usual(fleet->groupings[i].by))
			value_append(list, make_trait(fleet, count, fleet->groupings[i].by));
	return list;
}

static char *make_fleet_data(const struct fleet *fleet, const struct render_fleet_options *options)
{
	static const struct {
		const char *key;
		json_t *(*value)(const struct card *card);
	} columns[] = {
		{ "node", column_node },   { "first", column_first }, { "verdict", column_verdict },
		{ "lost", column_lost },   { "most", column_most },   { "limit", column_limit },
		{ "known", column_known }, { "need", column_need },
	};
	const size_t count = fleet->count < HOSTS_MAX ? fleet->count : HOSTS_MAX;
	CLEANUP(value_release)
	json_t *object = json_pack("{s:s, s:s, s:o}", "schema", "aubacklog/fleet-page/v1", "of",
				   options->all_boots ? "boots" : "hosts", "count",
				   value_number(fleet->count));
	char *text;

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		put_column(object, columns[i].key, fleet, count, columns[i].value);
	value_set(object, "traits", make_traits(fleet, count));
	text = json_dumps(object, JSON_COMPACT);
	if (!text)
		xalloc_end();
	return text;
}

/* Hidden until the script has something to show in it. */
static void write_explorer(const struct fleet *fleet, const struct render_fleet_options *options,
			   FILE *out)
{
	fprintf(out, "<section id=\"explore\" class=\"chosen\" hidden>\n<h2>The %s</h2>\n",
		fleet_words_noun(options, 2));
	if (fleet->count > HOSTS_MAX)
		fprintf(out,
			"<p class=\"quiet\">Of %zu %s the page has the %d worst: what follows is of these. "
			"All above is of all.</p>\n",
			fleet->count, fleet_words_noun(options, 2), HOSTS_MAX);
	fputs("</section>\n", out);
}

static void write_fleet_body(struct page *page, const struct fleet *fleet,
			     const struct render_fleet_options *options, const char *headline)
{
	FILE *out = page->out;

	fputs("<header>\n", out);
	page_result(page, "", report_verdict_name(fleet_words_verdict(fleet)), headline);
	fleet_words_numbers(page, fleet, options);
	page_end(page);
	fputs("</header>\n<main>\n", out);
	if (fleet->count > fleet->not_known)
		write_coverage_table(fleet, options, out);
	fputs("<div id=\"told\">\n", out);
	if (fleet->count)
		write_host_table(fleet, options, out);
	for (size_t i = 0; fleet->count && i < fleet->n_groupings; i++)
		write_group_table(&fleet->groupings[i], options, out);
	fleet_words_left_out(page, fleet);
	fputs("</div>\n", out);
	write_explorer(fleet, options, out);
	fprintf(out,
		"</main>\n<footer>aubacklog %s. Each host has judged its own boot; %zu cards were read. "
		"A limit holds a host only where its need is known. Times are UTC.</footer>\n",
		AUBACKLOG_VERSION, options->cards_read);
}

void render_fleet_html(const struct fleet *fleet, const struct render_fleet_options *options,
		       FILE *out)
{
	CLEANUP(cleanup_free) char *headline = fleet_words_headline(fleet, options);
	CLEANUP(cleanup_free) char *data = make_fleet_data(fleet, options);
	struct page page = { .out = out, .html = 1 };

	html_document_begin(headline, &html_assets_fleet, out);
	write_fleet_body(&page, fleet, options, headline);
	html_document_end(data, &html_assets_fleet, out);
}
