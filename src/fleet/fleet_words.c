/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fleet in words. */
#include "fleet/fleet_words.h"

#include "explain/sentence.h"
#include "util/cleanup.h"
#include "util/textstream.h"
#include "util/xalloc.h"

#include <inttypes.h>

/* Those that the limit for all does not hold are named up to so many. */
#define NAMED_BEYOND 3

uint64_t render_fleet_limit(const struct fleet *fleet, uint64_t floor)
{
	return fleet->suggested > floor ? fleet->suggested : floor;
}

const char *fleet_words_noun(const struct render_fleet_options *options, size_t count)
{
	if (options->all_boots)
		return count == 1 ? "boot" : "boots";
	return count == 1 ? "host" : "hosts";
}

static size_t count_untold(const struct fleet *fleet)
{
	return fleet->verdicts[VERDICT_BLIND] + fleet->verdicts[VERDICT_UNKNOWN];
}

enum verdict fleet_words_verdict(const struct fleet *fleet)
{
	if (fleet->verdicts[VERDICT_LOST])
		return VERDICT_LOST;
	return !fleet->count || count_untold(fleet) ? VERDICT_UNKNOWN : VERDICT_CLEAN;
}

char *fleet_words_headline(const struct fleet *fleet, const struct render_fleet_options *options)
{
	const size_t lost = fleet->verdicts[VERDICT_LOST];
	const char *noun = fleet_words_noun(options, fleet->count);
	const char *at_boot = options->all_boots ? "" : " at the last boot";
	char records[SENTENCE_RANGE_BYTES];

	sentence_range(&fleet->lost, "record", records);
	if (!fleet->count)
		return xstrdup("UNKNOWN: no card tells of a boot");
	if (lost)
		return xasprintf("LOST: %zu of %zu %s lost records%s, %s together", lost,
				 fleet->count, noun, at_boot, records);
	if (count_untold(fleet))
		return xasprintf("UNKNOWN: of %zu of %zu %s it cannot be told whether records were "
				 "lost%s",
				 count_untold(fleet), fleet->count, noun, at_boot);
	return xasprintf("CLEAN: %zu %s lost nothing%s", fleet->count, noun, at_boot);
}

static void write_verdict_counts(struct page *page, const struct fleet *fleet,
				 const struct render_fleet_options *options)
{
	static const char *const one[VERDICTS] = {
		[VERDICT_LOST] = "lost records",
		[VERDICT_BLIND] = "was not audited for a while (blind)",
		[VERDICT_UNKNOWN] = "cannot tell",
		[VERDICT_CLEAN] = "lost nothing",
	};
	CLEANUP(cleanup_free) char *words = NULL;
	FILE *out;
	struct textstream *text = textstream_open(&out);
	const char *before = ": ";

	for (size_t i = 0; i < VERDICTS; i++) {
		const enum verdict verdict = report_worst_first[i];
		const size_t count = fleet->verdicts[verdict];

		if (!count)
			continue;
		fprintf(out, "%s%zu %s", before, count,
			verdict == VERDICT_BLIND && count > 1
				? "were not audited for a while (blind)"
				: one[verdict]);
		before = ", ";
	}
	words = textstream_close(text);
	page_line(page, options->all_boots ? "boots" : "hosts", "%zu%s", fleet->count, words);
}

char *fleet_words_beyond(const struct fleet *fleet, uint64_t limit, size_t named_most)
{
	FILE *out;
	struct textstream *text = textstream_open(&out);
	size_t named = 0, beyond = 0;

	for (size_t i = 0; i < fleet->count; i++) {
		const struct card *card = fleet->machines[i];

		if (!fleet_is_beyond(limit, card))
			continue;
		if (beyond++ < named_most)
			fprintf(out, "%s%s (%s%" PRIu64 ")", named++ ? ", " : "",
				card->node ? card->node : "a host without a name",
				card->minimum_known ? "" : "at least ", card->minimum);
	}
	if (beyond > named)
		fprintf(out, "%s%zu more", named ? " and " : "", beyond - named);
	return textstream_close(text);
}

static void write_limit_for_all(struct page *page, const struct fleet *fleet,
				const struct render_fleet_options *options)
{
	const uint64_t limit = render_fleet_limit(fleet, options->floor);
	const size_t known = fleet->count - fleet->not_known;
	CLEANUP(cleanup_free) char *beyond = fleet_words_beyond(fleet, limit, NAMED_BEYOND);

	if (known)
		page_line(
			page, "limit",
			"audit_backlog_limit=%" PRIu64
			" would have lost nothing on the %zu %s whose need is known; the largest of "
			"them is %" PRIu64,
			limit, known, fleet_words_noun(options, known), fleet->minimum);
	if (*beyond)
		page_line(page, "needs more", "%s", beyond);
}

void fleet_words_numbers(struct page *page, const struct fleet *fleet,
			 const struct render_fleet_options *options)
{
	write_limit_for_all(page, fleet, options);
	if (fleet->count)
		write_verdict_counts(page, fleet, options);
	if (fleet->without_boot)
		page_line(page, "no boot", "%zu %s in the cards, but no boot of %s",
			  fleet->without_boot, fleet->without_boot == 1 ? "host is" : "hosts are",
			  fleet->without_boot == 1 ? "it" : "them");
	if (!options->all_boots && fleet->boots > fleet->count)
		page_line(
			page, "boots",
			"%zu in the cards: each host is judged by its newest (--boot all judges each); "
			"two of one name are one host",
			fleet->boots);
	if (fleet->not_known)
		page_line(page, "not known", "what %zu %s needed: the evidence does not tell",
			  fleet->not_known, fleet_words_noun(options, fleet->not_known));
	if (fleet->lost_later)
		page_line(
			page, "later",
			"%zu %s lost records after auditd had taken over, which no boot limit cures",
			fleet->lost_later, fleet_words_noun(options, fleet->lost_later));
}

bool fleet_words_is_told(const struct fleet *fleet, const struct render_fleet_options *options,
			 size_t at)
{
	const struct fleet_coverage *row = &fleet->coverage[at];

	return row->limit == render_fleet_limit(fleet, options->floor) ||
	       row->limit == fleet->minimum || row->asked || at + 1 == fleet->n_coverage ||
	       row->holds != row[1].holds || row->beyond != row[1].beyond;
}

void fleet_words_left_out(struct page *page, const struct fleet *fleet)
{
	if (!fleet->groupings_left_out)
		return;
	page_heading(page, "By other labels");
	page_paragraph(page,
		       "The cards have more labels than are told here: --by NAME groups by one.");
}

const char *fleet_words_filler(const struct card *card)
{
	const char *key = card->filled[REPORT_BY_KEY].name;

	return key ? key : card->filled[REPORT_BY_EVENT].name;
}

char *fleet_words_lost(const struct card *card)
{
	if (card->verdict == VERDICT_UNKNOWN)
		return xstrdup("?");
	if (card->lost.max == COUNT_UNBOUNDED)
		return xasprintf(">=%" PRIu64, card->lost.min);
	if (card->lost.max == card->lost.min)
		return xasprintf("%" PRIu64, card->lost.min);
	return xasprintf("%" PRIu64 "-%" PRIu64, card->lost.min, card->lost.max);
}

char *fleet_words_need(const struct card *card)
{
	if (!card->minimum_known && !card->minimum)
		return xstrdup("?");
	return xasprintf("%s%" PRIu64, card->minimum_known ? "" : ">=", card->minimum);
}
