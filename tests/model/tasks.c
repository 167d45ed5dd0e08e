/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tasks run their scripts, a step at a time, as far as the queue lets them. */
#include "tasks.h"

#include <libaudit.h>
#include <stdlib.h>
#include <string.h>

#define MAC_TASK_CONTEXTS 1425
#define MAC_OBJ_CONTEXTS 1426

static uint64_t now_ms(const struct boot *boot)
{
	return boot->start_ms + boot->now_us / 1000;
}

static void add_op(struct task *task, enum kind kind, int number)
{
	task->ops[task->n_ops++] = (struct op){ .kind = kind, .number = number };
}

static enum kind random_kind(const struct plan *plan, struct dice *dice)
{
	unsigned sum = 0, at;

	for (unsigned i = 0; i < N_RANDOM; i++)
		sum += plan->mix[i];
	at = (unsigned)dice_below(dice, sum);
	for (unsigned i = 0; i < N_RANDOM; i++) {
		if (at < plan->mix[i])
			return (enum kind)i;
		at -= plan->mix[i];
	}
	return KIND_SERVICE;
}

static void add_rules(struct task *task)
{
	for (int part = 0; part < 8; part++)
		add_op(task, KIND_RULES, part);
}

/* The daemons are the first task's, so that they come in their order. */
static void add_daemons(struct task *task, const struct plan *plan, unsigned at)
{
	if (at == plan->journal_at) {
		if (plan->journald_enables >= 0)
			add_op(task, KIND_JOURNALD_ENABLES, 0);
		add_op(task, KIND_LISTEN, 0);
	}
	if (at == plan->rules_at)
		add_rules(task);
	if (at == plan->jumps_at)
		add_op(task, KIND_CLOCK, 0);
	if (at == plan->resets_at)
		add_op(task, KIND_RESET, 0);
	if (at == plan->stops_at) {
		add_op(task, KIND_AUDITD, 2);
		for (unsigned i = 0; i < plan->tail; i++)
			add_op(task, KIND_SERVICE, 0);
		add_op(task, KIND_AUDITD, 0);
		add_op(task, KIND_AUDITD, 1);
	}
	if (at == plan->auditd_at) {
		add_op(task, KIND_AUDITD, 0);
		add_op(task, KIND_AUDITD, 1);
		if (plan->rules_after)
			add_rules(task);
	}
}

struct tasks *tasks_new(struct boot *boot)
{
	struct tasks *tasks = calloc(1, sizeof(*tasks));
	struct dice dice = dice_new(boot->plan.seed, 2);

	if (!tasks)
		abort();
	tasks->boot = boot;
	for (unsigned i = 0; i < MODEL_CPUS; i++) {
		tasks->task[i].dice = dice_new(boot->plan.seed, 100 + i);
		tasks->task[i].begun = tasks->task[i].also = tasks->task[i].event = -1;
	}
	add_op(&tasks->task[0], KIND_KERNEL, 0);
	for (size_t i = 0; i < boot->plan.n_replay; i++)
		add_op(&tasks->task[0], KIND_REPLAY, (int)i);
	for (unsigned at = 1; at <= boot->plan.ops; at++) {
		add_daemons(&tasks->task[0], &boot->plan, at);
		add_op(&tasks->task[dice_below(&dice, boot->plan.cpus)],
		       random_kind(&boot->plan, &dice), 0);
	}
	return tasks;
}

void tasks_add(struct tasks *tasks)
{
	struct task *task = &tasks->task[0];

	add_op(task, random_kind(&tasks->boot->plan, &task->dice), 0);
}

static void forget_script(struct task *task)
{
	for (size_t i = task->step; i < task->n_steps; i++)
		free(task->steps[i].text);
	task->n_steps = task->step = 0;
}

void tasks_free(struct tasks *tasks)
{
	for (unsigned i = 0; i < MODEL_CPUS; i++)
		forget_script(&tasks->task[i]);
	free(tasks);
}

static bool task_done(const struct task *task)
{
	return task->op == task->n_ops && task->step == task->n_steps && task->begun < 0;
}

bool tasks_done(const struct tasks *tasks)
{
	for (unsigned i = 0; i < MODEL_CPUS; i++)
		if (!task_done(&tasks->task[i]))
			return false;
	return true;
}

/* wake_up() of waiters that are exclusive wakes the first. */
void tasks_wake_one(struct tasks *tasks)
{
	if (!tasks->n_waiting)
		return;
	tasks->task[tasks->waiting[0]].was_woken = true;
	tasks->n_waiting--;
	memmove(tasks->waiting, tasks->waiting + 1, tasks->n_waiting * sizeof(*tasks->waiting));
}

int tasks_in_setting(const struct tasks *tasks)
{
	for (int i = 0; i < MODEL_CPUS; i++) {
		const struct task *task = &tasks->task[i];

		if (task->begun < 0 && task->step > 0 && task->step < task->n_steps &&
		    task->steps[task->step].makes_setting)
			return i;
	}
	return -1;
}

