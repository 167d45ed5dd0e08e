/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph of one boot. */
#define _GNU_SOURCE
#include "render/chart.h"

#include "render/chart_axis.h"
#include "render/chart_words.h"
#include "util/textstream.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Records that passed the queue extend the scale up to so many times the queue. */
#define PASSED_TIMES 2.0
/* A while that was not audited is at least so wide; before the first event it has so much room. */
#define BLIND_WIDTH 0.03
#define BLIND_ROOM 0.06
/* The limit of the boot, and any other limit, extends the scale up to so many times the stack. */
#define LIMIT_TIMES 4.0
#define LINE_TIMES 1.5
#define HEADROOM 1.1
/* Names of marks at one place are joined up to this length. */
#define JOINED_CHARACTERS 32
/*
 * A loss below the first share of the height is magnified, unless the part to magnify is larger
 * than the second share.
 */
#define SHARE_TO_MAGNIFY 0.005
#define SHARE_MAGNIFIED 0.25

void chart_done(struct chart *chart)
{
	free(chart->title);
	free(chart->subtitle);
	free(chart->footer);
	free(chart->description);
	chart_steps_done(&chart->steps);
	*chart = (struct chart){ 0 };
}

static const struct chart_step *last_chart_step(const struct chart *chart)
{
	return &chart->steps.list[chart->steps.count - 1];
}

static double x_of_row(const struct report_boot *boot, const struct chart *chart, size_t row)
{
	return chart->steps.rows[row < boot->n_rows ? row : boot->n_rows].from;
}

static double x_of_serial(const struct report_boot *boot, const struct chart *chart,
			  uint64_t serial)
{
	size_t row = 0, end = boot->n_rows;

	while (row < end) {
		const size_t middle = row + (end - row) / 2;

		if (boot->rows[middle].serial < serial)
			row = middle + 1;
		else
			end = middle;
	}
	return x_of_row(boot, chart, row);
}

/* Whether a record went to the queue, or would have: what passes it meets no limit. */
static bool has_queued_records(const struct report_boot *boot, const struct chart *chart)
{
	if (!boot->n_rows)
		return chart->steps.totals;
	for (size_t i = 0; i < boot->n_rows; i++)
		if (boot->rows[i].held || boot->rows[i].lost.max)
			return true;
	return false;
}

static void add_chart_capacities(const struct report_boot *boot, struct chart *chart)
{
	double end = boot->registration.known ? x_of_row(boot, chart, boot->registration.row)
					      : last_chart_step(chart)->x;
	struct chart_capacity now = { .limit = (double)boot->boot_limit };

	if (boot->boot_limit_source == LIMIT_UNKNOWN)
		return;
	for (size_t i = 0; i <= boot->n_changes && now.from_x < end; i++) {
		now.to_x = i < boot->n_changes
				   ? fmin(x_of_serial(boot, chart, boot->changes[i].serial), end)
				   : end;
		if (chart->n_capacities < CHART_CAPACITIES_MAX && now.to_x > now.from_x)
			chart->capacities[chart->n_capacities++] = now;
		if (i < boot->n_changes)
			now = (struct chart_capacity){
				.from_x = now.to_x,
				.limit = (double)boot->changes[i].new_limit,
			};
	}
}

/* Where a limit of the command line ceases to be in force: the rules set another one. */
static double find_limit_end(const struct report_boot *boot, const struct chart *chart)
{
	if (boot->n_changes && boot->changes[0].before_registration)
		return x_of_serial(boot, chart, boot->changes[0].serial);
	return last_chart_step(chart)->x;
}

/* Gives the line's detail, for the caller to write. */
static char *add_limit_line(const struct report_boot *boot, struct chart *chart,
			    enum chart_line_kind kind, uint64_t value)
{
	struct chart_line *line = &chart->lines[chart->n_lines++];

	*line = (struct chart_line){ .kind = kind,
				     .value = (double)value,
				     .to_x = find_limit_end(boot, chart) };
	chart_words_limit(value, line->name);
	return line->detail;
}

