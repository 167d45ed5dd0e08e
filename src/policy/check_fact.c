/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The configured limit against the need of the boots in the evidence. */
#include "policy/check.h"

static bool place_counts(const struct bootconfig_place *place, bool persistent)
{
	return !place->entry.rescue && (!persistent || place->effective);
}

static bool any_place_counts(const struct bootconfig_places *places, bool persistent)
{
	for (size_t i = 0; i < places->count; i++)
		if (place_counts(&places->list[i], persistent))
			return true;
	return false;
}

/* The command lines that the next boot may get. */
static const struct bootconfig_places *find_next_boot(const struct bootconfig *config,
						      bool *ret_persistent)
{
	*ret_persistent = false;
	if (any_place_counts(&config->entries, false))
		return &config->entries;
	if (!any_place_counts(&config->persistent, true))
		return &config->running;
	*ret_persistent = true;
	return &config->persistent;
}

bool check_fact_limit(const struct bootconfig *config, uint64_t *ret_limit)
{
	bool persistent, known = false;
	const struct bootconfig_places *places = find_next_boot(config, &persistent);
	uint64_t least = 0;

	for (size_t i = 0; i < places->count; i++) {
		const struct bootconfig_place *place = &places->list[i];

		if (!place_counts(place, persistent))
			continue;
		if (place->entry.line.uncertain)
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
	const struct bootconfig_places *places = find_next_boot(config, &persistent);

	for (size_t i = 0; i < places->count; i++)
		if (place_counts(&places->list[i], persistent) &&
		    places->list[i].cmdline.audit != CMDLINE_AUDIT_ON)
			return false;
	return places->count > 0;
}

/* How little a place gives: the less, the smaller. */
static uint64_t rank_of_place(const struct bootconfig_place *place)
{
	if (place->entry.line.uncertain)
		return 0;
	if (place->cmdline.audit != CMDLINE_AUDIT_ON)
		return 1;
	return place->cmdline.limit ? place->cmdline.limit + 1 : UINT64_MAX;
}

const struct bootconfig_place *check_fact_place(const struct bootconfig *config)
{
	bool persistent;
	const struct bootconfig_places *places = find_next_boot(config, &persistent);
	const struct bootconfig_place *least = NULL;

	for (size_t i = 0; places != &config->running && i < places->count; i++) {
		const struct bootconfig_place *place = &places->list[i];

		if (place_counts(place, persistent) &&
		    (!least || rank_of_place(place) < rank_of_place(least)))
			least = place;
	}
	return least;
}

static void add_fact_finding(struct check *check, enum check_finding_kind kind,
			     enum check_result weight, const struct report_boot *boot)
{
	check_add(&check->fact, &(struct check_finding){
					.kind = kind,
					.weight = weight,
					.boot = boot,
				});
}

static void judge_boot(struct check *check, const struct report_boot *boot)
{
	if (boot->next_lost.min)
		add_fact_finding(check, FINDING_BOOT_WOULD_LOSE, CHECK_FAIL, boot);
	else if (boot->verdict == VERDICT_BLIND || boot->verdict == VERDICT_UNKNOWN)
		add_fact_finding(check, FINDING_BOOT_UNKNOWN, CHECK_UNKNOWN, boot);
	else if (report_boot_has_conflict(boot) && boot->verdict == VERDICT_CLEAN)
		add_fact_finding(check, FINDING_BOOT_CONFLICT, CHECK_UNKNOWN, boot);
	else if (boot->next_lost.max)
		add_fact_finding(check, FINDING_BOOT_NEED_OPEN, CHECK_UNKNOWN, boot);
	else if (boot->verdict == VERDICT_LOST)
		add_fact_finding(check, FINDING_BOOT_LOST_BEFORE, CHECK_PASS, boot);
	else
		add_fact_finding(check, FINDING_BOOT_HELD, CHECK_PASS, boot);
}

void check_fact(struct check *check)
{
	if (check->no_report)
		add_fact_finding(check, FINDING_NOT_MEASURED, CHECK_UNKNOWN, NULL);
	else if (!check->limit_known)
		add_fact_finding(check, FINDING_NEXT_LIMIT_UNKNOWN, CHECK_UNKNOWN, NULL);
	else if (!check_fact_audit(check->config))
		add_fact_finding(check, FINDING_NEXT_WITHOUT_AUDIT, CHECK_UNKNOWN, NULL);
	if (!bootconfig_ordinary(check->config) && !bootconfig_is_image(check->config) &&
	    !bootconfig_is_container(check->config))
		add_fact_finding(check, FINDING_NO_ENTRY, CHECK_UNKNOWN, NULL);
	for (size_t i = 0; i < check->report.n_boots && check->limit_known; i++)
		judge_boot(check, &check->report.boots[i]);
	if (check->report.n_earlier)
		add_fact_finding(check, FINDING_EARLIER_LOST, CHECK_PASS, NULL);
	if (report_has_unplaced_loss(&check->report))
		add_fact_finding(check, FINDING_UNPLACED_LOSS, CHECK_UNKNOWN, NULL);
	check->measured = check_sum(&check->fact);
}

static bool has_lost_before(const struct report *report)
{
	for (size_t i = 0; i < report->n_boots; i++)
		if (report->boots[i].verdict == VERDICT_LOST)
			return true;
	return report->n_earlier > 0;
}

void check_fact_contrast(struct check *check)
{
	if (check->profile == POLICY_MEASURED)
		return;
	if (check->result == CHECK_PASS && check->measured == CHECK_FAIL)
		check->contrast = CHECK_CONTRAST_WOULD_LOSE;
	else if (check->result == CHECK_PASS && has_lost_before(&check->report))
		check->contrast = CHECK_CONTRAST_LOST_BEFORE;
	else if (check->result == CHECK_FAIL && check->measured == CHECK_PASS)
		check->contrast = CHECK_CONTRAST_HOLDS;
}
