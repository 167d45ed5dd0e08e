/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fleet as JSON. */
#include "fleet/render_fleet.h"

#include "render/jsonstream.h"
#include "render/value.h"
#include "util/version.h"

static json_t *make_verdicts(const size_t counts[static VERDICTS])
{
	json_t *object = json_object();

	for (enum verdict verdict = 0; verdict < VERDICTS; verdict++)
		value_set(object, report_verdict_name(verdict), value_number(counts[verdict]));
	return object;
}

static void put_coverage_rows(struct jsonstream *stream, const struct fleet *fleet)
{
	jsonstream_open(stream, "coverage", '[');
	for (size_t i = 0; i < fleet->n_coverage; i++)
		jsonstream_put(stream, NULL,
			       json_pack("{s:o, s:o, s:o}", "limit",
					 value_number(fleet->coverage[i].limit), "holds",
					 value_number(fleet->coverage[i].holds), "beyond",
					 value_number(fleet->coverage[i].beyond)));
	jsonstream_close(stream, ']');
}

static json_t *make_group(const struct fleet_group *group)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "name", value_text(group->name),
			 "machines", value_number(group->machines), "verdicts",
			 make_verdicts(group->verdicts), "lost", value_range(&group->lost),
			 "minimum", value_number(group->minimum), "at_least",
			 value_number(group->at_least));
}

static void put_groupings(struct jsonstream *stream, const struct fleet *fleet)
{
	jsonstream_open(stream, "groups", '[');
	for (size_t i = 0; i < fleet->n_groupings; i++) {
		const struct fleet_grouping *grouping = &fleet->groupings[i];

		jsonstream_open(stream, NULL, '{');
		jsonstream_put(stream, "by", value_text(grouping->by));
		jsonstream_open(stream, "of", '[');
		for (size_t j = 0; j < grouping->count; j++)
			jsonstream_put(stream, NULL, make_group(&grouping->groups[j]));
		jsonstream_close(stream, ']');
		jsonstream_close(stream, '}');
	}
	jsonstream_close(stream, ']');
}

/* The card has the rest. */
static json_t *make_machine(const struct card *card)
{
	return json_pack("{s:o, s:o, s:o, s:s, s:b, s:o, s:o, s:o, s:o}", "node",
			 value_text(card->node), "boot_id", value_text(card->boot_id), "first_time",
			 value_moment(card->first_ms), "verdict",
			 report_verdict_name(card->verdict), "exact", card->exact, "lost",
			 value_range(&card->lost), "limit",
			 value_number_or_null(card->limit_known, card->limit), "minimum",
			 value_number_or_null(card->minimum_known, card->minimum), "kernel",
			 value_text(card->kernel));
}

int render_fleet_json(const struct fleet *fleet, const struct render_fleet_options *options,
		      FILE *out, struct error *err)
{
	struct jsonstream stream = { .out = out };
	const bool known = fleet->count > fleet->not_known;

	jsonstream_open(&stream, NULL, '{');
	jsonstream_put(&stream, "schema", json_string("aubacklog/fleet/v1"));
	jsonstream_put(&stream, "tool",
		       json_pack("{s:s, s:s}", "name", "aubacklog", "version", AUBACKLOG_VERSION));
	jsonstream_put(&stream, "of", json_string(options->all_boots ? "boots" : "machines"));
	jsonstream_put(&stream, "judged", value_number(fleet->count));
	jsonstream_put(&stream, "boots", value_number(fleet->boots));
	jsonstream_put(&stream, "without_boot", value_number(fleet->without_boot));
	jsonstream_put(&stream, "verdicts", make_verdicts(fleet->verdicts));
	jsonstream_put(&stream, "lost", value_range(&fleet->lost));
	jsonstream_put(&stream, "need_not_known", value_number(fleet->not_known));
	jsonstream_put(&stream, "minimum", value_number_or_null(known, fleet->minimum));
	jsonstream_put(&stream, "limit",
		       value_number_or_null(known, render_fleet_limit(fleet, options->floor)));
	jsonstream_put(&stream, "lost_later", value_number(fleet->lost_later));
	put_coverage_rows(&stream, fleet);
	put_groupings(&stream, fleet);
	jsonstream_open(&stream, "worst_first", '[');
	for (size_t i = 0; i < fleet->count; i++)
		jsonstream_put(&stream, NULL, make_machine(fleet->machines[i]));
	jsonstream_close(&stream, ']');
	jsonstream_close(&stream, '}');
	return jsonstream_end(&stream, err);
}
