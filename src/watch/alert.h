/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An alert: a CloudEvents 1.0 event in structured JSON, the same in the spool and for receivers. */
#ifndef AUBACKLOG_ALERT_H
#define AUBACKLOG_ALERT_H

#include "watch/alarms.h"

#include <jansson.h>

/* Who tells it. */
struct alert_origin {
	const char *host;
	const char *boot; /* its id; episodes count in it */
};

/*
 * Makes an alert of a change of an alarm.
 * Takes: a sentence, which says what is so and holds nothing that must not be in a log; facts, an
 * object, or NULL; the reference is kept.
 * Gives: an alert that the caller releases. Its id is made of boot, kind, episode and change, so
 * that the same alert has the same id whenever it is made.
 */
json_t *alert_new(const struct alert_origin *origin, enum alarm_kind kind, enum alarm_change change,
		  const struct alarm *alarm, const char *sentence, json_t *facts);

/* A text of the event ("id"), or of its data ("summary"); "" where there is none. The alert's. */
const char *alert_text(const json_t *alert, const char *key);
const char *alert_data_text(const json_t *alert, const char *key);
int64_t alert_data_number(const json_t *alert, const char *key);

/* Reads an alert from a text. Gives: an alert that the caller releases, or NULL for what is none.
 */
json_t *alert_parse(const char *text, size_t length);

#endif
