/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of each kind of operation, in the order in which kernel/auditsc.c makes them. */
#include "tasks.h"

#include <libaudit.h>
#include <stdarg.h>
#include <stdlib.h>

#define EVENT_LISTENER 1335
#define URINGOP 1336
#define USER "auid=4294967295 ses=4294967295"

static char *text_of(const char *format, ...) __attribute__((format(printf, 1, 2)));

static char *text_of(const char *format, ...)
{
	char *text = NULL;
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		abort();
	va_end(arguments);
	return text;
}

static struct step *add_step(struct task *task, uint16_t type, unsigned flags, char *text)
{
	struct step *step = &task->steps[task->n_steps++];

	*step = (struct step){ .type = type, .flags = (uint16_t)flags, .text = text };
	return step;
}

static void add_act(struct task *task, enum act act, int64_t value)
{
	add_step(task, 0, 0, NULL)->act = act;
	task->steps[task->n_steps - 1].value = value;
}

static const char *subject_of(const struct tasks *tasks)
{
	return tasks->boot->plan.two_lsms ? "?" : "unconfined";
}

static void enter_syscall(struct task *task, bool by_rule)
{
	add_act(task, ACT_ENTER, 0);
	if (by_rule)
		task->steps[task->n_steps - 1].flags |= STEP_RULE;
}

static void add_syscall_record(struct tasks *tasks, struct task *task, int number, unsigned items,
			       const char *comm, const char *exe, const char *key)
{
	add_step(task, AUDIT_SYSCALL, STEP_CONTEXT | STEP_EXIT | STEP_FIRST | STEP_SUBJECT,
		 text_of("arch=c000003e syscall=%d success=yes exit=0 a0=5 a1=7ffd59c81d10 a2=90 "
			 "a3=4 items=%u ppid=113 pid=%llu auid=4294967295 uid=0 gid=0 euid=0 "
			 "suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=(none) ses=4294967295 "
			 "comm=\"%s\" exe=\"%s\" subj=%s key=%s",
			 number, items, (unsigned long long)(300 + dice_below(&task->dice, 500)),
			 comm, exe, subject_of(tasks), key ? key : "(null)"));
}

static void add_paths(struct task *task, unsigned paths)
{
	add_step(task, AUDIT_CWD, STEP_CONTEXT | STEP_EXIT, text_of("cwd=\"/\""));
	for (unsigned i = 0; i < paths; i++)
		add_step(task, AUDIT_PATH, STEP_CONTEXT | STEP_EXIT | STEP_OBJECT,
			 text_of("item=%u name=\"/usr/bin/true\" inode=%llu dev=00:02 mode=0100755 "
				 "ouid=0 ogid=0 rdev=00:00 nametype=NORMAL cap_fp=0 cap_fi=0 "
				 "cap_fe=0 cap_fver=0 cap_frootid=0",
				 i, 3000ULL + dice_below(&task->dice, 9)));
}

/* The end of audit_log_exit(). */
static void leave_syscall(struct task *task, const char *title)
{
	if (title)
		add_step(task, AUDIT_PROCTITLE, STEP_CONTEXT | STEP_EXIT,
			 text_of("proctitle=\"%s\"", title));
	add_step(task, AUDIT_EOE, STEP_CONTEXT | STEP_EXIT, text_of("%s", ""));
	add_act(task, ACT_LEAVE, 0);
}

static void script_service(struct tasks *tasks, struct task *task)
{
	static const struct {
		uint16_t type;
		const char *unit;
	} messages[] = { { AUDIT_SERVICE_START, "ssh" },
			 { AUDIT_SERVICE_STOP, "cron" },
			 { AUDIT_SERVICE_START, "dbus" },
			 { AUDIT_SERVICE_START, "systemd-udevd" } };
	const size_t which = dice_below(&task->dice, 4);

	add_step(task, messages[which].type, STEP_OWNER | STEP_ENABLED | STEP_SUBJECT,
		 text_of("pid=1 uid=0 " USER " subj=%s msg='unit=%s comm=\"systemd\" "
			 "exe=\"/usr/lib/systemd/systemd\" hostname=? addr=? terminal=? "
			 "res=success'",
			 subject_of(tasks), messages[which].unit));
	add_act(task, ACT_PENALTY, 0);
}

