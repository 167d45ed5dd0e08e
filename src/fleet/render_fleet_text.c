/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fleet as a page of text. */
#include "fleet/render_fleet.h"

#include "explain/sentence.h"
#include "render/page.h"
#include "util/cleanup.h"
#include "util/text.h"
#include "util/textstream.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <string.h>

/* Rows of a table that are shown of many, and machines that are named. */
#define ROWS_SHOWN 20
#define NAMED_BEYOND 3

/* The longest name that a table gives room to. */
#define NODE_COLUMNS 32

uint64_t render_fleet_limit(const struct fleet *fleet, uint64_t floor)
{
	return fleet->suggested > floor ? fleet->suggested : floor;
}

/* What the fleet is of, in the right number. */
static const char *noun_of(const struct render_fleet_options *options, size_t count)
{
	if (options->all_boots)
		return count == 1 ? "boot" : "boots";
	return count == 1 ? "host" : "hosts";
}

static void write_fleet_verdict(const struct fleet *fleet,
				const struct render_fleet_options *options, FILE *out)
{
	const size_t lost = fleet->verdicts[VERDICT_LOST];
	const size_t open = fleet->verdicts[VERDICT_BLIND] + fleet->verdicts[VERDICT_UNKNOWN];
	char records[SENTENCE_RANGE_BYTES];
	const char *at_boot = options->all_boots ? "" : " at the last boot";

	sentence_range(&fleet->lost, "record", records);
	if (!fleet->count)
		fprintf(out, "UNKNOWN: no card tells of a boot\n");
	else if (lost)
		fprintf(out, "LOST: %zu of %zu %s lost records%s, %s together\n", lost,
			fleet->count, noun_of(options, fleet->count), at_boot, records);
	else if (open)
		fprintf(out,
			"UNKNOWN: of %zu of %zu %s it cannot be told whether records were lost%s\n",
			open, fleet->count, noun_of(options, fleet->count), at_boot);
	else
		fprintf(out, "CLEAN: %zu %s lost nothing%s\n", fleet->count,
			noun_of(options, fleet->count), at_boot);
}

static void write_fleet_numbers(const struct fleet *fleet,
				const struct render_fleet_options *options, struct page *page)
{
	page_line(
		page, options->all_boots ? "boots" : "hosts",
		"%zu: %zu lost records, %zu were not audited for a while (blind), %zu cannot tell, "
		"%zu lost nothing",
		fleet->count, fleet->verdicts[VERDICT_LOST], fleet->verdicts[VERDICT_BLIND],
		fleet->verdicts[VERDICT_UNKNOWN], fleet->verdicts[VERDICT_CLEAN]);
	if (fleet->without_boot)
		page_line(page, "no boot", "%zu %s in the cards, but no boot of %s",
			  fleet->without_boot, fleet->without_boot == 1 ? "host is" : "hosts are",
			  fleet->without_boot == 1 ? "it" : "them");
}

/* The first of the machines that a limit does not hold, which need most of those that are listed.
 */
static char *name_beyond(const struct fleet *fleet, uint64_t limit)
{
	FILE *out;
	struct textstream *text = textstream_open(&out);
	size_t named = 0, beyond = 0;

	for (size_t i = 0; i < fleet->count; i++) {
		const struct card *card = fleet->machines[i];

		if (!fleet_is_beyond(limit, card))
			continue;
		if (beyond++ < NAMED_BEYOND)
			fprintf(out, "%s%s (%s%" PRIu64 ")", named++ ? ", " : "",
				card->node ? card->node : "a host without a name",
				card->minimum_known ? "" : "at least ", card->minimum);
	}
	if (beyond > named)
		fprintf(out, " and %zu more", beyond - named);
	return textstream_close(text);
}

static void write_fleet_limit(const struct fleet *fleet, const struct render_fleet_options *options,
			      struct page *page)
{
	const uint64_t limit = render_fleet_limit(fleet, options->floor);
	const size_t known = fleet->count - fleet->not_known;
	CLEANUP(cleanup_free) char *beyond = name_beyond(fleet, limit);

	if (known)
		page_line(
			page, "limit",
			"audit_backlog_limit=%" PRIu64
			" would have lost nothing on the %zu %s whose need is known; the largest of "
			"them is %" PRIu64,
			limit, known, noun_of(options, known), fleet->minimum);
	if (*beyond)
		page_line(page, "needs more", "%s", beyond);
	if (fleet->not_known)
		page_line(page, "not known", "what %zu %s needed: the evidence does not tell",
			  fleet->not_known, noun_of(options, fleet->not_known));
	if (fleet->lost_later)
		page_line(
			page, "later",
			"%zu %s lost records after auditd had taken over, which no boot limit cures",
			fleet->lost_later, noun_of(options, fleet->lost_later));
}

