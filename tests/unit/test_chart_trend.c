/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph of several boots: each column is its boot, and can be read. */
#include "made_boot.h"
#include "page_box.h"
#include "render/chart_trend.h"
#include "render/render_chart.h"
#include "util/textstream.h"

#include <locale.h>
#include <math.h>

#define DAY_MS 86400000LL
#define FIRST_MS 1795225152221LL
#define MANY 60

static struct report_boot boots[MANY];
static char arguments[] = "audit=1 audit_backlog_limit=8192";

/* So many boots, newest first: each needed a record more than the one before it, and lost it. */
static struct report make_boots(size_t count)
{
	for (size_t i = 0; i < count; i++)
		boots[i] = (struct report_boot){
			.index = -(int)i,
			.first_ms = FIRST_MS - (int64_t)i * DAY_MS,
			.verdict = VERDICT_LOST,
			.records_held = 64,
			.records_lost = { .min = count - i, .max = count - i },
			.demand = { .min = 64 + count - i, .max = 64 + count - i },
			.boot_limit = 64,
			.boot_limit_source = LIMIT_FROM_RECORD,
		};
	return (struct report){
		.boots = boots,
		.n_boots = count,
		.recommendation = { .minimum_known = true,
				    .fixable = true,
				    .minimum = 64 + count,
				    .arguments = arguments },
	};
}

static double top_of(const struct chart *chart, size_t column, enum chart_area area)
{
	const double middle = (chart->columns[column].from_x + chart->columns[column].to_x) / 2;

	return chart_steps_at(&chart->steps, middle).tops[area];
}

static void a_column_is_what_its_boot_needed_and_lost(void **state)
{
	struct report report = make_boots(3);
	struct chart chart;

	(void)state;
	boots[0].records_lost.max = 9;
	boots[0].demand.max = 73;
	boots[1].boot_limit = 8192;
	chart_trend_init(&report, &chart);
	assert_int_equal(chart.n_columns, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_true(fabs(top_of(&chart, i, CHART_AREA_HELD) - 64) < 1e-9);
		assert_true(fabs(top_of(&chart, i, CHART_AREA_LOST) - 65 - (double)i) < 1e-9);
	}
	assert_true(fabs(top_of(&chart, 2, CHART_AREA_POSSIBLY_LOST) - 73) < 1e-9);
	assert_string_equal(chart.columns[0].lines[0], "boot -2");
	assert_string_equal(chart.columns[2].lines[0], "boot 0");
	assert_string_equal(chart.columns[1].lines[1], "11-20 01:39");
	assert_string_equal(chart.columns[1].lines[2], "2 of 66 lost");
	assert_string_equal(chart.columns[2].lines[2], "3 to 9 lost");
	assert_string_equal(chart.columns[1].lines[3], "limit 8192");
	assert_int_equal(chart.n_capacities, 3);
	assert_true(fabs(chart.capacities[1].limit - 8192) < 1e-9);
	assert_true(chart_axis_max(&chart.y) < 200);
	assert_string_equal(chart.title, "The audit queue overflowed at 3 of 3 boots");
	assert_non_null(
		strstr(chart.description, "boot -1, 11-20 01:39: 2 of 66 lost, limit 8192."));
	chart_done(&chart);
}

static void nodes_stand_beside_each_other_with_their_names(void **state)
{
	struct report report = make_boots(3);
	struct chart chart;

	(void)state;
	report.summary.n_nodes = 2;
	boots[0].node = boots[0].host = (char[]){ "web" };
	boots[1].node = boots[1].host = (char[]){ "db" };
	boots[1].index = 0;
	boots[2].node = boots[2].host = (char[]){ "web" };
	chart_trend_init(&report, &chart);
	assert_string_equal(chart.columns[0].lines[0], "db");
	assert_string_equal(chart.columns[1].lines[0], "web");
	assert_string_equal(chart.columns[1].lines[1], "11-19 01:39");
	assert_string_equal(chart.columns[2].lines[1], "11-21 01:39");
	assert_null(strstr(chart.title, "web"));
	chart_done(&chart);
}

/* Of more nodes than there is room for, those that lost most. Text that is not UTF-8 is no picture.
 */
static void of_many_nodes_the_worst_are_drawn(void **state)
{
	struct report report = make_boots(MANY);
	char name[] = "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9x\u00e9\u00e9";
	size_t order[MANY];
	struct chart chart;

	(void)state;
	report.summary.n_nodes = MANY;
	report.summary.order = order;
	for (size_t i = 0; i < MANY; i++) {
		boots[i].node = boots[i].host = name + i % 2 * 2;
		boots[i].records_held = i;
		order[i] = MANY - 1 - i;
	}
	chart_trend_init(&report, &chart);
	assert_int_equal(chart.n_columns, CHART_COLUMNS_MAX);
	for (size_t i = 0; i < chart.n_columns; i++) {
		assert_true(top_of(&chart, i, CHART_AREA_HELD) >= MANY - CHART_COLUMNS_MAX);
		assert_int_not_equal(mbstowcs(NULL, chart.columns[i].lines[0], 0), (size_t)-1);
		assert_non_null(strstr(chart.columns[i].lines[0], "\u2026"));
	}
	assert_non_null(strstr(chart.footer, "20 boots that lost less are not drawn"));
	chart_done(&chart);
}

