/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The events of a boot window as JSON lines. */
#include "render/render_events.h"

#include "explain/auparse_client.h"
#include "render/value.h"
#include "util/cleanup.h"
#include "util/text.h"
#include "util/xalloc.h"

#include <errno.h>
#include <string.h>

static json_t *make_fields(const struct auparse_client_record *record)
{
	json_t *list = json_object();

	for (size_t i = 0; i < record->n_fields; i++) {
		const struct auparse_client_field *field = &record->fields[i];
		CLEANUP(cleanup_free) char *name = text_safe(field->name);
		json_t *both = json_object();

		value_set(both, "raw", value_text(field->raw));
		value_set(both, "interpreted", value_text(field->interpreted));
		value_set(list, name, both);
	}
	return list;
}

/* A raw line, and the record that libauparse read in it, or NULL. */
static json_t *make_record(char *line, bool on_disk, const struct auparse_client_record *read)
{
	json_t *object = json_object();

	value_set(object, "raw", value_text(line));
	value_set(object, "on_disk", json_boolean(on_disk));
	value_set(object, "type", value_text(read ? read->type : NULL));
	value_set(object, "fields", read ? make_fields(read) : json_null());
	return object;
}

static json_t *make_records(const struct report_row *row, const struct auparse_client_event *event)
{
	CLEANUP(cleanup_free) char *text = xstrdup(row->text ? row->text : "");
	json_t *list = json_array();
	char *rest = text, *line;

	for (uint64_t i = 0; (line = strsep(&rest, "\n")) && *line; i++)
		value_append(list, make_record(line, i < row->disk_lines,
					       i < event->n_records ? &event->records[i] : NULL));
	return list;
}

static json_t *make_event_identity(const struct report_boot *boot, const struct report_row *row)
{
	json_t *object = json_object();

	value_set(object, "boot", json_integer(boot->index));
	value_set(object, "boot_id", value_text(boot->boot_id));
	value_set(object, "node", value_text(boot->node));
	value_set(object, "serial", value_number(row->serial));
	value_set(object, "time", value_moment(row->time_ms));
	value_set(object, "fate", json_string(report_fate_name(row->fate)));
	value_set(object, "recovered_from", value_text(row->recovered_from));
	value_set(object, "slots",
		  json_pack("{s:o, s:o, s:o}", "held", value_number(row->held), "passed",
			    value_number(row->passed), "lost", value_range(&row->lost)));
	return object;
}

static json_t *make_event(const struct report_boot *boot, const struct report_row *row,
			  const struct auparse_client_event *event)
{
	json_t *object = make_event_identity(boot, row);

	value_set(object, "subject", value_text(event->subject));
	value_set(object, "action", value_text(event->action));
	value_set(object, "object", value_text(event->object));
	value_set(object, "how", value_text(event->how));
	value_set(object, "key", value_text(event->key));
	if (event->failed)
		value_set(object, "uninterpreted", json_true());
	value_set(object, "records", make_records(row, event));
	return object;
}

struct json_line {
	char *text;
	size_t length, capacity;
};

static void free_json_line(struct json_line *line)
{
	free(line->text);
}

static int append_json_bytes(const char *bytes, size_t length, void *context)
{
	struct json_line *line = context;

	if (line->length + length > line->capacity) {
		line->capacity = 2 * (line->length + length);
		line->text = xreallocarray(line->text, line->capacity, 1);
	}
	memcpy(line->text + line->length, bytes, length);
	line->length += length;
	return 0;
}

/*
 * Makes the whole line before it is written: jansson gives a stream each quote and colon by itself,
 * which takes longer than to make them.
 */
static int write_event_line(const struct report_boot *boot, const struct report_row *row,
			    struct auparse_client *client, FILE *out, struct error *err)
{
	CLEANUP(auparse_client_event_done) struct auparse_client_event event = { 0 };
	CLEANUP(value_release) json_t *object = NULL;
	CLEANUP(free_json_line) struct json_line line = { 0 };

	if (row->text)
		event = auparse_client_read(client, row->text, true);
	object = make_event(boot, row, &event);
	if (json_dump_callback(object, append_json_bytes, &line, JSON_COMPACT) < 0)
		xalloc_end();
	errno = 0;
	if (fwrite(line.text, 1, line.length, out) < line.length || fputc('\n', out) == EOF)
		return error_set(err, errno ? -errno : -EIO, "cannot write the events: %s",
				 strerror(errno ? errno : EIO));
	return 0;
}

bool render_events_has(const struct render_events_options *options, const struct report_row *row)
{
	return !options->fates || options->fates >> row->fate & 1;
}

int render_events_json(const struct report_boot *boot, const struct render_events_options *options,
		       struct auparse_client *client, FILE *out, struct error *err)
{
	int code = 0;

	for (size_t i = 0; i < boot->n_rows && code == 0; i++) {
		struct report_row row = boot->rows[i];
		uint64_t lines = !render_events_has(options, &row)    ? 0
				 : row.events > RENDER_EVENTS_RUN_MAX ? 1
								      : row.events;

		if (lines > 1)
			row.lost = (struct range){ .min = 1, .max = COUNT_UNBOUNDED };
		for (uint64_t j = 0; j < lines && code == 0; j++, row.serial++)
			code = write_event_line(boot, &row, client, out, err);
	}
	return code;
}
