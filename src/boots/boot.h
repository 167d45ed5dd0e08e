/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A boot: its records, its window and its settings. */
#ifndef AUBACKLOG_BOOT_H
#define AUBACKLOG_BOOT_H

#include "boots/bootlog.h"
#include "boots/secondary.h"
#include "boots/serials.h"
#include "boots/window.h"
#include "evidence/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Events kept after auditd's registration while the resize has not been seen: rules are loaded
 * within seconds of it, so a resize beyond them belongs to an administrator, not to the boot.
 */
#define BOOT_RESIZE_WITHIN_EVENTS 4096

/* Events kept after it where the kernel may still hold, and lose, what is made behind it. */
#define BOOT_DRAINED_WITHIN_EVENTS 1024

/* A log that begins with a serial above this, without auditd's start, begins in the middle of a
 * boot. */
#define BOOT_EARLY_SERIAL 65536

/* Events kept of a boot in which auditd never registers. */
#define BOOT_WINDOW_MAX (1u << 21)

/* A setting of the audit system that a CONFIG_CHANGE record reports as changed. */
enum boot_setting_kind {
	BOOT_LIMIT,   /* audit_backlog_limit */
	BOOT_PID,     /* audit_pid: auditd registers, or leaves (new value 0) */
	BOOT_ENABLED, /* audit_enabled */
	BOOT_LOST,    /* the loss counter was reset */
	BOOT_SETTING_KINDS,
};

struct boot_setting {
	enum boot_setting_kind kind;
	uint64_t serial;
	int64_t time_ms;
	uint64_t old_value;
	uint64_t new_value;
	/* Of the SYSCALL record under its serial (Linux 5.2 and later), in the pool of the window;
	 * empty where there is none. */
	struct slice comm, exe;
	int64_t on_ms; /* of auditing turned off: the stamp of the next event that is made only
			  while it is on; TIME_UNKNOWN: none came */
};

/* From auditd's DAEMON_START. */
struct boot_auditd {
	bool known;
	int64_t start_ms;
	char *version;
	char *kernel;
	uint64_t pid;
};

#define BOOT_RECENT 64

/* The stamps of the last events: a serial that comes again with another time belongs to another
 * boot. */
struct boot_recent {
	uint64_t last_serial; /* of the newest of them */
	int64_t last_time_ms;
	size_t next; /* of them all; 0: none yet */
	uint64_t serial[BOOT_RECENT];
	int64_t time_ms[BOOT_RECENT];
};

struct boot {
	/* The fields that each line of the log needs stand together: in a collected log each line
	 * is of another node, and the boots of all nodes do not fit into the cache. */
	uint64_t records;     /* of the kernel, of the whole boot */
	uint64_t window_last; /* the largest serial that belongs to the closed window */
	bool window_open;
	bool drains;	   /* its kernel may hold records that are made behind the registration */
	bool sets_by_op;   /* its settings are written as Linux 5.0 and RHEL 8.3 do */
	bool window_cut;   /* too many events without a registration: the window ends early */
	bool after_reboot; /* the log holds an earlier boot of the same node */
	const struct boot
		*earlier;     /* after boots_link: the one before, of the same node; or NULL */
	int index;	      /* after boots_number: 0 the newest of its node, -1 the one before */
	struct serials seen;  /* of the whole boot; wrapped serials go on above 2^32 */
	struct window window; /* sorted; ends with the resize or some events after the
				 registration */
	int64_t first_ms;     /* time of the record with the smallest serial seen */
	int64_t last_ms;      /* time of the record read last */
	int64_t latest_ms;    /* the latest time of any */
	struct boot_recent recent;
	char *node; /* NULL without node= */
	size_t node_length;
	struct boot_auditd auditd;
	uint64_t restarts;  /* of auditd without a reboot */
	int64_t started_ms; /* when the kernel began, by journald's clocks; or TIME_UNKNOWN */
	struct boot_setting *settings; /* in the order of the log, or of their serials */
	size_t n_settings, settings_capacity;
	bool lost_settings; /* some are of another source */
	/* Of each kind the place of the first, and of the first that is not 0, plus 1; 0: none. */
	size_t first_settings[BOOT_SETTING_KINDS][2];
	size_t off_settings; /* those before this index have no need of an on_ms any more */
	char *host;	     /* the machine's name by the journal or the kernel log, or NULL */
	char id[33];	     /* 32 hexadecimal digits, or empty; from the journal */
	struct bootlog bootlog;
	struct secondary secondary; /* up to the end of the window; from sources read after
				       the log */
};

