/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A check as JUnit XML. */
#define _GNU_SOURCE
#include "policy/render_junit.h"

#include "base/cleanup.h"
#include "base/xml.h"

#include <errno.h>

static size_t count(const struct check *check, enum check_result result)
{
	size_t found = 0;

	for (size_t i = 0; i < check->n_rules; i++)
		found += check->rules[i].result == result;
	return found;
}

static void set_count(xmlNodePtr node, const char *name, size_t value)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%zu", value);
	xml_set(node, name, text);
}

/* The first sentence that weighs as the result does. */
static const char *reason(const struct check_rule *rule)
{
	for (size_t i = 0; i < rule->findings.count; i++)
		if (rule->findings.list[i].weight == rule->result)
			return rule->findings.list[i].text;
	return rule->findings.count ? rule->findings.list[0].text : rule->title;
}

static char *join(const char *left, const char *right)
{
	char *joined;

	return asprintf(&joined, "%s%s", left, right) < 0 ? NULL : joined;
}

static int add_case(const struct check *check, const struct check_rule *rule, xmlNodePtr suite)
{
	static const char *const elements[] = {
		[CHECK_FAIL] = "failure",
		[CHECK_UNKNOWN] = "error",
		[CHECK_NOT_APPLICABLE] = "skipped",
	};
	CLEANUP(cleanup_free) char *class = join("aubacklog.", policy_profile_name(check->profile));
	CLEANUP(cleanup_free) char *id = join(rule->id, " ");
	CLEANUP(cleanup_free) char *name = id ? join(id, rule->title) : NULL;
	xmlNodePtr node = xml_add(suite, "testcase", NULL), outcome;

	if (!class || !name || !node)
		return -ENOMEM;
	xml_set(node, "classname", class);
	xml_set(node, "name", name);
	xml_set(node, "time", "0");
	if (rule->result == CHECK_PASS) {
		xml_add(node, "system-out", rule->details);
		return 0;
	}
	outcome = xml_add(node, elements[rule->result],
			  rule->result == CHECK_NOT_APPLICABLE ? NULL : rule->details);
	xml_set(outcome, "message", reason(rule));
	if (rule->result != CHECK_NOT_APPLICABLE)
		xml_set(outcome, "type", check_result_name(rule->result));
	return 0;
}

int render_junit(const struct check *check, FILE *out, struct error *err)
{
	CLEANUP(xml_free) xmlDocPtr doc = NULL;
	CLEANUP(cleanup_free)
	char *name = join("aubacklog check ", policy_profile_name(check->profile));
	xmlNodePtr suite = NULL;
	char now[XML_TIME_BYTES];
	int code =
		name ? xml_new("testsuite", &doc, &suite, err) : error_memory(err, "write JUnit");

	if (code == 0)
		code = xml_now(now, err);
	if (code < 0)
		return code;
	xml_set(suite, "name", name);
	set_count(suite, "tests", check->n_rules);
	set_count(suite, "failures", count(check, CHECK_FAIL));
	set_count(suite, "errors", count(check, CHECK_UNKNOWN));
	set_count(suite, "skipped", count(check, CHECK_NOT_APPLICABLE));
	xml_set(suite, "hostname", check->config->host ? check->config->host : "unknown");
	xml_set(suite, "timestamp", now);
	xml_set(suite, "time", "0");
	for (size_t i = 0; i < check->n_rules; i++)
		if (add_case(check, &check->rules[i], suite) < 0)
			return error_memory(err, "write JUnit");
	return xml_write(doc, out, err);
}
