/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of the kernel's privileges (capabilities) the program holds, and when it gives them up. */
#ifndef AUBACKLOG_PRIVILEGE_H
#define AUBACKLOG_PRIVILEGE_H

#include "util/error.h"

/* Bits of a set. */
enum {
	PRIVILEGE_NONE = 0,
	PRIVILEGE_ASK = 1,   /* CAP_AUDIT_CONTROL: the kernel's counters (AUDIT_GET) */
	PRIVILEGE_READ = 2,  /* CAP_DAC_READ_SEARCH: files that are not the user's */
	PRIVILEGE_WRITE = 4, /* CAP_DAC_OVERRIDE: a result in a folder that is not the user's */
	PRIVILEGE_LOG = 8,   /* CAP_SYSLOG: the kernel log, where kernel.dmesg_restrict is set */
	PRIVILEGE_HANDED_ON = 16, /* of ASK and LOG, a program that is started keeps what is kept */
	PRIVILEGE_ALL = 32,	  /* nothing is given up: system commands are started */
};

/*
 * Gives up all that is not in the set, for good: effective, permitted, inheritable, ambient and
 * bounding set, and what a set-uid program could give (no_new_privs). What the process does not
 * hold is not gained. PRIVILEGE_WRITE is held ready, and works between privilege_raise and
 * privilege_lower only. To be called while there is one thread: capabilities are a thread's.
 * Gives: 0, also where there was nothing to give up; ERROR_PRIVILEGE with its reason where the
 * kernel refused.
 */
int privilege_keep(unsigned set, struct error *err);

/* Gives up those of the set, for good. Gives: as privilege_keep. */
int privilege_give_up(unsigned set, struct error *err);

/* Makes those of the set work that are held ready. A failure shows where they are missed. */
void privilege_raise(unsigned set);

/* Holds them ready again. */
void privilege_lower(unsigned set);

#endif
