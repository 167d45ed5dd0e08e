/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks at the machine, and tells what it finds. */
#ifndef AUBACKLOG_WORKER_H
#define AUBACKLOG_WORKER_H

#include "util/error.h"
#include "watch/sender.h"
#include "watch/watchconf.h"

#include <stdbool.h>

enum worker_mode {
	WORKER_STREAM, /* a plugin of auditd: records come on standard input, whose end ends it */
	WORKER_POLL,   /* without a stream, until a signal */
	WORKER_TEST,   /* one alert to each receiver */
};

struct worker_request {
	enum worker_mode mode;
	const char *conf_path;
	const char *root; /* NULL: this machine */
};

/*
 * Does the work until it is to end.
 * Takes: the settings, which are taken over; the process that delivers. Signals that it is to
 * handle are blocked.
 * Gives: 0, or -errno with its text: it could not begin, or the alert of a test did not arrive.
 */
int worker_run(const struct worker_request *request, struct watchconf *conf,
	       const struct sender *sender, struct error *err);

/* Blocks the signals that worker_run handles; before there are threads. */
void worker_block_signals(void);

#endif
