/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The layout of the graph: sums, scales, labels. */
#include "chart.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#define FULL_SLOTS(n)                                                                              \
	{                                                                                          \
		.min = (n), .max = (n)                                                             \
	}

/* A boot of single records: so many held, then one run of missing events, then the registration and
 * some more. */
static void make_boot(struct report_boot *boot, uint64_t held, uint64_t missing, uint64_t lost,
		      uint64_t passed)
{
	size_t row = 0;

	*boot = (struct report_boot){
		.boot_limit = held,
		.verdict = lost ? VERDICT_LOST : VERDICT_CLEAN,
		.exact = true,
		.records_held = held,
		.records_lost = FULL_SLOTS(lost),
		.demand = FULL_SLOTS(held + lost),
		.rows = calloc(held + passed + 1, sizeof(*boot->rows)),
		.recommendation = { .minimum_known = true,
				    .fixable = true,
				    .minimum = held + lost,
				    .limit = 8192,
				    .arguments = NULL },
	};
	for (; row < held; row++)
		boot->rows[row] = (struct report_row){
			.serial = row + 1, .events = 1, .held = 1, .time_ms = (int64_t)row
		};
	if (missing)
		boot->rows[row++] = (struct report_row){ .serial = held + 1,
							 .events = missing,
							 .time_ms = TIME_UNKNOWN,
							 .fate = FATE_LOST,
							 .lost = { .min = missing, .max = lost } };
	boot->registration =
		(struct report_mark){ .known = true, .serial = held + missing + 1, .row = row };
	boot->auditd_start = (struct report_mark){ .known = true, .row = row };
	boot->resize =
		(struct report_mark){ .known = true, .serial = held + missing + 2, .row = row + 1 };
	for (uint64_t i = 0; i < passed; i++, row++)
		boot->rows[row] = (struct report_row){ .serial = held + missing + 1 + i,
						       .events = 1,
						       .passed = 3,
						       .fate = FATE_PASSED,
						       .time_ms = (int64_t)(held + i) };
	boot->n_rows = row;
}

static void lay_out(const struct report_boot *boot, struct chart *ret_chart)
{
	const struct chart_options options = { .x = CHART_X_EVENTS };

	assert_int_equal(chart_init(boot, &options, ret_chart, NULL), 0);
}

static void tops_are_the_sums_and_only_rise(void **state)
{
	struct report_boot boot;
	struct chart chart;
	const struct chart_step *last;

	(void)state;
	make_boot(&boot, 64, 56, 390, 5);
	lay_out(&boot, &chart);
	last = &chart.steps[chart.n_steps - 1];
	assert_int_equal((int)last->held, 64);
	assert_true(last->perhaps - last->held > 389.999 && last->perhaps - last->held < 390.001);
	assert_int_equal((int)(last->passed - last->perhaps + 0.5), 15);
	assert_int_equal((int)last->x, 64 + 56 + 5);
	for (size_t i = 1; i < chart.n_steps; i++) {
		const struct chart_step *a = &chart.steps[i - 1], *b = &chart.steps[i];

		assert_true(b->x >= a->x && b->held >= a->held && b->lost >= a->lost);
		assert_true(b->perhaps >= b->lost && b->lost >= b->held && b->passed >= b->perhaps);
	}
	chart_done(&chart);
	free(boot.rows);
}

static void a_storm_is_reduced_and_keeps_its_first_loss(void **state)
{
	struct report_boot boot;
	struct chart chart;
	bool found = false;

	(void)state;
	make_boot(&boot, 1000000, 7, 7, 3);
	lay_out(&boot, &chart);
	assert_true(chart.n_steps <= CHART_STEPS_MAX + 2);
	for (size_t i = 0; i < chart.n_steps; i++)
		found |= chart.steps[i].x == 1000000 && chart.steps[i].perhaps == 1000000;
	assert_true(found);
	chart_done(&chart);
	free(boot.rows);
}

static void a_loss_of_4_is_seen_under_a_limit_of_8192(void **state)
{
	struct report_boot boot;
	struct chart chart;
	double bottom, top;

	(void)state;
	make_boot(&boot, 8192, 1, 4, 2);
	lay_out(&boot, &chart);
	assert_true(chart.y.broken);
	bottom = chart_axis_place(&chart.y, 8192);
	top = chart_axis_place(&chart.y, 8196);
	assert_true(top - bottom > 0.03);
	assert_true(chart_axis_place(&chart.y, 8000) < bottom);
	chart_done(&chart);
	free(boot.rows);
}

static void a_far_limit_does_not_set_the_scale(void **state)
{
	struct report_boot boot;
	struct chart chart;

	(void)state;
	make_boot(&boot, 50, 0, 0, 2);
	boot.boot_limit = 8192;
	lay_out(&boot, &chart);
	assert_true(chart.y.max < 100);
	assert_non_null(strstr(chart.labels[CHART_LABEL_CAPACITY].text, "8192"));
	chart_done(&chart);
	free(boot.rows);
}

static double label_width(const char *text)
{
	return (double)strlen(text) * CHART_CHARACTER_EM / CHART_WIDTH_EM;
}

static bool marks_overlap(const struct chart *chart, const struct chart_mark *a,
			  const struct chart_mark *b)
{
	double a_at = chart_axis_place(&chart->x, a->x), b_at = chart_axis_place(&chart->x, b->x);
	double a_from = a->leftward ? a_at - label_width(a->label) : a_at;
	double b_from = b->leftward ? b_at - label_width(b->label) : b_at;

	return a->lane == b->lane && a_from < b_from + label_width(b->label) &&
	       b_from < a_from + label_width(a->label);
}

static bool labels_overlap(const struct chart_label *a, const struct chart_label *b)
{
	double a_from = a->rightward ? a->x : a->x - label_width(a->text);
	double b_from = b->rightward ? b->x : b->x - label_width(b->text);
	double apart = a->y > b->y ? a->y - b->y : b->y - a->y;

	return a->text[0] && b->text[0] && apart < 1.2 / CHART_HEIGHT_EM &&
	       a_from < b_from + label_width(b->text) && b_from < a_from + label_width(a->text);
}

static void check_labels(const struct chart *chart)
{
	for (size_t i = 0; i < chart->n_marks; i++)
		for (size_t k = 0; k < i; k++)
			assert_false(marks_overlap(chart, &chart->marks[i], &chart->marks[k]));
	for (size_t i = 0; i < CHART_LABELS; i++)
		for (size_t k = 0; k < i; k++)
			assert_false(labels_overlap(&chart->labels[i], &chart->labels[k]));
}

static void labels_do_not_collide(void **state)
{
	static const struct {
		uint64_t held, missing, lost, passed;
	} shapes[] = {
		{ 64, 1, 4, 2 },   { 64, 56, 390, 15 },	 { 8192, 1, 4, 2 },  { 3, 0, 0, 1 },
		{ 64, 0, 0, 300 }, { 10, 500, 9000, 2 }, { 512, 3, 24, 40 }, { 1, 1, 1, 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		struct report_boot boot;
		struct chart chart;

		make_boot(&boot, shapes[i].held, shapes[i].missing, shapes[i].lost,
			  shapes[i].passed);
		lay_out(&boot, &chart);
		check_labels(&chart);
		chart_done(&chart);
		free(boot.rows);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tops_are_the_sums_and_only_rise),
		cmocka_unit_test(a_storm_is_reduced_and_keeps_its_first_loss),
		cmocka_unit_test(a_loss_of_4_is_seen_under_a_limit_of_8192),
		cmocka_unit_test(a_far_limit_does_not_set_the_scale),
		cmocka_unit_test(labels_do_not_collide),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
