/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the next boot will do, and what to type. */
#include "render/page_parts.h"

#include "analysis/limit.h"
#include "explain/explain.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <string.h>

/* Whether the need of one of several nodes, or of a boot with a loss, is not known. */
static bool is_minimum_open(const struct report *report)
{
	return report->need_open || (report->summary.n_nodes && !report->summary.minimum_known);
}

/* Whether the minimum is what the upper end of a range needs: the least may be less. */
static bool is_minimum_of_range(const struct report *report)
{
	for (size_t i = 0; i < report->n_boots; i++) {
		const struct report_boot *boot = &report->boots[i];

		if (boot->index == report->recommendation_boot &&
		    boot->records_lost.min < boot->records_lost.max &&
		    boot->recommendation.minimum == report->recommendation.minimum)
			return true;
	}
	return false;
}

/* ", boot -1 needs most" where the boot that decides is not the one shown. */
static char *say_decider(const struct report *report)
{
	if (report->n_boots_found < 2)
		return xstrdup("");
	return xasprintf(" (of %zu boots %s%s%s %d needs most)", report->n_boots_found,
			 report->recommendation_node ? "node " : "",
			 report->recommendation_node ? report->recommendation_node : "",
			 report->recommendation_node ? "'s boot" : "boot",
			 report->recommendation_boot);
}

static const char *name_floor(const struct recommendation *advice)
{
	return advice->floor == LIMIT_FLOOR ? "what STIG and CIS ask for at the least"
					    : "the floor that was asked for";
}

/* Why this limit, where the need is not known. */
static const char *name_limit(const struct recommendation *advice)
{
	if (advice->minimum && advice->limit > advice->floor && advice->limit > advice->configured)
		return "that with headroom";
	return advice->limit == advice->floor ? name_floor(advice) : "what is configured";
}

static void print_limit_reason(struct page *page, const struct report *report)
{
	const struct recommendation *advice = &report->recommendation;
	CLEANUP(cleanup_free) char *decider = say_decider(report);
	CLEANUP(cleanup_free) char *label = xasprintf("why %" PRIu64, advice->limit);

	if (advice->minimum > LIMIT_MAX)
		page_line(
			page, label,
			"%" PRIu64
			" slots are more than any boot needs%s: first see what made the records, or who made up the evidence. %" PRIu64
			" is the larger of the policy floor and what is configured",
			advice->minimum, decider, advice->limit);
	else if (!advice->fixable)
		page_line(page, "but",
			  "the rules set a limit below the %" PRIu64
			  " records that come before auditd takes over: raise -b as well%s",
			  advice->minimum, decider);
	else if (advice->minimum_known && !is_minimum_open(report))
		page_line(page, label,
			  "%" PRIu64 " is %s%s%s; %" PRIu64 " leaves headroom; %" PRIu64 " is %s",
			  advice->minimum,
			  is_minimum_of_range(report) ? "surely enough (less may do)"
						      : "the smallest limit that loses nothing",
			  advice->raised_early ? " (the rules raise it before auditd takes over)"
					       : "",
			  decider, advice->suggested, advice->floor, name_floor(advice));
	else if (advice->minimum)
		page_line(page, label,
			  "at least %" PRIu64
			  " were needed%s%s, how many more is not known; this is %s",
			  advice->minimum,
			  advice->raised_early ? " before the rules raised the limit" : "", decider,
			  name_limit(advice));
	else
		page_line(page, label, "what the boot needs is not known%s; this is %s", decider,
			  name_limit(advice));
}

static bool is_told_before(const struct report *report, size_t before, const char *cure)
{
	for (size_t i = 0; i < before; i++)
		for (size_t j = 0; j < report->boots[i].n_cures; j++)
			if (strcmp(report->boots[i].cures[j], cure) == 0)
				return true;
	return false;
}

/* Whether the next boot has it already. */
static bool is_cure_taken(const struct report *report, const char *cure)
{
	return report->next.says && report->next.audit && !report->summary.n_nodes &&
	       strncmp(cure, EXPLAIN_CURE_AUDIT_ON, strlen(EXPLAIN_CURE_AUDIT_ON)) == 0;
}

/* Of the boots that are shown, each cure once. */
static void print_cures(struct page *page, const struct report *report)
{
	const char *label = "first";

	for (size_t i = 0; i < report->n_boots; i++) {
		const struct report_boot *boot = &report->boots[i];

		for (size_t j = 0; j < boot->n_cures; j++)
			if (!is_told_before(report, i, boot->cures[j]) &&
			    !is_cure_taken(report, boot->cures[j])) {
				page_line(page, label, "%s", boot->cures[j]);
				label = "";
			}
	}
}

/* Boots whose records nobody took over ask for no limit. */
static void print_unread_boots(struct page *page, const struct report *report)
{
	for (size_t i = 0; i < report->n_boots; i++)
		if (report->boots[i].takeover.by_nobody &&
		    report->boots[i].verdict == VERDICT_LOST) {
			page_line(page, "but",
				  "no limit is large enough while nobody takes the records "
				  "over, so boot %d does not tell how large it must be",
				  report->boots[i].index);
			return;
		}
}

