/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All words of the graph. */
#define _GNU_SOURCE
#include "render/chart_words.h"

#include "explain/sentence.h"
#include "util/text.h"
#include "util/textstream.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Of the name of a node among several. */
#define NODE_BYTES 20

static const char *const labels[CHART_LABELS] = {
	[CHART_LABEL_X_EVENTS] = "event number since boot",
	[CHART_LABEL_X_TIME] = "seconds since the first record of the boot",
	[CHART_LABEL_Y_RECORDS] = "records (queue slots), cumulative",
	[CHART_LABEL_Y_EVENTS] = "events, cumulative",
	[CHART_LABEL_AUDITD_STARTS] = "auditd starts",
	[CHART_LABEL_AUDITD_REGISTERS] = "auditd takes over",
	[CHART_LABEL_LIMIT_AT_BOOT] = "in force at boot",
	[CHART_LABEL_LIMIT_CHANGED] = "until it was changed",
	[CHART_LABEL_LIMIT_MINIMUM] = "would have held everything",
	[CHART_LABEL_MINIMUM_RAISED] = "enough until it is raised",
	[CHART_LABEL_LIMIT_ABOVE] = ", above",
	[CHART_LABEL_LOSS_OPEN] = "or more",
	[CHART_LABEL_LOSS_NOT_COUNTED] = "perhaps records lost",
	[CHART_LABEL_NOT_AUDITED] = "not audited",
	[CHART_LABEL_X_TOTALS] =
		"the evidence has no event from before auditd: only totals are known",
	[CHART_LABEL_X_BOOTS] = "boots, the oldest first (times in UTC)",
	[CHART_LABEL_X_NODES] = "boots of each node, the oldest first (times in UTC)",
	[CHART_LABEL_Y_NEEDED] = "records (queue slots) needed before auditd",
	[CHART_LABEL_TREND_LIMIT] = "limit at boot",
	[CHART_LABEL_TREND_ABOVE] = "limit is higher",
	[CHART_LABEL_TREND_OPEN] = "how many more is not known",
	[CHART_LABEL_TREND_MINIMUM] = "enough for each boot",
	[CHART_LABEL_EMPTY] = "the evidence has nothing from before auditd",
};

const char *chart_words_label(enum chart_label label)
{
	return labels[label];
}

/* Gives the safe copy and frees the text. */
static char *take_safe_copy(char *text)
{
	char *safe = text_safe(text);

	free(text);
	return safe;
}

static char *format_clean_title(const struct report_boot *boot, const double *events)
{
	uint64_t room =
		boot->boot_limit > boot->records_held ? boot->boot_limit - boot->records_held : 0;

	if (events)
		return xasprintf("The audit queue held all %.0f events of the boot",
				 events[CHART_AREA_HELD]);
	if (boot->boot_limit_source == LIMIT_UNKNOWN || !boot->boot_limit)
		return xasprintf("The audit queue held all %" PRIu64 " records of the boot",
				 boot->records_held);
	return xasprintf("The audit queue held all %" PRIu64
			 " records of the boot, with room for %" PRIu64 " more",
			 boot->records_held, room);
}

static char *format_lost_title(const struct report_boot *boot, const double *events)
{
	char lost[SENTENCE_RANGE_BYTES];

	if (events) {
		const double sure = events[CHART_AREA_LOST];
		const double perhaps = events[CHART_AREA_POSSIBLY_LOST];
		const struct range range = { .min = (uint64_t)sure,
					     .max = (uint64_t)(sure + perhaps) };

		sentence_count(&range, lost);
		return xasprintf(
			"The audit queue overflowed at boot: %s of %.0f events lost or cut", lost,
			events[CHART_AREA_HELD] + sure + perhaps);
	}
	if (boot->demand.min == boot->demand.max) {
		sentence_count(&boot->records_lost, lost);
		return xasprintf("The audit queue overflowed at boot: %s of %" PRIu64
				 " records lost",
				 lost, boot->demand.min);
	}
	sentence_range(&boot->records_lost, "record", lost);
	return xasprintf("The audit queue overflowed at boot: %s lost", lost);
}

static char *format_title(const struct report_boot *boot, const double *events)
{
	switch (boot->verdict) {
	case VERDICT_LOST:
		return format_lost_title(boot, events);
	case VERDICT_CLEAN:
		return format_clean_title(boot, events);
	case VERDICT_BLIND:
		return xstrdup(
			"Auditing was off for a part of this boot: what is missing cannot be counted");
	case VERDICT_UNKNOWN:
		break;
	}
	return xstrdup("Whether records were lost at this boot cannot be told from the evidence");
}

