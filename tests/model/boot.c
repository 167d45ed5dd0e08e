/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A boot: who runs when, and what is counted at its end. */
#include "model.h"

#include <libaudit.h>
#include <stdlib.h>

static void *array_of(size_t number, size_t size)
{
	void *array = calloc(number, size);

	if (!array)
		abort();
	return array;
}

static struct boot *boot_new(const struct plan *plan)
{
	struct boot *boot = array_of(1, sizeof(*boot));

	boot->plan = *plan;
	boot->release = plan->release;
	boot->records = array_of(MODEL_RECORDS, sizeof(*boot->records));
	boot->events = array_of(MODEL_EVENTS, sizeof(*boot->events));
	boot->main.items = array_of(MODEL_RECORDS, sizeof(int));
	boot->hold.items = array_of(MODEL_RECORDS, sizeof(int));
	boot->retry.items = array_of(MODEL_RECORDS, sizeof(int));
	boot->written = array_of(MODEL_RECORDS, sizeof(int));
	boot->dmesg_stream = open_memstream(&boot->dmesg, &boot->dmesg_length);
	boot->limit = plan->limit;
	boot->enabled = boot->ever_enabled = plan->audit_given;
	boot->wait_time = boot->release->family == FAMILY_CALLER ? 60000 : 15000;
	boot->scheduler = dice_new(plan->seed, 3);
	boot->multicasts = dice_new(plan->seed, 4);
	boot->start_ms = 1795000000000 + dice_below(&boot->scheduler, 900000000);
	if (plan->start_ms)
		boot->start_ms = plan->start_ms;
	boot->truth.blind = !plan->audit_given;
	return boot;
}

void boot_forget(struct boot *boot)
{
	for (size_t i = 0; i < boot->n_records; i++)
		free(boot->records[i].text);
	free(boot->records);
	free(boot->events);
	free(boot->main.items);
	free(boot->hold.items);
	free(boot->retry.items);
	free(boot->written);
	free(boot->dmesg);
	free(boot);
}

/* Time passes: a task's step takes little, and now and then there is a pause. */
static void pass_time(struct boot *boot)
{
	boot->now_us += 5 + dice_below(&boot->scheduler, 400);
	if (dice_percent(&boot->scheduler, 4))
		boot->now_us += dice_below(&boot->scheduler, 120000);
	if (dice_percent(&boot->scheduler, 3) && boot->plan.foreign_prints)
		for (unsigned i = 0; i < boot->plan.foreign_prints; i++)
			(void)audit_may_print(boot, "net_ratelimit");
}

static void run_kauditd(struct boot *boot, struct tasks *tasks, unsigned steps)
{
	if (kauditd_sends(boot) && dice_percent(&boot->scheduler, boot->plan.stuck))
		return;
	if (dice_percent(&boot->scheduler, boot->plan.laziness))
		steps = 1;
	for (unsigned i = 0; i < steps; i++)
		if (kauditd_step(boot))
			tasks_wake_one(tasks);
}

/* Gives: false when nobody could do anything. */
static bool run_some(struct boot *boot, struct tasks *tasks)
{
	const unsigned sum = 100 * boot->plan.cpus + boot->plan.kauditd;
	const unsigned who = (unsigned)dice_below(&boot->scheduler, sum);
	const unsigned steps = 1 + (unsigned)dice_below(&boot->scheduler, boot->plan.run);
	const int setting = tasks_in_setting(tasks);
	bool any = false;

	pass_time(boot);
	boot->setting_for = setting < 0 ? 0 : boot->setting_for + 1;
	if (boot->setting_for > 2)
		return tasks_step(tasks, (unsigned)setting);
	if (who >= 100 * boot->plan.cpus) {
		run_kauditd(boot, tasks, steps);
		return true;
	}
	for (unsigned i = 0; i < (setting < 0 ? steps : 1); i++)
		any |= tasks_step(tasks, who / 100);
	return any;
}

