/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The events of a report, as the page's script reads them. */
#define _GNU_SOURCE
#include "render/html_data.h"

#include "render/html.h"
#include "render/value.h"
#include "util/cleanup.h"
#include "util/textstream.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

/* Of more events than the page tells one by one so many rows are left at the most, if their
 * patterns are few; the stretches that they are told by are never fewer than this. */
#define TOLD_ROWS_MAX 100000
#define STRETCHES_MIN 20
#define STRETCHES_MAX 2000
/* The events that are told in words. */
#define WORDS_MAX 2000

size_t html_data_stretch(const struct report *report)
{
	size_t rows = 0, patterns = 1, stretches;

	for (size_t i = 0; i < report->n_boots; i++) {
		rows += report->boots[i].n_rows;
		patterns += report->boots[i].patterns.count;
	}
	if (rows <= HTML_DATA_EVENTS_MAX)
		return 1;
	stretches = TOLD_ROWS_MAX / patterns;
	stretches = stretches < STRETCHES_MIN	? STRETCHES_MIN
		    : stretches > STRETCHES_MAX ? STRETCHES_MAX
						: stretches;
	return (rows + stretches - 1) / stretches;
}

/* Writes a value and frees it. */
static void write_value(json_t *value, FILE *out)
{
	char *text = value ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;

	if (!text)
		xalloc_end();
	fputs(text, out);
	free(text);
	json_decref(value);
}

static void write_member(const char *key, json_t *value, FILE *out)
{
	fprintf(out, ",\"%s\":", key);
	write_value(value, out);
}

static json_t *make_bounds(const struct range *range)
{
	return json_pack("[o, o]", value_number(range->min),
			 value_number_or_null(range->max != COUNT_UNBOUNDED, range->max));
}

static json_t *make_changes(const struct report_boot *boot)
{
	json_t *list = json_array();

	for (size_t i = 0; i < boot->n_changes; i++)
		value_append(list, json_pack("[o, o]", value_number(boot->changes[i].serial),
					     value_number(boot->changes[i].new_limit)));
	return list;
}

static json_t *make_mark_row(const struct report_mark *mark)
{
	return value_number_or_null(mark->known, mark->row);
}

static void write_boot_facts(const struct report_boot *boot, FILE *out)
{
	const struct recommendation *needs = &boot->recommendation;

	fprintf(out, "{\"index\":%d", boot->index);
	write_member("node", value_text(boot->node), out);
	write_member("kernel", value_text(boot->kernel), out);
	write_member("first", value_moment(boot->first_ms), out);
	write_member("verdict", json_string(report_verdict_name(boot->verdict)), out);
	write_member("exact", json_boolean(boot->exact), out);
	write_member("held", value_number(boot->records_held), out);
	write_member("lost", make_bounds(&boot->records_lost), out);
	write_member("demand", make_bounds(&boot->demand), out);
	write_member(
		"limit",
		value_number_or_null(boot->boot_limit_source != LIMIT_UNKNOWN, boot->boot_limit),
		out);
	write_member("minimum",
		     value_number_or_null(needs->minimum_known && needs->fixable, needs->minimum),
		     out);
	write_member("changes", make_changes(boot), out);
	write_member("auditd", make_mark_row(&boot->auditd_start), out);
	write_member("registration", make_mark_row(&boot->registration), out);
}

static void write_names(const struct report_patterns *patterns, FILE *out)
{
	fputs(",\"names\":[", out);
	for (size_t i = 0; i < REPORT_TRAITS; i++) {
		fputs(i ? ",[" : "[", out);
		for (size_t j = 0; j < patterns->names[i].count; j++) {
			fputs(j ? "," : "", out);
			write_value(value_text(patterns->names[i].list[j]), out);
		}
		fputc(']', out);
	}
	fputc(']', out);
}

/* Names and patterns are numbered in the order in which they come: the next new one is written as
 * -1, so that many that come once cost little. Takes: how many are known. */
static int64_t number_or_new(uint64_t number, uint64_t *known)
{
	if (number < *known)
		return (int64_t)number;
	++*known;
	return -1;
}

static void write_patterns(const struct report_patterns *patterns, FILE *out)
{
	uint64_t known[REPORT_TRAITS];

	for (size_t i = 0; i < REPORT_TRAITS; i++)
		known[i] = 1; /* 0 is none */
	fputs(",\"patterns\":[", out);
	for (size_t i = 0; i < patterns->count; i++) {
		const struct report_pattern *pattern = &patterns->list[i];

		fputs(i ? ",[" : "[", out);
		for (size_t j = 0; j < REPORT_TRAITS; j++)
			fprintf(out, "%" PRId64 ",", number_or_new(pattern->traits[j], &known[j]));
		fprintf(out, "%" PRIu32 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",",
			pattern->fate, pattern->events, pattern->held, pattern->passed,
			pattern->lost.min);
		if (pattern->lost.max == COUNT_UNBOUNDED)
			fputs("null]", out);
		else
			fprintf(out, "%" PRIu64 "]", pattern->lost.max);
	}
	fputc(']', out);
}

