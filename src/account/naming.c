/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Puts the text of events into a report, and names those that were lost or cut. */
#define _GNU_SOURCE
#include "account/naming.h"

#include "base/cleanup.h"

#include <errno.h>
#include <string.h>

/* "SYSCALL EXECVE CWD" */
static char *types_of(const struct window *window, const struct window_event *event)
{
	char *types = strdup("");
	struct record record;
	size_t position = 0;

	while (types && window_next(window, event, &position, &record)) {
		CLEANUP(cleanup_free) char *before = types;

		if (asprintf(&types, "%s%s%.*s", before, *before ? " " : "",
			     (int)record.type_name.length, record.type_name.start) < 0)
			types = NULL;
	}
	return types;
}

/* What the event was; NULL where libauparse cannot say, or with -ENOMEM as the code. */
static char *describe(struct meaning *meaning, const struct window *window,
		      const struct window_event *event, int *ret_code)
{
	CLEANUP(cleanup_free) char *text = NULL;
	CLEANUP(meaning_event_done) struct meaning_event read = { 0 };
	char *sentence;

	*ret_code = window_text(window, event, &text);
	if (*ret_code == 0)
		*ret_code = meaning_read(meaning, text, false, &read);
	if (*ret_code < 0)
		return NULL;
	sentence = meaning_sentence(&read);
	*ret_code = read.action && !sentence ? -ENOMEM : 0;
	return sentence;
}

/* "root executed /usr/bin/true; SYSCALL left": the best that is known of it, and what auditd got.
 */
static char *name_cut(struct meaning *meaning, const struct boot *boot,
		      const struct window_event *event)
{
	struct secondary_event best =
		secondary_best(&boot->secondary, &boot->window, event->serial);
	int code;
	CLEANUP(cleanup_free) char *types = types_of(&boot->window, event);
	CLEANUP(cleanup_free) char *sentence = describe(meaning, best.window, best.event, &code);
	char *name = NULL;

	if (!types || code < 0)
		return NULL;
	if (asprintf(&name, "%s%s%s left", sentence ? sentence : "", sentence ? "; " : "", types) <
	    0)
		return NULL;
	return name;
}

static char *name_recovered(struct meaning *meaning, const struct boot *boot, uint64_t serial)
{
	struct secondary_event found = { 0 };
	char *sentence;
	int code;

	if (!secondary_find(&boot->secondary, serial, &found))
		return NULL;
	sentence = describe(meaning, found.window, found.event, &code);
	return sentence || code < 0 ? sentence : types_of(found.window, found.event);
}

static char *name_row(struct meaning *meaning, const struct boot *boot,
		      const struct report_row *row)
{
	const struct window_event *event = window_find(&boot->window, row->serial);

	if (row->fate == FATE_LOST_RECOVERED)
		return name_recovered(meaning, boot, row->serial);
	return event ? name_cut(meaning, boot, event) : strdup("");
}

int naming_lost(struct meaning *meaning, const struct boot *boot, struct report_boot *report)
{
	uint64_t before = meaning_failures(meaning);

	for (size_t i = 0; i < report->n_rows; i++) {
		struct report_row *row = &report->rows[i];

		if (row->fate != FATE_TRUNCATED && row->fate != FATE_LOST_RECOVERED)
			continue;
		row->description = name_row(meaning, boot, row);
		if (!row->description)
			return -ENOMEM;
	}
	report->uninterpreted = meaning_failures(meaning) - before;
	return 0;
}

/* Both texts one behind the other; the caller frees it. NULL without memory. */
static char *joined(const char *disk, const char *beyond)
{
	char *text;

	return asprintf(&text, "%s%s", disk ? disk : "", beyond ? beyond : "") < 0 ? NULL : text;
}

int naming_texts(const struct boot *boot, struct report_boot *report)
{
	for (size_t i = 0; i < report->n_rows; i++) {
		struct report_row *row = &report->rows[i];
		const struct window_event *event = window_find(&boot->window, row->serial);
		struct secondary_event found = { 0 };
		CLEANUP(cleanup_free) char *disk = NULL;
		CLEANUP(cleanup_free) char *beyond = NULL;

		if (row->events > 1 || row->fate == FATE_LOST)
			continue;
		if (event && window_text(&boot->window, event, &disk) < 0)
			return -ENOMEM;
		if (row->recovered_from && secondary_find(&boot->secondary, row->serial, &found) &&
		    secondary_text(&found, event ? &boot->window : NULL, event, &beyond) < 0)
			return -ENOMEM;
		row->disk_lines = event ? event->records : 0;
		row->text = joined(disk, beyond);
		if (!row->text)
			return -ENOMEM;
	}
	return 0;
}
