/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: the kernel's own counters. */
#include "evidence/status.h"

#include "util/cleanup.h"

#include <errno.h>
#include <libaudit.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>

#define WAIT_MS 3000

static const struct {
	const char *name;
	size_t offset;
} counters[] = {
	{ .name = "enabled", .offset = offsetof(struct status, enabled) },
	{ .name = "pid", .offset = offsetof(struct status, pid) },
	{ .name = "rate_limit", .offset = offsetof(struct status, rate_limit) },
	{ .name = "backlog_limit", .offset = offsetof(struct status, backlog_limit) },
	{ .name = "lost", .offset = offsetof(struct status, lost) },
	{ .name = "backlog", .offset = offsetof(struct status, backlog) },
	{ .name = "backlog_wait_time", .offset = offsetof(struct status, backlog_wait_time) },
	{ .name = "backlog_wait_time_actual",
	  .offset = offsetof(struct status, backlog_wait_time_actual) },
};

static void status_set(struct status *status, const char *name, size_t length, uint64_t value)
{
	for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++)
		if (strlen(counters[i].name) == length &&
		    memcmp(counters[i].name, name, length) == 0)
			memcpy((char *)status + counters[i].offset, &value, sizeof(value));
	status->known |= length == 4 && memcmp(name, "lost", 4) == 0;
	status->has_wait_time |= length == 17 && memcmp(name, "backlog_wait_time", 17) == 0;
	status->has_wait_time_actual |=
		length == 24 && memcmp(name, "backlog_wait_time_actual", 24) == 0;
}

int status_parse(const char *text, struct status *ret_status)
{
	static const char ends[] = " =\t\n";
	struct status status = { 0 };

	while (*text) {
		size_t length = strcspn(text, ends);
		const char *value = text + length;
		char *end;
		unsigned long long number;

		value += *value == '=' || *value == ' ' || *value == '\t';
		if (*value >= '0' && *value <= '9') {
			number = strtoull(value, &end, 10);
			if (!*end || strchr(ends, *end))
				status_set(&status, text, length, number);
		}
		text += length + (text[length] != '\0');
	}
	if (!status.known)
		return -EBADMSG;
	*ret_status = status;
	return 0;
}

static void status_from_kernel(const struct audit_status *kernel, int length,
			       struct status *ret_status)
{
	*ret_status = (struct status){
		.known = true,
		.enabled = kernel->enabled,
		.pid = kernel->pid,
		.rate_limit = kernel->rate_limit,
		.backlog_limit = kernel->backlog_limit,
		.lost = kernel->lost,
		.backlog = kernel->backlog,
	};
#if defined(AUDIT_VERSION_BACKLOG_WAIT_TIME) || defined(AUDIT_FEATURE_BITMAP_BACKLOG_WAIT_TIME)
	if ((size_t)length >= offsetof(struct audit_status, backlog_wait_time) + sizeof(uint32_t)) {
		ret_status->has_wait_time = true;
		ret_status->backlog_wait_time = kernel->backlog_wait_time;
	}
#endif
#ifdef AUDIT_STATUS_BACKLOG_WAIT_TIME_ACTUAL
	if ((size_t)length >=
	    offsetof(struct audit_status, backlog_wait_time_actual) + sizeof(uint32_t)) {
		ret_status->has_wait_time_actual = true;
		ret_status->backlog_wait_time_actual = kernel->backlog_wait_time_actual;
	}
#endif
}

/* Reads replies until the status comes; an older kernel sends a shorter struct, and the rest stays
 * zero. */
static int status_read_reply(int fd, struct status *ret_status)
{
	struct pollfd poller = { .fd = fd, .events = POLLIN };
	struct audit_reply reply;
	struct audit_status kernel = { 0 };
	int length, header = (int)NLMSG_LENGTH(0);

	do {
		int ready = poll(&poller, 1, WAIT_MS);

		if (ready <= 0)
			return ready < 0 ? -errno : -ETIMEDOUT;
		length = audit_get_reply(fd, &reply, GET_REPLY_NONBLOCKING, 0);
		if (length < 0)
			return length;
		if (reply.type == NLMSG_ERROR && reply.error && reply.error->error)
			return reply.error->error;
	} while (reply.type != AUDIT_GET || !reply.status);
	length = (int)reply.nlh->nlmsg_len - header;
	memcpy(&kernel, reply.status,
	       (size_t)length < sizeof(kernel) ? (size_t)length : sizeof(kernel));
	status_from_kernel(&kernel, length, ret_status);
	return 0;
}

int status_query(struct status *ret_status, struct error *err)
{
	CLEANUP(cleanup_close) int fd = audit_open();
	struct status status;
	int code = fd < 0 ? -errno : audit_request_status(fd);

	if (code > 0)
		code = status_read_reply(fd, &status);
	else if (code == 0)
		code = -EIO;
	if (code == -EPERM || code == -EACCES)
		return error_set(
			err, -EPERM,
			"cannot ask the kernel for 'auditctl -s': CAP_AUDIT_CONTROL in the first pid namespace is needed");
	if (code < 0)
		return error_set(err, code, "cannot ask the kernel for 'auditctl -s': %s",
				 strerror(-code));
	*ret_status = status;
	return 0;
}
