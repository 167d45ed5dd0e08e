/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A check as an XCCDF 1.2 Benchmark with its TestResult. */
#include "policy/render_check.h"

#include "render/xml.h"
#include "util/cleanup.h"
#include "util/version.h"
#include "util/xalloc.h"

#include <string.h>

#define NAMESPACE "http://checklists.nist.gov/xccdf/1.2"
#define OWN "io.github.aubacklog"
#define ID_BYTES 128

/* The issuer of a document as an id of XCCDF has it: without an underscore. */
static const char *name_issuer(const struct check *check, const struct check_rule *rule)
{
	if (!rule || rule->rule)
		switch (check->profile) {
		case POLICY_STIG:
			return "mil.disa.stig";
		case POLICY_CIS:
			return "org.cisecurity.benchmarks";
		default:
			break;
		}
	return OWN;
}

/* DISA's rules are known by their numbers with the revision; others by their number. */
static void put_rule_id(const struct check *check, const struct check_rule *rule,
			char id[static ID_BYTES])
{
	CLEANUP(cleanup_free)
	char *own = rule->rule ? render_check_rule_id(rule->rule) : xstrdup(rule->id);

	(void)snprintf(id, ID_BYTES, "xccdf_%s_rule_%s", name_issuer(check, rule), own);
}

static void add_ident(const struct check *check, const struct check_rule *rule, xmlNodePtr parent)
{
	xmlNodePtr node;

	if (!rule->rule)
		return;
	node = xml_add(parent, "ident", rule->id);
	xml_set(node, "system",
		check->profile == POLICY_STIG ? "http://cyber.mil/stigs"
					      : "https://www.cisecurity.org/benchmark");
}

static void add_check(xmlNodePtr parent)
{
	xmlNodePtr node = xml_add(parent, "check", NULL);

	xml_set(node, "system", "urn:aubacklog:check");
}

/* A rule as the benchmark has it, in a group of its own, as DISA's are. */
static void add_benchmark_rule(const struct check *check, const struct check_rule *rule,
			       xmlNodePtr root)
{
	const char *group = rule->rule && rule->rule->group ? rule->rule->group : rule->id;
	CLEANUP(cleanup_free) char *arguments = check_words_arguments(check);
	xmlNodePtr node = xml_add(root, "Group", NULL);
	char id[ID_BYTES];

	(void)snprintf(id, sizeof(id), "xccdf_%s_group_%s", name_issuer(check, rule), group);
	xml_set(node, "id", id);
	xml_add(node, "title", rule->title);
	xml_add(node, "description", rule->title);
	node = xml_add(node, "Rule", NULL);
	put_rule_id(check, rule, id);
	xml_set(node, "id", id);
	xml_set(node, "selected", "true");
	xml_set(node, "severity", rule->severity);
	xml_set(node, "weight", "10.0");
	xml_add(node, "version", rule->id);
	xml_add(node, "title", rule->title);
	xml_add(node, "description", rule->title);
	add_ident(check, rule, node);
	xml_add(node, "fixtext", arguments);
	add_check(node);
}

static void add_rule_result(const struct check *check, const struct check_rule *rule,
			    const char *now, xmlNodePtr parent)
{
	CLEANUP(cleanup_free) char *details = check_words_details(check, rule);
	xmlNodePtr node = xml_add(parent, "rule-result", NULL), part;
	char id[ID_BYTES];

	put_rule_id(check, rule, id);
	xml_set(node, "idref", id);
	xml_set(node, "time", now);
	xml_set(node, "severity", rule->severity);
	xml_set(node, "weight", "10.0");
	xml_set(node, "version", rule->id);
	xml_add(node, "result", check_result_name(rule->result));
	add_ident(check, rule, node);
	part = xml_add(node, "message", details);
	xml_set(part, "severity",
		rule->result == CHECK_FAIL	? "error"
		: rule->result == CHECK_UNKNOWN ? "warning"
						: "info");
	add_check(node);
}