/* No line says that a limit was enough where the rules did the rest, or where nothing tells. */
static void the_smallest_limit_is_a_line_only_where_it_is_known(void **state)
{
	struct report report = make_boots(3);
	struct chart chart;

	(void)state;
	chart_trend_init(&report, &chart);
	assert_int_equal(chart.n_lines, 1);
	assert_true(fabs(chart.lines[0].value - 67) < 1e-9);
	chart_done(&chart);
	report.recommendation.raised_early = true;
	chart_trend_init(&report, &chart);
	assert_int_equal(chart.n_lines, 0);
	chart_done(&chart);
	report.recommendation.raised_early = false;
	report.need_open = true;
	chart_trend_init(&report, &chart);
	assert_int_equal(chart.n_lines, 0);
	chart_done(&chart);
}

static void what_is_not_known_of_a_boot_is_seen(void **state)
{
	struct report report = make_boots(3);
	struct chart_page page;
	struct chart chart;
	size_t arrows = 0, bands = 0;

	(void)state;
	boots[0].verdict = VERDICT_BLIND;
	boots[0].records_lost = (struct range){ .min = 0, .max = COUNT_UNBOUNDED };
	boots[1].records_lost.max = boots[1].demand.max = COUNT_UNBOUNDED;
	boots[2].verdict = VERDICT_UNKNOWN;
	boots[2].records_lost = (struct range){ .min = 0, .max = 0 };
	boots[2].boot_limit_source = LIMIT_UNKNOWN;
	chart_trend_init(&report, &chart);
	assert_string_equal(chart.columns[2].lines[2], "not audited");
	assert_string_equal(chart.columns[1].lines[2], "at least 2 lost");
	assert_string_equal(chart.columns[0].lines[2], "cannot tell");
	assert_string_equal(chart.columns[0].lines[3], "limit ?");
	chart_page_init(&chart, &page);
	for (size_t i = 0; i < page.n_lines; i++) {
		const struct chart_stroke_line *line = &page.lines[i];

		arrows += line->x0 < page.right && line->role == CHART_ROLE_LOST &&
			  line->stroke == CHART_STROKE_ARROW;
		bands += line->x0 < page.right && line->role == CHART_ROLE_BLIND;
	}
	assert_int_equal(arrows, 1);
	assert_int_equal(bands, 1);
	chart_done(&chart);
}

/* Of many boots the newest are drawn, and the last has its lines; no text covers another. */
static void many_boots_can_be_read(void **state)
{
	static const size_t counts[] = { 2, 3, 7, 12, 25, CHART_COLUMNS_MAX, MANY };
	struct chart_page page;
	struct chart chart;

	(void)state;
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		struct report report = make_boots(counts[i]);
		bool newest = false;

		chart_trend_init(&report, &chart);
		chart_page_init(&chart, &page);
		assert_true(page.n_lines < CHART_PAGE_LINES_MAX - 1);
		for (size_t k = 0; k < page.n_texts; k++) {
			assert_readable(&page, k);
			newest |= strcmp(page.texts[k].text, "boot 0") == 0;
		}
		assert_true(newest);
		assert_int_equal(strstr(chart.footer, "20 older boots are not drawn") != NULL,
				 counts[i] == MANY);
		chart_done(&chart);
	}
}

static void the_characters_stay_in_their_columns(void **state)
{
	static const size_t counts[] = { 2, 3, 12, MANY };

	(void)state;
	for (int columns = 60; columns <= 200; columns += 35)
		for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
			const struct render_terminal_options options = { .columns = columns,
									 .rows = 12 };
			struct report report = make_boots(counts[i]);
			struct chart chart;
			FILE *out;
			struct textstream *stream = textstream_open(&out);
			char *text, *newest;

			chart_trend_init(&report, &chart);
			render_terminal(&chart, &options, out);
			text = textstream_close(stream);
			newest = strstr(text, "boot 0");
			assert_non_null(newest);
			for (const char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
				assert_true((int)strlen(line) <= columns);
			free(text);
			chart_done(&chart);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_column_is_what_its_boot_needed_and_lost),
		cmocka_unit_test(nodes_stand_beside_each_other_with_their_names),
		cmocka_unit_test(of_many_nodes_the_worst_are_drawn),
		cmocka_unit_test(the_smallest_limit_is_a_line_only_where_it_is_known),
		cmocka_unit_test(what_is_not_known_of_a_boot_is_seen),
		cmocka_unit_test(many_boots_can_be_read),
		cmocka_unit_test(the_characters_stay_in_their_columns),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
