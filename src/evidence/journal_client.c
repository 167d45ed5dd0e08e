/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One question about files of the journal. */
#include "evidence/journal_parts.h"

#include "util/cleanup.h"
#include "util/sandbox.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

/* libsystemd maps windows of 8 MiB, and keeps up to 64; the tables of each file stay mapped.
 * Source: systemd src/libsystemd/sd-journal/mmap-cache.c. */
#define MAPPED_BYTES ((size_t)512 << 20)
#define MAPPED_BYTES_OF_A_FILE ((size_t)32 << 20)

/* Of a process that ran out of memory (util/xalloc.h). */
#define STATUS_OUT_OF_MEMORY 4

const char *journal_client_reason(int code)
{
	switch (-code) {
	case EBADMSG:
	case EIO:
	case EADDRNOTAVAIL:
		return "damaged";
	case ENODATA:
		return "empty or cut short";
	case EPROTONOSUPPORT:
	case EOPNOTSUPP:
		return "in a format that this libsystemd does not know";
	case ENOMEM:
		return "it takes more memory than it may";
	case E2BIG:
		return "it names more boots than it may";
	default:
		return strerror(-code);
	}
}

/* Seconds of processor time; 0 when nothing is left. */
static unsigned query_cpu_seconds(const struct journal_query *query, uint64_t cpu_left_ms)
{
	uint64_t ms = JOURNAL_CPU_ASK_MS + query->bytes * JOURNAL_CPU_ASK_MS_A_MIB / (1u << 20);

	if (ms > cpu_left_ms)
		ms = cpu_left_ms;
	return (unsigned)((ms + 999) / 1000);
}

/* The longest that its answer may be waited for, with room for a slow disk. */
static int64_t query_patience_ms(unsigned cpu_seconds)
{
	return JOURNAL_PATIENCE_MS + (int64_t)cpu_seconds * 1000 * JOURNAL_PATIENCE_CPU_TIMES;
}

/* Gives 0 when the frame was taken, 1 when it ended the answer or the taker wants no more,
 * -EBADMSG, or -ECHILD with the reason that came. */
static int query_take_frame(struct journal_query *query, struct slice frame)
{
	struct journal_reply part;
	int code;

	while ((code = journal_reply_take(&frame, query->question.n_fds, &part)) > 0) {
		if (part.tag == JOURNAL_REPLY_FAILED)
			query->reason = journal_client_reason(-(int)part.numbers[0]);
		if (part.tag == JOURNAL_REPLY_FAILED || part.tag == JOURNAL_REPLY_END)
			return frame.length ? -EBADMSG : query->reason ? -ECHILD : 1;
		code = query->take(query->context, &part);
		if (code)
			return code;
	}
	return code;
}

/* Each frame is waited for with patience, and all of them together no longer than patience_all_ms:
 * frames alone are no sign that the child gets on. */
static int query_receive(struct journal_query *query, int fd, int64_t patience_all_ms,
			 struct progress *progress)
{
	int code = 0;

	while (code == 0) {
		CLEANUP(cleanup_free) char *bytes = NULL;
		const int most_ms = patience_all_ms < JOURNAL_PATIENCE_MS ? (int)patience_all_ms
									  : JOURNAL_PATIENCE_MS;
		int patience_ms = most_ms;
		size_t length = 0;

		code = frame_receive(fd, JOURNAL_REPLY_FRAME_MAX, &patience_ms, &bytes, &length);
		patience_all_ms -= most_ms - patience_ms;
		progress_add(progress, 0);
		if (code == 0)
			code = query_take_frame(query,
						(struct slice){ .start = bytes, .length = length });
	}
	return code;
}

/* Why there was no whole answer. */
static const char *query_end_reason(int code, int status)
{
	if (code == -ETIMEDOUT || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU))
		return "reading it does not end";
	if (code == -EPIPE && WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF)
		return "no filter could be made for the process that reads it";
	if (code == -EPIPE && WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS)
		return "it became shorter while it was read; try again";
	if (code == -EPIPE && WIFEXITED(status) && WEXITSTATUS(status) == STATUS_OUT_OF_MEMORY)
		return journal_client_reason(-ENOMEM);
	if (code == -EPIPE)
		return "libsystemd failed on it";
	return code == -ENOMEM ? journal_client_reason(code) : JOURNAL_CLIENT_NO_ANSWER;
}

int journal_client_ask(struct journal_query *query, uint64_t *cpu_left_ms,
		       struct progress *progress)
{
	struct sandbox sandbox = { 0 };
	struct sandbox_end end = { 0 };
	const struct sandbox_job job = {
		.run = journal_worker_answer,
		.context = &query->question,
		.fds = query->question.fds,
		.n_fds = query->question.n_fds,
		.mapped = MAPPED_BYTES + query->question.n_fds * MAPPED_BYTES_OF_A_FILE,
		.cpu_seconds = query_cpu_seconds(query, *cpu_left_ms),
	};
	int code = job.cpu_seconds ? sandbox_begin(&job, &sandbox) : -ETIMEDOUT;

	if (code == 0)
		code = query_receive(query, sandbox.fd, query_patience_ms(job.cpu_seconds),
				     progress);
	sandbox_end(&sandbox, &end);
	*cpu_left_ms -= end.cpu_ms < *cpu_left_ms ? end.cpu_ms : *cpu_left_ms;
	if (code >= 0)
		return 0;
	if (!query->reason)
		query->reason = query_end_reason(code, end.status);
	return -ECHILD;
}
