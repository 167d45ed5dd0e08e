/* SPDX-License-Identifier: GPL-2.0-or-later */
/* events: writes the events of the boot window as JSON lines. */
#include "cmd/verbs.h"

#include "cmd/machine.h"
#include "cmd/output.h"
#include "explain/auparse_client.h"
#include "render/render_json.h"
#include "util/cleanup.h"

static int render(const struct report *report, FILE *out, struct error *err)
{
	CLEANUP(auparse_client_done) struct auparse_client *client = auparse_client_new();
	int code = 0;

	for (size_t i = 0; i < report->n_boots && code == 0; i++)
		code = render_events(&report->boots[i], client, out, err);
	return code;
}

int verb_events(const struct options *options, int *ret_exit, struct error *err)
{
	CLEANUP(report_done) struct report report = { 0 };
	CLEANUP(output_done) struct output output = { 0 };
	struct options wanted = *options;
	int code;

	wanted.with_texts = true;
	wanted.newest_suffices = true;
	code = machine_report(&wanted, &report, err);
	if (code == 0)
		code = output_open(options->output, &output, err);
	output.secret = true; /* it holds the records as the log does */
	if (code == 0)
		code = render(&report, output.file, err);
	if (code == 0)
		code = output_commit(&output, err);
	if (code < 0)
		return code;
	machine_note_unread(&report, err);
	*ret_exit = machine_exit_code(&report);
	return 0;
}
