/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph in characters. */
#define _GNU_SOURCE
#include "render/render_chart.h"

#include "render/chart_axis.h"
#include "render/chart_palette.h"
#include "render/chart_words.h"
#include "util/cleanup.h"
#include "util/text.h"
#include "util/xalloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LEFT 2
/* The columns from one sign of an open edge to the next. */
#define MORE_APART 6
/* Bars of so many columns have room between them. */
#define BARS_APART 4
#define MARK_COLUMNS_MAX 255

enum cell {
	CELL_EMPTY,
	CELL_HELD,
	CELL_LOST,
	CELL_POSSIBLY_LOST,
	CELL_DIRECT,
	CELL_MORE,
	CELL_ABOVE,
	CELL_BLIND,
	CELL_LIMIT,
	CELL_LINE,
	CELL_MARK,
	CELL_BREAK,
	CELLS,
};

struct glyph {
	const char *utf8;
	const char *ascii;
	enum chart_role role; /* its colour */
};

static const struct glyph glyphs[CELLS] = {
	[CELL_EMPTY] = { .utf8 = " ", .ascii = " ", .role = CHART_ROLE_INK },
	[CELL_HELD] = { .utf8 = "\u2592", .ascii = "#", .role = CHART_ROLE_HELD },
	[CELL_LOST] = { .utf8 = "\u2588", .ascii = "X", .role = CHART_ROLE_LOST },
	[CELL_POSSIBLY_LOST] = { .utf8 = "?", .ascii = "?", .role = CHART_ROLE_POSSIBLY_LOST },
	[CELL_DIRECT] = { .utf8 = "\u00b7", .ascii = ".", .role = CHART_ROLE_DIRECT },
	[CELL_MORE] = { .utf8 = "\u2191", .ascii = "^", .role = CHART_ROLE_LOST },
	[CELL_BLIND] = { .utf8 = "\u2571", .ascii = "/", .role = CHART_ROLE_BLIND },
	[CELL_ABOVE] = { .utf8 = "\u25b2", .ascii = "A", .role = CHART_ROLE_LIMIT },
	[CELL_LIMIT] = { .utf8 = "\u2500", .ascii = "-", .role = CHART_ROLE_LIMIT },
	[CELL_LINE] = { .utf8 = "\u2504", .ascii = "=", .role = CHART_ROLE_MINIMUM },
	[CELL_MARK] = { .utf8 = "\u2502", .ascii = "|", .role = CHART_ROLE_QUIET },
	[CELL_BREAK] = { .utf8 = "\u2248", .ascii = "~", .role = CHART_ROLE_INK },
};

static const enum cell area_cells[CHART_AREAS] = {
	[CHART_AREA_HELD] = CELL_HELD,
	[CHART_AREA_LOST] = CELL_LOST,
	[CHART_AREA_POSSIBLY_LOST] = CELL_POSSIBLY_LOST,
	[CHART_AREA_DIRECT] = CELL_DIRECT,
};

struct char_grid {
	const struct chart *chart;
	const struct render_terminal_options *options;
	FILE *out;
	int gutter;  /* the numbers of the y axis */
	int columns; /* of the plot */
	int rows;
	unsigned char *cells; /* row 0 at the bottom */
};

static int find_row(const struct char_grid *grid, double value)
{
	return (int)lround(chart_axis_place(&grid->chart->y, value) * grid->rows);
}

static void put_cell(struct char_grid *grid, int column, int row, enum cell cell)
{
	grid->cells[row * grid->columns + column] = (unsigned char)cell;
}

static enum cell cell_at(const struct char_grid *grid, int column, int row)
{
	return grid->cells[row * grid->columns + column];
}

/* An area that is not empty gets at least one row: a small loss must not be rounded away. */
static int fill_cells_to(struct char_grid *grid, int column, int from, double bottom, double top,
			 enum cell cell)
{
	int to = find_row(grid, top);

	if (top > bottom && to <= from && from < grid->rows)
		to = from + 1;
	for (int row = from; row < to && row < grid->rows; row++)
		put_cell(grid, column, row, cell);
	return to > from ? to : from;
}

static int find_column(const struct char_grid *grid, double x)
{
	int column = (int)(chart_axis_place(&grid->chart->x, x) * grid->columns);

	return column < grid->columns ? column : grid->columns - 1;
}

