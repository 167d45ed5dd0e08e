/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tells the system's log: one line a change, with a MESSAGE_ID where journald listens. */
#define _GNU_SOURCE
/* Without this the function is a macro. */
#define SD_JOURNAL_SUPPRESS_LOCATION
#include "util/cleanup.h"
#include "util/library.h"
#include "util/text.h"
#include "util/xalloc.h"
#include "watch/alert.h"
#include "watch/sinks.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <syslog.h>
#include <systemd/sd-journal.h>

#define JOURNAL_SOCKET "/run/systemd/journal/socket"
#define DEFAULT_SOCKET "/dev/log"
/* Of all lines of this program: journalctl MESSAGE_ID=… */
#define MESSAGE_ID "b2d2a0a4c1f94f6d9a1f6c2b7a5e4d31"

#define LIBSYSTEMD_SEND_SYMBOLS(X) X(sd_journal_sendv)
LIBRARY_DECLARE(libsystemd_send, LIBSYSTEMD_SEND_SYMBOLS);
LIBRARY_DEFINE(libsystemd_send, LIBSYSTEMD_SEND_SYMBOLS, "libsystemd.so.0",
	       "libsystemd0 (Debian), systemd-libs (Fedora)", "write to the journal",
	       "journal-send", "alerts in the journal")

static char *syslog_line(const json_t *alert)
{
	CLEANUP(cleanup_free) char *summary = text_safe(alert_data_text(alert, "summary"));

	return xasprintf("%s %s: %s (id %s)", alert_data_text(alert, "alert"),
			 alert_data_text(alert, "change"), summary, alert_text(alert, "id"));
}

/* Gives false where the journal does not listen, or libsystemd is not there. */
static bool tell_journal(const json_t *alert, const char *line)
{
	CLEANUP(cleanup_free) char *message = xasprintf("MESSAGE=%s", line);
	CLEANUP(cleanup_free)
	char *priority = xasprintf("PRIORITY=%" PRId64, alert_data_number(alert, "priority"));
	CLEANUP(cleanup_free)
	char *kind = xasprintf("AUBACKLOG_ALERT=%s", alert_data_text(alert, "alert"));
	CLEANUP(cleanup_free)
	char *change = xasprintf("AUBACKLOG_CHANGE=%s", alert_data_text(alert, "change"));
	CLEANUP(cleanup_free) char *id = xasprintf("AUBACKLOG_ID=%s", alert_text(alert, "id"));
	char *fields[] = { message,
			   priority,
			   kind,
			   change,
			   id,
			   (char[]){ "MESSAGE_ID=" MESSAGE_ID },
			   (char[]){ "SYSLOG_IDENTIFIER=aubacklog-watch" },
			   (char[]){ "SYSLOG_FACILITY=3" } };
	struct iovec parts[sizeof(fields) / sizeof(fields[0])];
	struct error ignored = { 0 };

	if (access(JOURNAL_SOCKET, W_OK) < 0 || libsystemd_send_load(&ignored) < 0)
		return false;
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		parts[i] = (struct iovec){ .iov_base = fields[i], .iov_len = strlen(fields[i]) };
	return libsystemd_send()->sd_journal_sendv(parts, sizeof(parts) / sizeof(parts[0])) == 0;
}

/* syslog(3) does not tell whether anybody listens. */
static int tell_socket(const char *path, const json_t *alert, const char *line, struct error *err)
{
	CLEANUP(cleanup_close) int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	CLEANUP(cleanup_free)
	char *text = xasprintf("<%" PRId64 ">aubacklog-watch: %s",
			       LOG_DAEMON | alert_data_number(alert, "priority"), line);
	struct sockaddr_un place = { .sun_family = AF_UNIX };

	if (strlen(path) >= sizeof(place.sun_path))
		return error_set(err, -ENAMETOOLONG, "cannot write to '%s'", path);
	(void)strcpy(place.sun_path, path);
	if (fd < 0 || sendto(fd, text, strlen(text), MSG_NOSIGNAL, (const struct sockaddr *)&place,
			     sizeof(place)) < 0)
		return error_set(err, -errno, "cannot write to '%s': %s", path, strerror(errno));
	return 0;
}

int sink_syslog_deliver(const json_t *settings, const json_t *alert, struct error *err)
{
	const char *path = alert_text(settings, "syslog_socket");
	CLEANUP(cleanup_free) char *line = syslog_line(alert);

	if (strcmp(path, DEFAULT_SOCKET) == 0 && tell_journal(alert, line))
		return 0;
	return tell_socket(path, alert, line, err);
}
