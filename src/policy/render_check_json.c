/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A check as JSON. */
#include "policy/render_check.h"

#include "render/value.h"
#include "util/cleanup.h"
#include "util/version.h"
#include "util/xalloc.h"

#include <jansson.h>
#include <string.h>

static json_t *make_argument(const struct bootconfig_place *place,
			     const struct cmdline_place *argument)
{
	const struct bootline_piece *piece = bootconfig_place_of(place, argument);
	CLEANUP(cleanup_free)
	char *written =
		xstrndup(bootline_text(&place->entry.line) + argument->offset, argument->length);

	return piece ? json_pack("{s:I, s:o, s:o, s:i}", "count", (json_int_t)argument->count,
				 "argument", value_text(written), "path", value_text(piece->path),
				 "line", (int)piece->number)
		     : json_null();
}

static json_t *make_place(const struct bootconfig_place *place)
{
	static const char *const states[] = {
		[CMDLINE_AUDIT_ABSENT] = "absent",
		[CMDLINE_AUDIT_ON] = "on",
		[CMDLINE_AUDIT_OFF] = "off",
	};
	const struct cmdline *cmdline = &place->cmdline;
	const struct bootentry *entry = &place->entry;

	return json_pack("{s:s, s:o, s:o, s:i, s:b, s:b, s:o, s:s, s:o, s:o, s:b, s:o, s:o,"
			 " s:o, s:o}",
			 "kind", bootentry_kind_name(entry->kind), "title",
			 value_text(entry->title), "path", value_text(entry->path), "line",
			 (int)entry->number, "rescue", entry->rescue, "decides", place->effective,
			 "cmdline", value_text(bootline_text(&entry->line)), "audit",
			 states[cmdline->audit], "audit_argument",
			 make_argument(place, &cmdline->audit_place), "limit",
			 value_number(cmdline->limit), "limit_given", cmdline->limit_given,
			 "limit_argument", make_argument(place, &cmdline->limit_place), "unclear",
			 value_text(entry->line.uncertain), "aside", value_text(entry->aside),
			 "broken", value_text(entry->broken));
}

static json_t *make_places(const struct bootconfig_places *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->count; i++)
		value_append(array, make_place(&list->list[i]));
	return array;
}

static json_t *make_b(const struct bootconfig *config)
{
	const struct settings_rules *in_force = &config->settings->in_force;
	const struct rules_number *b = &in_force->rules.backlog_limit;

	if (!in_force->rules.known)
		return json_null();
	return json_pack("{s:o, s:o, s:o}", "path", value_text(in_force->limit_path),
			 "backlog_limit", b->given ? value_number(b->value) : json_null(), "line",
			 b->given ? value_number(b->line) : json_null());
}

static json_t *make_findings(const struct check *check, const struct check_findings *findings)
{
	static const char *const weights[] = {
		[CHECK_PASS] = "remark",
		[CHECK_FAIL] = "fail",
		[CHECK_UNKNOWN] = "unknown",
	};
	json_t *array = json_array();

	for (size_t i = 0; i < findings->count; i++) {
		CLEANUP(cleanup_free) char *text = check_words_finding(check, &findings->list[i]);

		value_append(array,
			     json_pack("{s:s, s:o}", "weight", weights[findings->list[i].weight],
				       "text", value_text(text)));
	}
	return array;
}

static json_t *make_needs(const struct check_rule *rule)
{
	json_t *array = json_array();

	if (rule->rule && rule->rule->needs & POLICY_AUDIT)
		value_append(array, json_string("audit"));
	if (rule->rule && rule->rule->needs & POLICY_LIMIT)
		value_append(array, json_string("audit_backlog_limit"));
	return array;
}

static json_t *make_rule(const struct check *check, const struct check_rule *rule)
{
	CLEANUP(cleanup_free) char *details = check_words_details(check, rule);
	bool limit = rule->rule && rule->rule->needs & POLICY_LIMIT;

	return json_pack("{s:s, s:o, s:s, s:s, s:o, s:o, s:s, s:o, s:s}", "id", rule->id, "group",
			 value_text(rule->rule ? rule->rule->group : NULL), "title", rule->title,
			 "severity", rule->severity, "needs", make_needs(rule), "limit",
			 limit ? value_number(rule->rule->limit) : json_null(), "result",
			 check_result_name(rule->result), "findings",
			 make_findings(check, &rule->findings), "details", details);
}

static json_t *make_rules(const struct check *check)
{
	json_t *array = json_array();

	for (size_t i = 0; i < check->n_rules; i++)
		value_append(array, make_rule(check, &check->rules[i]));
	return array;
}

static json_t *make_os(const struct osrelease *os)
{
	return json_pack("{s:o, s:o, s:o}", "id", value_text(os->id), "version_id",
			 value_text(os->version_id), "pretty_name", value_text(os->pretty_name));
}

static json_t *make_fact(const struct check *check)
{
	return json_pack("{s:s, s:o, s:o}", "result", check_result_name(check->measured), "limit",
			 check->limit_known ? value_number(check->limit) : json_null(), "findings",
			 make_findings(check, &check->fact));
}

static json_t *make_configured(const struct bootconfig *config)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "running", make_places(&config->running),
			 "aside", make_places(&config->aside), "entries",
			 make_places(&config->entries), "persistent",
			 make_places(&config->persistent), "rules", make_b(config));
}

int render_check_json(const struct check *check, FILE *out, struct error *err)
{
	CLEANUP(cleanup_free) char *contrast = check_words_contrast(check);
	CLEANUP(cleanup_free) char *arguments = check_words_arguments(check);
	CLEANUP(value_release)
	json_t *root = json_pack(
		"{s:s, s:{s:s, s:s}, s:s, s:b, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o,"
		" s:o}",
		"schema", "aubacklog/check/v1", "tool", "name", "aubacklog", "version",
		AUBACKLOG_VERSION, "profile", policy_profile_name(check->profile), "profile_chosen",
		check->profile_chosen, "benchmark",
		value_text(check->document ? check->document->name : NULL), "judged_as",
		value_text(check->judged_as_name), "result", check_result_name(check->result), "os",
		make_os(&check->config->os), "host", value_text(check->config->settings->host),
		"rules", make_rules(check), "configured", make_configured(check->config),
		"measured", make_fact(check), "contrast", value_text(contrast), "remarks",
		make_findings(check, &check->remarks), "arguments", value_text(arguments));

	return value_dump(root, out, err);
}
