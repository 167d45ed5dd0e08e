/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph before it is on a page: sums, scales, limits, words. */
#include "made_boot.h"
#include "render/chart.h"

#include <math.h>

#define UNBOUNDED COUNT_UNBOUNDED

static const struct chart_step *last(const struct chart *chart)
{
	return &chart->steps.list[chart->steps.count - 1];
}

static void assert_near(double value, double expected)
{
	assert_true(fabs(value - expected) < 1e-6);
}

static void assert_rises(const struct chart *chart)
{
	for (size_t i = 1; i < chart->steps.count; i++) {
		const struct chart_step *a = &chart->steps.list[i - 1], *b = a + 1;

		assert_true(b->x >= a->x);
		for (int k = 0; k < CHART_AREAS; k++) {
			assert_true(b->tops[k] >= a->tops[k] - 1e-9);
			assert_true(k == 0 || b->tops[k] >= b->tops[k - 1] - 1e-9);
		}
	}
}

static void tops_are_the_sums_and_only_rise(void **state)
{
	const struct shape shape = { .limit = 64,
				     .held = 64,
				     .missing = 56,
				     .lost_min = 390,
				     .lost_max = 390,
				     .passed = 5 };
	struct chart chart;

	(void)state;
	draw_shape(&shape, &chart);
	assert_near(last(&chart)->tops[CHART_AREA_HELD], 64);
	assert_near(last(&chart)->tops[CHART_AREA_LOST], 64 + 390);
	assert_near(last(&chart)->tops[CHART_AREA_POSSIBLY_LOST], 64 + 390);
	assert_near(last(&chart)->tops[CHART_AREA_DIRECT], 64 + 390 + 15);
	assert_near(last(&chart)->x, 64 + 56 + 5);
	assert_rises(&chart);
	assert_string_equal(chart.names[CHART_AREA_LOST], "390 records lost");
	chart_done(&chart);
}

/* A cut event that can have lost 2 at most does not get an even share of 92. */
static void an_event_gets_no_more_than_it_can_have_lost(void **state)
{
	struct report_row rows[] = {
		{ .serial = 1, .events = 1, .held = 8, .fate = FATE_HELD },
		{ .serial = 2,
		  .events = 1,
		  .held = 2,
		  .lost = { .min = 1, .max = 2 },
		  .fate = FATE_TRUNCATED },
		{ .serial = 3,
		  .events = 9,
		  .time_ms = TIME_UNKNOWN,
		  .lost = { .min = 9, .max = UNBOUNDED },
		  .fate = FATE_LOST },
	};
	struct report_boot boot = { .rows = rows,
				    .n_rows = 3,
				    .records_held = 10,
				    .boot_limit = 10,
				    .records_lost = { .min = 92, .max = 92 },
				    .recommendation = { .arguments = (char[]){ "audit=1" } } };
	struct chart chart;
	struct chart_step cut, begin;

	(void)state;
	draw_boot(&boot, CHART_X_EVENTS, &chart);
	cut = chart_steps_at(&chart.steps, 2);
	assert_near(chart_steps_loss(&cut), 2);
	assert_near(chart_steps_loss(last(&chart)), 92);
	assert_true(chart.steps.spread && !chart.steps.unplaced);
	/* And it is held up to the limit before anything is lost. */
	begin = chart_steps_at(&chart.steps, 1.5);
	assert_near(begin.tops[CHART_AREA_HELD], 10);
	assert_near(chart_steps_loss(&begin), 0);
	chart_done(&chart);
}

static void a_loss_without_a_missing_serial_is_drawn_all_the_same(void **state)
{
	const struct shape shape = {
		.limit = 64, .held = 64, .lost_min = 2, .lost_max = 5, .passed = 3
	};
	struct chart chart;

	(void)state;
	draw_shape(&shape, &chart);
	assert_near(last(&chart)->tops[CHART_AREA_LOST], 66);
	assert_near(last(&chart)->tops[CHART_AREA_POSSIBLY_LOST], 69);
	assert_non_null(strstr(chart.footer, "drawn where auditd takes over"));
	chart_done(&chart);
}