/* audit_receive_msg() takes it whatever audit_enabled is. */
static void script_user_avc(struct tasks *tasks, struct task *task)
{
	add_step(task, AUDIT_USER_AVC, STEP_OWNER | STEP_SUBJECT,
		 text_of("pid=300 uid=81 " USER " subj=%s msg='avc:  denied  { send_msg } for "
			 "scontext=a tcontext=b tclass=dbus permissive=0 exe=\"/usr/bin/dbus\" "
			 "sauid=81 hostname=? addr=? terminal=?'",
			 subject_of(tasks)));
	add_act(task, ACT_PENALTY, 0);
}

static void script_session(struct tasks *tasks, struct task *task)
{
	static const uint16_t types[] = { AUDIT_USER_ACCT, AUDIT_CRED_ACQ, AUDIT_USER_START };

	for (size_t i = 0; i < 3; i++) {
		add_step(task, types[i], STEP_OWNER | STEP_ENABLED | STEP_SUBJECT,
			 text_of("pid=411 uid=0 " USER " subj=%s msg='op=PAM:x grantors=y "
				 "acct=\"root\" exe=\"/usr/sbin/cron\" hostname=? addr=? "
				 "terminal=cron res=success'",
				 subject_of(tasks)));
		add_act(task, ACT_PENALTY, 0);
	}
}

static void script_execve(struct tasks *tasks, struct task *task)
{
	const unsigned paths = 2 + (unsigned)dice_below(&task->dice, 3);

	enter_syscall(task, true);
	add_syscall_record(tasks, task, 59, paths, "true", "/usr/bin/true", "\"exec\"");
	if (dice_percent(&task->dice, 20))
		add_step(task, AUDIT_BPRM_FCAPS, STEP_CONTEXT | STEP_EXIT,
			 text_of("fver=0 fp=0 fi=0 fe=0 old_pp=0 old_pi=0 old_pe=0 old_pa=0 pp=0 "
				 "pi=0 pe=0 pa=0 frootid=0"));
	add_step(task, AUDIT_EXECVE, STEP_CONTEXT | STEP_EXIT, text_of("argc=1 a0=\"/bin/true\""));
	add_paths(task, paths);
	leave_syscall(task, "/bin/true");
}

static void script_openat(struct tasks *tasks, struct task *task)
{
	enter_syscall(task, true);
	add_syscall_record(tasks, task, 257, 1, "cat", "/usr/bin/cat", "\"open\"");
	add_paths(task, 1);
	leave_syscall(task, "/usr/bin/cat");
}

/* bpf_audit_prog(): in the syscall when a program is loaded, without one when it is unloaded. */
static void script_bpf(struct tasks *tasks, struct task *task)
{
	const unsigned number = (unsigned)dice_below(&task->dice, 99);

	if (dice_percent(&task->dice, 35)) {
		add_step(task, AUDIT_BPF, STEP_ATOMIC | STEP_ENABLED,
			 text_of("prog-id=%u op=UNLOAD", number));
		return;
	}
	enter_syscall(task, false);
	add_step(task, AUDIT_BPF, STEP_CONTEXT | STEP_ATOMIC | STEP_ENABLED,
		 text_of("prog-id=%u op=LOAD", number));
	add_syscall_record(tasks, task, 321, 0, "systemd", "/usr/lib/systemd/systemd", NULL);
	leave_syscall(task, "/sbin/init");
}

