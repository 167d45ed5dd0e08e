/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tasks of a boot do: each operation is a script of records and settings. */
#ifndef TASKS_H
#define TASKS_H

#include "model.h"

/* A kind of operation; the first N_RANDOM come at random. */
enum kind {
	KIND_SERVICE,
	KIND_EXECVE,
	KIND_BPF,
	KIND_NETFILTER,
	KIND_AVC,
	KIND_LOGIN,
	KIND_URINGOP,
	KIND_USER_AVC,
	KIND_LOGIN_SESSION,
	KIND_OPENAT,
	KIND_AVC_ALONE,
	N_RANDOM,
	KIND_KERNEL,
	KIND_LISTEN,
	KIND_JOURNALD_ENABLES,
	KIND_RULES,
	KIND_AUDITD,
	KIND_RESET,
	KIND_CLOCK,
	KIND_REPLAY
};

/* What a step does when it makes no record, or behind its record. */
enum act {
	ACT_NONE,
	ACT_ENABLE,
	ACT_LIMIT,
	ACT_RATE,
	ACT_WAIT_TIME,
	ACT_ADD_RULE,
	ACT_EXCLUDE, /* a type */
	ACT_NEVER_TASK,
	ACT_REGISTER,
	ACT_UNREGISTER,
	ACT_DAEMON_END,
	ACT_RESET, /* the counter, in the record that follows */
	ACT_CLOCK,
	ACT_DAEMON_START,
	ACT_LISTEN,
	ACT_PENALTY, /* audit_receive() lets the sender wait */
	ACT_ENTER,   /* __audit_syscall_entry() */
	ACT_LEAVE
};

#define STEP_CONTEXT 0x01 /* audit_log_start() gets the task's context */
#define STEP_ATOMIC 0x02  /* the caller must not sleep */
#define STEP_OWNER 0x04	  /* holds audit_cmd_mutex */
#define STEP_EXIT 0x08	  /* of audit_log_exit(): only of an event that is recorded */
#define STEP_FIRST 0x10	  /* of these, the one without which there are no others */
#define STEP_ENABLED 0x20 /* not made while audit_enabled is 0 */
#define STEP_SUBJECT 0x40 /* has subj= */
#define STEP_OBJECT 0x200 /* has obj= */
#define STEP_REPLAY 0x100 /* its value is the serial */
#define STEP_RULE 0x80	  /* ACT_ENTER: a rule asks for the event */

struct step {
	uint16_t type; /* 0: no record */
	uint16_t flags;
	enum act act;
	bool makes_setting; /* that the record before it tells */
	int64_t value;
	char *text;
};

struct op {
	enum kind kind;
	int number;
};

/* A task, and where it is. */
struct task {
	struct op ops[MODEL_OPS];
	size_t n_ops, op;
	struct step steps[MODEL_STEPS];
	size_t n_steps, step;
	struct dice dice;
	bool in_syscall, dummy, records, exit_ended, is_auditd;
	int event;
	uint64_t entered_ms;
	int begun, also; /* records between audit_log_start() and audit_log_end(); -1: none */
	bool is_waiting, was_woken, is_penalized, is_tried;
	int64_t wait_left;
	uint64_t wait_from_us;
};

struct tasks {
	struct boot *boot;
	struct task task[MODEL_CPUS];
	unsigned waiting[MODEL_CPUS];
	size_t n_waiting;
};

/* Writes the steps of an operation; it is the task's from then on. */
void script_write(struct tasks *tasks, struct task *task, const struct op *op);

#endif
