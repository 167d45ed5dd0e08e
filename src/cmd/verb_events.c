/* SPDX-License-Identifier: GPL-2.0-or-later */
/* events: writes the events of the boot window. */
#include "cmd/output.h"
#include "cmd/screen.h"
#include "cmd/show.h"
#include "cmd/verbs.h"
#include "explain/auparse_client.h"
#include "render/render_events.h"
#include "util/cleanup.h"

#include <inttypes.h>

/* What no source has is no record: who gets records is told of it. */
static void render_records_of_boots(const struct report *report,
				    const struct render_events_options *how, FILE *out,
				    struct error *err)
{
	uint64_t untold = 0;

	for (size_t i = 0; i < report->n_boots; i++)
		untold += render_events_raw(&report->boots[i], how, out);
	if (untold)
		error_note(err, "of %" PRIu64 " event%s no source has a record: %s not among these",
			   untold, untold == 1 ? "" : "s", untold == 1 ? "it is" : "they are");
}

/* Where there are several, a heading says of which boot the events are. */
static void render_text_of_boots(const struct report *report,
				 const struct render_events_options *how,
				 struct auparse_client *client, FILE *out)
{
	for (size_t i = 0; i < report->n_boots; i++) {
		if (report->n_boots > 1)
			render_events_heading(&report->boots[i], out);
		render_events_text(&report->boots[i], how, client, out);
	}
}

static int render_events_of_boots(const struct report *report, const struct options *options,
				  FILE *out, struct error *err)
{
	CLEANUP(auparse_client_done) struct auparse_client *client = auparse_client_new();
	const struct render_events_options how = {
		.fates = options->fates,
		.only_missing = options->lost_only,
		.on_screen = screen_has(out),
		.columns = screen_has(out) ? screen_columns(out) : 0,
		.colour = screen_has_colour(out, options->no_color),
	};
	int code = 0;

	if (options->format == FORMAT_RAW)
		render_records_of_boots(report, &how, out, err);
	else if (options->format == FORMAT_TEXT)
		render_text_of_boots(report, &how, client, out);
	else
		for (size_t i = 0; i < report->n_boots && code == 0; i++)
			code = render_events_json(&report->boots[i], &how, client, out, err);
	return code;
}

/* A person gets text, a program JSON. */
static enum options_format choose_events_format(const struct options *options)
{
	if (options->format != FORMAT_NONE)
		return options->format;
	return !options->output && screen_has(stdout) ? FORMAT_TEXT : FORMAT_JSON;
}

int verb_events(const struct options *options, int *ret_exit, struct error *err)
{
	const struct show_view view = {
		.render = render_events_of_boots,
		.mode = OUTPUT_SECRET, /* it holds records, like the log */
	};
	struct options asked = *options;

	if (options->lost_only)
		asked.fates |= 1u << FATE_TRUNCATED | 1u << FATE_LOST | 1u << FATE_LOST_RECOVERED;
	asked.format = choose_events_format(options);
	asked.with_texts = true;
	asked.newest_suffices = true;
	return show_report(&asked, &view, ret_exit, err);
}