static void script_netfilter(struct tasks *tasks, struct task *task)
{
	const unsigned tables = 1 + (unsigned)dice_below(&task->dice, 12);

	enter_syscall(task, false);
	for (unsigned i = 0; i < tables; i++)
		add_step(task, AUDIT_NETFILTER_CFG,
			 STEP_CONTEXT | STEP_ENABLED |
				 (dice_percent(&task->dice, 30) ? STEP_ATOMIC : 0) | STEP_SUBJECT,
			 text_of("table=filter:%u family=2 entries=4 op=nft_register_rule pid=300 "
				 "subj=%s comm=\"nft\"",
				 i, subject_of(tasks)));
	add_syscall_record(tasks, task, 46, 0, "nft", "/usr/sbin/nft", NULL);
	if (dice_percent(&task->dice, 50))
		add_step(task, AUDIT_SOCKADDR, STEP_CONTEXT | STEP_EXIT,
			 text_of("saddr=100000000000000000000000"));
	leave_syscall(task, "/usr/sbin/nft");
}

/* One AVC a descriptor, the same text each: flush_unauthorized_files(). */
static void script_avc(struct tasks *tasks, struct task *task, bool in_syscall)
{
	const unsigned denied = 1 + (unsigned)dice_below(&task->dice, 4);
	const unsigned flags = STEP_ATOMIC | (in_syscall ? STEP_CONTEXT : 0);

	if (in_syscall)
		enter_syscall(task, false);
	for (unsigned i = 0; i < denied; i++)
		add_step(task, AUDIT_AVC, flags,
			 text_of("avc:  denied  { read } for  pid=501 comm=\"iptables\" "
				 "path=\"socket:[9000]\" dev=\"sockfs\" ino=9000 "
				 "scontext=system_u:system_r:iptables_t:s0 "
				 "tcontext=system_u:system_r:init_t:s0 tclass=netlink_route_socket "
				 "permissive=0"));
	if (!in_syscall)
		return;
	add_syscall_record(tasks, task, 59, 0, "iptables", "/usr/sbin/iptables", NULL);
	leave_syscall(task, "/usr/sbin/iptables");
}

static void script_login(struct tasks *tasks, struct task *task)
{
	enter_syscall(task, dice_percent(&task->dice, 20));
	add_step(task, AUDIT_LOGIN, STEP_CONTEXT | STEP_ENABLED | STEP_SUBJECT,
		 text_of("pid=412 uid=0 subj=%s old-auid=4294967295 auid=0 tty=(none) "
			 "old-ses=4294967295 ses=1 res=1",
			 subject_of(tasks)));
	add_syscall_record(tasks, task, 1, 0, "cron", "/usr/sbin/cron", NULL);
	leave_syscall(task, "/usr/sbin/CRON");
}

/* audit_log_uring(): no PROCTITLE; __audit_free() has no EOE either. */
static void script_uringop(struct tasks *tasks, struct task *task)
{
	const bool is_free = dice_percent(&task->dice, 15);
	const bool in_syscall = !is_free && dice_percent(&task->dice, 30);

	enter_syscall(task, true);
	add_step(task, URINGOP, STEP_CONTEXT | STEP_EXIT | STEP_ATOMIC | STEP_SUBJECT,
		 text_of("uring_op=18 success=yes exit=0 items=%d ppid=1 pid=600 uid=0 gid=0 "
			 "euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 subj=%s key=\"uring\"",
			 is_free ? 0 : 1, subject_of(tasks)));
	if (is_free) {
		add_act(task, ACT_LEAVE, 0);
		return;
	}
	if (in_syscall)
		add_syscall_record(tasks, task, 426, 1, "ring", "/usr/bin/ring", "\"uring\"");
	add_paths(task, 1);
	leave_syscall(task, in_syscall ? "/usr/bin/ring" : NULL);
}

/* audit_receive_msg() is called in sendto(2) of auditctl. */
static void add_setting_steps(struct tasks *tasks, struct task *task, const char *name,
			      int64_t value, int64_t old, enum act act)
{
	const struct release *release = tasks->boot->release;

	enter_syscall(task, false);
	add_step(task, AUDIT_CONFIG_CHANGE,
		 (release->settings_in_syscall ? STEP_CONTEXT : 0) | STEP_OWNER | STEP_ENABLED |
			 STEP_SUBJECT,
		 text_of("%s%s=%lld old=%lld " USER " subj=%s res=1",
			 release->op_set ? "op=set " : "", name, (long long)value, (long long)old,
			 subject_of(tasks)));
	add_act(task, act, value);
	task->steps[task->n_steps - 1].makes_setting = act != ACT_NONE;
	add_act(task, ACT_PENALTY, 0);
	add_syscall_record(tasks, task, 44, 0, "auditctl", "/usr/sbin/auditctl", NULL);
	leave_syscall(task, "/sbin/auditctl");
}

