/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules of a document against the configuration. */
#include "policy/check.h"

#include "util/xalloc.h"

/* One command line that a rule is held against, and where the findings go. */
struct paper {
	const struct policy_rule *rule;
	struct check_findings *findings;
	const struct bootconfig_place *place;
};

static void add_finding(const struct paper *paper, enum check_finding_kind kind,
			enum check_result weight)
{
	check_add(paper->findings, &(struct check_finding){
					   .kind = kind,
					   .weight = weight,
					   .place = paper->place,
					   .wanted = paper->rule->limit,
				   });
}

static void judge_limit(const struct paper *paper)
{
	const struct cmdline *cmdline = &paper->place->cmdline;

	if (!cmdline->limit_place.count)
		add_finding(paper, FINDING_LIMIT_ABSENT, CHECK_FAIL);
	else if (!cmdline->limit_given)
		add_finding(paper, FINDING_LIMIT_UNREADABLE, CHECK_FAIL);
	else if (!cmdline->limit)
		add_finding(paper, FINDING_LIMIT_NONE, CHECK_PASS);
	else if (cmdline->limit < paper->rule->limit)
		add_finding(paper, FINDING_LIMIT_LOW, CHECK_FAIL);
	else
		add_finding(paper, FINDING_LIMIT_MET, CHECK_PASS);
	/* Nobody gives an argument twice on purpose. */
	if (cmdline->limit_place.count > 1)
		add_finding(paper, FINDING_LIMIT_REPEATED, CHECK_PASS);
}

static void judge_audit(const struct paper *paper)
{
	const struct cmdline *cmdline = &paper->place->cmdline;

	if (cmdline->audit == CMDLINE_AUDIT_ABSENT)
		add_finding(paper, FINDING_AUDIT_ABSENT, CHECK_FAIL);
	else if (cmdline->audit == CMDLINE_AUDIT_OFF)
		add_finding(paper, FINDING_AUDIT_OFF, CHECK_FAIL);
	else if (cmdline->audit_odd)
		add_finding(paper, FINDING_AUDIT_ODD, CHECK_FAIL);
	else
		add_finding(paper, FINDING_AUDIT_MET, CHECK_PASS);
	if (cmdline->audit_place.count > 1)
		add_finding(paper, FINDING_AUDIT_REPEATED, CHECK_PASS);
}

static void judge_place(const struct paper *paper)
{
	if (paper->place->entry.broken)
		add_finding(paper, FINDING_SOURCE_BROKEN, CHECK_FAIL);
	if (paper->place->entry.line.uncertain) {
		add_finding(paper, FINDING_LINE_UNCERTAIN, CHECK_UNKNOWN);
		return;
	}
	if (paper->rule->needs & POLICY_LIMIT)
		judge_limit(paper);
	if (paper->rule->needs & POLICY_AUDIT)
		judge_audit(paper);
	if (paper->place->cut)
		add_finding(paper, FINDING_LINE_CUT, CHECK_PASS);
}

/* Judges those places that count. Gives how many did. */
static size_t judge_places(const struct bootconfig_places *places, const struct policy_rule *rule,
			   bool persistent, struct check_findings *findings)
{
	size_t counted = 0;

	for (size_t i = 0; i < places->count; i++) {
		const struct bootconfig_place *place = &places->list[i];

		if ((place->entry.rescue && (persistent || !rule->recovery)) ||
		    (persistent && !place->effective))
			continue;
		judge_place(&(struct paper){ .rule = rule, .findings = findings, .place = place });
		counted++;
	}
	return counted;
}

static void judge_rule(const struct bootconfig *config, const struct policy_rule *rule,
		       struct check_findings *findings)
{
	size_t running = judge_places(&config->running, rule, false, findings);
	size_t next = judge_places(&config->entries, rule, false, findings) +
		      judge_places(&config->persistent, rule, true, findings);

	if (!next)
		add_finding(&(struct paper){ .rule = rule, .findings = findings },
			    running ? FINDING_NO_NEXT_CMDLINE : FINDING_NO_CMDLINE, CHECK_UNKNOWN);
	else if (!bootconfig_ordinary(config) && !bootconfig_is_image(config))
		add_finding(&(struct paper){ .rule = rule, .findings = findings }, FINDING_NO_ENTRY,
			    CHECK_UNKNOWN);
}

/* A container has neither a kernel nor a boot loader: what a document asks of them is not for it.
 */
static enum check_result judge_rule_for_system(const struct bootconfig *config,
					       const struct policy_rule *rule,
					       struct check_findings *findings)
{
	if (bootconfig_is_container(config)) {
		add_finding(&(struct paper){ .rule = rule, .findings = findings },
			    FINDING_CONTAINER, CHECK_PASS);
		return CHECK_NOT_APPLICABLE;
	}
	judge_rule(config, rule, findings);
	return check_sum(findings);
}

static const char *title_for_needs(unsigned needs)
{
	switch (needs) {
	case POLICY_AUDIT:
		return "audit=1 from boot on";
	case POLICY_LIMIT:
		return "audit_backlog_limit of 8192 or more";
	default:
		return "audit=1 and audit_backlog_limit of 8192 or more";
	}
}

static void add_rule(struct check *check, const struct policy_rule *rule)
{
	struct check_rule *added = &check->rules[check->n_rules++];

	*added = (struct check_rule){
		.rule = rule,
		.id = rule->id,
		.title = title_for_needs(rule->needs),
		.severity = rule->severity,
	};
	check->document = rule->document;
	added->result = judge_rule_for_system(check->config, rule, &added->findings);
}

/* An argument that the profile has no rule on. */
static void add_absent_rule(struct check *check, enum policy_needs need)
{
	struct check_rule *added = &check->rules[check->n_rules++];
	const struct osrelease *os = check_system(check);

	*added = (struct check_rule){
		.id = need == POLICY_LIMIT ? "audit_backlog_limit" : "audit",
		.title = title_for_needs(need),
		.severity = "unknown",
		.result = CHECK_NOT_APPLICABLE,
	};
	check_add(&added->findings,
		  &(struct check_finding){
			  .kind = os->known && os->id ? FINDING_NO_RULE : FINDING_NO_OS_RELEASE,
			  .weight = CHECK_PASS,
		  });
}

void check_paper(struct check *check)
{
	const struct policy_rule *rule = NULL;
	unsigned covered = 0;

	check->rules = xcalloc(policy_rules_count + CHECK_OWN_RULES, sizeof(*check->rules));
	while ((rule = policy_next(check->profile, check_system(check), rule))) {
		add_rule(check, rule);
		covered |= rule->needs;
	}
	if (!(covered & POLICY_LIMIT))
		add_absent_rule(check, POLICY_LIMIT);
	if (!(covered & POLICY_AUDIT))
		add_absent_rule(check, POLICY_AUDIT);
}

void check_paper_floor(struct check *check)
{
	const struct policy_rule asked = { .needs = POLICY_LIMIT, .limit = check->floor };
	struct check_rule *added;

	if (!check->floor_given)
		return;
	added = &check->rules[check->n_rules++];
	*added = (struct check_rule){
		.id = "floor",
		.title = "audit_backlog_limit of the policy floor or more (--floor)",
		.severity = "unknown",
	};
	added->result = judge_rule_for_system(check->config, &asked, &added->findings);
}
