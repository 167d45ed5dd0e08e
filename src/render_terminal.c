/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph in characters. */
#define _GNU_SOURCE
#include "render_terminal.h"

#include "cleanup.h"
#include "text.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GUTTER 7 /* the numbers of the y axis and the axis itself */
#define LEFT 2

enum cell {
	CELL_EMPTY,
	CELL_HELD,
	CELL_LOST,
	CELL_PERHAPS,
	CELL_PASSED,
	CELL_LIMIT,
	CELL_MARK,
	CELL_BREAK,
	CELLS,
};

struct glyph {
	const char *utf8;
	const char *ascii;
	const char *colour;
	const char *name;
};

static const struct glyph glyphs[CELLS] = {
	[CELL_EMPTY] = { .utf8 = " ", .ascii = " ", .colour = "" },
	[CELL_HELD] = { .utf8 = "\u2592",
			.ascii = "#",
			.colour = "\x1b[36m",
			.name = "held in the queue" },
	[CELL_LOST] = { .utf8 = "\u2588", .ascii = "X", .colour = "\x1b[31m", .name = "lost" },
	[CELL_PERHAPS] = { .utf8 = "?",
			   .ascii = "?",
			   .colour = "\x1b[31m",
			   .name = "perhaps lost" },
	[CELL_PASSED] = { .utf8 = "\u00b7",
			  .ascii = ".",
			  .colour = "\x1b[2m",
			  .name = "written, not queued" },
	[CELL_LIMIT] = { .utf8 = "\u2500", .ascii = "-", .colour = "\x1b[1m", .name = "limit" },
	[CELL_MARK] = { .utf8 = "\u2502", .ascii = "|", .colour = "\x1b[2m" },
	[CELL_BREAK] = { .utf8 = "\u2248", .ascii = "~", .colour = "" },
};

struct canvas {
	const struct chart *chart;
	const struct render_terminal_options *options;
	FILE *out;
	int columns; /* of the plot */
	int rows;
	unsigned char *cells; /* row 0 at the bottom */
	bool used[CELLS];
};

static int level(const struct canvas *canvas, double value)
{
	return (int)lround(chart_axis_place(&canvas->chart->y, value) * canvas->rows);
}

static void put(struct canvas *canvas, int column, int row, enum cell cell)
{
	canvas->cells[row * canvas->columns + column] = (unsigned char)cell;
	canvas->used[cell] = true;
}

static enum cell cell_at(const struct canvas *canvas, int column, int row)
{
	return canvas->cells[row * canvas->columns + column];
}

/* An area that is there at all gets a row, so that a small loss does not vanish in the rounding. */
static int fill_to(struct canvas *canvas, int column, int from, double bottom, double top,
		   enum cell cell)
{
	int to = level(canvas, top);

	if (top > bottom && to <= from && from < canvas->rows)
		to = from + 1;
	for (int row = from; row < to && row < canvas->rows; row++)
		put(canvas, column, row, cell);
	return to > from ? to : from;
}

static void fill_column(struct canvas *canvas, int column)
{
	double end = chart_axis_value(&canvas->chart->x, (column + 1.0) / canvas->columns);
	struct chart_step step = chart_step_at(canvas->chart, end); /* the tops only rise */
	int row = fill_to(canvas, column, 0, 0, step.held, CELL_HELD);

	row = fill_to(canvas, column, row, step.held, step.lost, CELL_LOST);
	row = fill_to(canvas, column, row, step.lost, step.perhaps, CELL_PERHAPS);
	(void)fill_to(canvas, column, row, step.perhaps, step.passed, CELL_PASSED);
}

static double limit_at(const struct chart *chart, double x)
{
	double limit = 0;

	for (size_t i = 0; i < chart->n_capacities; i++)
		if (chart->capacities[i].x <= x)
			limit = chart->capacities[i].limit;
	return limit;
}

static void draw_limit(struct canvas *canvas)
{
	const struct chart *chart = canvas->chart;

	for (int column = 0; column < canvas->columns; column++) {
		double limit = limit_at(
			chart, chart_axis_value(&chart->x, (column + 0.5) / canvas->columns));
		int row = level(canvas, limit);

		if (limit <= 0 || limit > chart->y.max || row >= canvas->rows)
			continue;
		if (cell_at(canvas, column, row) == CELL_EMPTY)
			put(canvas, column, row, CELL_LIMIT);
	}
}

static int column_of(const struct canvas *canvas, double x)
{
	int column = (int)(chart_axis_place(&canvas->chart->x, x) * canvas->columns);

	return column < canvas->columns ? column : canvas->columns - 1;
}

static void draw_marks(struct canvas *canvas)
{
	for (size_t i = 0; i < canvas->chart->n_marks; i++) {
		int column = column_of(canvas, canvas->chart->marks[i].x);

		for (int row = 0; row < canvas->rows; row++)
			if (cell_at(canvas, column, row) == CELL_EMPTY ||
			    cell_at(canvas, column, row) == CELL_LIMIT)
				put(canvas, column, row, CELL_MARK);
	}
}

static void print_cell(const struct canvas *canvas, enum cell cell)
{
	const struct glyph *glyph = &glyphs[cell];
	bool colour = canvas->options->colour && *glyph->colour;

	fprintf(canvas->out, "%s%s%s", colour ? glyph->colour : "",
		canvas->options->utf8 ? glyph->utf8 : glyph->ascii, colour ? "\x1b[0m" : "");
}

/* The tick that lies in this row, or a negative number. */
static double tick_in(const struct canvas *canvas, int row)
{
	double tick = -1;

	for (size_t i = 0; i < canvas->chart->y.n_ticks; i++)
		if (level(canvas, canvas->chart->y.ticks[i]) == row)
			tick = canvas->chart->y.ticks[i];
	return tick;
}

