/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Source: the kernel's own counters. */
#include "evidence/status.h"

#include "evidence/record.h"
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

/* Gives whether the word is the name of a counter. */
static bool status_set(struct status *status, struct slice name, uint64_t value)
{
	bool found = false;

	for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++)
		if (slice_is(name, counters[i].name)) {
			memcpy((char *)status + counters[i].offset, &value, sizeof(value));
			found = true;
		}
	status->known |= slice_is(name, "lost");
	status->pid_unknown &= !slice_is(name, "pid");
	status->has_enabled |= slice_is(name, "enabled");
	status->has_wait_time |= slice_is(name, "backlog_wait_time");
	status->has_wait_time_actual |= slice_is(name, "backlog_wait_time_actual");
	return found;
}

/* What auditctl, a table, a mail or a list in JSON puts between words. */
static const char status_between[] = " \t\r\n=:|,;>\"'\\";

/* Skips it, and the letter of a newline that is written as two characters. */
static void skip_between_words(const char **text)
{
	size_t skipped;

	do {
		skipped = strspn(*text, status_between);
		*text += skipped;
	} while (skipped && (*text)[-1] == '\\' && **text && strchr("nrt", **text) && ++*text);
}

static struct slice take_status_word(const char **text)
{
	struct slice word;

	skip_between_words(text);
	word = (struct slice){ .start = *text, .length = strcspn(*text, status_between) };
	*text += word.length;
	return word;
}

/* A counter of 32 bits, which an older auditctl prints as a signed number. */
static bool status_number(struct slice word, uint64_t *ret_number)
{
	const bool negative = slice_take(&word, "-");

	if (!slice_take_number(&word, UINT32_MAX, ret_number) || word.length)
		return false;
	if (negative)
		*ret_number = (uint32_t)(0 - *ret_number);
	return true;
}

int status_next(const char **text, struct status *ret_status)
{
	struct status status = { .pid_unknown = true };
	struct slice name = { 0 }, word;
	size_t found = 0;
	uint64_t number;

	while ((word = take_status_word(text)).length) {
		/* What auditctl prints first. */
		if (status.has_enabled && status.known && slice_is(word, "enabled")) {
			*text = word.start;
			break;
		}
		if (status_number(word, &number))
			found += status_set(&status, name, number);
		name = word;
	}
	/* "lost" and a number alone can be of any text. */
	if (!status.known || found < 2)
		return -EBADMSG;
	*ret_status = status;
	return 0;
}

int status_parse(const char *text, struct status *ret_status)
{
	return status_next(&text, ret_status);
}

bool status_is_line(struct slice line)
{
	struct slice name;
	uint64_t number;

	slice_skip_blanks(&line);
	if (slice_take(&line, "AUDIT_STATUS:"))
		return true;
	name = (struct slice){ line.start, 0 };
	while (line.length && !strchr(status_between, *line.start)) {
		slice_skip(&line, 1);
		name.length++;
	}
	while (line.length && *line.start && strchr(" \t=:", *line.start))
		slice_skip(&line, 1);
	while (line.length && strchr(" \t\r\n", line.start[line.length - 1]))
		line.length--;
	return status_number(line, &number) && status_set(&(struct status){ 0 }, name, number);
}

bool status_shows_nobody(const struct status *status)
{
	return status && status->known && !status->pid && !status->pid_unknown;
}

static void status_from_kernel(const struct audit_status *kernel, int length,
			       struct status *ret_status)
{
	*ret_status = (struct status){
		.known = true,
		.has_enabled = true,
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
