/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads files of the journal with libsystemd, in a process of its own. */
#ifndef AUBACKLOG_JOURNAL_WORKER_H
#define AUBACKLOG_JOURNAL_WORKER_H

#include "util/library.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <systemd/sd-journal.h>

/* libsystemd, loaded when there is a journal. */
#define LIBSYSTEMD_SYMBOLS(SYMBOL)                                                                 \
	SYMBOL(sd_id128_from_string)                                                               \
	SYMBOL(sd_id128_to_string)                                                                 \
	SYMBOL(sd_journal_add_match)                                                               \
	SYMBOL(sd_journal_close)                                                                   \
	SYMBOL(sd_journal_enumerate_unique)                                                        \
	SYMBOL(sd_journal_flush_matches)                                                           \
	SYMBOL(sd_journal_get_data)                                                                \
	SYMBOL(sd_journal_get_monotonic_usec)                                                      \
	SYMBOL(sd_journal_get_realtime_usec)                                                       \
	SYMBOL(sd_journal_get_usage)                                                               \
	SYMBOL(sd_journal_next)                                                                    \
	SYMBOL(sd_journal_open_files_fd)                                                           \
	SYMBOL(sd_journal_previous)                                                                \
	SYMBOL(sd_journal_query_unique)                                                            \
	SYMBOL(sd_journal_seek_head)                                                               \
	SYMBOL(sd_journal_seek_tail)

LIBRARY_DECLARE(libsystemd, LIBSYSTEMD_SYMBOLS);

/* The most boots that a file may name. */
#define JOURNAL_WORKER_BOOTS_MAX (1u << 14)

/* The longest that it works without a frame, be it empty, as long as libsystemd comes back. */
#define JOURNAL_WORKER_ALIVE_MS 1000

/* libsystemd closes a file that fails it. */
struct journal_worker_question {
	int *fds;
	size_t n_fds;
	unsigned kinds;	 /* of enum journal_kind; 0: which boots the files hold */
	sd_id128_t boot; /* else: these entries of that boot */
	bool check;	 /* not the entries, but the files that cannot be read to the end of them */
	uint64_t audit_end_us; /* the first audit record that journald took in later ends these */
	const char *machine;   /* entries that name another are left out; NULL: none do */
};

/* Loads libsystemd. Gives: 0 or -ELIBACC. */
int journal_worker_load(struct error *err);

/*
 * Answers a question over a socket (journal_reply.h): of each file its boots, then that it was that
 * file; or the entries of each kind, audit records first, in the order in which journald took them
 * in, each once. After a kind at which libsystemd dropped a file no other is read. The job of a
 * sandbox: libsystemd may crash on the files, loop for ever, or be taken over by an attacker.
 * Takes: a struct journal_worker_question.
 */
void journal_worker_answer(int fd, void *question);

#endif
