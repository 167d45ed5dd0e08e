/* SPDX-License-Identifier: GPL-2.0-or-later */
/* boots: lists the boots found. */
#include "cmd/verbs.h"

#include "cmd/machine.h"
#include "cmd/output.h"
#include "render/render_json.h"
#include "render/render_text.h"
#include "util/cleanup.h"

int verb_boots(const struct options *options, int *ret_exit, struct error *err)
{
	CLEANUP(report_done) struct report report = { 0 };
	CLEANUP(output_done) struct output output = { 0 };
	struct options all = *options;
	int code;

	if (options->boot == BOOT_NEWEST)
		all.boot = BOOT_ALL;
	all.as_list = true;
	code = machine_report(&all, &report, err);
	if (code == 0)
		code = output_open(options->output, &output, err);
	output.secret = true; /* it says what the records hold */
	if (code == 0 && options->format == FORMAT_JSON)
		code = render_json_boots(&report, output.file, err);
	else if (code == 0)
		render_text_boots(&report, output.file);
	if (code == 0)
		code = output_commit(&output, err);
	if (code < 0)
		return code;
	machine_note_unread(&report, err);
	*ret_exit = machine_exit_code(&report);
	return 0;
}
