/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a check says of a machine besides the rules. */
#include "policy/check_remarks.h"

#include "base/cleanup.h"
#include "policy/check_fact.h"
#include "policy/check_paper.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#define REMARK(check, ...) check_say(&(check)->remarks, CHECK_PASS, __VA_ARGS__)

static bool same_settings(const struct cmdline *left, const struct cmdline *right)
{
	return left->limit == right->limit && left->audit == right->audit &&
	       left->audit_odd == right->audit_odd;
}

/* The source of a grub.cfg or an extlinux.conf: its defaults. */
static const struct bootconfig_place *source_of(const struct bootconfig *config,
						const struct bootentry *entry)
{
	enum bootentry_kind kind =
		entry->kind == BOOTENTRY_EXTLINUX ? BOOTENTRY_U_BOOT : BOOTENTRY_GRUB_DEFAULTS;

	if (entry->kind != BOOTENTRY_GRUB_CFG && entry->kind != BOOTENTRY_EXTLINUX)
		return NULL;
	for (size_t i = 0; i < config->persistent.count; i++)
		if (config->persistent.list[i].entry.kind == kind &&
		    config->persistent.list[i].entry.rescue ==
			    (kind == BOOTENTRY_GRUB_DEFAULTS && entry->rescue))
			return &config->persistent.list[i];
	return NULL;
}

static int remark_stale(struct check *check)
{
	const struct bootconfig *config = check->config;

	for (size_t i = 0; i < config->entries.count; i++) {
		const struct bootconfig_place *place = &config->entries.list[i];
		const struct bootconfig_place *source = source_of(config, &place->entry);
		bool grub = place->entry.kind == BOOTENTRY_GRUB_CFG;
		bool debian = osrelease_is_like(&config->os, "debian");

		if (!source || source->entry.line.unclear || place->entry.rescue ||
		    same_settings(&place->cmdline, &source->cmdline))
			continue;
		return REMARK(check,
			      "%s is stale: %s says otherwise, and takes effect with the next %s",
			      place->entry.path, source->entry.path,
			      !grub    ? "u-boot-update"
			      : debian ? "update-grub"
				       : "grub2-mkconfig");
	}
	return 0;
}

static int remark_overridden(struct check *check)
{
	for (size_t i = 0; i < check->config->persistent.count; i++) {
		const char *text = check->config->persistent.list[i].entry.overridden;

		if (text && REMARK(check, "%s", text) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* Rescue entries are not what the machine boots by itself: they are told, and fail nothing. */
static int remark_rescue(struct check *check)
{
	const struct bootconfig_places *entries = &check->config->entries;

	for (size_t i = 0; i < entries->count; i++) {
		const struct bootconfig_place *place = &entries->list[i];
		CLEANUP(cleanup_free) char *where = NULL;

		if (!place->entry.rescue ||
		    (place->cmdline.limit_given && place->cmdline.audit == CMDLINE_AUDIT_ON))
			continue;
		where = check_paper_place(place, &(struct cmdline_place){ 0 });
		if (!where ||
		    REMARK(check, "%s has %s%s%s", where,
			   place->cmdline.audit == CMDLINE_AUDIT_ON ? "" : "no audit=1",
			   place->cmdline.audit == CMDLINE_AUDIT_ON || place->cmdline.limit_given
				   ? ""
				   : " and ",
			   place->cmdline.limit_given ? "" : "no audit_backlog_limit=") < 0)
			return -ENOMEM;
	}
	return 0;
}

static int remark_sources(struct check *check)
{
	for (size_t i = 0; i < check->config->persistent.count; i++) {
		const struct bootconfig_place *place = &check->config->persistent.list[i];

		if (place->decides || place->entry.rescue || !place->cmdline.limit_given)
			continue;
		if (REMARK(check,
			   place->entry.kind == BOOTENTRY_KERNELOPTS
				   ? "%s sets audit_backlog_limit=, but no entry refers to kernelopts"
				   : "%s sets audit_backlog_limit=, but the entries of this machine are not made of it",
			   place->entry.path) < 0)
			return -ENOMEM;
	}
	return 0;
}

static int remark_persistent(struct check *check)
{
	for (size_t i = 0; i < check->config->persistent.count; i++)
		if (check->config->persistent.list[i].decides)
			return 0;
	return check->config->entries.count
		       ? REMARK(check, "no file says what the entry of the next kernel is made of")
		       : 0;
}

static int remark_rules(struct check *check)
{
	const struct bootconfig *config = check->config;
	const struct rules_number *b = &config->settings->in_force.rules.backlog_limit;
	int code = 0;

	if (config->settings->rules_d.rules.backlog_limit.given && b->given &&
	    config->settings->rules_d.rules.backlog_limit.value != b->value)
		code = REMARK(check,
			      "%s:%u: -b %" PRIu64 " takes the place of %s:%u: -b %" PRIu64
			      " when augenrules runs",
			      config->settings->rules_d.limit_path, config->settings->rules_d.rules.backlog_limit.line,
			      config->settings->rules_d.rules.backlog_limit.value, config->settings->in_force.limit_path, b->line,
			      b->value);
	if (code < 0 || !b->given || !check->limit_known || b->value == check->limit)
		return code;
	if (b->value && (!check->limit || b->value < check->limit))
		return REMARK(check,
			      "%s:%u: -b %" PRIu64
			      " lowers the limit of the boot once the rules are loaded",
			      config->settings->in_force.limit_path, b->line, b->value);
	return REMARK(
		check,
		"%s:%u: -b %" PRIu64
		" raises the limit only once the rules are loaded, too late for the boot; auditctl -s shows it as if it had been there",
		config->settings->in_force.limit_path, b->line, b->value);
}

static int remark_audit(struct check *check)
{
	for (size_t i = 0; i < check->n_rules; i++)
		if (check->rules[i].rule && check->rules[i].rule->needs & POLICY_AUDIT)
			return 0;
	if (check_fact_audit(check->config) || !check->config->entries.count)
		return 0;
	return REMARK(
		check,
		"the next boot has no audit=1, which no rule of this profile asks for: without it nothing is queued before auditd starts, whatever the limit");
}

static int remark_notes(struct check *check)
{
	for (size_t i = 0; i < check->config->n_notes; i++)
		if (REMARK(check, "%s", check->config->notes[i]) < 0)
			return -ENOMEM;
	return 0;
}

int check_remarks(struct check *check)
{
	static int (*const remarks[])(struct check *) = {
		remark_stale,	   remark_overridden, remark_rescue, remark_sources,
		remark_persistent, remark_rules,      remark_audit,  remark_notes,
	};

	for (size_t i = 0; i < sizeof(remarks) / sizeof(remarks[0]); i++)
		if (remarks[i](check) < 0)
			return -ENOMEM;
	return 0;
}
