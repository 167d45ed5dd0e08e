/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which records belong to which boot of which node. */
#ifndef AUBACKLOG_BOOTS_H
#define AUBACKLOG_BOOTS_H

#include "boots/boot.h"
#include "boots/nodes.h"
#include "sources/record.h"
#include "sources/scan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The most boots, and nodes with them, that are told apart: each takes some 4 KiB, so that a log in
 * which every line names another node ends in an error and not with the machine's memory. */
#define BOOTS_MAX (1u << 18)

struct boots {
	struct boot **list; /* after boots_finish: in the order of the log, oldest first */
	size_t count, capacity;
	bool texts_out; /* texts are left out */
	struct nodes nodes;
	struct boot **current; /* per node: its newest boot */
	size_t current_capacity;
	size_t last_node;
	struct window_pool *pool; /* on the heap, because windows point to it */
	int64_t since_ms; /* boots before this time were left out on purpose; 0: none were */
};

/* A zeroed struct boots is empty. */
void boots_done(struct boots *boots);

/* Whether, after boots_finish, something cannot be told without the texts: all is to be read again
 * with them. */
bool boots_need_texts(const struct boots *boots);

/*
 * Takes one record, in the order of the log.
 * Records of one boot are told from the next by serials, never by time: at auditd's start the
 * serials either go on (auditd was restarted) or begin again (the machine was); between two starts
 * a serial that comes again with another stamp, or falls far below the boot's first, begins a boot
 * too. Records of auditd's own (DAEMON_*) have serials of another kind. Takes: a struct boots as
 * context (as take of an auditlog_sink). Gives: 0, -E2BIG beyond BOOTS_MAX, or -ENOMEM.
 */
int boots_add(void *boots, const struct record *record, bool unfinished);

/* Takes further records of the event whose record was added last, at once (as take_further of an
 * auditlog_sink): as boots_add one after the other. */
int boots_add_further(void *boots, const struct record *first, size_t count);

/*
 * Ends the reading: joins what turned out to be one boot.
 * Gives: 0 or -ENOMEM.
 */
int boots_finish(struct boots *boots);

/*
 * Puts a boot without records of its own among those of the log, by its time.
 * Gives: the boot, which belongs to the list, or NULL without memory.
 */
struct boot *boots_insert(struct boots *boots, int64_t first_ms, int64_t last_ms);
void boots_remove(struct boots *boots, struct boot *boot);

/* Numbers the boots of each node, when there are no more to come. Gives 0 or -ENOMEM. */
int boots_number(struct boots *boots);

#endif
