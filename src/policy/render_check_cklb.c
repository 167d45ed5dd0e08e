/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A check as a checklist of STIG Viewer 3. */
#include "policy/render_check.h"

#include "render/value.h"
#include "render/xml.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#define UUID_BYTES 37

char *render_check_rule_id(const struct policy_rule *rule)
{
	if (!rule->group)
		return xstrdup(rule->id);
	return rule->revision ? xasprintf("S%sr%s_rule", rule->group, rule->revision)
			      : xasprintf("S%s_rule", rule->group);
}

static uint64_t hash_text(uint64_t hash, const char *text)
{
	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	return hash;
}

/* The same for the same host and name: a checklist that is made again is the same one. */
static void put_uuid(const struct check *check, const char *name, char uuid[static UUID_BYTES])
{
	const char *host = check->config->settings->host ? check->config->settings->host : "";
	uint64_t high = hash_text(hash_text(UINT64_C(0xcbf29ce484222325), host), name);
	uint64_t low = hash_text(hash_text(high, name), host);

	(void)snprintf(uuid, UUID_BYTES,
		       "%08" PRIx64 "-%04" PRIx64 "-8%03" PRIx64 "-a%03" PRIx64 "-%012" PRIx64,
		       high >> 32, high >> 16 & 0xffff, high & 0xfff, low >> 48 & 0xfff,
		       low & UINT64_C(0xffffffffffff));
}

static void append_rule(json_t *rules, json_t *rule)
{
	if (json_array_append_new(rules, rule) < 0)
		xalloc_end();
}

static json_t *make_cklb_rule(const struct check *check, const struct check_rule *rule,
			      const char *stig_uuid, const char *now)
{
	static const char *const statuses[] = {
		[CHECK_PASS] = "not_a_finding",
		[CHECK_FAIL] = "open",
		[CHECK_UNKNOWN] = "not_reviewed",
		[CHECK_NOT_APPLICABLE] = "not_applicable",
	};
	const char *group = rule->rule->group ? rule->rule->group : rule->id;
	CLEANUP(cleanup_free) char *source = render_check_rule_id(rule->rule);
	CLEANUP(cleanup_free) char *number = xstrndup(source, strcspn(source, "_"));
	CLEANUP(cleanup_free) char *details = check_words_details(check, rule);
	CLEANUP(cleanup_free) char *contrast = check_words_contrast(check);
	CLEANUP(cleanup_free) char *arguments = check_words_arguments(check);
	char uuid[UUID_BYTES];

	put_uuid(check, rule->id, uuid);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s,"
			 " s:s, s:{}, s:s, s:s}",
			 "uuid", uuid, "stig_uuid", stig_uuid, "group_id", group, "group_id_src",
			 group, "rule_id", number, "rule_id_src", source, "rule_version", rule->id,
			 "rule_title", rule->title, "severity", rule->severity, "weight", "10.0",
			 "status", statuses[rule->result], "finding_details", details, "comments",
			 contrast ? contrast : "", "fix_text", arguments, "check_content",
			 "aubacklog check", "overrides", "createdAt", now, "updatedAt", now);
}

/* Host and addresses; those that are not known are there and empty, as STIG Viewer has them. */
static json_t *make_target(const struct check *check)
{
	const char *host =
		check->config->settings->host ? check->config->settings->host : "unknown";

	return json_pack("{s:s, s:o, s:s, s:s, s:s, s:s, s:s, s:b, s:s, s:s, s:s}", "target_type",
			 "Computing", "host_name", value_text(host), "ip_address", "",
			 "mac_address", "", "fqdn", "", "comments", "", "role", "None",
			 "is_web_database", 0, "technology_area", "", "web_db_site", "",
			 "web_db_instance", "");
}

static json_t *make_stig(const struct check *check, const char *now)
{
	const struct policy_document *document = check->document;
	const char *name = document ? document->name : "none";
	json_t *rules = json_array();
	char uuid[UUID_BYTES];

	put_uuid(check, name, uuid);
	for (size_t i = 0; i < check->n_rules; i++)
		if (check->rules[i].rule)
			append_rule(rules, make_cklb_rule(check, &check->rules[i], uuid, now));
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:o}", "uuid", uuid, "stig_name",
			 name, "display_name", name, "stig_id", document ? document->id : "none",
			 "version", document ? document->version : "", "release_info",
			 document && document->release ? document->release : "", "size",
			 (json_int_t)json_array_size(rules), "rules", rules);
}

int render_check_cklb(const struct check *check, FILE *out, struct error *err)
{
	CLEANUP(value_release) json_t *root = NULL;
	char now[XML_TIME_BYTES], uuid[UUID_BYTES];
	int code = xml_now(now, err);

	if (code < 0)
		return code;
	put_uuid(check, "checklist", uuid);
	root = json_pack("{s:s, s:s, s:s, s:b, s:i, s:b, s:o, s:[o]}", "title", "aubacklog check",
			 "id", uuid, "cklb_version", "1.0", "active", 0, "mode", 2, "has_path", 0,
			 "target_data", make_target(check), "stigs", make_stig(check, now));
	return value_dump(root, out, err);
}