static void write_label(enum chart_label label, char ret_words[static CHART_WORDS_BYTES])
{
	(void)snprintf(ret_words, CHART_WORDS_BYTES, "%s", chart_words_label(label));
}

static void add_what_if_line(const struct report_boot *boot, struct chart *chart)
{
	if (boot->what_if_asked && boot->what_if_limit)
		chart_words_what_if(
			&boot->what_if_lost,
			add_limit_line(boot, chart, CHART_LINE_WHAT_IF, boot->what_if_limit));
}

static void add_limit_lines(const struct report_boot *boot, struct chart *chart)
{
	const struct recommendation *advice = &boot->recommendation;
	uint64_t limit = boot->boot_limit_source == LIMIT_UNKNOWN ? 0 : boot->boot_limit;
	bool changed = find_limit_end(boot, chart) < last_chart_step(chart)->x;

	if (limit)
		write_label(changed ? CHART_LABEL_LIMIT_CHANGED : CHART_LABEL_LIMIT_AT_BOOT,
			    add_limit_line(boot, chart, CHART_LINE_LIMIT, limit));
	if (advice->minimum_known && advice->fixable && boot->registration.known &&
	    chart_words_loses(&boot->records_lost) && advice->minimum != limit)
		write_label(advice->raised_early ? CHART_LABEL_MINIMUM_RAISED
						 : CHART_LABEL_LIMIT_MINIMUM,
			    add_limit_line(boot, chart, CHART_LINE_MINIMUM, advice->minimum));
	add_what_if_line(boot, chart);
}

/* The top of the y axis: all of the queue, a part of the records that passed, the near limits. */
static double find_y_top(const struct chart *chart)
{
	double queue = last_chart_step(chart)->tops[CHART_AREA_POSSIBLY_LOST];
	double stack = last_chart_step(chart)->tops[CHART_AREA_DIRECT];
	double top;

	if (queue > 0)
		stack = fmin(stack, queue * PASSED_TIMES);
	stack = fmax(stack, 1);
	top = stack;
	for (size_t i = 0; i < chart->n_lines; i++) {
		const struct chart_line *line = &chart->lines[i];
		double times = line->kind == CHART_LINE_LIMIT ? LIMIT_TIMES : LINE_TIMES;

		if (line->value <= stack * times && line->value > top)
			top = line->value;
	}
	return top;
}

/* The steps before and after all of the loss; the same twice without a loss. */
struct loss_extent {
	struct chart_step from, to;
};

static struct loss_extent find_loss_extent(const struct chart *chart)
{
	const struct chart_step *list = chart->steps.list;
	struct loss_extent extent = { .from = *last_chart_step(chart),
				      .to = *last_chart_step(chart) };
	bool found = false;

	for (size_t i = 1; i < chart->steps.count; i++) {
		if (chart_steps_loss(&list[i]) <= chart_steps_loss(&list[i - 1]))
			continue;
		if (!found)
			extent.from = list[i - 1];
		extent.to = list[i];
		found = true;
	}
	return extent;
}

static void scale_y_axis(const struct loss_extent *extent, struct chart *chart)
{
	double top = find_y_top(chart), loss = chart_steps_loss(last_chart_step(chart));
	double low = extent->from.tops[CHART_AREA_HELD],
	       high = extent->to.tops[CHART_AREA_POSSIBLY_LOST];

	if (loss <= 0 || loss >= top * SHARE_TO_MAGNIFY || high - low > top * SHARE_MAGNIFIED)
		chart_axis_init(&chart->y, top * HEADROOM, 6, true);
	else
		chart_axis_init_magnified(&chart->y, floor(low - 3 * loss), ceil(high + 2 * loss),
					  top, 8);
}

