/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an event means, in words. */
#define _GNU_SOURCE
#include "meaning.h"

#include "cleanup.h"

#include <auparse.h>
#include <errno.h>
#include <string.h>

static void end_parser(auparse_state_t **parser)
{
	if (*parser)
		auparse_destroy(*parser);
}

/* What the field under the cursor says to a person; NULL when the call that moves there found none.
 */
static const char *said(auparse_state_t *parser, int found)
{
	const char *text = found == 1 ? auparse_interpret_field(parser) : NULL;

	return text && *text && strcmp(text, "unset") != 0 && strcmp(text, "?") != 0 ? text : NULL;
}

/* The parts of a sentence; the interpreted text is only valid until the next one is asked for. */
static char *part(const char *lead, const char *text)
{
	char *copy = NULL;

	if (asprintf(&copy, "%s%s", text ? lead : "", text ? text : "") < 0)
		return NULL;
	return copy;
}

/*
 * Who did it. Names of users come from the record itself, where auditd enriched it; libauparse
 * would otherwise look them up on the host, which may be another machine, so that the number stands
 * instead.
 */
static char *actor(auparse_state_t *parser, bool enriched)
{
	int found = auparse_normalize_subject_primary(parser);
	const char *name = said(parser, found);

	if (!name) {
		found = auparse_normalize_subject_secondary(parser);
		name = said(parser, found);
	}
	if (name && !enriched && strcmp(auparse_get_field_str(parser), "0") != 0)
		return part("user ", auparse_get_field_str(parser));
	return part("", name && !enriched ? "root" : name);
}

static char *describe(auparse_state_t *parser, bool enriched)
{
	CLEANUP(cleanup_free) char *who = NULL;
	CLEANUP(cleanup_free) char *object = NULL;
	CLEANUP(cleanup_free) char *how = NULL;
	const char *action;
	char *sentence;

	if (auparse_normalize(parser, NORM_OPT_NO_ATTRS) != 0)
		return NULL;
	who = actor(parser, enriched);
	object = part(" ", said(parser, auparse_normalize_object_primary(parser)));
	how = part(" by ", auparse_normalize_how(parser));
	action = auparse_normalize_get_action(parser);
	if (!who || !object || !how || !action)
		return NULL;
	if (asprintf(&sentence, "%s%s%s%s%s", who, *who ? " " : "", action, object, how) < 0)
		return NULL;
	return sentence;
}

/* "SYSCALL EXECVE CWD": what is left of the event. */
static char *types_of(const struct window *window, const struct window_event *event)
{
	char *types = strdup("");
	struct record record;
	size_t position = 0;

	while (types && window_next(window, event, &position, &record)) {
		CLEANUP(cleanup_free) char *before = types;

		if (asprintf(&types, "%s%s%.*s", before, *before ? " " : "",
			     (int)record.type.length, record.type.start) < 0)
			types = NULL;
	}
	return types;
}

/* What the event was; NULL where libauparse cannot say. Gives 0 or -ENOMEM. */
static int describe_event(const struct window *window, const struct window_event *event,
			  char **ret_meaning)
{
	CLEANUP(cleanup_free) char *text = NULL;
	CLEANUP(end_parser) auparse_state_t *parser = NULL;

	*ret_meaning = NULL;
	if (window_text(window, event, &text) < 0)
		return -ENOMEM;
	parser = auparse_init(AUSOURCE_BUFFER, text);
	if (parser && auparse_next_event(parser) == 1)
		*ret_meaning = describe(parser, strchr(text, '\x1d') != NULL);
	return 0;
}

/* "root executed /usr/bin/true; SYSCALL left": the best that is known of it, and what auditd got.
 */
static char *name_cut(const struct boot *boot, const struct window_event *event)
{
	CLEANUP(cleanup_free) char *types = types_of(&boot->window, event);
	CLEANUP(cleanup_free) char *meaning = NULL;
	struct recovered_event found = { .window = &boot->window, .event = event };
	char *name = NULL;

	(void)recovered_find(&boot->recovered, event->serial, &found);
	if (!types || describe_event(found.window, found.event, &meaning) < 0)
		return NULL;
	if (asprintf(&name, "%s%s%s left", meaning ? meaning : "", meaning ? "; " : "", types) < 0)
		return NULL;
	return name;
}

static char *name_recovered(const struct boot *boot, uint64_t serial)
{
	struct recovered_event found = { 0 };
	char *meaning = NULL;

	if (!recovered_find(&boot->recovered, serial, &found) ||
	    describe_event(found.window, found.event, &meaning) < 0)
		return NULL;
	return meaning ? meaning : types_of(found.window, found.event);
}

static char *name_row(const struct boot *boot, const struct report_row *row)
{
	const struct window_event *event = window_find(&boot->window, row->serial);

	if (row->fate == FATE_LOST_RECOVERED)
		return name_recovered(boot, row->serial);
	return event ? name_cut(boot, event) : strdup("");
}

int meaning_name_lost(const struct boot *boot, struct report_boot *report)
{
	for (size_t i = 0; i < report->n_rows; i++) {
		struct report_row *row = &report->rows[i];

		if (row->fate != FATE_TRUNCATED && row->fate != FATE_LOST_RECOVERED)
			continue;
		row->what = name_row(boot, row);
		if (!row->what)
			return -ENOMEM;
	}
	return 0;
}
