/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph of several boots. */
#define _GNU_SOURCE
#include "render/chart_trend.h"

#include "render/chart_words.h"
#include "util/textstream.h"
#include "util/xalloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The bar of a column, whose width is 1; its limit reaches a little further. */
#define BAR_FROM 0.2
#define BAR_TO 0.8
#define LIMIT_FROM 0.08
#define LIMIT_TO 0.92
/* A limit above the bars extends the scale up to so many times the highest. */
#define LIMIT_TIMES 4.0
#define HEADROOM 1.1

struct trend {
	const struct report *report;
	const struct report_boot *boots[CHART_COLUMNS_MAX];
	size_t n_boots;
	struct chart *chart;
};

/* Node by node, and the oldest boot first. */
static int compare_trend_boots(const void *left, const void *right)
{
	const struct report_boot *a = *(const struct report_boot *const *)left;
	const struct report_boot *b = *(const struct report_boot *const *)right;
	const int nodes = strcmp(a->node ? a->node : "", b->node ? b->node : "");

	return nodes ? nodes : (a->index > b->index) - (a->index < b->index);
}

/* The newest, or of several nodes the worst. */
static void choose_trend_boots(struct trend *trend)
{
	const struct report *report = trend->report;
	const size_t *worst = report->summary.order;

	for (size_t i = 0; i < report->n_boots && i < CHART_COLUMNS_MAX; i++)
		trend->boots[trend->n_boots++] = &report->boots[worst ? worst[i] : i];
	qsort(trend->boots, trend->n_boots, sizeof(*trend->boots), compare_trend_boots);
}

static void append_trend_step(struct chart_steps *steps, double x, const double *tops)
{
	struct chart_step *step = &steps->list[steps->count++];

	step->x = x;
	if (tops)
		memcpy(step->tops, tops, sizeof(step->tops));
}

static void stack_boot(const struct report_boot *boot, double ret_tops[CHART_AREAS])
{
	const struct range *lost = &boot->records_lost;
	const uint64_t most = lost->max == COUNT_UNBOUNDED ? lost->min : lost->max;

	ret_tops[CHART_AREA_HELD] = (double)boot->records_held;
	ret_tops[CHART_AREA_LOST] = ret_tops[CHART_AREA_HELD] + (double)lost->min;
	ret_tops[CHART_AREA_POSSIBLY_LOST] = ret_tops[CHART_AREA_HELD] + (double)most;
	ret_tops[CHART_AREA_DIRECT] = ret_tops[CHART_AREA_POSSIBLY_LOST];
}

/* Above the bar of a boot that was blind nobody knows what there would have been. */
static void add_trend_blind(struct trend *trend, size_t at, double top)
{
	struct chart *chart = trend->chart;
	const struct report_boot *boot = trend->boots[at];

	if (boot->verdict == VERDICT_BLIND || boot->blind.count)
		chart->blinds[chart->n_blinds++] = (struct chart_blind){
			.from_x = (double)at + BAR_FROM, .to_x = (double)at + BAR_TO, .from_y = top
		};
}

static void add_trend_bar(struct trend *trend, size_t at)
{
	const struct report_boot *boot = trend->boots[at];
	struct chart_steps *steps = &trend->chart->steps;
	struct chart_column *column = &trend->chart->columns[at];
	double tops[CHART_AREAS];

	stack_boot(boot, tops);
	*column = (struct chart_column){ .from_x = (double)at + BAR_FROM,
					 .to_x = (double)at + BAR_TO,
					 .open = boot->records_lost.max == COUNT_UNBOUNDED &&
						 boot->verdict != VERDICT_BLIND };
	trend->chart->open |= column->open;
	chart_words_column(boot, trend->report->summary.n_nodes > 1, column->lines);
	append_trend_step(steps, column->from_x, NULL);
	append_trend_step(steps, column->from_x, tops);
	append_trend_step(steps, column->to_x, tops);
	append_trend_step(steps, column->to_x, NULL);
	for (int i = 0; i < CHART_AREAS; i++)
		if (tops[i] - (i ? tops[i - 1] : 0) > 0)
			chart_words_trend_area((enum chart_area)i, trend->chart->names[i],
					       &trend->chart->details[i]);
	add_trend_blind(trend, at, tops[CHART_AREA_DIRECT]);
}

