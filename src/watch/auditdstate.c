/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What auditd says of itself. */
#include "watch/auditdstate.h"

#include "util/cleanup.h"
#include "util/contents.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define STATE_BYTES_MAX (64u << 10)

/* Where auditd puts it: from 4.0, and before. Source: audit-userspace src/auditd.c. */
static const char *const state_paths[] = { "run/audit/auditd.state", "run/auditd.state" };

/* Gives the value of a line "NAME = VALUE". */
static const char *state_value(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	if (!at)
		return NULL;
	at += strlen(name);
	return strncmp(at, " = ", 3) == 0 ? at + 3 : NULL;
}

static bool state_number(const char *text, const char *name, uint64_t *ret_number)
{
	const char *value = state_value(text, name);

	if (!value || *value < '0' || *value > '9')
		return false;
	*ret_number = strtoull(value, NULL, 10);
	return true;
}

static bool state_is_yes(const char *text, const char *name)
{
	const char *value = state_value(text, name);

	return value && strncmp(value, "yes", 3) == 0;
}

/* Source: audit-userspace audisp/queue.c write_queue_state(). */
bool auditdstate_parse(const char *text, struct auditdstate *ret_state)
{
	struct auditdstate state = {
		.overflowed = state_is_yes(text, "plugin queue overflow detected"),
		.suspended = state_is_yes(text, "plugin queueing suspended"),
	};

	if (!state_number(text, "current plugin queue depth", &state.queue_depth) ||
	    !state_number(text, "plugin queue size", &state.queue_size))
		return false;
	(void)state_number(text, "max plugin queue depth used", &state.queue_most);
	*ret_state = state;
	return true;
}

bool auditdstate_is_auditd(pid_t pid)
{
	char path[48], name[16] = "";
	CLEANUP(cleanup_close) int fd = -1;

	(void)snprintf(path, sizeof(path), "/proc/%d/comm", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd >= 0 && contents_at(fd, name, sizeof(name) - 1, 0) > 0 &&
	       strcmp(name, "auditd\n") == 0;
}

void auditdstate_ask(pid_t pid)
{
	if (pid > 1 && auditdstate_is_auditd(pid))
		(void)kill(pid, SIGCONT);
}

bool auditdstate_read(const struct root *root, struct auditdstate *ret_state)
{
	for (size_t i = 0; i < sizeof(state_paths) / sizeof(state_paths[0]); i++) {
		CLEANUP(cleanup_free) char *text = NULL;
		struct error ignored = { 0 };

		if (root_read(root, state_paths[i], STATE_BYTES_MAX, &text, NULL, &ignored) == 0)
			return auditdstate_parse(text, ret_state);
	}
	return false;
}