/* The share of rules that passed among those that have a result. */
static void add_score(const struct check *check, xmlNodePtr parent)
{
	size_t passed = 0, judged = 0;
	char text[32];
	xmlNodePtr node;

	for (size_t i = 0; i < check->n_rules; i++) {
		judged += check->rules[i].result != CHECK_NOT_APPLICABLE;
		passed += check->rules[i].result == CHECK_PASS;
	}
	(void)snprintf(text, sizeof(text), "%.2f",
		       judged ? 100.0 * (double)passed / (double)judged : 0.0);
	node = xml_add(parent, "score", text);
	xml_set(node, "system", "urn:xccdf:scoring:default");
	xml_set(node, "maximum", "100.00");
}

static void put_benchmark_id(const struct check *check, char id[static ID_BYTES])
{
	(void)snprintf(id, ID_BYTES, "xccdf_%s_benchmark_%s",
		       check->document ? name_issuer(check, NULL) : OWN,
		       check->document ? check->document->id : "measured");
}

/* What OpenSCAP's rules beyond the schema ask for. */
static void add_metadata(const struct check *check, xmlNodePtr root)
{
	static const char *const names[] = { "creator", "publisher", "contributor", "source" };
	const char *issuer = check->document ? name_issuer(check, NULL) : OWN;
	const char *values[] = { issuer, "aubacklog", "aubacklog", issuer };
	xmlNodePtr metadata = xml_add(root, "metadata", NULL);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		xml_set(xml_add(metadata, names[i], values[i]), "xmlns",
			"http://purl.org/dc/elements/1.1/");
}

static void add_benchmark_head(const struct check *check, const char *now, xmlNodePtr root)
{
	const struct policy_document *document = check->document;
	CLEANUP(cleanup_free) char *day = xstrndup(now, strcspn(now, "T"));
	xmlNodePtr node;
	char id[ID_BYTES];

	put_benchmark_id(check, id);
	xml_set(root, "id", id);
	xml_set(root, "xml:lang", "en");
	node = xml_add(root, "status", "draft");
	xml_set(node, "date", day);
	xml_add(root, "title", document ? document->name : "aubacklog check");
	xml_add(root, "description",
		"Of this document the rules on auditing of the boot, as aubacklog has judged them.");
	if (document && document->release) {
		node = xml_add(root, "plain-text", document->release);
		xml_set(node, "id", "release-info");
	}
	xml_add(root, "version", document ? document->version : AUBACKLOG_VERSION);
	add_metadata(check, root);
}

static xmlNodePtr add_result_head(const struct check *check, const char *now, xmlNodePtr root)
{
	const char *host =
		check->config->settings->host ? check->config->settings->host : "unknown";
	xmlNodePtr result = xml_add(root, "TestResult", NULL), node;
	char id[ID_BYTES];

	(void)snprintf(id, sizeof(id), "xccdf_" OWN "_testresult_%s",
		       policy_profile_name(check->profile));
	xml_set(result, "id", id);
	xml_set(result, "start-time", now);
	xml_set(result, "end-time", now);
	xml_set(result, "version", AUBACKLOG_VERSION);
	xml_set(result, "test-system", "cpe:/a:aubacklog:aubacklog:" AUBACKLOG_VERSION);
	node = xml_add(result, "benchmark", NULL);
	put_benchmark_id(check, id);
	xml_set(node, "href", id);
	xml_set(node, "id", id);
	xml_add(result, "title", check->document ? check->document->name : "aubacklog check");
	xml_add(result, "target", host);
	node = xml_add(result, "target-facts", NULL);
	node = xml_add(node, "fact", host);
	xml_set(node, "name", "urn:scap:fact:asset:identifier:host_name");
	xml_set(node, "type", "string");
	return result;
}

int render_check_xccdf(const struct check *check, FILE *out, struct error *err)
{
	CLEANUP(xml_free) xmlDocPtr doc = NULL;
	xmlNodePtr root = NULL, result;
	char now[XML_TIME_BYTES];
	int code = xml_new("Benchmark", &doc, &root, err);

	if (code == 0)
		code = xml_now(now, err);
	if (code < 0)
		return code;
	xml_set_namespace(root, NAMESPACE);
	add_benchmark_head(check, now, root);
	for (size_t i = 0; i < check->n_rules; i++)
		add_benchmark_rule(check, &check->rules[i], root);
	result = add_result_head(check, now, root);
	for (size_t i = 0; i < check->n_rules; i++)
		add_rule_result(check, &check->rules[i], now, result);
	add_score(check, result);
	return xml_write(doc, out, err);
}
