/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The types of audit records: their numbers, their names, and flags. */
#ifndef AUBACKLOG_TYPES_H
#define AUBACKLOG_TYPES_H

#include <libaudit.h>
#include <stddef.h>
#include <stdint.h>

/* libaudit before 3.1 has none. */
#ifndef AUDIT_URINGOP
#define AUDIT_URINGOP 1336
#endif
/* Before 4.1.3. */
#ifndef AUDIT_MAC_TASK_CONTEXTS
#define AUDIT_MAC_TASK_CONTEXTS 1425
#define AUDIT_MAC_OBJ_CONTEXTS 1426
#endif

/* Serials that an excerpt of a log stands for (boots/excerpt.h): no type of the kernel has this
 * name, or gives its flag a number. */
#define TYPES_SPAN_NAME "AUBACKLOG_SPAN"
#define TYPES_SPAN_MOST (UINT32_C(1) << 31) /* how far its last serial is from its first */

/* Properties of a type. */
enum types_flag {
	TYPES_EOE_FOLLOWS = 1, /* the kernel ends the event with an EOE */
	TYPES_OF_AUDITD = 2,   /* DAEMON_*: their serials are auditd's own, not the kernel's */
	TYPES_SINGLE = 4,      /* a record that is an event by itself, which no EOE ends */
	TYPES_ONCE = 8, /* the kernel makes no two that are the same to the byte in an event */
	TYPES_PROCTITLE_FOLLOWS =
		16,	 /* and writes a PROCTITLE before it (kernel/auditsc.c audit_log_exit()) */
	TYPES_SPAN = 32, /* of TYPES_SPAN_NAME */
};

struct types_found {
	uint16_t number; /* AUDIT_SYSCALL of "SYSCALL"; 0: a name without a number */
	uint16_t flags;	 /* of enum types_flag */
};

/*
 * Finds a type by the name that a record has for it: libaudit's, "UNKNOWN[1425]" as auditd writes
 * one without a name, "AUDIT1425" as journald does, or "1425" as the kernel's log does.
 */
struct types_found types_find(const char *name, size_t length);

/* The flags of a type, of enum types_flag. */
uint16_t types_flags(uint16_t number);

/* The name of a type, static; NULL where libaudit has none. */
const char *types_name(uint16_t number);

/* Room for the name of any type, with its NUL. */
#define TYPES_NAME_BYTES 64

/* The name of a type, "UNKNOWN[1425]" where libaudit has none. */
void types_print(uint32_t number, char text[TYPES_NAME_BYTES]);

#endif
