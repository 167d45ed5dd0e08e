/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report for a person at a terminal. */
#define _GNU_SOURCE
#include "render/render_text.h"

#include "analysis/limit.h"
#include "explain/explain.h"
#include "explain/sentence.h"
#include "render/chart.h"
#include "render/page.h"
#include "render/render_chart.h"
#include "util/cleanup.h"
#include "util/text.h"
#include "util/textstream.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <string.h>

#define CHART_ROWS 10
/* Nodes of a central log that have a report of their own after the summary. */
#define NODES_MAX 3
/* The shares shown by event, by key and so on. */
#define FILLING_SHARES 4
#define LOST_ROWS_MAX 8
#define BLIND_ROWS_MAX 4

static const char *name_reader(const struct report_boot *boot)
{
	return boot->takeover.by_other ? boot->takeover.name : "auditd";
}

static void format_result(const struct report_boot *boot, char *text, size_t bytes)
{
	const struct report_takeover *takeover = &boot->takeover;
	char lost[SENTENCE_RANGE_BYTES];

	sentence_range(&boot->records_lost, "audit record", lost);
	switch (boot->verdict) {
	case VERDICT_LOST:
		if (takeover->by_nobody)
			(void)snprintf(text, bytes,
				       "LOST: %s at boot, and no audit daemon took over", lost);
		else if (boot->registration.known)
			(void)snprintf(text, bytes, "LOST: %s at boot, before %.32s took over",
				       lost, name_reader(boot));
		else
			(void)snprintf(text, bytes, "LOST: %s at boot", lost);
		return;
	case VERDICT_CLEAN:
		(void)snprintf(text, bytes, "CLEAN: no audit record was lost at boot");
		return;
	case VERDICT_BLIND:
		(void)snprintf(text, bytes, "BLIND: %s not audited",
			       takeover->by_nobody ? "this boot is" : "a part of this boot was");
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
	char result[SENTENCE_RANGE_BYTES + 80];
	CLEANUP(cleanup_free) char *safe = NULL;

	/* It can hold the name of a program. */
	format_result(boot, result, sizeof(result));
	safe = text_safe(result);
	fprintf(page->out, "%s%s%s\n\n", page->colour ? colours[boot->verdict] : "", safe,
		page->colour ? "\x1b[0m" : "");
}

static void print_boot_identity(struct page *page, const struct report_boot *boot)
{
	char when[TEXT_TIME_BYTES];

	text_when(boot->first_ms, when);
	page_line(page, "boot", "%d%s%s%s%s%s%s%s%s%s", boot->index,
		  boot->index == 0 ? " (newest)" : "",
		  boot->first_ms == TIME_UNKNOWN ? "" : ", first record ",
		  boot->first_ms == TIME_UNKNOWN ? "" : when, boot->node ? ", node " : "",
		  boot->node ? boot->node : "", boot->kernel ? ", kernel " : "",
		  boot->kernel ? boot->kernel : "", boot->auditd ? ", auditd " : "",
		  boot->auditd ? boot->auditd : "");
}

static void print_limit_change(struct page *page, const struct report_boot *boot,
			       const struct report_change *change)
{
	const bool late = !change->before_registration && boot->verdict == VERDICT_LOST;

	if (boot->takeover.by_nobody)
		page_line(page, "", "%" PRIu64 " from serial %" PRIu64 " on", change->new_limit,
			  change->serial);
	else
		page_line(page, "", "%" PRIu64 " from serial %" PRIu64 " on, %s %s registered%s",
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
		page_line(page, "limit", "%" PRIu64 " records at boot (%s)", boot->boot_limit,
			  sources[boot->boot_limit_source]);
	for (size_t i = 0; i < boot->n_changes && i < 4; i++)
		print_limit_change(page, boot, &boot->changes[i]);
	if (boot->registration.known && !boot->resize.known)
		page_line(page, "", "no change of the limit is in the log near the boot");
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
			fprintf(out, "%s%s", any ? ", " : "that ", explain_proviso(i));
		any |= boot->assumed[i];
	}
	text = textstream_close(stream);
	if (any)
		page_line(page, "provided", "%s", text);
}

static void print_boot_counts(struct page *page, const struct report_boot *boot)
{
	const struct range cut = { boot->events_truncated, boot->events_truncated_max };
	char lost[SENTENCE_RANGE_BYTES], needed[SENTENCE_RANGE_BYTES], cuts[SENTENCE_RANGE_BYTES];

	if (!boot->records_held && !(boot->n_rows && boot->registration.known))
		return;
	sentence_range(&boot->records_lost, "record", lost);
	sentence_range(&boot->demand, "slot", needed);
	page_line(page, "held", "%" PRIu64 " record%s", boot->records_held,
		  sentence_s(boot->records_held));
	sentence_count(&cut, cuts);
	if (boot->events_lost || boot->events_truncated)
		page_line(page, "lost", "%s%s: %" PRIu64 " event%s whole, %s cut", lost,
			  boot->exact ? ", exactly" : "", boot->events_lost,
			  sentence_s(boot->events_lost), cuts);
	else
		page_line(page, "lost", "%s%s", lost, boot->exact ? ", exactly" : "");
	print_assumptions(page, boot);
	if (boot->takeover.by_nobody)
		page_line(page, "needed", "%s in the queue, as nobody took them over", needed);
	else if (!boot->registration.known)
		page_line(page, "needed", "%s in the queue", needed);
	else
		page_line(page, "needed", "%s in the queue until %s registered", needed,
			  name_reader(boot));
	if (!boot->what_if_asked)
		return;
	sentence_range(&boot->what_if_lost, "record", lost);
	page_line(page, "with limit", "%" PRIu64 "%s this boot would have lost %s",
		  boot->what_if_limit, boot->what_if_limit ? "" : " (unlimited)", lost);
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
	page_line(page, label, "%s%sfrom %s to %s%s", before, seconds, from, to, by ? by : "");
}

static void print_blind_windows(struct page *page, const struct report_boot *boot)
{
	for (size_t i = 0; i < boot->blind.count && i < BLIND_ROWS_MAX; i++)
		print_blind_window(page, "blind", "", &boot->blind.list[i]);
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
			"the statuses name two daemons: a restart of auditd, or a reboot, which sets the counter back, lies between %" PRIu64
			" and %" PRIu64 " lost records",
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
			  " bytes of log behind the window: what was lost later is not known",
			  boot->later.unread_bytes);
	if (!boot->later.lost.min)
		return;
	sentence_range(&boot->later.lost, "record", lost);
	page_line(page, "lost later", "%s, after auditd registered", lost);
	for (size_t i = 0; i < boot->later.n_causes; i++)
		page_line(page, "", "%s", boot->later.causes[i]);
}

