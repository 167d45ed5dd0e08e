/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph as a gnuplot script. */
#include "render/render_gnuplot.h"

#include "render/chart_page.h"

#define EM 20.0

static const char head[] =
	"# aubacklog: the audit queue of one boot. Run: gnuplot FILE\n"
	"# Another name or size: gnuplot -e \"output='queue.svg'\" FILE, and change the terminal below.\n"
	"# $stack holds cumulative counts: x, held, + lost, + perhaps lost, + written without the queue.\n"
	"# Lines and texts stand at shares of the page: they fit the ranges and margins below.\n"
	"if (!exists(\"output\")) output = 'aubacklog.png'\n"
	"set encoding utf8\n"
	"set terminal pngcairo size 1600,900 font 'sans,15' noenhanced\n"
	"set output output\n"
	"held_colour = '#9ecaeb'\n"
	"lost_colour = '#cc4d05'\n"
	"perhaps_colour = '#fcdebf'\n"
	"passed_colour = '#ededed'\n"
	"set key off\nunset border\nunset tics\n"
	"set style fill solid noborder\n";

/* The names of colours that the script defines. */
static const char *const fills[CHART_AREAS] = {
	[CHART_AREA_HELD] = "held_colour",
	[CHART_AREA_LOST] = "lost_colour",
	[CHART_AREA_POSSIBLY_LOST] = "perhaps_colour",
	[CHART_AREA_PASSED] = "passed_colour",
};

static const char *const colours[CHART_ROLES] = {
	[CHART_ROLE_HELD] = "'#005494'",	  [CHART_ROLE_LOST] = "'#992e00'",
	[CHART_ROLE_POSSIBLY_LOST] = "'#b3540d'", [CHART_ROLE_PASSED] = "'#666666'",
	[CHART_ROLE_LIMIT] = "'#000000'",	  [CHART_ROLE_MINIMUM] = "'#00664a'",
	[CHART_ROLE_WHAT_IF] = "'#6b2e8c'",	  [CHART_ROLE_INK] = "'#1a1a1a'",
	[CHART_ROLE_QUIET] = "'#5c5c5c'",
};

/*
 * In single quotes gnuplot reads nothing but the quote itself. Doubling it is the documented way
 * out, but 5.4 ends the string at the second of two doubled ones, and what follows is read as
 * commands: a quote and a backquote become the typographic one, which means nothing to it. Labels
 * are noenhanced, so that markup stays text for whoever chooses another terminal.
 */
static void quote(FILE *out, const char *text)
{
	fputc('\'', out);
	for (; *text; text++) {
		if (*text == '\'' || *text == '`')
			fputs("\u2019", out);
		else
			fputc(*text, out);
	}
	fputc('\'', out);
}

static void print_data(const struct chart *chart, FILE *out)
{
	fputs("$stack << END\n", out);
	for (size_t i = 0; i < chart->steps.count; i++) {
		const struct chart_step *step = &chart->steps.list[i];

		fprintf(out, "%.10g", step->x);
		for (int k = 0; k < CHART_AREAS; k++)
			fprintf(out, " %.10g", step->tops[k]);
		fputc('\n', out);
	}
	fputs("END\n", out);
}

/* from[] to to[], straight between the knots, as nested conditions. */
static void print_map(const struct chart_axis *axis, const char *name, bool to_place, FILE *out)
{
	fprintf(out, "%s(v) = ", name);
	for (size_t i = 1; i < axis->n_knots; i++) {
		const struct chart_knot *a = &axis->knots[i - 1], *b = &axis->knots[i];
		double from = to_place ? a->value : a->place, end = to_place ? b->value : b->place;
		double base = to_place ? a->place : a->value, goal = to_place ? b->place : b->value;

		if (i + 1 < axis->n_knots)
			fprintf(out, "v < %.10g ? ", end);
		fprintf(out, "%.10g + (v - %.10g) * %.10g%s", base, from,
			(goal - base) / (end - from), i + 1 < axis->n_knots ? " : " : "\n");
	}
}

