/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The stack of the graph. */
#include "render/chart_steps.h"

#include "util/xalloc.h"

#include <math.h>
#include <string.h>

/* A window with more rows is cut into so many parts; one row of each is drawn, with up to four
 * steps. */
#define PARTS 480
/* Counts are whole: less than this is a rounding error. */
#define NOTHING 1e-6
/* Events under way at the same time are not in the order of time: less than this is no jump. */
#define CLOCK_BACK_SECONDS 1.0

void chart_steps_done(struct chart_steps *steps)
{
	free(steps->list);
	free(steps->rows);
	*steps = (struct chart_steps){ 0 };
}

double chart_steps_loss(const struct chart_step *step)
{
	return step->tops[CHART_AREA_POSSIBLY_LOST] - step->tops[CHART_AREA_HELD];
}

/* The last step at or before x. */
static size_t find_step_before(const struct chart_steps *steps, double x)
{
	size_t low = 0, high = steps->count;

	while (low + 1 < high) {
		size_t middle = low + (high - low) / 2;

		if (steps->list[middle].x <= x)
			low = middle;
		else
			high = middle;
	}
	return low;
}

struct chart_step chart_steps_at(const struct chart_steps *steps, double x)
{
	size_t at = find_step_before(steps, x);
	const struct chart_step *from = &steps->list[at], *to = from + 1;
	struct chart_step step = *from;

	if (at + 1 == steps->count || x <= from->x)
		return step;
	step.x = x;
	for (int i = 0; i < CHART_AREAS; i++)
		step.tops[i] += (x - from->x) / (to->x - from->x) * (to->tops[i] - from->tops[i]);
	return step;
}

void chart_steps_split(struct chart_steps *steps, double x)
{
	size_t at = find_step_before(steps, x) + 1;
	struct chart_step step = chart_steps_at(steps, x);

	if (steps->count == CHART_STEPS_MAX || steps->list[at - 1].x >= x || at == steps->count)
		return;
	memmove(&steps->list[at + 1], &steps->list[at], (steps->count - at) * sizeof(step));
	steps->list[at] = step;
	steps->count++;
}

/* How the loss of the boot is shared among the events that lost something. */
struct loss_share {
	double scale;	/* of the certain loss of a row */
	double certain; /* the further loss of each event in a row that may have lost more */
	double both;	/* the same, with the possible loss */
	double unplaced[CHART_AREAS];
};

/* The possible loss of a row beyond its minimum. */
static double row_loss_room(const struct report_row *row)
{
	if (row->lost.max == COUNT_UNBOUNDED)
		return INFINITY;
	return row->lost.max > row->lost.min ? (double)(row->lost.max - row->lost.min) : 0;
}

/*
 * Spreads "extra" lost records evenly over the events. Gives: the share of each; a row takes no
 * more than it has room for, and each round finds more rows that are full.
 */
static double share_loss_evenly(const struct report_boot *boot, double extra)
{
	double each = 0;

	for (int round = 0; round < 8; round++) {
		double full = 0, events = 0;

		for (size_t i = 0; i < boot->n_rows; i++) {
			const struct report_row *row = &boot->rows[i];

			if (row_loss_room(row) <= each * (double)row->events)
				full += row_loss_room(row);
			else
				events += (double)row->events;
		}
		if (events <= 0)
			break;
		each = (extra - full) / events;
	}
	return extra > 0 ? each : 0;
}

static void count_row_records(const struct report_row *row, const struct loss_share *share,
			      double ret_amounts[CHART_AREAS])
{
	double certain = fmin(share->certain * (double)row->events, row_loss_room(row));
	double both = fmin(share->both * (double)row->events, row_loss_room(row));

	ret_amounts[CHART_AREA_HELD] = (double)row->held;
	ret_amounts[CHART_AREA_LOST] = (double)row->lost.min * share->scale + certain;
	ret_amounts[CHART_AREA_POSSIBLY_LOST] = both - certain;
	ret_amounts[CHART_AREA_DIRECT] = (double)row->passed;
}

/* An event counts as lost when any of its records was. */
static void count_row_events(const struct report_row *row, double ret_amounts[CHART_AREAS])
{
	enum chart_area area = row->fate == FATE_DIRECT ? CHART_AREA_DIRECT
			       : row->lost.min		? CHART_AREA_LOST
			       : row->lost.max		? CHART_AREA_POSSIBLY_LOST
							: CHART_AREA_HELD;

	memset(ret_amounts, 0, CHART_AREAS * sizeof(*ret_amounts));
	ret_amounts[area] = (double)row->events;
}