static void add_trend_limit(struct trend *trend, size_t at)
{
	const struct report_boot *boot = trend->boots[at];
	struct chart *chart = trend->chart;

	if (boot->boot_limit_source != LIMIT_UNKNOWN)
		chart->capacities[chart->n_capacities++] =
			(struct chart_capacity){ .from_x = (double)at + LIMIT_FROM,
						 .to_x = (double)at + LIMIT_TO,
						 .limit = (double)boot->boot_limit };
}

/* The smallest limit for all, unless the rules of a boot did the rest: no line could say so. */
static void add_trend_minimum(struct trend *trend)
{
	const struct recommendation *advice = &trend->report->recommendation;
	struct chart *chart = trend->chart;
	struct chart_line *line = &chart->lines[0];

	if (!advice->minimum_known || !advice->fixable || advice->raised_early ||
	    trend->report->need_open || !chart->names[CHART_AREA_LOST][0])
		return;
	*line = (struct chart_line){ .kind = CHART_LINE_MINIMUM,
				     .value = (double)advice->minimum,
				     .to_x = (double)trend->n_boots };
	chart_words_limit(advice->minimum, line->name);
	(void)snprintf(line->detail, sizeof(line->detail), "%s",
		       chart_words_label(CHART_LABEL_TREND_MINIMUM));
	chart->n_lines = 1;
}

static void scale_trend_axes(struct trend *trend)
{
	struct chart *chart = trend->chart;
	double stack = 1, top;

	for (size_t i = 0; i < chart->steps.count; i++)
		stack = fmax(stack, chart->steps.list[i].tops[CHART_AREA_DIRECT]);
	top = stack;
	for (size_t i = 0; i < chart->n_capacities; i++)
		if (chart->capacities[i].limit <= stack * LIMIT_TIMES)
			top = fmax(top, chart->capacities[i].limit);
	for (size_t i = 0; i < chart->n_lines; i++)
		if (chart->lines[i].value <= stack * LIMIT_TIMES)
			top = fmax(top, chart->lines[i].value);
	chart_axis_init(&chart->y, top * HEADROOM, 6, true);
	chart_axis_init(&chart->x, (double)trend->n_boots, 1, true);
	chart->x.n_ticks = 0;
}

static char *describe_trend(const struct chart *chart)
{
	FILE *out;
	struct textstream *stream = textstream_open(&out);

	fprintf(out, "%s.", chart->subtitle);
	for (size_t i = 0; i < chart->n_columns; i++) {
		const struct chart_column *column = &chart->columns[i];

		fprintf(out, " %s, %s: %s, %s.", column->lines[0], column->lines[1],
			column->lines[2], column->lines[3]);
	}
	fprintf(out, " %s", chart->footer);
	return textstream_close(stream);
}

static void write_trend_words(const struct trend *trend)
{
	struct chart *chart = trend->chart;
	const struct report_boot *const *boots = trend->boots;

	chart->x_title = chart_words_label(
		trend->report->summary.n_nodes > 1 ? CHART_LABEL_X_NODES : CHART_LABEL_X_BOOTS);
	chart->y_title = chart_words_label(CHART_LABEL_Y_NEEDED);
	chart->title = chart_words_trend_title(boots, trend->n_boots);
	chart->subtitle = chart_words_trend_subtitle(boots, trend->n_boots);
	chart->footer = chart_words_trend_footer(trend->report, trend->n_boots);
	chart->description = describe_trend(chart);
}

void chart_trend_init(const struct report *report, struct chart *ret_chart)
{
	struct chart chart = { 0 };
	struct trend trend = { .report = report, .chart = &chart };

	choose_trend_boots(&trend);
	chart.steps.list = xcalloc(4 * trend.n_boots + 2, sizeof(*chart.steps.list));
	chart.n_columns = trend.n_boots;
	append_trend_step(&chart.steps, 0, NULL);
	for (size_t i = 0; i < trend.n_boots; i++) {
		add_trend_bar(&trend, i);
		add_trend_limit(&trend, i);
	}
	append_trend_step(&chart.steps, (double)trend.n_boots, NULL);
	add_trend_minimum(&trend);
	scale_trend_axes(&trend);
	write_trend_words(&trend);
	*ret_chart = chart;
}