/* audit_rule_change(): the rule is there before audit_log_rule_change() says so. */
static void add_rule_steps(struct tasks *tasks, struct task *task, const char *key, enum act act,
			   int64_t value)
{
	enter_syscall(task, false);
	add_act(task, act, value);
	add_step(task, AUDIT_CONFIG_CHANGE,
		 (tasks->boot->release->settings_in_syscall ? STEP_CONTEXT : 0) | STEP_OWNER |
			 STEP_ENABLED | STEP_SUBJECT,
		 text_of(USER " subj=%s op=add_rule key=%s list=%d res=1", subject_of(tasks), key,
			 act == ACT_ADD_RULE ? 4 : 5));
	add_act(task, ACT_PENALTY, 0);
	add_syscall_record(tasks, task, 44, 0, "auditctl", "/usr/sbin/auditctl", NULL);
	leave_syscall(task, "/sbin/auditctl");
}

static void script_rules(struct tasks *tasks, struct task *task, int part)
{
	const struct boot *boot = tasks->boot;
	const struct plan *plan = &boot->plan;

	if (part == 0 && plan->resize >= 0)
		add_setting_steps(tasks, task, "audit_backlog_limit", plan->resize, boot->limit,
				  ACT_LIMIT);
	else if (part == 1)
		add_setting_steps(tasks, task, "audit_failure", 1, 1, ACT_NONE);
	else if (part == 2)
		add_setting_steps(tasks, task, "audit_backlog_wait_time", plan->wait_ms, 15000,
				  ACT_WAIT_TIME);
	else if (part >= 3 && part < 3 + (int)plan->n_excludes)
		add_rule_steps(tasks, task, "(null)", ACT_EXCLUDE, plan->excludes[part - 3]);
	else if (part == 6 && plan->never_task)
		add_rule_steps(tasks, task, "(null)", ACT_NEVER_TASK, 0);
	else if (part == 6)
		add_rule_steps(tasks, task, "\"exec\"", ACT_ADD_RULE, 0);
	else if (part == 7 && plan->rate)
		add_setting_steps(tasks, task, "audit_rate_limit", plan->rate, 0, ACT_RATE);
}

/* auditctl --reset-lost */
static void script_reset(struct tasks *tasks, struct task *task)
{
	if (tasks->boot->release->family != FAMILY_CALLER) {
		add_act(task, ACT_RESET, 0);
		add_setting_steps(tasks, task, "lost", 0, 0, ACT_NONE);
	}
}

static void script_auditd(struct tasks *tasks, struct task *task, int part)
{
	const struct release *release = tasks->boot->release;

	/* Nobody stops auditd before it has got anything; then it is not started again. */
	if (part == 2 ? !tasks->boot->handed_over : tasks->boot->connected)
		return;
	if (part == 0) {
		add_act(task, ACT_DAEMON_START, 0);
		if (tasks->boot->plan.auditd_enables || !tasks->boot->enabled)
			add_setting_steps(tasks, task, "audit_enabled", 1, tasks->boot->enabled,
					  ACT_ENABLE);
		return;
	}
	if (part == 2) {
		add_act(task, ACT_DAEMON_END, 0);
		add_setting_steps(tasks, task, "audit_pid", 0, MODEL_AUDITD_PID, ACT_UNREGISTER);
		return;
	}
	enter_syscall(task, false);
	if (tasks->boot->plan.registers_first)
		add_act(task, ACT_REGISTER, 0);
	add_step(task, AUDIT_CONFIG_CHANGE,
		 (release->settings_in_syscall ? STEP_CONTEXT : 0) | STEP_OWNER | STEP_ENABLED |
			 STEP_SUBJECT,
		 text_of("%saudit_pid=%d old=0 " USER " subj=%s res=1",
			 release->op_set ? "op=set " : "", MODEL_AUDITD_PID, subject_of(tasks)));
	if (!tasks->boot->plan.registers_first) {
		add_act(task, ACT_REGISTER, 0);
		task->steps[task->n_steps - 1].makes_setting = true;
	}
	add_syscall_record(tasks, task, 44, 0, "auditd", "/usr/sbin/auditd", NULL);
	leave_syscall(task, "/sbin/auditd");
}

