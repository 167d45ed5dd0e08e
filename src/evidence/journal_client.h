/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One question about files of the journal, answered by a process of its own. */
#ifndef AUBACKLOG_JOURNAL_CLIENT_H
#define AUBACKLOG_JOURNAL_CLIENT_H

#include "evidence/journal_reply.h"
#include "evidence/journal_worker.h"
#include "util/progress.h"

struct journal_query {
	struct journal_worker_question question;
	uint64_t bytes; /* of its files */
	/* Takes a part of the answer. Gives 0 to go on, 1 to stop, -EBADMSG for a part that is no
	 * answer to the question. */
	int (*take)(void *context, const struct journal_reply *part);
	void *context;
	const char *reason; /* static: why there is no answer */
};

/* The reason for a part that is no answer. */
#define JOURNAL_CLIENT_NO_ANSWER "what libsystemd made of it is no answer"

/* The reason that a code of sd-journal has for a file. */
const char *journal_client_reason(int code);

/*
 * Asks. The process may take as much processor time as JOURNAL_CPU_ASK_MS grants for its files, and
 * no more than is left, from which it is subtracted.
 * Gives: 0 when the answer was complete or the taker wants no more; -ECHILD with a reason.
 */
int journal_client_ask(struct journal_query *query, uint64_t *cpu_left_ms,
		       struct progress *progress);

#endif
