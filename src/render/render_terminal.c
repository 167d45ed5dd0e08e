/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph in characters. */
#define _GNU_SOURCE
#include "render/render_terminal.h"

#include "base/cleanup.h"
#include "base/text.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LEFT 2
/* So many columns lie between two signs of an open edge. */
#define MORE_APART 6
#define MARK_COLUMNS_MAX 255

enum cell {
	CELL_EMPTY,
	CELL_HELD,
	CELL_LOST,
	CELL_POSSIBLY_LOST,
	CELL_PASSED,
	CELL_MORE,
	CELL_LIMIT,
	CELL_LINE,
	CELL_MARK,
	CELL_BREAK,
	CELLS,
};

struct glyph {
	const char *utf8;
	const char *ascii;
	const char *colour;
};

static const struct glyph glyphs[CELLS] = {
	[CELL_EMPTY] = { .utf8 = " ", .ascii = " ", .colour = "" },
	[CELL_HELD] = { .utf8 = "\u2592", .ascii = "#", .colour = "\x1b[36m" },
	[CELL_LOST] = { .utf8 = "\u2588", .ascii = "X", .colour = "\x1b[31m" },
	[CELL_POSSIBLY_LOST] = { .utf8 = "?", .ascii = "?", .colour = "\x1b[31m" },
	[CELL_PASSED] = { .utf8 = "\u00b7", .ascii = ".", .colour = "\x1b[2m" },
	[CELL_MORE] = { .utf8 = "\u2191", .ascii = "^", .colour = "\x1b[31m" },
	[CELL_LIMIT] = { .utf8 = "\u2500", .ascii = "-", .colour = "\x1b[1m" },
	[CELL_LINE] = { .utf8 = "\u2504", .ascii = "=", .colour = "\x1b[32m" },
	[CELL_MARK] = { .utf8 = "\u2502", .ascii = "|", .colour = "\x1b[2m" },
	[CELL_BREAK] = { .utf8 = "\u2248", .ascii = "~", .colour = "" },
};

static const enum cell area_cells[CHART_AREAS] = {
	[CHART_AREA_HELD] = CELL_HELD,
	[CHART_AREA_LOST] = CELL_LOST,
	[CHART_AREA_POSSIBLY_LOST] = CELL_POSSIBLY_LOST,
	[CHART_AREA_PASSED] = CELL_PASSED,
};

struct canvas {
	const struct chart *chart;
	const struct render_terminal_options *options;
	FILE *out;
	int gutter;  /* the numbers of the y axis */
	int columns; /* of the plot */
	int rows;
	unsigned char *cells; /* row 0 at the bottom */
};

static int level(const struct canvas *canvas, double value)
{
	return (int)lround(chart_axis_place(&canvas->chart->y, value) * canvas->rows);
}

