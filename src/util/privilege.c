/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's privileges, by libcap-ng. */
#include "util/privilege.h"

#include <cap-ng.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>

static const struct {
	unsigned privilege, capability;
} capabilities[] = {
	{ .privilege = PRIVILEGE_ASK, .capability = CAP_AUDIT_CONTROL },
	{ .privilege = PRIVILEGE_READ, .capability = CAP_DAC_READ_SEARCH },
	{ .privilege = PRIVILEGE_WRITE, .capability = CAP_DAC_OVERRIDE },
	{ .privilege = PRIVILEGE_LOG, .capability = CAP_SYSLOG },
};

#define N_CAPABILITIES (sizeof(capabilities) / sizeof(capabilities[0]))

static int privilege_fail(const char *what, struct error *err)
{
	return error_set(err, ERROR_PRIVILEGE, "cannot give up privileges: %s: %s", what,
			 strerror(errno ? errno : EPERM));
}

/* Adds or drops one type of the capabilities that the set names and that are permitted. */
static void update_capabilities(capng_act_t action, capng_type_t type, unsigned set)
{
	for (size_t i = 0; i < N_CAPABILITIES; i++)
		if (set & capabilities[i].privilege)
			(void)capng_update(action, type, capabilities[i].capability);
}

static unsigned held_privileges(void)
{
	unsigned set = PRIVILEGE_NONE;

	for (size_t i = 0; i < N_CAPABILITIES; i++)
		if (capng_have_capability(CAPNG_PERMITTED, capabilities[i].capability))
			set |= capabilities[i].privilege;
	return set;
}

static bool capability_is_of(unsigned capability, unsigned set)
{
	for (size_t i = 0; i < N_CAPABILITIES; i++)
		if (capabilities[i].capability == capability && (set & capabilities[i].privilege))
			return true;
	return false;
}

static bool bounds_exceed(unsigned set)
{
	for (unsigned i = 0; i <= CAP_LAST_CAP; i++)
		if (capng_have_capability(CAPNG_BOUNDING_SET, i) && !capability_is_of(i, set))
			return true;
	return false;
}

/*
 * Only CAP_SETPCAP allows to shrink the bounding set; without it no_new_privs has to do. libcap-ng
 * 0.8.3 does not report that the kernel refused: the set is read again.
 */
static int keep_bounds(unsigned set, struct error *err)
{
	unsigned left =
		set & PRIVILEGE_HANDED_ON ? set & (PRIVILEGE_ASK | PRIVILEGE_LOG) : PRIVILEGE_NONE;

	if (!capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP))
		return 0;
	capng_clear(CAPNG_SELECT_BOUNDS);
	update_capabilities(CAPNG_ADD, CAPNG_BOUNDING_SET, left);
	errno = 0;
	if (capng_apply(CAPNG_SELECT_BOUNDS) < 0 || capng_get_caps_process() < 0 ||
	    bounds_exceed(left))
		return privilege_fail("bounding set", err);
	return 0;
}

static int keep_capabilities(unsigned set, struct error *err)
{
	unsigned left;

	errno = 0;
	if (capng_get_caps_process() < 0)
		return privilege_fail("reading them", err);
	/* A process without capabilities may run in a sandbox that refuses the call. */
	if (!capng_have_permitted_capabilities())
		return 0;
	left = set & held_privileges();
	if (keep_bounds(set, err) < 0)
		return ERROR_PRIVILEGE;
	capng_clear(CAPNG_SELECT_CAPS);
	update_capabilities(CAPNG_ADD, CAPNG_PERMITTED, left);
	update_capabilities(CAPNG_ADD, CAPNG_EFFECTIVE, left & ~(unsigned)PRIVILEGE_WRITE);
	return capng_apply(CAPNG_SELECT_CAPS) < 0 ? privilege_fail("capabilities", err) : 0;
}

int privilege_keep(unsigned set, struct error *err)
{
	if (set & PRIVILEGE_ALL)
		return 0;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return privilege_fail("no_new_privs", err);
	return keep_capabilities(set, err);
}

int privilege_give_up(unsigned set, struct error *err)
{
	errno = 0;
	if (capng_get_caps_process() < 0)
		return privilege_fail("reading them", err);
	if (!(set & held_privileges()))
		return 0;
	update_capabilities(CAPNG_DROP, CAPNG_EFFECTIVE | CAPNG_PERMITTED | CAPNG_INHERITABLE, set);
	return capng_apply(CAPNG_SELECT_CAPS) < 0 ? privilege_fail("capabilities", err) : 0;
}

static void set_effective(capng_act_t action, unsigned set)
{
	if (capng_get_caps_process() < 0 || !(set & held_privileges()))
		return;
	update_capabilities(action, CAPNG_EFFECTIVE, set & held_privileges());
	(void)capng_apply(CAPNG_SELECT_CAPS);
}

void privilege_raise(unsigned set)
{
	set_effective(CAPNG_ADD, set);
}

void privilege_lower(unsigned set)
{
	set_effective(CAPNG_DROP, set);
}
