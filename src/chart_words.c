/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of the graph. */
#define _GNU_SOURCE
#include "chart_words.h"

#include "cleanup.h"
#include "sentence.h"
#include "text.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

static int write_clean(const struct report_boot *boot, char **ret_title)
{
	uint64_t room =
		boot->boot_limit > boot->records_held ? boot->boot_limit - boot->records_held : 0;

	if (!boot->boot_limit)
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
		(void)snprintf(limit, sizeof(limit), "limit %" PRIu64 " records", boot->boot_limit);
	return asprintf(ret_subtitle, "%s%sboot of %s%s%s, %s", boot->node ? boot->node : "",
			boot->node ? ", " : "", when, boot->kernel ? ", kernel " : "",
			boot->kernel ? boot->kernel : "", limit);
}

static bool sizes_unknown(const struct report_boot *boot)
{
	for (size_t i = 0; i < boot->n_rows; i++)
		if (boot->rows[i].lost.min != boot->rows[i].lost.max)
			return true;
	return false;
}

static int write_footer(const struct report_boot *boot, char **ret_footer)
{
	const struct recommendation *advice = &boot->recommendation;
	const char *spread =
		!sizes_unknown(boot) ? ""
		: boot->exact ? " The loss is spread evenly over the events that are missing."
		: boot->records_lost.max != COUNT_UNBOUNDED
			? " What is not certain is spread evenly."
			: " Each missing event is drawn as one record: how many it had is not known.";

	if (advice->unlimited)
		return asprintf(ret_footer,
				"Keep audit_backlog_limit=0: the queue drops nothing.%s", spread);
	if (!advice->minimum_known || !advice->fixable)
		return asprintf(ret_footer, "Boot with %s.%s", advice->arguments, spread);
	return asprintf(ret_footer,
			"Smallest limit that loses nothing: %" PRIu64 ". Boot with %s.%s",
			advice->minimum, advice->arguments, spread);
}

static int make_safe(char **text)
{
	char *safe = text_safe(*text);

	if (!safe)
		return -ENOMEM;
	free(*text);
	*text = safe;
	return 0;
}

int chart_words_write(const struct report_boot *boot, struct chart *chart)
{
	if (write_title(boot, &chart->title) < 0) {
		chart->title = NULL;
		return -ENOMEM;
	}
	if (write_subtitle(boot, &chart->subtitle) < 0) {
		chart->subtitle = NULL;
		return -ENOMEM;
	}
	if (write_footer(boot, &chart->footer) < 0) {
		chart->footer = NULL;
		return -ENOMEM;
	}
	if (make_safe(&chart->title) < 0 || make_safe(&chart->subtitle) < 0 ||
	    make_safe(&chart->footer) < 0)
		return -ENOMEM;
	return 0;
}

/* An area of the stack, as the two tops between which it lies. */
struct area {
	double (*bottom)(const struct chart_step *step);
	double (*top)(const struct chart_step *step);
};

static double zero(const struct chart_step *step)
{
	(void)step;
	return 0;
}

static double held_top(const struct chart_step *step)
{
	return step->held;
}

static double perhaps_top(const struct chart_step *step)
{
	return step->perhaps;
}

static double passed_top(const struct chart_step *step)
{
	return step->passed;
}

static const struct area held_area = { .bottom = zero, .top = held_top };
static const struct area lost_area = { .bottom = held_top, .top = perhaps_top };
static const struct area passed_area = { .bottom = perhaps_top, .top = passed_top };

static double height_at(const struct chart *chart, const struct area *area,
			const struct chart_step *step)
{
	return chart_axis_place(&chart->y, area->top(step)) -
	       chart_axis_place(&chart->y, area->bottom(step));
}

static double width_of(const struct chart_label *label)
{
	return ((double)strlen(label->text) + 1) * CHART_CHARACTER_EM / CHART_WIDTH_EM;
}

/* Half the height that a line of text takes, with a little air. */
#define HALF_LINE (0.9 / CHART_HEIGHT_EM)

static bool crosses_mark(const struct chart *chart, double from, double to)
{
	for (size_t i = 0; i < chart->n_marks; i++) {
		double x = chart_axis_place(&chart->x, chart->marks[i].x);

		if (x > from - 0.005 && x < to + 0.005)
			return true;
	}
	return false;
}

