/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the check says of the next boot, for a report. */
#include "cmd/nextboot.h"

#include "analysis/limit.h"
#include "change/plan.h"
#include "cmd/again.h"
#include "policy/check.h"
#include "util/cleanup.h"
#include "util/xalloc.h"

#include <errno.h>
#include <string.h>

int nextboot_read(struct machine *machine, struct error *err)
{
	struct error error = { 0 };
	int code;

	if (!machine->root)
		return 0;
	code = machine_read_config(machine, &error);
	if (code == 0)
		code = platform_find(machine->root, &machine->config, &machine->platform, &error);
	if (code == -ENOMEM)
		return error_set(err, code, "%s", error.text);
	if (code < 0)
		machine->config_unread = xstrdup(error.text);
	return 0;
}

static enum check_result judge_profile(const struct machine *machine, enum policy_profile profile,
				       uint64_t floor, struct report *report)
{
	struct check check = {
		.profile = profile,
		.config = &machine->config,
		.floor = floor,
		.limit_known = report->next.limit_known,
		.limit = report->next.limit,
		.report = *report,
	};
	enum check_result result;

	check_judge(&check);
	result = check.result;
	check.report = (struct report){ 0 };
	check_done(&check);
	return result;
}

/* Whether the limit of the next boot is known to be too small for one of the boots. */
static bool is_next_too_small(const struct report *report)
{
	const struct recommendation *advice = &report->recommendation;

	for (size_t i = 0; i < report->n_boots; i++)
		if (report->boots[i].next_lost.min)
			return true;
	return !advice->fixable ||
	       (advice->minimum && !limit_reaches(report->next.limit, advice->minimum));
}

/* Whether the need of a boot is open, and so what the next one makes of it. */
static bool is_need_open(const struct report *report)
{
	/* What an older boot did not keep for want of audit=1 speaks of no need. */
	for (size_t i = 0; i < report->n_boots; i++)
		if (i && report->boots[i].verdict == VERDICT_BLIND)
			continue;
		else if (report->boots[i].next_lost.max || report->boots[i].takeover.by_nobody)
			return true;
	return report->need_open;
}

static char *say_why_unknown(const struct machine *machine)
{
	if (machine->config_unread)
		return xstrdup(machine->config_unread);
	if (!machine->root)
		return xstrdup("logs alone do not say what is configured");
	if (bootconfig_is_container(&machine->config))
		return xstrdup("a container has no boot loader, its host has");
	return xstrdup("no boot entry is in the evidence");
}

static void judge_next(const struct machine *machine, struct report *report)
{
	const struct bootconfig_place *place =
		machine->config.settings ? check_fact_place(&machine->config) : NULL;
	struct report_next *next = &report->next;

	if (!place) {
		next->unknown = say_why_unknown(machine);
		return;
	}
	next->says = check_words_short(place);
	if (!next->limit_known)
		next->state = NEXT_OPEN;
	else if (!next->audit || is_next_too_small(report))
		next->state = NEXT_LOSES;
	else
		next->state = is_need_open(report) ? NEXT_OPEN : NEXT_HOLDS;
}

void nextboot_judge(const struct machine *machine, uint64_t floor, struct report *report)
{
	struct report_next *next = &report->next;

	judge_next(machine, report);
	next->running = machine->running;
	if (machine->platform) {
		next->by_grub = machine->platform->applies;
		next->loader = machine->platform->about;
	}
	if (!machine->config.settings)
		return;
	for (enum policy_profile profile = POLICY_STIG; profile <= POLICY_MEASURED; profile++) {
		enum check_result result = judge_profile(machine, profile, floor, report);

		if (result == CHECK_PASS || result == CHECK_FAIL)
			next->profiles[next->n_profiles++] = (struct report_profile){
				.name = policy_profile_name(profile),
				.passed = result == CHECK_PASS,
			};
	}
}

static enum report_grub classify_plan(const struct plan *plan)
{
	if (plan->refusal)
		return GRUB_REFUSES;
	if (!plan->needed)
		return plan->reboot ? GRUB_REBOOT : GRUB_NOTHING;
	return plan->edits.count || plan->n_commands ? GRUB_CHANGES : GRUB_BY_HAND;
}

/* Whether grub will read what was read here: a report's is typed on the machine, which has more
 * than was collected of it. */
static bool is_grub_foreseeable(const struct machine *machine, const struct options *options)
{
	if (!machine->root || machine->config_unread || !machine->config.settings)
		return false;
	return machine->running || options->verb == VERB_CHECK || machine->config.entries.count ||
	       bootconfig_is_container(&machine->config);
}

int nextboot_foresee_grub(struct machine *machine, const struct options *options,
			  struct report *report, struct error *err)
{
	CLEANUP(plan_done) struct plan plan = { 0 };
	struct report_next *next = &report->next;
	struct error error = { 0 };
	const struct plan_wish wish = {
		.basis = {
			.floor = options->floor,
			.needs = report->n_boots ? &report->recommendation : NULL,
		},
	};
	int code;

	next->grub_arguments = again_grub_arguments(options);
	if (!is_grub_foreseeable(machine, options))
		return 0;
	code = plan_make(machine->root, &machine->config, &wish, &plan, &error);
	if (code == 0) {
		next->grub = classify_plan(&plan);
		next->grub_says = xstrdup_or_null(plan.refusal ? plan.refusal : plan.else_words);
	}
	root_lay_bare(machine->root);
	return code == -ENOMEM ? error_set(err, code, "%s", error.text) : 0;
}
