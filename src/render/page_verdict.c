/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verdict on a boot. */
#include "render/page_parts.h"

#include "explain/explain.h"
#include "explain/sentence.h"
#include "util/cleanup.h"
#include "util/text.h"
#include "util/textstream.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <string.h>

#define BLIND_ROWS_MAX 4

static void format_loss(const struct report_boot *boot, char *text, size_t bytes)
{
	const struct range *needed = &boot->demand;
	char lost[SENTENCE_RANGE_BYTES], of[40] = "";

	sentence_range(&boot->records_lost, "audit record", lost);
	if (boot->exact && needed->min == needed->max && boot->records_held)
		(void)snprintf(of, sizeof(of), " of %" PRIu64, needed->max);
	(void)snprintf(text, bytes, "LOST: %s%s at boot%s%s", lost, of,
		       boot->exact ? ", exactly" : "",
		       boot->takeover.by_nobody ? ", and no audit daemon took over" : "");
}

void page_format_result(const struct report_boot *boot, char text[static PAGE_RESULT_BYTES])
{
	const size_t bytes = PAGE_RESULT_BYTES;

	switch (boot->verdict) {
	case VERDICT_LOST:
		format_loss(boot, text, bytes);
		return;
	case VERDICT_CLEAN:
		(void)snprintf(text, bytes, "CLEAN: no audit record was lost at boot");
		return;
	case VERDICT_BLIND:
		(void)snprintf(text, bytes, "BLIND: %s not audited",
			       boot->takeover.by_nobody ? "this boot is"
							: "a part of this boot was");
		return;
	case VERDICT_UNKNOWN:
		if (!boot->n_rows && boot->records_lost.max != COUNT_UNBOUNDED)
			(void)snprintf(text, bytes,
				       "UNKNOWN: the kernel counted %" PRIu64
				       " lost audit record%s, and no log tells when",
				       boot->records_lost.max, sentence_s(boot->records_lost.max));
		else
			(void)snprintf(
				text, bytes,
				"UNKNOWN: the evidence does not tell whether records were lost");
		return;
	}
}

static void print_boot_result(struct page *page, const struct report_boot *boot)
{
	static const char *const colours[] = {
		[VERDICT_CLEAN] = "\x1b[1;32m",
		[VERDICT_LOST] = "\x1b[1;31m",
		[VERDICT_BLIND] = "\x1b[1;35m",
		[VERDICT_UNKNOWN] = "\x1b[1;33m",
	};
	char result[PAGE_RESULT_BYTES];

	page_format_result(boot, result);
	page_result(page, colours[boot->verdict], report_verdict_name(boot->verdict), result);
}

static void print_boot_identity(struct page *page, const struct report_boot *boot)
{
	char when[TEXT_TIME_BYTES] = "", which[32] = "newest boot";

	if (boot->index)
		(void)snprintf(which, sizeof(which), "boot %d", boot->index);
	if (boot->first_ms != TIME_UNKNOWN)
		text_when(boot->first_ms, when);
	page_paragraph(page, "%s%s%s%s%s%s%s", boot->host ? boot->host : "", boot->host ? ", " : "",
		       which, *when ? ", " : "", when, boot->kernel ? ", kernel " : "",
		       boot->kernel ? boot->kernel : "");
	fputc('\n', page->out);
}

/* What could change a number that is called exact. */
static void print_assumptions(struct page *page, const struct report_boot *boot)
{
	FILE *out;
	struct textstream *stream = textstream_open(&out);
	CLEANUP(cleanup_free) char *text = NULL;
	bool any = false;

	for (enum report_assumption i = 0; i < REPORT_ASSUMPTIONS; i++) {
		if (boot->assumed[i])
			fprintf(out, "%s%s", any ? ", and " : "provided that ", explain_proviso(i));
		any |= boot->assumed[i];
	}
	text = textstream_close(stream);
	if (any)
		page_line(page, "how sure", "%s%s", boot->exact ? "to the record, " : "", text);
}

static bool is_blind_closed(const struct report_blind *blind)
{
	return blind->from_ms != TIME_UNKNOWN && blind->to_ms != TIME_UNKNOWN &&
	       time_is_set(blind->from_ms) == time_is_set(blind->to_ms);
}

static double blind_seconds(const struct report_blind *blind)
{
	return is_blind_closed(blind) ? (double)(blind->to_ms - blind->from_ms) / 1000 : 0;
}

static void print_blind_window(struct page *page, const char *label, const char *before,
			       const struct report_blind *blind)
{
	CLEANUP(cleanup_free) char *by = NULL;
	char from[TEXT_TIME_BYTES] = "the start", to[TEXT_TIME_BYTES] = "the end";
	char seconds[32] = "";

	if (blind->from_ms != TIME_UNKNOWN)
		text_when(blind->from_ms, from);
	if (blind->to_ms != TIME_UNKNOWN)
		text_when(blind->to_ms, to);
	if (is_blind_closed(blind))
		(void)snprintf(seconds, sizeof(seconds), "%.1f s, ", blind_seconds(blind));
	if (blind->serial)
		by = xasprintf(", turned off by %s%s%s (record %" PRIu64 ")",
			       blind->by ? blind->by : "somebody", blind->exe ? ", " : "",
			       blind->exe ? blind->exe : "", blind->serial);
	if (strcmp(from, to) == 0)
		page_line(page, label, "%s%sat %s%s", before, seconds, from, by ? by : "");
	else
		page_line(page, label, "%s%sfrom %s to %s%s", before, seconds, from, to,
			  by ? by : "");
}

