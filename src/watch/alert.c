/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An alert, as an event of CloudEvents 1.0. */
#include "watch/alert.h"

#include "render/value.h"
#include "util/cleanup.h"
#include "util/text.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <string.h>

/* Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md */
#define SPEC_VERSION "1.0"
#define TYPE_PREFIX "io.github.aubacklog.watch."

static char *make_alert_id(const char *boot, enum alarm_kind kind, enum alarm_change change,
			   const struct alarm *alarm)
{
	char reminder[24] = "";

	if (change == ALARM_REMINDED)
		(void)snprintf(reminder, sizeof(reminder), "-%" PRIu64, alarm->reminders);
	return xasprintf("%s-%s-%" PRIu64 "-%s%s", *boot ? boot : "unknown", alarm_kind_name(kind),
			 alarm->episode, alarm_change_name(change), reminder);
}

static json_t *make_alert_data(const struct alert_origin *origin, enum alarm_kind kind,
			       enum alarm_change change, const struct alarm *alarm,
			       const char *sentence, json_t *facts)
{
	json_t *data = json_object();

	value_set(data, "alert", value_text(alarm_kind_name(kind)));
	value_set(data, "change", value_text(alarm_change_name(change)));
	value_set(data, "once", json_boolean(alarm_is_once(kind)));
	value_set(data, "severity", value_text(alarm_severity_word(kind, change)));
	value_set(data, "priority", json_integer(alarm_severity(kind, change)));
	value_set(data, "host", value_text(origin->host));
	value_set(data, "boot_id", value_text(origin->boot));
	value_set(data, "summary", value_text(sentence));
	value_set(data, "since", value_moment(alarm->since_ms));
	value_set(data, "since_ms", json_integer(alarm->since_ms));
	value_set(data, "time_ms", json_integer(alarm->told_ms));
	value_set(data, "total", value_number(alarm->total));
	if (facts)
		value_set(data, "facts", json_incref(facts));
	return data;
}

json_t *alert_new(const struct alert_origin *origin, enum alarm_kind kind, enum alarm_change change,
		  const struct alarm *alarm, const char *sentence, json_t *facts)
{
	CLEANUP(cleanup_free) char *id = make_alert_id(origin->boot, kind, change, alarm);
	CLEANUP(cleanup_free)
	char *type =
		xasprintf(TYPE_PREFIX "%s.%s", alarm_kind_name(kind), alarm_change_name(change));
	CLEANUP(cleanup_free) char *source = xasprintf("urn:aubacklog:host:%s", origin->host);
	json_t *alert = json_object();

	value_set(alert, "specversion", value_text(SPEC_VERSION));
	value_set(alert, "id", value_text(id));
	value_set(alert, "source", value_text(source));
	value_set(alert, "type", value_text(type));
	value_set(alert, "subject", value_text(alarm_kind_name(kind)));
	value_set(alert, "time", value_moment(alarm->told_ms));
	value_set(alert, "datacontenttype", value_text("application/json"));
	value_set(alert, "data", make_alert_data(origin, kind, change, alarm, sentence, facts));
	return alert;
}

const char *alert_text(const json_t *alert, const char *key)
{
	const char *text = json_string_value(json_object_get(alert, key));

	return text ? text : "";
}

const char *alert_data_text(const json_t *alert, const char *key)
{
	return alert_text(json_object_get(alert, "data"), key);
}

int64_t alert_data_number(const json_t *alert, const char *key)
{
	return json_integer_value(json_object_get(json_object_get(alert, "data"), key));
}

json_t *alert_parse(const char *text, size_t length)
{
	json_t *alert = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);

	if (*alert_text(alert, "id") && *alert_data_text(alert, "alert") &&
	    *alert_data_text(alert, "summary"))
		return alert;
	json_decref(alert);
	return NULL;
}
