/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the cards of a fleet say together. */
#include "fleet/fleet.h"

#include "fleet/groups.h"
#include "util/xalloc.h"

#include <stdlib.h>
#include <string.h>

/* The kernel's default, where limits that are tried begin; each is twice the one before. */
#define FIRST_LIMIT 64
#define FLOOR_LIMIT 8192

void fleet_done(struct fleet *fleet)
{
	free(fleet->machines);
	free(fleet->coverage);
	for (size_t i = 0; i < fleet->n_groupings; i++)
		free(fleet->groupings[i].groups);
	*fleet = (struct fleet){ 0 };
}

/* The worst first; of equal ones the order of the merge. */
static int compare_badness(const void *left, const void *right)
{
	const struct card *a = *(const struct card *const *)left;
	const struct card *b = *(const struct card *const *)right;
	int order = report_compare_verdicts(a->verdict, b->verdict);

	if (!order)
		order = range_compare_counts(b->lost.min, a->lost.min);
	if (!order)
		order = range_compare_counts(b->minimum, a->minimum);
	return order ? order : (a > b) - (a < b);
}

/* Whether both are of one machine. Without a name each is a machine of its own. */
static bool is_same_machine(const struct card *left, const struct card *right)
{
	return left->node && right->node && strcmp(left->node, right->node) == 0;
}

/* Whether a card is to be judged rather than another one of its machine: it has a boot, it is
 * newer, or it tells more of the same. */
static bool is_better_card(const struct card *card, const struct card *than)
{
	if (card->partial != than->partial)
		return than->partial;
	if (card->first_ms != than->first_ms)
		return card->first_ms > than->first_ms;
	return card_compare_worth(card, than) > 0;
}

static void add_machine(struct fleet *fleet, const struct card *card)
{
	fleet->machines[fleet->count++] = card;
	fleet->verdicts[card->verdict]++;
	fleet->not_known += !card->minimum_known;
	fleet->lost_later += card->later.min > 0;
	range_add(&fleet->lost, &card->lost);
	if (card->minimum_known && card->minimum > fleet->minimum)
		fleet->minimum = card->minimum;
	if (card->suggested > fleet->suggested)
		fleet->suggested = card->suggested;
}

/* Takes the cards of one machine, which stand together. */
static void judge_machine(struct fleet *fleet, const struct card *cards, size_t count,
			  bool all_boots)
{
	const struct card *best = cards;

	for (size_t i = 0; i < count; i++) {
		fleet->boots += !cards[i].partial;
		if (all_boots && !cards[i].partial)
			add_machine(fleet, &cards[i]);
		if (i && is_better_card(&cards[i], best))
			best = &cards[i];
	}
	if (best->partial)
		fleet->without_boot++;
	else if (!all_boots)
		add_machine(fleet, best);
}

static void judge_machines(struct fleet *fleet, const struct cards *cards, bool all_boots)
{
	size_t end;

	fleet->machines = xcalloc(cards->count + 1, sizeof(const struct card *));
	for (size_t i = 0; i < cards->count; i = end) {
		end = i + 1;
		while (end < cards->count && is_same_machine(&cards->list[i], &cards->list[end]))
			end++;
		judge_machine(fleet, &cards->list[i], end - i, all_boots);
	}
	if (fleet->count)
		qsort(fleet->machines, fleet->count, sizeof(const struct card *), compare_badness);
}

bool fleet_holds(uint64_t limit, const struct card *card)
{
	return card->minimum_known && (!limit || card->minimum <= limit);
}

bool fleet_is_beyond(uint64_t limit, const struct card *card)
{
	return limit && card->minimum > limit;
}

static struct fleet_coverage cover_limit(const struct fleet *fleet,
					 const struct fleet_question *question, uint64_t limit)
{
	struct fleet_coverage coverage = { .limit = limit };

	for (size_t i = 0; i < question->n_limits; i++)
		coverage.asked |= question->limits[i] == limit;
	for (size_t i = 0; i < fleet->count; i++) {
		coverage.holds += fleet_holds(limit, fleet->machines[i]);
		coverage.beyond += fleet_is_beyond(limit, fleet->machines[i]);
	}
	return coverage;
}

static int compare_limits(const void *left, const void *right)
{
	return range_compare_counts(*(const uint64_t *)left, *(const uint64_t *)right);
}

static void cover_limits(struct fleet *fleet, const struct fleet_question *question)
{
	uint64_t *limits = xcalloc(question->n_limits + 64 + 2, sizeof(*limits));
	size_t count = 0;

	for (uint64_t limit = FIRST_LIMIT; count < 64; limit *= 2) {
		limits[count++] = limit;
		if (limit >= fleet->minimum && limit >= FLOOR_LIMIT)
			break;
	}
	if (fleet->minimum)
		limits[count++] = fleet->minimum;
	for (size_t i = 0; i < question->n_limits; i++)
		limits[count++] = question->limits[i];
	qsort(limits, count, sizeof(*limits), compare_limits);
	fleet->coverage = xcalloc(count, sizeof(*fleet->coverage));
	for (size_t i = 0; i < count; i++)
		if (!i || limits[i] != limits[i - 1])
			fleet->coverage[fleet->n_coverage++] =
				cover_limit(fleet, question, limits[i]);
	free(limits);
}

int fleet_sum_up(const struct cards *cards, const struct fleet_question *question,
		 struct fleet *ret_fleet, struct error *err)
{
	struct fleet fleet = { 0 };
	int code;

	judge_machines(&fleet, cards, question->all_boots);
	cover_limits(&fleet, question);
	code = groups_make(&fleet, question, err);
	if (code < 0) {
		fleet_done(&fleet);
		return code;
	}
	*ret_fleet = fleet;
	return 0;
}