static void print_blind_windows(struct page *page, const struct report_boot *boot)
{
	for (size_t i = 0; i < boot->blind.count && i < BLIND_ROWS_MAX; i++)
		print_blind_window(page, "not audited", "", &boot->blind.list[i]);
	if (boot->blind.count > BLIND_ROWS_MAX)
		page_line(page, "", "and %zu times more", boot->blind.count - BLIND_ROWS_MAX);
}

/* Of the time after the boot: how many, how long, and the last. */
static void print_later_blindness(struct page *page, const struct report_boot *boot)
{
	const struct report_blinds *blinds = &boot->later.blind;
	char before[96] = "";
	double seconds = 0;
	bool open = false;

	if (!blinds->count)
		return;
	for (size_t i = 0; i < blinds->count; i++) {
		seconds += blind_seconds(&blinds->list[i]);
		open |= !is_blind_closed(&blinds->list[i]);
	}
	if (blinds->count > 1)
		(void)snprintf(before, sizeof(before), "%zu times, %s%.1f s in all; the last ",
			       blinds->count, open ? "at least " : "", seconds);
	print_blind_window(page, "blind later", before, &blinds->list[blinds->count - 1]);
}

static void print_since(struct page *page, const struct report_since *since)
{
	const uint64_t lost = since->to - since->from;

	if (since->known && since->other_auditd)
		page_line(
			page, "since",
			"the two statuses name two daemons: auditd was restarted between them, or the machine was, which sets the counter back (%" PRIu64
			" lost records, then %" PRIu64 ")",
			since->from, since->to);
	else if (since->known)
		page_line(page, "since",
			  "%" PRIu64 " record%s lost between the two statuses (%" PRIu64
			  ", then %" PRIu64 ")",
			  lost, lost == 1 ? " was" : "s were", since->from, since->to);
	if (since->known && since->waited)
		page_line(page, "", "and programs waited %" PRIu64 " jiffies for room in the queue",
			  since->waited);
}

static void print_later_loss(struct page *page, const struct report_boot *boot)
{
	char lost[SENTENCE_RANGE_BYTES];

	if (boot->later.unread_bytes)
		page_line(page, "not read",
			  "%" PRIu64
			  " bytes of log behind the boot: what was lost later is not known",
			  boot->later.unread_bytes);
	if (!boot->later.lost.min)
		return;
	sentence_range(&boot->later.lost, "record", lost);
	page_line(page, "lost later", "%s, after auditd took over", lost);
	for (size_t i = 0; i < boot->later.n_causes; i++)
		page_line(page, "", "%s", boot->later.causes[i]);
}

/* The reasons stand here where they are what the verdict is about, otherwise with the proof. */
static void print_main_reasons(struct page *page, const struct report_boot *boot)
{
	const char *label = "because";

	if (boot->cause) {
		page_line(page, boot->verdict == VERDICT_LOST ? "cause" : "queue", "%s",
			  boot->cause);
		label = "";
	}
	if (boot->cause && !report_boot_has_conflict(boot))
		return;
	for (size_t i = 0; i < boot->n_reasons; i++) {
		page_line(page, label, "%s", boot->reasons[i]);
		label = "";
	}
}

static void print_what_if(struct page *page, const struct report_boot *boot)
{
	char lost[SENTENCE_RANGE_BYTES];

	if (!boot->what_if_asked)
		return;
	sentence_range(&boot->what_if_lost, "record", lost);
	page_line(page, "with limit", "%" PRIu64 "%s this boot would have lost %s",
		  boot->what_if_limit, boot->what_if_limit ? "" : " (unlimited)", lost);
}

void page_other_losses(struct page *page, const struct report *report)
{
	CLEANUP(cleanup_free) char *earlier = earlier_loss_sentence(report);
	CLEANUP(cleanup_free) char *unplaced = unplaced_loss_sentence(report);
	const bool told = report->summary.n_nodes || report->boots[0].verdict == VERDICT_LOST;

	if (unplaced)
		page_line(page, told ? "besides" : "AND YET", "%s", unplaced);
	if (earlier)
		page_line(page, told ? "earlier" : "AND YET", "%s (--boot all has them)", earlier);
}

void page_verdict(struct page *page, const struct report *report, const struct report_boot *boot,
		  bool alone)
{
	print_boot_result(page, boot);
	print_boot_identity(page, boot);
	if (alone)
		page_other_losses(page, report);
	print_main_reasons(page, boot);
	print_assumptions(page, boot);
	print_blind_windows(page, boot);
	print_later_blindness(page, boot);
	print_later_loss(page, boot);
	print_since(page, &boot->later.since);
	print_what_if(page, boot);
}
