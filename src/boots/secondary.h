/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What other places than auditd's log still have of the events of a boot. */
#ifndef AUBACKLOG_SECONDARY_H
#define AUBACKLOG_SECONDARY_H

#include "base/range.h"
#include "boots/window.h"

#include <stdbool.h>
#include <stdint.h>

/* Empty when its windows are. They are sorted (window_sort) before anything is looked up.
 */
struct secondary {
	struct window journal; /* of the multicast: an event is there with all its records, but EOE
				  and types below 1100 */
	struct window printed; /* of the kernel log: some records of some events */
};

/* An event as one of the places has it. */
struct secondary_event {
	const struct window *window;
	const struct window_event *event;
	struct range slots; /* that it takes in the queue, its EOE included */
	const char *from;   /* static: "journal", "kernel-log" */
};

void secondary_done(struct secondary *secondary);

/*
 * Finds an event, in the journal first.
 * Gives: false when no place has it. The slots of an event in the journal are certain when it is
 * whole there: its SYSCALL comes with a PROCTITLE and as many PATH records as items= says, and has
 * a record beside it or a rule's key that explains why it was made. Where it has neither, a LOGIN
 * is missing, which the kernel does not multicast (kernel/audit.c kauditd_send_multicast_skb(),
 * nlmsg types below AUDIT_FIRST_USER_MSG, of which journald takes none).
 */
bool secondary_find(const struct secondary *secondary, uint64_t serial,
		    struct secondary_event *ret_event);

/*
 * Where an event is told best: the place with the most records of it, the disk first.
 * Gives: what was found, whose event is NULL where nothing has it; slots and from are those of
 * secondary_find, or none on the disk.
 */
struct secondary_event secondary_best(const struct secondary *secondary, const struct window *disk,
				      uint64_t serial);

/*
 * How many records of an event the place has beyond those on the disk. Counted by type, not
 * compared by text: journald trims a blank here and there. A record on the disk of a type that
 * libaudit does not know (a damaged one, or one newer than libaudit) stands for one of these.
 * Takes: what was found, and the same event in the window of the disk.
 */
uint64_t secondary_beyond(const struct secondary_event *found, const struct window *disk,
			  const struct window_event *event);

/*
 * How many of the event's records on the disk came before the first that is not there: what follows
 * a lost record within an event went past the queue, which does not drain before auditd registers.
 */
uint64_t secondary_before_loss(const struct secondary_event *found, const struct window *disk,
			       const struct window_event *event);

/*
 * Whether a record that window_next gave at this position of what was found is beyond the disk: it
 * is the Nth of its type, and the disk has fewer.
 */
bool secondary_is_beyond(const struct secondary_event *found, const struct record *record,
			 size_t position, const struct window *disk,
			 const struct window_event *event);

/*
 * The raw lines of an event that the place has beyond the disk, each with its newline.
 * Takes: the same event in the window of the disk, or NULL twice where it has none of it.
 * Gives: 0 and a terminated text that the caller frees, or -ENOMEM.
 */
int secondary_text(const struct secondary_event *found, const struct window *disk,
		   const struct window_event *event, char **ret_text);

/* The smallest serial in [from, to] that a place has; 0 when there is none. */
uint64_t secondary_next(const struct secondary *secondary, uint64_t from, uint64_t to);

#endif
