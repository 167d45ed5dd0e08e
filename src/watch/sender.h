/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The process that delivers, as another user: what hangs or crashes in it costs one try. */
#ifndef AUBACKLOG_SENDER_H
#define AUBACKLOG_SENDER_H

#include "util/error.h"
#include "watch/sinks.h"

#include <stdbool.h>

/* A zeroed one has no process. */
struct sender {
	int fd; /* a message is a delivery, or its answer */
	pid_t pid;
};

struct sender_answer {
	enum sink_kind kind;
	int code; /* of sink_deliver; -ETIMEDOUT, -ECHILD */
	char text[400];
};

/*
 * Begins the process, before there are threads and while privileges are held: it gives up all of
 * them, and holds no file but its socket. It ends when this one does.
 * Takes: the user that it becomes, where this process is root's.
 * Gives: 0 or -errno.
 */
int sender_begin(const char *user, struct sender *ret_sender, struct error *err);

/* Hands over a delivery, which is tried once. Gives: 0; -EAGAIN when the process is busy; -errno.
 */
int sender_send(const struct sender *sender, enum sink_kind kind, const json_t *settings,
		const json_t *alert);

/* Takes the next answer, without waiting. Gives: false when there is none. */
bool sender_answers(const struct sender *sender, struct sender_answer *ret_answer);

#endif
