/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report: diagnoses the boots it finds. */
#include "cmd/verbs.h"

#include "cmd/machine.h"
#include "cmd/output.h"
#include "cmd/terminal.h"
#include "render/render_json.h"
#include "render/render_text.h"
#include "util/cleanup.h"

static int render(const struct report *report, const struct options *options, FILE *out,
		  struct error *err)
{
	const struct render_text_options text = {
		.colour = terminal_has_colour(options, out),
		.utf8 = terminal_has_utf8(),
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
	CLEANUP(report_done) struct report report = { 0 };
	CLEANUP(output_done) struct output output = { 0 };
	struct options wanted = *options;
	int code;

	wanted.newest_suffices = true;
	code = machine_report(&wanted, &report, err);
	if (code == 0)
		code = output_open(options->output, &output, err);
	output.secret = true; /* it says what the records hold */
	if (code == 0)
		code = render(&report, options, output.file, err);
	if (code == 0)
		code = output_commit(&output, err);
	if (code == 0)
		*ret_exit = machine_exit_code(&report);
	return code;
}
