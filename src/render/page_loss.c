/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a boot lost, by sort, and who still has it. */
#include "render/page_parts.h"

#include "explain/explain.h"
#include "explain/sentence.h"
#include "util/cleanup.h"
#include "util/text.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <string.h>

#define LOSSES_MAX 8
#define LOST_ROWS_MAX 40

static char *say_loss(const struct report_loss *loss)
{
	CLEANUP(cleanup_free) char *words = NULL;
	char cut[64] = "";

	if (loss->cut == loss->events)
		(void)snprintf(cut, sizeof(cut), ", which auditd has in part");
	else if (loss->cut)
		(void)snprintf(cut, sizeof(cut), ", %" PRIu64 " of which auditd has in part",
			       loss->cut);
	if (!loss->event)
		return xasprintf("%" PRIu64 " event%s of which no source tells what %s%s",
				 loss->events, sentence_s(loss->events),
				 loss->events == 1 ? "it was" : "they were", cut);
	words = event_words(loss->event, loss->events);
	return xasprintf("%s%s%s%s", words, loss->key ? ", key " : "", loss->key ? loss->key : "",
			 cut);
}

static void put_loss_amount(const struct report_loss *loss, char text[static 40])
{
	(void)snprintf(text, 40, "%s%" PRIu64, loss->open ? "at least " : "", loss->records);
}

static int measure_amounts(const struct report_boot *boot, size_t shown)
{
	size_t width = 0;
	char amount[40];

	for (size_t i = 0; i < shown; i++) {
		put_loss_amount(&boot->losses[i], amount);
		width = strlen(amount) > width ? strlen(amount) : width;
	}
	return (int)width;
}

static void print_other_sorts(struct page *page, const struct report_boot *boot, size_t shown,
			      int width)
{
	struct report_loss others = { 0 };
	char amount[40];

	for (size_t i = shown; i < boot->n_losses; i++) {
		others.records += boot->losses[i].records;
		others.events += boot->losses[i].events;
		others.open |= boot->losses[i].open;
	}
	put_loss_amount(&others, amount);
	if (shown < boot->n_losses)
		page_amount(page, width, amount,
			    "%" PRIu64 " others, of %zu sorts (--verbose has them)", others.events,
			    boot->n_losses - shown);
}

/* What the sorts are short of the headline. Where one of them is open already, what may be more is
 * said there. */
static bool has_unlaid(const struct report_boot *boot)
{
	bool open = boot->unlaid.max == COUNT_UNBOUNDED;

	for (size_t i = 0; i < boot->n_losses; i++)
		open |= boot->losses[i].open;
	return boot->unlaid.min || (boot->unlaid.max && !open);
}

static void put_unlaid_amount(const struct report_boot *boot, char text[static 40])
{
	const struct range *unlaid = &boot->unlaid;

	if (unlaid->max == COUNT_UNBOUNDED)
		(void)snprintf(text, 40, "at least %" PRIu64, unlaid->min);
	else if (unlaid->min == unlaid->max)
		(void)snprintf(text, 40, "%" PRIu64, unlaid->min);
	else
		(void)snprintf(text, 40, "%" PRIu64 " to %" PRIu64, unlaid->min, unlaid->max);
}

/* What the sorts have more than the headline. */
static void print_not_lost(struct page *page, const struct report_boot *boot)
{
	const struct range *not_lost = &boot->not_lost;
	const uint64_t count = not_lost->max;
	const char *less = not_lost->min == count ? "" : "up to ";

	if (!count)
		return;
	if (boot->past_queue)
		page_line(page, "but",
			  "%s%" PRIu64 " of these %s past the queue to auditd, and so %s not lost: "
			  "the end of an event (EOE)",
			  less, count, *less ? "may have come" : "came",
			  *less	       ? "perhaps"
			  : count == 1 ? "was"
				       : "were");
	else
		page_line(page, "but",
			  "%s%" PRIu64
			  " of these may not have been lost: the sources do not agree, "
			  "or are not whole",
			  less, count);
}