/* The host comes last: a page cuts a title that is too long. Frees the title. */
static char *add_host(char *title, const char *host)
{
	char *whole = host ? xasprintf("%s (%s)", title, host) : xstrdup(title);

	free(title);
	return take_safe_copy(whole);
}

char *chart_words_title(const struct report_boot *boot, const double *events)
{
	return add_host(format_title(boot, events), boot->host);
}

char *chart_words_subtitle(const struct report_boot *boot)
{
	char when[TEXT_TIME_BYTES], limit[CHART_WORDS_BYTES];

	text_when(boot->first_ms, when);
	if (boot->boot_limit_source == LIMIT_UNKNOWN)
		(void)snprintf(limit, sizeof(limit), "limit not known");
	else if (!boot->boot_limit)
		(void)snprintf(limit, sizeof(limit), "no limit");
	else
		chart_words_limit(boot->boot_limit, limit);
	/* Names come last: they may be long, and a page cuts what does not fit. */
	return take_safe_copy(xasprintf("boot of %s, %s%s%s", when, limit,
					boot->kernel ? ", kernel " : "",
					boot->kernel ? boot->kernel : ""));
}

/* Whether the boot began with a limit that is no smaller than the one to use. */
static bool has_advised_limit(const struct report_boot *boot)
{
	const uint64_t advised = boot->recommendation.limit;

	return boot->boot_limit_source != LIMIT_UNKNOWN && advised && boot->boot_limit >= advised;
}

bool chart_words_loses(const struct range *lost)
{
	return lost->max && lost->max != COUNT_UNBOUNDED;
}

/* The advice, with the smallest limit where that is asked for. */
static void print_footer_advice(const struct recommendation *advice, bool smallest, FILE *out)
{
	if (advice->unlimited)
		fputs("Keep audit_backlog_limit=0: the queue drops nothing.", out);
	else if (!advice->minimum_known || !advice->fixable || !smallest)
		fprintf(out, "Boot with %s.", advice->arguments);
	else
		fprintf(out, "Smallest limit that loses nothing: %" PRIu64 "%s. Boot with %s.",
			advice->minimum,
			advice->raised_early
				? ", because the rules raise it before auditd takes over"
				: "",
			advice->arguments);
}

static void print_footer_remarks(const struct report_boot *boot,
				 const struct chart_remarks *remarks, FILE *out)
{
	bool uncertain = boot->verdict == VERDICT_BLIND || boot->verdict == VERDICT_UNKNOWN;

	if (uncertain && boot->n_reasons)
		fprintf(out, " %s", boot->reasons[0]);
	if (remarks->open)
		fputs(" The loss is drawn at its lower bound; the evidence gives no upper one.",
		      out);
	if (remarks->spread)
		fputs(" Which event lost how many records is not known: the loss is spread evenly over them.",
		      out);
	if (remarks->unplaced && !remarks->totals)
		fputs(" A loss that left no gap in the serial numbers is drawn where auditd takes over.",
		      out);
	if (remarks->clock_back)
		fputs(" The clock went back: what followed is drawn at the later time.", out);
	if (remarks->magnified)
		fputs(" The scale changes at a tear: around the loss it is magnified.", out);
}

char *chart_words_footer(const struct report_boot *boot, const struct chart_remarks *remarks)
{
	FILE *out;
	struct textstream *stream = textstream_open(&out);

	if (boot->verdict == VERDICT_CLEAN && has_advised_limit(boot))
		fputs("Nothing to change: the limit is the one advised, or higher.", out);
	else
		print_footer_advice(&boot->recommendation, chart_words_loses(&boot->records_lost),
				    out);
	print_footer_remarks(boot, remarks, out);
	return take_safe_copy(textstream_close(stream));
}

/* "11-21 01:39": the year stands in the subtitle. */
static void write_column_date(int64_t first_ms, char ret_words[static CHART_WORDS_BYTES])
{
	char when[TEXT_TIME_BYTES];

	text_time(first_ms, when);
	if (first_ms == TIME_UNKNOWN || !time_is_set(first_ms))
		(void)snprintf(ret_words, CHART_WORDS_BYTES, "no clock");
	else
		(void)snprintf(ret_words, CHART_WORDS_BYTES, "%.5s %.5s", when + 5, when + 11);
}