uint64_t tasks_next_timeout(const struct tasks *tasks)
{
	uint64_t next = 0;

	for (size_t i = 0; i < tasks->n_waiting; i++) {
		const struct task *task = &tasks->task[tasks->waiting[i]];
		const uint64_t end = task->wait_from_us + (uint64_t)task->wait_left * 1000;

		if (!next || end < next)
			next = end;
	}
	return next;
}

static void stop_waiting(struct tasks *tasks, unsigned cpu)
{
	for (size_t i = 0; i < tasks->n_waiting; i++)
		if (tasks->waiting[i] == cpu) {
			tasks->n_waiting--;
			memmove(tasks->waiting + i, tasks->waiting + i + 1,
				(tasks->n_waiting - i) * sizeof(*tasks->waiting));
			return;
		}
}

static void start_waiting(struct tasks *tasks, unsigned cpu, bool is_penalty)
{
	struct task *task = &tasks->task[cpu];
	struct boot *boot = tasks->boot;

	task->is_waiting = true;
	task->is_penalized = is_penalty;
	task->was_woken = false;
	task->wait_from_us = boot->now_us;
	tasks->waiting[tasks->n_waiting++] = cpu;
	boot->truth.waits++;
	boot->truth.waits_before += !boot->handed_over;
}

/* Gives: false while it goes on. Only audit_log_start() adds to backlog_wait_time_actual. */
static bool end_waiting(struct tasks *tasks, unsigned cpu)
{
	struct task *task = &tasks->task[cpu];
	const uint64_t waited = tasks->boot->now_us - task->wait_from_us;

	if (!task->was_woken && waited < (uint64_t)task->wait_left * 1000)
		return false;
	stop_waiting(tasks, cpu);
	task->is_waiting = false;
	task->wait_left -= (int64_t)(waited + 999) / 1000;
	if (!task->is_penalized)
		tasks->boot->truth.wait_us += waited;
	return true;
}

static void set_enabled(struct boot *boot, int value)
{
	if (boot->enabled && !value) {
		boot->truth.blind |= !boot->truth.registered;
		boot->truth.off_at_takeover |= boot->truth.registered && !boot->handed_over;
	}
	boot->enabled = value;
	boot->ever_enabled |= value;
}

/*
 * __audit_syscall_entry(). audit_alloc() gives no context to a task that began before auditing was
 * ever on, or that "never,task" is about.
 */
static void begin_syscall(struct boot *boot, struct task *task, bool by_rule)
{
	const bool is_new = dice_percent(&task->dice, 70);

	task->in_syscall = boot->enabled && (boot->plan.audit_given || is_new) &&
			   !(boot->never_task && is_new);
	task->dummy = !boot->rules;
	task->records = by_rule && boot->rules;
	task->exit_ended = false;
	task->event = -1;
	task->entered_ms = now_ms(boot);
}

static void write_daemon_line(struct boot *boot, bool starts)
{
	char *text;

	if (asprintf(&text,
		     "op=%s ver=%s format=raw kernel=%s auid=4294967295 pid=%d uid=0 "
		     "ses=4294967295 subj=unconfined  res=success",
		     starts ? "start" : "terminate", boot->release->auditd, boot->release->name,
		     MODEL_AUDITD_PID) < 0)
		abort();
	audit_daemon_line(boot, starts ? AUDIT_DAEMON_START : AUDIT_DAEMON_END, text);
}

/* The record says what the counter was. */
static void reset_counter(struct boot *boot, struct step *record)
{
	free(record->text);
	if (asprintf(&record->text, "%slost=0 old=%u auid=4294967295 ses=4294967295 res=1",
		     boot->release->op_set ? "op=set " : "", boot->lost) < 0)
		abort();
	boot->lost = 0;
}

/* What auditctl or a daemon sets. Gives: false when the act is none of these. */
static bool make_setting(struct boot *boot, const struct step *step)
{
	switch (step->act) {
	case ACT_ENABLE:
		set_enabled(boot, (int)step->value);
		return true;
	case ACT_LIMIT:
		boot->limit = (uint32_t)step->value;
		return true;
	case ACT_RATE:
		boot->rate = (int)step->value;
		return true;
	case ACT_WAIT_TIME:
		boot->wait_time = step->value;
		return true;
	case ACT_ADD_RULE:
		boot->rules++;
		return true;
	case ACT_EXCLUDE:
		if (boot->n_excluded < MODEL_EXCLUDES)
			boot->excluded[boot->n_excluded++] = (uint16_t)step->value;
		return true;
	case ACT_NEVER_TASK:
		boot->never_task = true;
		boot->rules++;
		return true;
	case ACT_CLOCK:
		boot->start_ms += (uint64_t)step->value;
		return true;
	default:
		return false;
	}
}

static void register_auditd(struct boot *boot)
{
	if (!boot->truth.registered)
		boot->truth.registered_at = boot->serial;
	boot->connected = boot->truth.registered = true;
	boot->swallowed = false;
}

