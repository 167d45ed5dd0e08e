/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Puts the text of events into a report, and names those that were lost or cut. */
#include "explain/explain.h"

#include "explain/auparse_client.h"
#include "util/cleanup.h"
#include "util/textstream.h"
#include "util/xalloc.h"

/* "SYSCALL EXECVE CWD" */
static char *join_types(const struct window *window, const struct window_event *event)
{
	FILE *out;
	struct textstream *stream = textstream_open(&out);
	struct record record;
	const char *blank = "";

	for (size_t position = 0; window_next(window, event, &position, &record); blank = " ")
		fprintf(out, "%s%.*s", blank, (int)record.type_name.length, record.type_name.start);
	return textstream_close(stream);
}

/* The event in a sentence; NULL where libauparse cannot say. */
static char *describe_event(struct auparse_client *client, const struct window *window,
			    const struct window_event *event)
{
	CLEANUP(cleanup_free) char *text = NULL;
	CLEANUP(auparse_client_event_done) struct auparse_client_event read = { 0 };

	text = window_text(window, event);
	read = auparse_client_read(client, text, false);
	return auparse_client_sentence(&read);
}

/* "root executed /usr/bin/true; SYSCALL left": by the source that has most of it, and the records
 * that auditd got. */
static char *name_cut(struct auparse_client *client, const struct boot *boot,
		      const struct window_event *event)
{
	struct secondary_event best =
		secondary_best(&boot->secondary, &boot->window, event->serial);
	CLEANUP(cleanup_free) char *types = join_types(&boot->window, event);
	CLEANUP(cleanup_free) char *sentence = describe_event(client, best.window, best.event);

	return xasprintf("%s%sauditd has %s of it", sentence ? sentence : "", sentence ? "; " : "",
			 types);
}

static char *name_recovered(struct auparse_client *client, const struct boot *boot, uint64_t serial)
{
	struct secondary_event found = { 0 };
	char *sentence;

	if (!secondary_find(&boot->secondary, serial, &found))
		return NULL;
	sentence = describe_event(client, found.window, found.event);
	return sentence ? sentence : join_types(found.window, found.event);
}

static char *name_row(struct auparse_client *client, const struct boot *boot,
		      const struct report_row *row)
{
	const struct window_event *event = window_find(&boot->window, row->serial);

	if (row->fate == FATE_LOST_RECOVERED)
		return name_recovered(client, boot, row->serial);
	return event ? name_cut(client, boot, event) : xstrdup("");
}

void naming_describe(struct auparse_client *client, const struct boot *boot,
		     struct report_boot *report)
{
	uint64_t before = auparse_client_failures(client);

	for (size_t i = 0; i < report->n_rows; i++) {
		struct report_row *row = &report->rows[i];

		if (row->fate == FATE_TRUNCATED || row->fate == FATE_LOST_RECOVERED)
			row->description = name_row(client, boot, row);
	}
	report->uninterpreted = auparse_client_failures(client) - before;
}

void naming_add_texts(const struct boot *boot, struct report_boot *report)
{
	for (size_t i = 0; i < report->n_rows; i++) {
		struct report_row *row = &report->rows[i];
		const struct window_event *event = window_find(&boot->window, row->serial);
		struct secondary_event found = { 0 };
		CLEANUP(cleanup_free) char *disk = NULL;
		CLEANUP(cleanup_free) char *beyond = NULL;

		if (row->events > 1 || row->fate == FATE_LOST)
			continue;
		if (event)
			disk = window_text(&boot->window, event);
		if (row->recovered_from && secondary_find(&boot->secondary, row->serial, &found))
			beyond = secondary_text(&found, event ? &boot->window : NULL, event);
		row->disk_lines = event ? event->records : 0;
		row->text = xasprintf("%s%s", disk ? disk : "", beyond ? beyond : "");
	}
}
