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
	if (name && !enriched)
		return part("user ", auparse_get_field_str(parser));
	return part("", name);
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
static char *types_of(const struct boot *boot, const struct window_event *event)
{
	char *types = strdup("");
	size_t index = (size_t)(event - boot->window.events);

	for (size_t i = event->first_record; types && i <= event->last_record; i++) {
		const struct window_record *kept = &boot->window.records[i];
		CLEANUP(cleanup_free) char *before = types;
		struct record record;

		if (kept->event != index ||
		    record_scan(boot->window.text + kept->offset, kept->length, &record) < 0) {
			before = NULL;
			continue;
		}
		if (asprintf(&types, "%s%s%.*s", before, *before ? " " : "",
			     (int)record.type.length, record.type.start) < 0)
			types = NULL;
	}
	return types;
}

static char *name_event(const struct boot *boot, const struct window_event *event)
{
	CLEANUP(cleanup_free) char *text = NULL;
	CLEANUP(end_parser) auparse_state_t *parser = NULL;
	CLEANUP(cleanup_free) char *types = types_of(boot, event);
	CLEANUP(cleanup_free) char *meaning = NULL;
	char *name = NULL;

	if (!types || window_text(&boot->window, event, &text) < 0)
		return NULL;
	parser = auparse_init(AUSOURCE_BUFFER, text);
	if (parser && auparse_next_event(parser) == 1)
		meaning = describe(parser, strchr(text, '\x1d') != NULL);
	if (asprintf(&name, "%s%s%s left", meaning ? meaning : "", meaning ? "; " : "", types) < 0)
		return NULL;
	return name;
}

int meaning_name_lost(const struct boot *boot, struct report_boot *report)
{
	for (size_t i = 0; i < report->n_rows; i++) {
		struct report_row *row = &report->rows[i];
		const struct window_event *event = row->fate == FATE_TRUNCATED
							   ? window_find(&boot->window, row->serial)
							   : NULL;

		if (!event)
			continue;
		row->what = name_event(boot, event);
		if (!row->what)
			return -ENOMEM;
	}
	return 0;
}
