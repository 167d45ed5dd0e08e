/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The events of a boot window as JSON lines. */
#include "render/render_events.h"

#include "base/cleanup.h"
#include "base/text.h"
#include "base/value.h"

#include <errno.h>
#include <string.h>

static json_t *fields(const struct meaning_record *record, bool *failed)
{
	json_t *list = json_object();

	for (size_t i = 0; i < record->n_fields; i++) {
		const struct meaning_field *field = &record->fields[i];
		CLEANUP(cleanup_free) char *name = text_safe(field->name);
		json_t *both = json_object();

		value_set(both, "raw", value_text(field->raw), failed);
		value_set(both, "interpreted", value_text(field->interpreted), failed);
		*failed |= !name;
		value_set(list, name ? name : "", both, failed);
	}
	return list;
}

/* A line of the event, with what libauparse reads in it, where it is the record it reads there. */
static json_t *record(char *line, bool on_disk, const struct meaning_record *read, bool *failed)
{
	json_t *object = json_object();

	value_set(object, "raw", value_text(line), failed);
	value_set(object, "on_disk", json_boolean(on_disk), failed);
	value_set(object, "type", value_text(read ? read->type : NULL), failed);
	value_set(object, "fields", read ? fields(read, failed) : json_null(), failed);
	return object;
}

static json_t *records(const struct report_row *row, const struct meaning_event *event,
		       bool *failed)
{
	CLEANUP(cleanup_free) char *text = strdup(row->text ? row->text : "");
	json_t *list = json_array();
	char *rest = text, *line;

	for (uint64_t i = 0; rest && (line = strsep(&rest, "\n")) && *line; i++)
		value_append(list,
			     record(line, i < row->disk_lines,
				    i < event->n_records ? &event->records[i] : NULL, failed),
			     failed);
	*failed |= !text;
	return list;
}

static json_t *identity(const struct report_boot *boot, const struct report_row *row, bool *failed)
{
	json_t *object = json_object();

	value_set(object, "boot", json_integer(boot->index), failed);
	value_set(object, "boot_id", value_text(boot->boot_id), failed);
	value_set(object, "node", value_text(boot->node), failed);
	value_set(object, "serial", value_number(row->serial), failed);
	value_set(object, "time", value_moment(row->time_ms), failed);
	value_set(object, "fate", json_string(report_fate_name(row->fate)), failed);
	value_set(object, "recovered_from", value_text(row->recovered_from), failed);
	value_set(object, "slots",
		  json_pack("{s:o, s:o, s:o}", "held", value_number(row->held), "passed",
			    value_number(row->passed), "lost", value_range(&row->lost)),
		  failed);
	return object;
}

static json_t *event_object(const struct report_boot *boot, const struct report_row *row,
			    const struct meaning_event *event, bool *failed)
{
	json_t *object = identity(boot, row, failed);

	value_set(object, "subject", value_text(event->subject), failed);
	value_set(object, "action", value_text(event->action), failed);
	value_set(object, "object", value_text(event->object), failed);
	value_set(object, "how", value_text(event->how), failed);
	value_set(object, "key", value_text(event->key), failed);
	if (event->failed)
		value_set(object, "uninterpreted", json_true(), failed);
	value_set(object, "records", records(row, event, failed), failed);
	return object;
}

/* A line as it is made. */
struct line {
	char *text;
	size_t length, capacity;
	bool failed;
};

static void line_done(struct line *line)
{
	free(line->text);
}

static int take_bytes(const char *bytes, size_t length, void *context)
{
	struct line *line = context;
	size_t capacity = line->capacity ? line->capacity : 4096;
	char *grown = line->text;

	while (capacity < line->length + length)
		capacity *= 2;
	if (capacity > line->capacity)
		grown = realloc(line->text, capacity);
	line->failed |= !grown;
	if (!grown)
		return -1;
	line->text = grown;
	line->capacity = capacity;
	memcpy(grown + line->length, bytes, length);
	line->length += length;
	return 0;
}

static int write_line(const struct report_boot *boot, const struct report_row *row,
		      struct meaning *meaning, FILE *out, struct error *err)
{
	CLEANUP(meaning_event_done) struct meaning_event event = { 0 };
	CLEANUP(value_release) json_t *object = NULL;
	CLEANUP(line_done) struct line line = { 0 };
	bool failed = row->text && meaning_read(meaning, row->text, true, &event) < 0;

	if (!failed)
		object = event_object(boot, row, &event, &failed);
	if (failed || !object)
		return error_memory(err, "write the events");
	/* Written at once: jansson gives a stream each quote and colon apart, which takes longer
	 * than to make them. It passes over a key that it could not write (seen with 2.14). */
	if (json_dump_callback(object, take_bytes, &line, JSON_COMPACT) < 0 || line.failed)
		return error_memory(err, "write the events");
	errno = 0;
	if (fwrite(line.text, 1, line.length, out) < line.length || fputc('\n', out) == EOF)
		return error_set(err, errno ? -errno : -EIO, "cannot write the events: %s",
				 strerror(errno ? errno : EIO));
	return 0;
}

/* Serials that are in no place: a line each, or one for a run that only a damaged log can hold. */
#define RUN_UNFOLDED_MAX 100000

int render_events(const struct report_boot *boot, struct meaning *meaning, FILE *out,
		  struct error *err)
{
	int code = 0;

	for (size_t i = 0; i < boot->n_rows && code == 0; i++) {
		struct report_row row = boot->rows[i];
		uint64_t lines = row.events > RUN_UNFOLDED_MAX ? 1 : row.events;

		if (lines > 1)
			row.lost = (struct range){ .min = 1, .max = COUNT_UNBOUNDED };
		for (uint64_t j = 0; j < lines && code == 0; j++, row.serial++)
			code = write_line(boot, &row, meaning, out, err);
	}
	return code;
}