static void print_boot_reasons(struct page *page, const struct report_boot *boot)
{
	for (size_t i = 0; i < boot->n_reasons; i++)
		page_line(page, i ? "" : "because", "%s", boot->reasons[i]);
}

static void print_boot_chart(struct page *page, const struct report_boot *boot, bool utf8)
{
	CLEANUP(chart_done) struct chart chart = { 0 };
	const struct chart_options options = { .x = CHART_X_EVENTS };
	const struct render_terminal_options terminal = {
		.columns = page_columns(page),
		.rows = CHART_ROWS,
		.colour = page->colour,
		.utf8 = utf8,
		.within_report = true,
	};

	if (!boot->n_rows || !boot->registration.known)
		return;
	chart_init(boot, &options, &chart);
	fputc('\n', page->out);
	render_terminal(&chart, &terminal, page->out);
}

static void print_lost_row(struct page *page, const struct report_row *row)
{
	char serials[48], lost[SENTENCE_RANGE_BYTES], when[TEXT_TIME_BYTES] = "";

	sentence_range(&row->lost, "record", lost);
	if (row->events > 1)
		(void)snprintf(serials, sizeof(serials), "%" PRIu64 "-%" PRIu64, row->serial,
			       row->serial + row->events - 1);
	else
		(void)snprintf(serials, sizeof(serials), "%" PRIu64, row->serial);
	if (row->time_ms != TIME_UNKNOWN)
		text_when(row->time_ms, when);
	if (row->fate == FATE_LOST)
		page_line(page, serials, "%" PRIu64 " event%s lost whole: %s", row->events,
			  sentence_s(row->events), lost);
	else if (row->fate == FATE_LOST_RECOVERED)
		page_line(page, serials, "lost whole, %s, %s%s%s", lost, when,
			  row->description ? ": " : "", row->description ? row->description : "");
	else
		page_line(page, serials, "%s, lost %s, %s%s%s",
			  row->lost.min ? "cut" : "perhaps cut", lost, when,
			  row->description ? ": " : "", row->description ? row->description : "");
}

