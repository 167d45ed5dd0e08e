/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The types of records that libaudit has names for. */
#ifndef AUBACKLOG_TYPES_H
#define AUBACKLOG_TYPES_H

#include "base/bytes.h"
#include "sources/record.h"

#include <stddef.h>
#include <stdint.h>

/* Far more than libaudit has names (195 in 3.0.9): most places are free. */
#define TYPES_PLACES 1024

/* Longer names are left to libaudit. */
#define TYPES_LONGEST 24

struct types_name {
	uint64_t words[TYPES_LONGEST / 8]; /* of the name, the bytes behind it zero */
	uint16_t length;
	uint16_t number; /* 0: a free place */
};

/* Their names, to be found without a search through all of them for each record. */
struct types {
	struct types_name places[TYPES_PLACES]; /* hash */
};

/* Fills the table from libaudit, which takes as long as to read some 100 kB of a log. */
void types_init(struct types *types);

/* The number of a type: AUDIT_SYSCALL of "SYSCALL". Gives: 0 for a name that is not libaudit's own
 * for its number, as "UNKNOWN[1329]". */
uint16_t types_number(struct slice name);

/* The name of a number that types_number gave; static. */
struct slice types_name(uint16_t number);

static inline size_t types_place(const uint64_t words[])
{
	return (size_t)((words[0] ^ words[1] << 1 ^ words[2] << 2) * UINT64_C(0x9e3779b97f4a7c15) >>
			54);
}

/* The number of a record's type, as types_number but for longer names, which it does not know. */
static inline uint16_t types_find(const struct types *types, const struct record *record)
{
	const char *name = record->type.start;
	const size_t length = record->type.length;
	/* The stamp behind the type has more than eight bytes. */
	const uint64_t words[] = {
		bytes_word_of(name, length),
		length > 8 ? bytes_word_of(name + 8, length - 8) : 0,
		length > 16 ? bytes_word_of(name + 16, length - 16) : 0,
	};
	size_t at = types_place(words);

	while (length <= TYPES_LONGEST && types->places[at].number) {
		const struct types_name *place = &types->places[at];

		if (place->length == length && place->words[0] == words[0] &&
		    place->words[1] == words[1] && place->words[2] == words[2])
			return place->number;
		at = (at + 1) % TYPES_PLACES;
	}
	return 0;
}

#endif