static struct loss_share find_loss_share(const struct report_boot *boot)
{
	const struct range *lost = &boot->records_lost;
	double min = (double)lost->min, sum = 0;
	double max = lost->max == COUNT_UNBOUNDED ? min : (double)lost->max;
	struct loss_share share = { .scale = 1 };

	for (size_t i = 0; i < boot->n_rows; i++)
		sum += (double)boot->rows[i].lost.min;
	if (sum > min)
		share.scale = min / sum;
	sum *= share.scale;
	share.certain = share_loss_evenly(boot, min - sum);
	share.both = share_loss_evenly(boot, max - sum);
	share.unplaced[CHART_AREA_LOST] = min;
	share.unplaced[CHART_AREA_POSSIBLY_LOST] = max - min;
	for (size_t i = 0; i < boot->n_rows; i++) {
		double amounts[CHART_AREAS];

		count_row_records(&boot->rows[i], &share, amounts);
		share.unplaced[CHART_AREA_LOST] -= amounts[CHART_AREA_LOST];
		share.unplaced[CHART_AREA_POSSIBLY_LOST] -= amounts[CHART_AREA_POSSIBLY_LOST];
	}
	return share;
}

/* Whether the time of a row tells where it stands. */
static bool is_row_timed(const struct report_boot *boot, size_t row)
{
	const int64_t time_ms = boot->rows[row].time_ms;

	return time_ms != TIME_UNKNOWN && (time_is_set(time_ms) || !time_is_set(boot->first_ms));
}

/* Seconds since the first record; an event without a time, or from before the clock was set, has
 * the next one's. */
static double find_row_seconds(const struct report_boot *boot, size_t row, double before)
{
	while (row < boot->n_rows && !is_row_timed(boot, row))
		row++;
	return row < boot->n_rows ? (double)(boot->rows[row].time_ms - boot->first_ms) / 1000
				  : before;
}

static void find_row_spans(const struct report_boot *boot, enum chart_x kind,
			   struct chart_steps *steps)
{
	struct chart_span *spans = steps->rows;
	double x = 0, seconds;

	for (size_t i = 0; i < boot->n_rows; i++) {
		spans[i].from = x;
		if (kind == CHART_X_TIME) {
			seconds = find_row_seconds(boot, i, x);
			steps->clock_back |= seconds < x - CLOCK_BACK_SECONDS;
			x = fmax(x, seconds);
		} else {
			x += (double)boot->rows[i].events;
		}
		if (kind == CHART_X_TIME && is_row_timed(boot, i))
			spans[i].from = x;
		spans[i].to = x;
	}
	spans[boot->n_rows] = (struct chart_span){ .from = x, .to = x };
}

struct step_builder {
	const struct report_boot *boot;
	const struct chart_options *options;
	struct chart_steps *steps;
	struct loss_share share;
	size_t unplaced_row;
	size_t first_loss, last_loss; /* rows */
};

static void find_loss_rows(struct step_builder *builder)
{
	const struct report_boot *boot = builder->boot;
	const struct report_mark *registration = &boot->registration;

	builder->first_loss = boot->n_rows;
	builder->last_loss = boot->n_rows;
	for (size_t i = 0; i < boot->n_rows; i++) {
		if (!boot->rows[i].lost.max)
			continue;
		if (builder->first_loss == boot->n_rows)
			builder->first_loss = i;
		builder->last_loss = i;
	}
	builder->unplaced_row = registration->known && registration->row < boot->n_rows
					? registration->row
					: boot->n_rows - 1;
}

/* The rows whose beginning and end a reduced graph must not move. */
static bool must_keep_row(const struct step_builder *builder, size_t row)
{
	const struct report_boot *boot = builder->boot;

	return row == builder->first_loss || row == builder->last_loss ||
	       row == builder->unplaced_row || row + 1 == boot->n_rows ||
	       (boot->resize.known && row == boot->resize.row);
}

