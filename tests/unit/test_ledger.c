/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Into which phases the limits divide the time before auditd. */
#include "account/ledger.h"
#include "unit.h"

#include <stdio.h>

#define REGISTRATION 10

static void add(struct boots *boots, const char *type, unsigned serial, const char *body)
{
	char line[256];
	struct record record;
	int length = snprintf(line, sizeof(line), "type=%s msg=audit(100.000:%u): %s", type, serial,
			      body);

	assert_int_equal(record_scan(line, (size_t)length, &record), 0);
	assert_int_equal(boots_add(boots, &record, false), 0);
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
	assert_int_equal(ledger_make(boots->list[0], true, 64, &ledger), 0);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_change_with_the_registration_begins_no_phase),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
