/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An adversarial kernel: one boot of it, from the parameters to what became of each record. */
#ifndef MODEL_H
#define MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define MODEL_CPUS 8
#define MODEL_RECORDS 32768
#define MODEL_EVENTS 16384
#define MODEL_OPS 8192
#define MODEL_STEPS 64
#define MODEL_EXCLUDES 3
#define MODEL_AUDITD_PID 194

/* A stream of numbers that depends on its seed alone. */
struct dice {
	uint64_t state;
};

uint64_t dice_below(struct dice *dice, uint64_t below);
bool dice_percent(struct dice *dice, unsigned percent);
struct dice dice_new(uint64_t seed, uint64_t stream);

/* Who carries a record to the hold queue, and when auditd is handed over to. */
enum family {
	FAMILY_CALLER, /* audit_log_end() holds by itself: up to 4.9 */
	FAMILY_EMPTY,  /* kauditd, which looks for auditd when its queue is empty: 4.10 */
	FAMILY_DRAIN,  /* the same, kauditd_send_queue() runs to the end of the queue: up to 5.16 */
	FAMILY_BOUNDED /* a pass ends at the tail that it saw at its start: 5.17, stable of 2022 */
};

/* A kernel, by what its source does. */
struct release {
	const char *name, *auditd;
	enum family family;
	bool overflow_counts; /* kauditd_hold_skb() calls audit_log_lost(); audit_hold_skb() not */
	bool prints_count;    /* "printk limit exceeded" of records that are held all the same */
	bool zero_holds_nothing;  /* audit_hold_skb() compares with a limit of 0 */
	bool multicasts;	  /* kauditd_send_multicast_skb() */
	bool registers_first;	  /* auditd_set() comes before the record of audit_pid */
	bool owner_never_waits;	  /* audit_ctl_owner_current() */
	bool op_set;		  /* "op=set " in front of a setting */
	bool settings_in_syscall; /* audit_log_config_change() has a context */
	bool dummy_may_exit;	  /* __audit_syscall_exit() logs a dummy context too */
	bool dummy_is_cancelled;  /* audit_log_start() clears context->dummy */
	bool counts_waits;	  /* backlog_wait_time_actual */
	bool has_uring;
	bool has_bpf;
	bool has_listener; /* AUDIT_EVENT_LISTENER */
	bool two_lsms;	   /* can have MAC_TASK_CONTEXTS */
	const char *print_prefix;
};

extern const struct release releases[];
extern const size_t n_releases;

/* What is done to the evidence of a boot, or left out of it. */
enum damage { DAMAGE_NONE, DAMAGE_HEAD, DAMAGE_LINE, DAMAGE_BLOCK };

/* A record of a recorded boot, by its serial; a setting of the limit; the registration. */
struct replay {
	enum { REPLAY_RECORD, REPLAY_LIMIT, REPLAY_REGISTER } what;
	uint16_t type;
	uint32_t number; /* serial, or limit */
};

/* The parameters of a boot; all come of its seed. */
struct plan {
	uint64_t seed;
	const struct release *release;
	uint32_t limit;
	bool limit_given, limit_unparsable;
	bool audit_given; /* audit=1 */
	unsigned cpus;
	unsigned ops;	   /* of all tasks */
	unsigned kauditd;  /* weight of kauditd against a task, in percent */
	unsigned run;	   /* steps in a row, at the most */
	unsigned preempt;  /* percent: another task between audit_log_start() and audit_log_end() */
	unsigned laziness; /* percent of the runs of kauditd in which it does a single step */
	unsigned stuck;	   /* percent of kauditd's runs that auditd, being slow, makes wait */
	bool two_lsms;
	bool dummy_exits;
	unsigned journal_at;   /* the operation at which journald opens its socket; 0: never */
	unsigned journal_lost; /* percent of datagrams that do not fit its socket */
	int journald_enables;  /* what it sets audit_enabled to; -1: leaves it */
	unsigned rules_at;     /* the operation at which rules are loaded before auditd; 0: not */
	unsigned auditd_at;
	bool auditd_enables; /* audit_enabled=1 before it registers */
	bool rules_after;
	int64_t resize; /* -b; -1: none */
	int rate;	/* -r; 0: none */
	int64_t wait_ms;
	uint16_t excludes[MODEL_EXCLUDES]; /* types; 0: none */
	size_t n_excludes;
	unsigned deaf;	    /* of a thousand sends, those that auditd's socket has no room for */
	unsigned stops_at;  /* the operation at which auditd is restarted; 0: not */
	unsigned resets_at; /* the operation at which the counter is set back; 0: not */
	unsigned jumps_at;  /* the operation at which the clock is set; 0: not */
	int64_t jump_ms;
	unsigned dmesg_cut;	 /* percent of the kernel log that its ring no longer has */
	bool never_task;	 /* "-a never,task": new tasks have no context */
	bool two_objects;	 /* MAC_OBJ_CONTEXTS */
	unsigned mix[16];	 /* weights of kinds of operation */
	unsigned foreign_prints; /* percent of steps in which another driver takes a print */
	enum damage damage;
	bool knows_1425;
	bool journal_kernel; /* the journal has the kernel's messages too */
	bool registers_first;
	bool is_tuned; /* the limit is what the boot needs, less tuned_by */
	int tuned_by;
	bool enriched;		     /* log_format */
	uint64_t start_ms;	     /* since 1970; 0: any */
	unsigned tail;		     /* operations when all is over */
	const struct replay *replay; /* instead of operations at random */
	size_t n_replay;
};

struct plan plan_of_seed(uint64_t seed);
/* The boot that a file tells, a line each: "record SERIAL TYPE", "limit N", "register SERIAL". */
struct plan plan_of_file(const char *path, const char *release, uint32_t limit);