static void print_axis(const struct chart_axis *axis, char name, FILE *out)
{
	char to_place[] = { 'p', 'l', 'a', 'c', 'e', '_', name, '\0' };
	char to_value[] = { 'v', 'a', 'l', 'u', 'e', '_', name, '\0' };

	fprintf(out, "set %crange [0:%.10g]\n", name, chart_axis_max(axis));
	if (!chart_axis_is_broken(axis))
		return;
	fputs("# The scale changes on the way.\n", out);
	print_map(axis, to_place, true, out);
	print_map(axis, to_value, false, out);
	fprintf(out, "set nonlinear %c via %s(%c) inverse %s(%c)\n", name, to_place, name, to_value,
		name);
}

static void print_at(double x, double y, FILE *out)
{
	fprintf(out, "screen %.5f, screen %.5f", x / CHART_PAGE_WIDTH, 1 - y / CHART_PAGE_HEIGHT);
}

static void print_arrow(const struct chart_stroke_line *line, double width, const char *colour,
			FILE *out)
{
	fputs("set arrow from ", out);
	print_at(line->x0, line->y0, out);
	fputs(" to ", out);
	print_at(line->x1, line->y1, out);
	fprintf(out, " %s front lw %.1f%s lc rgb %s\n",
		line->stroke == CHART_STROKE_ARROW ? "filled" : "nohead", width * EM * 0.75,
		line->stroke == CHART_STROKE_DASHED   ? " dt 2"
		: line->stroke == CHART_STROKE_DOTTED ? " dt 3"
						      : "",
		colour);
}

static void print_lines(const struct chart_page *page, FILE *out)
{
	for (size_t i = 0; i < page->n_lines; i++) {
		const struct chart_stroke_line *line = &page->lines[i];
		struct chart_stroke_line tear = *line;

		if (line->stroke == CHART_STROKE_BAR)
			print_arrow(line, line->width, fills[line->role], out);
		else if (line->stroke != CHART_STROKE_ZIGZAG)
			print_arrow(line, line->width, colours[line->role], out);
		if (line->stroke != CHART_STROKE_ZIGZAG)
			continue;
		print_arrow(line, 0.5, "'#ffffff'", out);
		tear.stroke = CHART_STROKE_DASHED;
		print_arrow(&tear, 0.1, colours[line->role], out);
	}
}

static void print_texts(const struct chart_page *page, FILE *out)
{
	for (size_t i = 0; i < page->n_texts; i++) {
		const struct chart_text *text = &page->texts[i];

		fputs("set label ", out);
		quote(out, text->text);
		fputs(" at ", out);
		print_at(text->x, text->y, out);
		fprintf(out, " %s%s font 'sans%s,%.1f' noenhanced tc rgb %s front\n",
			text->share > 0.9   ? "right"
			: text->share > 0.1 ? "center"
					    : "left",
			text->upright ? " rotate by 90" : "", text->bold ? " Bold" : "",
			text->size * EM * 0.75, colours[text->role]);
	}
}

static void print_margins(const struct chart_page *page, FILE *out)
{
	fprintf(out,
		"set lmargin at screen %.5f\nset rmargin at screen %.5f\n"
		"set tmargin at screen %.5f\nset bmargin at screen %.5f\n",
		page->left / CHART_PAGE_WIDTH, page->right / CHART_PAGE_WIDTH,
		1 - page->top / CHART_PAGE_HEIGHT, 1 - page->bottom / CHART_PAGE_HEIGHT);
}

static const char plot[] =
	"plot \\\n"
	"  $stack using 1:4:5 with filledcurves lc rgb passed_colour, \\\n"
	"  $stack using 1:3:4 with filledcurves lc rgb perhaps_colour, \\\n"
	"  $stack using 1:2:3 with filledcurves lc rgb lost_colour, \\\n"
	"  $stack using 1:2:4 with filledcurves fs transparent pattern 5 lc rgb '#992e00', \\\n"
	"  $stack using 1:(0):2 with filledcurves lc rgb held_colour, \\\n"
	"  $stack using 1:5 with lines lw 1 dt 2 lc rgb '#666666', \\\n"
	"  $stack using 1:2 with lines lw 1.5 lc rgb '#005494'\n";

int render_gnuplot(const struct chart *chart, FILE *out, struct error *err)
{
	struct chart_page page;

	(void)err;
	chart_page_init(chart, &page);
	fputs(head, out);
	print_data(chart, out);
	print_axis(&chart->x, 'x', out);
	print_axis(&chart->y, 'y', out);
	print_margins(&page, out);
	print_lines(&page, out);
	print_texts(&page, out);
	fputs(plot, out);
	return 0;
}
