/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machines of a fleet by what they have in common. */
#include "fleet/groups.h"

#include "util/xalloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The words of cards that are no labels. */
enum trait {
	TRAIT_KERNEL,
	TRAIT_AUDITD,
	TRAIT_EVENT,
	TRAIT_KEY,
	TRAIT_PROGRAM,
	TRAIT_UNIT,
	TRAITS,
};

static const char *const trait_names[TRAITS] = {
	[TRAIT_KERNEL] = "kernel", [TRAIT_AUDITD] = "auditd",	[TRAIT_EVENT] = "event",
	[TRAIT_KEY] = "key",	   [TRAIT_PROGRAM] = "program", [TRAIT_UNIT] = "unit",
};

static const char *label_of_card(const struct card *card, const char *key)
{
	for (size_t i = 0; i < card->n_labels; i++)
		if (strcmp(card->labels[i].key, key) == 0)
			return card->labels[i].value;
	return NULL;
}

const char *groups_trait(const struct card *card, const char *by)
{
	static const enum report_filling_kind fillings[TRAITS] = {
		[TRAIT_EVENT] = REPORT_BY_EVENT,
		[TRAIT_KEY] = REPORT_BY_KEY,
		[TRAIT_PROGRAM] = REPORT_BY_PROGRAM,
		[TRAIT_UNIT] = REPORT_BY_UNIT,
	};

	if (strcmp(by, trait_names[TRAIT_KERNEL]) == 0)
		return card->kernel;
	if (strcmp(by, trait_names[TRAIT_AUDITD]) == 0)
		return card->auditd;
	for (enum trait trait = TRAIT_EVENT; trait < TRAITS; trait++)
		if (strcmp(by, trait_names[trait]) == 0)
			return card->filled[fillings[trait]].name;
	return label_of_card(card, by);
}

const char *groups_usual(size_t nth)
{
	return nth < TRAITS ? trait_names[nth] : NULL;
}

bool groups_is_usual(const char *by)
{
	for (enum trait trait = 0; trait < TRAITS; trait++)
		if (strcmp(by, trait_names[trait]) == 0)
			return true;
	return false;
}

/* A machine with the word by which it is grouped. */
struct sorted_machine {
	const char *word;
	const struct card *card;
};

static int compare_words(const void *left, const void *right)
{
	const char *a = ((const struct sorted_machine *)left)->word;
	const char *b = ((const struct sorted_machine *)right)->word;

	if (!a || !b)
		return (a == NULL) - (b == NULL);
	return strcmp(a, b);
}

static void add_to_group(struct fleet_group *group, const struct card *card)
{
	group->machines++;
	group->verdicts[card->verdict]++;
	range_add(&group->lost, &card->lost);
	if (card->minimum_known && card->minimum > group->minimum)
		group->minimum = card->minimum;
	if (card->minimum > group->at_least)
		group->at_least = card->minimum;
}

/* Most machines with a loss first, then the most machines, then by name. */
static int compare_groups(const void *left, const void *right)
{
	const struct fleet_group *a = left, *b = right;

	if (a->verdicts[VERDICT_LOST] != b->verdicts[VERDICT_LOST])
		return a->verdicts[VERDICT_LOST] < b->verdicts[VERDICT_LOST] ? 1 : -1;
	if (a->machines != b->machines)
		return a->machines < b->machines ? 1 : -1;
	if (!a->name || !b->name)
		return (a->name == NULL) - (b->name == NULL);
	return strcmp(a->name, b->name);
}

static struct fleet_grouping group_machines(const struct fleet *fleet, const char *by)
{
	struct sorted_machine *sorted = xcalloc(fleet->count + 1, sizeof(*sorted));
	struct fleet_grouping grouping = { .by = by };

	for (size_t i = 0; i < fleet->count; i++)
		sorted[i] = (struct sorted_machine){ groups_trait(fleet->machines[i], by),
						     fleet->machines[i] };
	qsort(sorted, fleet->count, sizeof(*sorted), compare_words);
	grouping.groups = xcalloc(fleet->count + 1, sizeof(*grouping.groups));
	for (size_t i = 0; i < fleet->count; i++) {
		if (!i || compare_words(&sorted[i - 1], &sorted[i]) != 0)
			grouping.groups[grouping.count++].name = sorted[i].word;
		add_to_group(&grouping.groups[grouping.count - 1], sorted[i].card);
	}
	qsort(grouping.groups, grouping.count, sizeof(*grouping.groups), compare_groups);
	free(sorted);
	return grouping;
}

static bool is_grouped_by(const struct fleet *fleet, const char *by)
{
	for (size_t i = 0; i < fleet->n_groupings; i++)
		if (strcmp(fleet->groupings[i].by, by) == 0)
			return true;
	return false;
}

static void add_grouping(struct fleet *fleet, const char *by)
{
	if (is_grouped_by(fleet, by))
		return;
	fleet->groupings_left_out |= fleet->n_groupings == FLEET_GROUPINGS_MAX;
	if (fleet->n_groupings < FLEET_GROUPINGS_MAX)
		fleet->groupings[fleet->n_groupings++] = group_machines(fleet, by);
}

/* The kernel, and each label that a card has. */
static void add_usual_groupings(struct fleet *fleet)
{
	add_grouping(fleet, trait_names[TRAIT_KERNEL]);
	for (size_t i = 0; i < fleet->count; i++)
		for (size_t j = 0; j < fleet->machines[i]->n_labels; j++)
			add_grouping(fleet, fleet->machines[i]->labels[j].key);
}

static bool is_known_word(const struct fleet *fleet, const char *by)
{
	if (groups_is_usual(by))
		return true;
	for (size_t i = 0; i < fleet->count; i++)
		if (label_of_card(fleet->machines[i], by))
			return true;
	return !fleet->count;
}

int groups_make(struct fleet *fleet, const struct fleet_question *question, struct error *err)
{
	if (!question->n_by)
		add_usual_groupings(fleet);
	for (size_t i = 0; i < question->n_by; i++) {
		if (!is_known_word(fleet, question->by[i]))
			return error_set(
				err, -EINVAL,
				"cannot group by '%s': no card has such a label, and it is "
				"none of kernel, auditd, event, key, program and unit",
				question->by[i]);
		add_grouping(fleet, question->by[i]);
	}
	return 0;
}