static void scale_x_axis(const struct loss_extent *extent, enum chart_x kind, struct chart *chart)
{
	double from = floor(extent->from.x), to = ceil(extent->to.x); /* whole events */
	double end = last_chart_step(chart)->x, span = to - from;

	if (kind == CHART_X_TIME || span <= 0 || span >= end * SHARE_TO_MAGNIFY)
		chart_axis_init(&chart->x, end, 10, kind == CHART_X_EVENTS);
	else
		chart_axis_init_magnified(&chart->x, from - 3 * span, fmin(to + 3 * span, end), end,
					  12);
	for (size_t i = 0; i < chart->n_blinds; i++)
		if (chart->blinds[i].at_start) {
			chart_axis_indent(&chart->x, BLIND_ROOM);
			break;
		}
	if (last_chart_step(chart)->x <= 0 || chart->steps.totals)
		chart->x.n_ticks = 0;
}

/* Splits the steps where a top first goes through a value. */
static void split_at_height(struct chart_steps *steps, enum chart_area area, double value)
{
	for (size_t i = 1; i < steps->count; i++) {
		const struct chart_step *from = &steps->list[i - 1], *to = &steps->list[i];
		double rise = to->tops[area] - from->tops[area];

		if (to->tops[area] <= value)
			continue;
		if (from->tops[area] < value)
			chart_steps_split(steps, from->x + (value - from->tops[area]) / rise *
								   (to->x - from->x));
		return;
	}
}

static void split_at_breaks(struct chart *chart)
{
	for (size_t i = 1; i + 1 < chart->x.n_knots; i++)
		chart_steps_split(&chart->steps, chart->x.knots[i].value);
	for (size_t i = 1; i + 1 < chart->y.n_knots; i++)
		for (int area = 0; area < CHART_AREAS; area++)
			split_at_height(&chart->steps, (enum chart_area)area,
					chart->y.knots[i].value);
}

/* Whether a name can join that of a mark at the same place. */
static bool can_join_mark(const struct chart_mark *mark, double x, const char *name)
{
	return mark->x >= x && strlen(mark->name) + strlen(name) + 2 <= JOINED_CHARACTERS;
}

static void add_chart_mark(const struct report_boot *boot, const struct report_mark *mark,
			   const char *name, struct chart *chart)
{
	double x = x_of_row(boot, chart, mark->row);
	size_t at = chart->n_marks, length;

	if (!mark->known)
		return;
	while (at > 0 && chart->marks[at - 1].x > x)
		at--;
	if (at > 0 && can_join_mark(&chart->marks[at - 1], x, name)) {
		length = strlen(chart->marks[at - 1].name);
		(void)snprintf(chart->marks[at - 1].name + length,
			       sizeof(chart->marks->name) - length, ", %s", name);
		return;
	}
	memmove(&chart->marks[at + 1], &chart->marks[at],
		(chart->n_marks - at) * sizeof(*chart->marks));
	chart->marks[at].x = x;
	(void)snprintf(chart->marks[at].name, sizeof(chart->marks->name), "%s", name);
	chart->n_marks++;
}

static void add_chart_marks(const struct report_boot *boot, struct chart *chart)
{
	bool changed = boot->n_changes > 0;
	bool late = changed && !boot->changes[0].before_registration && boot->records_lost.min > 0;
	char resize[CHART_WORDS_BYTES];

	chart_words_resize(changed ? boot->changes[0].new_limit : 0, late, resize);
	add_chart_mark(boot, &boot->auditd_start, chart_words_label(CHART_LABEL_AUDITD_STARTS),
		       chart);
	add_chart_mark(boot, &boot->registration, chart_words_label(CHART_LABEL_AUDITD_REGISTERS),
		       chart);
	add_chart_mark(boot, &boot->resize, resize, chart);
}

/* The end of the last event at or before a time, of which there is none before the first. */
static double find_blind_start(const struct report_boot *boot, const struct chart *chart,
			       int64_t time_ms)
{
	double x = 0;

	for (size_t i = 0; i < boot->n_rows; i++)
		if (boot->rows[i].time_ms != TIME_UNKNOWN && boot->rows[i].time_ms <= time_ms)
			x = chart->steps.rows[i].to;
	return x;
}