static void write_coverage(const struct fleet *fleet, FILE *out)
{
	fprintf(out, "  %10s  %8s  %8s  %9s  %s\n", "LIMIT", "HOLDS", "LOSES", "NOT KNOWN",
		"LOSES ON");
	for (size_t i = 0; i < fleet->n_coverage; i++) {
		const struct fleet_coverage *row = &fleet->coverage[i];
		CLEANUP(cleanup_free) char *names = name_beyond(fleet, row->limit);
		CLEANUP(cleanup_free) char *safe = text_safe(names);

		fprintf(out, "  %10" PRIu64 "  %8zu  %8zu  %9zu  %s\n", row->limit, row->holds,
			row->beyond, fleet->count - row->holds - row->beyond, safe);
	}
}

static const char *name_filler(const struct card *card)
{
	const char *key = card->filled[REPORT_BY_KEY].name;
	const char *event = card->filled[REPORT_BY_EVENT].name;

	return key ? key : event ? event : "-";
}

static void write_machine(const struct card *card, int columns, FILE *out)
{
	CLEANUP(cleanup_free) char *node = text_safe(card->node ? card->node : "-");
	CLEANUP(cleanup_free) char *kernel = text_safe(card->kernel ? card->kernel : "-");
	CLEANUP(cleanup_free) char *filler = text_safe(name_filler(card));
	char lost[SENTENCE_RANGE_BYTES], limit[24] = "?", needs[40] = "?";

	sentence_count(&card->lost, lost);
	if (card->verdict == VERDICT_UNKNOWN)
		(void)snprintf(lost, sizeof(lost), "?");
	if (card->limit_known)
		(void)snprintf(limit, sizeof(limit), "%" PRIu64, card->limit);
	if (card->minimum_known || card->minimum)
		(void)snprintf(needs, sizeof(needs), "%s%" PRIu64,
			       card->minimum_known ? "" : ">=", card->minimum);
	fprintf(out, "  %-*s  %-8s  %-16s  %8s  %10s  %s, %s\n", columns, node,
		report_verdict_name(card->verdict), lost, limit, needs, filler, kernel);
}

static int measure_names(const struct fleet *fleet, size_t shown)
{
	int columns = (int)strlen("HOST");

	for (size_t i = 0; i < shown; i++)
		if (fleet->machines[i]->node && (int)strlen(fleet->machines[i]->node) > columns)
			columns = (int)strlen(fleet->machines[i]->node);
	return columns < NODE_COLUMNS ? columns : NODE_COLUMNS;
}

static void write_machines(const struct fleet *fleet, const struct render_fleet_options *options,
			   FILE *out)
{
	const size_t bad = fleet->count - fleet->verdicts[VERDICT_CLEAN];
	const size_t shown = bad > ROWS_SHOWN && !options->all ? ROWS_SHOWN : bad;
	const int columns = measure_names(fleet, shown);

	fprintf(out, "  %-*s  %-8s  %-16s  %8s  %10s  %s\n", columns, "HOST", "VERDICT", "LOST",
		"LIMIT", "NEEDED", "FILLED BY, KERNEL");
	for (size_t i = 0; i < shown; i++)
		write_machine(fleet->machines[i], columns, out);
	if (shown < bad)
		fprintf(out, "  … and %zu more (--verbose has them)\n", bad - shown);
}

static void write_grouping(const struct fleet_grouping *grouping,
			   const struct render_fleet_options *options, FILE *out)
{
	const size_t shown =
		grouping->count > ROWS_SHOWN && !options->all ? ROWS_SHOWN : grouping->count;

	fprintf(out, "  %7s  %7s  %7s  %7s  %10s  %s\n", "HOSTS", "LOST", "CLEAN", "OTHER",
		"NEEDED", "");
	for (size_t i = 0; i < shown; i++) {
		const struct fleet_group *group = &grouping->groups[i];
		CLEANUP(cleanup_free)
		char *name = text_safe(group->name ? group->name : "(not known)");

		fprintf(out, "  %7zu  %7zu  %7zu  %7zu  %10" PRIu64 "  %s\n", group->machines,
			group->verdicts[VERDICT_LOST], group->verdicts[VERDICT_CLEAN],
			group->verdicts[VERDICT_BLIND] + group->verdicts[VERDICT_UNKNOWN],
			group->minimum, name);
	}
	if (shown < grouping->count)
		fprintf(out, "  … and %zu more (--verbose has them)\n", grouping->count - shown);
}

void render_fleet_text(const struct fleet *fleet, const struct render_fleet_options *options,
		       FILE *out)
{
	struct page page = { .out = out, .colour = options->colour };

	write_fleet_verdict(fleet, options, out);
	page_heading(&page, "In numbers");
	write_fleet_numbers(fleet, options, &page);
	write_fleet_limit(fleet, options, &page);
	if (fleet->count > fleet->not_known) {
		page_heading(&page, "What each limit would hold");
		write_coverage(fleet, out);
	}
	if (fleet->count > fleet->verdicts[VERDICT_CLEAN]) {
		page_heading(&page,
			     options->all_boots ? "Boots, worst first" : "Hosts, worst first");
		write_machines(fleet, options, out);
	}
	for (size_t i = 0; i < fleet->n_groupings; i++) {
		CLEANUP(cleanup_free) char *by = text_safe(fleet->groupings[i].by);
		CLEANUP(cleanup_free) char *heading = xasprintf("By %s", by);

		page_heading(&page, heading);
		write_grouping(&fleet->groupings[i], options, out);
	}
}