/* The rows that are told: of those alike in a stretch the first, and how many they are. */
struct told_rows {
	size_t *rows, *counts;
	size_t count;
};

static void told_rows_done(struct told_rows *told)
{
	free(told->rows);
	free(told->counts);
}

static void choose_told_rows(const struct report_boot *boot, size_t stretch, struct told_rows *told)
{
	CLEANUP(cleanup_free)
	size_t *last = xcalloc(boot->patterns.count + 1, sizeof(*last)); /* told, + 1 */

	told->rows = xcalloc(boot->n_rows + 1, sizeof(*told->rows));
	told->counts = xcalloc(boot->n_rows + 1, sizeof(*told->counts));
	for (size_t i = 0; i < boot->n_rows; i++) {
		size_t *same = &last[boot->rows[i].pattern];

		if (stretch > 1 && *same && told->rows[*same - 1] / stretch == i / stretch) {
			told->counts[*same - 1]++;
			continue;
		}
		told->rows[told->count] = i;
		told->counts[told->count++] = 1;
		*same = told->count;
	}
}

/* Serials as the distance from the one before. */
static void write_serials(const struct report_boot *boot, const struct told_rows *told, FILE *out)
{
	uint64_t before = 0;

	fputs(",\"serial\":[", out);
	for (size_t i = 0; i < told->count; i++) {
		const uint64_t serial = boot->rows[told->rows[i]].serial;

		fprintf(out, "%s%" PRId64, i ? "," : "", (int64_t)(serial - before));
		before = serial;
	}
	fputc(']', out);
}

/* Times as the distance from the last that is known; null where it is not. */
static void write_times(const struct report_boot *boot, const struct told_rows *told, FILE *out)
{
	int64_t before = 0;

	fputs(",\"time\":[", out);
	for (size_t i = 0; i < told->count; i++) {
		const int64_t time_ms = boot->rows[told->rows[i]].time_ms;

		fputs(i ? "," : "", out);
		if (time_ms == TIME_UNKNOWN) {
			fputs("null", out);
			continue;
		}
		fprintf(out, "%" PRId64, time_ms - before);
		before = time_ms;
	}
	fputc(']', out);
}

static void write_pattern_numbers(const struct report_boot *boot, const struct told_rows *told,
				  FILE *out)
{
	uint64_t known = 0;

	fputs(",\"pattern\":[", out);
	for (size_t i = 0; i < told->count; i++)
		fprintf(out, "%s%" PRId64, i ? "," : "",
			number_or_new(boot->rows[told->rows[i]].pattern, &known));
	fputc(']', out);
}

static void write_counts(const struct told_rows *told, FILE *out)
{
	fputs(",\"count\":[", out);
	for (size_t i = 0; i < told->count; i++)
		fprintf(out, "%s%zu", i ? "," : "", told->counts[i]);
	fputc(']', out);
}

/* The words of rows that lost records, by their place among those told. */
static void write_words(const struct report_boot *boot, const struct told_rows *told, FILE *out)
{
	size_t written = 0;

	fputs(",\"words\":[", out);
	for (size_t i = 0; i < told->count && written < WORDS_MAX; i++) {
		const char *words = boot->rows[told->rows[i]].description;

		if (!words)
			continue;
		fprintf(out, "%s[%zu,", written++ ? "," : "", i);
		write_value(value_text(words), out);
		fputc(']', out);
	}
	fputc(']', out);
}

static void write_boot_events(const struct report_boot *boot, size_t stretch, FILE *out)
{
	CLEANUP(told_rows_done) struct told_rows told = { 0 };

	write_boot_facts(boot, out);
	write_names(&boot->patterns, out);
	write_patterns(&boot->patterns, out);
	choose_told_rows(boot, stretch, &told);
	write_serials(boot, &told, out);
	write_times(boot, &told, out);
	write_pattern_numbers(boot, &told, out);
	if (stretch > 1)
		write_counts(&told, out);
	write_words(boot, &told, out);
	fputc('}', out);
}

char *html_data_make(const struct report *report)
{
	const size_t stretch = html_data_stretch(report);
	FILE *out;
	struct textstream *stream = textstream_open(&out);

	fprintf(out, "{\"schema\":\"aubacklog/page/v1\",\"stretch\":%zu,\"order\":[", stretch);
	for (size_t i = 0; i < report->n_boots; i++)
		fprintf(out, "%s%zu", i ? "," : "", html_boots_order(report, i));
	fputs("],\"boots\":[", out);
	for (size_t i = 0; i < report->n_boots; i++) {
		fputs(i ? "," : "", out);
		write_boot_events(&report->boots[i], stretch, out);
	}
	fputs("]}", out);
	return textstream_close(stream);
}