/* Whether a text of this width fits into the area around a place, and at which height. */
static bool fits_at(const struct chart *chart, const struct area *area, double place, double width,
		    double *ret_y)
{
	struct chart_step left =
		chart_step_at(chart, chart_axis_value(&chart->x, place - width / 2));
	struct chart_step right =
		chart_step_at(chart, chart_axis_value(&chart->x, place + width / 2));
	double low_left = chart_axis_place(&chart->y, area->bottom(&left));
	double low_right = chart_axis_place(&chart->y, area->bottom(&right));
	double low = low_left > low_right ? low_left : low_right;
	double high = low_left + height_at(chart, area, &left);
	double other = low_right + height_at(chart, area, &right);

	high = other < high ? other : high;
	*ret_y = (low + high) / 2;
	return high - low > 1.8 * HALF_LINE && place - width / 2 > 0 && place + width / 2 < 1 &&
	       !crosses_mark(chart, place - width / 2, place + width / 2);
}

/* In the area, where it is highest and the text fits. */
static bool place_inside(const struct chart *chart, const struct area *area,
			 struct chart_label *label)
{
	double width = width_of(label), best = 0, y;

	for (int i = 1; i < 100; i++) {
		struct chart_step step =
			chart_step_at(chart, chart_axis_value(&chart->x, i / 100.0));
		double height = height_at(chart, area, &step);

		if (height <= best * 1.02 || !fits_at(chart, area, i / 100.0, width, &y))
			continue;
		best = height;
		label->x = i / 100.0 - width / 2;
		label->y = y;
		label->rightward = true;
		label->on_area = true;
	}
	return label->on_area;
}

/* The middle of where the area is highest, for a leader to point to: of several such places the
 * first. */
static void point_at(const struct chart *chart, const struct area *area, struct chart_label *label)
{
	double best = 0;

	for (int i = 1; i <= 200; i++) {
		struct chart_step step =
			chart_step_at(chart, chart_axis_value(&chart->x, i / 200.0));
		double height = height_at(chart, area, &step);

		if (height < best * 1.05 + 1e-9)
			continue;
		best = height;
		label->to_x = i / 200.0;
		label->to_y = chart_axis_place(&chart->y, area->bottom(&step)) + height / 2;
	}
}

static bool overlaps(const struct chart_label *label, const struct chart_label *other)
{
	double from = label->rightward ? label->x : label->x - width_of(label);
	double other_from = other->rightward ? other->x : other->x - width_of(other);

	return other->text[0] && from < other_from + width_of(other) &&
	       other_from < from + width_of(label) && label->y < other->y + 2 * HALF_LINE &&
	       other->y < label->y + 2 * HALF_LINE;
}

static bool crosses_line(const struct chart *chart, double y)
{
	double limit = chart->n_capacities ? chart->capacities[0].limit : 0;
	double at_limit = chart_axis_place(&chart->y, limit);
	double at_minimum = chart_axis_place(&chart->y, chart->minimum);

	return (limit > 0 && y > at_limit - HALF_LINE && y < at_limit + HALF_LINE) ||
	       (chart->has_minimum && y > at_minimum - HALF_LINE && y < at_minimum + HALF_LINE);
}

/* Whether the label stands free: over the stack, off the lines, and off the labels placed before
 * it. */
static bool is_free(const struct chart *chart, const struct chart_label *label)
{
	struct chart_step step = chart_step_at(chart, chart_axis_value(&chart->x, label->x));
	double from = label->x - width_of(label);

	if (from < 0.005 || label->y - HALF_LINE < chart_axis_place(&chart->y, step.passed) ||
	    crosses_line(chart, label->y) || crosses_mark(chart, from, label->x))
		return false;
	for (size_t i = 0; i < CHART_LABELS; i++)
		if (&chart->labels[i] != label && overlaps(label, &chart->labels[i]))
			return false;
	return true;
}

/* Beside the area, in the free space over the stack, as near as it can be, with a leader. */
static void place_outside(const struct chart *chart, const struct area *area,
			  struct chart_label *label)
{
	double best = 1e9, best_x = 0.5, best_y = 0.9;

