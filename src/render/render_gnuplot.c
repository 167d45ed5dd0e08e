/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph as a gnuplot script. */
#include "render/render_chart.h"

#include "render/chart_axis.h"
#include "render/chart_page.h"
#include "render/chart_palette.h"

#include <math.h>

#define EM 20.0

static const char head[] =
	"# aubacklog: the audit queue at boot. Run: gnuplot FILE\n"
	"# Another name or size: gnuplot -e \"output='queue.svg'\" FILE, and change the terminal below.\n"
	"# $stack holds cumulative counts: x, held, + lost, + perhaps lost, + written without the queue.\n"
	"# Lines and texts stand at shares of the page: they fit the ranges and margins below.\n"
	"if (!exists(\"output\")) output = 'aubacklog.png'\n"
	"set encoding utf8\n"
	"set terminal pngcairo size 1600,900 font 'sans,15' noenhanced\n"
	"set output output\n";

static const char settings[] = "set key off\nunset border\nunset tics\n"
			       "set style fill solid noborder\n";

static void print_fill_colours(FILE *out)
{
	for (int i = 0; i <= CHART_ROLE_BLIND; i++) {
		const struct chart_colours *colours = chart_palette((enum chart_role)i);

		fprintf(out, "%s_colour = '#%06x'\n", colours->word, colours->fill);
	}
}

/*
 * In single quotes only the quote means something to gnuplot. Its manual doubles it, but 5.4 ends
 * the string at the second of two doubled quotes and reads the rest as commands. So a quote and a
 * backquote become the typographic quote. Labels are noenhanced: markup stays text in any terminal.
 */
static void quote_script_text(FILE *out, const char *text)
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

static void print_script_data(const struct chart *chart, FILE *out)
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

/* Prints a function that is straight between the knots, as nested conditions. */
static void print_axis_map(const struct chart_axis *axis, const char *name, bool to_place,
			   FILE *out)
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

static void print_script_axis(const struct chart_axis *axis, char name, FILE *out)
{
	char to_place[] = { 'p', 'l', 'a', 'c', 'e', '_', name, '\0' };
	char to_value[] = { 'v', 'a', 'l', 'u', 'e', '_', name, '\0' };

	fprintf(out, "set %crange [0:%.10g]\n", name, chart_axis_max(axis));
	if (!chart_axis_is_broken(axis))
		return;
	fputs("# The scale changes on the way.\n", out);
	print_axis_map(axis, to_place, true, out);
	print_axis_map(axis, to_value, false, out);
	fprintf(out, "set nonlinear %c via %s(%c) inverse %s(%c)\n", name, to_place, name, to_value,
		name);
}

static void print_page_place(double x, double y, FILE *out)
{
	fprintf(out, "screen %.5f, screen %.5f", x / CHART_PAGE_WIDTH, 1 - y / CHART_PAGE_HEIGHT);
}

static void print_script_arrow(const struct chart_stroke_line *line, double width, uint32_t ink,
			       FILE *out)
{
	fputs("set arrow from ", out);
	print_page_place(line->x0, line->y0, out);
	fputs(" to ", out);
	print_page_place(line->x1, line->y1, out);
	fprintf(out, " %s front lw %.1f%s lc rgb '#%06x'\n",
		line->stroke == CHART_STROKE_ARROW ? "filled" : "nohead", width * EM * 0.75,
		line->stroke == CHART_STROKE_DASHED   ? " dt 2"
		: line->stroke == CHART_STROKE_DOTTED ? " dt 3"
						      : "",
		ink);
}

/* An object, because gnuplot draws labels over objects, and under arrows. */
static void print_script_bar(const struct chart_stroke_line *line, FILE *out)
{
	const bool upright = fabs(line->x1 - line->x0) < fabs(line->y1 - line->y0);
	const double half = line->width / 2, x = upright ? half : 0, y = upright ? 0 : half;

	fputs("set object rectangle from ", out);
	print_page_place(line->x0 - x, line->y0 - y, out);
	fputs(" to ", out);
	print_page_place(line->x1 + x, line->y1 + y, out);
	fprintf(out, " front fc rgb %s_colour fs solid noborder\n",
		chart_palette(line->role)->word);
}