/* Prints the times of the rows around the loss. */
static void print_loss_span(struct page *page, const struct report_boot *boot, size_t first,
			    size_t last)
{
	char from[TEXT_TIME_BYTES], to[TEXT_TIME_BYTES];
	int64_t from_ms = TIME_UNKNOWN, to_ms = TIME_UNKNOWN;

	for (size_t i = first + 1; i > 0 && from_ms == TIME_UNKNOWN; i--)
		from_ms = boot->rows[i - 1].time_ms;
	for (size_t i = last; i < boot->n_rows && to_ms == TIME_UNKNOWN; i++)
		to_ms = boot->rows[i].time_ms;
	if (from_ms == TIME_UNKNOWN || to_ms == TIME_UNKNOWN)
		return;
	text_when(from_ms, from);
	text_when(to_ms, to);
	if (time_is_set(from_ms) || !time_is_set(to_ms))
		page_line(page, "when", "between %s and %s", from, to);
	else
		page_line(page, "when", "up to %s, and began %s", to, from);
}

static void print_lost_rows(struct page *page, const struct report_boot *boot)
{
	size_t first = boot->n_rows, last = 0, shown = 0, total = 0;

	for (size_t i = 0; i < boot->n_rows; i++) {
		if (!boot->rows[i].lost.max)
			continue;
		first = first == boot->n_rows ? i : first;
		last = i;
		total++;
	}
	if (!total)
		return;
	page_heading(page, "What was lost");
	for (size_t i = first; i <= last && shown < LOST_ROWS_MAX; i++) {
		if (!boot->rows[i].lost.max)
			continue;
		print_lost_row(page, &boot->rows[i]);
		shown++;
	}
	if (total > shown)
		page_line(page, "", "and %zu more (aubacklog events has all of them)",
			  total - shown);
	print_loss_span(page, boot, first, last);
	if (boot->uninterpreted)
		page_line(page, "no name", "libauparse failed on %" PRIu64 " event%s",
			  boot->uninterpreted, sentence_s(boot->uninterpreted));
}

static uint64_t sum_filling_slots(const struct report_filling *filling)
{
	uint64_t slots = 0;

	for (size_t i = 0; i < filling->n_shares; i++)
		slots += filling->shares[i].held + filling->shares[i].lost;
	return slots;
}

/* Whether one with a name has at least a twentieth. */
static bool has_main_share(const struct report_filling *filling)
{
	const uint64_t total = sum_filling_slots(filling);

	for (size_t i = 0; i < filling->n_shares; i++) {
		const struct report_share *share = &filling->shares[i];

		if (share->name && total && (share->held + share->lost) * 20 >= total)
			return true;
	}
	return false;
}

