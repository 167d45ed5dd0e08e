/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The types of records that libaudit has names for. */
#include "sources/types.h"

#include <libaudit.h>
#include <string.h>

/* Numbers of types begin with those of user space, AUDIT_FIRST_USER_MSG and before; the kernel's
 * and all others are below this (include/uapi/linux/audit.h). */
#define FIRST 1000
#define LAST 2999

static void add(struct types *types, const char *name, uint16_t number)
{
	struct types_name added = { .length = (uint16_t)strlen(name), .number = number };
	size_t at;

	memcpy(added.words, name, strlen(name));
	for (size_t i = 0; i < TYPES_LONGEST / 8; i++)
		added.words[i] = le64toh(added.words[i]);
	at = types_place(added.words);
	while (types->places[at].number)
		at = (at + 1) % TYPES_PLACES;
	types->places[at] = added;
}

void types_init(struct types *types)
{
	memset(types, 0, sizeof(*types));
	for (int number = FIRST; number <= LAST; number++) {
		const char *name = audit_msg_type_to_name(number);

		if (name && strlen(name) <= TYPES_LONGEST)
			add(types, name, (uint16_t)number);
	}
}

uint16_t types_number(struct slice name)
{
	char text[64];
	const char *same;
	int number;

	if (!name.length || name.length >= sizeof(text))
		return 0;
	memcpy(text, name.start, name.length);
	text[name.length] = '\0';
	number = audit_name_to_msg_type(text);
	same = number > 0 && number <= UINT16_MAX ? audit_msg_type_to_name(number) : NULL;
	return same && slice_is(name, same) ? (uint16_t)number : 0;
}

struct slice types_name(uint16_t number)
{
	const char *name = audit_msg_type_to_name(number);

	return (struct slice){ .start = name ? name : "", .length = name ? strlen(name) : 0 };
}
