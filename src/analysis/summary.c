/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a report says of several nodes, in sum. */
#define _GNU_SOURCE
#include "analysis/summary.h"

#include "util/xalloc.h"

#include <string.h>

static const char *node_of(const struct report_boot *boot)
{
	return boot->node ? boot->node : "";
}

/* What to look at first: a known loss, what nobody saw, what nobody can tell. */
static int rank(enum verdict verdict)
{
	static const int ranks[] = {
		[VERDICT_LOST] = 3,
		[VERDICT_BLIND] = 2,
		[VERDICT_UNKNOWN] = 1,
		[VERDICT_CLEAN] = 0,
	};

	return ranks[verdict];
}

static int descending(uint64_t left, uint64_t right)
{
	return (left < right) - (left > right);
}

static int by_weight(const void *left, const void *right, void *context)
{
	const struct report_boot *boots = context;
	const struct report_boot *a = &boots[*(const size_t *)left];
	const struct report_boot *b = &boots[*(const size_t *)right];
	int order = rank(b->verdict) - rank(a->verdict);

	if (!order)
		order = descending(a->records_lost.min, b->records_lost.min);
	if (!order)
		order = descending(a->demand.min, b->demand.min);
	if (!order)
		order = strcmp(node_of(a), node_of(b));
	return order ? order : b->index - a->index;
}

static int by_node(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static size_t count_nodes(const struct report *report)
{
	const char **nodes = xcalloc(report->n_boots + 1, sizeof(*nodes));
	size_t count = 0;

	for (size_t i = 0; i < report->n_boots; i++)
		nodes[i] = node_of(&report->boots[i]);
	qsort(nodes, report->n_boots, sizeof(*nodes), by_node);
	for (size_t i = 0; i < report->n_boots; i++)
		count += i == 0 || strcmp(nodes[i], nodes[i - 1]) != 0;
	free(nodes);
	return count;
}

/* The boot that needs most, and whether more than that is known to be enough for all. */
static void find_limit(const struct report *report, struct report_summary *summary)
{
	summary->minimum_known = true;
	for (size_t i = 0; i < report->n_boots; i++) {
		const struct recommendation *needs = &report->boots[i].recommendation;

		summary->minimum_known &= needs->minimum_known && needs->fixable;
		if (needs->minimum > report->boots[summary->decider].recommendation.minimum)
			summary->decider = i;
	}
	summary->minimum = report->boots[summary->decider].recommendation.minimum;
}

void summary_make(struct report *report)
{
	struct report_summary summary = { .n_nodes = count_nodes(report) };

	if (summary.n_nodes < 2)
		return;
	summary.order = xcalloc(report->n_boots, sizeof(*summary.order));
	for (size_t i = 0; i < report->n_boots; i++) {
		summary.order[i] = i;
		summary.verdicts[report->boots[i].verdict]++;
		range_add(&summary.lost, &report->boots[i].records_lost);
	}
	qsort_r(summary.order, report->n_boots, sizeof(*summary.order), by_weight, report->boots);
	find_limit(report, &summary);
	report->summary = summary;
}
