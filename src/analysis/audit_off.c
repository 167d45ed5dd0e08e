/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The times in which auditing was off. */
#include "analysis/account.h"

#include "util/xalloc.h"

static char *copy_if_any(struct slice text)
{
	return text.length ? slice_copy(text) : NULL;
}

static struct report_blind *add_blind(struct report_blinds *blinds, int64_t from_ms, int64_t to_ms)
{
	blinds->list = xreallocarray(blinds->list, blinds->count + 1, sizeof(*blinds->list));
	blinds->list[blinds->count] = (struct report_blind){ .from_ms = from_ms, .to_ms = to_ms };
	return &blinds->list[blinds->count++];
}

/* While auditing is off its end is not recorded either (kernel/audit.c audit_do_config_change()
 * logs only what is not off before): it was on again at the next record, at the latest. */
static struct report_blind *add_turned_off(struct report_blinds *blinds,
					   const struct boot_setting *setting)
{
	struct report_blind *blind = add_blind(blinds, setting->time_ms, setting->on_ms);

	blind->serial = setting->serial;
	blind->by = copy_if_any(setting->comm);
	blind->exe = copy_if_any(setting->exe);
	return blind;
}

void audit_off_find(const struct boot *boot, bool off_from_start, uint64_t last_serial,
		    struct report_boot *report)
{
	struct report_blind *off = NULL;
	bool first = true;

	for (size_t i = 0; i < boot->n_settings; i++) {
		const struct boot_setting *setting = &boot->settings[i];
		const bool turned_off = !setting->new_value, was_off = !setting->old_value;
		const bool at_boot = setting->serial <= last_serial;

		if (setting->kind != BOOT_ENABLED)
			continue;
		if (off && !turned_off)
			off->to_ms = setting->time_ms;
		else if (first && was_off && !turned_off && at_boot)
			add_blind(&report->blind, boot->started_ms, setting->time_ms);
		if (turned_off && (!off || !was_off))
			off = add_turned_off(at_boot ? &report->blind : &report->later.blind,
					     setting);
		else if (!turned_off)
			off = NULL;
		first = false;
	}
	if (off_from_start && !report->blind.count)
		add_blind(&report->blind, boot->started_ms, boot->first_ms);
}