static void a_storm_is_reduced_and_keeps_its_first_loss(void **state)
{
	const struct shape shape = { .limit = 1000000,
				     .held = 1000000,
				     .missing = 7,
				     .lost_min = 7,
				     .lost_max = 7,
				     .passed = 3 };
	struct report_boot boot;
	struct chart chart;
	struct chart_step step;

	(void)state;
	shape_boot(&boot, &shape);
	boot.rows[400001].fate = FATE_LOST;
	boot.rows[400001].held = 0;
	boot.rows[400001].lost = (struct range){ .min = 1, .max = 1 };
	boot.records_lost = (struct range){ .min = 8, .max = 8 };
	draw_boot(&boot, CHART_X_EVENTS, &chart);
	assert_true(chart.steps.count <= CHART_STEPS_MAX);
	step = chart_steps_at(&chart.steps, 400001);
	assert_near(chart_steps_loss(&step), 0);
	step = chart_steps_at(&chart.steps, 400002);
	assert_near(chart_steps_loss(&step), 1);
	step = chart_steps_at(&chart.steps, 1000000);
	assert_near(chart_steps_loss(&step), 1);
	assert_near(chart_steps_loss(last(&chart)), 8);
	chart_done(&chart);
	free(boot.rows);
}

/* On the axis of time nothing rises while nothing happens. */
static void a_pause_is_flat_on_the_axis_of_time(void **state)
{
	const struct shape shape = { .limit = 8192, .held = 4000, .passed = 1 };
	struct report_boot boot;
	struct chart chart;
	struct chart_step before, after;

	(void)state;
	shape_boot(&boot, &shape);
	for (size_t i = 2000; i < boot.n_rows; i++)
		boot.rows[i].time_ms += 60000;
	draw_boot(&boot, CHART_X_TIME, &chart);
	before = chart_steps_at(&chart.steps, 20.1);
	after = chart_steps_at(&chart.steps, 79.9);
	assert_near(before.tops[CHART_AREA_HELD], 2000);
	assert_near(after.tops[CHART_AREA_HELD], 2000);
	assert_rises(&chart);
	chart_done(&chart);
	free(boot.rows);
}

static double place_between(const struct chart_axis *axis, double low, double high)
{
	return chart_axis_place(axis, high) - chart_axis_place(axis, low);
}

static void a_loss_of_4_is_seen_under_a_limit_of_8192(void **state)
{
	const struct shape shape = {
		.limit = 8192, .held = 8192, .missing = 4, .lost_min = 4, .lost_max = 4, .passed = 2
	};
	struct chart chart;

	(void)state;
	draw_shape(&shape, &chart);
	assert_true(chart_axis_is_broken(&chart.y));
	assert_true(place_between(&chart.y, 8192, 8196) > 0.05);
	assert_true(place_between(&chart.x, 8192, 8196) > 0.05);
	assert_true(chart_axis_place(&chart.y, 4000) > 0.05);
	chart_done(&chart);
}

/* What is magnified is the loss, wherever it is. */
static void a_loss_in_the_middle_is_magnified_there(void **state)
{
	const struct shape shape = { .limit = 500,
				     .held = 500,
				     .missing = 4,
				     .lost_min = 4,
				     .lost_max = 4,
				     .held_later = 1500,
				     .passed = 2 };
	struct chart chart;

	(void)state;
	draw_shape(&shape, &chart);
	assert_true(place_between(&chart.y, 500, 504) > 0.05);
	assert_true(place_between(&chart.x, 500, 504) > 0.05);
	assert_true(place_between(&chart.y, 2000, 2004) < 0.01);
	assert_true(chart_axis_max(&chart.y) >= 2004);
	chart_done(&chart);
}

/* Straight lines between steps are straight on a broken axis only if none leads across the break.
 */
static void no_line_leads_across_a_break(void **state)
{
	const struct shape shape = {
		.limit = 8192, .held = 8192, .missing = 4, .lost_min = 4, .lost_max = 4, .passed = 2
	};
	struct chart chart;

	(void)state;
	draw_shape(&shape, &chart);
	for (size_t i = 1; i < chart.steps.count; i++) {
		const struct chart_step *a = &chart.steps.list[i - 1], *b = a + 1;
		double knot_x = chart.x.knots[1].value, knot_y = chart.y.knots[1].value;

		assert_false(a->x < knot_x && b->x > knot_x + 1e-6);
		assert_false(a->tops[0] < knot_y - 1e-6 && b->tops[0] > knot_y + 1e-6);
	}
	chart_done(&chart);
}