/* "early 455 (88%), none 65 (12%)": the largest shares, where there is a main one. */
static void print_filling_shares(struct page *page, const char *label,
				 const struct report_filling *filling, const char *nameless)
{
	const uint64_t total = sum_filling_slots(filling);
	char text[512] = "";
	size_t used = 0, shown = 0;

	if (!has_main_share(filling))
		return;
	for (size_t i = 0; i < filling->n_shares && shown < FILLING_SHARES; i++) {
		const struct report_share *share = &filling->shares[i];
		uint64_t slots = share->held + share->lost;
		int length;

		if (!share->name && !nameless)
			continue;
		length = snprintf(text + used, sizeof(text) - used, "%s%.64s %" PRIu64 " (%.0f%%)",
				  shown ? ", " : "", share->name ? share->name : nameless, slots,
				  100.0 * (double)slots / (double)total);
		used += length < 0 ? 0 : (size_t)length;
		if (used >= sizeof(text))
			break;
		shown++;
	}
	if (filling->n_shares > shown)
		page_line(page, label, "%s, %zu more", text, filling->n_shares - shown);
	else
		page_line(page, label, "%s", text);
}

static void print_queue_filling(struct page *page, const struct report_boot *boot)
{
	bool told = false;

	for (size_t i = 0; i < REPORT_FILLINGS; i++)
		told |= has_main_share(&boot->filling[i]);
	if (!told || !boot->registration.known || boot->verdict != VERDICT_LOST)
		return;
	page_heading(page, "What filled the queue (slots)");
	print_filling_shares(page, "event", &boot->filling[REPORT_BY_EVENT], "not known");
	print_filling_shares(page, "rule key", &boot->filling[REPORT_BY_KEY], "none");
	print_filling_shares(page, "program", &boot->filling[REPORT_BY_PROGRAM], "not known");
	print_filling_shares(page, "unit", &boot->filling[REPORT_BY_UNIT], NULL);
	print_filling_shares(page, "record", &boot->filling[REPORT_BY_RECORD], "not known");
	if (boot->look_at)
		page_line(page, "look at", "%s", boot->look_at);
}

static void print_boot_evidence(struct page *page, const struct report_boot *boot)
{
	if (!boot->n_evidence)
		return;
	page_heading(page, "What the evidence says");
	for (size_t i = 0; i < boot->n_evidence; i++)
		page_line(page, boot->evidence[i].kind, "%s%s",
			  boot->evidence[i].agrees ? "" : "CONFLICT: ", boot->evidence[i].says);
}

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

static void print_limit_reason(struct page *page, const struct report *report)
{
	const struct recommendation *advice = &report->recommendation;
	char boots[384] = "";

	if (report->n_boots_found > 1)
		(void)snprintf(boots, sizeof(boots),
			       " (of %zu boots the one with index %d%s%.255s needs most)",
			       report->n_boots_found, report->recommendation_boot,
			       report->recommendation_node ? " of node " : "",
			       report->recommendation_node ? report->recommendation_node : "");
	if (advice->minimum > LIMIT_MAX)
		page_line(
			page, "why",
			"%" PRIu64
			" slots are more than any boot needs%s: first see what made the records, or who made up the evidence. %" PRIu64
			" is the larger of the policy floor and what is configured",
			advice->minimum, boots, advice->limit);
	else if (!advice->fixable)
		page_line(page, "but",
			  "the rules set a limit below the %" PRIu64
			  " slots needed before auditd registers: raise -b as well%s",
			  advice->minimum, boots);
	else if (advice->minimum_known && !is_minimum_open(report))
		page_line(page, "why",
			  "%" PRIu64 " is %s%s, %" PRIu64 " leaves headroom, %" PRIu64
			  " is the policy floor%s",
			  advice->minimum,
			  is_minimum_of_range(report)
				  ? "a limit that surely loses nothing (a smaller one may do)"
				  : "the smallest limit that loses nothing",
			  advice->raised_early ? " (the rules raise it before auditd registers)"
					       : "",
			  advice->suggested, advice->floor, boots);
	else if (advice->minimum)
		page_line(page, "why",
			  "at least %" PRIu64
			  " %s; how many more is not in the evidence%s. %" PRIu64 " is %s",
			  advice->minimum,
			  advice->raised_early ? "had to fit before the rules raised the limit"
					       : "slots were needed",
			  boots, advice->limit,
			  advice->limit > advice->floor && advice->limit > advice->configured
				  ? "that with headroom"
				  : "the larger of the policy floor and what is configured");
	else
		page_line(page, "why",
			  "what the boot needs is not in the evidence%s; %" PRIu64
			  " is the larger of the policy floor and what is configured",
			  boots, advice->limit);
}

