/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The events of a boot window: their records as the disk has them, with the text. */
#ifndef AUBACKLOG_WINDOW_H
#define AUBACKLOG_WINDOW_H

#include "base/arena.h"
#include "base/bytes.h"
#include "sources/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The records under one serial. */
struct window_event {
	uint64_t serial;
	int64_t time_ms;
	uint32_t records;      /* on disk, an EOE not counted */
	uint32_t first_record; /* index of its first and last record in the order of the disk */
	uint32_t last_record;
	bool syscall : 1;   /* one of them is SYSCALL or URINGOP: the kernel ends the event with an
			       EOE */
	bool uring : 1;	    /* it is URINGOP, which comes without a PROCTITLE */
	bool proctitle : 1; /* one of them is PROCTITLE, the last before the EOE */
	bool config : 1;    /* one of them is CONFIG_CHANGE */
};

struct window_record {
	uint32_t text : 31; /* index of its line in texts[], or the number of its type */
	bool bare : 1;	    /* it is the type: the line is not kept */
	uint32_t event;	    /* index in events[] */
	uint32_t next;	    /* how far behind this one the next of the same event is; 0: none is */
	uint32_t hash;	    /* of the line, where texts are left out */
};

/* What the windows of a log share. */
struct window_pool {
	struct arena texts;
	struct bytes_key key;
	bool unsure; /* of a bare window: the log is to be read again with the texts */
};

/*
 * A zeroed window with a pool is empty. Of a bare one only the types of records are kept, where
 * they have a number, and whole lines only of the events with a CONFIG_CHANGE: enough to judge a
 * boot, a third of the memory. Whether a line came twice cannot be told without its text.
 */
struct window {
	struct window_event
		*events; /* in the order of their first record, after window_sort by serial */
	size_t n_events;
	struct window_record *records; /* in the order of the disk */
	size_t n_records;
	uint64_t repeated; /* lines that came again, and were not added */
	uint64_t twins;	   /* lines that are as the one before, and were added */
	uint64_t altered;  /* events with a second SYSCALL record, which the kernel does not make */
	struct slice *texts; /* the lines that are kept, in the same order */
	size_t n_texts;
	size_t events_capacity, records_capacity, texts_capacity;
	struct window_pool *pool; /* the owner's, who sets it */
	bool bare;		  /* set by the owner too */
	uint32_t *index; /* hash: serial to event + 1; NULL as long as the serials ascend */
	size_t index_capacity;
};

void window_done(struct window *window);

/* The index of the first event with this serial or a larger one; n_events where there is none.
 * Takes: events in the order of their serials, as after window_sort. */
size_t window_from(const struct window *window, uint64_t serial);

/* The event of a serial, or NULL. Valid until the next change. */
const struct window_event *window_find(const struct window *window, uint64_t serial);

/*
 * Adds a record to the event of its serial; one that the event has already, byte for byte, only
 * where the kernel may have made it twice (the same denial, within one system call).
 * Takes: the serial as the boot counts it (wrapped serials go on above 2^32). Gives: 0 or -ENOMEM.
 */
int window_add(struct window *window, uint64_t serial, const struct record *record);

/* Orders events[] by serial. Gives 0 or -ENOMEM. */
int window_sort(struct window *window);

/*
 * Gives the records of an event in the order of the disk, one a call. Where the text is left out
 * the line and the body are empty.
 * Takes: a position, 0 before the first call. Gives: false at the end.
 */
bool window_next(const struct window *window, const struct window_event *event, size_t *position,
		 struct record *ret_record);

/* The record at an index, in the order of the disk. Takes: a window with its texts. Gives: false
 * where the line is none any more. */
bool window_line(const struct window *window, size_t index, struct record *ret_record);

/*
 * The raw lines of an event, as far as they are kept, each with its newline.
 * Gives: 0 and a terminated text that the caller frees, or -ENOMEM.
 */
int window_text(const struct window *window, const struct window_event *event, char **ret_text);

#endif
