/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The graph as a gnuplot script. */
#include "render_gnuplot.h"

static const char head[] =
	"# aubacklog: the audit queue of one boot. Run: gnuplot FILE\n"
	"# Another name or size: gnuplot -e \"output='queue.svg'\" FILE, and change the terminal below.\n"
	"# $stack holds cumulative counts: x, held, + lost, + perhaps lost, + written without the queue.\n"
	"if (!exists(\"output\")) output = 'aubacklog.png'\n"
	"set encoding utf8\n"
	"set terminal pngcairo size 1600,900 font 'sans,17' noenhanced\n"
	"set output output\n"
	"held_colour = '#9ecae1'\n"
	"lost_colour = '#c1272d'\n"
	"perhaps_colour = '#f4a582'\n"
	"passed_colour = '#ececec'\n";

/*
 * In single quotes gnuplot reads nothing but the quote itself. Doubling it is the documented way
 * out, but 5.4 ends the string at the second of two doubled ones, and what follows is read as
 * commands: a quote and a backquote become the typographic one, which means nothing to it.
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
	for (size_t i = 0; i < chart->n_steps; i++)
		fprintf(out, "%.10g %.10g %.10g %.10g %.10g\n", chart->steps[i].x,
			chart->steps[i].held, chart->steps[i].lost, chart->steps[i].perhaps,
			chart->steps[i].passed);
	fputs("END\n$limit << END\n", out);
	for (size_t i = 0; i < chart->n_capacities; i++) {
		double limit = chart->capacities[i].limit;
		double shown =
			limit <= 0 || limit > chart->y.max * 1.5 ? chart->y.max * 1.5 : limit;

		if (i)
			fprintf(out, "%.10g %.10g\n", chart->capacities[i].x,
				chart->capacities[i - 1].limit > 0 &&
						chart->capacities[i - 1].limit < chart->y.max * 1.5
					? chart->capacities[i - 1].limit
					: chart->y.max * 1.5);
		fprintf(out, "%.10g %.10g\n", chart->capacities[i].x, shown);
		if (i + 1 == chart->n_capacities)
			fprintf(out, "%.10g %.10g\n", chart->x.max, shown);
	}
	fputs(chart->n_capacities ? "END\n" : "0 NaN\nEND\n", out);
}

static void print_ticks(const struct chart_axis *axis, char name, FILE *out)
{
	fprintf(out, "set %ctics (", name);
	for (size_t i = 0; i < axis->n_ticks; i++)
		fprintf(out, "%s%.10g", i ? ", " : "", axis->ticks[i]);
	fputs(")\n", out);
	fprintf(out, "set %crange [0:%.10g]\n", name, axis->max);
}

/* Values up to the break share its place evenly, the rest is magnified. */
static void print_break(const struct chart_axis *axis, char name, FILE *out)
{
	double below = axis->break_place / axis->break_value;
	double above = (1 - axis->break_place) / (axis->max - axis->break_value);

	if (!axis->broken)
		return;
	fprintf(out, "# A broken axis: the part above %.10g is magnified.\n", axis->break_value);
	fprintf(out, "to_place_%c(v) = v <= %.10g ? v * %.10g : %.10g + (v - %.10g) * %.10g\n",
		name, axis->break_value, below, axis->break_place, axis->break_value, above);
	fprintf(out, "to_value_%c(p) = p <= %.10g ? p / %.10g : %.10g + (p - %.10g) / %.10g\n",
		name, axis->break_place, below, axis->break_value, axis->break_place, above);
	fprintf(out, "set nonlinear %c via to_place_%c(%c) inverse to_value_%c(%c)\n", name, name,
		name, name, name);
	fprintf(out, "set label '//' at graph %.10g, graph %.10g center front\n",
		name == 'x' ? axis->break_place : 0, name == 'x' ? 0 : axis->break_place);
}