static bool is_break(const struct canvas *canvas, int row)
{
	const struct chart_axis *axis = &canvas->chart->y;

	return axis->broken && (int)(axis->break_place * canvas->rows) == row;
}

static void print_row(const struct canvas *canvas, int row)
{
	double tick = tick_in(canvas, row);
	bool utf8 = canvas->options->utf8;
	int end = canvas->columns;

	if (tick >= 0)
		fprintf(canvas->out, "%*s%*.0f %s", LEFT, "", GUTTER - 1, tick,
			utf8 ? "\u2524" : "+");
	else
		fprintf(canvas->out, "%*s%*s %s", LEFT, "", GUTTER - 1, "", utf8 ? "\u2502" : "|");
	while (end > 0 && cell_at(canvas, end - 1, row) == CELL_EMPTY)
		end--;
	for (int column = 0; column < end; column++)
		print_cell(canvas, column == 0 && is_break(canvas, row)
					   ? CELL_BREAK
					   : cell_at(canvas, column, row));
	fputc('\n', canvas->out);
}

static void print_padding(FILE *out, int count, const char *text)
{
	for (int i = 0; i < count; i++)
		fputs(text, out);
}

/* A label line above the plot for each lane, the highest lane first. */
static void print_marks(const struct canvas *canvas)
{
	const struct chart *chart = canvas->chart;

	for (int lane = (int)chart->n_marks - 1; lane >= 0; lane--) {
		const struct chart_mark *mark = &chart->marks[lane];
		int column = column_of(canvas, mark->x), length = (int)strlen(mark->label);
		bool leftward = column + length + 2 > canvas->columns;

		print_padding(canvas->out, LEFT + GUTTER + 1, " ");
		print_padding(canvas->out, leftward ? column - length - 1 : column, " ");
		if (leftward)
			fprintf(canvas->out, "%s ", mark->label);
		print_cell(canvas, CELL_MARK);
		fprintf(canvas->out, "%s%s\n", leftward ? "" : " ", leftward ? "" : mark->label);
	}
}

static void print_x_ticks(const struct canvas *canvas)
{
	const struct chart *chart = canvas->chart;
	int at = 0;

	print_padding(canvas->out, LEFT + GUTTER, " ");
	fputs(canvas->options->utf8 ? "\u2514" : "+", canvas->out);
	for (int column = 0; column < canvas->columns; column++) {
		bool is_cut =
			chart->x.broken && column == (int)(chart->x.break_place * canvas->columns);

		fputs(is_cut ? "/" : canvas->options->utf8 ? "\u2500" : "-", canvas->out);
	}
	fputc('\n', canvas->out);
	print_padding(canvas->out, LEFT + GUTTER + 1, " ");
	for (size_t i = 0; i < chart->x.n_ticks; i++) {
		char number[24];
		int length = snprintf(number, sizeof(number), "%g", chart->x.ticks[i]);
		int column = column_of(canvas, chart->x.ticks[i]);

		if ((i && column <= at) || column + length > canvas->columns)
			continue;
		print_padding(canvas->out, column - at, " ");
		fputs(number, canvas->out);
		at = column + length;
	}
	fprintf(canvas->out, "\n%*s%s\n", LEFT + GUTTER + 1, "", chart->x_title);
}

static void print_legend(const struct canvas *canvas)
{
	double limit = canvas->chart->n_capacities ? canvas->chart->capacities[0].limit : 0;
	const char *space = "";

	fprintf(canvas->out, "%*s", LEFT, "");
	for (int cell = CELL_HELD; cell <= CELL_LIMIT; cell++) {
		if (!canvas->used[cell] && (cell != CELL_LIMIT || limit <= 0))
			continue;
		fputs(space, canvas->out);
		print_cell(canvas, cell);
		fprintf(canvas->out, " %s", glyphs[cell].name);
		if (cell == CELL_LIMIT)
			fprintf(canvas->out, " %.0f", limit);
		space = "   ";
	}
	fputc('\n', canvas->out);
}

static void print_words(const struct canvas *canvas, const char *words)
{
	fprintf(canvas->out, "%*s", LEFT, "");
	text_wrap(canvas->out, words, LEFT, LEFT, canvas->options->columns);
}

static void draw(struct canvas *canvas)
{
	for (int column = 0; column < canvas->columns; column++)
		fill_column(canvas, column);
	draw_limit(canvas);
	draw_marks(canvas);
}

int render_terminal(const struct chart *chart, const struct render_terminal_options *options,
		    FILE *out, struct error *err)
{
	CLEANUP(cleanup_free) unsigned char *cells = NULL;
	struct canvas canvas = {
		.chart = chart,
		.options = options,
		.out = out,
		.columns = (options->columns > 40 ? options->columns : 40) - LEFT - GUTTER - 2,
		.rows = options->rows > 4 ? options->rows : 4,
	};

	cells = calloc((size_t)canvas.columns * (size_t)canvas.rows, 1);
	if (!cells)
		return error_memory(err, "draw the graph");
	canvas.cells = cells;
	draw(&canvas);
	if (!options->within_report) {
		print_words(&canvas, chart->title);
		print_words(&canvas, chart->subtitle);
	}
	fprintf(out, "%*s%s\n", LEFT, "", chart->y_title);
	print_marks(&canvas);
	for (int row = canvas.rows - 1; row >= 0; row--)
		print_row(&canvas, row);
	print_x_ticks(&canvas);
	print_legend(&canvas);
	if (!options->within_report)
		print_words(&canvas, chart->footer);
	return 0;
}