static void raise_step_tops(const struct step_builder *builder, size_t row, struct chart_step *step)
{
	double amounts[CHART_AREAS], sum = 0;

	if (builder->options->unit == CHART_UNIT_EVENTS)
		count_row_events(&builder->boot->rows[row], amounts);
	else
		count_row_records(&builder->boot->rows[row], &builder->share, amounts);
	for (int i = 0; i < CHART_AREAS; i++) {
		if (row == builder->unplaced_row && builder->share.unplaced[i] > NOTHING)
			amounts[i] += builder->share.unplaced[i];
		sum += amounts[i];
		step->tops[i] += sum;
	}
}

static void append_step(struct chart_steps *steps, const struct chart_step *step)
{
	if (steps->count < CHART_STEPS_MAX)
		steps->list[steps->count++] = *step;
}

/* The first records of a cut event are held: the loss begins where they end. */
static void add_cut_step(const struct step_builder *builder, size_t row,
			 const struct chart_step *before, const struct chart_step *after)
{
	const struct chart_span *span = &builder->steps->rows[row];
	double held = after->tops[CHART_AREA_HELD] - before->tops[CHART_AREA_HELD];
	double lost = chart_steps_loss(after) - chart_steps_loss(before);
	struct chart_step cut = *before;

	if (held <= 0 || lost <= NOTHING || span->to <= span->from)
		return;
	cut.x = span->from + (span->to - span->from) * held / (held + lost);
	for (int i = 0; i < CHART_AREAS; i++)
		cut.tops[i] += held;
	append_step(builder->steps, &cut);
}

static void add_row_steps(const struct step_builder *builder)
{
	struct chart_steps *steps = builder->steps;
	double apart = steps->rows[builder->boot->n_rows].to / PARTS, drawn = 0;
	struct chart_step step = { 0 };
	bool skipped = false;

	append_step(steps, &step);
	for (size_t i = 0; i < builder->boot->n_rows; i++) {
		struct chart_step before = step;

		raise_step_tops(builder, i, &step);
		step.x = steps->rows[i].to;
		if (!must_keep_row(builder, i) && step.x - drawn < apart) {
			skipped = true;
			continue;
		}
		if (skipped)
			append_step(steps, &before);
		before.x = steps->rows[i].from;
		if (before.x > steps->list[steps->count - 1].x)
			append_step(steps, &before);
		add_cut_step(builder, i, &before, &step);
		append_step(steps, &step);
		drawn = step.x;
		skipped = false;
	}
}

/* Without a row nothing tells how the stack rose: it is there at once. */
static void add_total_steps(const struct step_builder *builder)
{
	struct chart_steps *steps = builder->steps;
	struct chart_step step = { 0 };
	double sum = (double)builder->boot->records_held;

	append_step(steps, &step);
	for (int i = 0; i < CHART_AREAS; i++) {
		sum += builder->share.unplaced[i];
		step.tops[i] = sum;
	}
	if (builder->options->unit == CHART_UNIT_EVENTS || sum < 1)
		return;
	append_step(steps, &step);
	step.x = 1;
	append_step(steps, &step);
	steps->rows[0] = (struct chart_span){ .from = step.x, .to = step.x };
	steps->totals = true;
}

/* Whether several events share a loss that could be shared in another way. */
static bool is_loss_spread(const struct step_builder *builder)
{
	uint64_t open = 0;

	for (size_t i = 0; i < builder->boot->n_rows; i++)
		if (row_loss_room(&builder->boot->rows[i]) > 0)
			open += builder->boot->rows[i].events;
	return builder->share.both > 0 && open > 1;
}

void chart_steps_init(const struct report_boot *boot, const struct chart_options *options,
		      struct chart_steps *ret_steps)
{
	struct chart_steps steps = { 0 };
	struct step_builder builder = { .boot = boot, .options = options, .steps = &steps };

	steps.list = xcalloc(CHART_STEPS_MAX, sizeof(*steps.list));
	steps.rows = xcalloc(boot->n_rows + 1, sizeof(*steps.rows));
	find_loss_rows(&builder);
	if (options->unit == CHART_UNIT_RECORDS)
		builder.share = find_loss_share(boot);
	find_row_spans(boot, options->x, &steps);
	if (boot->n_rows)
		add_row_steps(&builder);
	else
		add_total_steps(&builder);
	steps.spread = is_loss_spread(&builder);
	steps.unplaced = builder.share.unplaced[CHART_AREA_LOST] > NOTHING ||
			 builder.share.unplaced[CHART_AREA_POSSIBLY_LOST] > NOTHING;
	*ret_steps = steps;
}
