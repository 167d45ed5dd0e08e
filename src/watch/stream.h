/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is kept of the live stream of records: which serials came, and what may be worth a look. */
#ifndef AUBACKLOG_STREAM_H
#define AUBACKLOG_STREAM_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The stream is a trigger, never evidence: what it shows is looked up elsewhere. */
enum stream_kind {
	STREAM_ENABLED,	 /* audit_enabled was set */
	STREAM_LIMIT,	 /* the backlog limit */
	STREAM_RESET,	 /* the counter of lost records was set back */
	STREAM_STARTED,	 /* auditd says that it began */
	STREAM_ENDED,	 /* that it ends, by order or by an error */
	STREAM_SHUTDOWN, /* the machine goes down */
};

struct stream_note {
	enum stream_kind kind;
	uint32_t serial;
	int64_t time_ms;
	uint64_t old_value, new_value;
};

/* So many serials are told apart; a worker that looks once a second is never that late. */
#define STREAM_WINDOW (1u << 20)
#define STREAM_NOTES 64

/*
 * Written by one thread, which makes no system call and takes no lock, and read by another. A
 * zeroed one is empty.
 */
struct stream {
	_Atomic uint64_t records;     /* lines that are records */
	_Atomic uint64_t others;      /* and that are none */
	_Atomic uint64_t first, last; /* serials; 0: none yet */
	_Atomic uint64_t seen[STREAM_WINDOW / 64];
	struct stream_note notes[STREAM_NOTES]; /* a ring */
	_Atomic unsigned n_notes, n_taken;
	_Atomic unsigned n_passed_over; /* notes for which there was no room */
};

/* Takes a line without its newline; it may hold any bytes. */
void stream_take(struct stream *stream, const char *line, size_t length);

/* For the other thread: takes the oldest note. Gives: false when there is none. */
bool stream_next_note(struct stream *stream, struct stream_note *ret_note);

struct stream_gap {
	uint64_t first, last; /* serials that did not come */
};

/*
 * For the other thread: lists serials from "from" to "to" that did not come, as spans.
 * Takes: room for spans. Gives: how many there are, at most as many as there is room for; what is
 * older than the window is passed over.
 */
size_t stream_gaps(const struct stream *stream, uint64_t from, uint64_t to, size_t room,
		   struct stream_gap ret_gaps[]);

#endif
