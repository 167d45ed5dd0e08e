/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A check of a machine against a policy. */
#include "policy/check.h"

#include "analysis/limit.h"
#include "util/xalloc.h"

void check_done(struct check *check)
{
	report_done(&check->report);
	for (size_t i = 0; i < check->n_rules; i++)
		free(check->rules[i].findings.list);
	free(check->rules);
	free(check->remarks.list);
	free(check->fact.list);
	free(check->no_report);
	*check = (struct check){ 0 };
}

void check_add(struct check_findings *findings, const struct check_finding *finding)
{
	findings->list = xarray_grow(findings->list, findings->count, &findings->capacity,
				     sizeof(*findings->list));
	findings->list[findings->count++] = *finding;
}

enum check_result check_sum(const struct check_findings *findings)
{
	enum check_result result = CHECK_PASS;

	for (size_t i = 0; i < findings->count; i++) {
		if (findings->list[i].weight == CHECK_FAIL)
			return CHECK_FAIL;
		if (findings->list[i].weight == CHECK_UNKNOWN)
			result = CHECK_UNKNOWN;
	}
	return result;
}

const char *check_result_name(enum check_result result)
{
	static const char *const names[] = {
		[CHECK_PASS] = "pass",
		[CHECK_FAIL] = "fail",
		[CHECK_UNKNOWN] = "unknown",
		[CHECK_NOT_APPLICABLE] = "notapplicable",
	};

	return names[result];
}

int check_exit_code(const struct check *check)
{
	switch (check->result) {
	case CHECK_PASS:
		return 0;
	case CHECK_FAIL:
		return 1;
	default:
		return 2;
	}
}

/* The one rule of the profile that no document has. */
static void judge_measured(struct check *check)
{
	struct check_rule *rule;

	check->rules = xcalloc(1 + CHECK_OWN_RULES, sizeof(*check->rules));
	rule = &check->rules[check->n_rules++];
	*rule = (struct check_rule){
		.id = "measured",
		.title = "the configured limit holds every boot in the evidence",
		.severity = "unknown",
		.result = check->measured,
	};
	for (size_t i = 0; i < check->fact.count; i++)
		check_add(&rule->findings, &check->fact.list[i]);
}

static enum check_result sum_rules(const struct check *check)
{
	enum check_result result = CHECK_NOT_APPLICABLE;

	for (size_t i = 0; i < check->n_rules; i++) {
		if (check->rules[i].result == CHECK_FAIL)
			return CHECK_FAIL;
		if (check->rules[i].result == CHECK_UNKNOWN)
			result = CHECK_UNKNOWN;
		if (check->rules[i].result == CHECK_PASS && result == CHECK_NOT_APPLICABLE)
			result = CHECK_PASS;
	}
	return result;
}

/* Never less than any configured limit, nor than the boots and the rules ask for. */
static void advise_limit(struct check *check)
{
	struct limit_basis basis = {
		.floor = check->floor,
		.needs = check->report.n_boots ? &check->report.recommendation : NULL,
		.configured = bootconfig_limit(check->config, true),
	};

	for (size_t i = 0; i < check->n_rules; i++)
		if (check->rules[i].rule && check->rules[i].rule->limit > basis.floor)
			basis.floor = check->rules[i].rule->limit;
	check->advised = limit_choose(&basis);
}

const struct osrelease *check_system(const struct check *check)
{
	return check->judged_as ? check->judged_as : &check->config->os;
}

/* Who is strict wants no machine to pass that loses records, or has lost some. */
static void judge_facts(struct check *check)
{
	struct check_rule *rule;

	if (!check->strict || (check->contrast != CHECK_CONTRAST_WOULD_LOSE &&
			       check->contrast != CHECK_CONTRAST_LOST_BEFORE))
		return;
	rule = &check->rules[check->n_rules++];
	*rule = (struct check_rule){
		.id = "fact",
		.title = "no boot in the evidence has lost records, or would lose any (--strict)",
		.severity = "unknown",
		.result = CHECK_FAIL,
	};
	for (size_t i = 0; i < check->fact.count; i++) {
		struct check_finding finding = check->fact.list[i];

		if (finding.kind == FINDING_BOOT_LOST_BEFORE)
			finding.weight = CHECK_FAIL;
		check_add(&rule->findings, &finding);
	}
	check->result = CHECK_FAIL;
}

void check_judge(struct check *check)
{
	if (check->profile == POLICY_DEFAULT) {
		check->profile = policy_default(check_system(check));
		check->profile_chosen = true;
	}
	check_fact(check);
	if (check->profile == POLICY_MEASURED)
		judge_measured(check);
	else
		check_paper(check);
	check_paper_floor(check);
	check_remarks(check);
	check->result = sum_rules(check);
	check_fact_contrast(check);
	judge_facts(check);
	advise_limit(check);
}
