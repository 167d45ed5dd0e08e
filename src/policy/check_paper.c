/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules of a document against what is configured. */
#define _GNU_SOURCE
#include "policy/check_paper.h"

#include "base/cleanup.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

char *check_paper_place(const struct bootconfig_place *place, const struct cmdline_place *argument)
{
	const struct bootentry *entry = &place->entry;
	const struct bootline_piece *piece = bootconfig_place_of(place, argument);
	const char *path = piece ? piece->path : entry->path;
	unsigned number = piece ? piece->number : entry->number;
	char *words;
	int length;

	switch (entry->kind) {
	case BOOTENTRY_RUNNING:
		length = asprintf(&words, "the running kernel (%s)", path);
		break;
	case BOOTENTRY_BLS:
	case BOOTENTRY_GRUB_CFG:
	case BOOTENTRY_EXTLINUX:
	case BOOTENTRY_UKI:
		length = asprintf(&words, "%s '%s' (%s:%u)",
				  entry->rescue ? "rescue entry" : "entry", entry->title, path,
				  number);
		break;
	default:
		length = piece ? asprintf(&words, "%s:%u", path, number)
			       : asprintf(&words, "%s", path);
	}
	return length < 0 ? NULL : words;
}

const char *check_paper_argument(const struct bootconfig_place *place,
				 const struct cmdline_place *argument, int *ret_length)
{
	*ret_length = (int)argument->length;
	return bootline_text(&place->entry.line) + argument->offset;
}

/* " is 4096" where the argument is not written that way. */
static void put_value(uint64_t limit, const char *written, int length, char value[static 48])
{
	char decimal[32];
	size_t bytes = (size_t)snprintf(decimal, sizeof(decimal), "=%" PRIu64, limit);
	bool plain = (size_t)length > bytes &&
		     strncmp(written + (size_t)length - bytes, decimal, bytes) == 0;

	(void)snprintf(value, 48, "%s%s", plain ? "" : " is ", plain ? "" : decimal + 1);
}

static int judge_limit(const struct bootconfig_place *place, uint64_t wanted,
		       struct check_findings *findings)
{
	const struct cmdline *cmdline = &place->cmdline;
	CLEANUP(cleanup_free) char *where = check_paper_place(place, &cmdline->limit_place);
	int length;
	const char *written = check_paper_argument(place, &cmdline->limit_place, &length);
	char value[48];

	if (!where)
		return -ENOMEM;
	if (!cmdline->limit_place.count)
		return check_say(findings, CHECK_FAIL,
				 "%s: no audit_backlog_limit=, so the kernel keeps %d", where,
				 CMDLINE_DEFAULT_LIMIT);
	if (!cmdline->limit_given)
		return check_say(findings, CHECK_FAIL,
				 "%s: %.*s is no number that the kernel reads, so it keeps %d",
				 where, length, written, CMDLINE_DEFAULT_LIMIT);
	if (!cmdline->limit)
		return check_say(
			findings, CHECK_PASS,
			"%s: %.*s is a queue without a limit, which the kernel never fills; a tool that compares numbers will report it",
			where, length, written);
	put_value(cmdline->limit, written, length, value);
	if (cmdline->limit < wanted)
		return check_say(findings, CHECK_FAIL, "%s: %.*s%s, below %" PRIu64, where, length,
				 written, value, wanted);
	return check_say(findings, CHECK_PASS, "%s: %.*s%s", where, length, written, value);
}

static int judge_audit(const struct bootconfig_place *place, struct check_findings *findings)
{
	const struct cmdline *cmdline = &place->cmdline;
	CLEANUP(cleanup_free) char *where = check_paper_place(place, &cmdline->audit_place);
	int length;
	const char *written = check_paper_argument(place, &cmdline->audit_place, &length);

	if (!where)
		return -ENOMEM;
	if (cmdline->audit == CMDLINE_AUDIT_ABSENT)
		return check_say(findings, CHECK_FAIL, "%s: no audit=1", where);
	if (cmdline->audit == CMDLINE_AUDIT_OFF)
		return check_say(
			findings, CHECK_FAIL,
			"%s: %.*s turns auditing off, and no audit=1 on the same line turns it on again",
			where, length, written);
	if (cmdline->audit_odd)
		return check_say(
			findings, CHECK_FAIL,
			"%s: %.*s is not audit=1; the kernel complains about it and takes it as on",
			where, length, written);
	return check_say(findings, CHECK_PASS, "%s: %.*s", where, length, written);
}

/* An argument given more than once is nobody's intention. */
static int judge_doubled(const struct bootconfig_place *place, const struct cmdline_place *argument,
			 const char *name, struct check_findings *findings)
{
	CLEANUP(cleanup_free) char *where = check_paper_place(place, argument);
	int length;
	const char *written = check_paper_argument(place, argument, &length);

	if (argument->count < 2)
		return 0;
	if (!where)
		return -ENOMEM;
	return check_say(findings, CHECK_PASS, "%s: %s given %zu times, %.*s decides", where, name,
			 argument->count, length, written);
}

