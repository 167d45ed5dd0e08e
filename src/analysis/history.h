/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The histories of the hold queue: where it may have been full, by the order in which records
 * entered it and what is known to be lost. docs/TRUTH.md has the rules. */
#ifndef AUBACKLOG_HISTORY_H
#define AUBACKLOG_HISTORY_H

#include "boots/boots.h"
#include "evidence/rules.h"
#include "util/range.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* kauditd has held all that was made before auditd so long after the registration, at the latest;
 * of kernels that drain, what is made until then as well. */
#define HISTORY_HOLDS_ON_MS 100

/* So many events can be under way at once: that their records enter the queue in the order of their
 * serials is certain only beyond. */
#define HISTORY_EVENTS_ASTRIDE 8

/* An event of the window that has records on disk. Slots are records, EOE included. */
struct history_event {
	uint32_t records; /* on disk */
	uint32_t head;	  /* so many of them came before a lost one: they were held */
	uint32_t tail;	  /* so many came behind one: the queue had been full by then */
	uint32_t held;	  /* before the queue was full, EOE included */
	uint32_t phase;	  /* the one in which it was made */
	uint32_t place;	  /* of its first record in order[] */
	bool eoe_unsure; /* but it may have had none: io_uring's, kernel/auditsc.c __audit_free() */
	bool eoe;	 /* an EOE follows what is on disk: held, lost or passed */
	struct range eoe_lost; /* whether that one found no room, in the history that is shown */
	bool unheard;	       /* the journal has nothing of it */
	bool open;	       /* it may have lost its end, and no source tells */
	struct range lost;     /* slots of it that were lost, but for that EOE */
	struct range log_lost; /* the same by the log alone */
	const char *from;      /* the source that has them; or NULL */
};

/* The time under one limit. The first fields are the caller's. */
struct history_phase {
	uint64_t last_serial; /* of the events made in it */
	bool limit_known;
	uint64_t limit; /* 0 = unlimited */
	bool dropped;	/* serials of it are missing, or a cut event shows that records are */

	size_t first, last; /* the queue was full behind one of these records of order[] */
	size_t natural;	    /* where the phase ends if it never was */
	size_t cut;	    /* the one that is shown */
	uint64_t held;	    /* slots in all up to the cut, the lost EOEs not counted */
	bool filled;	    /* so many slots are on disk that the queue may have been full */
	uint64_t late;	    /* of the phase, behind the cut */
	uint64_t astray;    /* serials missing that the queue cannot have dropped: the log lacks
			       lines */
	uint64_t spare;	    /* of those held, slots that perhaps were not, or were never made */
	uint64_t more;	    /* slots that perhaps were held too */
	struct range eoes;  /* lost by events that are whole but for them */
	size_t open;	    /* events that may have lost their end */
	bool perhaps_full;  /* it did, if the log lacks a line or two: one such event is near */
	int64_t misfit;	    /* so many slots were free although it dropped, or (negative) it would
			       have held so many more than the limit: 0 where the rules allow it */
};

struct history_slot {
	uint32_t event;	 /* of events[] */
	uint32_t before; /* slots before it, */
	uint32_t unsure; /* of which so many may not have been */
	uint32_t heard;	 /* its place in the journal, from 1; 0: not there, or not told apart */
};

struct history {
	const struct boot *boot;
	bool lags;
	bool sorted;		      /* the log is not in the order of the queue */
	bool two_lsms;		      /* contexts have records of their own */
	struct history_event *events; /* one each of the window's, up to the end */
	size_t n_events;
	struct history_slot *order; /* the records on disk, in the order of the queue */
	size_t n_order;
	size_t last_cut;       /* what comes behind it in order[] was not held */
	uint64_t slots;	       /* of them all */
	uint64_t eoes, unsure; /* of these */
	/* From these serials on the rules exclude them; where the rules are not known, they may. */
	uint64_t eoe_until, proctitle_until;
	bool heard_held;       /* journald was there before the queue was full */
	uint32_t heard_from;   /* the journal's place of the first of them that it has */
	uint64_t swallowed;    /* slots in front of them: auditd discarded the datagram */
	int64_t registered_ms; /* as of the basis */
	bool drains;
	uint64_t astride;
};

/* A boot, and what bounds its queue. */
struct history_basis {
	const struct boot *boot;
	const struct rules *rules; /* of its machine, or NULL */
	uint64_t end;		   /* the serial at which the queue had been handed over */
	bool from_start;	   /* the log reaches back to the first record */
	bool lags;		   /* records can come past the queue, because kauditd fills it */
	uint64_t registered;   /* the serial of the registration; 0 where records on disk behind its
				  first one may have been held */
	int64_t registered_ms; /* auditd registered no earlier */
	bool dummies_exit;     /* a record in a system call brings its SYSCALL, rule or not */
	bool drains;	       /* kauditd holds on behind the registration */
	uint64_t astride; /* the serial whose record is queued before the registration takes effect;
			     0: none, or all of it is held */
};

/* Orders the records on disk and measures what each event lost. The boot must outlive the history,
 * which the caller ends. */
struct history history_make(const struct history_basis *basis);
void history_done(struct history *history);

/* Whether the log's first line stands behind this event of the journal, so that the log says
 * nothing of it. */
bool history_is_before_log(const struct history *history, const struct secondary_event *found);

/* Settles each phase and what each event held. */
void history_settle(struct history *history, struct history_phase *phases, size_t count);

/* Slots that were perhaps queued between the record of a setting and the setting; 0 for no serial.
 */
uint64_t history_between(const struct history *history, uint64_t serial);

/*
 * How many of the last records that were lost are PROCTITLEs, by the journal: the EOE of each may
 * have come behind the hand-over. Takes: the last serial of what could be held. Gives: their
 * number, and whether the very last is one, so that nothing but its EOE was between it and the
 * hand-over.
 */
size_t history_last_proctitles(const struct history *history, uint64_t last_serial,
			       bool *ret_at_end);

#endif