static void print_marks(const struct chart *chart, FILE *out)
{
	for (size_t i = 0; i < chart->n_marks; i++) {
		const struct chart_mark *mark = &chart->marks[i];

		fprintf(out,
			"set arrow from first %.10g, graph 0 to first %.10g, graph %.3f nohead lw 1 lc '#444444' front\n",
			mark->x, mark->x, 1.02 + 0.045 * mark->lane);
		fputs("set label ", out);
		quote(out, mark->label);
		fprintf(out, " at first %.10g, graph %.3f %s offset %s front\n", mark->x,
			1.03 + 0.045 * mark->lane, mark->leftward ? "right" : "left",
			mark->leftward ? "-0.5,0" : "0.5,0");
	}
}

static void print_labels(const struct chart *chart, FILE *out)
{
	for (size_t i = 0; i < CHART_LABELS; i++) {
		const struct chart_label *label = &chart->labels[i];

		if (!label->text[0])
			continue;
		if (label->leader)
			fprintf(out,
				"set arrow from graph %.4f, graph %.4f to graph %.4f, graph %.4f nohead lw 1 front\n",
				label->x, label->y, label->to_x, label->to_y);
		fputs("set label ", out);
		quote(out, label->text);
		fprintf(out, " at graph %.4f, graph %.4f %s front%s\n", label->x, label->y,
			label->rightward ? "left" : "right",
			i == CHART_LABEL_LOST && label->on_area ? " tc '#ffffff'" : "");
	}
}

static void print_titles(const struct chart *chart, FILE *out)
{
	fputs("set label ", out);
	quote(out, chart->title);
	fputs(" at screen 0.02, screen 0.965 left font 'sans Bold,22'\nset label ", out);
	quote(out, chart->subtitle);
	fputs(" at screen 0.02, screen 0.92 left tc '#555555'\nset label ", out);
	quote(out, chart->footer);
	fputs(" at screen 0.02, screen 0.025 left tc '#222222' font 'sans,14'\nset xlabel ", out);
	quote(out, chart->x_title);
	fputs("\nset ylabel ", out);
	quote(out, chart->y_title);
	fprintf(out,
		"\nset tmargin at screen %.3f\nset bmargin at screen 0.14\nset rmargin at screen 0.97\n",
		0.86 - 0.035 * (chart->lanes > 1 ? chart->lanes - 1 : 0));
}

static void print_plot(const struct chart *chart, FILE *out)
{
	fputs("set key off\nset border 3\nset tics nomirror out\nset style fill solid noborder\nplot \\\n",
	      out);
	fputs("  $stack using 1:4:5 with filledcurves lc rgb passed_colour, \\\n"
	      "  $stack using 1:3:4 with filledcurves lc rgb perhaps_colour, \\\n"
	      "  $stack using 1:2:3 with filledcurves lc rgb lost_colour, \\\n"
	      "  $stack using 1:2:4 with filledcurves fs transparent pattern 5 lc rgb '#8c0d1a', \\\n"
	      "  $stack using 1:(0):2 with filledcurves lc rgb held_colour, \\\n"
	      "  $stack using 1:5 with lines lw 1 lc '#999999', \\\n"
	      "  $stack using 1:2 with lines lw 1.5 lc '#225e8a', \\\n",
	      out);
	if (chart->has_minimum && chart->minimum <= chart->y.max)
		fprintf(out, "  %.10g with lines dt 2 lw 2 lc '#00664a', \\\n", chart->minimum);
	fputs("  $limit using 1:2 with lines lw 3 lc '#000000'\n", out);
}

int render_gnuplot(const struct chart *chart, FILE *out, struct error *err)
{
	(void)err;
	fputs(head, out);
	print_data(chart, out);
	print_ticks(&chart->x, 'x', out);
	print_ticks(&chart->y, 'y', out);
	print_break(&chart->x, 'x', out);
	print_break(&chart->y, 'y', out);
	print_titles(chart, out);
	print_marks(chart, out);
	print_labels(chart, out);
	print_plot(chart, out);
	return 0;
}
