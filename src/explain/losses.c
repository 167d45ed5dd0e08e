/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The events that lost records, by sort: the system call or the type, and the rule's key. */
#define _GNU_SOURCE
#include "explain/explain.h"

#include "explain/traits.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

static int compare_texts(const char *left, const char *right)
{
	return left && right ? strcmp(left, right) : (left != NULL) - (right != NULL);
}

static int compare_loss_sorts(const void *left, const void *right)
{
	const struct report_loss *a = left, *b = right;
	int order = compare_texts(a->event, b->event);

	return order ? order : compare_texts(a->key, b->key);
}

/* Most records first; what no source tells of comes last. */
static int compare_losses(const void *left, const void *right)
{
	const struct report_loss *a = left, *b = right;

	if (!a->event != !b->event)
		return a->event ? -1 : 1;
	if (a->records != b->records)
		return a->records < b->records ? 1 : -1;
	return compare_loss_sorts(a, b);
}

static void free_loss(void *context)
{
	struct report_loss *loss = context;

	free(loss->event);
	free(loss->key);
	free(loss);
}

/* Whether a type only tells more of a system call: where its SYSCALL is not there either, it is not
 * known what the event was. */
static bool is_detail(const char *type)
{
	static const char *const details[] = { "PATH", "CWD", "PROCTITLE", "SOCKADDR", "EOE" };

	for (size_t i = 0; i < sizeof(details) / sizeof(details[0]); i++)
		if (strcmp(type, details[i]) == 0)
			return true;
	return false;
}

/* What stands in front of a SYSCALL says more of the event than the call: CONFIG_CHANGE, AVC. */
static const char *choose_loss_name(const struct traits *traits)
{
	if (strcmp(traits->first, "EXECVE") == 0)
		return "execve";
	if (*traits->first && strcmp(traits->first, "SYSCALL") != 0 && !is_detail(traits->first))
		return traits->first;
	return traits->event && !is_detail(traits->event) ? traits->event : NULL;
}

static void name_loss(const struct boot *boot, const struct report_row *row,
		      struct report_loss *loss)
{
	struct secondary_event best = secondary_best(&boot->secondary, &boot->window, row->serial);
	CLEANUP(traits_done) struct traits traits = { 0 };

	if (row->events > 1 || !best.event)
		return;
	traits_find(best.window, best.event, &traits);
	loss->event = xstrdup_or_null(choose_loss_name(&traits));
	loss->key = loss->event ? xstrdup_or_null(traits.key) : NULL;
}

static struct report_loss *find_loss_of(void **tree, struct report_loss *loss)
{
	struct report_loss **found = tsearch(loss, tree, compare_loss_sorts);

	if (!found)
		xalloc_end();
	if (*found != loss)
		free_loss(loss);
	return *found;
}

static void add_lost_row(const struct boot *boot, const struct report_row *row, void **tree)
{
	struct report_loss *loss = xcalloc(1, sizeof(*loss));

	name_loss(boot, row, loss);
	loss = find_loss_of(tree, loss);
	loss->events += row->events;
	loss->cut += row->fate == FATE_TRUNCATED;
	loss->recovered += row->recovered_from != NULL;
	loss->records += row->lost.min;
	loss->open |= row->lost.max > row->lost.min;
}

void losses_find(const struct boot *boot, struct report_boot *report)
{
	void *tree = NULL;

	for (size_t i = 0; i < report->n_rows; i++)
		if (report->rows[i].lost.min)
			add_lost_row(boot, &report->rows[i], &tree);
	while (tree) {
		struct report_loss *loss = *(struct report_loss **)tree;

		(void)tdelete(loss, &tree, compare_loss_sorts);
		report->losses = xreallocarray(report->losses, report->n_losses + 1,
					       sizeof(*report->losses));
		report->losses[report->n_losses++] = *loss;
		free(loss);
	}
	if (report->n_losses)
		qsort(report->losses, report->n_losses, sizeof(*report->losses), compare_losses);
}
