/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph in characters: what has to be there, within its columns. */
#include "made_boot.h"
#include "render/render_chart.h"
#include "util/textstream.h"

#define UNBOUNDED COUNT_UNBOUNDED

static char *print_shape(const struct shape *shape, int columns, int rows)
{
	const struct render_terminal_options options = { .columns = columns, .rows = rows };
	struct chart chart;
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	assert_non_null(out);
	draw_shape(shape, &chart);
	render_terminal(&chart, &options, out);
	chart_done(&chart);
	fclose(out);
	return text;
}

static void no_line_is_longer_than_its_columns(void **state)
{
	static const struct shape shapes[] = {
		{ 64, 64, 56, 390, 390, 0, 15 },
		{ 64, 64, 200000, 200000, UNBOUNDED, 0, 2 },
		{ 64, 64, 50, 9000000, 9000000, 0, 2 },
		{ 8192, 8192, 4, 4, 4, 0, 2 },
		{ 500, 500, 4, 4, UNBOUNDED, 1500, 2 },
		{ 64, 0, 0, 0, 0, 0, 40 },
		{ 0, 0, 0, 0, 0, 0, 0 },
	};

	(void)state;
	for (int columns = 60; columns <= 200; columns += 20)
		for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
			char *text = print_shape(&shapes[i], columns, columns / 4);
			size_t longest = 0;

			for (const char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
				longest = strlen(line) > longest ? strlen(line) : longest;
			assert_true((int)longest <= columns);
			assert_true((int)longest > columns - 8 || !shapes[i].limit);
			free(text);
		}
}

/* Even where the name has room neither to the right of its line, up to the next, nor to the left.
 */
static void every_mark_is_named(void **state)
{
	(void)state;
	for (uint64_t passed = 2; passed < 60; passed++) {
		const struct shape shape = { 64, 0, 0, 0, 0, 0, passed };
		char *text = print_shape(&shape, 80, 12);

		assert_non_null(strstr(text, "auditd starts, auditd takes over"));
		assert_non_null(strstr(text, "limit set to 0"));
		free(text);
	}
}

/* On the lines that lead to the marks of the right. */
static void a_name_does_not_stand_on_the_line_of_another(void **state)
{
	const struct shape shape = { 64, 24, 0, 0, 0, 0, 26 };
	char *text = print_shape(&shape, 80, 12);

	(void)state;
	assert_non_null(strstr(text, "auditd starts, auditd takes over |"));
	free(text);
}

static void a_loss_of_one_record_takes_a_row(void **state)
{
	static const uint64_t limits[] = { 64, 512, 8192 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		const struct shape shape = { limits[i], limits[i], 1, 1, 1, 0, 2 };
		char *text = print_shape(&shape, 80, 10);

		assert_non_null(strstr(text, "XX"));
		assert_non_null(strstr(text, "X 1 record lost"));
		assert_null(strstr(text, "^"));
		free(text);
	}
}

static void an_edge_that_is_not_known_points_up(void **state)
{
	const struct shape shape = { 64, 64, 1, 1, UNBOUNDED, 0, 9 };
	char *text = print_shape(&shape, 80, 10);

	(void)state;
	assert_non_null(strstr(text, "..^"));
	assert_non_null(strstr(text, "^ or more"));
	free(text);
}

static void a_blind_while_is_seen_and_named(void **state)
{
	const struct render_terminal_options options = { .columns = 80, .rows = 8 };
	const struct shape shape = { 64, 10, 0, 0, 0, 0, 4 };
	struct report_blind blind = { .from_ms = TIME_UNKNOWN, .to_ms = 0 };
	struct report_boot boot;
	struct chart chart;
	FILE *out;
	struct textstream *stream = textstream_open(&out);
	char *text;

	(void)state;
	shape_boot(&boot, &shape);
	boot.blind = (struct report_blinds){ .list = &blind, .count = 1 };
	draw_boot(&boot, CHART_X_EVENTS, &chart);
	render_terminal(&chart, &options, out);
	text = textstream_close(stream);
	assert_non_null(strstr(text, "|//"));
	assert_non_null(strstr(text, "/ not audited"));
	free(text);
	chart_done(&chart);
	free(boot.rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_blind_while_is_seen_and_named),
		cmocka_unit_test(no_line_is_longer_than_its_columns),
		cmocka_unit_test(every_mark_is_named),
		cmocka_unit_test(a_name_does_not_stand_on_the_line_of_another),
		cmocka_unit_test(a_loss_of_one_record_takes_a_row),
		cmocka_unit_test(an_edge_that_is_not_known_points_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
