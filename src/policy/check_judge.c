/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From what was read to what a check says. */
#define _GNU_SOURCE
#include "policy/check_judge.h"

#include "account/limit.h"
#include "base/cleanup.h"
#include "base/text.h"
#include "base/textstream.h"
#include "base/version.h"
#include "policy/check_fact.h"
#include "policy/check_paper.h"
#include "policy/check_remarks.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

/* The one rule of the profile that no document has. */
static int measure(struct check *check)
{
	struct check_rule *rule;

	check->rules = calloc(2, sizeof(*check->rules));
	if (!check->rules)
		return -ENOMEM;
	rule = &check->rules[check->n_rules++];
	*rule = (struct check_rule){
		.id = "measured",
		.title = "the configured limit holds every boot in the evidence",
		.severity = "unknown",
		.result = check->measured,
	};
	for (size_t i = 0; i < check->fact.count; i++)
		if (check_say(&rule->findings, check->fact.list[i].weight, "%s",
			      check->fact.list[i].text) < 0)
			return -ENOMEM;
	return 0;
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

/* Never less than what is configured anywhere, nor than the boots and the rules ask for. */
static int advise(struct check *check)
{
	struct limit_basis basis = {
		.floor = check->floor,
		.needs = check->report.n_boots ? &check->report.recommendation : NULL,
		.configured = bootconfig_limit(check->config, true),
	};

	for (size_t i = 0; i < check->n_rules; i++)
		if (check->rules[i].rule && check->rules[i].rule->limit > basis.floor)
			basis.floor = check->rules[i].rule->limit;
	check->arguments = limit_arguments(limit_choose(&basis));
	return check->arguments ? 0 : -ENOMEM;
}

static const char *const weights[] = {
	[CHECK_PASS] = "      ",
	[CHECK_FAIL] = "FAIL  ",
	[CHECK_UNKNOWN] = "?     ",
};

/* Gives whether memory did for all. */
static bool print_findings(const struct check_findings *findings, FILE *out)
{
	for (size_t i = 0; i < findings->count; i++) {
		CLEANUP(cleanup_free) char *safe = text_safe(findings->list[i].text);

		if (!safe)
			return false;
		fprintf(out, "%s%s\n", weights[findings->list[i].weight], safe);
	}
	return true;
}

/* One rule as lines to paste: made safe here, as they hold newlines of their own. */
static int detail(const struct check *check, struct check_rule *rule)
{
	const struct osrelease *os = &check->config->os;
	const char *name = os->pretty_name ? os->pretty_name : os->id;
	CLEANUP(cleanup_free) char *system = text_safe(name ? name : "a system without a name");
	CLEANUP(cleanup_free) char *contrast = text_safe(check->contrast);
	bool whole = true;
	FILE *out;
	struct textstream *stream = textstream_open(&out);

	fprintf(out, "%s%s%s: %s\n", rule->id, rule->rule && rule->rule->group ? ", " : "",
		rule->rule && rule->rule->group ? rule->rule->group : "",
		check_result_name(rule->result));
	fprintf(out, "aubacklog %s on %s, profile %s%s%s\n", AUBACKLOG_VERSION, system,
		policy_profile_name(check->profile), check->benchmark ? ", " : "",
		check->benchmark ? check->benchmark : "");
	whole &= print_findings(&rule->findings, out);
	if (check->profile != POLICY_MEASURED) {
		fprintf(out, "In fact:\n");
		whole &= print_findings(&check->fact, out);
	}
	if (contrast)
		fprintf(out, "%s\n", contrast);
	if (check->remarks.count)
		fprintf(out, "Besides:\n");
	whole &= print_findings(&check->remarks, out);
	rule->details = textstream_close(stream);
	return whole ? 0 : -ENOMEM;
}

int check_judge(struct check *check)
{
	int code;

	if (check->profile == POLICY_DEFAULT) {
		check->profile = policy_default(&check->config->os);
		check->profile_chosen = true;
	}
	code = check_fact(check);
	if (code == 0)
		code = check->profile == POLICY_MEASURED ? measure(check) : check_paper(check);
	if (code == 0)
		code = check_paper_floor(check);
	if (code == 0)
		code = check_remarks(check);
	if (code < 0)
		return code;
	check->result = sum_rules(check);
	code = check_fact_contrast(check);
	if (code == 0)
		code = advise(check);
	for (size_t i = 0; i < check->n_rules && code == 0; i++)
		code = detail(check, &check->rules[i]);
	return code;
}
