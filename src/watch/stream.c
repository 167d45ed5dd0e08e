/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is kept of the live stream of records. */
#include "watch/stream.h"

#include "evidence/record.h"

#define WORD_BITS 64

/* A setting that the kernel reports: its field, and the note that it makes. */
static const struct {
	const char *field;
	enum stream_kind kind;
} watched_settings[] = {
	{ .field = "audit_enabled", .kind = STREAM_ENABLED },
	{ .field = "audit_backlog_limit", .kind = STREAM_LIMIT },
	{ .field = "lost", .kind = STREAM_RESET },
};

static void note_add(struct stream *stream, struct stream_note note)
{
	unsigned at = atomic_load_explicit(&stream->n_notes, memory_order_relaxed);

	if (at - atomic_load_explicit(&stream->n_taken, memory_order_acquire) == STREAM_NOTES) {
		atomic_fetch_add_explicit(&stream->n_passed_over, 1, memory_order_relaxed);
		return;
	}
	stream->notes[at % STREAM_NOTES] = note;
	atomic_store_explicit(&stream->n_notes, at + 1, memory_order_release);
}

bool stream_next_note(struct stream *stream, struct stream_note *ret_note)
{
	unsigned at = atomic_load_explicit(&stream->n_taken, memory_order_relaxed);

	if (at == atomic_load_explicit(&stream->n_notes, memory_order_acquire))
		return false;
	*ret_note = stream->notes[at % STREAM_NOTES];
	atomic_store_explicit(&stream->n_taken, at + 1, memory_order_release);
	return true;
}

static _Atomic uint64_t *seen_word(struct stream *stream, uint64_t serial)
{
	return &stream->seen[serial % STREAM_WINDOW / WORD_BITS];
}

/* Forgets what the window had in the place of the serials behind "last", up to this one. */
static void window_move(struct stream *stream, uint64_t last, uint64_t serial)
{
	uint64_t from = serial - last > STREAM_WINDOW ? serial - STREAM_WINDOW : last;

	for (uint64_t at = from + 1; at <= serial;) {
		if (at % WORD_BITS == 0 && serial - at >= WORD_BITS - 1) {
			atomic_store_explicit(seen_word(stream, at), 0, memory_order_relaxed);
			at += WORD_BITS;
			continue;
		}
		atomic_fetch_and_explicit(seen_word(stream, at), ~(UINT64_C(1) << at % WORD_BITS),
					  memory_order_relaxed);
		at++;
	}
}

/* Serials begin again after 2^32, and with another kernel's records. */
static void window_begin(struct stream *stream, uint64_t serial)
{
	window_move(stream, 0, serial > STREAM_WINDOW ? serial : STREAM_WINDOW);
	atomic_store_explicit(&stream->first, serial, memory_order_relaxed);
}

static void serial_add(struct stream *stream, uint64_t serial)
{
	uint64_t last = atomic_load_explicit(&stream->last, memory_order_relaxed);

	if (!last || serial + UINT32_MAX / 2 < last || serial > last + STREAM_WINDOW) {
		window_begin(stream, serial);
		last = serial;
	} else if (serial > last) {
		window_move(stream, last, serial);
		last = serial;
	} else if (last - serial >= STREAM_WINDOW) {
		return;
	}
	atomic_fetch_or_explicit(seen_word(stream, serial), UINT64_C(1) << serial % WORD_BITS,
				 memory_order_relaxed);
	atomic_store_explicit(&stream->last, last, memory_order_release);
}

static void note_setting(struct stream *stream, const struct record *record)
{
	struct stream_note note = { .serial = record->serial, .time_ms = record->time_ms };
	uint64_t result;

	/* A change that was refused changed nothing. */
	if ((record_number(record, "res", &result) && !result) ||
	    !record_number(record, "old", &note.old_value))
		return;
	for (size_t i = 0; i < sizeof(watched_settings) / sizeof(watched_settings[0]); i++)
		if (record_number(record, watched_settings[i].field, &note.new_value)) {
			note.kind = watched_settings[i].kind;
			note_add(stream, note);
			return;
		}
}

static void note_moment(struct stream *stream, const struct record *record, enum stream_kind kind)
{
	note_add(stream, (struct stream_note){ .kind = kind,
					       .serial = record->serial,
					       .time_ms = record->time_ms });
}

static void note_type(struct stream *stream, const struct record *record)
{
	switch (record->type) {
	case AUDIT_CONFIG_CHANGE:
		note_setting(stream, record);
		break;
	case AUDIT_DAEMON_START:
		note_moment(stream, record, STREAM_STARTED);
		break;
	case AUDIT_DAEMON_END:
	case AUDIT_DAEMON_ABORT:
		note_moment(stream, record, STREAM_ENDED);
		break;
	case AUDIT_SYSTEM_SHUTDOWN:
		note_moment(stream, record, STREAM_SHUTDOWN);
		break;
	default:
		break;
	}
}

void stream_take(struct stream *stream, const char *line, size_t length)
{
	struct record record;

	if (record_scan(line, length, &record) < 0) {
		atomic_fetch_add_explicit(&stream->others, 1, memory_order_relaxed);
		return;
	}
	atomic_fetch_add_explicit(&stream->records, 1, memory_order_relaxed);
	if (!(record.flags & TYPES_OF_AUDITD) && record.serial)
		serial_add(stream, record.serial);
	note_type(stream, &record);
}

static bool serial_came(const struct stream *stream, uint64_t serial)
{
	const uint64_t word = atomic_load_explicit(
		&stream->seen[serial % STREAM_WINDOW / WORD_BITS], memory_order_relaxed);

	return word >> serial % WORD_BITS & 1;
}

size_t stream_gaps(const struct stream *stream, uint64_t from, uint64_t to, size_t room,
		   struct stream_gap ret_gaps[])
{
	const uint64_t first = atomic_load_explicit(&stream->first, memory_order_relaxed),
		       last = atomic_load_explicit(&stream->last, memory_order_acquire);
	size_t count = 0;

	if (!last)
		return 0;
	if (from < first)
		from = first;
	/* The writer goes on meanwhile: a part of the window is left to it. */
	if (last > STREAM_WINDOW / 2 && from < last - STREAM_WINDOW / 2)
		from = last - STREAM_WINDOW / 2;
	for (uint64_t at = from; at <= to && at <= last && count < room; at++) {
		if (serial_came(stream, at))
			continue;
		if (count && ret_gaps[count - 1].last + 1 == at)
			ret_gaps[count - 1].last = at;
		else
			ret_gaps[count++] = (struct stream_gap){ .first = at, .last = at };
	}
	return count;
}
