/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report: diagnoses the boots found. */
#include "cmd/output.h"
#include "cmd/show.h"
#include "cmd/verbs.h"
#include "render/render_json.h"
#include "render/render_text.h"

static int render_report(const struct report *report, const struct options *options, FILE *out,
			 struct error *err)
{
	const struct render_text_options text = {
		.colour = output_has_colour(out, options->no_color),
		.utf8 = output_has_utf8(),
		.verbose = options->verbose,
		.all_boots = options->verbose || options->boot != BOOT_NEWEST,
	};

	if (options->format == FORMAT_JSON)
		return render_json(report, out, err);
	render_text(report, &text, out);
	return 0;
}

int verb_report(const struct options *options, int *ret_exit, struct error *err)
{
	const struct show_view view = {
		.render = render_report,
		.secret = true, /* it holds parts of the records */
		.lists_sources = true,
	};
	struct options asked = *options;

	asked.newest_suffices = true;
	return show_report(&asked, &view, ret_exit, err);
}
