/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What outlives a restart. */
#define _GNU_SOURCE
#include "watch/remembered.h"

#include "input/newfile.h"
#include "render/value.h"
#include "util/cleanup.h"
#include "util/contents.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#define REMEMBERED_NAME "state.json"
#define REMEMBERED_BYTES_MAX (64u << 10)

/* The numbers of a struct, by name; 64 bits each. */
struct named_number {
	const char *name;
	size_t member;
};

#define NUMBER_OF(type, field)                                                                     \
	{                                                                                          \
		.name = #field, .member = offsetof(struct type, field)                             \
	}

static const struct named_number remembered_numbers[] = {
	NUMBER_OF(remembered, lost),	 NUMBER_OF(remembered, enabled),
	NUMBER_OF(remembered, limit),	 NUMBER_OF(remembered, pid),
	NUMBER_OF(remembered, reset_ms), NUMBER_OF(remembered, overflowed_pid),
	NUMBER_OF(remembered, number),
};

static const struct named_number alarm_numbers[] = {
	NUMBER_OF(alarm, episode), NUMBER_OF(alarm, reminders), NUMBER_OF(alarm, since_ms),
	NUMBER_OF(alarm, last_ms), NUMBER_OF(alarm, told_ms),	NUMBER_OF(alarm, total),
};

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static void numbers_put(json_t *object, const void *values, const struct named_number *table,
			size_t count)
{
	for (size_t i = 0; i < count; i++) {
		json_int_t number;

		memcpy(&number, (const char *)values + table[i].member, sizeof(number));
		value_set(object, table[i].name, json_integer(number));
	}
}

static void numbers_take(const json_t *object, void *values, const struct named_number *table,
			 size_t count)
{
	for (size_t i = 0; i < count; i++) {
		json_int_t number = json_integer_value(json_object_get(object, table[i].name));

		/* None of them is ever negative. */
		number = number < 0 ? 0 : number;
		memcpy((char *)values + table[i].member, &number, sizeof(number));
	}
}

static json_t *read_state_file(int folder)
{
	CLEANUP(cleanup_close)
	int fd = openat(folder, REMEMBERED_NAME, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	CLEANUP(cleanup_free) char *text = NULL;
	size_t length;

	if (fd < 0 || contents_read(fd, REMEMBERED_BYTES_MAX, &text, &length) < 0)
		return NULL;
	return json_loadb(text, length, 0, NULL);
}

static void alarms_take(const json_t *list, bool same_boot, struct alarms *alarms)
{
	for (enum alarm_kind kind = 0; kind < ALARM_COUNT; kind++) {
		const json_t *row = json_object_get(list, alarm_kind_name(kind));
		struct alarm alarm = { .raised = json_is_true(json_object_get(row, "raised")) &&
						 !alarm_is_once(kind) };

		numbers_take(row, &alarm, alarm_numbers, COUNT_OF(alarm_numbers));
		if (same_boot || alarm.raised)
			alarms->list[kind] = alarm;
	}
}

void remembered_read(int folder, const char *boot, struct remembered *ret_remembered,
		     struct alarms *alarms)
{
	CLEANUP(value_release) json_t *file = read_state_file(folder);
	const char *old = json_string_value(json_object_get(file, "boot"));
	const bool same_boot = old && strcmp(old, boot) == 0;
	struct remembered all = { 0 };

	numbers_take(file, &all, remembered_numbers, COUNT_OF(remembered_numbers));
	all.has_status = json_is_true(json_object_get(file, "has_status"));
	all.boot_judged = json_is_true(json_object_get(file, "boot_judged"));
	all.overflowed = json_is_true(json_object_get(file, "overflowed"));
	if (!same_boot)
		all = (struct remembered){ .number = all.number };
	for (enum sink_kind kind = 0; kind < SINK_COUNT; kind++)
		all.dropped[kind] = (uint64_t)json_integer_value(
			json_object_get(json_object_get(file, "dropped"), sink_name(kind)));
	(void)snprintf(all.boot, sizeof(all.boot), "%s", boot);
	alarms_take(json_object_get(file, "alarms"), same_boot, alarms);
	*ret_remembered = all;
}

static json_t *make_state(const struct remembered *remembered, const struct alarms *alarms)
{
	json_t *file = json_object(), *list = json_object(), *dropped = json_object();

	value_set(file, "boot", value_text(remembered->boot));
	value_set(file, "has_status", json_boolean(remembered->has_status));
	value_set(file, "boot_judged", json_boolean(remembered->boot_judged));
	value_set(file, "overflowed", json_boolean(remembered->overflowed));
	numbers_put(file, remembered, remembered_numbers, COUNT_OF(remembered_numbers));
	for (enum alarm_kind kind = 0; kind < ALARM_COUNT; kind++) {
		json_t *row = json_object();

		value_set(row, "raised", json_boolean(alarms->list[kind].raised));
		numbers_put(row, &alarms->list[kind], alarm_numbers, COUNT_OF(alarm_numbers));
		value_set(list, alarm_kind_name(kind), row);
	}
	value_set(file, "alarms", list);
	for (enum sink_kind kind = 0; kind < SINK_COUNT; kind++)
		value_set(dropped, sink_name(kind), value_number(remembered->dropped[kind]));
	value_set(file, "dropped", dropped);
	return file;
}

int remembered_write(int folder, const struct remembered *remembered, const struct alarms *alarms,
		     struct error *err)
{
	CLEANUP(value_release) json_t *state = make_state(remembered, alarms);
	CLEANUP(newfile_done) struct newfile file = { 0 };
	int code = newfile_open(folder, &file);

	if (code == 0 && (json_dumpfd(state, file.fd, JSON_INDENT(1)) < 0 || fsync(file.fd) < 0))
		code = errno ? -errno : -EIO;
	if (code == 0)
		code = newfile_place(&file, REMEMBERED_NAME);
	return code < 0 ? error_set(err, code, "cannot write '%s': %s", REMEMBERED_NAME,
				    strerror(-code))
			: 0;
}
