/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When something is told: raised at once, reminded of, cleared when it is quiet. Pure. */
#ifndef AUBACKLOG_ALARMS_H
#define AUBACKLOG_ALARMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum alarm_kind {
	ALARM_BOOT,    /* a boot lost records */
	ALARM_LOSING,  /* records are lost now */
	ALARM_QUEUE,   /* the kernel's queue is nearly full */
	ALARM_PLUGINS, /* auditd lags, or dropped events to its plugins */
	ALARM_OFF,     /* auditing is off */
	ALARM_LIMIT,   /* the backlog limit was lowered */
	ALARM_RESET,   /* the counter was set back */
	ALARM_ENDED,   /* auditd ended */
	ALARM_SPOOL,   /* alerts were dropped */
	ALARM_TEST,    /* somebody asked for it */
	ALARM_COUNT,
};

enum alarm_change {
	ALARM_RAISED,
	ALARM_REMINDED,
	ALARM_CLEARED,
};

struct alarm {
	bool raised;
	uint64_t episode;   /* how often it was raised in this boot */
	uint64_t reminders; /* in this episode */
	int64_t since_ms;   /* the first signal of the episode */
	int64_t last_ms;    /* the last one */
	int64_t told_ms;    /* when it was told last */
	uint64_t total;	    /* the sum of what the signals of the episode had */
};

struct alarms {
	struct alarm list[ALARM_COUNT];
	int64_t remind_ms, clear_ms;
	/* Called for each change that is to be told. */
	void (*tell)(void *context, enum alarm_kind kind, enum alarm_change change,
		     const struct alarm *alarm);
	void *context;
};

/* Words for files and receivers, static: "losing"; "raised". */
const char *alarm_kind_name(enum alarm_kind kind);
const char *alarm_change_name(enum alarm_change change);

/* What happened once is told once: it is neither reminded of nor cleared. */
bool alarm_is_once(enum alarm_kind kind);

/* As in syslog(3): LOG_CRIT … LOG_NOTICE. */
int alarm_severity(enum alarm_kind kind, enum alarm_change change);

/* The same in the words of receivers: "critical", "warning", "info". */
const char *alarm_severity_word(enum alarm_kind kind, enum alarm_change change);

/* Takes: a signal, of this time, that the kind is so, and how much of it is new (records). */
void alarms_signal(struct alarms *alarms, enum alarm_kind kind, int64_t now_ms, uint64_t amount);

/* What was so is known not to be any more: it is cleared without a wait. */
void alarms_end(struct alarms *alarms, enum alarm_kind kind, int64_t now_ms);

/* Reminds and clears what is due. A clock that was set back begins the waits anew. */
void alarms_tick(struct alarms *alarms, int64_t now_ms);

#endif
