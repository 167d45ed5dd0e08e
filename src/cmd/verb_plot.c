/* SPDX-License-Identifier: GPL-2.0-or-later */
/* plot: draws the graph of one boot. */
#include "cmd/verbs.h"

#include "cmd/machine.h"
#include "cmd/output.h"
#include "cmd/terminal.h"
#include "render/render_chart.h"
#include "util/cleanup.h"

#define COLUMNS 80
#define ROWS 24

static int find_format(const struct options *options, enum options_format *ret_format,
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

static int render(const struct chart *chart, enum options_format format,
		  const struct options *options, FILE *out, struct error *err)
{
	const struct render_terminal_options terminal = {
		.columns = COLUMNS,
		.rows = ROWS,
		.colour = terminal_has_colour(options, out),
		.utf8 = terminal_has_utf8(),
	};

	switch (format) {
	case FORMAT_PNG:
		return render_cairo(chart, RENDER_CAIRO_PNG, out, err);
	case FORMAT_SVG:
		return render_cairo(chart, RENDER_CAIRO_SVG, out, err);
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

int verb_plot(const struct options *options, int *ret_exit, struct error *err)
{
	CLEANUP(report_done) struct report report = { 0 };
	CLEANUP(chart_done) struct chart chart = { 0 };
	CLEANUP(output_done) struct output output = { 0 };
	const struct chart_options axes = {
		.x = options->x_time ? CHART_X_TIME : CHART_X_EVENTS,
		.unit = options->unit_events ? CHART_UNIT_EVENTS : CHART_UNIT_RECORDS,
	};
	struct options wanted = *options;
	enum options_format format = FORMAT_NONE;
	int code = find_format(options, &format, err);

	wanted.newest_suffices = true;
	if (code == 0)
		code = machine_report(&wanted, &report, err);
	if (code == 0 && report.n_boots > 1)
		code = error_set(
			err, ERROR_USAGE,
			"cannot plot %zu boots in one graph: choose one with --boot N, or give the log of one node",
			report.n_boots);
	if (code == 0)
		code = output_open(options->output, &output, err);
	if (code == 0)
		chart_init(&report.boots[0], &axes, &chart);
	if (code == 0)
		code = render(&chart, format, options, output.file, err);
	if (code == 0)
		code = output_commit(&output, err);
	if (code < 0)
		return code;
	machine_note_unread(&report, err);
	*ret_exit = machine_exit_code(&report);
	return 0;
}