	point_at(chart, area, label);
	label->leader = true;
	label->rightward = false;
	for (int i = 2; i < 99; i++) {
		for (int k = 4; k < 97; k++) {
			double dx = i / 100.0 - (label->to_x - 0.04), dy = k / 100.0 - label->to_y;

			label->x = i / 100.0;
			label->y = k / 100.0;
			if (label->x > label->to_x - 0.02 || dx * dx + 2 * dy * dy >= best ||
			    !is_free(chart, label))
				continue;
			best = dx * dx + 2 * dy * dy;
			best_x = label->x;
			best_y = label->y;
		}
	}
	label->x = best_x;
	label->y = best_y;
}

static void place_label(const struct chart *chart, const struct area *area,
			struct chart_label *label)
{
	if (label->text[0] && !place_inside(chart, area, label))
		place_outside(chart, area, label);
}

static void name_held(const struct report_boot *boot, const struct chart *chart,
		      struct chart_label *label)
{
	double held = chart->steps[chart->n_steps - 1].held;

	if (held > 0 && chart->unit == CHART_UNIT_EVENTS)
		(void)snprintf(label->text, sizeof(label->text), "whole in the queue: %.0f events",
			       held);
	else if (held > 0)
		(void)snprintf(label->text, sizeof(label->text), "held in the queue: %" PRIu64,
			       boot->records_held);
}

static void name_lost(const struct report_boot *boot, const struct chart *chart,
		      struct chart_label *label)
{
	const struct chart_step *last = &chart->steps[chart->n_steps - 1];
	char lost[SENTENCE_RANGE_BYTES];

	sentence_count(&boot->records_lost, lost);
	if (last->perhaps > last->held && chart->unit == CHART_UNIT_EVENTS)
		(void)snprintf(label->text, sizeof(label->text), "lost or cut: %.0f events",
			       last->perhaps - last->held);
	else if (last->perhaps > last->held)
		(void)snprintf(label->text, sizeof(label->text), "lost: %s", lost);
}

static void name_areas(const struct report_boot *boot, struct chart *chart)
{
	const struct chart_step *last = &chart->steps[chart->n_steps - 1];
	struct chart_label *labels = chart->labels;

	name_held(boot, chart, &labels[CHART_LABEL_HELD]);
	name_lost(boot, chart, &labels[CHART_LABEL_LOST]);
	if (last->passed > last->perhaps)
		(void)snprintf(labels[CHART_LABEL_PASSED].text, sizeof(labels->text),
			       "written by auditd, not queued");
}

/* A line of the limit and one of the minimum are named at the left, one above and one below. */
static void label_line(struct chart *chart, enum chart_label_of which, double value, bool above)
{
	struct chart_label *label = &chart->labels[which];
	double line = 1.0 / CHART_HEIGHT_EM;

	label->rightward = true;
	label->x = 0.01;
	label->y = chart_axis_place(&chart->y, value) + (above ? line : -line);
}

static void name_lines(struct chart *chart)
{
	struct chart_label *labels = chart->labels;
	double limit = chart->n_capacities ? chart->capacities[0].limit : 0;
	bool limit_shown = limit > 0 && limit <= chart->y.max;
	bool minimum_shown = chart->has_minimum && chart->minimum <= chart->y.max;

	if (minimum_shown && chart->minimum != limit) {
		(void)snprintf(labels[CHART_LABEL_MINIMUM].text, sizeof(labels->text),
			       "%.0f would have held everything", chart->minimum);
		label_line(chart, CHART_LABEL_MINIMUM, chart->minimum,
			   chart->minimum > limit || !limit_shown);
	}
	if (limit > 0 && !limit_shown)
		(void)snprintf(labels[CHART_LABEL_CAPACITY].text, sizeof(labels->text),
			       "limit %.0f: far above, not drawn", limit);
	else if (limit_shown)
		(void)snprintf(labels[CHART_LABEL_CAPACITY].text, sizeof(labels->text),
			       "limit %.0f%s", limit,
			       chart->unit == CHART_UNIT_EVENTS ? " records" : "");
	if (limit > 0)
		label_line(chart, CHART_LABEL_CAPACITY, limit_shown ? limit : chart->y.max,
			   limit_shown && !(minimum_shown && chart->minimum > limit));
}

void chart_words_label(const struct report_boot *boot, struct chart *chart)
{
	struct chart_label *labels = chart->labels;

	name_lines(chart);
	name_areas(boot, chart);
	place_label(chart, &held_area, &labels[CHART_LABEL_HELD]);
	place_label(chart, &lost_area, &labels[CHART_LABEL_LOST]);
	place_label(chart, &passed_area, &labels[CHART_LABEL_PASSED]);
}
