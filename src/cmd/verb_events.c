/* SPDX-License-Identifier: GPL-2.0-or-later */
/* events: writes the events of the boot window as JSON lines. */
#include "cmd/output.h"
#include "cmd/show.h"
#include "cmd/verbs.h"
#include "explain/auparse_client.h"
#include "render/render_json.h"
#include "util/cleanup.h"

static int render_events_of_boots(const struct report *report, const struct options *options,
				  FILE *out, struct error *err)
{
	CLEANUP(auparse_client_done) struct auparse_client *client = auparse_client_new();
	int code = 0;

	(void)options;
	for (size_t i = 0; i < report->n_boots && code == 0; i++)
		code = render_events(&report->boots[i], client, out, err);
	return code;
}

int verb_events(const struct options *options, int *ret_exit, struct error *err)
{
	const struct show_view view = {
		.render = render_events_of_boots,
		.mode = OUTPUT_SECRET, /* it holds records, like the log */
	};
	struct options asked = *options;

	asked.with_texts = true;
	asked.newest_suffices = true;
	return show_report(&asked, &view, ret_exit, err);
}
