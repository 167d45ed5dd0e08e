/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why a boot lost records, or why it lost none. */
#include "explain/explain.h"

#include "explain/sentence.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <inttypes.h>

static const struct claim *find_claim(const struct report_boot *report, enum claim_kind kind)
{
	for (size_t i = 0; i < report->claims.count; i++)
		if (report->claims.list[i].kind == kind)
			return &report->claims.list[i];
	return NULL;
}

/* A claim of the command line that the log does not contradict. */
static const struct claim *find_settled_claim(const struct report_boot *report,
					      enum claim_kind kind)
{
	const struct claim *claim = find_claim(report, kind);

	return claim && claim->remark == CLAIM_PLAIN ? claim : NULL;
}

/* Where the limit came from. */
static char *say_limit_origin(const struct report_boot *report)
{
	const struct claim *unparsable = find_settled_claim(report, CLAIM_CMDLINE_UNPARSABLE);
	const struct claim *set = find_settled_claim(report, CLAIM_CMDLINE_LIMIT);

	if (unparsable)
		return xasprintf("audit_backlog_limit=%s cannot be read by the kernel, %" PRIu64
				 " was used",
				 unparsable->text, report->boot_limit);
	if (set && set->count == report->boot_limit)
		return xstrdup("audit_backlog_limit= of the kernel command line");
	if (find_settled_claim(report, CLAIM_CMDLINE_DEFAULT))
		return xstrdup("the default: the kernel command line has no audit_backlog_limit=");
	switch (report->boot_limit_source) {
	case LIMIT_FROM_DEFAULT:
		return xstrdup("the kernel's default");
	case LIMIT_FROM_CMDLINE:
		return xstrdup("by the kernel command line");
	case LIMIT_FROM_KERNEL_LOG:
		return xstrdup("as the kernel log shows");
	default:
		return xstrdup("as the log shows");
	}
}

/* " The rules raised it to 8192 only afterwards." */
static char *say_later_limit(const struct report_boot *report)
{
	const struct report_change *change = report->changes;
	const bool raised = report->n_changes && change->new_limit > report->boot_limit;

	if (raised && !change->before_registration && report->registration.known)
		return xasprintf(" The limit was set to %" PRIu64
				 " only after that, too late for the boot.",
				 change->new_limit);
	if (raised && change->before_registration)
		return xasprintf(" The limit was set to %" PRIu64
				 " when the queue was full already.",
				 change->new_limit);
	return xstrdup("");
}

static const char *name_taker(const struct report_boot *report)
{
	const struct report_takeover *takeover = &report->takeover;

	return takeover->by_other && takeover->name ? takeover->name : "auditd";
}

static char *say_loss_cause(const struct report_boot *report)
{
	CLEANUP(cleanup_free) char *origin = say_limit_origin(report);
	CLEANUP(cleanup_free) char *later = say_later_limit(report);
	const bool drained = find_claim(report, CLAIM_DRAINED);
	char made[SENTENCE_RANGE_BYTES];

	sentence_count(&report->demand, made);
	if (report->takeover.by_nobody)
		return xasprintf(
			"The kernel had room for %" PRIu64
			" record%s (%s), and no audit daemon came to take them: it dropped "
			"the others.",
			report->boot_limit, sentence_s(report->boot_limit), origin);
	if (report->registration.known)
		return xasprintf("Until %s%.32s%s the kernel had room for %" PRIu64
				 " record%s (%s), and there were %s.%s",
				 drained ? "the queue was handed over to " : "", name_taker(report),
				 drained ? "" : " took over", report->boot_limit,
				 sentence_s(report->boot_limit), origin, made, later);
	return xasprintf("The kernel had room for %" PRIu64 " record%s (%s), and there were %s.",
			 report->boot_limit, sentence_s(report->boot_limit), origin, made);
}

static char *say_why_clean(const struct report_boot *report)
{
	CLEANUP(cleanup_free) char *origin = NULL;

	if (report->boot_limit_source == LIMIT_UNKNOWN || !report->records_held)
		return NULL;
	if (!report->boot_limit)
		return xasprintf("The queue was unlimited, and held all %" PRIu64 " records.",
				 report->records_held);
	origin = say_limit_origin(report);
	return xasprintf("Until %.32s took over %" PRIu64
			 " record%s held; the kernel had room for %" PRIu64 " (%s).",
			 name_taker(report), report->records_held,
			 report->records_held == 1 ? " was" : "s were", report->boot_limit, origin);
}

void cause_find(struct report_boot *report)
{
	/* Where the queue was not full the reasons say what is wrong. */
	const bool full = report->boot_limit_source != LIMIT_UNKNOWN && report->boot_limit &&
			  !find_claim(report, CLAIM_SLOTS_FREE);

	if (report->verdict == VERDICT_LOST && full)
		report->cause = say_loss_cause(report);
	else if (report->verdict == VERDICT_CLEAN)
		report->cause = say_why_clean(report);
}
