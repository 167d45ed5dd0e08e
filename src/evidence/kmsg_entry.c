/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A message of a log that keeps it in fields. */
#define _GNU_SOURCE
#include "evidence/kmsg_entry.h"

#include "util/xalloc.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A console as a whole can be one message. */
#define MESSAGE_BYTES_MAX ((size_t)8 << 20)

#define EPOCH_SECONDS UINT64_C(100000000) /* more is a date */

void kmsg_entry_done(struct kmsg_entry *entry)
{
	free(entry->message);
	*entry = (struct kmsg_entry){ 0 };
}

void kmsg_entry_clear(struct kmsg_entry *entry)
{
	*entry = (struct kmsg_entry){ .message = entry->message, .capacity = entry->capacity };
}

enum kmsg_field kmsg_entry_field(struct slice name)
{
	static const struct {
		const char *name;
		enum kmsg_field field;
	} fields[] = {
		{ "MESSAGE", KMSG_FIELD_MESSAGE },
		{ "msg", KMSG_FIELD_MESSAGE },
		{ "log", KMSG_FIELD_MESSAGE },
		{ "_raw", KMSG_FIELD_MESSAGE },
		{ "original", KMSG_FIELD_MESSAGE }, /* event.original */
		{ "event.original", KMSG_FIELD_MESSAGE },
		{ "line", KMSG_FIELD_MESSAGE },
		{ "text", KMSG_FIELD_MESSAGE },
		{ "body", KMSG_FIELD_MESSAGE },
		{ "content", KMSG_FIELD_MESSAGE },
		{ "textPayload", KMSG_FIELD_MESSAGE },
		{ "short_message", KMSG_FIELD_MESSAGE },
		{ "output", KMSG_FIELD_MESSAGE }, /* a cloud's console */
		{ "contents", KMSG_FIELD_MESSAGE },
		{ "_TRANSPORT", KMSG_FIELD_SENDER },
		{ "transport", KMSG_FIELD_SENDER },
		{ "SYSLOG_IDENTIFIER", KMSG_FIELD_SENDER },
		{ "ident", KMSG_FIELD_SENDER },
		{ "program", KMSG_FIELD_SENDER },
		{ "programname", KMSG_FIELD_SENDER },
		{ "appname", KMSG_FIELD_SENDER },
		{ "app_name", KMSG_FIELD_SENDER },
		{ "syslogtag", KMSG_FIELD_SENDER },
		{ "process.name", KMSG_FIELD_SENDER },
		{ "fac", KMSG_FIELD_SENDER },
		{ "facility", KMSG_FIELD_SENDER },
		{ "SYSLOG_FACILITY", KMSG_FIELD_SENDER },
		{ "pri", KMSG_FIELD_PRIORITY },
		{ "_SOURCE_MONOTONIC_TIMESTAMP", KMSG_FIELD_PRINTED },
		{ "time", KMSG_FIELD_TIME },
		{ "ts", KMSG_FIELD_TIME },
		{ "@timestamp", KMSG_FIELD_TIME },
		{ "timestamp", KMSG_FIELD_TIME },
		{ "__REALTIME_TIMESTAMP", KMSG_FIELD_REALTIME },
		{ "_BOOT_ID", KMSG_FIELD_BOOT_ID },
		{ "_HOSTNAME", KMSG_FIELD_HOST },
		{ "hostname", KMSG_FIELD_HOST },
		{ "host", KMSG_FIELD_HOST },
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (strlen(fields[i].name) == name.length &&
		    strncasecmp(fields[i].name, name.start, name.length) == 0)
			return fields[i].field;
	return KMSG_FIELD_OTHER;
}

void kmsg_entry_add_byte(struct kmsg_entry *entry, unsigned char byte)
{
	if (entry->length == MESSAGE_BYTES_MAX)
		return;
	entry->message = xarray_grow(entry->message, entry->length, &entry->capacity, sizeof(char));
	entry->message[entry->length++] = (char)byte;
}

static void entry_set_sender(struct kmsg_entry *entry, struct slice value)
{
	const bool kernel = slice_is(value, "kernel") || slice_is(value, "kernel:") ||
			    slice_is(value, "kern") || slice_is(value, "0");

	if (!value.length || slice_is(value, "-"))
		return;
	if (!kernel)
		entry->sender = KMSG_ANOTHER;
	else if (entry->sender == KMSG_ANYONE)
		entry->sender = KMSG_KERNEL;
}

/* A number of seconds with places. */
static bool take_seconds(struct slice value, uint64_t *ret_us)
{
	uint64_t seconds, micros = 0;

	if (!slice_take_number(&value, UINT32_MAX, &seconds))
		return false;
	if (slice_take(&value, "."))
		for (unsigned unit = 100000; value.length && unit; unit /= 10) {
			if (!isdigit((unsigned char)*value.start))
				return false;
			micros += unit * (unsigned)(*value.start - '0');
			slice_skip(&value, 1);
		}
	*ret_us = seconds * 1000000 + micros;
	return true;
}

static void entry_set_time(struct kmsg_entry *entry, struct slice value)
{
	struct slice date = value;
	uint64_t us;

	if (kmsg_date_take(&date, &entry->date) || !take_seconds(value, &us))
		return;
	if (us / 1000000 >= EPOCH_SECONDS) {
		entry->date = (struct kmsg_date){ .dated = KMSG_DATED, .ms = (int64_t)us / 1000 };
		return;
	}
	entry->timed = true;
	entry->monotonic_us = us;
}

static void entry_copy(char *to, size_t size, struct slice value)
{
	if (value.length >= size)
		return;
	memcpy(to, value.start, value.length);
	to[value.length] = '\0';
}

void kmsg_entry_set(struct kmsg_entry *entry, enum kmsg_field field, struct slice value)
{
	struct slice rest = value;
	uint64_t number;

	switch (field) {
	case KMSG_FIELD_MESSAGE:
		if (entry->length)
			return;
		for (size_t i = 0; i < value.length; i++)
			kmsg_entry_add_byte(entry, (unsigned char)value.start[i]);
		return;
	case KMSG_FIELD_SENDER:
		entry_set_sender(entry, value);
		return;
	case KMSG_FIELD_PRIORITY:
		if (slice_take_number(&rest, UINT32_MAX, &number) && number > 7)
			entry->sender = KMSG_ANOTHER;
		return;
	case KMSG_FIELD_PRINTED:
		entry->timed = slice_take_number(&rest, UINT64_MAX / 16, &entry->monotonic_us);
		return;
	case KMSG_FIELD_TIME:
		entry_set_time(entry, value);
		return;
	case KMSG_FIELD_REALTIME:
		if (slice_take_number(&rest, INT64_MAX, &number))
			entry->date = (struct kmsg_date){ .dated = KMSG_DATED,
							  .ms = (int64_t)(number / 1000) };
		return;
	case KMSG_FIELD_BOOT_ID:
		entry_copy(entry->boot_id, sizeof(entry->boot_id), value);
		return;
	case KMSG_FIELD_HOST:
		entry_copy(entry->host, sizeof(entry->host), value);
		return;
	case KMSG_FIELD_OTHER:
		return;
	}
}
