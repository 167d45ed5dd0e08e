/* SPDX-License-Identifier: GPL-2.0-or-later */
/* boots: lists the boots found. */
#include "cmd/output.h"
#include "cmd/show.h"
#include "cmd/verbs.h"
#include "render/render_json.h"
#include "render/render_text.h"

static int render_list_of_boots(const struct report *report, const struct options *options,
				FILE *out, struct error *err)
{
	if (options->format == FORMAT_JSON)
		return render_json_boots(report, out, err);
	render_text_boots(report, out);
	return 0;
}

int verb_boots(const struct options *options, int *ret_exit, struct error *err)
{
	const struct show_view view = {
		.render = render_list_of_boots,
		.mode = OUTPUT_SECRET, /* it holds parts of the records */
	};
	struct options asked = *options;

	if (options->boot == BOOT_NEWEST)
		asked.boot = BOOT_ALL;
	asked.as_list = true;
	return show_report(&asked, &view, ret_exit, err);
}
