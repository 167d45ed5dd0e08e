/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The times of a boot window in which auditing was off. */
#include "account/blind.h"

#include "base/cleanup.h"

#include <errno.h>
#include <string.h>

/* The comm= of the SYSCALL record under the same serial. Gives 0, with NULL where there is none, or
 * -ENOMEM. */
static int find_program(const struct boot *boot, uint64_t serial, char **ret_program)
{
	const struct window_event *event = window_find(&boot->window, serial);
	struct record record;
	struct slice comm;
	size_t position = 0;

	*ret_program = NULL;
	while (event && window_next(&boot->window, event, &position, &record)) {
		if (record.type != AUDIT_SYSCALL || !record_field(&record, "comm", &comm))
			continue;
		*ret_program = slice_copy(comm);
		return *ret_program ? 0 : -ENOMEM;
	}
	return 0;
}

static int add_window(struct report_boot *report, int64_t from_ms, int64_t to_ms, char *by)
{
	struct report_blind *grown =
		reallocarray(report->blind, report->n_blind + 1, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	report->blind = grown;
	grown[report->n_blind++] =
		(struct report_blind){ .from_ms = from_ms, .to_ms = to_ms, .by = by };
	return 0;
}

/* While auditing is off nothing is recorded, its end neither: it was on again at the next record,
 * at the latest (kernel/audit.c audit_do_config_change() logs only what is not off before). */
static int64_t next_record_ms(const struct boot *boot, uint64_t serial)
{
	for (size_t i = 0; i < boot->window.n_events; i++)
		if (boot->window.events[i].serial > serial)
			return boot->window.events[i].time_ms;
	return TIME_UNKNOWN;
}

static int add_turned_off(const struct boot *boot, const struct boot_setting *setting,
			  struct report_boot *report)
{
	char *by = NULL;

	if (find_program(boot, setting->serial, &by) < 0 ||
	    add_window(report, setting->time_ms, next_record_ms(boot, setting->serial), by) < 0) {
		free(by);
		return -ENOMEM;
	}
	return 0;
}

int blind_find(const struct boot *boot, bool off_from_start, uint64_t last_serial,
	       struct report_boot *report)
{
	bool off = false, first = true;
	int code = 0;

	for (size_t i = 0; i < boot->n_settings && code == 0; i++) {
		const struct boot_setting *setting = &boot->settings[i];
		bool turned_off = !setting->new_value, was_off = !setting->old_value;

		if (setting->kind != BOOT_ENABLED)
			continue;
		if (off && !turned_off) {
			report->blind[report->n_blind - 1].to_ms = setting->time_ms;
		} else if (first && was_off && !turned_off && setting->serial <= last_serial) {
			code = add_window(report, boot->started_ms, setting->time_ms, NULL);
		} else if (turned_off && !off && setting->serial <= last_serial) {
			code = add_turned_off(boot, setting, report);
			off = true;
		}
		off = off && turned_off;
		first = false;
	}
	if (code == 0 && off_from_start && !report->n_blind)
		code = add_window(report, boot->started_ms, boot->first_ms, NULL);
	return code;
}
