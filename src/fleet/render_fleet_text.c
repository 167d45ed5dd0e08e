/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fleet as a page of text. */
#include "fleet/fleet_words.h"
#include "util/cleanup.h"
#include "util/text.h"
#include "util/textstream.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <string.h>

/* Rows of a table that are shown of many, and hosts that a row of the coverage has room to name. */
#define ROWS_SHOWN 20
#define NAMED_IN_ROW 3

/* The columns in front of the last one of the coverage. */
#define COVERAGE_COLUMNS 41

static void write_coverage(const struct fleet *fleet, const struct render_fleet_options *options,
			   const struct page *page)
{
	fprintf(page->out, "  %8s  %7s  %7s  %9s  %s\n", "LIMIT", "HOLDS", "LOSES", "NOT KNOWN",
		"LOSES ON");
	for (size_t i = 0; i < fleet->n_coverage; i++) {
		const struct fleet_coverage *row = &fleet->coverage[i];
		CLEANUP(cleanup_free) char *names = NULL;
		CLEANUP(cleanup_free) char *safe = NULL;

		if (!fleet_words_is_told(fleet, options, i))
			continue;
		names = row->beyond <= NAMED_IN_ROW
				? fleet_words_beyond(fleet, row->limit, NAMED_IN_ROW)
				: xstrdup("");
		safe = text_safe(names);
		fprintf(page->out, "  %8" PRIu64 "  %7zu  %7zu  %9zu%s", row->limit, row->holds,
			row->beyond, fleet->count - row->holds - row->beyond, *safe ? "  " : "\n");
		if (*safe)
			text_wrap(page->out, safe, COVERAGE_COLUMNS, COVERAGE_COLUMNS,
				  page_columns(page));
	}
}

/* The cells of the table of hosts; the last one takes what room is left. */
enum host_cell {
	CELL_HOST,
	CELL_VERDICT,
	CELL_LOST,
	CELL_LIMIT,
	CELL_NEEDED,
	CELL_REST,
	CELLS,
};

struct host_row {
	char *cells[CELLS];
};

static void host_row_done(struct host_row *row)
{
	for (size_t i = 0; i < CELLS; i++)
		free(row->cells[i]);
}

/* The kernel stands beside what filled the queue where there is room for both; it has a table of
 * its own besides. */
static char *make_rest(const struct card *card, bool with_kernel)
{
	const char *filler = fleet_words_filler(card);
	CLEANUP(cleanup_free)
	char *rest = xasprintf("%s%s%s", filler ? filler : "?", with_kernel ? ", " : "",
			       !with_kernel   ? ""
			       : card->kernel ? card->kernel
					      : "?");

	return text_safe(rest);
}

static struct host_row make_host_row(const struct card *card)
{
	return (struct host_row){ .cells = {
					  [CELL_HOST] = text_safe(card->node ? card->node : "?"),
					  [CELL_VERDICT] =
						  xstrdup(report_verdict_name(card->verdict)),
					  [CELL_LOST] = fleet_words_lost(card),
					  [CELL_LIMIT] = !card->limit_known ? xstrdup("?")
							 : !card->limit	    ? xstrdup("none")
									    : xasprintf("%" PRIu64,
											card->limit),
					  [CELL_NEEDED] = fleet_words_need(card),
					  [CELL_REST] = make_rest(card, true),
				  } };
}

static struct host_row make_host_head(const struct render_fleet_options *options)
{
	return (struct host_row){ .cells = {
					  [CELL_HOST] =
						  xstrdup(options->all_boots ? "BOOT OF" : "HOST"),
					  [CELL_VERDICT] = xstrdup("VERDICT"),
					  [CELL_LOST] = xstrdup("LOST"),
					  [CELL_LIMIT] = xstrdup("LIMIT"),
					  [CELL_NEEDED] = xstrdup("NEEDED"),
					  [CELL_REST] = xstrdup("FILLED BY, KERNEL"),
				  } };
}

static void measure_host_row(const struct host_row *row, int widths[static CELLS])
{
	for (size_t i = 0; i < CELL_REST; i++)
		if ((int)strlen(row->cells[i]) > widths[i])
			widths[i] = (int)strlen(row->cells[i]);
}

static void write_host_row(const struct host_row *row, const int widths[static CELLS],
			   const struct page *page)
{
	int column = 0;

	for (enum host_cell i = 0; i < CELL_REST; i++) {
		const bool is_number = i >= CELL_LOST;

		fprintf(page->out, "  %*s", is_number ? widths[i] : -widths[i], row->cells[i]);
		column += 2 + widths[i];
	}
	fputs("  ", page->out);
	text_wrap(page->out, row->cells[CELL_REST], column + 2, column + 2, page_columns(page));
}

