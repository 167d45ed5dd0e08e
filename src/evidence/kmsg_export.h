/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The entries of a journal as "journalctl -o export" and "-o verbose" write them: a field a line.
 */
#ifndef AUBACKLOG_KMSG_EXPORT_H
#define AUBACKLOG_KMSG_EXPORT_H

#include "evidence/kmsg_json.h"

/* A zeroed one stands in front of all. */
struct kmsg_export {
	bool active;	       /* the log has such entries: all of its lines are theirs */
	bool verbose;	       /* fields are indented */
	bool lost;	       /* where a value of many lines ends is not known */
	bool in_value;	       /* one that is given as its length and its bytes */
	enum kmsg_field of;    /* whose value it is */
	unsigned length_bytes; /* so many of its length are known */
	uint64_t value_left;   /* bytes */
	struct kmsg_entry entry;
};

void kmsg_export_done(struct kmsg_export *export);

/*
 * Takes a line, "long" where its end is missing.
 * Gives: 1 for one that is of an entry, 0 for another, 2 when the sink said to stop, or -errno of
 * the sink. An entry is given at its end.
 */
int kmsg_export_take(struct kmsg_export *export, struct slice line, bool is_long,
		     kmsg_entry_sink sink, void *context);

/* Gives the last entry. As the sink. */
int kmsg_export_end(struct kmsg_export *export, kmsg_entry_sink sink, void *context);

#endif
