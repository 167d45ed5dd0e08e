/* SPDX-License-Identifier: GPL-2.0-or-later */
/* plot: draws the graph of one boot, or of several. */
#include "cmd/verbs.h"

#include "cmd/screen.h"
#include "cmd/show.h"
#include "render/chart_trend.h"
#include "render/render_chart.h"
#include "util/cleanup.h"

#define ROWS_MIN 10
/* Title, axes, legend and advice. */
#define WORDS_ROWS 14

static int choose_plot_format(const struct options *options, enum options_format *ret_format,
			      struct error *err)
{
	enum options_format format = options->format;

	if (format == FORMAT_NONE && options->output)
		format = options_format_of(options->output);
	if (format == FORMAT_NONE && !options->output)
		format = FORMAT_TXT;
	if (format < FORMAT_PNG || format > FORMAT_TXT)
		return error_set(
			err, ERROR_USAGE,
			"cannot plot '%s': a name that ends in .png, .svg, .pdf, .gp or .txt, or --format, is needed",
			options->output ? options->output : "-");
	*ret_format = format;
	return 0;
}

/* As high as suits the width, and as the screen has room for beside the words. */
static int choose_plot_rows(FILE *out)
{
	const int suits = screen_columns(out) * 3 / 10, room = screen_rows(out) - WORDS_ROWS;

	if (!screen_rows(out) || room > suits)
		return suits;
	return room > ROWS_MIN ? room : ROWS_MIN;
}

static int draw_chart(const struct chart *chart, const struct options *options, FILE *out,
		      struct error *err)
{
	const struct render_terminal_options terminal = {
		.columns = screen_columns(out),
		.rows = choose_plot_rows(out),
		.colour = screen_has_colour(out, options->no_color),
		.utf8 = screen_has_utf8(),
	};
	const struct render_svg_options svg = { .id = "queue" };

	switch (options->format) {
	case FORMAT_PNG:
		return render_cairo(chart, RENDER_CAIRO_PNG, out, err);
	case FORMAT_SVG:
		render_svg(chart, &svg, out);
		return 0;
	case FORMAT_PDF:
		return render_cairo(chart, RENDER_CAIRO_PDF, out, err);
	case FORMAT_GP:
		render_gnuplot(chart, out);
		return 0;
	default:
		render_terminal(chart, &terminal, out);
		return 0;
	}
}

static int render_plot(const struct report *report, const struct options *options, FILE *out,
		       struct error *err)
{
	const struct chart_options axes = {
		.x = options->x_time ? CHART_X_TIME : CHART_X_EVENTS,
		.unit = options->unit_events ? CHART_UNIT_EVENTS : CHART_UNIT_RECORDS,
	};
	CLEANUP(chart_done) struct chart chart = { 0 };

	if (report->n_boots == 1)
		chart_init(&report->boots[0], &axes, &chart);
	else if (options->x_time || options->unit_events)
		return error_set(
			err, ERROR_USAGE,
			"cannot draw %zu boots with --x or --unit: choose one with --boot N, and of several nodes one with --node NAME",
			report->n_boots);
	else
		chart_trend_init(report, &chart);
	return draw_chart(&chart, options, out, err);
}

int verb_plot(const struct options *options, int *ret_exit, struct error *err)
{
	struct show_view view = { .render = render_plot };
	struct options asked = *options;
	int code = choose_plot_format(options, &asked.format, err);

	view.is_binary = asked.format == FORMAT_PNG || asked.format == FORMAT_PDF;

	asked.newest_suffices = true;
	return code < 0 ? code : show_report(&asked, &view, ret_exit, err);
}