/* Takes: rows of which the first is the head, and the cards of the others. */
static void fit_host_rows(struct host_row *rows, const struct card *const *cards, size_t count,
			  const int widths[static CELLS], int columns)
{
	bool fits = true;
	int room = columns;

	for (size_t i = 0; i < CELL_REST; i++)
		room -= widths[i] + 2;
	for (size_t i = 0; i <= count; i++)
		fits &= (int)strlen(rows[i].cells[CELL_REST]) + 2 <= room;
	for (size_t i = 0; i <= count && !fits; i++) {
		free(rows[i].cells[CELL_REST]);
		rows[i].cells[CELL_REST] =
			i ? make_rest(cards[i - 1], false) : xstrdup("FILLED BY");
	}
}

static void write_hosts(const struct fleet *fleet, const struct render_fleet_options *options,
			const struct page *page)
{
	const size_t bad = fleet->count - fleet->verdicts[VERDICT_CLEAN];
	const size_t shown = bad > ROWS_SHOWN && !options->all ? ROWS_SHOWN : bad;
	struct host_row *rows = xcalloc(shown + 1, sizeof(*rows));
	int widths[CELLS] = { 0 };

	rows[0] = make_host_head(options);
	for (size_t i = 0; i < shown; i++)
		rows[i + 1] = make_host_row(fleet->machines[i]);
	for (size_t i = 0; i <= shown; i++)
		measure_host_row(&rows[i], widths);
	fit_host_rows(rows, fleet->machines, shown, widths, page_columns(page));
	for (size_t i = 0; i <= shown; i++) {
		write_host_row(&rows[i], widths, page);
		host_row_done(&rows[i]);
	}
	free(rows);
	if (shown < bad)
		fprintf(page->out, "  … and %zu more (--verbose has them)\n", bad - shown);
}

static void write_grouping(const struct fleet_grouping *grouping,
			   const struct render_fleet_options *options, const struct page *page)
{
	const size_t shown =
		grouping->count > ROWS_SHOWN && !options->all ? ROWS_SHOWN : grouping->count;

	fprintf(page->out, "  %7s  %7s  %7s  %7s  %10s\n", options->all_boots ? "BOOTS" : "HOSTS",
		"LOST", "CLEAN", "OTHER", "NEEDED");
	for (size_t i = 0; i < shown; i++) {
		const struct fleet_group *group = &grouping->groups[i];
		CLEANUP(cleanup_free)
		char *name = text_safe(group->name ? group->name : "(not known)");
		char needed[24] = "?";

		if (group->at_least)
			(void)snprintf(needed, sizeof(needed), "%s%" PRIu64,
				       group->at_least > group->minimum ? ">=" : "",
				       group->at_least);
		fprintf(page->out, "  %7zu  %7zu  %7zu  %7zu  %10s  %s\n", group->machines,
			group->verdicts[VERDICT_LOST], group->verdicts[VERDICT_CLEAN],
			group->verdicts[VERDICT_BLIND] + group->verdicts[VERDICT_UNKNOWN], needed,
			name);
	}
	if (shown < grouping->count)
		fprintf(page->out, "  … and %zu more (--verbose has them)\n",
			grouping->count - shown);
}

static void write_fleet_tables(struct page *page, const struct fleet *fleet,
			       const struct render_fleet_options *options)
{
	if (fleet->count > fleet->not_known) {
		page_heading(page, "What each limit would hold");
		write_coverage(fleet, options, page);
	}
	if (fleet->count > fleet->verdicts[VERDICT_CLEAN]) {
		page_heading(page,
			     options->all_boots ? "Boots, worst first" : "Hosts, worst first");
		write_hosts(fleet, options, page);
	}
	for (size_t i = 0; fleet->count && i < fleet->n_groupings; i++) {
		CLEANUP(cleanup_free) char *by = text_safe(fleet->groupings[i].by);
		CLEANUP(cleanup_free) char *heading = xasprintf("By %s", by);

		page_heading(page, heading);
		write_grouping(&fleet->groupings[i], options, page);
	}
	fleet_words_left_out(page, fleet);
}

void render_fleet_text(const struct fleet *fleet, const struct render_fleet_options *options,
		       FILE *out)
{
	struct page page = { .out = out, .colour = options->colour, .columns = options->columns };
	CLEANUP(cleanup_free) char *headline = fleet_words_headline(fleet, options);

	page_result(&page, "", report_verdict_name(fleet_words_verdict(fleet)), headline);
	if (fleet->count || fleet->without_boot) {
		page_heading(&page, "In numbers");
		fleet_words_numbers(&page, fleet, options);
	}
	write_fleet_tables(&page, fleet, options);
}