static void print_losses(struct page *page, const struct report_boot *boot)
{
	size_t shown = boot->n_losses;
	char unlaid[40];
	int width;

	if (!page->verbose && shown > LOSSES_MAX)
		shown = LOSSES_MAX - 1;
	width = measure_amounts(boot, shown);
	put_unlaid_amount(boot, unlaid);
	if (has_unlaid(boot) && (int)strlen(unlaid) > width)
		width = (int)strlen(unlaid);
	for (size_t i = 0; i < shown; i++) {
		CLEANUP(cleanup_free) char *words = say_loss(&boot->losses[i]);
		char amount[40];

		put_loss_amount(&boot->losses[i], amount);
		page_amount(page, width, amount, "%s", words);
	}
	print_other_sorts(page, boot, shown, width);
	if (has_unlaid(boot))
		page_amount(page, width, unlaid, "more, of these events or of others");
	print_not_lost(page, boot);
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

/* Event by event. */
static void print_lost_rows(struct page *page, const struct report_boot *boot)
{
	size_t shown = 0, total = 0;

	for (size_t i = 0; i < boot->n_rows; i++) {
		if (!boot->rows[i].lost.max)
			continue;
		if (total++ == 0)
			page_heading(page, "Event by event (serial numbers)");
		if (shown < LOST_ROWS_MAX) {
			print_lost_row(page, &boot->rows[i]);
			shown++;
		}
	}
	if (total > shown)
		page_line(page, "", "and %zu more (aubacklog events has all of them)",
			  total - shown);
}

/* The times of the rows around the loss. */
static void print_loss_span(struct page *page, const struct report_boot *boot)
{
	char from[TEXT_TIME_BYTES], to[TEXT_TIME_BYTES];
	int64_t from_ms = TIME_UNKNOWN, to_ms = TIME_UNKNOWN;
	size_t first = boot->n_rows, last = 0;

	for (size_t i = 0; i < boot->n_rows; i++)
		if (boot->rows[i].lost.max) {
			first = first == boot->n_rows ? i : first;
			last = i;
		}
	for (size_t i = first + 1; i > 0 && from_ms == TIME_UNKNOWN; i--)
		from_ms = boot->rows[i - 1].time_ms;
	for (size_t i = last; i < boot->n_rows && to_ms == TIME_UNKNOWN; i++)
		to_ms = boot->rows[i].time_ms;
	if (from_ms == TIME_UNKNOWN || to_ms == TIME_UNKNOWN)
		return;
	text_when(from_ms, from);
	text_when(to_ms, to);
	if (strcmp(from, to) == 0)
		page_line(page, "when", "%s", from);
	else if (time_is_set(from_ms) || !time_is_set(to_ms))
		page_line(page, "when", "%s to %s", from, to);
	else
		page_line(page, "when", "up to %s, and began %s", to, from);
}

/* Who has lost records: "the journal", "the kernel log", or both. */
static const char *name_keepers(const struct report_boot *boot)
{
	bool journal = false, printed = false;

	for (size_t i = 0; i < boot->n_rows; i++) {
		const char *from = boot->rows[i].recovered_from;

		journal |= from && strcmp(from, "journal") == 0;
		printed |= from && strcmp(from, "journal") != 0;
	}
	return journal && printed ? "the journal and the kernel log have"
	       : printed	  ? "the kernel log has"
				  : "the journal has";
}

static void print_keepers(struct page *page, const struct report *report,
			  const struct report_boot *boot)
{
	uint64_t events = 0, recovered = 0;
	char which[64] = "", index[32] = "";

	for (size_t i = 0; i < boot->n_losses; i++) {
		events += boot->losses[i].events;
		recovered += boot->losses[i].recovered;
	}
	if (!recovered) {
		page_line(page, "still there",
			  "no, as far as the evidence goes: neither a journal "
			  "nor a kernel log in it has more");
		return;
	}
	if (recovered < events)
		(void)snprintf(which, sizeof(which), "%" PRIu64 " of these %" PRIu64 " events",
			       recovered, events);
	else
		(void)snprintf(which, sizeof(which), "%s",
			       events == 1 ? "this event" : "all of these events");
	page_line(page, "still there",
		  "%s %s; to read what auditd never got%s:", name_keepers(boot), which,
		  report->again_piped
			  ? " (FILE is what came on standard input: it has to be given again)"
			  : "");
	if (boot->index)
		(void)snprintf(index, sizeof(index), " --boot %d", boot->index);
	page_command(page, "aubacklog events --lost --raw%s%s |", index,
		     report->again ? report->again : "");
	page_command(page, "ausearch -i -if /dev/stdin");
}

void page_loss(struct page *page, const struct report *report, const struct report_boot *boot)
{
	if (!boot->n_losses)
		return;
	page_heading(page, boot->verdict == VERDICT_LOST ? "What was lost (records)"
							 : "What is missing (records)");
	print_losses(page, boot);
	print_loss_span(page, boot);
	print_keepers(page, report, boot);
	if (boot->uninterpreted)
		page_line(page, "no name", "libauparse failed on %" PRIu64 " event%s",
			  boot->uninterpreted, sentence_s(boot->uninterpreted));
	if (page->verbose)
		print_lost_rows(page, boot);
}
