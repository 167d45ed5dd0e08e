/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which records belong to which boot of which node. */
#ifndef AUBACKLOG_BOOTS_H
#define AUBACKLOG_BOOTS_H

#include "boots/boot.h"
#include "boots/nodes.h"
#include "evidence/record.h"
#include "evidence/scan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The most boots, and with them nodes, of a log. Each takes some 4 KiB: a log in which every line
 * names another node ends in an error before the machine's memory is used up. */
#define BOOTS_MAX (1u << 18)

struct boots {
	struct boot **list; /* after boots_finish: in the order of the log, oldest first */
	size_t count, capacity;
	bool texts_out; /* set by the owner: windows are bare */
	struct nodes nodes;
	struct boot **current; /* per node: its newest boot */
	size_t current_capacity;
	size_t last_node;
	struct window_pool *pool; /* on the heap, because windows point to it */
	int64_t since_ms; /* boots before this time were left out on purpose; 0: none were */
};

/* A zeroed struct boots is empty. */
void boots_done(struct boots *boots);

/* Whether, after boots_finish, bare windows do not suffice: the logs are to be read again with the
 * texts. */
bool boots_need_texts(const struct boots *boots);

/*
 * Takes one record, in the order of the log.
 * Boots are told apart by serials, never by time alone. At auditd's start the serials either go on
 * (auditd was restarted, or the log was sorted by time and what was held for it stands in front of
 * it) or begin again (the machine was). Between two starts, a serial that comes again with another
 * stamp, falls far below the boot's first, or falls below it with a later stamp than any, begins a
 * boot too. Records of auditd's own (DAEMON_*) have serials of another kind.
 * Takes: a struct boots as context (as take of an auditlog_sink). Gives: 0, or -E2BIG beyond
 * BOOTS_MAX.
 */
int boots_add(void *boots, const struct record *record, bool unfinished);

/* Takes further records of the event whose record was added last (as take_further of an
 * auditlog_sink). Gives: as boots_add for each. */
int boots_add_further(void *boots, const struct record *first, size_t count);

/* The newest boot of a node while the log is read; NULL for a node that is new. */
const struct boot *boots_newest(struct boots *boots, struct slice node);

/* Ends the reading: joins the parts of a boot, and sorts the windows. Gives: 0, or -EBADMSG when
 * the lines of a joined window are no records any more. */
int boots_finish(struct boots *boots);

/* Inserts a boot without records of its own among those of the log, by its end, or as the newest
 * where that is not known. It is of their node, if they have one in common, and of the host's name
 * where they have one that is called otherwise. Takes: the host, or NULL. Gives: the boot, which
 * belongs to the list. */
struct boot *boots_insert(struct boots *boots, const char *host, int64_t first_ms, int64_t last_ms)
	__attribute__((returns_nonnull));

/* Whether all boots are of one node, or of none that is named. */
bool boots_share_node(const struct boots *boots);

/* Removes a boot of the list, and frees it. */
void boots_remove(struct boots *boots, struct boot *boot);

/* Removes the boots of other nodes. Gives: 0, or -ENOENT with the names of those that are there,
 * when none is left. */
int boots_keep_node(struct boots *boots, const char *name, struct error *err);

/* Has each boot know the one before of its node, up to the next change of the list. */
void boots_link(const struct boots *boots);

/* Numbers the boots of each node, when all are there. */
void boots_number(struct boots *boots);

#endif
