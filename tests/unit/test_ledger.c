/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Into which phases the limits divide the time before auditd. */
#include "analysis/ledger.h"
#include "made_log.h"

#include <stdio.h>

#define REGISTRATION 10

static void add(struct boots *boots, const char *type, unsigned serial, const char *body)
{
	log_add(boots, type, 100, serial, body);
}

/* The ledger of a boot whose limit of 64 is changed by the event with this serial. */
static struct ledger change_at(struct boots *boots, unsigned change)
{
	struct ledger ledger;

	for (unsigned serial = 2; serial <= REGISTRATION + 2; serial++) {
		if (serial == change)
			add(boots, "CONFIG_CHANGE", serial,
			    "op=set audit_backlog_limit=8192 old=64 res=1");
		if (serial == REGISTRATION)
			add(boots, "CONFIG_CHANGE", serial, "op=set audit_pid=7 old=0 res=1");
		if (serial != change && serial != REGISTRATION)
			add(boots, "SERVICE_START", serial, "pid=1");
	}
	assert_int_equal(boots_finish(boots), 0);
	ledger = ledger_make(
		&(struct ledger_basis){ .boot = boots->list[0], .limit_known = true, .limit = 64 });
	assert_int_equal(ledger.registration->serial, REGISTRATION);
	return ledger;
}

/* What the event of the registration changes is in force when nothing is held any more. */
static void a_change_with_the_registration_begins_no_phase(void **state)
{
	(void)state;
	for (unsigned change = 2; change <= REGISTRATION + 1; change++) {
		struct boots boots = { 0 };
		struct ledger ledger = change_at(&boots, change);
		bool before = change < REGISTRATION;

		assert_int_equal(ledger.n_phases, before ? 2 : 1);
		assert_int_equal(ledger.phases[0].limit, 64);
		assert_true(ledger.phases[0].at_boot_limit);
		/* Serial 1 is auditd's; the change itself is of the new limit. */
		assert_int_equal(ledger.phases[0].held, before ? change - 1 : REGISTRATION - 1);
		if (before) {
			assert_int_equal(ledger.phases[1].limit, 8192);
			assert_int_equal(ledger.phases[1].held, REGISTRATION - change);
		}
		assert_int_equal(ledger.last_serial, change > REGISTRATION ? change : REGISTRATION);
		ledger_done(&ledger);
		boots_done(&boots);
	}
}

static uint64_t lost_at_least(const struct ledger *ledger, uint64_t serial)
{
	for (size_t i = 0; i < ledger->n_rows; i++)
		if (ledger->rows[i].serial == serial)
			return ledger->rows[i].lost.min;
	return 0;
}

/* Two events end at once when the queue is full: of one the PROCTITLE and the EOE are dropped, of
 * the other the EOE, and no serial is missing. */
static void a_cut_event_shows_that_the_queue_was_full(void **state)
{
	static const uint64_t limit = 10; /* serial 1, twice SYSCALL PROCTITLE EOE, three records */
	struct boots boots = { 0 };
	struct ledger ledger;

	(void)state;
	for (unsigned serial = 2; serial < 4; serial++) {
		add(&boots, "SYSCALL", serial, "arch=c000003e syscall=59");
		add(&boots, "PROCTITLE", serial, "proctitle=1");
	}
	add(&boots, "SYSCALL", 4, "arch=c000003e syscall=59");
	add(&boots, "SYSCALL", 5, "arch=c000003e syscall=59");
	add(&boots, "PROCTITLE", 5, "proctitle=1");
	add(&boots, "CONFIG_CHANGE", 6, "op=set audit_pid=7 old=0 res=1");
	assert_int_equal(boots_finish(&boots), 0);
	ledger = ledger_make(&(struct ledger_basis){
		.boot = boots.list[0], .limit_known = true, .limit = limit });
	assert_int_equal(ledger.phases[0].held, limit);
	assert_int_equal(lost_at_least(&ledger, 4), 2);
	assert_int_equal(lost_at_least(&ledger, 5), 1);
	ledger_done(&ledger);
	boots_done(&boots);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cut_event_shows_that_the_queue_was_full),
		cmocka_unit_test(a_change_with_the_registration_begins_no_phase),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
