/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the hold queue was full: which events still fitted, and which of them lost their end. */
#ifndef AUBACKLOG_OVERFLOW_H
#define AUBACKLOG_OVERFLOW_H

#include "analysis/report.h"
#include "boots/boots.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The slots of an event on the disk, if it was held. */
struct overflow_event {
	uint32_t
		slots; /* its records and its EOE, or, when it is cut, the records before the cut */
	bool cut;      /* the journal shows that it lost records */
	bool log_cut;  /* it looks cut, and the journal has nothing of the event */
	bool looks_cut; /* its SYSCALL has no end on the disk */
};

/* The events of a boot's window, one by one. A zeroed struct has none. */
struct overflow_events {
	const struct boot *boot;
	struct overflow_event *list; /* one each of boot->window.events[] */
};

/* The events of one phase, as indexes of the window's, and the queue as it found it. */
struct overflow_span {
	size_t first;
	size_t end;
	uint64_t held_before; /* slots taken when it began */
	bool gap;	      /* serials are missing in it */
	bool limit_known;
	uint64_t limit; /* 0 = unlimited */
};

/* The result of filling the queue to its limit with a span. Indexes are the span's end where there
 * is no such event. */
struct overflow {
	size_t held_end;  /* index after the last event that was held */
	uint64_t held;	  /* slots, those held before not counted */
	int64_t misfit;	  /* so many slots were free although it lost records, or (negative) it held
			     so many more than the limit: 0 where the model fits */
	bool cuts;	  /* the events that are seen to be cut are, and their EOEs found no room */
	size_t eoe_lost;  /* an event that is whole but for its EOE */
	size_t uncertain; /* an event that may have lost its end */
};

/* Measures the events of a boot, which must outlive them; the caller ends them. */
struct overflow_events overflow_events_of(const struct boot *boot);
void overflow_events_done(struct overflow_events *events);

/*
 * Fills the queue with the events of a span, and settles where it was full: the slots counted must
 * be the limit, or more by the EOEs of the events that were cut there (docs/ARCHITECTURE.md has the
 * table). Anything else does not fit the model and is reported as such.
 */
struct overflow overflow_settle(const struct overflow_events *events,
				const struct overflow_span *span);

/* Settles the loss of one event by auditd's log alone. Takes: a row as if nothing was lost, whose
 * held, lost and fate are corrected. */
void overflow_settle_row(const struct overflow_events *events, const struct overflow *overflow,
			 size_t index, struct report_row *row);

#endif