/* What the boot lost, of what it needed where that is one number. */
static void write_column_result(const struct report_boot *boot,
				char ret_words[static CHART_WORDS_BYTES])
{
	char lost[SENTENCE_RANGE_BYTES];

	sentence_count(&boot->records_lost, lost);
	if (boot->verdict == VERDICT_CLEAN)
		(void)snprintf(ret_words, CHART_WORDS_BYTES, "%" PRIu64 " held",
			       boot->records_held);
	else if (boot->verdict == VERDICT_UNKNOWN && !boot->records_lost.min)
		(void)snprintf(ret_words, CHART_WORDS_BYTES, "cannot tell");
	else if (boot->verdict == VERDICT_BLIND && !boot->records_lost.min)
		(void)snprintf(ret_words, CHART_WORDS_BYTES, "%s", labels[CHART_LABEL_NOT_AUDITED]);
	else if (boot->demand.min == boot->demand.max)
		(void)snprintf(ret_words, CHART_WORDS_BYTES, "%.24s of %" PRIu64 " lost", lost,
			       boot->demand.min);
	else
		(void)snprintf(ret_words, CHART_WORDS_BYTES, "%.48s lost", lost);
}

/* A name that is too long for a column is cut between two characters. */
static void write_column_node(const struct report_boot *boot,
			      char ret_words[static CHART_WORDS_BYTES])
{
	const char *name = boot->host ? boot->host : boot->node ? boot->node : "?";
	char *safe = text_safe(name);
	size_t bytes = strlen(safe) < NODE_BYTES ? strlen(safe) : NODE_BYTES;

	while (bytes && ((unsigned char)safe[bytes] & 0xc0) == 0x80)
		bytes--;
	(void)snprintf(ret_words, CHART_WORDS_BYTES, "%.*s%s", (int)bytes, safe,
		       safe[bytes] ? "\u2026" : "");
	free(safe);
}

void chart_words_column(const struct report_boot *boot, bool several_nodes,
			char ret_lines[CHART_COLUMN_LINES][CHART_WORDS_BYTES])
{
	if (several_nodes)
		write_column_node(boot, ret_lines[0]);
	else
		(void)snprintf(ret_lines[0], CHART_WORDS_BYTES, "boot %d", boot->index);
	write_column_date(boot->first_ms, ret_lines[1]);
	write_column_result(boot, ret_lines[2]);
	if (boot->boot_limit_source == LIMIT_UNKNOWN)
		(void)snprintf(ret_lines[3], CHART_WORDS_BYTES, "limit ?");
	else if (!boot->boot_limit)
		(void)snprintf(ret_lines[3], CHART_WORDS_BYTES, "no limit");
	else
		chart_words_limit(boot->boot_limit, ret_lines[3]);
}

void chart_words_trend_area(enum chart_area area, char ret_name[static CHART_WORDS_BYTES],
			    const char **ret_detail)
{
	static const char *const names[CHART_AREAS] = {
		[CHART_AREA_HELD] = "records held",
		[CHART_AREA_LOST] = "records lost",
		[CHART_AREA_POSSIBLY_LOST] = "perhaps lost",
		[CHART_AREA_DIRECT] = "not queued",
	};

	(void)snprintf(ret_name, CHART_WORDS_BYTES, "%s", names[area]);
	*ret_detail = chart_words_detail(area, CHART_UNIT_RECORDS, false);
}

static size_t count_boots_of(const struct report_boot *const *boots, size_t count,
			     enum verdict verdict)
{
	size_t found = 0;

	for (size_t i = 0; i < count; i++)
		found += boots[i]->verdict == verdict;
	return found;
}

/* The host of all boots, or NULL where they are of several. */
static const char *find_common_host(const struct report_boot *const *boots, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!boots[i]->host || strcmp(boots[i]->host, boots[0]->host) != 0)
			return NULL;
	return boots[0]->host;
}

static char *format_trend_title(const struct report_boot *const *boots, size_t count)
{
	const size_t lost = count_boots_of(boots, count, VERDICT_LOST);
	const size_t clean = count_boots_of(boots, count, VERDICT_CLEAN);
	const size_t blind = count_boots_of(boots, count, VERDICT_BLIND);

	if (lost)
		return xasprintf("The audit queue overflowed at %zu of %zu boots", lost, count);
	if (blind)
		return xasprintf(
			"Auditing was off for a part of %zu of %zu boots: what is missing cannot be counted",
			blind, count);
	if (clean < count)
		return xasprintf("Whether records were lost cannot be told for %zu of %zu boots",
				 count - clean, count);
	return xasprintf("The audit queue held all records of %zu boots", count);
}

