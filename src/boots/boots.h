/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which records belong to which boot of which node, and the window of each boot. */
#ifndef AUBACKLOG_BOOTS_H
#define AUBACKLOG_BOOTS_H

#include "boots/bootlog.h"
#include "boots/nodes.h"
#include "boots/recovered.h"
#include "boots/serials.h"
#include "boots/window.h"
#include "sources/record.h"
#include "sources/scan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Events kept behind auditd's registration while the resize has not been seen: rules are loaded
 * within seconds of it, so a resize beyond them belongs to an administrator, not to the boot.
 */
#define BOOTS_RESIZE_WITHIN_EVENTS 4096

/* A log that begins with a serial above this, without auditd's start, begins in the middle of a
 * boot. */
#define BOOTS_EARLY_SERIAL 65536

/* Events kept of a boot in which auditd never registers. */
#define BOOTS_WINDOW_MAX (1u << 21)

/* The most boots, and nodes with them, that are told apart: each takes some 4 KiB, so that a log in
 * which every line names another node ends in an error and not with the machine's memory. */
#define BOOTS_MAX (1u << 18)

/* A setting of the audit system that a CONFIG_CHANGE record reports as changed. */
enum boot_setting_kind {
	BOOT_LIMIT,   /* audit_backlog_limit */
	BOOT_PID,     /* audit_pid: auditd registers, or leaves (new value 0) */
	BOOT_ENABLED, /* audit_enabled */
	BOOT_LOST,    /* the loss counter was reset */
};

struct boot_setting {
	enum boot_setting_kind kind;
	uint64_t serial;
	int64_t time_ms;
	uint64_t old_value;
	uint64_t new_value;
};

/* What auditd says of itself when it starts. */
struct boot_auditd {
	bool known;
	int64_t start_ms;
	char *version;
	char *kernel;
	uint64_t pid;
};

#define BOOTS_RECENT 64

/* The stamps of the events seen last: a serial that comes again with another time belongs to
 * another boot. */
struct boot_recent {
	uint64_t last_serial; /* of the newest of them */
	int64_t last_time_ms;
	size_t next; /* of them all; 0: none yet */
	uint64_t serial[BOOTS_RECENT];
	int64_t time_ms[BOOTS_RECENT];
};

struct boot {
	/* What each line of the log looks at stands together: in a collected log each is of another
	 * node, and the boots of all of them do not fit into the cache. */
	uint64_t records;     /* of the kernel, of the whole boot */
	uint64_t window_last; /* the largest serial that belongs to the closed window */
	bool window_open;
	bool window_cut;      /* too many events without a registration: the rest was not kept */
	bool after_reboot;    /* the log holds an earlier boot of the same node */
	int index;	      /* after boots_number: 0 the newest of its node, -1 the one before */
	struct serials seen;  /* of the whole boot; wrapped serials go on above 2^32 */
	struct window window; /* sorted; ends with the resize or some events behind the
				 registration */
	int64_t first_ms;     /* time of the record with the smallest serial seen */
	int64_t last_ms;      /* time of the record read last */
	int64_t latest_ms;    /* the latest time of any */
	struct boot_recent recent;
	uint64_t line; /* of the log, at which it began */
	char *node;    /* NULL without node= */
	size_t node_length;
	uint32_t node_hash;
	struct boot_auditd auditd;
	uint64_t restarts;  /* of auditd without a reboot */
	int64_t started_ms; /* when the kernel began, by journald's clocks; or TIME_UNKNOWN */
	struct boot_setting *settings; /* in the order of the log */
	size_t n_settings, settings_capacity;
	char id[33]; /* 32 hexadecimal digits, or empty; from the journal */
	struct bootlog bootlog;
	struct recovered recovered; /* up to the end of the window; from sources that are read after
				       the log */
};

/* What windows are made of. */
struct boots_kept {
	struct store store;
	struct window_bare bare; /* where texts are left out */
	struct boots_kept *next;
};

struct boots {
	/* After boots_finish: in the order of the log, oldest first. What is written by one thread
	 * for each record shares no line of the cache with another's. */
	_Alignas(128) struct boot **list;
	size_t count, capacity;
	size_t max;	/* boots in it; 0: BOOTS_MAX */
	uint64_t line;	/* of the record that comes next */
	bool texts_out; /* texts are left out */
	struct nodes nodes;
	struct boot **current; /* per node: its newest boot */
	size_t current_capacity;
	size_t last_node;
	struct boots_kept *kept; /* the first one is for what is added */
	int64_t since_ms;	 /* boots before this time were left out on purpose; 0: none were */
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
int boots_add_further(void *boots, const struct record *first, const struct scan_repeat repeats[],
		      size_t count);

/*
 * Ends the reading: joins what turned out to be one boot.
 * Gives: 0 or -ENOMEM.
 */
int boots_finish(struct boots *boots);

/*
 * Puts boots together that were taken apart, before they are finished: of one node, from one start
 * of auditd to the next, all were taken in one part.
 * Takes: boots without a record yet; parts, whose "line" was set for each record, and which are
 * empty afterwards, also where it fails. Gives: 0 or -ENOMEM.
 */
int boots_gather(struct boots *boots, struct boots parts[], size_t count);

/*
 * Puts a boot without records of its own among those of the log, by its time.
 * Gives: the boot, which belongs to the list, or NULL without memory.
 */
struct boot *boots_insert(struct boots *boots, int64_t first_ms, int64_t last_ms);
void boots_remove(struct boots *boots, struct boot *boot);

/* Numbers the boots of each node, when there are no more to come. Gives 0 or -ENOMEM. */
int boots_number(struct boots *boots);

/* The first setting of this kind with a new value other than 0 when nonzero is asked for, or NULL.
 */
const struct boot_setting *boots_first_setting(const struct boot *boot, enum boot_setting_kind kind,
					       bool nonzero);

#endif
