/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who is told, and how: a function each, called in a process that may hang or crash. */
#ifndef AUBACKLOG_SINKS_H
#define AUBACKLOG_SINKS_H

#include "util/error.h"
#include "watch/watchconf.h"

#include <jansson.h>
#include <stdbool.h>

enum sink_kind {
	SINK_SYSLOG,
	SINK_MAIL,
	SINK_HTTPS,
	SINK_COMMAND,
	SINK_COUNT,
};

/* The code of a receiver that will never take this alert; any other -errno may change. */
#define SINK_REFUSED (-6000)

/* "mail", for files and messages; static. */
const char *sink_name(enum sink_kind kind);

/* Whether the settings ask for it. */
bool sink_is_wanted(enum sink_kind kind, const struct watchconf *conf);

/* What a delivery needs of the settings: an object. Takes: the secret of url_token_file, or NULL.
 */
json_t *sink_settings(const struct watchconf *conf, const char *mail_to, const char *token);

/*
 * Delivers an alert (alert.h).
 * Takes: the settings as above.
 * Gives: 0; SINK_REFUSED, or -errno, with its text.
 */
int sink_deliver(enum sink_kind kind, const json_t *settings, const json_t *alert,
		 struct error *err);

/* The functions of the kinds: as sink_deliver. */
int sink_syslog_deliver(const json_t *settings, const json_t *alert, struct error *err);
int sink_mail_deliver(const json_t *settings, const json_t *alert, struct error *err);
int sink_https_deliver(const json_t *settings, const json_t *alert, struct error *err);
int sink_command_deliver(const json_t *settings, const json_t *alert, struct error *err);

/* The mail of an alert, with its header; the caller frees it. */
char *sink_mail_text(const char *to, const json_t *alert);

/* The body for Alertmanager: a list of one alert; the caller frees it. Takes: how long it is held
 * as firing without a reminder. */
char *sink_https_alertmanager(const json_t *alert, int64_t hold_ms);

#endif
