/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph on its page: every text can be read. */
#include "made_boot.h"
#include "page_box.h"
#include "render/chart_page.h"

#include <locale.h>
#include <math.h>

#define UNBOUNDED COUNT_UNBOUNDED

static const struct shape shapes[] = {
	{ 64, 64, 1, 4, 4, 0, 2 },
	{ 64, 64, 56, 390, 390, 0, 15 },
	{ 64, 64, 9, 9, UNBOUNDED, 0, 4 },
	{ 64, 64, 9, 9, 30, 0, 4 },
	{ 64, 64, 0, 0, 1, 0, 2 },
	{ 64, 64, 1, 1, 1, 0, 2 },
	{ 64, 3, 0, 0, 0, 0, 1 },
	{ 64, 64, 0, 0, 0, 0, 300 },
	{ 64, 0, 0, 0, 0, 0, 40 },
	{ 0, 300, 0, 0, 0, 0, 2 },
	{ 8192, 40, 0, 0, 0, 0, 1 },
	{ 8192, 8000, 0, 0, 0, 0, 1 },
	{ 8192, 8192, 4, 4, 4, 0, 2 },
	{ 8192, 8192, 40, 40, 40, 0, 2 },
	{ 8192, 8192, 800, 800, 800, 0, 1 },
	{ 500, 500, 4, 4, 4, 1500, 2 },
	{ 500, 500, 4, 4, UNBOUNDED, 1500, 2 },
	{ 64, 64, 200000, 450000, 450000, 0, 2 },
	{ 64, 64, 200000, 200000, UNBOUNDED, 0, 2 },
	{ 200000, 200000, 3, 9, 9, 0, 2 },
	{ 64, 64, 50, 9000000, 9000000, 0, 2 },
	{ 0, 0, 0, 0, 0, 0, 0 },
};

static void no_text_is_overlapped_crossed_or_cut_off(void **state)
{
	struct chart_page page;
	struct chart chart;

	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		draw_shape(&shapes[i], &chart);
		chart_page_init(&chart, &page);
		assert_true(page.n_lines < CHART_PAGE_LINES_MAX - 1);
		assert_true(page.n_texts < CHART_PAGE_TEXTS_MAX - 1);
		assert_true(page.bottom - page.top > CHART_PAGE_HEIGHT / 2);
		for (size_t k = 0; k < page.n_texts; k++)
			assert_readable(&page, k);
		chart_done(&chart);
	}
}

static size_t count_strokes(const struct chart_page *page, enum chart_role role,
			    enum chart_stroke stroke)
{
	size_t count = 0;

	for (size_t i = 0; i < page->n_lines; i++)
		count += page->lines[i].role == role && page->lines[i].stroke == stroke;
	return count;
}

static void an_edge_that_is_not_known_points_up(void **state)
{
	struct shape shape = { 64, 64, 56, 56, UNBOUNDED, 0, 4 };
	struct chart_page page;
	struct chart chart;

	(void)state;
	draw_shape(&shape, &chart);
	chart_page_init(&chart, &page);
	assert_true(count_strokes(&page, CHART_ROLE_LOST, CHART_STROKE_ARROW) > 1);
	for (size_t i = 0; i < page.n_lines; i++)
		if (page.lines[i].stroke == CHART_STROKE_ARROW)
			assert_true(page.lines[i].y1 < page.lines[i].y0);
	chart_done(&chart);
	shape.lost_max = 56;
	draw_shape(&shape, &chart);
	chart_page_init(&chart, &page);
	assert_int_equal(count_strokes(&page, CHART_ROLE_LOST, CHART_STROKE_ARROW), 0);
	chart_done(&chart);
}

static void a_limit_above_the_frame_points_there(void **state)
{
	const struct shape shape = { 8192, 40, 0, 0, 0, 0, 1 };
	struct chart_page page;
	struct chart chart;

	(void)state;
	draw_shape(&shape, &chart);
	chart_page_init(&chart, &page);
	assert_int_equal(count_strokes(&page, CHART_ROLE_LIMIT, CHART_STROKE_ARROW), 1);
	assert_int_equal(count_strokes(&page, CHART_ROLE_LIMIT, CHART_STROKE_SOLID), 0);
	chart_done(&chart);
}