/*
 * The stack at the right edge of a column: its tops only rise. Of several boots the one in its
 * middle, of which no bar is lost between two columns.
 */
static struct chart_step find_column_step(const struct char_grid *grid, int column)
{
	const struct chart *chart = grid->chart;
	const double middle = chart_axis_value(&chart->x, (column + 0.5) / grid->columns);
	const size_t boot = (size_t)middle;

	if (!chart->n_columns)
		return chart_steps_at(&chart->steps,
				      chart_axis_value(&chart->x, (column + 1.0) / grid->columns));
	if (grid->columns < BARS_APART * (int)chart->n_columns && boot < chart->n_columns)
		return chart_steps_at(&chart->steps,
				      (chart->columns[boot].from_x + chart->columns[boot].to_x) /
					      2);
	return chart_steps_at(&chart->steps, middle);
}

static int find_column_middle(const struct char_grid *grid, size_t boot)
{
	const struct chart_column *column = &grid->chart->columns[boot];

	return find_column(grid, (column->from_x + column->to_x) / 2);
}

/* Whether the sign of an open edge stands in this column: the second one, then at distances. */
static bool is_open_column(const struct char_grid *grid, int column)
{
	const struct chart *chart = grid->chart;
	int from = find_column(grid, chart->open_from_x);

	for (size_t i = 0; i < chart->n_columns; i++)
		if (chart->columns[i].open && find_column_middle(grid, i) == column)
			return true;
	return chart->open && !chart->n_columns && column > from &&
	       (column - from) % MORE_APART == 1;
}

static void fill_grid_column(struct char_grid *grid, int column)
{
	struct chart_step step = find_column_step(grid, column);
	int row = 0;

	for (int i = 0; i < CHART_AREAS; i++) {
		if (i == CHART_AREA_DIRECT && is_open_column(grid, column) && row < grid->rows)
			put_cell(grid, column, row++, CELL_MORE);
		row = fill_cells_to(grid, column, row, i ? step.tops[i - 1] : 0, step.tops[i],
				    area_cells[i]);
	}
}

static bool is_limit_above(const struct char_grid *grid, double limit)
{
	return limit <= 0 || limit > chart_axis_max(&grid->chart->y);
}

static void fill_row_between(struct char_grid *grid, double from_x, double to_x, double value,
			     enum cell cell)
{
	int row = find_row(grid, value);

	if (is_limit_above(grid, value) || row >= grid->rows)
		return;
	for (int column = 0; column < grid->columns; column++) {
		double x = chart_axis_value(&grid->chart->x, (column + 0.5) / grid->columns);

		if (x >= from_x && x <= to_x &&
		    (cell_at(grid, column, row) == CELL_EMPTY ||
		     (grid->chart->n_columns && cell_at(grid, column, row) == CELL_HELD)))
			put_cell(grid, column, row, cell);
	}
}

static void draw_limit_rows(struct char_grid *grid)
{
	const struct chart *chart = grid->chart;

	for (size_t i = 0; i < chart->n_capacities; i++) {
		const struct chart_capacity *now = &chart->capacities[i];

		fill_row_between(grid, now->from_x, now->to_x, now->limit, CELL_LIMIT);
		if (chart->n_columns && is_limit_above(grid, now->limit))
			put_cell(grid, find_column(grid, (now->from_x + now->to_x) / 2),
				 grid->rows - 1, CELL_ABOVE);
	}
	for (size_t i = 0; i < chart->n_lines; i++)
		if (chart->lines[i].kind != CHART_LINE_LIMIT)
			fill_row_between(grid, 0, chart->lines[i].to_x, chart->lines[i].value,
					 CELL_LINE);
}

static void draw_blind_columns(struct char_grid *grid)
{
	for (size_t i = 0; i < grid->chart->n_blinds; i++) {
		const struct chart_span places =
			chart_blind_places(grid->chart, &grid->chart->blinds[i]);
		const int from = (int)lround(places.from * grid->columns);
		const int to = (int)lround(places.to * grid->columns);

		for (int column = from; column < to && column < grid->columns; column++)
			for (int row = find_row(grid, grid->chart->blinds[i].from_y);
			     row < grid->rows; row++)
				put_cell(grid, column, row, CELL_BLIND);
	}
}

