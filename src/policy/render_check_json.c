/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A check as JSON. */
#define _GNU_SOURCE
#include "policy/render_check_json.h"

#include "base/cleanup.h"
#include "base/value.h"
#include "base/version.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

/* Appends what it takes over. Without memory the array is NULL from then on, and so is all that it
 * is to be a part of. */
static void append(json_t **array, json_t *value)
{
	if (*array && json_array_append_new(*array, value) == 0)
		return;
	if (!*array)
		json_decref(value);
	json_decref(*array);
	*array = NULL;
}

static json_t *place_of(const struct bootconfig_place *place, const struct cmdline_place *argument)
{
	const struct bootline_piece *piece = bootconfig_place_of(place, argument);
	CLEANUP(cleanup_free)
	char *written = piece ? strndup(bootline_text(&place->entry.line) + argument->offset,
					argument->length)
			      : NULL;

	if (piece && !written)
		return NULL;
	return piece ? json_pack("{s:I, s:o, s:o, s:i}", "count", (json_int_t)argument->count,
				 "argument", value_text(written), "path", value_text(piece->path),
				 "line", (int)piece->number)
		     : json_null();
}

static json_t *place_object(const struct bootconfig_place *place)
{
	static const char *const states[] = {
		[CMDLINE_AUDIT_ABSENT] = "absent",
		[CMDLINE_AUDIT_ON] = "on",
		[CMDLINE_AUDIT_OFF] = "off",
	};
	const struct cmdline *cmdline = &place->cmdline;
	const struct bootentry *entry = &place->entry;

	return json_pack(
		"{s:s, s:o, s:o, s:i, s:b, s:b, s:o, s:s, s:o, s:o, s:b, s:o, s:o}", "kind",
		bootentry_kind_name(entry->kind), "title", value_text(entry->title), "path",
		value_text(entry->path), "line", (int)entry->number, "rescue", entry->rescue,
		"decides", place->decides, "cmdline", value_text(bootline_text(&entry->line)),
		"audit", states[cmdline->audit], "audit_argument",
		place_of(place, &cmdline->audit_place), "limit", value_number(cmdline->limit),
		"limit_given", cmdline->limit_given, "limit_argument",
		place_of(place, &cmdline->limit_place), "unclear", value_text(entry->line.unclear));
}

static json_t *places(const struct bootconfig_places *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->count; i++)
		append(&array, place_object(&list->list[i]));
	return array;
}

static json_t *rules_object(const struct bootconfig *config)
{
	const struct rules_number *b = &config->settings->in_force.rules.backlog_limit;

	if (!config->settings->in_force.rules.known)
		return json_null();
	return json_pack("{s:o, s:o, s:o}", "path", value_text(config->settings->in_force.limit_path), "backlog_limit",
			 b->given ? value_number(b->value) : json_null(), "line",
			 b->given ? value_number(b->line) : json_null());
}

static json_t *findings_array(const struct check_findings *findings)
{
	static const char *const weights[] = {
		[CHECK_PASS] = "remark",
		[CHECK_FAIL] = "fail",
		[CHECK_UNKNOWN] = "unknown",
	};
	json_t *array = json_array();

	for (size_t i = 0; i < findings->count; i++)
		append(&array, json_pack("{s:s, s:o}", "weight", weights[findings->list[i].weight],
					 "text", value_text(findings->list[i].text)));
	return array;
}

static json_t *needs(const struct check_rule *rule)
{
	json_t *array = json_array();

	if (rule->rule && rule->rule->needs & POLICY_AUDIT)
		append(&array, json_string("audit"));
	if (rule->rule && rule->rule->needs & POLICY_LIMIT)
		append(&array, json_string("audit_backlog_limit"));
	return array;
}

static json_t *rule_object(const struct check_rule *rule)
{
	bool limit = rule->rule && rule->rule->needs & POLICY_LIMIT;

	return json_pack("{s:s, s:o, s:s, s:s, s:o, s:o, s:s, s:o, s:s}", "id", rule->id, "group",
			 value_text(rule->rule ? rule->rule->group : NULL), "title", rule->title,
			 "severity", rule->severity, "needs", needs(rule), "limit",
			 limit ? value_number(rule->rule->limit) : json_null(), "result",
			 check_result_name(rule->result), "findings",
			 findings_array(&rule->findings), "details", rule->details);
}

