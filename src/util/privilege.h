/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The capabilities that the program holds, and when it gives them up. */
#ifndef AUBACKLOG_PRIVILEGE_H
#define AUBACKLOG_PRIVILEGE_H

#include "util/error.h"

/* Bits of a set. */
enum {
	PRIVILEGE_NONE = 0,
	PRIVILEGE_ASK = 1,   /* CAP_AUDIT_CONTROL: the kernel's counters (AUDIT_GET) */
	PRIVILEGE_READ = 2,  /* CAP_DAC_READ_SEARCH: files that are not the user's */
	PRIVILEGE_WRITE = 4, /* CAP_DAC_OVERRIDE: an output in a folder that is not the user's */
	PRIVILEGE_LOG = 8,   /* CAP_SYSLOG: the kernel log, where kernel.dmesg_restrict is set */
	PRIVILEGE_HANDED_ON = 16, /* started programs keep those of ASK and LOG in the set */
	PRIVILEGE_ALL = 32,	  /* nothing is given up: system commands are started */
};

/*
 * Gives up everything that is not in the set, for good: the effective, permitted, inheritable,
 * ambient and bounding sets, and the privileges that a set-uid program could give (no_new_privs).
 * Nothing is gained that the process does not hold. PRIVILEGE_WRITE stays permitted, and is
 * effective only between privilege_raise and privilege_lower. Call it while there is one thread:
 * capabilities belong to a thread.
 * Gives: 0, also when there was nothing to give up; ERROR_PRIVILEGE with its reason when the kernel
 * refused.
 */
int privilege_keep(unsigned set, struct error *err);

/* Gives up the privileges in the set, for good. Gives: as privilege_keep. */
int privilege_give_up(unsigned set, struct error *err);

/* Makes permitted privileges of the set effective. No error: a later call that lacks them fails. */
void privilege_raise(unsigned set);

/* Makes them permitted only. */
void privilege_lower(unsigned set);

#endif