static void draw_mark_columns(struct char_grid *grid)
{
	for (size_t i = 0; i < grid->chart->n_marks; i++) {
		int column = find_column(grid, grid->chart->marks[i].x);

		for (int row = 0; row < grid->rows; row++)
			if (cell_at(grid, column, row) == CELL_EMPTY ||
			    cell_at(grid, column, row) >= CELL_LIMIT)
				put_cell(grid, column, row, CELL_MARK);
	}
}

static void print_cell(const struct char_grid *grid, enum cell cell)
{
	const struct glyph *glyph = &glyphs[cell];
	const char *colour = grid->options->colour ? chart_palette(glyph->role)->terminal : "";

	fprintf(grid->out, "%s%s%s", colour, grid->options->utf8 ? glyph->utf8 : glyph->ascii,
		*colour ? "\x1b[0m" : "");
}

/* The number beside a row, negative for none: a limit before a tick, which would be taken for it.
 */
static double find_row_number(const struct char_grid *grid, int row)
{
	const struct chart *chart = grid->chart;
	double number = -1;

	for (size_t i = 0; i < chart->y.n_ticks; i++)
		if (find_row(grid, chart->y.ticks[i]) == row)
			number = chart->y.ticks[i];
	for (size_t i = chart->n_lines; i-- > 0;)
		if (find_row(grid, chart->lines[i].value) == row &&
		    chart->lines[i].value <= chart_axis_max(&chart->y))
			number = chart->lines[i].value;
	return number;
}

static void draw_break_rows(struct char_grid *grid)
{
	const struct chart_axis *axis = &grid->chart->y;

	for (size_t i = 1; i + 1 < axis->n_knots; i++)
		for (int column = 0, row = (int)(axis->knots[i].place * grid->rows);
		     column < grid->columns; column++)
			if (cell_at(grid, column, row) == CELL_EMPTY)
				put_cell(grid, column, row, CELL_BREAK);
}

static void print_grid_row(const struct char_grid *grid, int row)
{
	double number = find_row_number(grid, row);
	bool utf8 = grid->options->utf8;
	int end = grid->columns;

	if (number >= 0)
		fprintf(grid->out, "%*s%*.0f %s", LEFT, "", grid->gutter, number,
			utf8 ? "\u2524" : "+");
	else
		fprintf(grid->out, "%*s%*s %s", LEFT, "", grid->gutter, "", utf8 ? "\u2502" : "|");
	while (end > 0 && cell_at(grid, end - 1, row) == CELL_EMPTY)
		end--;
	for (int column = 0; column < end; column++)
		print_cell(grid, cell_at(grid, column, row));
	fputc('\n', grid->out);
}

static void print_padding(FILE *out, int count, const char *text)
{
	for (int i = 0; i < count; i++)
		fputs(text, out);
}

static bool is_free_place(const char *line, int from, int length, int columns)
{
	for (int i = from; i < from + length; i++)
		if (line[i] != ' ')
			return false;
	return from + length <= columns;
}

/*
 * Prints the label of a mark on a line of its own. The last mark's is on top; the lines of the
 * marks above lead through it, unless the name has no other place.
 */
static void print_mark_label(const struct char_grid *grid, size_t mark)
{
	const struct chart_mark *marks = grid->chart->marks;
	int length = (int)strlen(marks[mark].name), at = find_column(grid, marks[mark].x);
	char line[MARK_COLUMNS_MAX + sizeof(marks->name) + 2];

	memset(line, ' ', sizeof(line));
	for (size_t i = mark; i < grid->chart->n_marks; i++)
		line[find_column(grid, marks[i].x)] = '|';
	if (at >= length + 1 && !is_free_place(line, at + 1, length + 1, grid->columns))
		memcpy(line + at - length - 1, marks[mark].name, (size_t)length);
	else
		memcpy(line + at + 2, marks[mark].name, (size_t)length);
	line[grid->columns] = '\0';
	for (int end = grid->columns; end > 0 && line[end - 1] == ' '; end--)
		line[end - 1] = '\0';
	print_padding(grid->out, LEFT + grid->gutter + 2, " ");
	for (const char *c = line; *c; c++) {
		if (*c == '|')
			print_cell(grid, CELL_MARK);
		else
			fputc(*c, grid->out);
	}
	fputc('\n', grid->out);
}

