/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The messages of a kernel log that is JSON: objects, one a line or not, in lists or not. */
#ifndef AUBACKLOG_KMSG_JSON_H
#define AUBACKLOG_KMSG_JSON_H

#include "evidence/kmsg_entry.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Takes an entry, which lives until it returns. Gives 0 to go on, a positive value to stop, or
 * -errno to fail with. */
typedef int (*kmsg_entry_sink)(void *context, const struct kmsg_entry *entry);

#define KMSG_JSON_KEY_BYTES 64

/* A zeroed one stands in front of all. */
struct kmsg_json {
	uint64_t in_list; /* a bit for each level: it is a list; the lowest for the innermost */
	unsigned depth;
	bool in_string, escaped;
	bool expects_key;
	int hex_left; /* digits of \uXXXX that are to come */
	uint32_t code;
	char key[KMSG_JSON_KEY_BYTES]; /* of the innermost member, of that above for a list */
	size_t key_length;
	char *value; /* the string or the number that is being read; owned */
	size_t length, capacity;
	struct kmsg_entry entry;
};

void kmsg_json_done(struct kmsg_json *json);

/*
 * Reads the next bytes, of whatever follows. An object that is in no other, or in a list, is an
 * entry, with the fields of objects in it; it is given at its end. A newline in a string and an
 * object where none can be mean that a line was cut off: reading begins anew there.
 */
int kmsg_json_read(struct kmsg_json *json, const char *bytes, size_t length, kmsg_entry_sink sink,
		   void *context);

/* Whether a text begins like JSON with objects in it; blanks, and the end of another object, do not
 * count. */
bool kmsg_json_begins(const char *text, size_t length);

/* Whether a line can be one of an object that began on another line. */
bool kmsg_json_goes_on(const char *text, size_t length);

#endif