/* Whether the next boot has the limit that is recommended. */
static bool is_limit_set(const struct report *report)
{
	const struct report_next *next = &report->next;
	size_t count = report->summary.n_nodes ? report->n_boots : 1;

	if (next->says)
		return next->limit_known && next->audit &&
		       limit_reaches(next->limit, report->recommendation.limit);
	for (size_t i = 0; i < count; i++)
		if (report->boots[i].boot_limit_source == LIMIT_UNKNOWN ||
		    !limit_reaches(report->boots[i].boot_limit, report->recommendation.limit))
			return false;
	return true;
}

static bool is_a_loss_known(const struct report *report)
{
	for (size_t i = 0; i < report->n_boots; i++)
		if (report->boots[i].verdict == VERDICT_LOST)
			return true;
	return report->n_earlier;
}

static void print_next_boot(struct page *page, const struct report *report)
{
	const struct report_next *next = &report->next;
	const bool lost = is_a_loss_known(report);

	if (next->says && next->state == NEXT_LOSES)
		page_line(page, "next boot", "%s: %s", lost ? "NOT FIXED" : "NOT ENOUGH",
			  next->says);
	else if (next->says && next->state == NEXT_HOLDS)
		page_line(page, "next boot", "%s: %s%s", lost ? "fixed" : "holds that again",
			  next->says,
			  is_limit_set(report) ? "" : "; the limit that is recommended is larger");
	else if (next->says)
		page_line(page, "next boot", "perhaps enough, what is needed is not known: %s",
			  next->says);
	else if (next->unknown)
		page_line(page, "next boot", "not known: %s", next->unknown);
}

/* What is left to do where grub has nothing to run. Gives: false where it has. */
static bool print_without_grub(struct page *page, const struct report_next *next)
{
	switch (next->grub) {
	case GRUB_REFUSES:
		page_line(page, "by hand", "aubacklog grub refuses there: %s", next->grub_says);
		return true;
	case GRUB_BY_HAND:
		page_line(page, "by hand", "%s", next->grub_says);
		return true;
	case GRUB_REBOOT:
		page_line(page, "type", "nothing, and reboot: the boot entries have them already");
		return true;
	case GRUB_NOTHING:
		page_line(page, "type", "nothing: what boots has them already");
		return true;
	case GRUB_UNASKED:
	case GRUB_CHANGES:
		break;
	}
	return false;
}

/* "on that machine, and reboot; without --apply it only shows the change" */
static void print_how_to_type(struct page *page, const struct report *report)
{
	const struct report_next *next = &report->next;
	const bool shows = next->loader && !next->by_grub;
	const char *on = report->summary.n_nodes ? "on each of them"
			 : next->running	 ? "here"
						 : "on that machine";

	if (!report->summary.n_nodes && print_without_grub(page, next))
		return;
	page_line(page, "type", "aubacklog grub%s%s", shows ? "" : " --apply",
		  next->grub_arguments ? next->grub_arguments : "");
	page_line(page, "",
		  shows ? "%s: it shows the steps%s%s"
			: "%s, and reboot; without --apply it only shows the change%s%s",
		  on, next->loader ? ": " : "", next->loader ? next->loader : "");
}

static void print_change(struct page *page, const struct report *report)
{
	page_line(page, "boot with", "%s", report->recommendation.arguments);
	print_how_to_type(page, report);
}

static void print_cost(struct page *page, const struct recommendation *advice)
{
	page_line(page, "costs",
		  "%.0f MiB of memory while the queue is full, %.0f MiB with the longest records",
		  (double)advice->memory_typical / 1048576, (double)advice->memory_max / 1048576);
}

static void print_limit_advice(struct page *page, const struct report *report)
{
	const struct recommendation *advice = &report->recommendation;
	const bool set = is_limit_set(report);

	if (!set)
		print_change(page, report);
	else
		page_line(page, report->boots[0].n_cures ? "limit" : "type",
			  "%sthe limit is %" PRIu64 " already",
			  report->boots[0].n_cures ? "" : "nothing, ",
			  report->next.says ? report->next.limit : report->boots[0].boot_limit);
	print_unread_boots(page, report);
	if (!set || page->verbose || !advice->fixable)
		print_limit_reason(page, report);
	if (report->older_unread)
		page_line(
			page, "of",
			"the newest boot alone: %" PRIu64
			" bytes of older log were not read, and boots in them may have needed more; --whole-log reads them",
			report->older_unread);
	if (page->verbose || advice->memory_typical > UINT64_C(100) * 1048576)
		print_cost(page, advice);
}

void page_advice(struct page *page, const struct report *report)
{
	if (!report->summary.n_nodes)
		print_next_boot(page, report);
	print_cures(page, report);
	if (report->recommendation.unlimited)
		page_line(page, "keep",
			  "audit_backlog_limit=0: the queue is unlimited and drops nothing");
	else
		print_limit_advice(page, report);
}
