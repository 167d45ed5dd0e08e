/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A message of a log that keeps it in fields: the journal's, dmesg's, a collector's. */
#ifndef AUBACKLOG_KMSG_ENTRY_H
#define AUBACKLOG_KMSG_ENTRY_H

#include "evidence/kmsg_date.h"
#include "evidence/record.h"

#include <stdbool.h>
#include <stdint.h>

enum kmsg_sender {
	KMSG_ANYONE, /* no field says who */
	KMSG_KERNEL,
	KMSG_ANOTHER,
};

#define KMSG_ENTRY_ID_BYTES 33
#define KMSG_ENTRY_HOST_BYTES 65

/* A zeroed one is empty. */
struct kmsg_entry {
	char *message; /* lines; owned */
	size_t length, capacity;
	enum kmsg_sender sender;
	bool timed;
	uint64_t monotonic_us; /* since the kernel's start, when timed */
	struct kmsg_date date;
	char boot_id[KMSG_ENTRY_ID_BYTES];
	char host[KMSG_ENTRY_HOST_BYTES];
};

void kmsg_entry_done(struct kmsg_entry *entry);

/* Empties it for the next one. */
void kmsg_entry_clear(struct kmsg_entry *entry);

/* What a field is to an entry. */
enum kmsg_field {
	KMSG_FIELD_OTHER,
	KMSG_FIELD_MESSAGE,
	KMSG_FIELD_SENDER,   /* or the facility */
	KMSG_FIELD_PRIORITY, /* as dmesg gives it, with the facility */
	KMSG_FIELD_PRINTED,  /* when the kernel printed it: microseconds since its start */
	KMSG_FIELD_TIME,     /* seconds since its start, or a date */
	KMSG_FIELD_REALTIME, /* microseconds since 1970 */
	KMSG_FIELD_BOOT_ID,
	KMSG_FIELD_HOST,
};

/* By its name, as journald, dmesg --json, docker, Elastic's and other collectors have it. */
enum kmsg_field kmsg_entry_field(struct slice name);

/* Sets a field. Of several messages the first counts. */
void kmsg_entry_set(struct kmsg_entry *entry, enum kmsg_field field, struct slice value);

/* Appends a byte to the message: the journal writes those that are no text as a list of numbers. */
void kmsg_entry_add_byte(struct kmsg_entry *entry, unsigned char byte);

#endif
