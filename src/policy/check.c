/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a check found. */
#define _GNU_SOURCE
#include "policy/check.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void findings_done(struct check_findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		free(findings->list[i].text);
	free(findings->list);
}

void check_done(struct check *check)
{
	report_done(&check->report);
	for (size_t i = 0; i < check->n_rules; i++) {
		findings_done(&check->rules[i].findings);
		free(check->rules[i].details);
	}
	free(check->rules);
	findings_done(&check->remarks);
	findings_done(&check->fact);
	free(check->no_report);
	free(check->contrast);
	free(check->arguments);
	*check = (struct check){ 0 };
}

int check_say(struct check_findings *findings, enum check_result weight, const char *format, ...)
{
	struct check_finding *grown =
		reallocarray(findings->list, findings->count + 1, sizeof(*grown));
	va_list args;
	int length;

	if (!grown)
		return -ENOMEM;
	findings->list = grown;
	grown[findings->count].weight = weight;
	va_start(args, format);
	length = vasprintf(&grown[findings->count].text, format, args);
	va_end(args);
	if (length < 0)
		return -ENOMEM;
	findings->count++;
	return 0;
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
