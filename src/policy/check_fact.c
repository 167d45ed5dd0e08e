/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is configured against what the boots in the evidence needed. */
#define _GNU_SOURCE
#include "policy/check_fact.h"

#include "account/sentence.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

static bool counts(const struct bootconfig_place *place, bool persistent)
{
	return !place->entry.rescue && (!persistent || place->decides);
}

static bool any_counts(const struct bootconfig_places *places, bool persistent)
{
	for (size_t i = 0; i < places->count; i++)
		if (counts(&places->list[i], persistent))
			return true;
	return false;
}

/* The places that tell what the next boot gets. */
static const struct bootconfig_places *next_boot(const struct bootconfig *config,
						 bool *ret_persistent)
{
	*ret_persistent = false;
	if (any_counts(&config->entries, false))
		return &config->entries;
	if (!any_counts(&config->persistent, true))
		return &config->running;
	*ret_persistent = true;
	return &config->persistent;
}

bool check_fact_limit(const struct bootconfig *config, uint64_t *ret_limit)
{
	bool persistent, known = false;
	const struct bootconfig_places *places = next_boot(config, &persistent);
	uint64_t least = 0;

	for (size_t i = 0; i < places->count; i++) {
		const struct bootconfig_place *place = &places->list[i];

		if (!counts(place, persistent))
			continue;
		if (place->entry.line.unclear)
			return false;
		if (!known || !least || (place->cmdline.limit && place->cmdline.limit < least))
			least = place->cmdline.limit;
		known = true;
	}
	if (known)
		*ret_limit = least;
	return known;
}

bool check_fact_audit(const struct bootconfig *config)
{
	bool persistent;
	const struct bootconfig_places *places = next_boot(config, &persistent);

	for (size_t i = 0; i < places->count; i++)
		if (counts(&places->list[i], persistent) &&
		    places->list[i].cmdline.audit != CMDLINE_AUDIT_ON)
			return false;
	return places->count > 0;
}

static int judge_lost(struct check *check, const struct report_boot *boot, const char *did)
{
	char limit[32] = "";

	if (boot->boot_limit_source != LIMIT_UNKNOWN)
		(void)snprintf(limit, sizeof(limit), " of %" PRIu64, boot->boot_limit);
	return check_say(
		&check->fact, CHECK_PASS,
		"boot %d: lost %s with the limit%s that it ran with; the limit that is configured now would have held it",
		boot->index, did, limit);
}

static int judge_boot(struct check *check, const struct report_boot *boot)
{
	char would[SENTENCE_RANGE_BYTES], did[SENTENCE_RANGE_BYTES];

	sentence_range(&boot->what_if_lost, "record", would);
	sentence_range(&boot->records_lost, "record", did);
	if (boot->what_if_lost.min)
		return check_say(&check->fact, CHECK_FAIL,
				 "boot %d: the configured limit of %" PRIu64 " would have lost %s",
				 boot->index, check->limit, would);
	if (boot->verdict == VERDICT_BLIND || boot->verdict == VERDICT_UNKNOWN)
		return check_say(&check->fact, CHECK_UNKNOWN, "boot %d: cannot tell: %s",
				 boot->index,
				 boot->n_reasons ? boot->reasons[0] : "the evidence is not enough");
	if (boot->what_if_lost.max)
		return check_say(&check->fact, CHECK_UNKNOWN,
				 "boot %d: it needed at least %" PRIu64
				 " slots, how many more is not in the evidence, so whether %" PRIu64
				 " would have held it is not known",
				 boot->index, boot->demand.min, check->limit);
	if (boot->verdict == VERDICT_LOST)
		return judge_lost(check, boot, did);
	return check_say(&check->fact, CHECK_PASS,
			 "boot %d: needed %" PRIu64 " slots, and lost nothing", boot->index,
			 boot->demand.max);
}

int check_fact(struct check *check)
{
	int code = 0;

	if (check->no_report)
		code = check_say(&check->fact, CHECK_UNKNOWN, "not measured: %s", check->no_report);
	else if (!check->limit_known)
		code = check_say(&check->fact, CHECK_UNKNOWN,
				 "not measured: the limit of the next boot is not known");
	else if (!check_fact_audit(check->config))
		code = check_say(
			&check->fact, CHECK_UNKNOWN,
			"the next boot has no audit=1: what it does before auditd starts is neither queued nor counted");
	for (size_t i = 0; i < check->report.n_boots && check->limit_known && code == 0; i++)
		code = judge_boot(check, &check->report.boots[i]);
	check->measured = check_sum(&check->fact);
	return code;
}

static bool lost_before(const struct report *report)
{
	for (size_t i = 0; i < report->n_boots; i++)
		if (report->boots[i].verdict == VERDICT_LOST)
			return true;
	return false;
}

static int set_contrast(struct check *check, const char *format, const char *profile)
{
	return asprintf(&check->contrast, format, profile) < 0 ? (check->contrast = NULL, -ENOMEM)
							       : 0;
}

int check_fact_contrast(struct check *check)
{
	const char *profile =
		check->benchmark ? check->benchmark : policy_profile_name(check->profile);

	if (check->profile == POLICY_MEASURED || check->result == CHECK_NOT_APPLICABLE)
		return 0;
	if (check->result == CHECK_PASS && check->measured == CHECK_FAIL)
		return set_contrast(
			check,
			"passes on paper (%s), and loses records in fact: the limit is too small for what this machine does at boot",
			profile);
	if (check->result == CHECK_PASS && lost_before(&check->report))
		return set_contrast(
			check,
			"passes on paper (%s), and has lost records in fact: not with the limit that is configured now",
			profile);
	if (check->result == CHECK_FAIL && check->measured == CHECK_PASS)
		return set_contrast(
			check,
			"fails on paper (%s), and loses nothing in fact: the configured limit holds every boot in the evidence",
			profile);
	return 0;
}
