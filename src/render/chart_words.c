/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of the graph. */
#define _GNU_SOURCE
#include "render/chart_words.h"

#include "account/sentence.h"
#include "base/cleanup.h"
#include "base/text.h"
#include "base/textstream.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

static int make_safe(char **text)
{
	char *safe = text_safe(*text);

	free(*text);
	*text = safe;
	return safe ? 0 : -ENOMEM;
}

static int write_clean(const struct report_boot *boot, char **ret_title)
{
	uint64_t room =
		boot->boot_limit > boot->records_held ? boot->boot_limit - boot->records_held : 0;

	if (boot->boot_limit_source == LIMIT_UNKNOWN || !boot->boot_limit)
		return asprintf(ret_title,
				"The audit queue held all %" PRIu64 " records of the boot",
				boot->records_held);
	return asprintf(ret_title,
			"The audit queue held all %" PRIu64
			" records of the boot; its limit of %" PRIu64 " had room for %" PRIu64
			" more",
			boot->records_held, boot->boot_limit, room);
}

static int write_title(const struct report_boot *boot, char **ret_title)
{
	char lost[SENTENCE_RANGE_BYTES];

	sentence_count(&boot->records_lost, lost);
	switch (boot->verdict) {
	case VERDICT_LOST:
		if (boot->demand.min == boot->demand.max)
			return asprintf(ret_title,
					"The audit queue overflowed at boot: %s of %" PRIu64
					" records lost",
					lost, boot->demand.min);
		sentence_range(&boot->records_lost, "record", lost);
		return asprintf(ret_title, "The audit queue overflowed at boot: %s lost", lost);
	case VERDICT_CLEAN:
		return write_clean(boot, ret_title);
	case VERDICT_BLIND:
		return asprintf(
			ret_title,
			"Auditing was off for a part of this boot: what is missing cannot be counted");
	case VERDICT_UNKNOWN:
		break;
	}
	return asprintf(ret_title,
			"Whether records were lost at this boot cannot be told from the evidence");
}

static int write_subtitle(const struct report_boot *boot, char **ret_subtitle)
{
	char when[TEXT_TIME_BYTES], limit[48];

	text_time(boot->first_ms, when);
	if (boot->boot_limit_source == LIMIT_UNKNOWN)
		(void)snprintf(limit, sizeof(limit), "limit not known");
	else if (!boot->boot_limit)
		(void)snprintf(limit, sizeof(limit), "no limit");
	else
		(void)snprintf(limit, sizeof(limit), "limit %" PRIu64, boot->boot_limit);
	/* Names come last: they may be long, and a page cuts what does not fit. */
	return asprintf(ret_subtitle, "boot of %s, %s%s%s%s%s", when, limit,
			boot->kernel ? ", kernel " : "", boot->kernel ? boot->kernel : "",
			boot->node ? ", node " : "", boot->node ? boot->node : "");
}

static int finish(int length, char *text, char **ret_text)
{
	if (length < 0 || make_safe(&text) < 0)
		return -ENOMEM;
	*ret_text = text;
	return 0;
}

int chart_words_title(const struct report_boot *boot, char **ret_title)
{
	char *title = NULL;
	int length = write_title(boot, &title);

	return finish(length, title, ret_title);
}

int chart_words_subtitle(const struct report_boot *boot, char **ret_subtitle)
{
	char *subtitle = NULL;
	int length = write_subtitle(boot, &subtitle);

	return finish(length, subtitle, ret_subtitle);
}

static void print_advice(const struct report_boot *boot, FILE *out)
{
	const struct recommendation *advice = &boot->recommendation;

	if (advice->unlimited)
		fputs("Keep audit_backlog_limit=0: the queue drops nothing.", out);
	else if (!advice->minimum_known || !advice->fixable)
		fprintf(out, "Boot with %s.", advice->arguments);
	else
		fprintf(out, "Smallest limit that loses nothing: %" PRIu64 ". Boot with %s.",
			advice->minimum, advice->arguments);
}

static void print_remarks(const struct report_boot *boot, const struct chart_remarks *remarks,
			  FILE *out)
{
	bool uncertain = boot->verdict == VERDICT_BLIND || boot->verdict == VERDICT_UNKNOWN;

	if (uncertain && boot->n_reasons)
		fprintf(out, " %s", boot->reasons[0]);
	if (!boot->n_rows)
		fputs(" The log has nothing of the time before auditd that could be drawn.", out);
	if (remarks->open)
		fputs(" The loss is drawn at its lower bound; the evidence gives no upper one.",
		      out);
	if (remarks->spread)
		fputs(" Which event lost how many records is not known: the loss is spread evenly over them.",
		      out);
	if (remarks->unplaced)
		fputs(" A loss that left no gap in the serial numbers is drawn where auditd registers.",
		      out);
	if (remarks->clock_back)
		fputs(" The clock went back: what followed is drawn at the later time.", out);
	if (remarks->magnified)
		fputs(" The axes are broken: around the loss the scale is magnified.", out);
}

int chart_words_footer(const struct report_boot *boot, const struct chart_remarks *remarks,
		       char **ret_footer)
{
	FILE *out;
	struct textstream *stream = textstream_open(&out);

	print_advice(boot, out);
	print_remarks(boot, remarks, out);
	return finish(0, textstream_close(stream), ret_footer);
}

void chart_words_area(enum chart_area area, double amount, enum chart_unit unit, bool open,
		      char ret_words[static CHART_WORDS_BYTES])
{
	static const char *const fates[CHART_AREAS] = {
		[CHART_AREA_HELD] = "held",
		[CHART_AREA_LOST] = "lost",
		[CHART_AREA_POSSIBLY_LOST] = "perhaps lost",
		[CHART_AREA_PASSED] = "not queued",
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
