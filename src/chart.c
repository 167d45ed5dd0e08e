/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph of one boot as geometry. */
#define _GNU_SOURCE
#include "chart.h"

#include "array.h"
#include "chart_words.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What passed on is only shown as far as it does not press the queue flat. */
#define PASSED_SHARE 0.6
/* A loss below this share of the height is magnified by a break. */
#define SHARE_TO_BREAK 0.035
/* A limit above so many times the rest leaves the frame. */
#define CAPACITY_SHARE 3.0

void chart_done(struct chart *chart)
{
	free(chart->title);
	free(chart->subtitle);
	free(chart->footer);
	free(chart->steps);
	*chart = (struct chart){ 0 };
}

static double between(double from, double to, double share)
{
	return from + share * (to - from);
}

struct chart_step chart_step_at(const struct chart *chart, double x)
{
	size_t low = 0, high = chart->n_steps - 1;
	const struct chart_step *a, *b;
	double share;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (chart->steps[middle].x < x)
			low = middle + 1;
		else
			high = middle;
	}
	b = &chart->steps[low];
	a = low ? b - 1 : b;
	share = b->x > a->x && x < b->x ? (x - a->x) / (b->x - a->x) : 1;
	return (struct chart_step){
		.x = x,
		.held = between(a->held, b->held, share),
		.lost = between(a->lost, b->lost, share),
		.perhaps = between(a->perhaps, b->perhaps, share),
		.passed = between(a->passed, b->passed, share),
	};
}

/* The loss to draw: where only the total is exact, each row gets its share of what is not certain.
 */
struct share {
	double certain; /* per certain record */
	double perhaps; /* of what a row may have lost beyond the certain */
};

/* Nothing says which of the uncertain events lost more: each weighs the same. */
static double uncertain(const struct report_row *row)
{
	return row->lost.max != row->lost.min ? (double)row->events : 0;
}

/* Spreads an exact total by the number of events, because nothing says which of them was large. */
static struct share find_share(const struct report_boot *boot)
{
	struct share share = { .certain = 1 };
	double certain = 0, possible = 0;

	for (size_t i = 0; i < boot->n_rows; i++) {
		certain += (double)boot->rows[i].lost.min;
		possible += uncertain(&boot->rows[i]);
	}
	if (boot->records_lost.max == COUNT_UNBOUNDED)
		return share;
	if (possible > 0)
		share.perhaps = ((double)boot->records_lost.max - (double)boot->records_lost.min) /
				possible;
	if (certain > 0)
		share.certain = (double)boot->records_lost.min / certain;
	return share;
}

static void add_row(struct chart_step *step, const struct report_row *row,
		    const struct share *share, enum chart_unit unit)
{
	bool passed = row->fate == FATE_PASSED;
	bool whole = !passed && !row->lost.min;
	double events = (double)row->events;
	double held = unit == CHART_UNIT_EVENTS ? (whole ? events : 0) : (double)row->held;
	double lost = unit == CHART_UNIT_EVENTS ? (row->lost.min ? events : 0)
						: (double)row->lost.min * share->certain;
	double perhaps = unit == CHART_UNIT_EVENTS ? 0 : uncertain(row) * share->perhaps;

	step->held += held;
	step->lost += held + lost;
	step->perhaps += held + lost + perhaps;
	step->passed += held + lost + perhaps +
			(!passed		     ? 0
			 : unit == CHART_UNIT_EVENTS ? events
						     : (double)row->passed);
}

/* Seconds since the first record; a run of missing events ends where the next known time begins. */
static double seconds_at(const struct report_boot *boot, size_t index, double before)
{
	double seconds = before;

	for (size_t i = index; i < boot->n_rows; i++) {
		if (boot->rows[i].time_ms == TIME_UNKNOWN)
			continue;
		seconds = (double)(boot->rows[i].time_ms - boot->first_ms) / 1000;
		break;
	}
	return seconds > before ? seconds : before;
}

static double x_at(const struct report_boot *boot, size_t index, enum chart_x kind, double before)
{
	if (kind == CHART_X_TIME)
		return seconds_at(boot, index, before);
	return before + (double)boot->rows[index].events;
}

static double last_x(const struct report_boot *boot, enum chart_x kind)
{
	double x = 0;

	for (size_t i = 0; i < boot->n_rows; i++)
		x = x_at(boot, i, kind, x);
	return x;
}

