/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the sources say becomes signals of alarms. */
#include "watch/look.h"

static void look_at_counter(struct look *look, uint64_t lost, int64_t now_ms)
{
	struct remembered *known = look->known;
	const uint64_t before = known->lost;

	look->facts.lost = known->lost = lost;
	if (!known->has_status)
		return;
	if (lost > before)
		alarms_signal(look->alarms, ALARM_LOSING, now_ms, lost - before);
	if (lost < before) {
		known->reset_ms = now_ms;
		look->facts.old_value = before;
		alarms_signal(look->alarms, ALARM_RESET, now_ms, 0);
	}
}

/* 0 is no limit at all. */
static bool limit_is_lowered(uint64_t old_limit, uint64_t new_limit)
{
	return new_limit && (!old_limit || new_limit < old_limit);
}

static void look_at_limit(struct look *look, uint64_t old_limit, uint64_t new_limit, int64_t now_ms)
{
	look->facts.limit = look->known->limit = new_limit;
	if (!limit_is_lowered(old_limit, new_limit))
		return;
	look->facts.old_value = old_limit;
	look->facts.new_value = new_limit;
	alarms_signal(look->alarms, ALARM_LIMIT, now_ms, 0);
}

static void look_at_enabled(struct look *look, uint64_t enabled, int64_t now_ms)
{
	look->known->enabled = enabled;
	if (enabled)
		alarms_end(look->alarms, ALARM_OFF, now_ms);
	else
		alarms_signal(look->alarms, ALARM_OFF, now_ms, 0);
}

/* Before auditd has registered, and where nobody ever does, there is nobody who could have ended.
 */
static void look_at_pid(struct look *look, uint64_t pid, int64_t now_ms)
{
	const bool ended = look->known->pid || look->alarms->list[ALARM_ENDED].raised;

	look->known->pid = pid;
	if (pid)
		alarms_end(look->alarms, ALARM_ENDED, now_ms);
	else if (ended && !look->shutting_down)
		alarms_signal(look->alarms, ALARM_ENDED, now_ms, 0);
}

void look_at_status(struct look *look, const struct status *status, int64_t now_ms)
{
	struct remembered *known = look->known;

	look->facts.backlog = status->backlog;
	look_at_counter(look, status->lost, now_ms);
	look_at_limit(look, known->has_status ? known->limit : status->backlog_limit,
		      status->backlog_limit, now_ms);
	if (status->has_enabled)
		look_at_enabled(look, status->enabled, now_ms);
	if (!status->pid_unknown)
		look_at_pid(look, status->pid, now_ms);
	if (status->backlog_limit &&
	    status->backlog * 100 >= status->backlog_limit * look->queue_percent)
		alarms_signal(look->alarms, ALARM_QUEUE, now_ms, 0);
	known->has_status = true;
}

/* A reset that the counter showed already is not told again. */
static void look_at_reset(struct look *look, const struct stream_note *note, int64_t now_ms)
{
	if (!note->old_value || note->time_ms <= look->known->reset_ms)
		return;
	look->known->reset_ms = now_ms;
	look->known->lost = note->new_value;
	look->facts.old_value = note->old_value;
	alarms_signal(look->alarms, ALARM_RESET, now_ms, 0);
}

void look_at_note(struct look *look, const struct stream_note *note, int64_t now_ms)
{
	switch (note->kind) {
	case STREAM_ENABLED:
		if (note->new_value != note->old_value)
			look_at_enabled(look, note->new_value, now_ms);
		break;
	case STREAM_LIMIT:
		if (note->new_value != look->known->limit)
			look_at_limit(look, note->old_value, note->new_value, now_ms);
		break;
	case STREAM_RESET:
		look_at_reset(look, note, now_ms);
		break;
	case STREAM_STARTED:
		look->end_seen = false;
		break;
	case STREAM_ENDED:
		look->end_seen = true;
		break;
	case STREAM_SHUTDOWN:
		look->shutting_down = true;
		break;
	}
}

void look_at_auditd(struct look *look, const struct auditdstate *state, int64_t now_ms)
{
	struct remembered *known = look->known;
	const bool overflowed_before = known->overflowed && known->overflowed_pid == known->pid;

	look->facts.queue_depth = state->queue_depth;
	look->facts.queue_size = state->queue_size;
	/* auditd says for the rest of its life that it overflowed. */
	known->overflowed = state->overflowed;
	known->overflowed_pid = known->pid;
	if ((state->overflowed && !overflowed_before) || state->suspended ||
	    (state->queue_size &&
	     state->queue_depth * 100 >= state->queue_size * look->queue_percent))
		alarms_signal(look->alarms, ALARM_PLUGINS, now_ms, 0);
}

uint64_t look_at_gaps(struct look *look, const struct stream_gap gaps[], size_t count,
		      const struct disklog *log, int64_t now_ms)
{
	uint64_t passed_over = 0, missing = 0;

	for (size_t i = 0; i < count; i++) {
		uint64_t lacks = serials_missing(&log->all, gaps[i].first, gaps[i].last);

		missing += lacks;
		passed_over += gaps[i].last - gaps[i].first + 1 - lacks;
	}
	if (passed_over)
		alarms_signal(look->alarms, ALARM_PLUGINS, now_ms, passed_over);
	return missing;
}

void look_at_end(struct look *look, bool died, int64_t now_ms)
{
	const bool ended = look->end_seen || died;

	if (ended && !look->shutting_down)
		alarms_signal(look->alarms, ALARM_ENDED, now_ms, 0);
	/* Whoever comes next is to see it run again. */
	if (ended)
		look->known->pid = 0;
}
