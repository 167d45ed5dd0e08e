/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The events of a boot as the journal and the kernel log have them: places that can hold records
 * that auditd's log lacks. */
#ifndef AUBACKLOG_SECONDARY_H
#define AUBACKLOG_SECONDARY_H

#include "boots/window.h"
#include "util/range.h"

#include <stdbool.h>
#include <stdint.h>

/* Empty when its windows are. The owner sorts them (window_sort) before anything is looked up. */
struct secondary {
	struct window journal; /* of the multicast: an event is there with all its records, but EOE
				  and types below 1100 */
	struct window printed; /* of the kernel log: some records of some events */
};

/* An event in one of the places. */
struct secondary_event {
	const struct window *window;
	const struct window_event *event;
	struct range slots; /* in the queue, with its EOE */
	bool headless; /* it may have more records in front of these, from before journald heard */
	const char *from; /* static: "journal", "kernel-log" */
};

void secondary_done(struct secondary *secondary);

/*
 * Finds an event, in the journal first.
 * Gives: false when no place has it. The slots of an event in the journal are certain when it is
 * whole: its SYSCALL comes with a PROCTITLE and as many PATH records as items= says. Where its call
 * is a write that may be one to /proc/self/loginuid, a LOGIN may be missing, which journald does
 * not take (nlmsg types below AUDIT_FIRST_USER_MSG).
 */
bool secondary_find(const struct secondary *secondary, uint64_t serial,
		    struct secondary_event *ret_event);

/* Whether an event may have had a LOGIN, its first record, that the window does not have. */
bool secondary_may_lack_login(const struct window *window, const struct window_event *event);

/* Whether an event of io_uring may have had no EOE. */
bool secondary_may_lack_eoe(const struct window *window, const struct window_event *event);

/*
 * The place with the most records of an event, the disk first.
 * Gives: its event, NULL where nothing has it; slots and from as secondary_find, unset for the
 * disk.
 */
struct secondary_event secondary_best(const struct secondary *secondary, const struct window *disk,
				      uint64_t serial);

/*
 * How many records of an event the place has beyond those on the disk. They are counted by type
 * and not compared by text, because journald trims blanks. A record on the disk of a type that
 * libaudit does not know (damaged, or newer than libaudit) counts as one of the place's.
 * Takes: an event of the place, and the same event in the window of the disk.
 */
uint64_t secondary_beyond(const struct secondary_event *found, const struct window *disk,
			  const struct window_event *event);

/* Of an event's records on the disk, those that came before the first that is missing there, for
 * certain, and those that came behind it. */
struct secondary_sides {
	uint64_t before, behind;
};

/*
 * Where in an event its missing records stood. Those after a lost record of the event went past the
 * queue, which does not drain before auditd registers. Of records that are all alike nothing tells
 * which were lost: they are of neither side.
 */
struct secondary_sides secondary_sides_of_loss(const struct secondary_event *found,
					       const struct window *disk,
					       const struct window_event *event);

/* How many of its records have no equal on the disk. */
uint64_t secondary_unmatched(const struct secondary_event *found, const struct window *disk,
			     const struct window_event *event);

/* Whether the place has the first record that is on the disk, LOGIN apart: then it lacks no other.
 */
bool secondary_has_head(const struct secondary_event *found, const struct window *disk,
			const struct window_event *event);

/*
 * A walk through the records of an event in a place, in their order: which of them are beyond the
 * disk. That is the Nth of its type where the disk has fewer. Costs n log n of its records.
 */
struct secondary_walk {
	struct secondary_type *types; /* of the disk, sorted; owned */
	size_t count;
};

/* Takes: the same event in the window of the disk; NULL where it is not there. */
void secondary_walk_begin(const struct window *disk, const struct window_event *event,
			  struct secondary_walk *ret_walk);
bool secondary_walk_is_beyond(struct secondary_walk *walk, const struct record *record);
void secondary_walk_end(struct secondary_walk *walk);

/*
 * The raw lines of an event that the place has beyond the disk, each with its newline.
 * Takes: the same event in the window of the disk, or NULL twice where it is not there.
 * Gives: a text that the caller frees.
 */
char *secondary_text(const struct secondary_event *found, const struct window *disk,
		     const struct window_event *event) __attribute__((returns_nonnull));

/* The smallest serial in [from, to] that a place has; 0 when there is none. */
uint64_t secondary_next(const struct secondary *secondary, uint64_t from, uint64_t to);

#endif