/* Ends a boot; NULL is none. */
void boot_free(struct boot *boot);

/* Takes auditd's DAEMON_START, which opens the window. */
void boot_start(struct boot *boot, const struct record *record);

/* The serial of a record as the boot counts it: wrapped serials go on above 2^32. */
uint64_t boot_serial(const struct boot *boot, uint32_t serial);

/* Whether an event is not taken into the boot: its serial came with another time, or is below the
 * boot's first, far or with a later time than any, or, of a boot that is read backwards, above all
 * with an earlier time. */
bool boot_contradicts(const struct boot *boot, uint64_t serial, int64_t time_ms);

/* Whether an event is the one that the boot took last. */
static inline bool boot_is_last(const struct boot *boot, uint64_t serial, int64_t time_ms)
{
	const struct boot_recent *recent = &boot->recent;

	return recent->next && recent->last_serial == serial && recent->last_time_ms == time_ms;
}

static inline bool boot_is_in_window(const struct boot *boot, uint64_t serial)
{
	return boot->window_open || serial <= boot->window_last;
}

/* Takes a record that does not contradict the boot; "unfinished" as take of an auditlog_sink. */
void boot_take(struct boot *boot, uint64_t serial, const struct record *record, bool unfinished);

/* Takes the span of an excerpt (excerpt.h): its serials were seen, behind the window. One that does
 * not say where it ends is of a serial. */
void boot_take_span(struct boot *boot, uint64_t serial, const struct record *record);

/*
 * Takes a further record of the event taken last, which is no setting: it contradicts nothing, and
 * outside the window it only counts.
 */
void boot_take_further(struct boot *boot, uint64_t serial, const struct record *record);

/* Takes a record that may be a setting, or its SYSCALL: boot_take does it for those of the log. */
void boot_take_setting(struct boot *boot, uint64_t serial, const struct record *record);

/* Whether a further record of the event may say who made a setting. */
static inline bool boot_is_setting(const struct boot *boot, uint64_t serial)
{
	return boot->n_settings && boot->settings[boot->n_settings - 1].serial == serial;
}

/* Takes a change of the limit that another source has and the log may lack: a full queue drops the
 * record of the very -b that enlarges it. When all are taken the settings are to be sorted. */
void boot_take_lost_setting(struct boot *boot, uint64_t serial, const struct record *record);
void boot_sort_settings(struct boot *boot);

/* The first setting of this kind with a new value other than 0 when nonzero is asked for, or NULL.
 */
const struct boot_setting *boot_first_setting(const struct boot *boot, enum boot_setting_kind kind,
					      bool nonzero);

/* The time of the boot's first record that has one of a clock that was set; TIME_UNKNOWN without
 * one. A board without a clock of its own begins in 1970. */
int64_t boot_first_set_ms(const struct boot *boot);

/* The kernel's release, as auditd or the kernel log has it; the boot's own, or NULL. */
const char *boot_kernel(const struct boot *boot);

/* Whether the log tells of an auditd of the boot; and of one with this pid. */
bool boot_has_auditds(const struct boot *boot);
bool boot_has_auditd(const struct boot *boot, uint64_t pid);

/* Whether the record with the smallest serial was read last, and is not the latest: the log has the
 * newest first. */
bool boot_is_backwards(const struct boot *boot);

/* Makes of a boot that was read backwards one of a log that has the oldest first: an auditd's start
 * behind its records is that of the later boot, or part of a boot; NULL where there is none. */
void boot_turn_round(struct boot *boot, struct boot *later);

/*
 * Whether two boots of a node, one after the other in the log, are the same: their serials go on,
 * or mesh without a clash. Where serials begin again they are two.
 */
bool boot_is_same(const struct boot *boot, const struct boot *next);

/* Joins next, which is the same boot, into boot, and leaves it to be freed. Gives: 0, or -EBADMSG
 * when a line of its window is no record any more. */
int boot_join(struct boot *boot, struct boot *next);

#endif
