/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the events of a boot are known by. */
#define _GNU_SOURCE
#include "explain/explain.h"

#include "boots/nodes.h"
#include "explain/row_slots.h"
#include "explain/traits.h"
#include "util/cleanup.h"
#include "util/textstream.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <libaudit.h>
#include <string.h>

/* The names of each trait and the patterns, numbered in the order in which they come. */
struct patterns_maker {
	const struct boot *boot;
	struct nodes names[REPORT_TRAITS];
	struct nodes patterns;
	char **users; /* the name of each user, by number, or NULL */
	size_t users_capacity;
};

static void patterns_maker_done(struct patterns_maker *maker)
{
	for (size_t i = 0; i < REPORT_TRAITS; i++)
		nodes_done(&maker->names[i]);
	nodes_done(&maker->patterns);
	for (size_t i = 0; i < maker->users_capacity; i++)
		free(maker->users[i]);
	free(maker->users);
}

/* The number of a text, from 0. */
static size_t number_text(struct nodes *texts, const void *start, size_t length)
{
	const struct slice text = { .start = start, .length = length };
	const size_t number = nodes_find(texts, text);

	if (number == texts->count)
		nodes_add(texts, text);
	return number;
}

/* Source: the ranges of linux/audit.h and libaudit.h. */
static const char *name_kind_of_type(uint16_t type)
{
	static const struct {
		uint16_t first, last;
		const char *name;
	} kinds[] = {
		{ AUDIT_SYSCALL, AUDIT_SYSCALL, "system call" },
		{ AUDIT_SERVICE_START, AUDIT_SERVICE_STOP, "service" },
		{ AUDIT_FIRST_USER_MSG, AUDIT_LAST_USER_MSG, "message of a program" },
		{ AUDIT_FIRST_USER_MSG2, AUDIT_LAST_USER_MSG2, "message of a program" },
		{ AUDIT_FIRST_DAEMON, AUDIT_LAST_DAEMON, "auditd" },
		{ AUDIT_FIRST_SELINUX, AUDIT_LAST_SELINUX, "SELinux" },
		{ AUDIT_FIRST_APPARMOR, AUDIT_LAST_APPARMOR, "AppArmor" },
		{ AUDIT_FIRST_KERN_ANOM_MSG, AUDIT_LAST_KERN_ANOM_MSG, "anomaly" },
		{ AUDIT_INTEGRITY_FIRST_MSG, AUDIT_INTEGRITY_LAST_MSG, "integrity (IMA)" },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (type >= kinds[i].first && type <= kinds[i].last)
			return kinds[i].name;
	return "other event of the kernel";
}

static void learn_user_name(struct patterns_maker *maker, size_t number, const char *name)
{
	const size_t room = maker->users_capacity;

	if (number >= room) {
		maker->users_capacity = 2 * number + 16;
		maker->users =
			xreallocarray(maker->users, maker->users_capacity, sizeof(*maker->users));
		memset(maker->users + room, 0,
		       (maker->users_capacity - room) * sizeof(*maker->users));
	}
	if (name && !maker->users[number])
		maker->users[number] = xstrdup(name);
}

static void print_type_slots(void *context, const char *type, const struct row_slots *slots)
{
	FILE *out = context;

	type = type ? type : "?";
	if (slots->held)
		fprintf(out, "%s+%" PRIu64 " ", type, slots->held);
	if (slots->lost)
		fprintf(out, "%s-%" PRIu64 " ", type, slots->lost);
	if (slots->passed)
		fprintf(out, "%s=%" PRIu64 " ", type, slots->passed);
}

/* Gives: the records of a row as REPORT_TRAIT_RECORDS has them; the caller frees it. */
static char *print_row_records(const struct boot *boot, const struct report_row *row,
			       const struct secondary_event *best)
{
	const struct row_slots all = { .held = row->held,
				       .passed = row->passed,
				       .lost = row->lost.min };
	FILE *out;
	struct textstream *stream = textstream_open(&out);

	if (best->event)
		row_slots_each(boot, row, best, print_type_slots, out);
	else
		print_type_slots(out, row->swallowed ? "KERNEL" : NULL, &all);
	return textstream_close(stream);
}

static void number_traits(struct patterns_maker *maker, const struct report_row *row,
			  struct report_pattern *pattern)
{
	const struct secondary_event best =
		secondary_best(&maker->boot->secondary, &maker->boot->window, row->serial);
	CLEANUP(traits_done) struct traits traits = { 0 };
	CLEANUP(cleanup_free) char *records = print_row_records(maker->boot, row, &best);
	const char *names[REPORT_TRAITS] = { [REPORT_TRAIT_RECORDS] = records };

	if (best.event) {
		traits_find(best.window, best.event, &traits);
		names[REPORT_TRAIT_KIND] = name_kind_of_type(traits.type);
		names[REPORT_TRAIT_EVENT] = traits.event;
		names[REPORT_TRAIT_KEY] = traits.key;
		names[REPORT_TRAIT_PROGRAM] = traits.program;
		names[REPORT_TRAIT_UNIT] = traits.unit;
		names[REPORT_TRAIT_USER] = traits.user;
	}
	for (size_t i = 0; i < REPORT_TRAITS; i++)
		if (names[i])
			pattern->traits[i] = (uint32_t)number_text(&maker->names[i], names[i],
								   strlen(names[i])) +
					     1;
	if (traits.user)
		learn_user_name(maker, pattern->traits[REPORT_TRAIT_USER] - 1, traits.user_name);
}

static void number_pattern(struct patterns_maker *maker, struct report_row *row)
{
	struct report_pattern pattern;

	/* Padding too: patterns are compared by their bytes. */
	memset(&pattern, 0, sizeof(pattern));
	number_traits(maker, row, &pattern);
	pattern.fate = row->fate;
	pattern.events = row->events;
	pattern.held = row->held;
	pattern.passed = row->passed;
	pattern.lost = row->lost;
	row->pattern = (uint32_t)number_text(&maker->patterns, &pattern, sizeof(pattern));
}

static void copy_names(const struct nodes *texts, struct report_names *names)
{
	names->list = xcalloc(texts->count + 1, sizeof(*names->list));
	for (size_t i = 0; i < texts->count; i++)
		names->list[names->count++] = slice_copy(texts->names[i]);
}

/* Records that auditd enriched tell the names of the numbers in those that nobody did. */
static void put_user_names(struct patterns_maker *maker, struct report_names *users)
{
	for (size_t i = 0; i < users->count; i++) {
		if (!maker->users[i])
			continue;
		free(users->list[i]);
		users->list[i] = maker->users[i];
		maker->users[i] = NULL;
	}
}

void patterns_find(const struct boot *boot, struct report_boot *report)
{
	CLEANUP(patterns_maker_done) struct patterns_maker maker = { .boot = boot };
	struct report_patterns *patterns = &report->patterns;

	for (size_t i = 0; i < report->n_rows; i++)
		number_pattern(&maker, &report->rows[i]);
	for (size_t i = 0; i < REPORT_TRAITS; i++)
		copy_names(&maker.names[i], &patterns->names[i]);
	put_user_names(&maker, &patterns->names[REPORT_TRAIT_USER]);
	patterns->list = xcalloc(maker.patterns.count + 1, sizeof(*patterns->list));
	for (size_t i = 0; i < maker.patterns.count; i++)
		memcpy(&patterns->list[patterns->count++], maker.patterns.names[i].start,
		       sizeof(*patterns->list));
}