static void a_loss_of_1_of_65_needs_no_break(void **state)
{
	const struct shape shape = {
		.limit = 64, .held = 64, .missing = 1, .lost_min = 1, .lost_max = 1, .passed = 2
	};
	struct chart chart;

	(void)state;
	draw_shape(&shape, &chart);
	assert_false(chart_axis_is_broken(&chart.x) || chart_axis_is_broken(&chart.y));
	assert_true(place_between(&chart.y, 64, 65) > 0.01);
	chart_done(&chart);
}

static void a_window_of_nothing_but_passed_records_is_shown_whole(void **state)
{
	const struct shape shape = { .limit = 64, .passed = 40 };
	struct chart chart;

	(void)state;
	draw_shape(&shape, &chart);
	assert_near(last(&chart)->tops[CHART_AREA_DIRECT], 120);
	assert_true(chart_axis_max(&chart.y) >= 120);
	chart_done(&chart);
}

static void what_passed_does_not_press_the_queue_flat(void **state)
{
	const struct shape shape = { .limit = 64, .held = 60, .passed = 4000 };
	struct chart chart;

	(void)state;
	draw_shape(&shape, &chart);
	assert_true(chart_axis_place(&chart.y, 60) > 0.3);
	chart_done(&chart);
}

static void a_far_limit_does_not_set_the_scale(void **state)
{
	const struct shape shape = { .limit = 8192, .held = 50, .passed = 2 };
	struct chart chart;

	(void)state;
	draw_shape(&shape, &chart);
	assert_true(chart_axis_max(&chart.y) < 100);
	assert_string_equal(chart.lines[0].name, "limit 8192");
	chart_done(&chart);
}

/* Behind the registration the stack says nothing about the limit: its line ends there. */
static void the_limit_is_drawn_while_the_queue_waits(void **state)
{
	const struct shape late = {
		.limit = 64, .held = 64, .missing = 4, .lost_min = 4, .lost_max = 4, .passed = 9
	};
	const struct shape early = { .limit = 500,
				     .held = 500,
				     .missing = 4,
				     .lost_min = 4,
				     .lost_max = 4,
				     .held_later = 1500 };
	struct chart chart;

	(void)state;
	draw_shape(&late, &chart);
	assert_int_equal(chart.n_capacities, 1);
	assert_near(chart.capacities[0].to_x, 68);
	chart_done(&chart);
	draw_shape(&early, &chart);
	assert_int_equal(chart.n_capacities, 2);
	assert_near(chart.capacities[0].to_x, 504);
	assert_near(chart.capacities[1].limit, 8192);
	assert_near(chart.capacities[1].to_x, 2004);
	chart_done(&chart);
}

static void a_loss_without_an_upper_bound_is_open(void **state)
{
	struct shape shape = { .limit = 64,
			       .held = 64,
			       .missing = 9,
			       .lost_min = 9,
			       .lost_max = UNBOUNDED,
			       .passed = 2 };
	struct chart chart;

	(void)state;
	draw_shape(&shape, &chart);
	assert_true(chart.open);
	assert_near(chart.open_from_x, 64);
	assert_near(last(&chart)->tops[CHART_AREA_POSSIBLY_LOST], 73);
	assert_string_equal(chart.names[CHART_AREA_LOST], "at least 9 records lost");
	assert_non_null(strstr(chart.footer, "lower bound"));
	chart_done(&chart);
	shape.lost_max = 9;
	draw_shape(&shape, &chart);
	assert_false(chart.open);
	assert_string_equal(chart.names[CHART_AREA_LOST], "9 records lost");
	chart_done(&chart);
}

static void a_loss_within_bounds_is_two_areas(void **state)
{
	const struct shape shape = {
		.limit = 64, .held = 64, .missing = 9, .lost_min = 9, .lost_max = 20, .passed = 2
	};
	struct chart chart;

	(void)state;
	draw_shape(&shape, &chart);
	assert_string_equal(chart.names[CHART_AREA_LOST], "9 records lost");
	assert_string_equal(chart.names[CHART_AREA_POSSIBLY_LOST], "up to 11 records perhaps lost");
	assert_false(chart.open);
	chart_done(&chart);
}

