/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tells a program: the alert is on its standard input. */
#include "util/cleanup.h"
#include "util/xalloc.h"
#include "watch/alert.h"
#include "watch/feed.h"
#include "watch/sinks.h"

int sink_command_deliver(const json_t *settings, const json_t *alert, struct error *err)
{
	CLEANUP(cleanup_free) char *text = json_dumps(alert, JSON_COMPACT);
	CLEANUP(cleanup_free) char *program = xstrdup(alert_text(settings, "command"));
	CLEANUP(cleanup_free)
	char *kind = xasprintf("AUBACKLOG_ALERT=%s", alert_data_text(alert, "alert"));
	CLEANUP(cleanup_free)
	char *change = xasprintf("AUBACKLOG_CHANGE=%s", alert_data_text(alert, "change"));
	char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	char *words[] = { program, NULL };
	char *environment[] = { path, kind, change, NULL };

	if (!text)
		xalloc_end();
	return feed_program(words, environment, text, err);
}
