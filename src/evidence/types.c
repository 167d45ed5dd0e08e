/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The types of audit records. */
#include "evidence/types.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A type, or types without a row of their own. */
struct types_row {
	const char *name; /* NULL for several */
	uint8_t length;	  /* of the name */
	uint16_t first, last;
	uint16_t flags;
};

#define ROW(type, known)                                                                           \
	{                                                                                          \
		.name = #type, .length = sizeof(#type) - 1, .first = AUDIT_##type,                 \
		.last = AUDIT_##type, .flags = (known)                                             \
	}
#define ROW_OF_MANY(from, to, known)                                                               \
	{                                                                                          \
		.first = (from), .last = (to), .flags = (known)                                    \
	}

/*
 * The known types. The first row counts; those that most events of a log begin with come
 * first, because libaudit takes ten times as long to find a name. Source: audit-userspace
 * lib/libaudit.h for the ranges; kernel/auditsc.c audit_log_exit() and audit_log_uring().
 */
static const struct types_row rows[] = {
	ROW(SYSCALL, TYPES_EOE_FOLLOWS | TYPES_PROCTITLE_FOLLOWS | TYPES_ONCE),
	ROW(CWD, TYPES_ONCE),
	ROW(SERVICE_START, TYPES_SINGLE | TYPES_ONCE),
	ROW(BPF, 0),
	ROW(PROCTITLE, TYPES_ONCE),
	ROW(PATH, TYPES_ONCE),
	ROW(SERVICE_STOP, TYPES_SINGLE | TYPES_ONCE),
	ROW(EXECVE, TYPES_ONCE),
	ROW(AVC, 0),
	ROW(CONFIG_CHANGE, TYPES_ONCE),
	ROW(SOCKADDR, 0),
	ROW(USER_START, TYPES_SINGLE | TYPES_ONCE),
	ROW(USER_END, TYPES_SINGLE | TYPES_ONCE),
	ROW(USER_ACCT, TYPES_SINGLE | TYPES_ONCE),
	ROW(CRED_ACQ, TYPES_SINGLE | TYPES_ONCE),
	ROW(CRED_DISP, TYPES_SINGLE | TYPES_ONCE),
	ROW(LOGIN, 0),
	ROW(EOE, TYPES_ONCE),
	ROW(URINGOP, TYPES_EOE_FOLLOWS | TYPES_ONCE),
	ROW(MAC_TASK_CONTEXTS, 0),
	ROW(MAC_OBJ_CONTEXTS, 0),
	ROW(DAEMON_START, TYPES_OF_AUDITD | TYPES_ONCE),
	ROW(KERNEL, TYPES_SINGLE),
	ROW(USER, TYPES_SINGLE | TYPES_ONCE),
	ROW_OF_MANY(AUDIT_FIRST_USER_MSG, AUDIT_LAST_USER_MSG, TYPES_SINGLE | TYPES_ONCE),
	ROW_OF_MANY(AUDIT_FIRST_DAEMON, AUDIT_LAST_DAEMON, TYPES_OF_AUDITD | TYPES_ONCE),
	ROW_OF_MANY(AUDIT_FIRST_USER_MSG2, AUDIT_LAST_USER_MSG2, TYPES_SINGLE | TYPES_ONCE),
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

uint16_t types_flags(uint16_t number)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (number >= rows[i].first && number <= rows[i].last)
			return rows[i].flags;
	return 0;
}

/* "1425" up to a closing text. Gives: the number, or 0. */
static uint16_t number_before(const char *text, const char *close)
{
	char *end;
	unsigned long number = isdigit((unsigned char)*text) ? strtoul(text, &end, 10) : 0;

	return number && number <= UINT16_MAX && strcmp(end, close) == 0 ? (uint16_t)number : 0;
}

static uint16_t number_of_name(const char *name)
{
	int number;
	const char *same;

	if (strncmp(name, "UNKNOWN[", 8) == 0)
		return number_before(name + 8, "]");
	if (isdigit((unsigned char)*name))
		return number_before(name, "");
	if (strncmp(name, "AUDIT", 5) == 0 && isdigit((unsigned char)name[5]))
		return number_before(name + 5, "");
	number = audit_name_to_msg_type(name);
	/* It takes names in small letters too. */
	same = number > 0 && number <= UINT16_MAX ? audit_msg_type_to_name(number) : NULL;
	return same && strcmp(same, name) == 0 ? (uint16_t)number : 0;
}

/* A name without a row. */
static struct types_found find_rare(const char *name, size_t length)
{
	const bool is_daemon = length > 7 && memcmp(name, "DAEMON_", 7) == 0;
	struct types_found found = { 0 };
	char text[TYPES_NAME_BYTES];

	if (length < sizeof(text) && !memchr(name, '\0', length)) {
		memcpy(text, name, length);
		text[length] = '\0';
		found.number = number_of_name(text);
	}
	found.flags = found.number ? types_flags(found.number) : 0;
	/* One of a newer auditd's. */
	if (!found.number && is_daemon)
		found.flags = TYPES_OF_AUDITD | TYPES_ONCE;
	if (length == strlen(TYPES_SPAN_NAME) && memcmp(name, TYPES_SPAN_NAME, length) == 0)
		found.flags = TYPES_SPAN;
	return found;
}

struct types_found types_find(const char *name, size_t length)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (rows[i].length == length && rows[i].name && *rows[i].name == *name &&
		    memcmp(rows[i].name, name, length) == 0)
			return (struct types_found){
				.number = rows[i].first,
				.flags = rows[i].flags,
			};
	return find_rare(name, length);
}

const char *types_name(uint16_t number)
{
	const char *name = audit_msg_type_to_name(number);

	return name || number != AUDIT_URINGOP ? name : "URINGOP";
}

void types_print(uint32_t number, char text[TYPES_NAME_BYTES])
{
	const char *name = number <= UINT16_MAX ? types_name((uint16_t)number) : NULL;

	if (name)
		(void)snprintf(text, TYPES_NAME_BYTES, "%s", name);
	else
		(void)snprintf(text, TYPES_NAME_BYTES, "UNKNOWN[%" PRIu32 "]", number);
}