static bool is_x_break(const struct char_grid *grid, int column)
{
	const struct chart_axis *axis = &grid->chart->x;

	for (size_t i = 1; i + 1 < axis->n_knots; i++)
		if (column == (int)(axis->knots[i].place * grid->columns))
			return true;
	return false;
}

/* Where a line under a column begins: in its middle, but within the plot. */
static int find_line_start(const struct char_grid *grid, size_t boot, int line)
{
	const int length = (int)strlen(grid->chart->columns[boot].lines[line]);
	const int middle = find_column_middle(grid, boot) - length / 2;
	const int last = grid->columns - length;

	return middle > last ? last : middle > 0 ? middle : 0;
}

/* Whether the lines under every so many columns are apart from one another. */
static bool has_stride_room(const struct char_grid *grid, size_t stride)
{
	const struct chart *chart = grid->chart;

	for (size_t i = (chart->n_columns - 1) % stride; i + stride < chart->n_columns; i += stride)
		for (int k = 0; k < CHART_COLUMN_LINES; k++)
			if (find_line_start(grid, i, k) + (int)strlen(chart->columns[i].lines[k]) +
				    2 >
			    find_line_start(grid, i + stride, k))
				return false;
	return true;
}

static void print_column_line(const struct char_grid *grid, int line, size_t stride)
{
	const struct chart *chart = grid->chart;
	int at = 0;

	print_padding(grid->out, LEFT + grid->gutter + 2, " ");
	for (size_t i = (chart->n_columns - 1) % stride; i < chart->n_columns; i += stride) {
		const char *words = chart->columns[i].lines[line];
		const int from = find_line_start(grid, i, line);

		fprintf(grid->out, "%*s%s", from - at, "", words);
		at = from + (int)strlen(words);
	}
	fputc('\n', grid->out);
}

/* What stands under the columns, always with that of the last one, the newest boot. */
static void print_column_lines(const struct char_grid *grid)
{
	size_t stride = 1;

	while (stride < grid->chart->n_columns && !has_stride_room(grid, stride))
		stride++;
	for (int i = 0; i < CHART_COLUMN_LINES; i++)
		print_column_line(grid, i, stride);
}

static void print_tick_numbers(const struct char_grid *grid)
{
	const struct chart *chart = grid->chart;
	int at = 0;

	print_padding(grid->out, LEFT + grid->gutter + 2, " ");
	for (size_t i = 0; i < chart->x.n_ticks; i++) {
		char number[24];
		int length = snprintf(number, sizeof(number), "%.10g", chart->x.ticks[i]);
		int column = find_column(grid, chart->x.ticks[i]);

		if ((i && column <= at) || column + length > grid->columns)
			continue;
		print_padding(grid->out, column - at, " ");
		fputs(number, grid->out);
		at = column + length;
	}
	fputc('\n', grid->out);
}

static void print_x_ticks(const struct char_grid *grid)
{
	const struct chart *chart = grid->chart;

	print_padding(grid->out, LEFT + grid->gutter + 1, " ");
	fputs(grid->options->utf8 ? "\u2514" : "+", grid->out);
	for (int column = 0; column < grid->columns; column++) {
		fputs(is_x_break(grid, column) ? "/"
		      : grid->options->utf8    ? "\u2500"
					       : "-",
		      grid->out);
	}
	fputc('\n', grid->out);
	if (chart->n_columns)
		print_column_lines(grid);
	else
		print_tick_numbers(grid);
	fprintf(grid->out, "%*s%s\n", LEFT + grid->gutter + 2, "", chart->x_title);
}

/* Prints a sign and its meaning, on this line or the next one. */
static void print_legend_entry(const struct char_grid *grid, enum cell cell, const char *meaning,
			       int *at)
{
	int length = (int)strlen(meaning) + 2;

	if (*at && *at + 3 + length > grid->options->columns) {
		fputc('\n', grid->out);
		*at = 0;
	}
	fprintf(grid->out, "%*s", *at ? 3 : LEFT, "");
	*at += (*at ? 3 : LEFT) + length;
	print_cell(grid, cell);
	fprintf(grid->out, " %s", meaning);
}

