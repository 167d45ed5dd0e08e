/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A check as JUnit XML. */
#include "policy/render_check.h"

#include "render/xml.h"
#include "util/cleanup.h"
#include "util/textstream.h"
#include "util/xalloc.h"

#include <string.h>

static size_t count_results(const struct check *check, enum check_result result)
{
	size_t found = 0;

	for (size_t i = 0; i < check->n_rules; i++)
		found += check->rules[i].result == result;
	return found;
}

static void set_number(xmlNodePtr node, const char *name, size_t value)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%zu", value);
	xml_set(node, name, text);
}

/* The first finding that weighs as the result does, as a sentence. */
static char *choose_message(const struct check *check, const struct check_rule *rule)
{
	for (size_t i = 0; i < rule->findings.count; i++)
		if (rule->findings.list[i].weight == rule->result)
			return check_words_finding(check, &rule->findings.list[i]);
	return rule->findings.count ? check_words_finding(check, &rule->findings.list[0])
				    : xstrdup(rule->title);
}

static void add_test_case(const struct check *check, const struct check_rule *rule,
			  xmlNodePtr suite)
{
	static const char *const elements[] = {
		[CHECK_FAIL] = "failure",
		[CHECK_UNKNOWN] = "error",
		[CHECK_NOT_APPLICABLE] = "skipped",
	};
	CLEANUP(cleanup_free)
	char *class = xasprintf("aubacklog.%s", policy_profile_name(check->profile));
	CLEANUP(cleanup_free) char *name = xasprintf("%s %s", rule->id, rule->title);
	CLEANUP(cleanup_free) char *message = choose_message(check, rule);
	CLEANUP(cleanup_free) char *details = check_words_details(check, rule);
	bool applies = rule->result != CHECK_NOT_APPLICABLE;
	xmlNodePtr node = xml_add(suite, "testcase", NULL), outcome;

	xml_set(node, "classname", class);
	xml_set(node, "name", name);
	xml_set(node, "time", "0");
	if (rule->result == CHECK_PASS)
		return;
	outcome = xml_add(node, elements[rule->result], applies ? details : NULL);
	xml_set(outcome, "message", message);
	if (applies)
		xml_set(outcome, "type", check_result_name(rule->result));
}

static void add_property(xmlNodePtr properties, const char *name, const char *value)
{
	xmlNodePtr node = xml_add(properties, "property", NULL);

	xml_set(node, "name", name);
	xml_set(node, "value", value);
}

/* The details of all rules: within a test case the schema has no room for them. */
static void add_suite_output(const struct check *check, xmlNodePtr suite)
{
	FILE *out;
	struct textstream *stream = textstream_open(&out);
	CLEANUP(cleanup_free) char *text = NULL;

	for (size_t i = 0; i < check->n_rules; i++) {
		CLEANUP(cleanup_free)
		char *details = check_words_details(check, &check->rules[i]);

		fprintf(out, "%s%s", i ? "\n" : "", details);
	}
	text = textstream_close(stream);
	xml_add(suite, "system-out", text);
	xml_add(suite, "system-err", "");
}

int render_check_junit(const struct check *check, FILE *out, struct error *err)
{
	CLEANUP(xml_free) xmlDocPtr doc = NULL;
	CLEANUP(cleanup_free)
	char *name = xasprintf("aubacklog check %s", policy_profile_name(check->profile));
	xmlNodePtr suite = NULL, properties;
	char now[XML_TIME_BYTES];
	int code = xml_new("testsuite", &doc, &suite, err);

	if (code == 0)
		code = xml_now(now, err);
	if (code < 0)
		return code;
	xml_set(suite, "name", name);
	set_number(suite, "tests", check->n_rules);
	set_number(suite, "failures", count_results(check, CHECK_FAIL));
	set_number(suite, "errors", count_results(check, CHECK_UNKNOWN));
	set_number(suite, "skipped", count_results(check, CHECK_NOT_APPLICABLE));
	xml_set(suite, "hostname",
		check->config->settings->host ? check->config->settings->host : "unknown");
	/* The schema's time has no zone. */
	now[strcspn(now, "Z")] = '\0';
	xml_set(suite, "timestamp", now);
	xml_set(suite, "time", "0");
	properties = xml_add(suite, "properties", NULL);
	add_property(properties, "result", check_result_name(check->result));
	if (check->document)
		add_property(properties, "document", check->document->name);
	for (size_t i = 0; i < check->n_rules; i++)
		add_test_case(check, &check->rules[i], suite);
	add_suite_output(check, suite);
	return xml_write(doc, out, err);
}