/* Whether the newest boot, or each node's, had the limit already. */
static bool is_limit_set(const struct report *report)
{
	size_t count = report->summary.n_nodes ? report->n_boots : 1;

	for (size_t i = 0; i < count; i++)
		if (report->boots[i].boot_limit_source == LIMIT_UNKNOWN ||
		    report->boots[i].boot_limit < report->recommendation.limit)
			return false;
	return true;
}

static bool is_told_before(const struct report *report, size_t before, const char *cure)
{
	for (size_t i = 0; i < before; i++)
		for (size_t j = 0; j < report->boots[i].n_cures; j++)
			if (strcmp(report->boots[i].cures[j], cure) == 0)
				return true;
	return false;
}

/* Of the boots that are shown, each cure once. */
static void print_cures(struct page *page, const struct report *report)
{
	const char *label = "first";

	for (size_t i = 0; i < report->n_boots; i++) {
		const struct report_boot *boot = &report->boots[i];

		for (size_t j = 0; j < boot->n_cures; j++)
			if (!is_told_before(report, i, boot->cures[j])) {
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
			page_line(
				page, "but",
				"no limit is large enough for boot %d, as nobody took its records over: it has no part in what follows",
				report->boots[i].index);
			return;
		}
}

static void print_report_advice(struct page *page, const struct report *report)
{
	const struct recommendation *advice = &report->recommendation;

	page_heading(page, "What to do");
	print_cures(page, report);
	if (advice->unlimited) {
		page_line(page, "keep",
			  "audit_backlog_limit=0: the queue is unlimited and drops nothing");
		return;
	}
	page_line(page, "boot with", "%s", advice->arguments);
	print_unread_boots(page, report);
	print_limit_reason(page, report);
	if (report->older_unread)
		page_line(
			page, "of",
			"the newest boot alone: %" PRIu64
			" bytes of older log were not read, and boots in them may have needed more; --whole-log reads them",
			report->older_unread);
	page_line(
		page, "costs",
		"%.1f MiB of kernel memory while the queue is full (records of up to 1 KiB; at most %.0f MiB with the longest)",
		(double)advice->memory_typical / 1048576, (double)advice->memory_max / 1048576);
	if (report->summary.n_nodes && is_limit_set(report))
		page_line(page, "nothing to do", "the boot limit of each is that much already");
	else if (is_limit_set(report))
		page_line(page, report->boots[0].n_cures ? "limit" : "nothing to do",
			  "the boot limit is %" PRIu64 " already", report->boots[0].boot_limit);
	else
		page_line(
			page, "how",
			"set both in the boot loader: Debian and Ubuntu GRUB_CMDLINE_LINUX in /etc/default/grub, then update-grub; RHEL and Fedora grubby --update-kernel=ALL --args=\"%s\"",
			advice->arguments);
}

static void print_report_sources(struct page *page, const struct report *report, bool verbose)
{
	page_heading(page, "What was read");
	for (size_t i = 0; i < report->n_sources; i++) {
		const struct source *source = &report->sources[i];

		if (!verbose && !source->note && !source->missing)
			continue;
		if (source->missing)
			page_line(page, source->kind, "%s: not %s%s", source->path,
				  source->note ? "read: " : "there",
				  source->note ? source->note : "");
		else if (source->lines)
			page_line(page, source->kind,
				  "%s: %" PRIu64 " records in %" PRIu64 " lines%s%s", source->path,
				  source->records, source->lines, source->note ? "; " : "",
				  source->note ? source->note : "");
		else
			page_line(page, source->kind, "%s%s%s", source->path,
				  source->note ? ": " : "", source->note ? source->note : "");
	}
}

static bool sources_are_silent(const struct report *report)
{
	for (size_t i = 0; i < report->n_sources; i++)
		if (report->sources[i].note || report->sources[i].missing)
			return false;
	return true;
}

static void print_other_losses(struct page *page, const struct report *report)
{
	CLEANUP(cleanup_free) char *earlier = earlier_loss_sentence(report);
	CLEANUP(cleanup_free) char *unplaced = unplaced_loss_sentence(report);
	const bool told = report->summary.n_nodes || report->boots[0].verdict == VERDICT_LOST;

	if (unplaced)
		page_line(page, told ? "besides" : "AND YET", "%s", unplaced);
	if (earlier)
		page_line(page, told ? "earlier" : "AND YET", "%s (--boot all has them)", earlier);
}

static void print_boot_report(struct page *page, const struct report_boot *boot, bool utf8)
{
	print_boot_identity(page, boot);
	print_boot_limit(page, boot);
	print_boot_counts(page, boot);
	print_blind_windows(page, boot);
	print_later_blindness(page, boot);
	print_since(page, &boot->later.since);
	print_later_loss(page, boot);
	print_boot_reasons(page, boot);
	print_boot_chart(page, boot, utf8);
	print_lost_rows(page, boot);
	print_queue_filling(page, boot);
	print_boot_evidence(page, boot);
}

/* Several nodes come worst first; of many, only the first few have a report. */
static void print_report_boots(struct page *page, const struct report *report,
			       const struct render_text_options *options)
{
	const size_t *order = report->summary.order;
	size_t count = report->n_boots;

	if (order) {
		render_summary(report, options->verbose, page);
		print_other_losses(page, report);
	}
	if (order && !options->all_boots && count > NODES_MAX)
		count = NODES_MAX;
	for (size_t i = 0; i < count; i++) {
		const struct report_boot *boot = &report->boots[order ? order[i] : i];

		if (i || order)
			fputc('\n', page->out);
		print_boot_result(page, boot);
		if (i == 0 && !order)
			print_other_losses(page, report);
		print_boot_report(page, boot, options->utf8);
	}
	if (count < report->n_boots)
		fprintf(page->out, "\nand %zu nodes more (--verbose has a report of each)\n",
			report->n_boots - count);
}

void render_text(const struct report *report, const struct render_text_options *options, FILE *out)
{
	struct page page = { .out = out, .colour = options->colour, .columns = options->columns };

	print_report_boots(&page, report, options);
	print_report_advice(&page, report);
	if (options->verbose || !sources_are_silent(report))
		print_report_sources(&page, report, options->verbose);
}

void render_text_boots(const struct report *report, FILE *out)
{
	fprintf(out, "%4s  %-24s  %-8s  %-14s  %-9s  %s\n", "BOOT", "FIRST RECORD", "VERDICT",
		"LOST", "LIMIT", "NODE, KERNEL");
	for (size_t i = 0; i < report->n_boots; i++) {
		const struct report_boot *boot = &report->boots[i];
		CLEANUP(cleanup_free) char *node = text_safe(boot->node ? boot->node : "-");
		CLEANUP(cleanup_free) char *kernel = text_safe(boot->kernel ? boot->kernel : "-");
		char when[TEXT_TIME_BYTES], lost[SENTENCE_RANGE_BYTES], limit[24] = "?";

		text_when(boot->first_ms, when);
		sentence_count(&boot->records_lost, lost);
		if (boot->verdict == VERDICT_UNKNOWN || boot->verdict == VERDICT_BLIND)
			(void)snprintf(lost, sizeof(lost), "?");
		if (boot->boot_limit_source != LIMIT_UNKNOWN)
			(void)snprintf(limit, sizeof(limit), "%" PRIu64, boot->boot_limit);
		fprintf(out, "%4d  %-24s  %-8s  %-14s  %-9s  %s, %s\n", boot->index, when,
			report_verdict_name(boot->verdict), lost, limit, node, kernel);
	}
}
