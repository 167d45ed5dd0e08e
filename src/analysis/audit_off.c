/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The times of a boot window in which auditing was off. */
#include "analysis/account.h"

#include "util/xalloc.h"

/* The comm= of the SYSCALL record under the same serial; NULL where there is none. */
static char *find_switching_program(const struct boot *boot, uint64_t serial)
{
	const struct window_event *event = window_find(&boot->window, serial);
	struct record record;
	struct slice comm;
	size_t position = 0;

	while (event && window_next(&boot->window, event, &position, &record))
		if (record.type == AUDIT_SYSCALL && record_field(&record, "comm", &comm))
			return slice_copy(comm);
	return NULL;
}

static void add_blind(struct report_boot *report, int64_t from_ms, int64_t to_ms, char *by)
{
	report->blind = xreallocarray(report->blind, report->n_blind + 1, sizeof(*report->blind));
	report->blind[report->n_blind++] =
		(struct report_blind){ .from_ms = from_ms, .to_ms = to_ms, .by = by };
}

/* While auditing is off nothing is recorded, its end neither: it was on again at the next record,
 * at the latest (kernel/audit.c audit_do_config_change() logs only what is not off before). */
static int64_t find_next_record_ms(const struct boot *boot, uint64_t serial)
{
	for (size_t i = 0; i < boot->window.n_events; i++)
		if (boot->window.events[i].serial > serial)
			return boot->window.events[i].time_ms;
	return TIME_UNKNOWN;
}

void audit_off_find(const struct boot *boot, bool off_from_start, uint64_t last_serial,
		    struct report_boot *report)
{
	bool off = false, first = true;

	for (size_t i = 0; i < boot->n_settings; i++) {
		const struct boot_setting *setting = &boot->settings[i];
		bool turned_off = !setting->new_value, was_off = !setting->old_value;

		if (setting->kind != BOOT_ENABLED)
			continue;
		if (off && !turned_off) {
			report->blind[report->n_blind - 1].to_ms = setting->time_ms;
		} else if (first && was_off && !turned_off && setting->serial <= last_serial) {
			add_blind(report, boot->started_ms, setting->time_ms, NULL);
		} else if (turned_off && !off && setting->serial <= last_serial) {
			add_blind(report, setting->time_ms,
				  find_next_record_ms(boot, setting->serial),
				  find_switching_program(boot, setting->serial));
			off = true;
		}
		off = off && turned_off;
		first = false;
	}
	if (off_from_start && !report->n_blind)
		add_blind(report, boot->started_ms, boot->first_ms, NULL);
}