static void print_trend_legend(const struct char_grid *grid, int *at)
{
	const struct chart *chart = grid->chart;
	size_t above = 0;

	for (size_t i = 0; i < chart->n_capacities; i++)
		above += is_limit_above(grid, chart->capacities[i].limit);
	if (above < chart->n_capacities)
		print_legend_entry(grid, CELL_LIMIT, chart_words_label(CHART_LABEL_TREND_LIMIT),
				   at);
	if (above)
		print_legend_entry(grid, CELL_ABOVE, chart_words_label(CHART_LABEL_TREND_ABOVE),
				   at);
}

static void print_legend(const struct char_grid *grid)
{
	const struct chart *chart = grid->chart;
	int at = 0;

	for (int i = 0; i < CHART_AREAS; i++)
		if (chart->names[i][0])
			print_legend_entry(grid, area_cells[i], chart->names[i], &at);
	if (chart->open)
		print_legend_entry(grid, CELL_MORE, chart_words_label(CHART_LABEL_LOSS_OPEN), &at);
	if (chart->n_columns)
		print_trend_legend(grid, &at);
	if (chart->n_blinds)
		print_legend_entry(grid, CELL_BLIND, chart_words_label(CHART_LABEL_NOT_AUDITED),
				   &at);
	for (size_t i = 0; i < chart->n_lines; i++) {
		const struct chart_line *line = &chart->lines[i];
		bool above = line->value > chart_axis_max(&chart->y);
		char meaning[sizeof(line->name) + sizeof(line->detail) + 16];

		(void)snprintf(meaning, sizeof(meaning), "%s %s%s", line->name, line->detail,
			       above ? chart_words_label(CHART_LABEL_LIMIT_ABOVE) : "");
		print_legend_entry(grid, line->kind == CHART_LINE_LIMIT ? CELL_LIMIT : CELL_LINE,
				   meaning, &at);
	}
	fputs(at ? "\n" : "", grid->out);
}

static int count_number_columns(const struct chart *chart)
{
	return snprintf(NULL, 0, "%.0f", chart_axis_max(&chart->y));
}

static void print_wrapped_words(const struct char_grid *grid, const char *words)
{
	fprintf(grid->out, "%*s", LEFT, "");
	text_wrap(grid->out, words, LEFT, LEFT, grid->options->columns);
}

static void fill_grid(struct char_grid *grid)
{
	for (int column = 0; column < grid->columns; column++)
		fill_grid_column(grid, column);
	draw_blind_columns(grid);
	draw_limit_rows(grid);
	draw_mark_columns(grid);
	draw_break_rows(grid);
}

static void print_grid(struct char_grid *grid)
{
	fill_grid(grid);
	fprintf(grid->out, "%*s%s\n", LEFT, "", grid->chart->y_title);
	for (size_t i = grid->chart->n_marks; i-- > 0;)
		print_mark_label(grid, i);
	for (int row = grid->rows - 1; row >= 0; row--)
		print_grid_row(grid, row);
	print_x_ticks(grid);
	print_legend(grid);
}

void render_terminal(const struct chart *chart, const struct render_terminal_options *options,
		     FILE *out)
{
	CLEANUP(cleanup_free) unsigned char *cells = NULL;
	int columns = options->columns < 40		    ? 40
		      : options->columns > MARK_COLUMNS_MAX ? MARK_COLUMNS_MAX
							    : options->columns;
	struct char_grid grid = {
		.chart = chart,
		.options = options,
		.out = out,
		.gutter = count_number_columns(chart),
		.rows = options->rows > 4 ? options->rows : 4,
	};

	grid.columns = columns - LEFT - grid.gutter - 3;
	cells = xcalloc((size_t)grid.columns * (size_t)grid.rows, 1);
	grid.cells = cells;
	if (!options->within_report) {
		print_wrapped_words(&grid, chart->title);
		print_wrapped_words(&grid, chart->subtitle);
	}
	if (chart->steps.count > 1)
		print_grid(&grid);
	else
		fprintf(out, "%*s(%s)\n", LEFT, "", chart_words_label(CHART_LABEL_EMPTY));
	if (!options->within_report)
		print_wrapped_words(&grid, chart->footer);
}
