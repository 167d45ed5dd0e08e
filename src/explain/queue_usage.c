/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The slots of the queue by event, key, program, unit and record type. */
#define _GNU_SOURCE
#include "explain/explain.h"

#include "explain/row_slots.h"
#include "explain/traits.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

/* Beside those of the report: by program, of the events without a rule's key. */
#define BY_PROGRAM_ALONE REPORT_FILLINGS
#define TALLIES (BY_PROGRAM_ALONE + 1)

/* A search tree of shares for each way to look at the slots. */
struct tally {
	void *trees[TALLIES];
	size_t counts[TALLIES];
};

static int compare_share_names(const void *left, const void *right)
{
	const char *a = ((const struct report_share *)left)->name;
	const char *b = ((const struct report_share *)right)->name;

	return a && b ? strcmp(a, b) : (a != NULL) - (b != NULL);
}

static void free_share(void *share)
{
	free(((struct report_share *)share)->name);
	free(share);
}

static void tally_done(struct tally *tally)
{
	for (size_t i = 0; i < TALLIES; i++)
		tdestroy(tally->trees[i], free_share);
}

/* The share of a name, which is copied. */
static struct report_share *find_share_of(struct tally *tally, unsigned kind, const char *name)
{
	struct report_share *share = xcalloc(1, sizeof(*share));
	struct report_share **found;

	share->name = xstrdup_or_null(name);
	found = tsearch(share, &tally->trees[kind], compare_share_names);
	if (!found)
		xalloc_end();
	if (*found != share)
		free_share(share);
	else
		tally->counts[kind]++;
	return *found;
}

static void add_slots(struct tally *tally, unsigned kind, const char *name, uint64_t held,
		      uint64_t lost)
{
	struct report_share *share = find_share_of(tally, kind, name);

	share->held += held;
	share->lost += lost;
}

static void add_type_slots(void *context, const char *type, const struct row_slots *slots)
{
	if (slots->held + slots->lost)
		add_slots(context, REPORT_BY_RECORD, type, slots->held, slots->lost);
}

static void add_row_slots(const struct boot *boot, const struct report_row *row,
			  struct tally *tally)
{
	struct secondary_event best = secondary_best(&boot->secondary, &boot->window, row->serial);
	CLEANUP(traits_done) struct traits traits = { 0 };

	if (!best.event) {
		for (size_t i = 0; i < REPORT_FILLINGS; i++)
			add_slots(tally, i,
				  row->swallowed && i == REPORT_BY_RECORD ? "KERNEL" : NULL,
				  row->held, row->lost.min);
		return;
	}
	traits_find(best.window, best.event, &traits);
	add_slots(tally, REPORT_BY_EVENT, traits.event, row->held, row->lost.min);
	add_slots(tally, REPORT_BY_KEY, traits.key, row->held, row->lost.min);
	add_slots(tally, REPORT_BY_PROGRAM, traits.program, row->held, row->lost.min);
	add_slots(tally, REPORT_BY_UNIT, traits.unit, row->held, row->lost.min);
	if (!traits.key)
		add_slots(tally, BY_PROGRAM_ALONE, traits.program, row->held, row->lost.min);
	row_slots_each(boot, row, &best, add_type_slots, tally);
}

static int compare_shares(const void *left, const void *right)
{
	const struct report_share *a = left, *b = right;
	uint64_t size_a = a->held + a->lost, size_b = b->held + b->lost;

	if (size_a != size_b)
		return size_a < size_b ? 1 : -1;
	return compare_share_names(a, b);
}

/* Moves a tree into a list, largest first. */
static void move_tree_to_list(struct tally *tally, unsigned kind, struct report_filling *filling)
{
	filling->shares = xcalloc(tally->counts[kind] + 1, sizeof(*filling->shares));
	while (tally->trees[kind]) {
		struct report_share *share = *(struct report_share **)tally->trees[kind];

		(void)tdelete(share, &tally->trees[kind], compare_share_names);
		filling->shares[filling->n_shares++] = *share;
		free(share);
	}
	qsort(filling->shares, filling->n_shares, sizeof(*filling->shares), compare_shares);
}

static uint64_t sum_share(const struct report_share *share)
{
	return share->held + share->lost;
}

/* The largest share with a name; NULL when none has one. */
static const struct report_share *find_largest_share(const struct report_filling *filling)
{
	for (size_t i = 0; i < filling->n_shares; i++)
		if (filling->shares[i].name)
			return &filling->shares[i];
	return NULL;
}

static uint64_t sum_shares(const struct report_filling *filling)
{
	uint64_t total = 0;

	for (size_t i = 0; i < filling->n_shares; i++)
		total += sum_share(&filling->shares[i]);
	return total;
}

/* The slots whose event some source has; "lost" of them were lost. */
static uint64_t sum_known_slots(const struct report_filling *events, uint64_t *ret_lost)
{
	uint64_t slots = 0;

	*ret_lost = 0;
	for (size_t i = 0; i < events->n_shares; i++) {
		if (!events->shares[i].name)
			continue;
		slots += sum_share(&events->shares[i]);
		*ret_lost += events->shares[i].lost;
	}
	return slots;
}

/*
 * A rule that is in force before auditd can be loaded later, or be narrowed. Records without a rule
 * (services, BPF, SELinux) come before any rule could keep them out. What filled the queue is not
 * known as long as most of what was lost is not.
 */
static void advise_first_look(const struct report_filling *alone, struct report_boot *report)
{
	const struct report_share *key = find_largest_share(&report->filling[REPORT_BY_KEY]);
	const struct report_share *program = find_largest_share(alone);
	uint64_t lost, known = sum_known_slots(&report->filling[REPORT_BY_EVENT], &lost);
	uint64_t slots = sum_shares(&report->filling[REPORT_BY_EVENT]);
	const uint64_t past = slots > report->demand.max ? slots - report->demand.max : 0;
	const bool all = slots == report->demand.max;
	struct claim claim = { .of = all ? slots : known - past, .extra = past };

	report->filling_open =
		lost * 2 < report->records_lost.min && known * 2 < report->demand.min;
	if (lost * 2 < report->records_lost.min)
		return;
	if (key && sum_share(key) * 4 >= claim.of) {
		claim.kind = all ? CLAIM_LOOK_KEY : CLAIM_LOOK_KEY_KNOWN;
		claim.text = key->name;
		claim.count = all ? claim.of - sum_share(key) : sum_share(key) - past;
	} else if (program && sum_share(program) * 4 >= claim.of) {
		claim.kind = CLAIM_LOOK_PROGRAM;
		claim.remark = all ? CLAIM_PLAIN : CLAIM_OF_KNOWN;
		claim.text = program->name;
		claim.count = sum_share(program) - past;
	}
	if (claim.text)
		report->look_at = explain_claim(&claim);
}

void queue_usage_find(const struct boot *boot, struct report_boot *report)
{
	CLEANUP(tally_done) struct tally tally = { 0 };
	CLEANUP(report_filling_done) struct report_filling alone = { 0 };

	for (size_t i = 0; i < report->n_rows; i++)
		if (report->rows[i].held + report->rows[i].lost.min)
			add_row_slots(boot, &report->rows[i], &tally);
	for (size_t i = 0; i < REPORT_FILLINGS; i++)
		move_tree_to_list(&tally, i, &report->filling[i]);
	move_tree_to_list(&tally, BY_PROGRAM_ALONE, &alone);
	advise_first_look(&alone, report);
}
