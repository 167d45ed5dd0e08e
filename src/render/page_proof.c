/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the numbers of a boot were found. */
#include "render/page_parts.h"

#include "explain/sentence.h"

#include <inttypes.h>
#include <string.h>

static const char *name_reader(const struct report_boot *boot)
{
	return boot->takeover.by_other && boot->takeover.name ? boot->takeover.name : "auditd";
}

static void print_limit_change(struct page *page, const struct report_boot *boot,
			       const struct report_change *change)
{
	const bool late = !change->before_registration && boot->verdict == VERDICT_LOST;

	if (boot->takeover.by_nobody)
		page_line(page, "", "%" PRIu64 " from serial %" PRIu64 " on", change->new_limit,
			  change->serial);
	else
		page_line(page, "", "%" PRIu64 " from serial %" PRIu64 " on, %s %s took over%s",
			  change->new_limit, change->serial,
			  change->before_registration ? "before" : "after", name_reader(boot),
			  late ? ": too late for the boot" : "");
}

static void print_boot_limit(struct page *page, const struct report_boot *boot)
{
	static const char *const sources[] = {
		[LIMIT_FROM_RECORD] = "the log names it",
		[LIMIT_FROM_CMDLINE] = "from the kernel command line",
		[LIMIT_FROM_KERNEL_LOG] = "from the kernel log",
		[LIMIT_FROM_DEFAULT] = "the kernel's default",
		[LIMIT_UNKNOWN] = "",
	};

	if (boot->boot_limit_source == LIMIT_UNKNOWN)
		page_line(page, "limit", "not known");
	else if (!boot->boot_limit)
		page_line(page, "limit", "none: the queue was unlimited (%s)",
			  sources[boot->boot_limit_source]);
	else
		page_line(page, "limit", "%" PRIu64 " record%s at boot (%s)", boot->boot_limit,
			  sentence_s(boot->boot_limit), sources[boot->boot_limit_source]);
	for (size_t i = 0; i < boot->n_changes && i < 4; i++)
		if (page->verbose || boot->changes[i].new_limit != boot->boot_limit)
			print_limit_change(page, boot, &boot->changes[i]);
}

/* "55 events whole, 1 cut", without what is zero. */
static void put_lost_events(const struct report_boot *boot, char *text, size_t bytes)
{
	const struct range cut = { boot->events_truncated, boot->events_truncated_max };
	char cuts[SENTENCE_RANGE_BYTES], whole[64] = "";

	sentence_count(&cut, cuts);
	if (boot->events_lost)
		(void)snprintf(whole, sizeof(whole), "%" PRIu64 " event%s whole", boot->events_lost,
			       sentence_s(boot->events_lost));
	*text = '\0';
	if (cut.max)
		(void)snprintf(text, bytes, " (%s%s%s)", whole,
			       *whole ? " and a part of " : "a part of ", cuts);
	else if (*whole)
		(void)snprintf(text, bytes, " (%s)", whole);
}

static void print_boot_counts(struct page *page, const struct report_boot *boot)
{
	char lost[SENTENCE_RANGE_BYTES], needed[SENTENCE_RANGE_BYTES], events[240];

	if (!boot->records_held && !(boot->n_rows && boot->registration.known))
		return;
	sentence_range(&boot->records_lost, "record", lost);
	sentence_count(&boot->demand, needed);
	put_lost_events(boot, events, sizeof(events));
	page_line(page, "count", "%" PRIu64 " record%s held; lost %s%s; in all %s%s%s%s",
		  boot->records_held, sentence_s(boot->records_held), lost, events, needed,
		  boot->registration.known ? " until " : "",
		  boot->registration.known ? name_reader(boot) : "",
		  boot->registration.known ? " took over" : "");
}

static void print_boot_evidence(struct page *page, const struct report_boot *boot)
{
	if (!boot->n_evidence)
		return;
	for (size_t i = 0; i < boot->n_evidence; i++)
		page_line(page, boot->evidence[i].kind, "%s%s",
			  boot->evidence[i].agrees ? "" : "CONFLICT: ", boot->evidence[i].says);
}

/* Those of a boot without a cause stand with its verdict. */
static void print_reasons(struct page *page, const struct report_boot *boot)
{
	if (!boot->cause || report_boot_has_conflict(boot))
		return;
	for (size_t i = 0; i < boot->n_reasons; i++)
		page_line(page, i ? "" : "note", "%s", boot->reasons[i]);
}

void page_proof(struct page *page, const struct report_boot *boot)
{
	page_heading(page, "How this was found");
	print_boot_limit(page, boot);
	print_boot_counts(page, boot);
	print_reasons(page, boot);
	print_boot_evidence(page, boot);
}
