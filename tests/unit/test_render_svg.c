/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph as SVG: its areas are the data, and it can stand in a page. */
#include "made_boot.h"
#include "render/chart_page.h"
#include "render/render_chart.h"
#include "util/textstream.h"

#include <math.h>

static const struct shape overflow = { 64, 64, 56, 390, 500, 0, 15 };

static char *print_svg(const struct chart *chart, const char *id, bool within_page)
{
	const struct render_svg_options options = { .id = id, .within_page = within_page };
	FILE *out;
	struct textstream *stream = textstream_open(&out);

	render_svg(chart, &options, out);
	return textstream_close(stream);
}

static void assert_point(const char **at, double x, double y)
{
	double real_x, real_y;
	int length;

	assert_int_equal(sscanf(*at, "%*[ML]%lf %lf%n", &real_x, &real_y, &length), 2);
	assert_true(fabs(real_x - x * RENDER_CHART_EM) < 0.01);
	assert_true(fabs(real_y - y * RENDER_CHART_EM) < 0.01);
	*at += length;
}

/* The bytes of each area are read back, and are the steps. */
static void each_area_is_its_steps(void **state)
{
	static const char *const areas[CHART_AREAS] = { "held", "lost", "perhaps", "passed" };
	struct chart_page page;
	struct chart chart;
	char *svg;

	(void)state;
	draw_shape(&overflow, &chart);
	chart_page_init(&chart, &page);
	svg = print_svg(&chart, "a", false);
	for (int i = 0; i < CHART_AREAS; i++) {
		char begin[64];
		const char *at;

		(void)snprintf(begin, sizeof(begin), "<path class=\"area %s\"", areas[i]);
		at = strstr(svg, begin);
		assert_non_null(at);
		at = strstr(at, " d=\"") + 4;
		for (size_t k = 0; k < chart.steps.count; k++)
			assert_point(&at, chart_page_x(&page, chart.steps.list[k].x),
				     chart_page_y(&page, chart.steps.list[k].tops[i]));
	}
	free(svg);
	chart_done(&chart);
}

/* Two graphs in one page have no id in common, and each finds its own hatches and words. */
static void its_ids_are_its_own(void **state)
{
	struct chart chart;
	char *svg;

	(void)state;
	draw_shape(&overflow, &chart);
	svg = print_svg(&chart, "boot7", true);
	assert_true(strncmp(svg, "<svg viewBox", 12) == 0);
	assert_null(strstr(svg, "//"));
	for (const char *at = svg; (at = strstr(at, "id=\"")); at++)
		assert_true(strncmp(at, "id=\"boot7-", 10) == 0);
	assert_non_null(strstr(svg, "id=\"boot7-hatch-lost\""));
	assert_non_null(strstr(svg, "url(#boot7-hatch-lost)"));
	assert_non_null(strstr(svg, "aria-labelledby=\"boot7-title\""));
	free(svg);
	chart_done(&chart);
}

/* A script can tell the event under the pointer: the knots in the text are those of the axis. */
static void its_frame_has_the_axis(void **state)
{
	static const struct shape magnified = { 8192, 8192, 4, 4, 4, 0, 2 };
	double value, place;
	struct chart chart;
	const char *at;
	char *svg;
	int length;

	(void)state;
	draw_shape(&magnified, &chart);
	svg = print_svg(&chart, "a", true);
	at = strstr(svg, "data-x=\"") + 8;
	assert_true(chart.x.n_knots > 2);
	for (size_t i = 0; i < chart.x.n_knots; i++, at += length) {
		assert_int_equal(sscanf(at, " %lf:%lf%n", &value, &place, &length), 2);
		assert_true(fabs(value - chart.x.knots[i].value) < 1e-6);
		assert_true(fabs(place - chart.x.knots[i].place) < 1e-6);
	}
	assert_int_equal(*at, '"');
	free(svg);
	chart_done(&chart);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_area_is_its_steps),
		cmocka_unit_test(its_ids_are_its_own),
		cmocka_unit_test(its_frame_has_the_axis),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
