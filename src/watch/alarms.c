/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When something is told. */
#include "watch/alarms.h"

#include <syslog.h>

static const struct {
	const char *name;
	int severity;
	bool once;
} alarm_table[ALARM_COUNT] = {
	[ALARM_BOOT] = { .name = "boot-lost", .severity = LOG_CRIT, .once = true },
	[ALARM_LOSING] = { .name = "losing", .severity = LOG_CRIT },
	[ALARM_QUEUE] = { .name = "queue-filling", .severity = LOG_WARNING },
	[ALARM_PLUGINS] = { .name = "auditd-lags", .severity = LOG_ERR },
	[ALARM_OFF] = { .name = "auditing-off", .severity = LOG_ALERT },
	[ALARM_LIMIT] = { .name = "limit-lowered", .severity = LOG_WARNING, .once = true },
	[ALARM_RESET] = { .name = "counter-reset", .severity = LOG_WARNING, .once = true },
	[ALARM_ENDED] = { .name = "auditd-ended", .severity = LOG_ALERT },
	[ALARM_SPOOL] = { .name = "alerts-dropped", .severity = LOG_ERR, .once = true },
	[ALARM_TEST] = { .name = "test", .severity = LOG_NOTICE, .once = true },
};

static const char *const change_names[] = {
	[ALARM_RAISED] = "raised",
	[ALARM_REMINDED] = "reminded",
	[ALARM_CLEARED] = "cleared",
};

const char *alarm_kind_name(enum alarm_kind kind)
{
	return alarm_table[kind].name;
}

const char *alarm_change_name(enum alarm_change change)
{
	return change_names[change];
}

bool alarm_is_once(enum alarm_kind kind)
{
	return alarm_table[kind].once;
}

int alarm_severity(enum alarm_kind kind, enum alarm_change change)
{
	return change == ALARM_CLEARED ? LOG_NOTICE : alarm_table[kind].severity;
}

const char *alarm_severity_word(enum alarm_kind kind, enum alarm_change change)
{
	switch (alarm_severity(kind, change)) {
	case LOG_ALERT:
	case LOG_CRIT:
		return "critical";
	case LOG_ERR:
	case LOG_WARNING:
		return "warning";
	default:
		return "info";
	}
}

static void alarm_tell(struct alarms *alarms, enum alarm_kind kind, enum alarm_change change,
		       int64_t now_ms)
{
	struct alarm *alarm = &alarms->list[kind];

	alarm->told_ms = now_ms;
	alarm->reminders += change == ALARM_REMINDED;
	alarms->tell(alarms->context, kind, change, alarm);
}

void alarms_signal(struct alarms *alarms, enum alarm_kind kind, int64_t now_ms, uint64_t amount)
{
	struct alarm *alarm = &alarms->list[kind];

	alarm->last_ms = now_ms;
	if (alarm->raised) {
		alarm->total += amount;
		return;
	}
	*alarm = (struct alarm){
		.raised = !alarm_is_once(kind),
		.episode = alarm->episode + 1,
		.since_ms = now_ms,
		.last_ms = now_ms,
		.total = amount,
	};
	alarm_tell(alarms, kind, ALARM_RAISED, now_ms);
}

void alarms_end(struct alarms *alarms, enum alarm_kind kind, int64_t now_ms)
{
	struct alarm *alarm = &alarms->list[kind];

	if (!alarm->raised)
		return;
	alarm->raised = false;
	alarm_tell(alarms, kind, ALARM_CLEARED, now_ms);
}

void alarms_tick(struct alarms *alarms, int64_t now_ms)
{
	for (enum alarm_kind kind = 0; kind < ALARM_COUNT; kind++) {
		struct alarm *alarm = &alarms->list[kind];

		if (now_ms < alarm->last_ms)
			alarm->last_ms = now_ms;
		if (now_ms < alarm->told_ms)
			alarm->told_ms = now_ms;
		if (!alarm->raised)
			continue;
		if (now_ms - alarm->last_ms >= alarms->clear_ms)
			alarms_end(alarms, kind, now_ms);
		else if (now_ms - alarm->told_ms >= alarms->remind_ms)
			alarm_tell(alarms, kind, ALARM_REMINDED, now_ms);
	}
}
