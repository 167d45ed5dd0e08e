/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The settings of aubacklog-watch: "key = value" lines, as in auditd.conf. */
#ifndef AUBACKLOG_WATCHCONF_H
#define AUBACKLOG_WATCHCONF_H

#include "util/error.h"

#include <stdbool.h>
#include <stdint.h>

#define WATCHCONF_PATH "/etc/audit/aubacklog-watch.conf"

struct watchconf {
	uint64_t poll_seconds;	 /* between two questions to the kernel */
	uint64_t remind_minutes; /* between two reminders */
	uint64_t clear_minutes;	 /* of quiet, after which an alert is cleared */
	uint64_t queue_percent;	 /* of the backlog limit */
	uint64_t boot_seconds;	 /* after the start, until the boot is judged */
	uint64_t state_seconds;	 /* between two reports of auditd on itself; 0: never asked */
	uint64_t retry_seconds, retry_most_seconds;
	uint64_t send_seconds; /* the longest that one delivery may take */
	uint64_t spool_alerts; /* for each receiver */
	char *directory;       /* of state and spool */
	char *sender_user;
	bool syslog;
	char *syslog_socket;
	bool mail;
	char *mail_to; /* NULL: action_mail_acct of auditd.conf */
	char *mail_command;
	char *url; /* or NULL, like the next ones */
	bool alertmanager;
	char *url_ca_file;
	char *url_token_file;
	char *command;
};

void watchconf_done(struct watchconf *conf);

/*
 * Reads settings from a text; those that it does not have are the defaults.
 * Takes: a name for messages.
 * Gives: 0, or -EINVAL with a text that names the line.
 */
int watchconf_parse(const char *text, const char *name, struct watchconf *ret_conf,
		    struct error *err);

/* Reads them from a file. Gives: as watchconf_parse, or -errno; a file that is not there is an
 * error unless it is the default one. */
int watchconf_read(const char *path, struct watchconf *ret_conf, struct error *err);

/* Whether alerts may be sent there: https, or http to this machine's own addresses. */
bool watchconf_url_is_safe(const char *url);

#endif
