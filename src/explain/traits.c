/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an event is, by its records. */
#define _GNU_SOURCE
#include "explain/traits.h"

#include "util/cleanup.h"
#include "util/xalloc.h"

#include <libaudit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void traits_done(struct traits *traits)
{
	free(traits->event);
	free(traits->key);
	free(traits->program);
	free(traits->unit);
	free(traits->user);
	free(traits->user_name);
}

/* The part of a user message that its sender wrote: msg='…'. */
static struct record find_user_message(const struct record *record)
{
	static const char begin[] = "msg='";
	const char *found =
		memmem(record->body.start, record->body.length, begin, sizeof(begin) - 1);
	struct record part = *record;
	const char *end;

	part.body = (struct slice){ .start = record->body.start };
	if (!found)
		return part;
	found += sizeof(begin) - 1;
	end = memchr(found, '\'', (size_t)(record->body.start + record->body.length - found));
	part.body = (struct slice){ .start = found, .length = end ? (size_t)(end - found) : 0 };
	return part;
}

/* The part that auditd added: names behind 0x1D. */
static struct record find_enrichment(const struct record *record)
{
	const char *past = record->body.start + record->body.length;
	const char *found = memchr(record->body.start, 0x1d, record->body.length);
	struct record part = *record;

	part.body.start = found ? found + 1 : past;
	part.body.length = (size_t)(past - part.body.start);
	return part;
}

static void take_trait(const struct record *record, const char *name, char **text)
{
	struct slice value;

	if (*text || !record_field(record, name, &value) || !value.length ||
	    slice_is(value, "(null)") || slice_is(value, "?"))
		return;
	*text = xstrndup(value.start, value.length);
}

/* "execve": the system call by the table of the architecture that the record names. */
static char *copy_call_name(const struct record *record)
{
	struct slice arch;
	uint64_t number;
	const char *name = NULL;

	if (record_field(record, "arch", &arch) && record_number(record, "syscall", &number)) {
		CLEANUP(cleanup_free) char *hex = xstrndup(arch.start, arch.length);
		int machine = audit_elf_to_machine((unsigned)strtoul(hex, NULL, 16));
		name = machine < 0 ? NULL : audit_syscall_to_name((int)number, machine);
	}
	return xstrdup(name ? name : "a system call");
}

/* Who logged in; where nobody did (boot, services), whose process it was. */
static void take_user(const struct record *record, struct traits *traits)
{
	const struct record names = find_enrichment(record);
	uint64_t login;
	const bool by_login = record_number(record, "auid", &login) && login != UINT32_MAX;

	if (traits->user)
		return;
	take_trait(record, by_login ? "auid" : "uid", &traits->user);
	if (traits->user)
		take_trait(&names, by_login ? "AUID" : "UID", &traits->user_name);
}

static void add_record_traits(const struct record *record, struct traits *traits)
{
	struct record said = find_user_message(record);

	if (!traits->event)
		(void)snprintf(traits->first, sizeof(traits->first), "%.*s",
			       (int)record->type_name.length, record->type_name.start);
	if (record->type == AUDIT_SYSCALL || !traits->event)
		traits->type = record->type;
	if (record->type == AUDIT_SYSCALL) {
		free(traits->event);
		traits->event = copy_call_name(record);
	} else if (!traits->event) {
		traits->event = xstrndup(record->type_name.start, record->type_name.length);
	}
	take_trait(record, "key", &traits->key);
	take_trait(record, "exe", &traits->program);
	take_trait(&said, "exe", &traits->program);
	take_trait(&said, "unit", &traits->unit);
	take_user(record, traits);
}

void traits_find(const struct window *window, const struct window_event *event,
		 struct traits *ret_traits)
{
	struct record record;
	size_t position = 0;

	while (window_next(window, event, &position, &record))
		add_record_traits(&record, ret_traits);
}