/* audit_multicast_bind() says so before the socket listens. */
static void script_listen(struct tasks *tasks, struct task *task)
{
	enter_syscall(task, false);
	if (tasks->boot->release->has_listener)
		add_step(task, EVENT_LISTENER, STEP_CONTEXT | STEP_ENABLED | STEP_SUBJECT,
			 text_of("pid=1 uid=0 auid=4294967295 tty=(none) ses=4294967295 subj=%s "
				 "comm=\"systemd\" exe=\"/usr/lib/systemd/systemd\" nl-mcgrp=1 "
				 "op=connect res=1",
				 subject_of(tasks)));
	add_act(task, ACT_LISTEN, 0);
	add_syscall_record(tasks, task, 49, 0, "systemd", "/usr/lib/systemd/systemd", NULL);
	leave_syscall(task, "/sbin/init");
}

static void script_kernel(struct tasks *tasks, struct task *task)
{
	add_step(task, AUDIT_KERNEL, 0,
		 tasks->boot->release->family == FAMILY_CALLER
			 ? text_of("initialized")
			 : text_of("state=initialized audit_enabled=%d res=1",
				   tasks->boot->plan.audit_given));
}

static void script_replay(struct task *task, const struct replay *replay)
{
	const bool registers = replay->what == REPLAY_REGISTER;

	if (replay->what == REPLAY_LIMIT)
		return add_act(task, ACT_LIMIT, replay->number);
	if (registers)
		add_act(task, ACT_REGISTER, 0);
	add_step(task, registers ? AUDIT_CONFIG_CHANGE : replay->type, STEP_REPLAY,
		 text_of(registers ? "op=set audit_pid=%d old=0" : "replayed", MODEL_AUDITD_PID))
		->value = replay->number;
}

void script_write(struct tasks *tasks, struct task *task, const struct op *op)
{
	const bool enables = tasks->boot->plan.journald_enables > 0;

	task->n_steps = 0;
	switch (op->kind) {
	case KIND_SERVICE:
		return script_service(tasks, task);
	case KIND_LOGIN_SESSION:
		return script_session(tasks, task);
	case KIND_EXECVE:
		return script_execve(tasks, task);
	case KIND_OPENAT:
		return script_openat(tasks, task);
	case KIND_BPF:
		if (tasks->boot->release->has_bpf)
			script_bpf(tasks, task);
		return;
	case KIND_NETFILTER:
		return script_netfilter(tasks, task);
	case KIND_AVC:
		return script_avc(tasks, task, true);
	case KIND_AVC_ALONE:
		return script_avc(tasks, task, false);
	case KIND_LOGIN:
		return script_login(tasks, task);
	case KIND_URINGOP:
		if (tasks->boot->release->has_uring)
			script_uringop(tasks, task);
		return;
	case KIND_USER_AVC:
		return script_user_avc(tasks, task);
	case KIND_KERNEL:
		return script_kernel(tasks, task);
	case KIND_LISTEN:
		return script_listen(tasks, task);
	case KIND_JOURNALD_ENABLES:
		add_setting_steps(tasks, task, "audit_enabled", enables, tasks->boot->enabled,
				  ACT_ENABLE);
		return;
	case KIND_RULES:
		return script_rules(tasks, task, op->number);
	case KIND_AUDITD:
		return script_auditd(tasks, task, op->number);
	case KIND_RESET:
		return script_reset(tasks, task);
	case KIND_CLOCK:
		return add_act(task, ACT_CLOCK, tasks->boot->plan.jump_ms);
	case KIND_REPLAY:
		return script_replay(task, &tasks->boot->plan.replay[op->number]);
	case N_RANDOM:
		break;
	}
}