static void start_kernel(struct boot *boot, struct tasks *tasks)
{
	audit_print(boot, "Linux version %s (x) #1 SMP", boot->release->name);
	boot->now_us = 300 + dice_below(&boot->scheduler, 400);
	/* audit_init() comes before all tasks. */
	while (kauditd_idle(boot) && boot->truth.held + boot->truth.silent == 0)
		(void)tasks_step(tasks, 0);
	boot->now_us = 2000000 + dice_below(&boot->scheduler, 2000000);
}

static bool is_early(const struct boot *boot, const struct record *record)
{
	return record->type < AUDIT_FIRST_DAEMON || record->type > AUDIT_LAST_DAEMON
		       ? boot->events[record->event].serial <= boot->truth.registered_at
		       : false;
}

/* kauditd came to have auditd between the two. */
static void count_eoes_past(struct boot *boot)
{
	bool *untitled = array_of(boot->n_events + 1, sizeof(*untitled));

	for (size_t i = 0; i < boot->n_records; i++) {
		const struct record *record = &boot->records[i];

		if (record->type == AUDIT_PROCTITLE && record->fate == FATE_DROPPED)
			untitled[record->event] = true;
		if (record->type == AUDIT_EOE && record->fate == FATE_PASSED)
			boot->truth.eoe_past += untitled[record->event];
	}
	free(untitled);
}

/* What is lost whole and what is cut, of the events whose records met the hold queue. */
static void count_events(struct boot *boot)
{
	struct {
		uint32_t kept, dropped;
	} *of = array_of(boot->n_events + 1, sizeof(*of));

	for (size_t i = 0; i < boot->n_records; i++) {
		const struct record *record = &boot->records[i];

		if (record->fate == FATE_DROPPED)
			of[record->event].dropped++;
		else if (record->fate != FATE_LATER && record->type != AUDIT_EOE)
			of[record->event].kept++;
	}
	count_eoes_past(boot);
	for (size_t i = 0; i < boot->n_records; i++)
		boot->truth.early += is_early(boot, &boot->records[i]);
	for (size_t i = 0; i < boot->n_events; i++) {
		boot->truth.whole += of[i].dropped && !of[i].kept;
		boot->truth.cut += of[i].dropped && of[i].kept;
	}
	free(of);
}

static void run_to_the_end(struct boot *boot, struct tasks *tasks)
{
	unsigned idle = 0;

	while (!tasks_done(tasks) || !kauditd_idle(boot)) {
		idle = run_some(boot, tasks) ? 0 : idle + 1;
		if (idle > 50 && kauditd_idle(boot) && tasks_next_timeout(tasks) > boot->now_us)
			boot->now_us = tasks_next_timeout(tasks);
		if (idle > 100000)
			abort();
	}
}

static struct boot *run_plan(const struct plan *plan)
{
	struct boot *boot = boot_new(plan);
	struct tasks *tasks = tasks_new(boot);

	start_kernel(boot, tasks);
	run_to_the_end(boot, tasks);
	for (unsigned i = 0; i < plan->tail; i++) {
		tasks_add(tasks);
		run_to_the_end(boot, tasks);
	}
	tasks_free(tasks);
	fclose(boot->dmesg_stream);
	boot->truth.counter = boot->lost;
	count_events(boot);
	return boot;
}

/* Where the queue is just full, or just not, is found by a boot whose queue has no end. */
static uint32_t tuned_limit(const struct plan *plan)
{
	struct plan endless = *plan;
	struct boot *boot;
	int64_t limit;

	endless.limit = MODEL_RECORDS;
	boot = run_plan(&endless);
	limit = (int64_t)boot->truth.held - plan->tuned_by;
	boot_forget(boot);
	return limit > 0 ? (uint32_t)limit : 1;
}

struct boot *boot_run(const struct plan *plan)
{
	struct plan tuned = *plan;

	if (plan->is_tuned) {
		tuned.limit = tuned_limit(plan);
		tuned.limit_given = true;
		tuned.limit_unparsable = false;
	}
	return run_plan(&tuned);
}
