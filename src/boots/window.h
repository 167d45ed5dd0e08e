/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The events of a boot window: their records as the disk has them, with the text. */
#ifndef AUBACKLOG_WINDOW_H
#define AUBACKLOG_WINDOW_H

#include "evidence/record.h"
#include "util/arena.h"
#include "util/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The records under one serial. */
struct window_event {
	uint64_t serial;
	int64_t time_ms;
	uint32_t records;      /* on disk, without EOE */
	uint32_t first_record; /* indices in records[] of its first and last one */
	uint32_t last_record;
	bool eoe_follows : 1;	    /* the kernel ends the event with an EOE (types.h) */
	bool proctitle_follows : 1; /* and writes a PROCTITLE before it */
	bool proctitle : 1;	    /* one of the records is that PROCTITLE */
	bool config : 1;	    /* one of them is CONFIG_CHANGE */
};

struct window_record {
	uint32_t text : 31; /* index of its line in texts[], or the number of its type */
	bool bare : 1;	    /* the line is not kept, only the type */
	uint32_t event;	    /* index in events[] */
	uint32_t next;	    /* distance to the next record of the same event; 0: this is the last */
	uint32_t hash;	    /* of the line, in a bare window */
};

/* Shared by the windows of a log. */
struct window_pool {
	struct arena texts;
	struct bytes_key key;
	bool unsure; /* a bare window does not suffice: the log is read again with the texts */
};

/*
 * A zeroed window with a pool is empty. A bare window keeps the types of records and not their
 * lines, except those of events with a CONFIG_CHANGE and of types without a number: enough to judge
 * a boot, in a third of the memory. Only the hash tells it that a line came twice.
 */
struct window {
	struct window_event
		*events; /* in the order of their first record, after window_sort by serial */
	size_t n_events;
	struct window_record *records; /* in the order of the disk */
	size_t n_records;
	uint64_t repeated;   /* repeated lines, not added */
	uint64_t twins;	     /* lines equal to one of their event, added */
	uint64_t altered;    /* second SYSCALL records of an event: the kernel makes one */
	struct slice *texts; /* the kept lines, in the order of the disk */
	size_t n_texts;
	size_t events_capacity, records_capacity, texts_capacity;
	struct window_pool *pool; /* the owner's, who sets it */
	bool bare;		  /* set by the owner too, as is the next */
	bool entries;		  /* each line is a record of its own, equal or not */
	uint32_t *index;       /* hash: serial to event + 1; NULL as long as the serials ascend */
	size_t index_capacity; /* a power of two */
};

void window_done(struct window *window);

/*
 * The index of the first event with this serial or a larger one; n_events where there is none.
 * Takes: a window whose events are in the order of their serials, as after window_sort.
 */
size_t window_from(const struct window *window, uint64_t serial);

/* The event of a serial, or NULL. Valid until the next change. */
const struct window_event *window_find(const struct window *window, uint64_t serial);

/*
 * Adds a record to the event of its serial. A line that the event has already is added only where
 * the kernel may have made it twice: the same denial, before the end of one system call.
 * Takes: the serial as the boot counts it (wrapped serials go on above 2^32).
 */
void window_add(struct window *window, uint64_t serial, const struct record *record);

/* Orders events[] by serial. */
void window_sort(struct window *window);

/*
 * Gives the records of an event in the order of the disk, one a call. The line and the body of one
 * whose line was not kept are empty.
 * Takes: a position, 0 before the first call. Gives: false at the end.
 */
bool window_next(const struct window *window, const struct window_event *event, size_t *position,
		 struct record *ret_record);

/*
 * The record at an index, in the order of the disk. Takes: a window that is not bare.
 * Gives: false when the line is no record since its NULs were replaced.
 */
bool window_line(const struct window *window, size_t index, struct record *ret_record);

/* The raw lines of an event that were kept, each with its newline. Gives: a text that the caller
 * frees. */
char *window_text(const struct window *window, const struct window_event *event)
	__attribute__((returns_nonnull));

#endif