static json_t *rules_array(const struct check *check)
{
	json_t *array = json_array();

	for (size_t i = 0; i < check->n_rules; i++)
		append(&array, rule_object(&check->rules[i]));
	return array;
}

static json_t *os_object(const struct osrelease *os)
{
	return json_pack("{s:o, s:o, s:o}", "id", value_text(os->id), "version_id",
			 value_text(os->version_id), "pretty_name", value_text(os->pretty_name));
}

static json_t *fact_object(const struct check *check)
{
	return json_pack("{s:s, s:o, s:o}", "result", check_result_name(check->measured), "limit",
			 check->limit_known ? value_number(check->limit) : json_null(), "findings",
			 findings_array(&check->fact));
}

static json_t *where_object(const struct bootconfig *config)
{
	return json_pack("{s:o, s:o, s:o, s:o}", "running", places(&config->running), "entries",
			 places(&config->entries), "persistent", places(&config->persistent),
			 "rules", rules_object(config));
}

static int dump(json_t *root, FILE *out, struct error *err)
{
	if (!root)
		return error_memory(err, "write JSON");
	errno = 0;
	if (json_dumpf(root, out, JSON_INDENT(2)) < 0 || fputc('\n', out) == EOF)
		return error_set(err, errno ? -errno : -EIO, "cannot write JSON: %s",
				 strerror(errno ? errno : EIO));
	return 0;
}

int render_check_json(const struct check *check, FILE *out, struct error *err)
{
	CLEANUP(value_release)
	json_t *root = json_pack(
		"{s:s, s:{s:s, s:s}, s:s, s:b, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
		"schema", "aubacklog/check/v1", "tool", "name", "aubacklog", "version",
		AUBACKLOG_VERSION, "profile", policy_profile_name(check->profile), "profile_chosen",
		check->profile_chosen, "benchmark", value_text(check->benchmark), "result",
		check_result_name(check->result), "os", os_object(&check->config->os), "host",
		value_text(check->config->host), "rules", rules_array(check), "configured",
		where_object(check->config), "measured", fact_object(check), "contrast",
		value_text(check->contrast), "remarks", findings_array(&check->remarks),
		"arguments", value_text(check->arguments));

	return dump(root, out, err);
}

static json_t *cklb_rule(const struct check *check, const struct check_rule *rule)
{
	static const char *const statuses[] = {
		[CHECK_PASS] = "not_a_finding",
		[CHECK_FAIL] = "open",
		[CHECK_UNKNOWN] = "not_reviewed",
		[CHECK_NOT_APPLICABLE] = "not_applicable",
	};
	const char *group = rule->rule->group ? rule->rule->group : rule->id;
	CLEANUP(cleanup_free) char *source = NULL;

	if (rule->rule->group ? asprintf(&source, "S%s_rule", group) < 0
			      : asprintf(&source, "%s", rule->id) < 0) {
		source = NULL;
		return NULL;
	}
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "group_id", group,
			 "rule_id_src", source, "rule_version", rule->id, "rule_title", rule->title,
			 "severity", rule->severity, "status", statuses[rule->result],
			 "finding_details", rule->details, "comments",
			 check->contrast ? check->contrast : "", "fix_text", check->arguments);
}

int render_check_cklb(const struct check *check, FILE *out, struct error *err)
{
	CLEANUP(value_release) json_t *root = NULL;
	json_t *rules = json_array();

	for (size_t i = 0; i < check->n_rules; i++)
		if (check->rules[i].rule)
			append(&rules, cklb_rule(check, &check->rules[i]));
	root = json_pack("{s:s, s:s, s:{s:s, s:o}, s:[{s:s, s:s, s:s, s:s, s:o}]}", "title",
			 "aubacklog check", "cklb_version", "1.0", "target_data", "target_type",
			 "Computing", "host_name",
			 value_text(check->config->host ? check->config->host : "unknown"), "stigs",
			 "stig_id", check->benchmark_id ? check->benchmark_id : "none",
			 "display_name", check->benchmark ? check->benchmark : "none", "version",
			 check->benchmark ? check->benchmark : "none", "release_info",
			 check->benchmark ? check->benchmark : "none", "rules", rules);
	return dump(root, out, err);
}
