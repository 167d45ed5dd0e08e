/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A report: ownership, the words of the contract, the sum over several nodes. */
#define _GNU_SOURCE
#include "analysis/report.h"

#include "util/xalloc.h"

#include <string.h>

static void recommendation_done(struct recommendation *recommendation)
{
	free(recommendation->arguments);
}

void report_filling_done(struct report_filling *filling)
{
	for (size_t i = 0; i < filling->n_shares; i++)
		free(filling->shares[i].name);
	free(filling->shares);
}

static void blinds_done(struct report_blinds *blinds)
{
	for (size_t i = 0; i < blinds->count; i++) {
		free(blinds->list[i].by);
		free(blinds->list[i].exe);
	}
	free(blinds->list);
}

static void patterns_done(struct report_patterns *patterns)
{
	for (size_t i = 0; i < REPORT_TRAITS; i++) {
		for (size_t j = 0; j < patterns->names[i].count; j++)
			free(patterns->names[i].list[j]);
		free(patterns->names[i].list);
	}
	free(patterns->list);
}

void report_boot_drop_rows(struct report_boot *boot)
{
	for (size_t i = 0; i < boot->n_rows; i++) {
		free(boot->rows[i].description);
		free(boot->rows[i].text);
	}
	free(boot->rows);
	boot->rows = NULL;
	boot->n_rows = 0;
}

void report_boot_done(struct report_boot *boot)
{
	claims_done(&boot->claims);
	free(boot->boot_id);
	free(boot->node);
	free(boot->host);
	free(boot->kernel);
	free(boot->auditd);
	for (size_t i = 0; i < boot->n_reasons; i++)
		free(boot->reasons[i]);
	free(boot->reasons);
	free(boot->changes);
	for (size_t i = 0; i < boot->n_evidence; i++)
		free(boot->evidence[i].says);
	free(boot->evidence);
	for (size_t i = 0; i < REPORT_FILLINGS; i++)
		report_filling_done(&boot->filling[i]);
	free(boot->look_at);
	free(boot->cause);
	for (size_t i = 0; i < boot->n_losses; i++) {
		free(boot->losses[i].event);
		free(boot->losses[i].key);
	}
	free(boot->losses);
	for (size_t i = 0; i < boot->later.n_causes; i++)
		free(boot->later.causes[i]);
	free(boot->later.causes);
	for (size_t i = 0; i < boot->n_cures; i++)
		free(boot->cures[i]);
	free(boot->cures);
	free(boot->takeover.name);
	free(boot->takeover.exe);
	blinds_done(&boot->blind);
	blinds_done(&boot->later.blind);
	report_boot_drop_rows(boot);
	patterns_done(&boot->patterns);
	recommendation_done(&boot->recommendation);
}

void report_done(struct report *report)
{
	for (size_t i = 0; i < report->n_sources; i++)
		source_done(&report->sources[i]);
	free(report->sources);
	for (size_t i = 0; i < report->n_boots; i++)
		report_boot_done(&report->boots[i]);
	free(report->boots);
	for (size_t i = 0; i < report->n_earlier; i++)
		free(report->earlier[i].node);
	free(report->earlier);
	free(report->recommendation_node);
	free(report->next.says);
	free(report->next.unknown);
	free(report->next.grub_says);
	free(report->next.grub_arguments);
	free(report->again);
	free(report->summary.order);
	recommendation_done(&report->recommendation);
	*report = (struct report){ 0 };
}

bool report_boot_has_conflict(const struct report_boot *boot)
{
	for (size_t i = 0; i < boot->n_evidence; i++)
		if (!boot->evidence[i].agrees)
			return true;
	return false;
}

bool report_has_unplaced_loss(const struct report *report)
{
	for (size_t i = 0; i < report->n_sources; i++)
		if (report->sources[i].unplaced)
			return true;
	return false;
}

const char *report_verdict_name(enum verdict verdict)
{
	static const char *const names[] = {
		[VERDICT_CLEAN] = "clean",
		[VERDICT_LOST] = "lost",
		[VERDICT_BLIND] = "blind",
		[VERDICT_UNKNOWN] = "unknown",
	};

	return names[verdict];
}

const char *report_limit_source_name(enum limit_source source)
{
	static const char *const names[] = {
		[LIMIT_FROM_RECORD] = "record",
		[LIMIT_FROM_CMDLINE] = "cmdline",
		[LIMIT_FROM_KERNEL_LOG] = "kernel-log",
		[LIMIT_FROM_DEFAULT] = "default",
		[LIMIT_UNKNOWN] = "unknown",
	};

	return names[source];
}

const char *report_fate_name(enum fate fate)
{
	static const char *const names[] = {
		[FATE_HELD] = "held",	  [FATE_TRUNCATED] = "truncated",
		[FATE_LOST] = "lost",	  [FATE_LOST_RECOVERED] = "lost-recovered",
		[FATE_DIRECT] = "passed",
	};

	return names[fate];
}

const char *report_assumption_name(enum report_assumption assumption)
{
	static const char *const names[] = {
		[ASSUMED_EOE] = "eoe-follows-proctitle",
		[ASSUMED_JOURNAL] = "journal-complete",
		[ASSUMED_MAIN_QUEUE] = "main-queue-not-full",
		[ASSUMED_KERNEL_LOG] = "kernel-log-complete",
		[ASSUMED_LOG] = "log-whole",
		[ASSUMED_COLLECTOR] = "collector-complete",
	};

	return names[assumption];
}

static const char *name_node(const struct report_boot *boot)
{
	return boot->node ? boot->node : "";
}

const enum verdict report_worst_first[VERDICTS] = {
	VERDICT_LOST,
	VERDICT_BLIND,
	VERDICT_UNKNOWN,
	VERDICT_CLEAN,
};

int report_compare_verdicts(enum verdict left, enum verdict right)
{
	for (size_t i = 0; i < VERDICTS && left != right; i++)
		if (report_worst_first[i] == left || report_worst_first[i] == right)
			return report_worst_first[i] == left ? -1 : 1;
	return 0;
}

static int compare_weight(const void *left, const void *right, void *context)
{
	const struct report_boot *boots = context;
	const struct report_boot *a = &boots[*(const size_t *)left];
	const struct report_boot *b = &boots[*(const size_t *)right];
	int order = report_compare_verdicts(a->verdict, b->verdict);

	if (!order)
		order = range_compare_counts(b->records_lost.min, a->records_lost.min);
	if (!order)
		order = range_compare_counts(b->demand.min, a->demand.min);
	if (!order)
		order = strcmp(name_node(a), name_node(b));
	return order ? order : b->index - a->index;
}

static int compare_node_names(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static size_t count_nodes(const struct report *report)
{
	const char **nodes = xcalloc(report->n_boots + 1, sizeof(*nodes));
	size_t count = 0;

	for (size_t i = 0; i < report->n_boots; i++)
		nodes[i] = name_node(&report->boots[i]);
	qsort(nodes, report->n_boots, sizeof(*nodes), compare_node_names);
	for (size_t i = 0; i < report->n_boots; i++)
		count += i == 0 || strcmp(nodes[i], nodes[i - 1]) != 0;
	free(nodes);
	return count;
}

/* The boot that needs most, and whether more than that is known to be enough for all. */
static void find_needed_limit(const struct report *report, struct report_summary *summary)
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

void report_summarize(struct report *report)
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
	qsort_r(summary.order, report->n_boots, sizeof(*summary.order), compare_weight,
		report->boots);
	find_needed_limit(report, &summary);
	report->summary = summary;
}