/* A white stroke with a dashed line on it: gnuplot has no zigzag. */
static void print_script_tear(const struct chart_stroke_line *line, FILE *out)
{
	struct chart_stroke_line tear = *line;

	print_script_arrow(line, 0.5, chart_palette(CHART_ROLE_PAPER)->ink, out);
	tear.stroke = CHART_STROKE_DASHED;
	print_script_arrow(&tear, 0.1, chart_palette(line->role)->ink, out);
}

static void print_script_arrows(const struct chart_page *page, FILE *out)
{
	for (size_t i = 0; i < page->n_lines; i++) {
		const struct chart_stroke_line *line = &page->lines[i];

		if (line->stroke == CHART_STROKE_ZIGZAG)
			print_script_tear(line, out);
		else if (line->stroke == CHART_STROKE_BAR)
			print_script_bar(line, out);
		else
			print_script_arrow(line, line->width, chart_palette(line->role)->ink, out);
	}
}

static void print_script_labels(const struct chart_page *page, FILE *out)
{
	for (size_t i = 0; i < page->n_texts; i++) {
		const struct chart_text *text = &page->texts[i];

		fputs("set label ", out);
		quote_script_text(out, text->text);
		fputs(" at ", out);
		print_page_place(text->x, text->y, out);
		fprintf(out, " %s%s font 'sans%s,%.1f' noenhanced tc rgb '#%06x' front\n",
			text->share > 0.9   ? "right"
			: text->share > 0.1 ? "center"
					    : "left",
			text->upright ? " rotate by 90" : "", text->bold ? " Bold" : "",
			text->size * EM * 0.75, chart_palette(text->role)->ink);
	}
}

static void print_plot_margins(const struct chart_page *page, FILE *out)
{
	fprintf(out,
		"set lmargin at screen %.5f\nset rmargin at screen %.5f\n"
		"set tmargin at screen %.5f\nset bmargin at screen %.5f\n",
		chart_page_x(page, 0) / CHART_PAGE_WIDTH, page->right / CHART_PAGE_WIDTH,
		1 - page->top / CHART_PAGE_HEIGHT, 1 - page->bottom / CHART_PAGE_HEIGHT);
}

static void print_plot(FILE *out)
{
	fprintf(out, "plot \\\n");
	fprintf(out, "  $stack using 1:4:5 with filledcurves lc rgb %s_colour, \\\n",
		chart_palette(CHART_ROLE_DIRECT)->word);
	fprintf(out, "  $stack using 1:3:4 with filledcurves lc rgb %s_colour, \\\n",
		chart_palette(CHART_ROLE_POSSIBLY_LOST)->word);
	fprintf(out, "  $stack using 1:2:3 with filledcurves lc rgb %s_colour, \\\n",
		chart_palette(CHART_ROLE_LOST)->word);
	fprintf(out,
		"  $stack using 1:2:4 with filledcurves fs transparent pattern 5 lc rgb '#%06x', \\\n",
		chart_palette(CHART_ROLE_LOST)->ink);
	fprintf(out, "  $stack using 1:(0):2 with filledcurves lc rgb %s_colour, \\\n",
		chart_palette(CHART_ROLE_HELD)->word);
	fprintf(out, "  $stack using 1:5 with lines lw 1 dt 2 lc rgb '#%06x', \\\n",
		chart_palette(CHART_ROLE_DIRECT)->ink);
	fprintf(out, "  $stack using 1:2 with lines lw 1.5 lc rgb '#%06x'\n",
		chart_palette(CHART_ROLE_HELD)->ink);
}

void render_gnuplot(const struct chart *chart, FILE *out)
{
	struct chart_page page;

	chart_page_init(chart, &page);
	fputs(head, out);
	print_fill_colours(out);
	fputs(settings, out);
	print_script_data(chart, out);
	print_script_axis(&chart->x, 'x', out);
	print_script_axis(&chart->y, 'y', out);
	print_plot_margins(&page, out);
	print_script_arrows(&page, out);
	print_script_labels(&page, out);
	print_plot(out);
}