/* Whether the row begins something that a reduced graph must not lose. */
static bool is_turn(const struct report_boot *boot, size_t index)
{
	const struct report_row *row = &boot->rows[index];
	const struct report_row *next = row + 1;

	return index + 1 == boot->n_rows || row->fate != next->fate;
}

static int add_step(struct chart *chart, size_t *capacity, const struct chart_step *step)
{
	struct chart_step *grown =
		array_grow(chart->steps, chart->n_steps, capacity, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	chart->steps = grown;
	grown[chart->n_steps++] = *step;
	return 0;
}

static int add_steps(const struct report_boot *boot, const struct chart_options *options,
		     struct chart *chart)
{
	struct share share = find_share(boot);
	struct chart_step step = { 0 };
	size_t capacity = 0;
	double apart = last_x(boot, options->x) / (CHART_STEPS_MAX / 2.0), drawn = 0;
	int code = add_step(chart, &capacity, &step);
	size_t turns = 0;

	for (size_t i = 0; i < boot->n_rows && code == 0; i++) {
		bool turn = is_turn(boot, i) && turns < CHART_STEPS_MAX / 2;

		add_row(&step, &boot->rows[i], &share, options->unit);
		step.x = x_at(boot, i, options->x, step.x);
		if (!turn && i + 1 < boot->n_rows && step.x - drawn < apart)
			continue;
		turns += turn;
		drawn = step.x;
		code = add_step(chart, &capacity, &step);
	}
	return code;
}

/* Where a row begins on the x axis. */
static double x_of_row(const struct report_boot *boot, size_t row, enum chart_x kind)
{
	double x = 0;

	for (size_t i = 0; i < row && i < boot->n_rows; i++)
		x = x_at(boot, i, kind, x);
	return x;
}

static double x_of_serial(const struct report_boot *boot, uint64_t serial, enum chart_x kind)
{
	size_t row = 0;

	while (row < boot->n_rows && boot->rows[row].serial < serial)
		row++;
	return x_of_row(boot, row, kind);
}

static void add_capacities(const struct report_boot *boot, const struct chart_options *options,
			   struct chart *chart)
{
	if (boot->boot_limit_source == LIMIT_UNKNOWN)
		return;
	chart->capacities[chart->n_capacities++] =
		(struct chart_capacity){ .x = 0, .limit = (double)boot->boot_limit };
	for (size_t i = 0; i < boot->n_changes && chart->n_capacities < CHART_CAPACITIES_MAX; i++)
		chart->capacities[chart->n_capacities++] = (struct chart_capacity){
			.x = x_of_serial(boot, boot->changes[i].serial, options->x),
			.limit = (double)boot->changes[i].new_limit,
		};
}

static const struct chart_step *last_step(const struct chart *chart)
{
	return &chart->steps[chart->n_steps - 1];
}

/* The top of the y axis: all of the queue, a little of what passed, and the limits that are near.
 */
static double find_top(const struct chart *chart)
{
	const struct chart_step *last = last_step(chart);
	double queue = last->perhaps > 1 ? last->perhaps : 1;
	double top = last->passed > queue * (1 + PASSED_SHARE) ? queue * (1 + PASSED_SHARE)
							       : last->passed;
	double near = queue * CAPACITY_SHARE;

	top = top > queue ? top : queue;
	for (size_t i = 0; i < chart->n_capacities; i++)
		if (chart->capacities[i].limit <= near && chart->capacities[i].limit > top)
			top = chart->capacities[i].limit;
	return top * 1.12;
}

static void scale_y(struct chart *chart)
{
	const struct chart_step *last = last_step(chart);
	double top = find_top(chart), loss = last->perhaps - last->held;
	double magnified = floor(last->held - 3 * loss);

	if (loss > 0 && loss < top * SHARE_TO_BREAK)
		chart_axis_init_broken(&chart->y, magnified > 1 ? magnified : 1,
				       last->perhaps + 3 * loss, 5);
	else
		chart_axis_init(&chart->y, top, 6);
}

/* A loss in the last few of many events would be a stroke at the edge: that end is magnified too.
 */
static void scale_x(struct chart *chart)
{
	double end = last_step(chart)->x, first_loss = end, span;

	for (size_t i = chart->n_steps; i > 1; i--)
		if (chart->steps[i - 1].perhaps - chart->steps[i - 1].held > 0)
			first_loss = chart->steps[i - 2].x;
	span = end - first_loss;
	if (span > 0 && span < end * SHARE_TO_BREAK)
		chart_axis_init_broken(&chart->x, floor(first_loss - span), end, 8);
	else
		chart_axis_init(&chart->x, end > 0 ? end : 1, 10);
}

static void add_mark(const struct report_boot *boot, const struct report_mark *mark,
		     enum chart_x kind, struct chart *chart, const char *label)
{
	struct chart_mark *place = &chart->marks[chart->n_marks];

	if (!mark->known)
		return;
	*place = (struct chart_mark){ .x = x_of_row(boot, mark->row, kind) };
	(void)snprintf(place->label, sizeof(place->label), "%s", label);
	chart->n_marks++;
}

static double mark_width(const struct chart_mark *mark)
{
	return ((double)strlen(mark->label) + 2) * CHART_CHARACTER_EM / CHART_WIDTH_EM;
}

static bool marks_collide(const struct chart *chart, const struct chart_mark *left,
			  const struct chart_mark *right)
{
	double a = chart_axis_place(&chart->x, left->x), b = chart_axis_place(&chart->x, right->x);
	double a_from = left->leftward ? a - mark_width(left) : a;
	double b_from = right->leftward ? b - mark_width(right) : b;

	return left->lane == right->lane && a_from < b_from + mark_width(right) &&
	       b_from < a_from + mark_width(left);
}

/* Whether a label to the right of its line would leave the frame or be crossed by the line of
 * another mark. */
static bool lacks_room(const struct chart *chart, const struct chart_mark *mark)
{
	double at = chart_axis_place(&chart->x, mark->x), end = at + mark_width(mark);

	for (size_t i = 0; i < chart->n_marks; i++) {
		double other = chart_axis_place(&chart->x, chart->marks[i].x);

		if (other > at && other < end)
			return true;
	}
	return end > 1;
}

/* Each label takes the lowest lane in which it is free. */
static void assign_lanes(struct chart *chart)
{
	for (size_t i = 0; i < chart->n_marks; i++) {
		struct chart_mark *mark = &chart->marks[i];
		bool free_lane;

		mark->leftward = lacks_room(chart, mark);
		do {
			free_lane = true;
			for (size_t k = 0; k < i; k++)
				if (marks_collide(chart, mark, &chart->marks[k]))
					free_lane = false;
			mark->lane += !free_lane;
		} while (!free_lane);
		chart->lanes = mark->lane + 1 > chart->lanes ? mark->lane + 1 : chart->lanes;
	}
}

static void add_marks(const struct report_boot *boot, enum chart_x kind, struct chart *chart)
{
	char resize[48];

	(void)snprintf(resize, sizeof(resize), "limit set to %llu",
		       boot->n_changes ? (unsigned long long)boot->changes[0].new_limit : 0ull);
	add_mark(boot, &boot->auditd_start, kind, chart, "auditd starts");
	add_mark(boot, &boot->registration, kind, chart, "auditd registers");
	add_mark(boot, &boot->resize, kind, chart, resize);
	assign_lanes(chart);
}

static void name_axes(const struct chart_options *options, struct chart *chart)
{
	chart->x_title = options->x == CHART_X_TIME ? "seconds since the first record of the boot"
						    : "event number since boot";
	chart->y_title = options->unit == CHART_UNIT_EVENTS ? "events, cumulative"
							    : "records (queue slots), cumulative";
}

int chart_init(const struct report_boot *boot, const struct chart_options *options,
	       struct chart *ret_chart, struct error *err)
{
	struct chart chart = { 0 };

	chart.unit = options->unit;
	name_axes(options, &chart);
	chart.has_minimum = options->unit == CHART_UNIT_RECORDS &&
			    boot->recommendation.minimum_known && boot->recommendation.fixable &&
			    boot->registration.known;
	chart.minimum = (double)boot->recommendation.minimum;
	if (add_steps(boot, options, &chart) < 0 || chart_words_write(boot, &chart) < 0) {
		chart_done(&chart);
		return error_memory(err, "lay out the graph");
	}
	add_capacities(boot, options, &chart);
	scale_x(&chart);
	scale_y(&chart);
	add_marks(boot, options->x, &chart);
	chart_words_label(boot, &chart);
	*ret_chart = chart;
	return 0;
}