char *chart_words_trend_title(const struct report_boot *const *boots, size_t count)
{
	return add_host(format_trend_title(boots, count), find_common_host(boots, count));
}

char *chart_words_trend_subtitle(const struct report_boot *const *boots, size_t count)
{
	int64_t from = TIME_UNKNOWN, to = TIME_UNKNOWN;
	char first[TEXT_TIME_BYTES], last[TEXT_TIME_BYTES];

	for (size_t i = 0; i < count; i++) {
		const int64_t at = boots[i]->first_ms;

		if (at == TIME_UNKNOWN || !time_is_set(at))
			continue;
		from = from == TIME_UNKNOWN || at < from ? at : from;
		to = to == TIME_UNKNOWN || at > to ? at : to;
	}
	if (from == TIME_UNKNOWN)
		return xasprintf("%zu boots from before the clock was set", count);
	text_time(from, first);
	text_time(to, last);
	return xasprintf("boots from %s to %s", first, last);
}

char *chart_words_trend_footer(const struct report *report, size_t drawn)
{
	bool lost = false;
	FILE *out;
	struct textstream *stream = textstream_open(&out);

	for (size_t i = 0; i < report->n_boots; i++)
		lost |= report->boots[i].records_lost.max > 0;
	print_footer_advice(&report->recommendation, lost && !report->need_open, out);
	if (drawn < report->n_boots)
		fprintf(out, " %zu %s not drawn.", report->n_boots - drawn,
			report->summary.order ? "boots that lost less are" : "older boots are");
	return take_safe_copy(textstream_close(stream));
}

void chart_words_area(enum chart_area area, double amount, enum chart_unit unit, bool open,
		      char ret_words[static CHART_WORDS_BYTES])
{
	static const char *const fates[CHART_AREAS] = {
		[CHART_AREA_HELD] = "held",
		[CHART_AREA_LOST] = "lost",
		[CHART_AREA_POSSIBLY_LOST] = "perhaps lost",
		[CHART_AREA_DIRECT] = "not queued",
	};
	uint64_t count = (uint64_t)(amount + 0.5);
	bool events = unit == CHART_UNIT_EVENTS;
	const char *bound = area == CHART_AREA_POSSIBLY_LOST  ? "up to "
			    : area == CHART_AREA_LOST && open ? "at least "
							      : "";

	(void)snprintf(ret_words, CHART_WORDS_BYTES, "%s%" PRIu64 " %s%s %s%s", bound, count,
		       events ? "event" : "record", sentence_s(count), fates[area],
		       events && area == CHART_AREA_LOST ? " or cut" : "");
}

const char *chart_words_detail(enum chart_area area, enum chart_unit unit, bool open)
{
	switch (area) {
	case CHART_AREA_HELD:
		return unit == CHART_UNIT_EVENTS ? "whole in the queue" : "in the queue for auditd";
	case CHART_AREA_LOST:
		return open ? "how many more is not known" : "dropped by the full queue";
	case CHART_AREA_POSSIBLY_LOST:
		return "the evidence cannot tell";
	default:
		return "written by auditd directly";
	}
}

void chart_words_blind(bool at_start, double from_x, double to_x, FILE *out)
{
	if (at_start)
		fprintf(out, " Not audited: from the start of the boot to %.10g.", to_x);
	else
		fprintf(out, " Not audited: from %.10g to %.10g.", from_x, to_x);
}

void chart_words_limit(uint64_t limit, char ret_words[static CHART_WORDS_BYTES])
{
	(void)snprintf(ret_words, CHART_WORDS_BYTES, "limit %" PRIu64, limit);
}

void chart_words_what_if(const struct range *lost, char ret_words[static CHART_WORDS_BYTES])
{
	char count[SENTENCE_RANGE_BYTES];

	sentence_count(lost, count);
	(void)snprintf(ret_words, CHART_WORDS_BYTES, "would have lost %.40s", count);
}

void chart_words_resize(uint64_t limit, bool too_late, char ret_words[static CHART_WORDS_BYTES])
{
	(void)snprintf(ret_words, CHART_WORDS_BYTES, "limit set to %" PRIu64 "%s", limit,
		       too_late ? ", too late" : "");
}