enum fate {
	FATE_QUEUED,
	FATE_HELD,
	FATE_PASSED,  /* sent by kauditd without having been held */
	FATE_DROPPED, /* hold queue overflow */
	FATE_LATER,   /* lost for another cause than the limit at boot */
	FATE_SILENT   /* freed without a count: no audit=1 */
};

struct record {
	int event;
	uint16_t type;
	enum fate fate;
	bool heard;   /* by journald */
	bool printed; /* to the kernel log */
	bool swallowed;
	uint64_t heard_us;
	size_t queued; /* its place among those that audit_log_end() was called for, from 1 */
	char *text;
};

struct event {
	uint32_t serial;
	uint64_t time_ms;
};

/* What became of the boot. */
struct truth {
	uint32_t counter;
	uint32_t drops;	      /* hold queue overflow until auditd had been handed over to */
	uint32_t drops_after; /* of these, behind the registration */
	uint32_t main_before; /* "backlog limit exceeded" before the registration */
	uint32_t main_after;
	uint32_t hold_after; /* hold queue overflow after the hand-over */
	uint32_t retry;	     /* retry queue overflow */
	uint32_t rate, prints, silent;
	uint32_t held, whole, cut;
	uint32_t waits;	       /* callers that slept */
	uint32_t waits_before; /* until auditd had been handed over to */
	uint64_t wait_us;
	uint32_t made;		/* queued before the registration */
	uint32_t early;		/* of events that had a serial by then */
	uint32_t registered_at; /* that serial */
	uint32_t unheard;	/* multicasts that found no room in journald's socket */
	uint32_t eoe_past; /* EOEs that came through though the PROCTITLE before them was dropped */
	bool registered, blind;
	bool off_at_takeover; /* turned off between the registration and the hand-over */
};

struct queue {
	int *items;
	size_t head, tail;
};

/* A pass of kauditd: what is left of it. */
struct pass {
	enum { PASS_NONE, PASS_HOLD, PASS_RETRY, PASS_MAIN } part;
	bool has_auditd, failed;
	size_t left;
};

struct boot {
	struct plan plan;
	struct pass pass;
	const struct release *release;
	struct record *records;
	size_t n_records, n_queued;
	struct event *events;
	size_t n_events;
	struct queue main, hold, retry;
	int *written; /* by auditd, in its order */
	size_t n_written;
	char *dmesg;
	size_t dmesg_length;
	FILE *dmesg_stream;
	struct truth truth;
	/* the kernel's state */
	uint32_t serial, limit, lost, rules;
	int rate;
	int enabled;
	bool ever_enabled, connected, listening, handed_over; /* a pass of kauditd has had auditd */
	bool swallowed;
	bool never_task;
	uint16_t excluded[MODEL_EXCLUDES];
	size_t n_excluded;
	unsigned failed;      /* sends in a row */
	unsigned setting_for; /* runs of others since somebody was about to make a setting */
	int64_t wait_time;
	uint64_t now_us, start_ms, heard_us;
	uint64_t print_begin_us;
	unsigned printed, print_missed;
	bool print_begun;
	uint64_t rate_last_us, lost_printed_us;
	int rate_messages;
	struct dice scheduler, multicasts;
};

/* Runs the boot of a plan to its end. */
struct boot *boot_run(const struct plan *plan);
void boot_forget(struct boot *boot);

/* kernel/audit.c, as the release has it. */
enum started { STARTED, START_WAIT, START_REFUSED, START_EXCLUDED };
enum started audit_start(struct boot *boot, uint16_t type, bool may_wait, bool is_exempt,
			 int64_t *wait_left);
void audit_end(struct boot *boot, int record);
/* A line that auditd writes of its own accord. */
void audit_daemon_line(struct boot *boot, uint16_t type, char *text);
void audit_reset(struct boot *boot);
bool kauditd_step(struct boot *boot);
bool kauditd_idle(const struct boot *boot);
/* Whether what it does next is for auditd, who may be slow. */
bool kauditd_sends(const struct boot *boot);
int audit_new_event(struct boot *boot, uint64_t time_ms);
int audit_new_record(struct boot *boot, int event, uint16_t type, char *text);
void audit_print(struct boot *boot, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool audit_may_print(struct boot *boot, const char *caller);
void audit_lost(struct boot *boot, const char *reason);
bool queue_too_long(const struct boot *boot, bool is_atomic);

/* The tasks. */
struct tasks;
struct tasks *tasks_new(struct boot *boot);
void tasks_free(struct tasks *tasks);
/* Gives: false when nothing could be done. */
bool tasks_step(struct tasks *tasks, unsigned cpu);
bool tasks_done(const struct tasks *tasks);
/* The machine lives on: one more operation. */
void tasks_add(struct tasks *tasks);
void tasks_wake_one(struct tasks *tasks);
/* Who has queued the record of a setting and not yet made it: a matter of instructions, in which
 * others get no further than a step or two. Gives: -1 for nobody. */
int tasks_in_setting(const struct tasks *tasks);
/* The next moment at which somebody's wait ends, in µs; 0: nobody waits. */
uint64_t tasks_next_timeout(const struct tasks *tasks);

/* Writes what is left of the boot below a folder, and the truth as JSON. */
int evidence_write(const struct boot *boot, const char *root);
/* The entries of its journal, in the export format. */
void journal_write(const struct boot *boot, FILE *stream);
void truth_write(const struct boot *boot, FILE *stream);
/* A line a record, in the order of the queue: what became of it. */
void records_write(const struct boot *boot, FILE *stream);

#endif
