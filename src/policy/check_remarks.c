/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Remarks on a machine besides the rules. */
#include "policy/check.h"

#include <string.h>

static void add_remark(struct check *check, enum check_finding_kind kind,
		       const struct bootconfig_place *place)
{
	check_add(&check->remarks,
		  &(struct check_finding){ .kind = kind, .weight = CHECK_PASS, .place = place });
}

static bool same_settings(const struct cmdline *left, const struct cmdline *right)
{
	return left->limit == right->limit && left->audit == right->audit &&
	       left->audit_odd == right->audit_odd;
}

/* Whether an entry before this one is set aside for the same reason. */
static bool is_aside_again(const struct bootconfig_places *aside, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(aside->list[i].entry.aside, aside->list[at].entry.aside) == 0)
			return true;
	return false;
}

/* The most reasons that are told apart. */
#define ASIDE_MAX 64

/* One remark a reason. */
static void remark_aside(struct check *check)
{
	const struct bootconfig_places *aside = &check->config->aside;
	size_t said = 0;

	for (size_t i = 0; i < aside->count && said < ASIDE_MAX; i++) {
		size_t count = 1;

		if (is_aside_again(aside, i))
			continue;
		for (size_t k = i + 1; k < aside->count; k++)
			count +=
				strcmp(aside->list[i].entry.aside, aside->list[k].entry.aside) == 0;
		said++;
		check_add(&check->remarks, &(struct check_finding){
						   .kind = FINDING_ENTRY_ASIDE,
						   .weight = CHECK_PASS,
						   .place = &aside->list[i],
						   .count = count,
					   });
	}
}

/* The source of a grub.cfg or an extlinux.conf: its defaults. */
static const struct bootconfig_place *find_source(const struct bootconfig *config,
						  const struct bootentry *entry)
{
	bool xen = entry->xen && bootconfig_has(&config->persistent, BOOTENTRY_XEN_DEFAULTS);
	enum bootentry_kind kind = entry->kind == BOOTENTRY_EXTLINUX ? BOOTENTRY_U_BOOT
				   : xen			     ? BOOTENTRY_XEN_DEFAULTS
								     : BOOTENTRY_GRUB_DEFAULTS;

	/* Custom.cfg is written by hand: no command makes it of anything. */
	if ((entry->kind != BOOTENTRY_GRUB_CFG && entry->kind != BOOTENTRY_EXTLINUX) ||
	    (entry->path && strstr(entry->path, "/custom.cfg")))
		return NULL;
	for (size_t i = 0; i < config->persistent.count; i++)
		if (config->persistent.list[i].entry.kind == kind &&
		    config->persistent.list[i].entry.rescue ==
			    (kind != BOOTENTRY_U_BOOT && entry->rescue))
			return &config->persistent.list[i];
	return NULL;
}

/* One is enough: all entries are made anew together. */
static void remark_stale(struct check *check)
{
	const struct bootconfig_places *entries = &check->config->entries;

	for (size_t i = 0; i < entries->count; i++) {
		const struct bootconfig_place *place = &entries->list[i];
		const struct bootconfig_place *source = find_source(check->config, &place->entry);

		if (!source || source->entry.line.uncertain || place->entry.rescue ||
		    same_settings(&place->cmdline, &source->cmdline))
			continue;
		check_add(&check->remarks, &(struct check_finding){
						   .kind = FINDING_ENTRY_STALE,
						   .weight = CHECK_PASS,
						   .place = place,
						   .source = source,
					   });
		return;
	}
}

static void remark_overridden(struct check *check)
{
	const struct bootconfig_places *sources = &check->config->persistent;

	for (size_t i = 0; i < sources->count; i++)
		if (sources->list[i].entry.overridden)
			add_remark(check, FINDING_SOURCE_OVERRIDDEN, &sources->list[i]);
}

/* The machine boots no rescue entry by itself: one without the arguments fails nothing. */
static void remark_rescue(struct check *check)
{
	const struct bootconfig_places *entries = &check->config->entries;

	for (size_t i = 0; i < entries->count; i++) {
		const struct cmdline *cmdline = &entries->list[i].cmdline;

		if (entries->list[i].entry.rescue &&
		    (!cmdline->limit_given || cmdline->audit != CMDLINE_AUDIT_ON))
			add_remark(check, FINDING_RESCUE_LACKS, &entries->list[i]);
	}
}

static void remark_unused(struct check *check)
{
	const struct bootconfig_places *sources = &check->config->persistent;

	for (size_t i = 0; i < sources->count; i++) {
		const struct bootconfig_place *place = &sources->list[i];

		if (!place->effective && !place->entry.rescue && place->cmdline.limit_given)
			add_remark(check, FINDING_SOURCE_UNUSED, place);
	}
}

static void remark_no_source(struct check *check)
{
	const struct bootconfig *config = check->config;

	for (size_t i = 0; i < config->persistent.count; i++)
		if (config->persistent.list[i].effective)
			return;
	/* The firmware's line is one for all kernels, and a deployment hands its own on. */
	if (config->entries.count && !config->signs.ostree &&
	    !bootconfig_has(&config->entries, BOOTENTRY_CMDLINE_TXT) &&
	    !bootconfig_has(&config->entries, BOOTENTRY_ZIPL))
		add_remark(check, FINDING_NO_SOURCE, NULL);
}

static void remark_rules(struct check *check)
{
	const struct settings *settings = check->config->settings;
	const struct rules_number *now = &settings->in_force.rules.backlog_limit;
	const struct rules_number *next = &settings->rules_d.rules.backlog_limit;

	if (next->given && now->given && next->value != now->value)
		add_remark(check, FINDING_RULES_REPLACED, NULL);
	if (!now->given || !check->limit_known || now->value == check->limit)
		return;
	add_remark(check,
		   now->value && (!check->limit || now->value < check->limit) ? FINDING_RULES_LOWER
									      : FINDING_RULES_RAISE,
		   NULL);
}

static void remark_audit(struct check *check)
{
	for (size_t i = 0; i < check->n_rules; i++)
		if (check->rules[i].rule && check->rules[i].rule->needs & POLICY_AUDIT)
			return;
	if (!check_fact_audit(check->config) && check->config->entries.count)
		add_remark(check, FINDING_AUDIT_UNASKED, NULL);
}

static void remark_notes(struct check *check)
{
	for (size_t i = 0; i < check->config->n_notes; i++)
		check_add(&check->remarks, &(struct check_finding){
						   .kind = FINDING_NOTE,
						   .weight = CHECK_PASS,
						   .note = check->config->notes[i],
					   });
}

void check_remarks(struct check *check)
{
	remark_aside(check);
	remark_stale(check);
	remark_overridden(check);
	remark_rescue(check);
	remark_unused(check);
	remark_no_source(check);
	remark_rules(check);
	remark_audit(check);
	remark_notes(check);
}