/* The beginning of the first event at or after a time, or the end of all. */
static double find_blind_end(const struct report_boot *boot, const struct chart *chart,
			     int64_t time_ms)
{
	size_t row = 0;

	while (row < boot->n_rows &&
	       (boot->rows[row].time_ms == TIME_UNKNOWN || boot->rows[row].time_ms < time_ms))
		row++;
	return x_of_row(boot, chart, row);
}

static void add_chart_blind(const struct report_boot *boot, const struct report_blind *blind,
			    struct chart *chart)
{
	struct chart_blind drawn = { .to_x = last_chart_step(chart)->x };

	if (chart->n_blinds == CHART_BLINDS_MAX)
		return;
	if (blind->from_ms != TIME_UNKNOWN)
		drawn.from_x = find_blind_start(boot, chart, blind->from_ms);
	if (blind->to_ms != TIME_UNKNOWN)
		drawn.to_x = find_blind_end(boot, chart, blind->to_ms);
	drawn.to_x = fmax(drawn.from_x, drawn.to_x);
	drawn.at_start = drawn.from_x <= 0;
	drawn.from_y = chart_steps_at(&chart->steps, drawn.to_x).tops[CHART_AREA_DIRECT];
	if (drawn.at_start)
		drawn.from_y = 0;
	chart->blinds[chart->n_blinds++] = drawn;
}

/* A boot that was blind without a time for it was so until auditd turned auditing on. */
static void add_chart_blinds(const struct report_boot *boot, struct chart *chart)
{
	const struct report_mark *on =
		boot->auditd_start.known ? &boot->auditd_start : &boot->registration;

	for (size_t i = 0; i < boot->blind.count; i++)
		add_chart_blind(boot, &boot->blind.list[i], chart);
	if (boot->verdict == VERDICT_BLIND && !boot->blind.count)
		chart->blinds[chart->n_blinds++] = (struct chart_blind){
			.to_x = on->known ? x_of_row(boot, chart, on->row) : 0,
			.at_start = true,
		};
}

struct chart_span chart_blind_places(const struct chart *chart, const struct chart_blind *blind)
{
	struct chart_span span = {
		.from = blind->at_start ? 0 : chart_axis_place(&chart->x, blind->from_x),
		.to = chart_axis_place(&chart->x, blind->to_x),
	};
	const double lacking = fmax(0, BLIND_WIDTH - (span.to - span.from));

	if (chart->n_columns)
		return span;
	span.from = fmin(fmax(span.from - lacking / 2, 0), 1 - BLIND_WIDTH);
	span.to = fmax(span.to, span.from + BLIND_WIDTH);
	return span;
}

/* The loss has no upper bound from the first event on that may have lost any number. */
static void find_open_edge(const struct report_boot *boot, const struct chart_options *options,
			   const struct loss_extent *extent, struct chart *chart)
{
	size_t row = 0;

	if (boot->records_lost.max != COUNT_UNBOUNDED || options->unit == CHART_UNIT_EVENTS)
		return;
	while (row < boot->n_rows && boot->rows[row].lost.max != COUNT_UNBOUNDED)
		row++;
	chart->open = row < boot->n_rows || chart->steps.totals;
	chart->open_from_x = x_of_row(boot, chart, row);
	if (chart_steps_loss(last_chart_step(chart)) > 0)
		chart->open_from_x = fmax(chart->open_from_x, extent->from.x);
}

static void name_chart_areas(const struct chart_options *options, const double *amounts,
			     struct chart *chart)
{
	for (int i = 0; i < CHART_AREAS; i++) {
		enum chart_area area = (enum chart_area)i;

		chart->details[i] = chart_words_detail(area, options->unit, chart->open);
		if (amounts[i] > 0.5)
			chart_words_area(area, amounts[i], options->unit, chart->open,
					 chart->names[i]);
	}
	if (chart->open && !chart->names[CHART_AREA_LOST][0])
		write_label(CHART_LABEL_LOSS_NOT_COUNTED, chart->names[CHART_AREA_POSSIBLY_LOST]);
}

