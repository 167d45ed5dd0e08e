/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the sources say becomes signals of alarms. */
#ifndef AUBACKLOG_LOOK_H
#define AUBACKLOG_LOOK_H

#include "evidence/status.h"
#include "watch/alarms.h"
#include "watch/auditdstate.h"
#include "watch/disklog.h"
#include "watch/remembered.h"
#include "watch/stream.h"
#include "watch/words.h"

#include <stdbool.h>
#include <stdint.h>

/* What was known, and what is told of it; no I/O. */
struct look {
	struct alarms *alarms;
	struct remembered *known;
	struct words_facts facts;
	uint64_t queue_percent;
	bool shutting_down; /* auditd ends because the machine does */
	bool end_seen;	    /* auditd said that it ends */
};

/* Takes the kernel's counters. */
void look_at_status(struct look *look, const struct status *status, int64_t now_ms);

/* Takes a change of a setting, or a moment of auditd's life, that the log on disk has. */
void look_at_note(struct look *look, const struct stream_note *note, int64_t now_ms);

/* Takes what auditd says of its queue for plugins. */
void look_at_auditd(struct look *look, const struct auditdstate *state, int64_t now_ms);

/*
 * Takes serials that did not come in the stream: those that the log on disk has were lost on the
 * way to the plugin. Gives: how many the log does not have either; the counter tells of these.
 */
uint64_t look_at_gaps(struct look *look, const struct stream_gap gaps[], size_t count,
		      const struct disklog *log, int64_t now_ms);

/* Takes the end of the stream. Takes: whether auditd is gone, though it said nothing of an end. */
void look_at_end(struct look *look, bool died, int64_t now_ms);

#endif
