/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A check as an XCCDF 1.2 TestResult. */
#include "policy/render_check.h"

#include "render/xml.h"
#include "util/cleanup.h"
#include "util/version.h"

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

/* DISA's rules are known by "SV-N_rule", whose revision is left off; others by their number. */
static void put_rule_id(const struct check *check, const struct check_rule *rule,
			char id[static ID_BYTES])
{
	if (rule->rule && rule->rule->group)
		(void)snprintf(id, ID_BYTES, "xccdf_%s_rule_S%s_rule", name_issuer(check, rule),
			       rule->rule->group);
	else
		(void)snprintf(id, ID_BYTES, "xccdf_%s_rule_%s", name_issuer(check, rule),
			       rule->id);
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
	xml_set(node, "weight", "1.0");
	xml_add(node, "result", check_result_name(rule->result));
	if (rule->rule) {
		part = xml_add(node, "ident", rule->id);
		xml_set(part, "system",
			check->profile == POLICY_STIG ? "http://cyber.mil/stigs"
						      : "https://www.cisecurity.org/benchmark");
	}
	part = xml_add(node, "message", details);
	xml_set(part, "severity",
		rule->result == CHECK_FAIL	? "error"
		: rule->result == CHECK_UNKNOWN ? "warning"
						: "info");
	part = xml_add(node, "check", NULL);
	xml_set(part, "system", "urn:aubacklog:check");
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

static void add_result_head(const struct check *check, const char *now, xmlNodePtr root)
{
	const char *document = check->benchmark_id ? check->benchmark_id : "measured";
	char id[ID_BYTES];
	xmlNodePtr node;

	(void)snprintf(id, sizeof(id), "xccdf_" OWN "_testresult_%s",
		       policy_profile_name(check->profile));
	xml_set(root, "id", id);
	xml_set(root, "end-time", now);
	xml_set(root, "version", AUBACKLOG_VERSION);
	xml_set(root, "test-system", "cpe:/a:aubacklog:aubacklog:" AUBACKLOG_VERSION);
	node = xml_add(root, "benchmark", NULL);
	xml_set(node, "href", document);
	(void)snprintf(id, sizeof(id), "xccdf_%s_benchmark_%s",
		       check->benchmark_id ? name_issuer(check, NULL) : OWN, document);
	xml_set(node, "id", id);
	xml_add(root, "title", check->benchmark ? check->benchmark : "aubacklog check");
	xml_add(root, "target", check->config->host ? check->config->host : "unknown");
}

int render_check_xccdf(const struct check *check, FILE *out, struct error *err)
{
	CLEANUP(xml_free) xmlDocPtr doc = NULL;
	xmlNodePtr root = NULL;
	char now[XML_TIME_BYTES];
	int code = xml_new("TestResult", &doc, &root, err);

	if (code == 0)
		code = xml_now(now, err);
	if (code < 0)
		return code;
	xml_set_namespace(root, NAMESPACE);
	add_result_head(check, now, root);
	for (size_t i = 0; i < check->n_rules; i++)
		add_rule_result(check, &check->rules[i], now, root);
	add_score(check, root);
	return xml_write(doc, out, err);
}