static int judge_place(const struct bootconfig_place *place, const struct policy_rule *rule,
		       struct check_findings *findings)
{
	int code = 0;

	if (place->entry.line.unclear) {
		CLEANUP(cleanup_free)
		char *where = check_paper_place(place, &(struct cmdline_place){ 0 });

		return where ? check_say(findings, CHECK_UNKNOWN, "%s: cannot tell: %s", where,
					 place->entry.line.unclear)
			     : -ENOMEM;
	}
	if (rule->needs & POLICY_LIMIT)
		code = judge_limit(place, rule->limit, findings);
	if (code == 0 && rule->needs & POLICY_LIMIT)
		code = judge_doubled(place, &place->cmdline.limit_place,
				     "audit_backlog_limit=", findings);
	if (code == 0 && rule->needs & POLICY_AUDIT)
		code = judge_audit(place, findings);
	if (code == 0 && rule->needs & POLICY_AUDIT)
		code = judge_doubled(place, &place->cmdline.audit_place, "audit=", findings);
	return code;
}

/* Judges those places that count; says how many did. */
static int judge_places(const struct bootconfig_places *places, const struct policy_rule *rule,
			bool persistent, struct check_findings *findings, size_t *counted)
{
	for (size_t i = 0; i < places->count; i++) {
		const struct bootconfig_place *place = &places->list[i];
		int code;

		if ((place->entry.rescue && (persistent || !rule->recovery)) ||
		    (persistent && !place->decides))
			continue;
		code = judge_place(place, rule, findings);
		if (code < 0)
			return code;
		*counted += 1;
	}
	return 0;
}

static int judge_rule(const struct bootconfig *config, const struct policy_rule *rule,
		      struct check_findings *findings)
{
	size_t running = 0, next = 0;
	int code = judge_places(&config->running, rule, false, findings, &running);

	if (code == 0)
		code = judge_places(&config->entries, rule, false, findings, &next);
	if (code == 0)
		code = judge_places(&config->persistent, rule, true, findings, &next);
	if (code < 0 || next)
		return code;
	return check_say(
		findings, CHECK_UNKNOWN,
		running ? "nothing here tells what the next boot gets: no boot entry and no file that entries are made of was found"
			: "no kernel command line, no boot entry and no file that entries are made of was found");
}

static const char *title_of(unsigned needs)
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

static int add_rule(struct check *check, const struct policy_rule *rule)
{
	struct check_rule *added = &check->rules[check->n_rules++];
	int code;

	*added = (struct check_rule){
		.rule = rule,
		.id = rule->id,
		.title = title_of(rule->needs),
		.severity = rule->severity,
	};
	check->benchmark = rule->benchmark;
	check->benchmark_id = rule->benchmark_id;
	code = judge_rule(check->config, rule, &added->findings);
	added->result = check_sum(&added->findings);
	return code;
}

/* What the profile has no rule on. */
static int add_absent(struct check *check, unsigned need)
{
	struct check_rule *added = &check->rules[check->n_rules++];
	const struct osrelease *os = &check->config->os;

	*added = (struct check_rule){
		.id = need == POLICY_LIMIT ? "audit_backlog_limit" : "audit",
		.title = title_of(need),
		.severity = "unknown",
		.result = CHECK_NOT_APPLICABLE,
	};
	if (!os->known || !os->id)
		return check_say(&added->findings, CHECK_PASS,
				 "not applicable: there is no os-release that names the system");
	return check_say(&added->findings, CHECK_PASS,
			 "not applicable: profile %s has no rule on it for %s %s",
			 policy_profile_name(check->profile), os->id,
			 os->version_id ? os->version_id : "");
}

int check_paper(struct check *check)
{
	const struct policy_rule *rule = NULL;
	unsigned covered = 0;
	int code = 0;

	check->rules = calloc(policy_rules_count + 3, sizeof(*check->rules));
	if (!check->rules)
		return -ENOMEM;
	while (code == 0 && (rule = policy_next(check->profile, &check->config->os, rule))) {
		code = add_rule(check, rule);
		covered |= rule->needs;
	}
	if (code == 0 && !(covered & POLICY_LIMIT))
		code = add_absent(check, POLICY_LIMIT);
	if (code == 0 && !(covered & POLICY_AUDIT))
		code = add_absent(check, POLICY_AUDIT);
	return code;
}

int check_paper_floor(struct check *check)
{
	const struct policy_rule asked = { .needs = POLICY_LIMIT, .limit = check->floor };
	struct check_rule *added;
	int code;

	if (!check->floor_given)
		return 0;
	added = &check->rules[check->n_rules++];
	*added = (struct check_rule){
		.id = "floor",
		.title = "audit_backlog_limit of the policy floor or more (--floor)",
		.severity = "unknown",
	};
	code = judge_rule(check->config, &asked, &added->findings);
	added->result = check_sum(&added->findings);
	return code;
}