static void a_limit_asked_about_is_drawn_with_its_loss(void **state)
{
	const struct shape shape = { .limit = 64,
				     .held = 64,
				     .missing = 56,
				     .lost_min = 390,
				     .lost_max = 390,
				     .passed = 2 };
	struct report_boot boot;
	struct chart chart;

	(void)state;
	shape_boot(&boot, &shape);
	boot.what_if_asked = true;
	boot.what_if_limit = 430;
	boot.what_if_lost = (struct range){ .min = 24, .max = 24 };
	draw_boot(&boot, CHART_X_EVENTS, &chart);
	assert_int_equal(chart.n_lines, 3);
	assert_string_equal(chart.lines[2].name, "limit 430");
	assert_string_equal(chart.lines[2].detail, "would have lost 24");
	chart_done(&chart);
	free(boot.rows);
}

/* What the rules raise before auditd registers holds from there on, and no line says otherwise. */
static void a_limit_is_drawn_no_further_than_it_is_in_force(void **state)
{
	struct shape shape = { 64, 64, 10, 10, 10, 30, 2 };
	struct report_boot boot;
	struct chart chart;

	(void)state;
	shape_boot(&boot, &shape);
	boot.recommendation.raised_early = true;
	boot.what_if_asked = true;
	boot.what_if_limit = 70;
	draw_boot(&boot, CHART_X_EVENTS, &chart);
	assert_int_equal(chart.n_lines, 3);
	for (size_t i = 0; i < chart.n_lines; i++)
		assert_near(chart.lines[i].to_x, 74);
	assert_string_equal(chart.lines[1].detail, "enough until it is raised");
	chart_done(&chart);
	boot.n_changes = 0;
	boot.recommendation.raised_early = false;
	draw_boot(&boot, CHART_X_EVENTS, &chart);
	assert_near(chart.lines[1].to_x, chart.steps.list[chart.steps.count - 1].x);
	assert_string_equal(chart.lines[1].detail, "would have held everything");
	chart_done(&chart);
	free(boot.rows);
}

/* Nothing met a limit: drawn over what passed, it would look as if that had overflowed. */
static void what_passed_meets_no_limit(void **state)
{
	const struct shape shape = { 64, 0, 0, 0, 0, 0, 100 };
	struct chart chart;

	(void)state;
	draw_shape(&shape, &chart);
	assert_int_equal(chart.n_lines, 0);
	assert_int_equal(chart.n_capacities, 0);
	chart_done(&chart);
}

static void a_boot_that_lost_nothing_has_no_other_limit(void **state)
{
	struct shape shape = { 64, 50, 0, 0, 0, 0, 3 };
	struct report_boot boot;
	struct chart chart;

	(void)state;
	shape_boot(&boot, &shape);
	draw_boot(&boot, CHART_X_EVENTS, &chart);
	assert_int_equal(chart.n_lines, 1);
	assert_int_equal(chart.lines[0].kind, CHART_LINE_LIMIT);
	assert_string_equal(chart.footer, "Boot with audit=1 audit_backlog_limit=8192.");
	chart_done(&chart);
	/* What may be lost without a bound no limit is known to hold. */
	boot.records_lost.max = UNBOUNDED;
	draw_boot(&boot, CHART_X_EVENTS, &chart);
	assert_int_equal(chart.n_lines, 1);
	assert_null(strstr(chart.footer, "Smallest"));
	chart_done(&chart);
	boot.records_lost.max = 0;
	boot.boot_limit = 8192;
	draw_boot(&boot, CHART_X_EVENTS, &chart);
	assert_non_null(strstr(chart.footer, "Nothing to change"));
	assert_null(strstr(chart.footer, "Boot with"));
	chart_done(&chart);
	free(boot.rows);
}