static void print_described(FILE *out, const char *name, const char *detail)
{
	if (*name)
		fprintf(out, " %s: %s.", name, detail);
}

/* All that the drawing names, in the order in which it is stacked. */
static char *describe_chart(const struct chart *chart)
{
	FILE *out;
	struct textstream *stream = textstream_open(&out);

	fprintf(out, "%s.", chart->subtitle);
	for (int i = 0; i < CHART_AREAS; i++)
		print_described(out, chart->names[i], chart->details[i]);
	for (size_t i = 0; i < chart->n_lines; i++)
		print_described(out, chart->lines[i].name, chart->lines[i].detail);
	for (size_t i = 0; i < chart->n_marks; i++)
		fprintf(out, " %s: %.10g (%s).", chart->marks[i].name, chart->marks[i].x,
			chart->x_title);
	for (size_t i = 0; i < chart->n_blinds; i++)
		chart_words_blind(chart->blinds[i].at_start, chart->blinds[i].from_x,
				  chart->blinds[i].to_x, out);
	fprintf(out, " %s", chart->footer);
	return textstream_close(stream);
}

static void write_chart_words(const struct report_boot *boot, const struct chart_options *options,
			      struct chart *chart)
{
	const struct chart_remarks remarks = {
		.spread = chart->steps.spread,
		.unplaced = chart->steps.unplaced,
		.totals = chart->steps.totals,
		.clock_back = chart->steps.clock_back,
		.open = chart->open,
		.magnified = chart_axis_is_broken(&chart->x) || chart_axis_is_broken(&chart->y),
	};

	const double *tops = last_chart_step(chart)->tops;
	bool events = options->unit == CHART_UNIT_EVENTS && tops[CHART_AREA_POSSIBLY_LOST] > 0;
	double amounts[CHART_AREAS];

	for (int i = 0; i < CHART_AREAS; i++)
		amounts[i] = tops[i] - (i ? tops[i - 1] : 0);
	chart->x_title = chart_words_label(chart->steps.totals		? CHART_LABEL_X_TOTALS
					   : options->x == CHART_X_TIME ? CHART_LABEL_X_TIME
									: CHART_LABEL_X_EVENTS);
	chart->y_title = chart_words_label(
		options->unit == CHART_UNIT_EVENTS ? CHART_LABEL_Y_EVENTS : CHART_LABEL_Y_RECORDS);
	name_chart_areas(options, amounts, chart);
	chart->title = chart_words_title(boot, events ? amounts : NULL);
	chart->subtitle = chart_words_subtitle(boot);
	chart->footer = chart_words_footer(boot, &remarks);
	chart->description = describe_chart(chart);
}

static void add_limits_and_marks(const struct report_boot *boot,
				 const struct chart_options *options, struct chart *chart)
{
	if (options->unit == CHART_UNIT_RECORDS && has_queued_records(boot, chart)) {
		add_chart_capacities(boot, chart);
		add_limit_lines(boot, chart);
	}
	add_chart_marks(boot, chart);
	add_chart_blinds(boot, chart);
}

void chart_init(const struct report_boot *boot, const struct chart_options *options,
		struct chart *ret_chart)
{
	struct chart chart = { 0 };
	struct loss_extent extent;

	chart_steps_init(boot, options, &chart.steps);
	add_limits_and_marks(boot, options, &chart);
	extent = find_loss_extent(&chart);
	find_open_edge(boot, options, &extent, &chart);
	scale_y_axis(&extent, &chart);
	scale_x_axis(&extent, options->x, &chart);
	if (chart.steps.count == 1)
		chart.y.n_ticks = 0;
	split_at_breaks(&chart);
	write_chart_words(boot, options, &chart);
	*ret_chart = chart;
}
