/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: the kernel's own counters, as auditctl -s prints them or asked of the running kernel. */
#ifndef AUBACKLOG_STATUS_H
#define AUBACKLOG_STATUS_H

#include "evidence/record.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdint.h>

struct status {
	bool known;
	bool has_enabled;
	uint64_t enabled;	/* 0: auditing is off */
	uint64_t pid;		/* auditd's; 0 when none is registered */
	bool pid_unknown;	/* the text does not have it */
	uint64_t rate_limit;	/* records a second; 0 = none */
	uint64_t backlog_limit; /* records; 0 = unlimited */
	uint64_t lost;		/* records since boot or since the counter was reset */
	uint64_t backlog;	/* records in the main queue now */
	bool has_wait_time;
	uint64_t backlog_wait_time; /* jiffies that a caller waits for room in the main queue */
	bool has_wait_time_actual;  /* Linux 5.9 and later */
	uint64_t backlog_wait_time_actual; /* jiffies that callers did wait, in sum */
};

/*
 * Reads the next output of "auditctl -s" in a text, however it was kept: "lost 4" a line, aligned,
 * quoted, behind a prompt or a host; the older "AUDIT_STATUS: enabled=1 … lost=4 …". The next one
 * begins where "enabled" comes again; of another counter that is there twice the last counts.
 * Moves the text behind it. Gives: 0, or -EBADMSG when there is no "lost" with another counter in
 * it.
 */
int status_next(const char **text, struct status *ret_status);

/* The same of the first. */
int status_parse(const char *text, struct status *ret_status);

/* Whether a line is one of that output and nothing else, so that it can be told among lines of
 * other evidence. */
bool status_is_line(struct slice line);

/* Whether it says that no auditd is registered. NULL says nothing. */
bool status_shows_nobody(const struct status *status);

/* The answer of the running kernel to status_query. */
struct status_answer {
	struct status status;
	struct error reason; /* code 0: it answered */
};

/*
 * Asks the running kernel (AUDIT_GET).
 * Gives: 0; -EPERM without CAP_AUDIT_CONTROL in the first pid namespace; -ETIMEDOUT; another
 * -errno.
 */
int status_query(struct status *ret_status, struct error *err);

#endif