static void do_act(struct tasks *tasks, unsigned cpu, const struct step *step)
{
	struct boot *boot = tasks->boot;
	struct task *task = &tasks->task[cpu];

	if (make_setting(boot, step))
		return;
	switch (step->act) {
	case ACT_ENTER:
		begin_syscall(boot, task, step->flags & STEP_RULE);
		break;
	case ACT_LEAVE:
		task->in_syscall = false;
		break;
	case ACT_REGISTER:
		register_auditd(boot);
		break;
	case ACT_UNREGISTER:
		audit_reset(boot);
		break;
	case ACT_DAEMON_START:
	case ACT_DAEMON_END:
		write_daemon_line(boot, step->act == ACT_DAEMON_START);
		break;
	case ACT_RESET:
		reset_counter(boot, &task->steps[task->step + 2]);
		break;
	case ACT_LISTEN:
		boot->listening = true;
		break;
	case ACT_PENALTY:
		task->wait_left = boot->wait_time;
		if (boot->release->owner_never_waits && boot->wait_time &&
		    queue_too_long(boot, false))
			start_waiting(tasks, cpu, true);
		break;
	default:
		break;
	}
}

static bool is_skipped(const struct boot *boot, const struct task *task, const struct step *step)
{
	if (step->flags & STEP_ENABLED && !boot->enabled)
		return true;
	return step->flags & STEP_EXIT && (!task->in_syscall || !task->records || task->exit_ended);
}

/* The event of a record: auditsc_get_stamp(), or a serial of its own. */
static int event_of(struct boot *boot, struct task *task, const struct step *step)
{
	if (step->flags & STEP_REPLAY) {
		boot->serial = (uint32_t)step->value - 1;
		return audit_new_event(boot, now_ms(boot));
	}
	if (!(step->flags & STEP_CONTEXT) || !task->in_syscall)
		return audit_new_event(boot, now_ms(boot));
	if (task->event < 0)
		task->event = audit_new_event(boot, task->entered_ms);
	if (boot->release->dummy_is_cancelled)
		task->dummy = false;
	task->records |= !task->dummy || boot->plan.dummy_exits;
	return task->event;
}

static void begin_record(struct boot *boot, struct task *task, struct step *step)
{
	const int event = event_of(boot, task, step);

	task->begun = audit_new_record(boot, event, step->type, step->text);
	step->text = NULL;
	if (boot->plan.two_lsms && step->flags & STEP_SUBJECT)
		task->also = audit_new_record(boot, event, MAC_TASK_CONTEXTS,
					      strdup("subj_selinux=unconfined subj_apparmor=?"));
	if (boot->plan.two_objects && step->flags & STEP_OBJECT)
		task->also = audit_new_record(boot, event, MAC_OBJ_CONTEXTS,
					      strdup("obj_selinux=bin_t obj_smack=_"));
}

static void end_record(struct boot *boot, struct task *task)
{
	audit_end(boot, task->begun);
	task->begun = task->also;
	task->also = -1;
}

/* Gives: false while it has to wait. */
static bool start_record(struct tasks *tasks, unsigned cpu, struct step *step)
{
	struct task *task = &tasks->task[cpu];
	struct boot *boot = tasks->boot;
	const bool is_old = boot->release->family == FAMILY_CALLER;
	const bool is_auditd = task->is_auditd && boot->connected;
	const bool is_exempt = (is_auditd && !is_old) ||
			       (step->flags & STEP_OWNER && boot->release->owner_never_waits);

	if (!task->is_tried)
		task->wait_left = boot->wait_time;
	task->is_tried = true;
	switch (audit_start(boot, step->type,
			    !(step->flags & STEP_ATOMIC) && !(is_auditd && is_old), is_exempt,
			    &task->wait_left)) {
	case START_WAIT:
		start_waiting(tasks, cpu, false);
		return false;
	case STARTED:
		begin_record(boot, task, step);
		break;
	case START_REFUSED:
	case START_EXCLUDED:
		task->exit_ended |= (step->flags & STEP_FIRST) != 0;
		break;
	}
	task->is_tried = false;
	return true;
}

static bool next_script(struct tasks *tasks, struct task *task)
{
	while (task->step == task->n_steps) {
		if (task->op == task->n_ops)
			return false;
		task->step = 0;
		task->is_auditd = task->ops[task->op].kind == KIND_AUDITD;
		script_write(tasks, task, &task->ops[task->op++]);
	}
	return true;
}

bool tasks_step(struct tasks *tasks, unsigned cpu)
{
	struct task *task = &tasks->task[cpu];
	struct step *step;

	if (task->is_waiting && !end_waiting(tasks, cpu))
		return false;
	if (task->begun >= 0) {
		end_record(tasks->boot, task);
		return true;
	}
	if (!next_script(tasks, task))
		return false;
	step = &task->steps[task->step];
	if (step->type == 0)
		do_act(tasks, cpu, step);
	else if (!is_skipped(tasks->boot, task, step) && !start_record(tasks, cpu, step))
		return true;
	free(step->text);
	step->text = NULL;
	task->step++;
	while (task->begun >= 0 && !dice_percent(&task->dice, tasks->boot->plan.preempt))
		end_record(tasks->boot, task);
	return true;
}
