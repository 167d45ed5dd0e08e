/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who is told: one table. */
#include "watch/sinks.h"

#include "render/value.h"

#include <errno.h>

static const struct {
	const char *name;
	int (*deliver)(const json_t *settings, const json_t *alert, struct error *err);
} sink_table[SINK_COUNT] = {
	[SINK_SYSLOG] = { .name = "syslog", .deliver = sink_syslog_deliver },
	[SINK_MAIL] = { .name = "mail", .deliver = sink_mail_deliver },
	[SINK_HTTPS] = { .name = "https", .deliver = sink_https_deliver },
	[SINK_COMMAND] = { .name = "command", .deliver = sink_command_deliver },
};

const char *sink_name(enum sink_kind kind)
{
	return sink_table[kind].name;
}

bool sink_is_wanted(enum sink_kind kind, const struct watchconf *conf)
{
	switch (kind) {
	case SINK_SYSLOG:
		return conf->syslog;
	case SINK_MAIL:
		return conf->mail;
	case SINK_HTTPS:
		return conf->url;
	case SINK_COMMAND:
		return conf->command;
	case SINK_COUNT:
		break;
	}
	return false;
}

json_t *sink_settings(const struct watchconf *conf, const char *mail_to, const char *token)
{
	json_t *settings = json_object();

	value_set(settings, "seconds", value_number(conf->send_seconds));
	value_set(settings, "hold_ms",
		  value_number((conf->remind_minutes + conf->clear_minutes) * 60000));
	value_set(settings, "syslog_socket", value_text(conf->syslog_socket));
	value_set(settings, "mail_to", value_text(mail_to));
	value_set(settings, "mail_command", value_text(conf->mail_command));
	value_set(settings, "url", value_text(conf->url));
	value_set(settings, "alertmanager", json_boolean(conf->alertmanager));
	value_set(settings, "ca_file", value_text(conf->url_ca_file));
	value_set(settings, "token", value_text(token));
	value_set(settings, "command", value_text(conf->command));
	return settings;
}

int sink_deliver(enum sink_kind kind, const json_t *settings, const json_t *alert,
		 struct error *err)
{
	if (kind >= SINK_COUNT)
		return error_set(err, SINK_REFUSED, "there is no such receiver");
	return sink_table[kind].deliver(settings, alert, err);
}