/* The rows of a shape are 10 ms apart, the first at 0. */
static void a_blind_while_lies_between_its_events(void **state)
{
	const struct shape shape = { 64, 40, 0, 0, 0, 0, 4 };
	struct report_blind blinds[] = { { .from_ms = 90, .to_ms = 100 },
					 { .from_ms = TIME_UNKNOWN, .to_ms = 0 },
					 { .from_ms = 390, .to_ms = TIME_UNKNOWN } };
	struct report_boot boot;
	struct chart chart;

	(void)state;
	shape_boot(&boot, &shape);
	boot.blind = (struct report_blinds){ .list = blinds, .count = 3 };
	draw_boot(&boot, CHART_X_EVENTS, &chart);
	assert_int_equal(chart.n_blinds, 3);
	assert_near(chart.blinds[0].from_x, 10);
	assert_near(chart.blinds[0].to_x, 10);
	assert_false(chart.blinds[0].at_start);
	assert_non_null(strstr(chart.description, "Not audited: from 10 to 10."));
	assert_non_null(strstr(chart.description, "Not audited: from the start of the boot to 0."));
	/* What is known stays in sight. */
	assert_near(chart.blinds[0].from_y, 10);
	assert_true(chart.blinds[1].at_start);
	assert_near(chart.blinds[1].to_x, 0);
	assert_near(chart.blinds[2].from_x, 40);
	assert_near(chart.blinds[2].to_x, 44);
	for (size_t i = 0; i < chart.n_blinds; i++) {
		const struct chart_span places = chart_blind_places(&chart, &chart.blinds[i]);

		assert_true(places.from >= 0 && places.to <= 1 && places.to - places.from > 0.02);
	}
	/* The first event stands behind what was not audited before it. */
	assert_near(chart_blind_places(&chart, &chart.blinds[1]).to, chart_axis_place(&chart.x, 0));
	assert_true(chart_axis_place(&chart.x, 0) > 0.02);
	chart_done(&chart);
	free(boot.rows);
}

static void a_blind_boot_without_a_time_was_so_until_auditd_came(void **state)
{
	const struct shape shape = { 64, 0, 0, 0, 0, 0, 4 };
	struct report_boot boot;
	struct chart chart;

	(void)state;
	shape_boot(&boot, &shape);
	boot.verdict = VERDICT_BLIND;
	boot.auditd_start.row = 2;
	draw_boot(&boot, CHART_X_EVENTS, &chart);
	assert_int_equal(chart.n_blinds, 1);
	assert_true(chart.blinds[0].at_start);
	assert_near(chart.blinds[0].to_x, 2);
	chart_done(&chart);
	boot.verdict = VERDICT_CLEAN;
	draw_boot(&boot, CHART_X_EVENTS, &chart);
	assert_int_equal(chart.n_blinds, 0);
	chart_done(&chart);
	free(boot.rows);
}

/* A kernel log alone counts what was lost: that is drawn, and no rise that nobody saw. */
static void totals_without_an_event_are_drawn(void **state)
{
	const struct shape shape = { 64, 0, 0, 250, UNBOUNDED, 0, 0 };
	struct report_boot boot;
	struct chart chart;

	(void)state;
	shape_boot(&boot, &shape);
	boot.records_held = 64;
	draw_boot(&boot, CHART_X_EVENTS, &chart);
	assert_near(chart.steps.list[1].x, 0);
	assert_near(chart.steps.list[1].tops[CHART_AREA_HELD], 64);
	assert_near(chart.steps.list[chart.steps.count - 1].tops[CHART_AREA_LOST], 314);
	assert_true(chart.open);
	assert_int_equal(chart.x.n_ticks, 0);
	assert_null(strstr(chart.footer, "where auditd takes over"));
	chart_done(&chart);
	free(boot.rows);
}

static void a_graph_of_events_has_a_title_of_events(void **state)
{
	const struct chart_options options = { .unit = CHART_UNIT_EVENTS };
	const struct shape shape = { 64, 64, 56, 390, 390, 0, 15 };
	struct report_boot boot;
	struct chart chart;

	(void)state;
	shape_boot(&boot, &shape);
	boot.host = (char[]){ "web" };
	chart_init(&boot, &options, &chart);
	assert_string_equal(
		chart.title,
		"The audit queue overflowed at boot: 56 of 120 events lost or cut (web)");
	chart_done(&chart);
	boot.verdict = VERDICT_CLEAN;
	chart_init(&boot, &options, &chart);
	assert_non_null(strstr(chart.title, "all 64 events of the boot"));
	chart_done(&chart);
	free(boot.rows);
}

static void marks_at_one_place_share_a_line(void **state)
{
	const struct shape shape = { .limit = 64, .held = 64, .passed = 2 };
	struct chart chart;

	(void)state;
	draw_shape(&shape, &chart);
	assert_int_equal(chart.n_marks, 2);
	assert_string_equal(chart.marks[0].name, "auditd starts, auditd takes over");
	assert_true(chart.marks[0].x < chart.marks[1].x);
	chart_done(&chart);
}

