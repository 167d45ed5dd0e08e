/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Boots that turn out to be one. */
#include "boots/join.h"

#include <errno.h>
#include <string.h>

static bool shares_event(const struct boot *boot, const struct boot *next)
{
	for (size_t i = 0; i < next->window.n_events; i++) {
		const struct window_event *event = &next->window.events[i];

		/* Mostly all of them are later. */
		if (event->time_ms <= boot->latest_ms &&
		    boot_known_time(boot, event->serial) == event->time_ms)
			return true;
	}
	return false;
}

bool join_is_one_boot(const struct boot *boot, const struct boot *next)
{
	if (boot->auditd.kernel && next->auditd.kernel &&
	    strcmp(boot->auditd.kernel, next->auditd.kernel) != 0)
		return false;
	if (!boot->seen.count || !next->seen.count || shares_event(boot, next))
		return true;
	if (serials_meet(&boot->seen, &next->seen))
		return false;
	return serials_last(&next->seen) > serials_first(&boot->seen);
}

static int join_settings(struct boot *boot, const struct boot *next)
{
	int code = 0;

	for (size_t i = 0; i < next->n_settings && code == 0; i++)
		code = boot_add_setting(boot, &next->settings[i]);
	return code;
}

/* A log whose lines were shuffled has the window on both sides of auditd's start. */
static int join_windows(struct boot *boot, const struct boot *next)
{
	if (boot->window.bare) {
		boot->window.pool->unsure = true;
		return 0;
	}
	for (size_t i = 0; i < next->window.n_records; i++) {
		const size_t event = next->window.records[i].event;
		struct record record;

		if (!window_line(&next->window, i, &record))
			return -EBADMSG;
		if (window_add(&boot->window, next->window.events[event].serial, &record) < 0)
			return -ENOMEM;
	}
	return 0;
}

static void swap_boots(struct boot *left, struct boot *right)
{
	struct boot kept = *left;

	*left = *right;
	*right = kept;
}

int join_boots(struct boot *boot, struct boot *next)
{
	bool meshed = serials_first(&next->seen) < serials_last(&boot->seen);
	bool restarted = boot->auditd.known && next->auditd.known;

	if (!boot->seen.count)
		swap_boots(boot, next);
	boot->restarts += next->restarts + restarted;
	if (!next->seen.count)
		return 0;
	if (meshed && !boot->auditd.known) {
		boot->auditd = next->auditd;
		next->auditd = (struct boot_auditd){ 0 };
	}
	if (meshed && serials_first(&next->seen) < serials_first(&boot->seen))
		boot->first_ms = next->first_ms;
	boot->records += next->records;
	boot->last_ms = next->last_ms;
	if (next->latest_ms > boot->latest_ms)
		boot->latest_ms = next->latest_ms;
	boot_remember(boot, next);
	if (serials_add_all(&boot->seen, &next->seen) < 0 || join_settings(boot, next) < 0)
		return -ENOMEM;
	return meshed ? join_windows(boot, next) : 0;
}