/* The only texts in the plot are on bands of their own, from its top to its bottom. */
static void a_blind_while_is_a_band_with_its_name(void **state)
{
	const struct shape shape = { 64, 64, 56, 390, 390, 0, 15 };
	struct report_blind blinds[] = { { .from_ms = TIME_UNKNOWN, .to_ms = 0 },
					 { .from_ms = 300, .to_ms = 310 } };
	struct report_boot boot;
	struct chart_page page;
	struct chart chart;

	(void)state;
	shape_boot(&boot, &shape);
	boot.blind = (struct report_blinds){ .list = blinds, .count = 2 };
	draw_boot(&boot, CHART_X_EVENTS, &chart);
	chart_page_init(&chart, &page);
	assert_int_equal(count_strokes(&page, CHART_ROLE_BLIND, CHART_STROKE_BAR), 2);
	for (size_t i = 0; i < 2; i++) {
		const struct chart_stroke_line *band = &page.lines[i];
		struct box name = box_of(&page.texts[i]);

		assert_string_equal(page.texts[i].text, "not audited");
		/* On the band, whose colour a dark page may leave as it is. */
		assert_int_equal(page.texts[i].role, CHART_ROLE_BLIND);
		assert_true(fabs(band->y0 - page.top) < 1e-6);
		assert_true(fabs(band->y1 - chart_page_y(&page, chart.blinds[i].from_y)) < 1e-6);
		assert_true(band->x0 - band->width / 2 < name.left);
		assert_true(band->x0 + band->width / 2 > name.right);
	}
	assert_true(page.lines[0].x0 + page.lines[0].width / 2 <= chart_page_x(&page, 0) + 1e-6);
	for (size_t i = 2; i < page.n_texts; i++)
		assert_readable(&page, i);
	chart_done(&chart);
	free(boot.rows);
}

static void the_bars_add_up_to_the_stack(void **state)
{
	const struct shape shape = { 64, 64, 56, 390, 390, 0, 15 };
	double sum = 0, height;
	struct chart_page page;
	struct chart chart;

	(void)state;
	draw_shape(&shape, &chart);
	chart_page_init(&chart, &page);
	for (size_t i = 0; i < page.n_lines; i++)
		if (page.lines[i].stroke == CHART_STROKE_BAR)
			sum += page.lines[i].y1 - page.lines[i].y0;
	height = chart_page_y(&page, 0) - chart_page_y(&page, 64 + 390 + 45);
	assert_true(fabs(sum - height) < 1e-6);
	chart_done(&chart);
}

/* A page whose texts are not UTF-8 cannot be drawn. */
static void a_long_name_is_cut_between_characters(void **state)
{
	const struct shape shape = { 64, 64, 0, 0, 0, 0, 2 };
	char host[2000] = "n";
	struct report_boot boot;
	struct chart_page page;
	struct chart chart;

	(void)state;
	shape_boot(&boot, &shape);
	boot.reasons = (char *[]){ host };
	boot.n_reasons = 1;
	boot.verdict = VERDICT_UNKNOWN;
	for (size_t i = 1; i < 999; i++)
		memcpy(host + 2 * i - 1, "\u00e9", 3);
	boot.host = host;
	for (size_t shift = 0; shift < 2; shift++, boot.host++, boot.reasons[0]++) {
		draw_boot(&boot, CHART_X_EVENTS, &chart);
		chart_page_init(&chart, &page);
		for (size_t i = 0; i < page.n_texts; i++) {
			assert_int_not_equal(mbstowcs(NULL, page.texts[i].text, 0), (size_t)-1);
			assert_readable(&page, i);
		}
		assert_non_null(strstr(page.texts[0].text, "\u00e9\u2026"));
		chart_done(&chart);
	}
	free(boot.rows);
}

static void names_in_one_place_move_apart(void **state)
{
	double y[] = { 10, 10, 10.5, 30, 31 };

	(void)state;
	chart_page_spread(y, 5, 2.5, 8, 32);
	for (size_t i = 1; i < 5; i++)
		assert_true(y[i] - y[i - 1] >= 2.5);
	assert_true(y[0] >= 8 + 1.25 && y[4] <= 32 - 1.25);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_text_is_overlapped_crossed_or_cut_off),
		cmocka_unit_test(an_edge_that_is_not_known_points_up),
		cmocka_unit_test(a_limit_above_the_frame_points_there),
		cmocka_unit_test(a_blind_while_is_a_band_with_its_name),
		cmocka_unit_test(the_bars_add_up_to_the_stack),
		cmocka_unit_test(a_long_name_is_cut_between_characters),
		cmocka_unit_test(names_in_one_place_move_apart),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