/* On the axis of time all of them may be at the end. */
static void marks_at_one_place_stay_short(void **state)
{
	const struct shape shape = { .limit = 64, .held = 64, .passed = 2 };
	struct report_boot boot;
	struct chart chart;

	(void)state;
	shape_boot(&boot, &shape);
	boot.rows[10].time_ms = 900000;
	draw_boot(&boot, CHART_X_TIME, &chart);
	assert_int_equal(chart.n_marks, 2);
	assert_string_equal(chart.marks[0].name, "auditd starts, auditd takes over");
	assert_string_equal(chart.marks[1].name, "limit set to 0");
	assert_near(chart.marks[0].x, chart.marks[1].x);
	assert_non_null(strstr(chart.footer, "The clock went back"));
	chart_done(&chart);
	boot.rows[10].time_ms = 100;
	draw_boot(&boot, CHART_X_TIME, &chart);
	assert_null(strstr(chart.footer, "The clock went back"));
	chart_done(&chart);
	free(boot.rows);
}

static bool is_round(double tick)
{
	double power = pow(10, floor(log10(tick) + 1e-9));
	double digits = tick / power * 20;

	return fabs(digits - round(digits)) < 1e-6;
}

static void an_axis_is_there_and_back_with_round_ticks(void **state)
{
	struct chart_axis axis;

	(void)state;
	for (double max = 1; max < 1e7; max *= 1.7) {
		chart_axis_init(&axis, max, 6, true);
		assert_true(axis.n_ticks >= 2);
		for (size_t i = 1; i < axis.n_ticks; i++)
			assert_true(is_round(axis.ticks[i]) && axis.ticks[i] <= max);
	}
	chart_axis_init_magnified(&axis, 490, 510, 2000, 8);
	assert_int_equal(axis.n_knots, 4);
	for (double place = 0; place <= 1; place += 0.05)
		assert_near(chart_axis_place(&axis, chart_axis_value(&axis, place)), place);
	for (size_t i = 1; i < axis.n_ticks; i++)
		assert_true(place_between(&axis, axis.ticks[i - 1], axis.ticks[i]) > 0.05);
	assert_near(chart_axis_place(&axis, 1e9), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tops_are_the_sums_and_only_rise),
		cmocka_unit_test(an_event_gets_no_more_than_it_can_have_lost),
		cmocka_unit_test(a_loss_without_a_missing_serial_is_drawn_all_the_same),
		cmocka_unit_test(a_storm_is_reduced_and_keeps_its_first_loss),
		cmocka_unit_test(a_pause_is_flat_on_the_axis_of_time),
		cmocka_unit_test(a_loss_of_4_is_seen_under_a_limit_of_8192),
		cmocka_unit_test(a_loss_in_the_middle_is_magnified_there),
		cmocka_unit_test(no_line_leads_across_a_break),
		cmocka_unit_test(a_loss_of_1_of_65_needs_no_break),
		cmocka_unit_test(a_window_of_nothing_but_passed_records_is_shown_whole),
		cmocka_unit_test(what_passed_does_not_press_the_queue_flat),
		cmocka_unit_test(a_far_limit_does_not_set_the_scale),
		cmocka_unit_test(the_limit_is_drawn_while_the_queue_waits),
		cmocka_unit_test(a_loss_without_an_upper_bound_is_open),
		cmocka_unit_test(a_loss_within_bounds_is_two_areas),
		cmocka_unit_test(a_limit_asked_about_is_drawn_with_its_loss),
		cmocka_unit_test(a_limit_is_drawn_no_further_than_it_is_in_force),
		cmocka_unit_test(what_passed_meets_no_limit),
		cmocka_unit_test(a_boot_that_lost_nothing_has_no_other_limit),
		cmocka_unit_test(a_blind_while_lies_between_its_events),
		cmocka_unit_test(a_blind_boot_without_a_time_was_so_until_auditd_came),
		cmocka_unit_test(totals_without_an_event_are_drawn),
		cmocka_unit_test(a_graph_of_events_has_a_title_of_events),
		cmocka_unit_test(marks_at_one_place_share_a_line),
		cmocka_unit_test(marks_at_one_place_stay_short),
		cmocka_unit_test(an_axis_is_there_and_back_with_round_ticks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