static void put(struct canvas *canvas, int column, int row, enum cell cell)
{
	canvas->cells[row * canvas->columns + column] = (unsigned char)cell;
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

static int column_of(const struct canvas *canvas, double x)
{
	int column = (int)(chart_axis_place(&canvas->chart->x, x) * canvas->columns);

	return column < canvas->columns ? column : canvas->columns - 1;
}

/* The stack at the right edge of a column: its tops only rise. */
static struct chart_step step_of(const struct canvas *canvas, int column)
{
	double end = chart_axis_value(&canvas->chart->x, (column + 1.0) / canvas->columns);

	return chart_steps_at(&canvas->chart->steps, end);
}

/* Whether the sign of an open edge stands in this column: in the second of them, and so on. */
static bool is_open(const struct canvas *canvas, int column)
{
	int from = column_of(canvas, canvas->chart->open_from_x);

	return canvas->chart->open && column > from && (column - from) % MORE_APART == 1;
}

static void fill_column(struct canvas *canvas, int column)
{
	struct chart_step step = step_of(canvas, column);
	int row = 0;

	for (int i = 0; i < CHART_AREAS; i++) {
		if (i == CHART_AREA_PASSED && is_open(canvas, column) && row < canvas->rows)
			put(canvas, column, row++, CELL_MORE);
		row = fill_to(canvas, column, row, i ? step.tops[i - 1] : 0, step.tops[i],
			      area_cells[i]);
	}
}

static void draw_level(struct canvas *canvas, double from_x, double to_x, double value,
		       enum cell cell)
{
	int row = level(canvas, value);

	if (value <= 0 || value > chart_axis_max(&canvas->chart->y) || row >= canvas->rows)
		return;
	for (int column = 0; column < canvas->columns; column++) {
		double x = chart_axis_value(&canvas->chart->x, (column + 0.5) / canvas->columns);

		if (x >= from_x && x <= to_x && cell_at(canvas, column, row) == CELL_EMPTY)
			put(canvas, column, row, cell);
	}
}

static void draw_limits(struct canvas *canvas)
{
	const struct chart *chart = canvas->chart;

	for (size_t i = 0; i < chart->n_capacities; i++)
		draw_level(canvas, chart->capacities[i].from_x, chart->capacities[i].to_x,
			   chart->capacities[i].limit, CELL_LIMIT);
	for (size_t i = 0; i < chart->n_lines; i++)
		if (chart->lines[i].kind != CHART_LINE_LIMIT)
			draw_level(canvas, 0, chart_axis_max(&chart->x), chart->lines[i].value,
				   CELL_LINE);
}

static void draw_marks(struct canvas *canvas)
{
	for (size_t i = 0; i < canvas->chart->n_marks; i++) {
		int column = column_of(canvas, canvas->chart->marks[i].x);

		for (int row = 0; row < canvas->rows; row++)
			if (cell_at(canvas, column, row) == CELL_EMPTY ||
			    cell_at(canvas, column, row) >= CELL_LIMIT)
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

/* The number beside a row: of the limit that is drawn there, because a tick would seem to be its
 * value, else of the tick. Negative: none. */
static double number_at(const struct canvas *canvas, int row)
{
	const struct chart *chart = canvas->chart;
	double number = -1;

	for (size_t i = 0; i < chart->y.n_ticks; i++)
		if (level(canvas, chart->y.ticks[i]) == row)
			number = chart->y.ticks[i];
	for (size_t i = chart->n_lines; i-- > 0;)
		if (level(canvas, chart->lines[i].value) == row &&
		    chart->lines[i].value <= chart_axis_max(&chart->y))
			number = chart->lines[i].value;
	return number;
}

static void draw_breaks(struct canvas *canvas)
{
	const struct chart_axis *axis = &canvas->chart->y;

	for (size_t i = 1; i + 1 < axis->n_knots; i++)
		for (int column = 0, row = (int)(axis->knots[i].place * canvas->rows);
		     column < canvas->columns; column++)
			if (cell_at(canvas, column, row) == CELL_EMPTY)
				put(canvas, column, row, CELL_BREAK);
}

static void print_row(const struct canvas *canvas, int row)
{
	double number = number_at(canvas, row);
	bool utf8 = canvas->options->utf8;
	int end = canvas->columns;

	if (number >= 0)
		fprintf(canvas->out, "%*s%*.0f %s", LEFT, "", canvas->gutter, number,
			utf8 ? "\u2524" : "+");
	else
		fprintf(canvas->out, "%*s%*s %s", LEFT, "", canvas->gutter, "",
			utf8 ? "\u2502" : "|");
	while (end > 0 && cell_at(canvas, end - 1, row) == CELL_EMPTY)
		end--;
	for (int column = 0; column < end; column++)
		print_cell(canvas, cell_at(canvas, column, row));
	fputc('\n', canvas->out);
}

static void print_padding(FILE *out, int count, const char *text)
{
	for (int i = 0; i < count; i++)
		fputs(text, out);
}

static bool is_free(const char *line, int from, int length, int columns)
{
	for (int i = from; i < from + length; i++)
		if (line[i] != ' ')
			return false;
	return from + length <= columns;
}

/* A line above the plot for each label, the last one's on top; the lines of those above lead
 * through it, unless its name has no other place. */
static void print_mark(const struct canvas *canvas, size_t mark)
{
	const struct chart_mark *marks = canvas->chart->marks;
	int length = (int)strlen(marks[mark].name), at = column_of(canvas, marks[mark].x);
	char line[MARK_COLUMNS_MAX + sizeof(marks->name) + 2];

	memset(line, ' ', sizeof(line));
	for (size_t i = mark; i < canvas->chart->n_marks; i++)
		line[column_of(canvas, marks[i].x)] = '|';
	if (at >= length + 1 && !is_free(line, at + 1, length + 1, canvas->columns))
		memcpy(line + at - length - 1, marks[mark].name, (size_t)length);
	else
		memcpy(line + at + 2, marks[mark].name, (size_t)length);
	line[canvas->columns] = '\0';
	for (int end = canvas->columns; end > 0 && line[end - 1] == ' '; end--)
		line[end - 1] = '\0';
	print_padding(canvas->out, LEFT + canvas->gutter + 2, " ");
	for (const char *c = line; *c; c++) {
		if (*c == '|')
			print_cell(canvas, CELL_MARK);
		else
			fputc(*c, canvas->out);
	}
	fputc('\n', canvas->out);
}

static bool is_x_break(const struct canvas *canvas, int column)
{
	const struct chart_axis *axis = &canvas->chart->x;

	for (size_t i = 1; i + 1 < axis->n_knots; i++)
		if (column == (int)(axis->knots[i].place * canvas->columns))
			return true;
	return false;
}

static void print_x_ticks(const struct canvas *canvas)
{
	const struct chart *chart = canvas->chart;
	int at = 0;

	print_padding(canvas->out, LEFT + canvas->gutter + 1, " ");
	fputs(canvas->options->utf8 ? "\u2514" : "+", canvas->out);
	for (int column = 0; column < canvas->columns; column++) {
		fputs(is_x_break(canvas, column) ? "/"
		      : canvas->options->utf8	 ? "\u2500"
						 : "-",
		      canvas->out);
	}
	fputc('\n', canvas->out);
	print_padding(canvas->out, LEFT + canvas->gutter + 2, " ");
	for (size_t i = 0; i < chart->x.n_ticks; i++) {
		char number[24];
		int length = snprintf(number, sizeof(number), "%.10g", chart->x.ticks[i]);
		int column = column_of(canvas, chart->x.ticks[i]);

		if ((i && column <= at) || column + length > canvas->columns)
			continue;
		print_padding(canvas->out, column - at, " ");
		fputs(number, canvas->out);
		at = column + length;
	}
	fprintf(canvas->out, "\n%*s%s\n", LEFT + canvas->gutter + 2, "", chart->x_title);
}

/* Prints a sign and what it means, on the line or on the next one. */
static void print_meaning(const struct canvas *canvas, enum cell cell, const char *meaning, int *at)
{
	int length = (int)strlen(meaning) + 2;

	if (*at && *at + 3 + length > canvas->options->columns) {
		fputc('\n', canvas->out);
		*at = 0;
	}
	fprintf(canvas->out, "%*s", *at ? 3 : LEFT, "");
	*at += (*at ? 3 : LEFT) + length;
	print_cell(canvas, cell);
	fprintf(canvas->out, " %s", meaning);
}

static void print_legend(const struct canvas *canvas)
{
	const struct chart *chart = canvas->chart;
	int at = 0;

	for (int i = 0; i < CHART_AREAS; i++)
		if (chart->names[i][0])
			print_meaning(canvas, area_cells[i], chart->names[i], &at);
	if (chart->open)
		print_meaning(canvas, CELL_MORE, "or more", &at);
	for (size_t i = 0; i < chart->n_lines; i++) {
		const struct chart_line *line = &chart->lines[i];
		bool above = line->value > chart_axis_max(&chart->y);
		char meaning[sizeof(line->name) + sizeof(line->detail) + 16];

		(void)snprintf(meaning, sizeof(meaning), "%s %s%s", line->name, line->detail,
			       above ? ", above" : "");
		print_meaning(canvas, line->kind == CHART_LINE_LIMIT ? CELL_LIMIT : CELL_LINE,
			      meaning, &at);
	}
	fputs(at ? "\n" : "", canvas->out);
}

static int widest_number(const struct chart *chart)
{
	return snprintf(NULL, 0, "%.0f", chart_axis_max(&chart->y));
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
	draw_limits(canvas);
	draw_marks(canvas);
	draw_breaks(canvas);
}

int render_terminal(const struct chart *chart, const struct render_terminal_options *options,
		    FILE *out, struct error *err)
{
	CLEANUP(cleanup_free) unsigned char *cells = NULL;
	int columns = options->columns < 40		    ? 40
		      : options->columns > MARK_COLUMNS_MAX ? MARK_COLUMNS_MAX
							    : options->columns;
	struct canvas canvas = {
		.chart = chart,
		.options = options,
		.out = out,
		.gutter = widest_number(chart),
		.rows = options->rows > 4 ? options->rows : 4,
	};

	canvas.columns = columns - LEFT - canvas.gutter - 3;
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
	for (size_t i = chart->n_marks; i-- > 0;)
		print_mark(&canvas, i);
	for (int row = canvas.rows - 1; row >= 0; row--)
		print_row(&canvas, row);
	print_x_ticks(&canvas);
	print_legend(&canvas);
	if (!options->within_report)
		print_words(&canvas, chart->footer);
	return 0;
}
