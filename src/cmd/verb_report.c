/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report: diagnoses the boots found. */
#include "cmd/output.h"
#include "cmd/screen.h"
#include "cmd/show.h"
#include "cmd/verbs.h"
#include "render/render_html.h"
#include "render/render_json.h"
#include "render/render_prometheus.h"
#include "render/render_text.h"
#include "util/cleanup.h"
#include "util/privilege.h"

#include <string.h>
#include <strings.h>
#include <time.h>

static int render_report(const struct report *report, const struct options *options, FILE *out,
			 struct error *err)
{
	const struct render_text_options text = {
		.columns = screen_columns(out),
		.colour = screen_has_colour(out, options->no_color),
		.utf8 = screen_has_utf8(),
		.verbose = options->verbose,
		.all_boots = options->verbose || options->boot != BOOT_NEWEST,
	};

	if (options->format == FORMAT_JSON)
		return render_json(report, out, err);
	if (options->format == FORMAT_HTML) {
		render_html(report, out);
		return 0;
	}
	render_text(report, &text, out);
	return 0;
}

static int render_metrics(const struct report *report, const struct options *options, FILE *out,
			  struct error *err)
{
	(void)err;
	render_prometheus(report, time(NULL), out);
	if (options->counters)
		render_prometheus_counters(&report->counters, out);
	return 0;
}

/* Asks the kernel and writes what it counts. */
static int write_counters(const struct options *options, struct error *err)
{
	CLEANUP(output_done) struct output output = { 0 };
	struct status status;
	int code = status_query(&status, err);

	if (code == 0)
		code = privilege_give_up(PRIVILEGE_ASK | PRIVILEGE_READ, err);
	if (code == 0)
		code = output_open(options->output, &output, err);
	if (code < 0)
		return code;
	output.mode = OUTPUT_COLLECTED;
	render_prometheus_counters(&status, output.file);
	return output_commit(&output, err);
}

/* The exit code of counters says nothing of a boot. */
static int report_metrics(const struct options *options, int *ret_exit, struct error *err)
{
	const struct show_view view = {
		.render = render_metrics,
		.mode = OUTPUT_COLLECTED,
		.tells_next_boot = true,
	};
	struct options asked = *options;
	int code;

	if (options->counters_only) {
		code = write_counters(options, err);
		if (code == 0)
			*ret_exit = 0;
		return code;
	}
	/* A series of a boot is of one boot: with two each would be there twice. */
	if (options->boot == BOOT_ALL) {
		asked.boot = BOOT_NEWEST;
		error_note(err, "metrics are of one boot: these are of the newest");
	}
	return show_report(&asked, &view, ret_exit, err);
}

/* Whether a file's name promises a format that a report does not have. Others are text. */
static bool is_foreign_suffix(const char *file_name)
{
	static const char *const suffixes[] = { "png", "svg",	"pdf", "jpg", "jpeg", "gif", "gp",
						"xml", "xhtml", "htm", "csv", "docx", "cklb" };
	const char *slash = strrchr(file_name, '/');
	const char *dot = strrchr(slash ? slash : file_name, '.');

	for (size_t i = 0; dot && i < sizeof(suffixes) / sizeof(*suffixes); i++)
		if (strcasecmp(dot + 1, suffixes[i]) == 0)
			return true;
	return false;
}

int verb_report(const struct options *options, int *ret_exit, struct error *err)
{
	const struct show_view view = {
		.render = render_report,
		.mode = OUTPUT_SECRET, /* it holds parts of the records */
		.lists_sources = true,
		.tells_next_boot = true,
	};
	struct options asked = *options;

	if (options->format == FORMAT_NONE && options->output && is_foreign_suffix(options->output))
		return error_set(err, ERROR_USAGE,
				 "cannot write '%s': a report has no such format (text, .json, "
				 ".html; a picture is plot's)",
				 options->output);
	/* The name of a file says what is to be in it. */
	if (options->format == FORMAT_NONE && options->output)
		asked.format = options_format_of(options->output);
	asked.newest_suffices = true;
	if (options->format == FORMAT_PROMETHEUS)
		return report_metrics(&asked, ret_exit, err);
	asked.with_patterns = asked.format == FORMAT_HTML;
	return show_report(&asked, &view, ret_exit, err);
}
